"""The ledger itself: every position that counts, each with its article and its report."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from willing.ledger.judging import Judged, OnArticles, Ruling, apply, in_force, on_articles
from willing.ledger.people import Directory
from willing.ledger.reports import Group, Grouping, Report, Shelf, placed
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
from willing.witness import Origin, origin_of

SHORTEST_PREFIX = 3


class LedgerError(WillingError):
    """A position that the ledger doesn't hold, or an id that several begin with."""


Redate = Callable[[Position, Article, Article], DateSpan]
"""A position, its article as it was read, and as it is dated now → the position's days now."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A position, the article that reports it, and the report that it counts for.

    ``judgements`` are those of people on it that are in force; ``machine`` is the position as it
    was read, where it differs from what counts.
    """

    position: Position
    article: Article
    origin: Origin
    judgements: tuple[Judgement, ...] = ()
    machine: Position | None = None

    @property
    def read(self) -> Position:
        """The position as the machine read it."""
        return self.machine or self.position


@dataclass(frozen=True)
class Ledger:
    """Articles and entries in the order of their reading; ``agendas`` are the agendas' versions.

    ``rejected`` are the entries that a person took out, ``reports`` the reports that the articles
    retell, ``rulings`` what became of each judgement.
    """

    articles: tuple[Article, ...]
    entries: tuple[Entry, ...]
    agendas: tuple[str, ...] = ()
    reports: tuple[Report, ...] = ()
    rejected: tuple[Entry, ...] = ()
    rulings: tuple[Ruling, ...] = ()

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
        return replace(self, entries=kept)

    def as_of(self, day: datetime.date | None) -> Ledger:
        """Return the ledger with only what was certainly said by ``day``, if one is given."""
        if day is None:
            return self
        kept = tuple(
            entry
            for entry in self.entries
            if entry.position.date.end is not None and entry.position.date.end <= day
        )
        return replace(self, entries=kept)

    @cached_property
    def by_id(self) -> dict[str, Article]:
        """The articles by their ids."""
        return {article.id: article for article in self.articles}

    def find(self, prefix: str, *, rejected: bool = False) -> Entry:
        """Return the one entry whose position's id begins with ``prefix``.

        With ``rejected``, those that a person took out are looked at, too.

        Raises:
            LedgerError: there is none, or more than one.
        """
        wanted = prefix.strip().casefold()
        among = (*self.entries, *self.rejected) if rejected else self.entries
        found = [entry for entry in among if entry.position.id.casefold() == wanted] or [
            entry for entry in among if entry.position.id.casefold().startswith(wanted)
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
    *,
    group: Group | None = None,
    redate: Redate | None = None,
) -> Ledger:
    """Return the ledger of ``articles`` as ``readings`` found them and ``judgements`` correct it.

    Of several readings of an article under agendas of one name the last counts.  ``group`` says
    which articles retell one report, and ``redate`` what day a position has where its article's
    date is no longer the one it was read with; without them, articles stay as they were read.
    Positions are placed through other articles' introductions, corrected, dated by their article
    where they have no date, and given the report that they count for.  Equal arguments give equal
    ledgers.
    """
    read = {article.id: article for article in articles}
    given = list(judgements)
    said = on_articles(in_force(given), read.values())
    by_id, grouping = placing(read, said, group)
    latest: dict[tuple[str, str], Reading] = {}
    for reading in readings:
        if reading.article_id in read:
            latest[reading.article_id, agenda_name(reading.agenda)] = reading
    directory = Directory(latest.values(), by_id)
    positions = [
        directory.resolve(
            redated(position, read[position.article_id], by_id[position.article_id], redate)
        )
        for reading in latest.values()
        for position in reading.positions
    ]
    judged, rulings = apply(positions, given, by_id)
    order = {article_id: number for number, article_id in enumerate(by_id)}
    shelf = Shelf(grouping.reports)
    entries = [entry_of(one, by_id[one.position.article_id], shelf) for one in judged]
    places = sorted(
        range(len(entries)),
        key=lambda at: (order[entries[at].article.id], entries[at].position.sentence.start),
    )
    agendas = dict.fromkeys(reading.agenda for reading in latest.values())
    return Ledger(
        tuple(by_id.values()),
        tuple(entries[at] for at in places if not judged[at].rejected),
        tuple(agendas),
        grouping.reports,
        tuple(entries[at] for at in places if judged[at].rejected),
        tuple(rulings),
    )


def placing(
    read: dict[str, Article], said: OnArticles, group: Group | None
) -> tuple[dict[str, Article], Grouping]:
    """Return the articles with the dates that people gave them, and with their reports."""
    dated_now = {
        article.id: replace(article, published=said.published.get(article.id, article.published))
        for article in read.values()
    }
    if group is None:
        return dated_now, Grouping()
    grouping = group(tuple(dated_now.values()), said.apart, said.together)
    shelf = Shelf(grouping.reports)
    return {
        article.id: placed(
            article, shelf.by_article.get(article.id), grouping.narrowed.get(article.id)
        )
        for article in dated_now.values()
    }, grouping


def redated(position: Position, old: Article, new: Article, redate: Redate | None) -> Position:
    """Return ``position`` as it is dated now that its article is ``new`` and no longer ``old``."""
    if redate is None or old.published == new.published:
        return position
    return replace(position, date=redate(position, old, new))


def entry_of(judged: Judged, article: Article, shelf: Shelf) -> Entry:
    """Return the entry of a position as people judged it, dated and counted by its article."""
    position = dated(judged.position, article)
    machine = dated(judged.machine, article)
    return Entry(
        position,
        article,
        origin_of(position, article, shelf),
        judged.judgements,
        None if machine == position else machine,
    )


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
