"""Let stances that stand inside one another settle which of them is in force."""

from __future__ import annotations

from dataclasses import dataclass, replace

from spacy.tokens import Token

from willing.extract import clauses
from willing.extract.claims import Claim
from willing.model import Stance

_POSITIVE = frozenset({Stance.DELIVER, Stance.COMMIT, Stance.OFFER})
_SELF = frozenset({"it", "they", "he", "she", "we", "i"})


@dataclass(frozen=True, slots=True)
class Shifts:
    """What becomes of a stance: under negation, under chance, and below a verb of speech."""

    negated: dict[Stance, Stance]
    possible: dict[Stance, Stance]
    offered: dict[Stance, Stance]
    speech: frozenset[str]
    talk: frozenset[str]
    negative: frozenset[str]
    ending: frozenset[str]
    acts: frozenset[str]

    def inside(self, outer: Claim, inner: Claim) -> Stance:
        """Return the stance of "refused to rule out": an own stance over another one."""
        if outer.stance in {Stance.UNDECIDED, Stance.DOUBT}:
            opposite = inner.stance in {Stance.REFUSE, Stance.OPPOSE}
            doubting = outer.stance is Stance.DOUBT and opposite
            return Stance.CONSIDER if doubting else outer.stance
        if outer.stance is Stance.REFUSE:
            return self.negated[inner.stance]
        act = inner.stance in {Stance.REFUSE, Stance.PROPOSE, Stance.UNDECIDED}
        if inner.stance in _POSITIVE or (act and inner.head.lemma_.lower() in self.acts):
            return outer.stance
        if outer.stance is Stance.OFFER:
            if inner.stance is Stance.CONSIDER and inner.head.lemma_.lower() in self.talk:
                return Stance.OFFER
            return self.offered.get(inner.stance, inner.stance)
        if outer.stance is Stance.CONSIDER:
            return self.possible.get(inner.stance, inner.stance)
        return inner.stance


def compose(claims: list[Claim], shifts: Shifts) -> list[Claim]:
    """Return the claims that stand, in order of their heads, each with its stance settled."""
    by_head: dict[int, Claim] = {}
    for claim in claims:
        by_head.setdefault(claim.head.i, claim)
    dropped = {
        i for i in by_head for other in by_head.values() if i in other.words and other.head.i != i
    }
    dropped |= {
        claim.head.head.i
        for claim in by_head.values()
        if claim.head.i not in dropped
        and claim.head.pos_ == "NOUN" and claim.head.dep_ == "dobj"
        and claim.head.head.lemma_.lower() in shifts.ending
    }  # fmt: skip
    for claim in sorted(by_head.values(), key=lambda found: -_depth(found.head)):
        inner = _inner(claim, by_head)
        if inner is None or inner.head.i in dropped:
            below = claim.complement
            if claim.own and not claim.by_speaker:
                by_head[claim.head.i] = _over_plain_verb(claim, shifts)
            elif _foresees_a_deed(claim) and below is not None and below.i not in by_head:
                words = frozenset({below.i})
                by_head[below.i] = Claim(below, words, Stance.COMMIT, "clause", below, claim.agent)
            continue
        if claim.own and not claim.by_speaker:
            _own_over(claim, inner, by_head, dropped, shifts)
        else:
            _other_over(claim, inner, by_head, dropped, shifts)
    return [by_head[i] for i in sorted(by_head) if i not in dropped]


def _foresees_a_deed(claim: Claim) -> bool:
    below = claim.complement
    return (
        claim.stance is Stance.EXPECT
        and claim.frame == "object-to"
        and below is not None
        and below.pos_ in clauses.VERBAL
    )


def _over_plain_verb(claim: Claim, shifts: Shifts) -> Claim:
    """Return an own stance over a verb that carries none: "vowed not to", "declined to say"."""
    below = claim.complement
    if below is None or below.i == claim.head.i or below.pos_ not in clauses.VERBAL:
        return claim
    if claim.stance is Stance.REFUSE and below.lemma_.lower() in shifts.speech:
        return replace(claim, stance=Stance.UNDECIDED)
    negative = clauses.negations(below, shifts.negative) % 2 == 1
    negative = negative and (claim.frame != "that" or _is_about_oneself(below))
    if negative and claim.stance not in {Stance.UNDECIDED, Stance.CONSIDER}:
        return replace(claim, stance=shifts.negated[claim.stance])
    return claim


