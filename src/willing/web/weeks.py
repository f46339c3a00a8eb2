"""Moves → what moved in the days up to a day, what may have, and what moved last before."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from willing.export import words
from willing.export.issues import label
from willing.ledger import Entry, Move, Voice
from willing.web.told import Told, iso, told_claim

WEEK = datetime.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Moved:
    """One move in words: from which position to which, when, and how that is known.

    ``start`` and ``end`` are the days on which the new position was taken, as far as is known;
    ``sure`` says whether all of them lie in the days that were asked for.
    """

    actor: str
    actor_name: str
    issue: str
    issue_label: str
    kind: str
    before: Told
    after: Told
    start: str | None
    end: str | None
    when: str
    basis: str
    own_word: bool
    reports: int
    sure: bool


@dataclass(frozen=True, slots=True)
class Week:
    """The moves of the days from ``first`` to ``last``; ``earlier`` are the last ones before.

    ``because`` says why these days were taken; it is empty where the reader chose them.
    """

    first: datetime.date | None
    last: datetime.date | None
    because: str
    moved: tuple[Moved, ...]
    earlier: tuple[Moved, ...]

    @property
    def days(self) -> str:
        """The days in words."""
        return words.days(self.first, self.last)


def week(
    moves: Iterable[Move],
    entries: Iterable[Entry],
    as_of: datetime.date | None,
    *,
    length: datetime.timedelta = WEEK,
    earlier: int = 3,
) -> Week:
    """Return what moved in the ``length`` up to ``as_of``, or up to the ledger's last day.

    A move whose days only overlap with these is among them and not ``sure``.
    """
    found = sorted(moves, key=_last, reverse=True)
    last, because = as_of, ""
    if last is None:
        last = last_day(entries)
        because = "the last day that anything in the ledger is dated" if last else ""
    if last is None:
        return Week(None, None, "", (), ())
    first = last - length + datetime.timedelta(days=1)
    inside = [one for one in found if _overlaps(one, first, last)]
    before = [one for one in found if one.after.end is not None and one.after.end < first]
    return Week(
        first,
        last,
        because,
        tuple(moved(one, first, last) for one in inside),
        tuple(moved(one, first, last) for one in before[:earlier]),
    )


def last_day(entries: Iterable[Entry]) -> datetime.date | None:
    """Return the last day on which a position of ``entries`` can have been taken."""
    return max((e.position.date.end for e in entries if e.position.date.end), default=None)


def moved(
    move: Move, first: datetime.date | None = None, last: datetime.date | None = None
) -> Moved:
    """Return ``move`` in words; it is ``sure`` where its days lie from ``first`` to ``last``."""
    start, end = move.after.start, move.after.end
    sure = bool(start and end and first and last and first <= start and end <= last)
    return Moved(
        actor=move.actor_id,
        actor_name=words.one_line(move.actor_name),
        issue=move.issue,
        issue_label=label(move.issue),
        kind=move.kind.value,
        before=told_claim(move.before),
        after=told_claim(move.after),
        start=iso(start),
        end=iso(end),
        when=words.days(start, end),
        basis=move.basis.value,
        own_word=move.after.voice is Voice.OWN,
        reports=len(move.reports),
        sure=sure,
    )


def _overlaps(move: Move, first: datetime.date, last: datetime.date) -> bool:
    start, end = move.after.start, move.after.end
    if start is None and end is None:
        return False
    return (end or last) >= first and (start or first) <= last


def _last(move: Move) -> tuple[datetime.date, str]:
    return (move.after.end or datetime.date.min, move.after.entry.position.id)
