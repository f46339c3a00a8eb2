"""Find the words that take a stance, how negated and hedged they are, and what hangs on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from spacy.tokens import Span, Token

from willing.extract import clauses
from willing.lexicon import load
from willing.model import OWN_STANCES, Stance

PHRASE_REACH = 8
BELOW = frozenset(
    "prt prep dobj acomp amod advmod attr pobj oprd neg poss det npadvmod dative compound".split()
)
COPULAS = frozenset({"be", "remain", "become", "seem", "appear", "feel", "stay", "sound", "look",
                     "get", "grow", "stand", "prove", "come", "turn", "find", "declare"})
OWN = frozenset(OWN_STANCES)


@dataclass(frozen=True, slots=True)
class Claim:
    """A stance word in a sentence, before anybody has said whose it is.

    ``head`` is the predicate, ``complement`` the head of what it is about, ``frame`` how the two
    are joined.  ``holder`` is the noun whose stance it is; ``by_speaker`` says that it is the
    speaker's instead.  ``agent`` is the noun that would act, where the frame shows it.
    """

    head: Token
    words: frozenset[int]
    stance: Stance
    frame: str
    complement: Token | None
    holder: Token | None
    agent: Token | None = None
    by_speaker: bool = False
    lexical: bool = True
    modal: bool = False

    @property
    def own(self) -> bool:
        """Whether the stance is about the holder's own action."""
        return self.stance in OWN


@dataclass(frozen=True, slots=True)
class _Entry:
    rest: tuple[str, ...]
    frames: dict[str, Stance]


