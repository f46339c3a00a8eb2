"""One piece of evidence in several wordings, and what each rewrite changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from willing.ledger.book import Entry
from willing.model import DateBasis, DateSpan, Position


class Pair(Protocol):
    """Two positions of which ``second`` rewords ``first``; ``told`` says in which it differs."""

    @property
    def first(self) -> Position:
        """The position that is reworded."""

    @property
    def second(self) -> Position:
        """The position that rewords it."""

    @property
    def told(self) -> tuple[str, ...]:
        """What the rewrite changed, a phrase for each."""


Align = Callable[[Sequence[Position], Sequence[Position]], Sequence[Pair]]
"""Two articles' positions → which of the second reword which of the first."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Another article's telling of the same position; ``changes`` say in which it differs."""

    entry: Entry
    changes: tuple[str, ...]


def wordings(entry: Entry, entries: Iterable[Entry], align: Align) -> tuple[Wording, ...]:
    """Return how other articles of the same report tell what ``entry`` tells.

    ``align`` (``willing.story.align``) pairs the party's positions in each of them with its
    positions in the entry's article, so that a wording that is another position's is not shown
    as this one's.  Days that the texts themselves give, and that differ, are of two positions.
    """
    report = [one for one in entries if _can_be(one, entry)]
    mine = [one.position for one in report if one.article.id == entry.article.id]
    found = []
    for theirs in _by_article(report, entry.article.id):
        by_id = {one.position.id: one for one in theirs}
        for pair in align(mine, [one.position for one in theirs]):
            if pair.first.id == entry.position.id:
                found.append(Wording(by_id[pair.second.id], pair.told))
    return tuple(found)


def _can_be(other: Entry, entry: Entry) -> bool:
    """Tell whether both count for one report and are one party's, and no days part them."""
    same = other.origin == entry.origin and other.position.actor.id == entry.position.actor.id
    if not same or other.article.id == entry.article.id:
        return same
    return not _apart(other.position.date, entry.position.date)


def _by_article(report: Iterable[Entry], own: str) -> Iterator[list[Entry]]:
    groups: dict[str, list[Entry]] = {}
    for one in report:
        groups.setdefault(one.article.id, []).append(one)
    groups.pop(own, None)
    yield from groups.values()


def _apart(one: DateSpan, other: DateSpan) -> bool:
    """Tell whether the texts themselves give two positions different days."""
    if one.basis is not DateBasis.TEXT or other.basis is not DateBasis.TEXT:
        return False
    if not (one.start and one.end and other.start and other.end):
        return False
    return one.end < other.start or other.end < one.start
