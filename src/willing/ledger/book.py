"""The ledger itself: every position that counts, each with its article and its report."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from willing.ledger.judging import apply
from willing.ledger.origins import Origin, origin_of
from willing.ledger.people import Directory
from willing.ledger.selection import Selection
from willing.model import (
    Article,
    DateBasis,
    DateSpan,
    Inference,
    Judgement,
    Position,
    Reading,
    WillingError,
)

SHORTEST_PREFIX = 3


class LedgerError(WillingError):
    """A position that the ledger doesn't hold, or an id that several begin with."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A position, the article that reports it, and the report that it counts for."""

    position: Position
    article: Article
    origin: Origin


@dataclass(frozen=True)
class Ledger:
    """Articles and entries in the order of their reading; ``agendas`` are the agendas' versions."""

    articles: tuple[Article, ...]
    entries: tuple[Entry, ...]
    agendas: tuple[str, ...] = ()

    @cached_property
    def found(self) -> dict[str, int]:
        """How many positions each article yielded, by the article's id."""
        counts = dict.fromkeys((article.id for article in self.articles), 0)
        for entry in self.entries:
            counts[entry.article.id] += 1
        return counts

    def select(self, selection: Selection) -> Ledger:
        """Return the ledger with only the entries that ``selection`` lets through."""
        if not selection:
            return self
        kept = tuple(
            entry for entry in self.entries if selection.holds(entry.position, entry.article)
        )
        return Ledger(self.articles, kept, self.agendas)

    def find(self, prefix: str) -> Entry:
        """Return the one entry whose position's id begins with ``prefix``.

        Raises:
            LedgerError: there is none, or more than one.
        """
        wanted = prefix.strip().casefold()
        found = [entry for entry in self.entries if entry.position.id.casefold() == wanted] or [
            entry for entry in self.entries if entry.position.id.casefold().startswith(wanted)
        ]
        if wanted and len(found) == 1:
            return found[0]
        if wanted and found:
            some = ", ".join(entry.position.id[: len(wanted) + 4] for entry in found[:5])
            raise LedgerError(
                f"{len(found)} positions have an id that begins with {prefix!r} ({some}"
                f"{', …' if len(found) > 5 else ''}); give more of it."
            )
        raise LedgerError(
            f"No position has an id that begins with {prefix!r}; `willing positions` shows the ids."
        )

    def prefix_length(self) -> int:
        """Return how many characters of an id tell every two positions apart."""
        ids = sorted({entry.position.id for entry in self.entries})
        longest = SHORTEST_PREFIX
        for one, other in pairwise(ids):
            shared = next(
                (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
                min(len(one), len(other)),
            )
            longest = max(longest, shared + 1)
        return longest


def build(
    articles: Iterable[Article],
    readings: Iterable[Reading],
    judgements: Iterable[Judgement] = (),
) -> Ledger:
    """Return the ledger of ``articles`` as ``readings`` found them and ``judgements`` correct it.

    Of several readings of an article under agendas of one name the last counts.  Positions are
    placed through other articles' introductions, corrected, dated by their article where they
    have no date, and given the report that they count for.  Equal arguments give equal ledgers.
    """
    by_id = {article.id: article for article in articles}
    latest: dict[tuple[str, str], Reading] = {}
    for reading in readings:
        if reading.article_id in by_id:
            latest[reading.article_id, agenda_name(reading.agenda)] = reading
    directory = Directory(latest.values(), by_id)
    order = {article_id: number for number, article_id in enumerate(by_id)}
    positions = [
        directory.resolve(position) for reading in latest.values() for position in reading.positions
    ]
    entries = []
    for position in apply(positions, judgements):
        article = by_id[position.article_id]
        entries.append(Entry(dated(position, article), article, origin_of(position, article)))
    entries.sort(key=lambda entry: (order[entry.article.id], entry.position.sentence.start))
    agendas = dict.fromkeys(reading.agenda for reading in latest.values())
    return Ledger(tuple(by_id.values()), tuple(entries), tuple(agendas))


def agenda_name(version: str) -> str:
    """Return the agenda's name that a version such as ``trade-1a2b3c4d`` begins with."""
    return version.rpartition("-")[0] or version


def dated(position: Position, article: Article) -> Position:
    """Return ``position`` with its article's date, said to be so, where it has none of its own."""
    published = article.published
    if position.date.basis is not DateBasis.NONE or published.basis is DateBasis.NONE:
        return position
    start = published.date or published.earliest
    end = published.date or published.latest
    if start is None and end is None:
        return position
    span = DateSpan(start, end, published.basis)
    note = Inference("date", _days(start, end), f"the article's date, by its {published.basis}")
    return replace(position, date=span, inferred=(*position.inferred, note))


def _days(start: datetime.date | None, end: datetime.date | None) -> str:
    if start == end and start is not None:
        return start.isoformat()
    return f"{start or '…'}/{end or '…'}"