class StanceFinder:
    """Finds claims by the lexicon ``data/lexicon/stances.yaml``."""

    def __init__(self) -> None:
        """Index the lexicon by first lemma."""
        data = load("stances")
        self._verbs = _index(data["verbs"])
        self._adjectives = _index(data["adjectives"])
        self._nouns: dict[str, Stance] = {
            word: Stance(group["stance"])
            for group in data["nouns"] if group["words"]
            for word in group["words"]
        }
        self._predicates = _phrases(data["predicates"])
        self._verdicts = _phrases(data["verdicts"])
        self._modal = {w: Stance(s) for w, s in data["modals"]["own"].items()}
        self._modal_negated = {w: Stance(s) for w, s in data["modals"]["negated"].items()}
        self._duty = frozenset(data["modals"]["duty"])
        self._negated = {Stance(a): Stance(b) for a, b in data["negated"].items()}
        self._possible = {Stance(a): Stance(b) for a, b in data["possible"].items()}
        self._chance = frozenset(data["chance_adverbs"])
        self._negative = frozenset(data["negative_adverbs"])
        self._light = frozenset(data["light_verbs"])
        self._ending = frozenset(data["ending_verbs"])
        self._deeds = frozenset(data["deeds"])

    def find(self, sentence: Span) -> list[Claim]:
        """Return the claims of ``sentence`` in the order of their heads."""
        claims = [claim for token in sentence for claim in self._at(token)]
        return self._compose(claims)

    # -- finding

    def _at(self, token: Token) -> Iterator[Claim]:
        if token.pos_ in clauses.VERBAL or (token.tag_.startswith("VB") and token.dep_ != "amod"):
            found = list(self._verb(token))
            yield from found
            if not found:
                yield from self._clause(token)
        elif token.pos_ == "NOUN" and token.lemma_.lower() in self._nouns:
            yield from self._noun(token)
        if token.pos_ in {"ADJ", "VERB", "ADV", "ADP", "SCONJ"}:
            yield from self._adjective(token)
        yield from self._verdict(token)

    def _verb(self, verb: Token) -> Iterator[Claim]:
        for entry in self._verbs.get(verb.lemma_.lower(), ()):
            matched = _match(verb, entry.rest)
            if matched is None:
                continue
            for frame, complement, agent in _frames(verb, matched):
                stance = entry.frames.get(frame)
                if stance is None:
                    continue
                stance = self._by_complement(verb, stance, frame, complement)
                if stance is None:
                    continue
                yield self._claim(verb, matched, stance, frame, complement, agent)
                return

    def _by_complement(
        self, verb: Token, stance: Stance, frame: str, complement: Token | None
    ) -> Stance | None:
        """Settle verbs whose stance depends on what their clause says."""
        if frame == "that" and complement is not None:
            duty = self._is_duty(complement)
            if duty and stance in {Stance.EXPECT, Stance.SUPPORT, Stance.REQUEST, Stance.PROPOSE}:
                return Stance.DEMAND
            if stance is Stance.DEMAND and not duty and _is_plain_statement(complement):
                return None
            if stance is Stance.EXPECT and not _is_future(complement):
                return None
        if stance is Stance.EXPECT and frame == "object" and complement is not None:
            return stance if verb.lemma_ in {"expect", "anticipate", "foresee", "predict"} else None
        return stance

    def _claim(
        self, verb: Token, matched: frozenset[int], stance: Stance, frame: str,
        complement: Token | None, agent: Token | None,
    ) -> Claim:
        holder = clauses.subject(verb)
        if clauses.is_passive(verb):
            holder = clauses.passive_agent(verb)
            if frame in {"object", "none"} and complement is None:
                complement = clauses.own_subject(verb)
            if frame in {"to", "object-to"}:
                agent, frame = clauses.own_subject(verb), "object-to"
        stance = self._hedge(verb, stance)
        return Claim(verb, matched, stance, frame, complement, holder, agent)

    def _hedge(self, token: Token, stance: Stance) -> Stance:
        for _ in range(clauses.negations(token, self._negative) % 2):
            stance = self._negated[stance]
        modals = {aux.lower_ for aux in clauses.auxiliaries(token) if aux.tag_ == "MD"}
        adverbs = {child.lower_ for child in token.children if child.dep_ == "advmod"}
        if modals & {"may", "might", "could"} or adverbs & self._chance:
            stance = self._possible.get(stance, stance)
        return stance

    def _adjective(self, token: Token) -> Iterator[Claim]:
        lemma = token.lower_
        carrier = token
        stance = frame = None
        complement: Token | None = None
        matched = frozenset({token.i})
        phrase = self._predicate_phrase(token)
        if phrase is not None:
            stance, matched, carrier = phrase
            frame, complement = _first_complement(carrier, matched, token)
        else:
            for entry in self._adjectives.get(lemma, ()):
                for name, target, _ in [*_frames(token, matched), ("none", None, None)]:
                    if name in entry.frames:
                        stance, frame, complement = entry.frames[name], name, target
                        break
                if stance is not None:
                    break
        if stance is None or frame is None:
            return
        verb = _copula(token)
        if verb is not None:
            if token.pos_ in {"ADP", "SCONJ"} and verb.lemma_.lower() not in COPULAS:
                return
            holder = clauses.subject(verb)
            stance = self._hedge(verb, stance)
            if clauses.negations(token, self._negative) % 2 and token.pos_ != "VERB":
                stance = self._negated[stance]
        elif token.dep_ in {"amod", "relcl", "acl", "appos"} and token.head.pos_ in clauses.NOMINAL:
            holder = token.head
            if token.dep_ == "amod" and frame == "none":
                return
        elif token.pos_ in {"ADJ", "VERB"} and token.dep_ in {"advcl", "ROOT", "ccomp", "conj", "xcomp"}:
            holder = clauses.subject(token)
            stance = self._hedge(token, stance)
        else:
            return
        yield Claim(token, matched, stance, frame, complement, holder)

    def _predicate_phrase(self, token: Token) -> tuple[Stance, frozenset[int], Token] | None:
        for words, stance in self._predicates.get(token.lower_, ()):
            end = token.i + len(words)
            if end <= len(token.doc) and [
                token.doc[i].lower_ for i in range(token.i, end)
            ] == list(words):
                if token.dep_ not in {"prep", "acomp", "advmod", "attr", "oprd", "neg", "xcomp", "ROOT"}:
                    return None
                return stance, frozenset(range(token.i, end)), token.doc[end - 1]
        return None

    def _noun(self, noun: Token) -> Iterator[Claim]:
        stance = self._nouns[noun.lemma_.lower()]
        if noun.dep_ in {"compound", "nmod"}:
            return
        frames = _frames(noun, frozenset({noun.i}))
        frame, complement, agent = next(
            (found for found in frames if found[0] in _NOUN_FRAMES), ("none", None, None)
        )
        holder = _noun_holder(noun)
        verb = noun.head if noun.dep_ in {"dobj", "nsubjpass", "attr", "oprd"} else None
        if clauses.has_negative_determiner(noun):
            stance = self._negated[stance]
        if verb is not None and verb.lemma_.lower() in self._light | self._ending:
            if holder is None:
                holder = (
                    clauses.passive_agent(verb) if clauses.is_passive(verb) else clauses.subject(verb)
                )
            if verb.lemma_.lower() in self._ending:
                stance = self._negated[stance]
            stance = self._hedge(verb, stance)
        elif holder is None:
            return
        if complement is None and stance not in {Stance.OPPOSE, Stance.REFUSE, Stance.SUPPORT}:
            return
        yield Claim(noun, frozenset({noun.i}), stance, frame, complement, holder, agent)

    def _verdict(self, token: Token) -> Iterator[Claim]:
        for words, stance in self._verdicts.get(token.lower_, ()):
            end = token.i + len(words)
            if end > len(token.doc) or [
                token.doc[i].lower_ for i in range(token.i, end)
            ] != list(words):
                continue
            verb = _copula(token.doc[end - 1]) or _copula(token)
            if verb is None or verb.lemma_.lower() not in COPULAS | {"consider", "deem"}:
                continue
            subject = clauses.own_subject(verb)
            frame, complement = _first_complement(token.doc[end - 1], frozenset(), token)
            if complement is None:
                frame, complement = _first_complement(verb, frozenset(range(token.i, end)), token)
            agent = _for_agent(token)
            about = complement if complement is not None else subject
            if about is None or (subject is not None and subject.lower_ in {"he", "she", "they", "we"}):
                continue
            stance = self._hedge(verb, stance)
            yield Claim(
                token, frozenset(range(token.i, end)), stance, frame or "verdict", about, None,
                agent or (subject if complement is None else None), by_speaker=True,
            )
            return

    def _clause(self, verb: Token) -> Iterator[Claim]:
        """Read a verb that is in no lexicon by its modal, its duty or its being a deed."""
        subject = clauses.subject(verb)
        if subject is None or verb.dep_ in {"aux", "auxpass"} or verb.lemma_ == "be" and not _has_complement(verb):
            return
        words = frozenset({verb.i})
        auxiliaries = clauses.auxiliaries(verb)
        modals = [aux.lower_ for aux in auxiliaries if aux.tag_ == "MD"]
        negative = clauses.negations(verb, self._negative) % 2 == 1 or _negative_object(verb)
        passive = clauses.is_passive(verb)
        duty = self._is_duty(verb)
        if duty:
            stance = Stance.OPPOSE if negative else Stance.DEMAND
            agent = clauses.passive_agent(verb) if passive else subject
            yield Claim(verb, words, stance, "clause", verb, None, agent, by_speaker=True, lexical=False, modal=True)
            return
        actor = clauses.passive_agent(verb) if passive else subject
        if actor is None:
            return
        stance_found: Stance | None = None
        if modals:
            table = self._modal_negated if negative else self._modal
            stance_found = table.get(modals[0])
        elif _is_going_to(verb):
            stance_found = Stance.REFUSE if negative else Stance.COMMIT
        elif verb.lemma_.lower() in self._deeds and verb.tag_ in {"VBD", "VBN", "VBG", "VBZ", "VBP"}:
            if verb.dep_ in {"ROOT", "conj", "ccomp", "relcl", "advcl"} and clauses.own_subject(verb) is not None or verb.dep_ == "conj":
                stance_found = Stance.REFUSE if negative else Stance.DELIVER
        if stance_found is None:
            return
        yield Claim(
            verb, words, stance_found, "clause", verb, actor, None, lexical=False, modal=bool(modals)
        )

    def _is_duty(self, verb: Token) -> bool:
        for aux in clauses.auxiliaries(verb):
            if aux.lower_ in self._duty and (aux.tag_ == "MD" or aux.lower_ in {"ought", "need"}):
                return True
        above = verb.head
        if verb.dep_ == "xcomp" and above.lemma_.lower() in {"have", "need", "ought"}:
            return True
        return verb.lemma_.lower() in {"have", "need"} and any(
            child.dep_ == "xcomp" and any(c.lower_ == "to" for c in child.children)
            for child in verb.children
        )

    # -- composing

    def _compose(self, claims: list[Claim]) -> list[Claim]:
        """Let the innermost stance carry what an outer one says of it ("refused to rule out")."""
        by_head = {claim.head.i: claim for claim in claims}
        dropped: set[int] = set()
        result: dict[int, Claim] = {}
        for claim in claims:
            current = result.get(claim.head.i, claim)
            inner = self._inner(claim, by_head)
            if inner is None:
                result.setdefault(claim.head.i, current)
                continue
            if claim.own and not claim.by_speaker:
                stance = inner.stance if inner.lexical else claim.stance
                if claim.stance is Stance.REFUSE and inner.lexical:
                    stance = self._negated[inner.stance]
                elif claim.stance in {Stance.CONSIDER, Stance.OFFER} and inner.lexical:
                    stance = self._possible.get(inner.stance, inner.stance)
                elif claim.stance in {Stance.UNDECIDED, Stance.DOUBT}:
                    stance = claim.stance
                elif not inner.lexical:
                    negative = clauses.negations(inner.head, self._negative) % 2
                    stance = self._negated[claim.stance] if negative else claim.stance
                if inner.lexical:
                    result[inner.head.i] = replace(inner, stance=stance, holder=inner.holder or claim.holder)
                    dropped.add(claim.head.i)
                else:
                    result[claim.head.i] = replace(current, stance=stance)
                    dropped.add(inner.head.i)
            else:
                result.setdefault(claim.head.i, current)
                if inner.agent is None or not inner.lexical:
                    dropped.add(inner.head.i)
                if not inner.lexical and claim.stance in {Stance.REQUEST, Stance.PROPOSE, Stance.SUPPORT}:
                    if clauses.negations(inner.head, self._negative) % 2:
                        result[claim.head.i] = replace(current, stance=Stance.OPPOSE)
        return [result[i] for i in sorted(result) if i not in dropped]

    @staticmethod
    def _inner(claim: Claim, by_head: dict[int, Claim]) -> Claim | None:
        if claim.complement is None or claim.complement.i == claim.head.i:
            return None
        if claim.frame in {"that", "whether"} and claim.own:
            return None
        found = by_head.get(claim.complement.i)
        if found is not None and found.head.i != claim.head.i:
            return found
        if claim.complement.lemma_ in {"be", "remain"}:
            for child in claim.complement.children:
                if child.dep_ in {"acomp", "attr"} and child.i in by_head:
                    return by_head[child.i]
        return None


