"""Find the claims of a sentence: the words that take a stance, and whose and about what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Span, Token

from willing.extract import clauses
from willing.extract.claims import Claim
from willing.extract.compose import compose
from willing.extract.deeds import (
    clause_claims,
    is_duty,
    is_future,
    is_going_to,
    is_history,
    preference,
    threatened,
)
from willing.extract.echoes import echoed, gapped
from willing.extract.frames import NONE, Frame, first_complement, frames
from willing.extract.phrases import Entry, entries_of, match
from willing.extract.questions import opened
from willing.extract.stance_lexicon import StanceLexicon, stance_lexicon
from willing.extract.verdicts import predicate_at, verdict_claims
from willing.model import Stance

_FINITE_PREDICATES = frozenset({"advcl", "ROOT", "ccomp", "conj", "xcomp", "relcl", "acl"})
_NOUN_FRAMES = frozenset({
    "to", "that", "ing", "for", "to-noun", "of", "against", "on", "about", "over", "in",
    "whether", "towards", "toward", "at", "with",
})  # fmt: skip
_BARE = frozenset(
    {Stance.OPPOSE, Stance.REFUSE, Stance.SUPPORT, Stance.DOUBT, Stance.OFFER, Stance.THREATEN}
)
_CONCEDING = frozenset({"despite", "amid", "amidst", "notwithstanding", "given"})
_DIRECTED = frozenset({Stance.REQUEST, Stance.DEMAND})
_FORESEEN_AS_OBJECT = frozenset({"expect", "anticipate", "foresee", "predict"})
_ASKING = frozenset({"?"})


class StanceFinder:
    """Finds claims by the lexicon ``data/lexicon/stances.yaml``."""

    def __init__(self) -> None:
        """Load the lexicon."""
        self._lexicon = stance_lexicon()

    def find(self, sentence: Span) -> list[Claim]:
        """Return the claims of ``sentence`` in the order of their heads; none for a question."""
        if _is_question(sentence):
            return []
        claims = self._own(sentence)
        before = _sentence_before(sentence)
        earlier = [] if before is None else self._own(before)
        found = [*claims, *gapped(claims), *echoed(sentence, claims, earlier, self._lexicon)]
        return sorted(found, key=lambda claim: claim.head.i)

    def _own(self, sentence: Span) -> list[Claim]:
        claims = [claim for token in sentence for claim in self._at(token)]
        settled = opened(sentence, compose(claims, self._lexicon.shifts), self._lexicon)
        return [
            replace(claim, stance=threatened(claim, self._lexicon))
            for claim in settled
            if not is_history(claim)
            and (claim.by_speaker or (claim.holder is not None and claim.holder.lower_ != "you"))
        ]

    def _at(self, token: Token) -> Iterator[Claim]:
        adjectival = list(self._adjective(token))
        if adjectival:
            yield adjectival[0]
            return
        if token.pos_ in clauses.VERBAL or (token.tag_.startswith("VB") and token.dep_ != "amod"):
            found = preference(token) or list(self._verb(token))
            yield from found or clause_claims(token, self._lexicon)
        elif token.pos_ == "NOUN" and token.lemma_.lower() in self._lexicon.nouns:
            yield from self._noun(token)
        yield from verdict_claims(token, self._lexicon)

    # -- verbs

    def _verb(self, verb: Token) -> Iterator[Claim]:
        negated = self._lexicon.negated(verb)
        if is_going_to(verb):
            negated ^= self._lexicon.negated(verb.head)
        for entry in entries_of(verb, self._lexicon.verbs):
            if entry.negated and not negated:
                continue
            matched = match(verb, entry.rest)
            if matched is None:
                continue
            for frame in frames(verb, matched):
                stance = _framed(entry, frame)
                if stance is not None:
                    stance = self._by_complement(verb, stance, frame)
                if stance is not None:
                    shifted = _says_nothing(frame) != (negated and not entry.negated)
                    stance = self._lexicon.hedged(verb, stance, shifted)
                    yield self._claim(verb, matched, stance, frame, entry.negated)
                    return

    def _claim(
        self, verb: Token, matched: frozenset[int], stance: Stance, frame: Frame, denied: bool
    ) -> Claim:
        """Return the claim of a verb; in the passive the holder stands behind "by"."""
        complement, agent, name = frame.complement, frame.agent, frame.name
        subject = clauses.own_subject(verb)
        if not clauses.is_passive(verb):
            return Claim(verb, matched, stance, name, complement, clauses.subject(verb), agent)
        if stance is Stance.EXPECT and name in {"to", "object-to"}:
            foreseen = Stance.REFUSE if self._lexicon.negated(verb) else Stance.COMMIT
            return Claim(verb, matched, foreseen, "to", complement, subject)
        holder = clauses.passive_agent(verb) or (subject if denied else None)
        if name == NONE and complement is None:
            complement = subject
        if name in {"to", "object-to"}:
            agent, name = subject, "object-to"
        return Claim(verb, matched, stance, name, complement, holder, agent)

    def _by_complement(self, verb: Token, stance: Stance, frame: Frame) -> Stance | None:
        """Settle verbs whose stance depends on what their clause says."""
        complement = frame.complement
        if frame.name == "that" and complement is not None:
            duty = is_duty(complement, self._lexicon)
            if duty and stance in {Stance.EXPECT, Stance.SUPPORT, Stance.REQUEST, Stance.PROPOSE}:
                return Stance.DEMAND
            if stance is Stance.DEMAND and not duty and _is_plain_statement(complement):
                return None
            if stance is Stance.EXPECT and not is_future(complement):
                return None
        if stance is Stance.EXPECT and frame.name == "object":
            if clauses.is_passive(verb):
                return None
            return stance if verb.lemma_ in _FORESEEN_AS_OBJECT else None
        return stance

    # -- adjectives and predicates

    def _adjective(self, token: Token) -> Iterator[Claim]:
        if token.pos_ not in {"ADJ", "VERB", "ADV", "ADP", "SCONJ", "NOUN"}:
            return
        if token.tag_ in {"VB", "VBG", "VBD", "VBZ", "VBP"}:
            return
        phrase = predicate_at(token, self._lexicon)
        if phrase is not None:
            stance, matched = phrase
            frame = first_complement(token.doc[max(matched)], matched, token)
        else:
            found = self._adjectival_frame(token)
            if found is None:
                return
            stance, frame = found
            matched = frozenset({token.i})
        holder, verb = _predicated_of(token, self._lexicon, phrase is not None)
        if holder is None:
            return
        if token.dep_ == "amod" and frame.name == NONE:
            return
        if verb is not None:
            negated = self._lexicon.negated(verb)
            if verb != token and token.pos_ != "VERB":
                negated = negated != self._lexicon.negated(token)
            if stance is Stance.REQUEST and negated:
                stance = Stance.DOUBT
            elif not _is_far_from(token):
                stance = self._lexicon.hedged(verb, stance, negated)
            else:
                stance = self._lexicon.shifts.negated[stance]
            if stance is Stance.SUPPORT and frame.name == "to" and _has_would(verb):
                stance = Stance.OFFER
        yield Claim(token, matched, stance, frame.name, frame.complement, holder, frame.agent)

    def _adjectival_frame(self, token: Token) -> tuple[Stance, Frame] | None:
        for entry in self._lexicon.adjectives.get(token.lower_, ()):
            matched = match(token, entry.rest)
            if matched is None:
                continue
            for frame in frames(token, matched):
                stance = entry.stance(frame.name)
                if stance is not None:
                    return stance, frame
        return None

    # -- nouns

    def _noun(self, noun: Token) -> Iterator[Claim]:
        stance = self._lexicon.nouns[noun.lemma_.lower()]
        if noun.dep_ in {"compound", "nmod"}:
            return
        frame = next(
            (f for f in frames(noun, frozenset({noun.i})) if f.name in _NOUN_FRAMES), Frame(NONE)
        )
        holder = _noun_holder(noun)
        verb = noun.head if noun.dep_ in {"dobj", "nsubjpass", "attr", "oprd"} else None
        negated = clauses.has_negative_determiner(noun)
        if verb is not None and verb.lemma_.lower() in self._lexicon.light | self._lexicon.ending:
            if holder is None or holder.pos_ == "PRON":
                passive = clauses.is_passive(verb)
                doer = clauses.passive_agent(verb) if passive else clauses.subject(verb)
                holder = doer or holder
            negated ^= verb.lemma_.lower() in self._lexicon.ending
            negated ^= self._lexicon.negated(verb) and not (
                verb == noun.head and noun.dep_ == "nsubjpass" and negated
            )
            stance = self._lexicon.hedged(verb, stance, negated)
        elif negated:
            stance = self._lexicon.shifts.negated[stance]
        if holder is None:
            return
        bare_ok = _BARE
        owned = holder.dep_ in {"poss", "amod", "compound", "nmod"}
        conceded = noun.dep_ == "pobj" and noun.head.lower_ in _CONCEDING
        is_topic = owned and (noun.dep_ == "nsubj" or conceded)
        if frame.complement is None and (stance not in bare_ok or not (verb or is_topic)):
            return
        yield Claim(
            noun, frozenset({noun.i}), stance, frame.name, frame.complement, holder, frame.agent
        )


def _framed(entry: Entry, frame: Frame) -> Stance | None:
    if frame.name == "prep-to":
        stance = entry.stance("object-to")
        return stance if stance in _DIRECTED else None
    return entry.stance(frame.name)


def _says_nothing(frame: Frame) -> bool:
    """Tell whether the complement itself is a denial: "agree to nothing", "offers no help"."""
    noun = frame.complement
    if (
        noun is None
        or noun.pos_ not in clauses.NOMINAL
        or not clauses.has_negative_determiner(noun)
    ):
        return False
    following = {noun.doc[i].lower_ for i in range(noun.i + 1, min(noun.i + 3, len(noun.doc)))}
    return not following & {"short", "less", "but"}


def _predicated_of(
    token: Token, lexicon: StanceLexicon, is_phrase: bool
) -> tuple[Token | None, Token | None]:
    """Return whose the predicate is, and the verb that bears its modal and negation."""
    verb = clauses.copula(token)
    if token.tag_ == "VBN" and token.pos_ == "VERB" and token.dep_ != "amod":
        if clauses.passive_agent(token) is not None or not clauses.is_passive(token):
            if token.dep_ in {"acl", "conj", "advcl"} and clauses.own_subject(token) is None:
                return clauses.subject(token), token
            if verb is None:
                return None, None
        else:
            return clauses.subject(token), token
    if verb is not None:
        if (is_phrase or token.pos_ in {"ADP", "SCONJ"}) and not (
            verb.lemma_.lower() in lexicon.copulas or clauses.is_passive(verb)
        ):
            return None, None
        return clauses.subject(verb), verb
    if token.dep_ in {"amod", "relcl", "acl", "appos"} and token.head.pos_ in clauses.NOMINAL:
        return token.head, None
    if token.pos_ in {"ADJ", "VERB"} and token.dep_ in _FINITE_PREDICATES:
        return clauses.subject(token), token
    return None, None


def _noun_holder(noun: Token) -> Token | None:
    for child in noun.lefts:
        if child.dep_ == "poss":
            return child
    for child in noun.rights:
        if child.dep_ in {"prep", "agent"} and child.lower_ in {"by", "from", "among"}:
            found = next((below for below in child.children if below.dep_ == "pobj"), None)
            if found is not None:
                return found
    for child in noun.lefts:
        if child.dep_ in {"amod", "compound", "nmod"} and child.text[0].isupper():
            return child
    return None


def _is_plain_statement(verb: Token) -> bool:
    """Tell whether a clause after "insist" only states something ("insists it is safe")."""
    return verb.tag_ in {"VBZ", "VBD", "VBP"} and not any(
        aux.tag_ == "MD" for aux in clauses.auxiliaries(verb)
    )


def _is_far_from(token: Token) -> bool:
    return any(child.lower_ in {"far", "anything"} for child in token.lefts) or (
        token.head.lower_ == "from" and token.head.head.lower_ == "far"
    )


def _has_would(verb: Token) -> bool:
    return any(aux.lower_ in {"would", "'d"} for aux in clauses.auxiliaries(verb))


def _is_question(sentence: Span) -> bool:
    return any(token.text in _ASKING for token in sentence[-2:])


def _sentence_before(sentence: Span) -> Span | None:
    return sentence.doc[sentence.start - 1].sent if sentence.start > 0 else None


__all__ = ["Claim", "StanceFinder"]
