"""Read what is said of an action: "is out of the question", "calls it a mistake", "too high"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from willing.extract import clauses
from willing.extract.claims import Claim
from willing.extract.frames import first_complement
from willing.extract.phrases import stands_at
from willing.extract.stance_lexicon import StanceLexicon
from willing.model import Stance

_PREDICATIVE = frozenset({
    "prep", "acomp", "advmod", "attr", "oprd", "neg", "xcomp", "ROOT", "conj", "ccomp",
})  # fmt: skip
_PERSONAL = frozenset({"he", "she", "they", "we", "i", "you"})
_WEAK = frozenset({("out",), ("off",)})
_JUDGED_BY = frozenset({Stance.OPPOSE, Stance.SUPPORT, Stance.CONSIDER, Stance.REFUSE})


def predicate_at(token: Token, lexicon: StanceLexicon) -> tuple[Stance, frozenset[int]] | None:
    """Return the stance and the tokens of a fixed predicate that begins at ``token``."""
    for words, stance in lexicon.predicates.get(token.lower_, ()):
        if stands_at(token, words) and token.dep_ in _PREDICATIVE | {"det", "nummod", "amod"}:
            if words in _WEAK and not _is_plainly_so(token):
                return None
            return stance, frozenset(range(token.i, token.i + len(words)))
    return None


def _is_plainly_so(token: Token) -> bool:
    """Tell "Norway is out" from "came out of" and "is out in the rain"."""
    verb = clauses.copula(token)
    return (
        verb is not None and verb.lemma_ in {"be", "remain", "stay"} and not list(token.children)
        and not any(child.dep_ in {"acomp", "attr"} for child in verb.children)
    )  # fmt: skip


def verdict_claims(token: Token, lexicon: StanceLexicon) -> Iterator[Claim]:
    """Yield the claim of a verdict that begins at ``token``: the judge's, or the speaker's."""
    found = _verdict_at(token, lexicon)
    if found is None:
        return
    stance, length = found
    last = token.doc[token.i + length - 1]
    words = frozenset(range(token.i, token.i + length))
    called = _called(token, last, lexicon)
    if called is not None:
        caller, thing = called
        stance = lexicon.hedged(caller, stance, lexicon.negated(caller))
        holder = clauses.subject(caller)
        yield Claim(token, words | {caller.i}, stance, "object", thing, holder)
        return
    verb: Token | None = clauses.copula(last) or clauses.copula(token)
    if verb is None or verb.lemma_.lower() not in lexicon.copulas:
        return
    subject = clauses.own_subject(verb)
    if subject is None and verb.dep_ in {"relcl", "conj"}:
        subject = clauses.subject(verb)
    frame = first_complement(last, words, token)
    complement, name = frame.complement, frame.name
    judge = _judge(token, verb, stance)
    if judge is not None and complement is not None and complement.i == judge.i:
        complement, name = None, "verdict"
    if complement is None:
        frame = first_complement(verb, words, token)
        if judge is None or frame.complement is None or frame.complement.i != judge.i:
            complement, name = frame.complement, frame.name
    about = complement if complement is not None else subject
    if about is None or (subject is not None and subject.lower_ in _PERSONAL):
        return
    negated = lexicon.negated(verb) != (verb != token and _first_negated(token))
    if token.lower_ in {"not", "no"}:
        negated = False
    stance = lexicon.hedged(verb, stance, negated)
    agent = subject if complement is None else None
    yield Claim(token, words, stance, name, about, judge, agent, by_speaker=judge is None)


def _verdict_at(token: Token, lexicon: StanceLexicon) -> tuple[Stance, int] | None:
    for words, stance in lexicon.verdicts.get(token.lower_, ()):
        if stands_at(token, words):
            return stance, len(words)
    after = token.head
    too = token.lower_ == "too" and token.dep_ == "advmod" and after.i == token.i + 1
    return (Stance.OPPOSE, 2) if too and after.pos_ == "ADJ" else None


def _called(token: Token, last: Token, lexicon: StanceLexicon) -> tuple[Token, Token | None] | None:
    """Return the verb of calling above a verdict and the thing that it judges."""
    for above in (*clauses.ancestors(token),):
        if above.pos_ not in clauses.VERBAL:
            continue
        if above.lemma_.lower() not in lexicon.calling or above.i > token.i:
            return None
        if last.i - above.i > 12:
            return None
        thing = clauses.direct_object(above)
        if thing is None:
            thing = next(
                (
                    t
                    for t in above.subtree
                    if t.dep_ in clauses.SUBJECTS and above.i < t.i < token.i
                ),
                None,
            )
        if clauses.is_passive(above):
            thing = clauses.own_subject(above)
        return above, thing
    return None


def _judge(token: Token, verb: Token, stance: Stance) -> Token | None:
    """Return the party of "for Rome" or "to Moscow" beside a verdict."""
    if stance not in _JUDGED_BY:
        return None
    for carrier in (token, verb, *token.children):
        for child in carrier.children:
            if child.dep_ == "prep" and child.lower_ in {"for", "to"}:
                noun = next((below for below in child.children if below.dep_ == "pobj"), None)
                if noun is not None and (noun.pos_ == "PROPN" or noun.lower_ in {"us", "them"}):
                    return noun
    return None


def _first_negated(token: Token) -> bool:
    return any(child.dep_ == "neg" for child in token.children) or (
        token.i > 0
        and token.nbor(-1).lower_ in {"not", "n't", "hardly"}
        and token.dep_ != "neg"
        and token.nbor(-1).head.pos_ not in clauses.VERBAL
    )