_NOUN_FRAMES = frozenset(
    {"to", "that", "ing", "for", "to-noun", "of", "against", "on", "about", "over", "in", "whether", "towards", "toward", "at"}
)


def _index(groups: list[dict[str, Any]]) -> dict[str, list[_Entry]]:
    merged: dict[tuple[str, ...], dict[str, Stance]] = defaultdict(dict)
    for group in groups:
        for words in group["words"]:
            key = tuple(str(words).split())
            for frame in group["frames"]:
                merged[key].setdefault(frame, Stance(group["stance"]))
    index: dict[str, list[_Entry]] = defaultdict(list)
    for key, frames in sorted(merged.items(), key=lambda item: -len(item[0])):
        position = 1 if key[0] in {"not", "be"} and len(key) > 1 else 0
        rest = key[:position] + key[position + 1 :]
        index[key[position]].append(_Entry(tuple(w for w in rest if w != "be"), frames))
    return dict(index)


def _phrases(groups: list[dict[str, Any]]) -> dict[str, list[tuple[tuple[str, ...], Stance]]]:
    index: dict[str, list[tuple[tuple[str, ...], Stance]]] = defaultdict(list)
    for group in groups:
        for words in group["words"]:
            key = tuple(str(words).replace("-", " - ").split())
            index[key[0]].append((key, Stance(group["stance"])))
    for found in index.values():
        found.sort(key=lambda pair: -len(pair[0]))
    return dict(index)