def _own_over(
    outer: Claim, inner: Claim, by_head: dict[int, Claim], dropped: set[int], shifts: Shifts
) -> None:
    here, there = outer.head.i, inner.head.i
    if inner.head.pos_ == "NOUN" and outer.head.lemma_.lower() in shifts.ending:
        if _is_own_noun(inner, outer):
            dropped.add(here)
        return
    if _is_another_s(inner, outer):
        return
    if outer.stance is Stance.REFUSE and inner.head.lemma_.lower() in shifts.speech:
        by_head[here] = replace(outer, stance=Stance.UNDECIDED)
        dropped.add(there)
    elif not inner.lexical:
        negative = clauses.negations(inner.head, shifts.negative) % 2 == 1
        negative = negative and (outer.frame != "that" or _is_about_oneself(inner.head))
        if negative and outer.stance is not Stance.UNDECIDED:
            by_head[here] = replace(outer, stance=shifts.negated[outer.stance])
        dropped.add(there)
    elif outer.frame == "whether":
        dropped.add(there)
    else:
        stance = shifts.inside(outer, inner)
        holder = outer.holder if outer.holder is not None else inner.holder
        by_head[there] = replace(
            inner, stance=stance, holder=holder, words=inner.words | outer.words,
            by_speaker=False,
        )  # fmt: skip
        dropped.add(here)


def _other_over(
    outer: Claim, inner: Claim, by_head: dict[int, Claim], dropped: set[int], shifts: Shifts
) -> None:
    if outer.stance is Stance.EXPECT and outer.frame in {"that", "object-to"}:
        if clauses.negations(outer.head, shifts.negative) % 2:
            there = inner.head.i
            by_head[there] = replace(inner, stance=shifts.negated[inner.stance])
        return
    if inner.head.pos_ == "NOUN" and _is_another_s(inner, outer):
        asked = inner.stance in {Stance.REQUEST, Stance.DEMAND, Stance.OFFER}
        if asked and outer.stance is Stance.OPPOSE and outer.head.lemma_ in {"reject", "dismiss"}:
            by_head[outer.head.i] = replace(outer, stance=Stance.REFUSE)
        return
    if outer.stance is Stance.WARN and inner.own and _is_threat(inner, outer):
        by_head[inner.head.i] = replace(inner, stance=Stance.THREATEN)
        dropped.add(outer.head.i)
        return
    if inner.lexical and outer.frame == "that" and outer.stance in {Stance.WARN, Stance.THREATEN}:
        return
    dropped.add(inner.head.i)


def _is_threat(inner: Claim, outer: Claim) -> bool:
    """Tell whether a warning is of the warner's own deed."""
    if inner.holder is None or outer.holder is None:
        return False
    if inner.stance not in {Stance.COMMIT, Stance.REFUSE}:
        return False
    return inner.holder.lower_ in _SELF


def _is_about_oneself(verb: Token) -> bool:
    subject = clauses.own_subject(verb)
    return subject is None or subject.lower_ in _SELF


def _is_another_s(inner: Claim, outer: Claim) -> bool:
    """Tell whether the inner claim has a holder of its own, so that both stand."""
    if inner.holder is None or outer.holder is None or inner.holder.i == outer.holder.i:
        return False
    if inner.head.pos_ == "NOUN":
        return inner.holder.pos_ != "PRON" and inner.head.is_ancestor(inner.holder)
    return outer.frame == "that" and inner.lexical


def _is_own_noun(inner: Claim, outer: Claim) -> bool:
    return not _is_another_s(inner, outer)


def _inner(claim: Claim, by_head: dict[int, Claim]) -> Claim | None:
    below = claim.complement
    if below is None or below.i == claim.head.i:
        return None
    found = by_head.get(below.i)
    if found is not None:
        return found
    if below.lemma_ in {"be", "remain"}:
        for child in below.children:
            if child.dep_ in {"acomp", "attr", "prep"} and child.i in by_head:
                return by_head[child.i]
    return None


def _depth(token: Token) -> int:
    return sum(1 for _ in clauses.ancestors(token))
