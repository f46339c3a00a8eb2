"""What pages ask of the projection: cells as of a day, entries by filter, articles by page."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from willing.ledger import Entry, Origin, Selection
from willing.model import Article, DateBasis, Judgement, Published
from willing.names import fold
from willing.store import Store, rows, schema
from willing.store.projecting import MARKS, NOW

entries, cells, spells, shelved, cited = (
    schema.entries,
    schema.cells,
    schema.spells,
    schema.shelved,
    schema.cited,
)
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Stood:
    """What stands in one cell, of a party and an issue: the position to show, since when, how sure.

    ``conditions`` are pairs of a kind and a text; ``replaced`` is the stance that was there before
    ``held``, the day from which this one stands; ``of`` counts all positions of the cell.
    """

    actor: str
    actor_name: str
    actor_kind: str
    issue: str
    stance: str
    position: str
    conditions: tuple[tuple[str, str], ...]
    reports: int
    positions: int
    decided: str
    held: datetime.date | None
    replaced: str | None
    of: int


def stood(
    store: Store, day: datetime.date | None, issues: Sequence[str] = (), actors: Sequence[str] = ()
) -> list[Stood]:
    """Return what stands in each cell now, or on a day; where given, of those issues or parties."""
    inner = spells.alias("inner_spells")
    last = (
        sa.select(inner.c.number)
        .where(inner.c.cell == cells.c.number, inner.c.since <= (day or NOW))
        .order_by(inner.c.since.desc())
        .limit(1)
        .correlate(cells)
        .scalar_subquery()
    )
    query = sa.select(
        cells.c.actor,
        cells.c.actor_name,
        cells.c.actor_kind,
        cells.c.issue,
        spells.c.stance,
        spells.c.shown_id,
        spells.c.conditions,
        spells.c.reports,
        spells.c.positions,
        spells.c.decided,
        spells.c.held,
        spells.c.replaced,
        cells.c.positions.label("every"),
    ).select_from(cells.join(spells, spells.c.number == last))
    if issues:
        query = query.where(cells.c.issue.in_(issues))
    if actors:
        query = query.where(cells.c.actor.in_(actors))
    with store.connected() as connection:
        found: list[Any] = list(connection.execute(query))
    return [_stood(row) for row in found]


def _stood(row: Any) -> Stood:
    return Stood(
        row.actor,
        row.actor_name,
        row.actor_kind,
        row.issue,
        row.stance,
        row.shown_id,
        _conditions(row.conditions),
        row.reports,
        row.positions,
        row.decided,
        row.held,
        row.replaced,
        row.every,
    )


def _conditions(words: str) -> tuple[tuple[str, str], ...]:
    return tuple((kind, text) for kind, text in json.loads(words)) if words != "[]" else ()


def parties(store: Store) -> list[tuple[str, str, str, int]]:
    """Return each party's id, name and kind, and how many positions it holds."""
    query = sa.select(
        cells.c.actor,
        sa.func.max(cells.c.actor_name),
        sa.func.max(cells.c.actor_kind),
        sa.func.sum(cells.c.positions),
    ).group_by(cells.c.actor)
    with store.connected() as connection:
        return [(row[0], row[1], row[2], int(row[3])) for row in connection.execute(query)]


def issue_counts(store: Store) -> dict[str, int]:
    """Return how many positions there are on each issue."""
    query = sa.select(cells.c.issue, sa.func.sum(cells.c.positions)).group_by(cells.c.issue)
    with store.connected() as connection:
        return {row[0]: int(row[1]) for row in connection.execute(query)}


def days(store: Store) -> tuple[datetime.date, datetime.date] | None:
    """Return the first and the last day on which anything came to stand."""
    query = sa.select(sa.func.min(spells.c.since), sa.func.max(spells.c.since))
    with store.connected() as connection:
        first, last = connection.execute(query.where(spells.c.since < NOW)).one()
    return (first, last) if first and last else None