def _match(head: Token, rest: tuple[str, ...]) -> frozenset[int] | None:
    """Return the tokens that match a phrase whose first word is ``head``, or ``None``."""
    matched = {head.i}
    nodes = [head]
    for wanted in rest:
        found = None
        for node in nodes:
            for child in node.children:
                if child.i in matched or abs(child.i - head.i) > PHRASE_REACH:
                    continue
                same = wanted in {child.lower_, child.lemma_.lower()} or (
                    wanted == "not" and child.dep_ == "neg"
                )
                if same and child.dep_ in BELOW | {"xcomp", "acomp", "ccomp", "aux", "poss"}:
                    found = child
                    break
            if found is not None:
                break
        if found is None:
            return None
        matched.add(found.i)
        nodes.insert(0, found)
    return frozenset(matched)


def _frames(
    head: Token, matched: frozenset[int]
) -> list[tuple[str, Token | None, Token | None]]:
    """Return the complements below a phrase: (frame, head of the complement, agent)."""
    children = [
        child
        for index in sorted(matched)
        for child in head.doc[index].children
        if child.i not in matched
    ]
    found: dict[str, tuple[Token | None, Token | None]] = {}
    obj = next((c for c in children if c.dep_ in {"dobj", "dative"} and c.pos_ in clauses.NOMINAL), None)
    for child in children:
        if child.dep_ in {"xcomp", "acl", "ccomp", "advcl", "relcl"} and child.i > head.i or child.dep_ in {"ccomp", "xcomp"}:
            _clause_frame(child, obj, found)
        elif child.dep_ in {"prep", "dative", "agent"} and child.lower_ != "by":
            _prepositional_frame(child, found)
    if obj is not None:
        if obj.lower_ not in {"itself", "himself", "herself", "themselves"}:
            found.setdefault("object", (obj, None))
    elif clauses.is_passive(head) and "object" not in found:
        found["object"] = (clauses.own_subject(head), None)
    ordered = sorted(found.items(), key=lambda item: _FRAME_ORDER.get(item[0], 6))
    return [(name, *value) for name, value in ordered] + [("none", None, None)]


