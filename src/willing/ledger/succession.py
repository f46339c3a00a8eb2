"""One party on one issue through time: each position that stood, from which day, by which rule.

The same rules as ``standing``, worked out day by day without beginning anew; what decides is all
that a ``Mark`` holds, so that a store can keep it beside each position.
"""

from __future__ import annotations

import datetime
from bisect import insort
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from willing.ledger.book import Entry
from willing.ledger.ladder import firmness
from willing.ledger.standing import RETOLD_WITHIN, Rule
from willing.ledger.voices import answerable, voice
from willing.model import Stance


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """What decides whether an entry stands: ``place`` is its number in the ledger's order."""

    place: int
    stance: Stance
    start: datetime.date | None
    end: datetime.date | None
    voice: int
    answerable: int
    conditions: int
    origin: str

    @property
    def last_day(self) -> datetime.date:
        """The last day on which it can have been taken; before all days where none is known."""
        return self.end or (datetime.date.max if self.start else datetime.date.min)


@dataclass(frozen=True, slots=True)
class Spell:
    """What stands from the day ``since`` on: ``shown`` is the place of the wording to show.

    ``reports`` counts the independent reports and ``positions`` the entries with its stance;
    ``held`` is the day from which the stance stands without a break, ``before`` the one that it
    replaced, if there was another.
    """

    since: datetime.date | None
    stance: Stance
    shown: int
    reports: int
    positions: int
    decided: Rule
    held: datetime.date | None
    before: Stance | None


def mark_of(entry: Entry, place: int) -> Mark:
    """Return what decides about ``entry``."""
    position = entry.position
    return Mark(
        place,
        position.stance,
        position.date.start,
        position.date.end,
        int(voice(position)),
        int(answerable(position)),
        len(position.conditions),
        entry.origin.key,
    )


def succession(marks: Iterable[Mark]) -> tuple[tuple[Spell, ...], Spell]:
    """Return what stood from which day, earliest first, and what stands now.

    ``marks`` are those of one party on one issue, at least one.  The spells leave out what has no
    last day, as ``standing`` does as of a day; now counts all.
    """
    given = sorted(marks)
    tally = _Tally()
    spells: list[Spell] = []
    dated = sorted((mark for mark in given if mark.end), key=lambda mark: mark.last_day)
    for day, of_day in groupby(dated, key=lambda mark: mark.last_day):
        for mark in of_day:
            tally.add(mark)
        spell = _follow(tally.decide(), day, spells[-1] if spells else None)
        if not spells or _differ(spell, spells[-1]):
            spells.append(spell)
    for mark in given:
        if mark.end is None:
            tally.add(mark)
    return tuple(spells), _follow(tally.decide(), None, spells[-1] if spells else None)


def _follow(decision: _Decision, day: datetime.date | None, last: Spell | None) -> Spell:
    held, before = day, None
    if last is not None:
        same = last.stance is decision.stance
        held = last.held if same else day
        before = last.before if same else last.stance
    return Spell(
        day,
        decision.stance,
        decision.shown,
        decision.reports,
        decision.positions,
        decision.decided,
        held,
        before,
    )


def _differ(one: Spell, other: Spell) -> bool:
    return (one.stance, one.shown, one.reports, one.positions, one.decided) != (
        other.stance,
        other.shown,
        other.reports,
        other.positions,
        other.decided,
    )


@dataclass(frozen=True, slots=True)
class _Decision:
    stance: Stance
    shown: int
    reports: int
    positions: int
    decided: Rule


class _Tally:
    """The marks so far, and those that the first two rules leave: voice, then time."""

    def __init__(self) -> None:
        self._stances: Counter[Stance] = Counter()
        self._origins: dict[Stance, set[str]] = {}
        self._told: dict[tuple[Stance, str], list[Mark]] = {}
        self._voice = -1
        self._spoken: set[Stance] = set()
        self._latest: datetime.date | None = None
        self._left: list[Mark] = []

    def add(self, mark: Mark) -> None:
        self._stances[mark.stance] += 1
        self._origins.setdefault(mark.stance, set()).add(mark.origin)
        insort(self._told.setdefault((mark.stance, mark.origin), []), mark)
        if mark.voice > self._voice:
            self._voice, self._spoken, self._left, self._latest = mark.voice, set(), [], None
        if mark.voice < self._voice:
            return
        self._spoken.add(mark.stance)
        insort(self._left, mark)
        if mark.start and (self._latest is None or mark.start > self._latest):
            self._latest = mark.start
        if self._latest:
            latest = self._latest
            self._left = [one for one in self._left if one.last_day >= latest]

    def decide(self) -> _Decision:
        left, decided = self._left, Rule.ALONE
        if self._spoken != set(self._stances):
            decided = Rule.VOICE
        if {mark.stance for mark in left} != self._spoken:
            decided = Rule.LATER
        for rule, rank in (
            (Rule.OFFICIAL, lambda mark: mark.answerable),
            (Rule.REPORTS, lambda mark: len(self._origins[mark.stance])),
            (Rule.FIRMER, lambda mark: firmness(mark.stance)),
        ):
            best = max(map(rank, left))
            kept = [mark for mark in left if rank(mark) == best]
            if {mark.stance for mark in kept} != {mark.stance for mark in left}:
                decided = rule
            left = kept
        stance = left[0].stance
        if any(mark.stance is not stance for mark in left):
            decided = Rule.UNDECIDED
        left = [mark for mark in left if mark.stance is stance]
        shown = max([*left, *self._retold(left)], key=lambda mark: mark.conditions)
        return _Decision(
            stance, shown.place, len(self._origins[stance]), self._stances[stance], decided
        )

    def _retold(self, left: list[Mark]) -> list[Mark]:
        """Return the other tellings, of about the same days, of the reports of ``left``."""
        by_origin: dict[str, list[Mark]] = {}
        for mark in left:
            by_origin.setdefault(mark.origin, []).append(mark)
        return sorted(
            other
            for origin, marks in by_origin.items()
            for other in self._told[marks[0].stance, origin]
            if any(_near(other, mark) for mark in marks)
        )


def _near(one: Mark, other: Mark) -> bool:
    days = (one.last_day, other.last_day)
    known = datetime.date.min not in days and datetime.date.max not in days
    return not known or abs(days[0] - days[1]) <= RETOLD_WITHIN