def totals(store: Store) -> tuple[int, int, int]:
    """Return how many positions, articles and reports the ledger holds."""
    with store.connected() as connection:
        held = connection.execute(sa.select(sa.func.sum(cells.c.positions))).scalar() or 0
        read = connection.execute(sa.select(sa.func.count()).select_from(shelved)).scalar() or 0
        told = sa.select(sa.func.count(sa.distinct(shelved.c.report)))
        return int(held), read, connection.execute(told).scalar() or 0


def conditions(
    chosen: Selection, as_of: datetime.date | None, actors: Sequence[str]
) -> list[sa.ColumnElement[bool]]:
    """Return what ``chosen`` and a day ask of a row of ``entries``.

    ``actors`` are the ids of the parties that the names in ``chosen.actor`` mean.
    """
    wanted: list[sa.ColumnElement[bool]] = [entries.c.rejected == 0]
    if chosen.actor:
        spoken = entries.c.speaker.in_([fold(name) for name in chosen.actor])
        wanted.append(sa.or_(entries.c.actor.in_(actors), spoken))
    if chosen.issue:
        wanted.append(entries.c.issue.in_(chosen.issue))
    if chosen.stance:
        wanted.append(entries.c.stance.in_([one.value for one in chosen.stance]))
    if chosen.source_kind:
        wanted.append(entries.c.source_kind.in_([one.value for one in chosen.source_kind]))
    if chosen.outlet:
        names = [fold(name) for name in chosen.outlet]
        told = sa.select(cited.c.entry).where(cited.c.outlet.in_(names))
        wanted.append(entries.c.number.in_(told))
    if chosen.since or chosen.until:
        wanted.append(sa.or_(entries.c.starts.is_not(None), entries.c.ends.is_not(None)))
    if chosen.since:
        wanted.append(sa.or_(entries.c.ends >= chosen.since, entries.c.ends.is_(None)))
    if chosen.until:
        wanted.append(sa.or_(entries.c.starts <= chosen.until, entries.c.starts.is_(None)))
    if as_of:
        wanted.append(entries.c.ends <= as_of)
    return wanted


def same_cell(entry: Entry) -> list[sa.ColumnElement[bool]]:
    """Return what is true of the entries of the same party on the same issue."""
    position = entry.position
    return [
        entries.c.actor == position.actor.id,
        entries.c.issue == position.action.issue,
        entries.c.rejected == 0,
    ]


def same_report(entry: Entry) -> list[sa.ColumnElement[bool]]:
    """Return what is true of those of them that count for the same report."""
    return [*same_cell(entry), entries.c.origin == entry.origin.key]


def counted(store: Store, wanted: Sequence[sa.ColumnElement[bool]]) -> int:
    """Return how many entries there are of which all of ``wanted`` is true."""
    with store.connected() as connection:
        query = sa.select(sa.func.count()).select_from(entries).where(*wanted)
        return connection.execute(query).scalar() or 0


def marks(
    store: Store, wanted: Sequence[sa.ColumnElement[bool]], most: int
) -> list[tuple[str, str, Any]]:
    """Return the party, the issue and the ``MARKS`` of entries: of too many, the newest ones."""
    query = (
        sa.select(entries.c.actor, entries.c.issue, *MARKS)
        .where(*wanted)
        .order_by(entries.c.ends.desc(), entries.c.number.desc())
        .limit(most)
    )
    with store.connected() as connection:
        return [(row[0], row[1], row[2:]) for row in connection.execute(query)]


def newest(store: Store, wanted: Sequence[sa.ColumnElement[bool]], most: int) -> list[int]:
    """Return the numbers of the newest entries of which all of ``wanted`` is true, in order."""
    query = (
        sa.select(entries.c.number)
        .where(*wanted)
        .order_by(entries.c.ends.desc(), entries.c.number.desc())
        .limit(most)
    )
    with store.connected() as connection:
        return sorted(connection.execute(query).scalars())


def listed(
    store: Store, wanted: Sequence[sa.ColumnElement[bool]], after: int, most: int
) -> list[int]:
    """Return the numbers of the next entries after ``after``, in the ledger's order."""
    query = (
        sa.select(entries.c.number)
        .where(*wanted, entries.c.number > after)
        .order_by(entries.c.number)
        .limit(most)
    )
    with store.connected() as connection:
        return list(connection.execute(query).scalars())