_FRAME_ORDER = {"object-to": 0, "to": 1, "ing": 2, "that": 3, "whether": 4, "object": 7}


def _clause_frame(
    child: Token, obj: Token | None, found: dict[str, tuple[Token | None, Token | None]]
) -> None:
    infinitive = any(c.dep_ == "aux" and c.lower_ == "to" for c in child.children)
    subject = clauses.own_subject(child)
    wh = any(
        c.lower_ in {"whether", "if", "how", "what", "which", "when", "where", "who", "why"}
        for c in child.children
    )
    if child.dep_ == "advcl" and not infinitive:
        return
    if child.dep_ == "relcl":
        return
    if wh and child.dep_ in {"ccomp", "xcomp", "acl"}:
        found.setdefault("whether", (child, subject))
    elif infinitive and (subject is not None or obj is not None) and child.dep_ != "acl":
        found.setdefault("object-to", (child, subject if subject is not None else obj))
        if subject is None:
            found.setdefault("to", (child, None))
    elif infinitive:
        found.setdefault("to", (child, None))
    elif child.tag_ == "VBG" and subject is None:
        found.setdefault("ing", (child, None))
    elif child.dep_ in {"ccomp", "acl"} and subject is not None:
        found.setdefault("that", (child, subject))
    elif child.dep_ == "xcomp":
        found.setdefault("to", (child, None))


