"""Reports that can't both be right about one party's position at one time."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, product

from willing.ledger.book import Entry
from willing.ledger.claims import Claim, certainly_before, claims, tracks
from willing.ledger.ladder import Firmness
from willing.ledger.voices import Voice
from willing.model import Stance

SAME_TIME = datetime.timedelta(days=60)
"""How far apart two reports by others may be and still be about one position: nobody heard the
party change it."""


class Why(StrEnum):
    """Why two contradicting claims are a dispute and no withdrawal; each is a phrase for people."""

    SAME_DAYS = "about the same days"
    UNDATED = "one is undated, so nothing says that it was withdrawn"
    NOT_ITS_OWN_WORD = "the later one isn’t the party’s own word"


@dataclass(frozen=True, slots=True)
class Dispute:
    """Two sides of a dispute over one party's position; each claim is from a report of its own."""

    actor_id: str
    actor_name: str
    issue: str
    one: tuple[Claim, ...]
    other: tuple[Claim, ...]
    why: Why


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A position, and the next one in the party's own word that contradicts it."""

    actor_id: str
    actor_name: str
    issue: str
    before: Claim
    after: Claim


_DONE_OR_DECIDED = frozenset({Stance.DELIVER, Stance.COMMIT})
_WOULD = _DONE_OR_DECIDED | {Stance.OFFER, Stance.SUPPORT}
_ASKS = frozenset({Stance.DEMAND, Stance.REQUEST, Stance.PROPOSE})
_CONTRADICTS = {
    Stance.REFUSE: _WOULD | {Stance.CONSIDER},
    Stance.OPPOSE: _WOULD | _ASKS,
    Stance.DOUBT: _DONE_OR_DECIDED,
    Stance.UNDECIDED: _DONE_OR_DECIDED | {Stance.REFUSE},
}


def contradict(one: Stance, other: Stance) -> bool:
    """Tell whether a party can't hold both stances on one action at one time."""
    return other in _CONTRADICTS.get(one, ()) or one in _CONTRADICTS.get(other, ())


def disputes(entries: Iterable[Entry]) -> tuple[Dispute, ...]:
    """Return the disputes among ``entries``: one for each two stances of a party on an action.

    The claims are of two reports, about the same party, issue and agent, contradict each other,
    and neither withdraws the other.  Where each of the two carries a condition of its own, both
    can be right, and there is no dispute.
    """
    found: dict[tuple[object, ...], tuple[dict[int, Claim], dict[int, Claim], list[Why]]] = {}
    for first, second in _pairs(entries):
        reason = _reason(first, second)
        if reason is None:
            continue
        one, other = sorted((first, second), key=lambda claim: claim.stance.value)
        key = (one.track, one.stance, other.stance)
        sides = found.setdefault(key, ({}, {}, []))
        sides[0][id(one)] = one
        sides[1][id(other)] = other
        sides[2].append(reason)
    result = []
    for left, right, reasons in found.values():
        earlier, later = sorted((tuple(left.values()), tuple(right.values())), key=_first)
        position = earlier[0].entry.position
        result.append(
            Dispute(
                position.actor.id,
                position.actor.name,
                position.action.issue,
                earlier,
                later,
                min(reasons, key=tuple(Why).index),
            )
        )
    return tuple(sorted(result, key=lambda dispute: (_first(dispute.one), dispute.actor_id)))


def withdrawals(entries: Iterable[Entry]) -> tuple[Withdrawal, ...]:
    """Return the contradictions that are none: a party's own later word took the earlier back."""
    found: dict[tuple[object, ...], Withdrawal] = {}
    for first, second in _pairs(entries):
        for before, after in ((first, second), (second, first)):
            if certainly_before(before, after) and after.voice is Voice.OWN:
                actor = after.entry.position.actor
                key = (after.track, before.stance, after.stance)
                one = Withdrawal(actor.id, actor.name, after.track[1], before, after)
                found[key] = min(found.get(key, one), one, key=_wait)
    return tuple(sorted(found.values(), key=lambda one: (_first((one.after,)), one.actor_id)))


def _wait(withdrawal: Withdrawal) -> tuple[int, str, str]:
    before, after = withdrawal.before, withdrawal.after
    gap = (after.start or datetime.date.max) - (before.end or datetime.date.min)
    return (gap.days, before.entry.position.id, after.entry.position.id)


def _pairs(entries: Iterable[Entry]) -> Iterator[tuple[Claim, Claim]]:
    """Yield the claims of two reports on one track that contradict each other."""
    for track, together in tracks(claims(entries)).items():
        by_stance: dict[Stance, list[Claim]] = {}
        for claim in together:
            if claim.track == track:
                by_stance.setdefault(claim.stance, []).append(claim)
        for stance, other in combinations(by_stance, 2):
            if contradict(stance, other):
                for one, two in product(by_stance[stance], by_stance[other]):
                    if one.origin != two.origin and not (_hangs(one) and _hangs(two)):
                        yield one, two


def _reason(one: Claim, other: Claim) -> Why | None:
    if not one.dated or not other.dated:
        return Why.UNDATED
    if certainly_before(other, one):
        one, other = other, one
    if not certainly_before(one, other):
        return Why.SAME_DAYS
    gap = (other.start or datetime.date.max) - (one.end or datetime.date.min)
    declared = min(one.firmness, other.firmness) >= Firmness.DECLARED
    if declared and other.voice is not Voice.OWN and gap <= SAME_TIME:
        return Why.NOT_ITS_OWN_WORD
    return None


def _hangs(claim: Claim) -> bool:
    return all(entry.position.conditions for entry in claim.entries)


def _first(side: tuple[Claim, ...]) -> tuple[datetime.date, str]:
    claim = side[0]
    return (claim.start or claim.end or datetime.date.max, claim.entry.position.id)