def of_article(store: Store, article_id: str) -> list[int]:
    """Return the numbers of an article's entries, the rejected included."""
    query = (
        sa.select(entries.c.number)
        .join(shelved, shelved.c.number == entries.c.article)
        .where(shelved.c.id == article_id)
        .order_by(entries.c.number)
    )
    with store.connected() as connection:
        return list(connection.execute(query).scalars())


def with_prefix(store: Store, prefix: str, most: int) -> list[tuple[int, str]]:
    """Return the numbers and ids of positions whose id begins with ``prefix``."""
    query = (
        sa.select(entries.c.number, entries.c.id)
        .where(entries.c.id >= prefix, entries.c.id < prefix + "\uffff")
        .order_by(entries.c.id)
        .limit(most)
    )
    with store.connected() as connection:
        return [(row.number, row.id) for row in connection.execute(query)]


def fetched(
    store: Store, numbers: Iterable[int], judgements: Mapping[str, Judgement]
) -> list[tuple[Entry, bool]]:
    """Return the entries with ``numbers``, in their order, each with whether it was rejected."""
    corrected = schema.corrected
    columns = [entries.c[name] for name in ("number", "origin", "origin_name", "rejected")]
    query = (
        sa.select(
            *columns,
            entries.c.article,
            entries.c.judged,
            schema.positions.c.payload,
            corrected.c.counts,
            corrected.c.machine,
        )
        .join(schema.positions, schema.positions.c.number == entries.c.source)
        .outerjoin(corrected, corrected.c.number == entries.c.number)
        .order_by(entries.c.number)
    )
    found: list[Any] = []
    with store.connected() as connection:
        for some in _batches(sorted(set(numbers))):
            found += connection.execute(query.where(entries.c.number.in_(some))).all()
        articles = placed(connection, {row.article for row in found})
    return [
        (
            Entry(
                rows.position(row.counts or row.payload),
                articles[row.article],
                Origin(row.origin, row.origin_name),
                tuple(judgements[one] for one in row.judged.split() if one in judgements),
                rows.position(row.machine) if row.machine else None,
            ),
            bool(row.rejected),
        )
        for row in found
    ]


def placed(connection: Connection, numbers: Iterable[int]) -> dict[int, Article]:
    """Return articles by their numbers, dated and grouped as they count, with their texts."""
    query = sa.select(shelved, schema.articles.c.path, schema.articles.c.text).join(
        schema.articles, schema.articles.c.number == shelved.c.number
    )
    found: dict[int, Article] = {}
    for some in _batches(sorted(numbers)):
        for row in connection.execute(query.where(shelved.c.number.in_(some))):
            published = Published(row.published, row.earliest, row.latest, DateBasis(row.basis))
            found[row.number] = Article(
                row.id, row.path, row.title, row.outlet, published, row.origin, row.report, row.text
            )
    return found


def article(store: Store, article_id: str) -> Article | None:
    """Return an article as it counts, ``None`` where there is none with that id."""
    with store.connected() as connection:
        query = sa.select(shelved.c.number).where(shelved.c.id == article_id)
        number = connection.execute(query).scalar()
        return placed(connection, [number])[number] if number is not None else None


@dataclass(frozen=True, slots=True)
class Listed:
    """An article in a list: ``day`` is what it is sorted by, ``number`` its place of reading."""

    number: int
    id: str
    title: str | None
    outlet: str | None
    origin: str | None
    report: str | None
    published: Published
    positions: int
    day: datetime.date


ORDERS = {
    "new": (shelved.c.sorted, True),
    "old": (shelved.c.sorted, False),
    "title": (sa.func.coalesce(shelved.c.title, ""), False),
    "outlet": (sa.func.coalesce(shelved.c.outlet, ""), False),
    "positions": (shelved.c.positions, True),
}
"""The orders of a list of articles: what it goes by, and whether the greatest comes first."""


