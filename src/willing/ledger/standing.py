"""What each party's position on each issue is as of a day, and which rule decided it.

The rules, in order; each looks only at what the rules before it left:

1. the party's own voice before an outlet's account, that before others' word about it;
2. a later position before one that was certainly taken earlier, a dated one before an undated;
3. an official or named source before an outlet's own account, that before an anonymous source;
4. what more independent reports say before what fewer say;
5. the firmer before the less firm.

Of the wordings of what stands, the one with the most conditions is shown, also where another
telling of the same report came a few days later without them: a retelling drops a condition more
often than it invents one.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from willing.ledger.book import Entry
from willing.ledger.ladder import Firmness, firmness
from willing.ledger.voices import answerable, voice
from willing.model import Stance
from willing.witness import Origin, independent

RETOLD_WITHIN = datetime.timedelta(days=14)
"""How far apart two tellings of one report may be for the fuller one to be shown."""


class Rule(StrEnum):
    """What decided between positions; each value is a phrase for people."""

    ALONE = "nothing says otherwise"
    VOICE = "own voice before others’ word"
    LATER = "later before earlier"
    OFFICIAL = "official or named before anonymous"
    REPORTS = "more independent reports before fewer"
    FIRMER = "firmer before less firm"
    UNDECIDED = "contested: no rule decides"


@dataclass(frozen=True, slots=True)
class Given:
    """A position that gave way to the standing one, and the rule by which it did."""

    entry: Entry
    rule: Rule


@dataclass(frozen=True, slots=True)
class Standing:
    """A party's standing position on an issue.

    ``entry`` is the wording shown, ``same`` every entry with its stance, ``reports`` the
    independent reports among them, ``decided`` the rule that left this stance alone,
    ``given`` the entries with another stance, in the ledger's order.
    """

    actor_id: str
    actor_name: str
    issue: str
    entry: Entry
    firmness: Firmness
    same: tuple[Entry, ...]
    reports: tuple[Origin, ...]
    decided: Rule
    given: tuple[Given, ...]

    @property
    def contested(self) -> bool:
        """Whether the rules leave more than one stance."""
        return self.decided is Rule.UNDECIDED


def standing(entries: Iterable[Entry], as_of: datetime.date | None = None) -> tuple[Standing, ...]:
    """Return the standing position of each party on each issue, by party and issue.

    With ``as_of``, only positions certainly taken by that day count; undated ones don't.
    """
    cells: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        end = entry.position.date.end
        if as_of is None or (end is not None and end <= as_of):
            key = (entry.position.actor.id, entry.position.action.issue)
            cells.setdefault(key, []).append(entry)
    return tuple(_decide(*key, cells[key]) for key in sorted(cells))


def _decide(actor_id: str, issue: str, entries: list[Entry]) -> Standing:
    left = entries
    decided = Rule.ALONE
    gave_way: dict[str, Rule] = {}
    witnesses = _witnesses(entries)
    for rule, narrow in _rules(witnesses):
        kept = narrow(left)
        stances = {entry.position.stance for entry in kept}
        if stances != {entry.position.stance for entry in left}:
            decided = rule
        staying = {entry.position.id for entry in kept}
        gave_way |= {e.position.id: rule for e in left if e.position.id not in staying}
        left = kept
    if len({entry.position.stance for entry in left}) > 1:
        decided = Rule.UNDECIDED
    stance = left[0].position.stance
    left = [entry for entry in left if entry.position.stance is stance]
    shown = max(_wordings(left, entries), key=lambda entry: len(entry.position.conditions))
    same = tuple(entry for entry in entries if entry.position.stance is stance)
    return Standing(
        actor_id,
        shown.position.actor.name,
        issue,
        shown,
        firmness(stance),
        same,
        independent(entry.origin for entry in same),
        decided,
        tuple(
            Given(entry, gave_way.get(entry.position.id, Rule.UNDECIDED))
            for entry in entries
            if entry.position.stance is not stance
        ),
    )


def _wordings(left: list[Entry], entries: list[Entry]) -> list[Entry]:
    """Return ``left`` and the other tellings of the same reports, which may be fuller."""
    retold = [
        entry
        for entry in entries
        if entry.position.stance is left[0].position.stance
        and any(entry.origin == one.origin and _near(entry, one) for one in left)
    ]
    return left + retold


def _near(one: Entry, other: Entry) -> bool:
    days = [_last_day(entry) for entry in (one, other)]
    known = datetime.date.min not in days and datetime.date.max not in days
    return not known or abs(days[0] - days[1]) <= RETOLD_WITHIN


def _witnesses(entries: list[Entry]) -> dict[Stance, int]:
    stances = {entry.position.stance for entry in entries}
    return {
        stance: len({entry.origin for entry in entries if entry.position.stance is stance})
        for stance in stances
    }


def _rules(
    witnesses: dict[Stance, int],
) -> tuple[tuple[Rule, Callable[[list[Entry]], list[Entry]]], ...]:
    return (
        (Rule.VOICE, lambda left: _greatest(left, lambda entry: voice(entry.position))),
        (Rule.LATER, _latest),
        (Rule.OFFICIAL, lambda left: _greatest(left, lambda entry: answerable(entry.position))),
        (Rule.REPORTS, lambda left: _greatest(left, lambda e: witnesses[e.position.stance])),
        (Rule.FIRMER, lambda left: _greatest(left, lambda e: firmness(e.position.stance))),
    )


def _greatest(left: list[Entry], rank: Callable[[Entry], int]) -> list[Entry]:
    best = max(rank(entry) for entry in left)
    return [entry for entry in left if rank(entry) == best]


def _latest(left: list[Entry]) -> list[Entry]:
    starts = [entry.position.date.start for entry in left if entry.position.date.start]
    if not starts:
        return left
    latest = max(starts)
    return [entry for entry in left if _last_day(entry) >= latest]


def _last_day(entry: Entry) -> datetime.date:
    span = entry.position.date
    unknown = datetime.date.max if span.start else datetime.date.min
    return span.end or unknown