def _prepositional_frame(
    preposition: Token, found: dict[str, tuple[Token | None, Token | None]]
) -> None:
    name = preposition.lower_
    name = "to-noun" if name == "to" else name
    for noun in preposition.children:
        if noun.dep_ == "pobj":
            infinitive = next(
                (
                    c for c in [*noun.children, *preposition.head.children]
                    if c.dep_ in {"acl", "xcomp", "relcl", "advcl"}
                    and any(g.dep_ == "aux" and g.lower_ == "to" for g in c.children)
                ),
                None,
            )
            if infinitive is not None and name in {"on", "for", "upon", "to-noun", "with"}:
                found.setdefault("object-to", (infinitive, noun))
            found.setdefault(name, (noun, None))
        elif noun.dep_ == "pcomp":
            found.setdefault(name, (noun, clauses.own_subject(noun)))
        elif noun.dep_ == "prep":
            _prepositional_frame(noun, found)


def _first_complement(
    carrier: Token, matched: frozenset[int], first: Token
) -> tuple[str | None, Token | None]:
    for token in (carrier, first):
        for name, complement, _ in _frames(token, matched | {token.i}):
            if complement is not None:
                return name, complement
        for child in token.children:
            if child.dep_ in {"pobj", "pcomp"}:
                return "object", child
    return ("none", None)


def _copula(token: Token) -> Token | None:
    node = token
    for _ in range(4):
        if node.dep_ in {"acomp", "attr", "oprd", "prep", "advmod", "xcomp", "ccomp", "neg", "pobj", "det", "amod", "npadvmod"}:
            above = node.head
            if above.pos_ in clauses.VERBAL:
                return above
            node = above
        elif node.dep_ == "conj":
            node = node.head
        else:
            return None
    return None


def _noun_holder(noun: Token) -> Token | None:
    for child in noun.lefts:
        if child.dep_ == "poss":
            return child
    for child in noun.rights:
        if child.dep_ in {"prep", "agent"} and child.lower_ in {"by", "from", "among", "in"}:
            for grandchild in child.children:
                if grandchild.dep_ == "pobj":
                    return grandchild
    for child in noun.lefts:
        if child.dep_ in {"amod", "compound", "nmod"} and child.text[0].isupper():
            return child
    return None


def _for_agent(token: Token) -> Token | None:
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ == "for":
            return next((noun for noun in child.children if noun.dep_ == "pobj"), None)
    return None


def _is_plain_statement(verb: Token) -> bool:
    """Tell whether a clause after "insist" only states something ("insists it is safe")."""
    return verb.tag_ in {"VBZ", "VBD", "VBP"} and not any(
        aux.tag_ == "MD" for aux in clauses.auxiliaries(verb)
    )


def _is_future(verb: Token) -> bool:
    return any(aux.tag_ == "MD" for aux in clauses.auxiliaries(verb)) or _is_going_to(verb)


def _is_going_to(verb: Token) -> bool:
    above = verb.head
    if verb.dep_ != "xcomp":
        return False
    return (above.lemma_ == "go" and above.tag_ == "VBG") or (
        above.lemma_ == "be" and any(c.lower_ == "to" for c in verb.children)
    )


def _negative_object(verb: Token) -> bool:
    obj = clauses.direct_object(verb)
    return obj is not None and clauses.has_negative_determiner(obj)


def _has_complement(verb: Token) -> bool:
    return any(child.dep_ in {"acomp", "attr", "prep"} for child in verb.children)