def articles(
    store: Store,
    order: str,
    after: tuple[Any, int] | None,
    most: int,
    wanted: Sequence[sa.ColumnElement[bool]] = (),
) -> list[Listed]:
    """Return the next articles after the sort key and number ``after``; without, the first."""
    key, falling = ORDERS[order]
    by = (key.desc(), shelved.c.number.desc()) if falling else (key, shelved.c.number)
    query = sa.select(shelved).where(*wanted).order_by(*by).limit(most)
    if after is not None:
        value, number = after
        beyond = key < value if falling else key > value
        further = shelved.c.number < number if falling else shelved.c.number > number
        query = query.where(sa.or_(beyond, sa.and_(key == value, further)))
    with store.connected() as connection:
        return [
            Listed(
                row.number,
                row.id,
                row.title,
                row.outlet,
                row.origin,
                row.report,
                Published(row.published, row.earliest, row.latest, DateBasis(row.basis)),
                row.positions,
                row.sorted,
            )
            for row in connection.execute(query)
        ]


def article_conditions(
    chosen: Selection, words: str, on_entries: Sequence[sa.ColumnElement[bool]]
) -> list[sa.ColumnElement[bool]]:
    """Return what the filters ask of an article: words of its title or outlet, its positions."""
    wanted: list[sa.ColumnElement[bool]] = []
    for word in words.split():
        like = f"%{word.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"
        wanted.append(
            sa.or_(
                shelved.c.title.ilike(like, escape="!"), shelved.c.outlet.ilike(like, escape="!")
            )
        )
    if chosen:
        having = sa.select(entries.c.article).where(*on_entries)
        wanted.append(shelved.c.number.in_(having))
    return wanted


def article_count(store: Store, wanted: Sequence[sa.ColumnElement[bool]]) -> int:
    """Return how many articles there are of which all of ``wanted`` is true."""
    with store.connected() as connection:
        query = sa.select(sa.func.count()).select_from(shelved).where(*wanted)
        return connection.execute(query).scalar() or 0


def grouped(
    store: Store, column: str, wanted: Sequence[sa.ColumnElement[bool]], most: int
) -> list[tuple[str, int]]:
    """Return the commonest values of a column of ``entries``, each with its count."""
    key = entries.c[column]
    number = sa.func.count().label("number")
    query = (
        sa.select(key, number).where(*wanted).group_by(key).order_by(number.desc(), key).limit(most)
    )
    with store.connected() as connection:
        return [(row[0], row[1]) for row in connection.execute(query)]


def outlets(store: Store, words: str, most: int) -> list[tuple[str, int]]:
    """Return the outlets that published most articles, each with their count."""
    number = sa.func.count().label("number")
    query = (
        sa.select(shelved.c.outlet, number)
        .where(shelved.c.outlet.is_not(None), shelved.c.outlet.ilike(f"%{words}%"))
        .group_by(shelved.c.outlet)
        .order_by(number.desc(), shelved.c.outlet)
        .limit(most)
    )
    with store.connected() as connection:
        return [(row[0], row[1]) for row in connection.execute(query)]


def _batches(numbers: Sequence[int]) -> Iterable[Sequence[int]]:
    return (numbers[at : at + AT_ONCE] for at in range(0, len(numbers), AT_ONCE))


def ids(store: Store, numbers: Sequence[int]) -> dict[int, str]:
    """Return the ids of the positions of entries by their numbers."""
    found: dict[int, str] = {}
    with store.connected() as connection:
        for some in _batches(numbers):
            query = sa.select(entries.c.number, entries.c.id).where(entries.c.number.in_(some))
            found |= {row.number: row.id for row in connection.execute(query)}
    return found


def numbers(store: Store, position_ids: Sequence[str]) -> list[int]:
    """Return the numbers of the entries of positions by their ids."""
    found: list[int] = []
    with store.connected() as connection:
        for at in range(0, len(position_ids), AT_ONCE):
            some = position_ids[at : at + AT_ONCE]
            query = sa.select(entries.c.number).where(entries.c.id.in_(some))
            found += connection.execute(query).scalars()
    return found
