"""Ledger → the tables that pages are read from: entries by place, and what stood from which day.

Everything here follows from the articles, readings and judgements.  It is worked out once, in
pieces that fit in memory, and after that only where something changed.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from willing.ledger.book import Entry, entry_of
from willing.ledger.judging import apply
from willing.ledger.succession import Mark, Spell, mark_of, succession
from willing.ledger.voices import source_kind
from willing.model import Article, Position, SourceKind, Stance
from willing.names import fold
from willing.store import Store, rows, schema
from willing.store.context import Context, digest, load, materials, resolved
from willing.store.opening import Dates

PLACES = 1 << 16
"""Places for entries in one article; an entry's number is its article's times this, and more."""

ARTICLES_AT_ONCE = 200
CELLS_AT_ONCE = 200

NOW = datetime.date.max
"""The day of the spell that counts what has no day, too."""

Cell = tuple[str, str]
Advance = Callable[[str, int, int], None]
"""Called with what is being done, how far it is, and of how much."""


@dataclass
class Refreshed:
    """What a refresh did: the entries that changed, by article, and whether all were anew."""

    context: Context
    articles: dict[str, list[Entry]] = field(default_factory=dict)
    rejected: dict[str, list[Entry]] = field(default_factory=dict)
    anew: bool = False


def refresh(
    store: Store, known: Context | None = None, advance: Advance | None = None
) -> Refreshed:
    """Bring the projection in ``store`` up to date, and say what changed.

    ``known`` is the context of an earlier refresh, from which is taken what still holds.

    Raises:
        StoreError: the ledger can't be written.
    """
    tell = advance or (lambda _what, _at, _of: None)
    while True:
        revision = store.revision()
        context = load(store, known)
        stamp = f"{revision} {_rules()}"
        with store.connected() as connection:
            row = connection.execute(sa.select(schema.projected)).first()
        if row is not None and row.stamp == stamp:
            return Refreshed(context)
        detail = json.loads(row.detail) if row and row.stamp.endswith(_rules()) else None
        done = Refreshed(context, anew=detail is None)
        if detail is None:
            _clear(store)
        touched = _touched(store, context, detail)
        cells = _lay_out(store, done, touched, tell)
        _cells(store, cells, tell)
        with store.writing() as connection:
            connection.execute(schema.projected.delete())
            values = {"stamp": stamp, "detail": json.dumps(_detail(context))}
            connection.execute(schema.projected.insert().values(values))
        if store.revision() == revision:
            return done
        known = context


def up_to_date(store: Store) -> bool:
    """Tell whether nothing was read or judged since the projection was made."""
    with store.connected() as connection:
        stamp = connection.execute(sa.select(schema.projected.c.stamp)).scalar()
    return stamp == f"{store.revision()} {_rules()}"


@cache
def _rules() -> str:
    """Return a digest of the code that decides what stands: with another one all is anew."""
    made = blake2b(digest_size=8)
    for package in ("ledger", "store"):
        modules = (files("willing") / package).iterdir()
        for module in sorted(modules, key=lambda one: one.name):
            if module.name.endswith(".py"):
                made.update(module.read_bytes())
    return made.hexdigest()


def _detail(context: Context) -> dict[str, Any]:
    """Return what tells, the next time, which articles' entries hang on what changed."""
    return {
        "people": context.people,
        "merges": {one.target: digest(one.detail) for one in context.merges},
        "reports": {
            one.id: [fold(one.origin or ""), digest([str(one.date), one.articles])]
            for one in context.reports
        },
    }


def _clear(store: Store) -> None:
    tables = ("projected", "spells", "cells", "cited", "corrected", "entries", "shelved")
    with store.writing() as connection:
        for name in tables:
            connection.execute(schema.tables.tables[name].delete())


def _touched(store: Store, context: Context, detail: Mapping[str, Any] | None) -> list[str]:
    """Return the articles whose entries may be others now, in the order of their reading."""
    with store.connected() as connection:
        query = sa.select(schema.shelved.c.id, schema.shelved.c.fingerprint)
        known = {row[0]: row[1] for row in connection.execute(query)}
        numbers: set[int] = set()
        if detail is not None:
            numbers = _hanging(connection, detail, _detail(context))
    return [
        one
        for one in context.by_id
        if known.get(one) != context.fingerprint(one) or context.numbers[one] in numbers
    ]


def _hanging(
    connection: Connection, before: Mapping[str, Any], after: Mapping[str, Any]
) -> set[int]:
    """Return the numbers of articles whose entries hang on other articles or parties."""
    entries = schema.entries
    wanted: list[sa.ColumnElement[bool]] = []
    if before["people"] != after["people"]:
        wanted.append(entries.c.of_person == 1)
    merges = set(before["merges"].items()) ^ set(after["merges"].items())
    if merges:
        moved = sorted({actor for actor, _ in merges})
        wanted.append(sa.or_(entries.c.actor.in_(moved), entries.c.agent.in_(moved)))
        gone = sa.select(schema.corrected.c.number).where(schema.corrected.c.machine.is_not(None))
        wanted.append(entries.c.number.in_(gone))
    old = {key: tuple(value) for key, value in before["reports"].items()}
    new = {key: tuple(value) for key, value in after["reports"].items()}
    origins = {value[0] for _, value in set(old.items()) ^ set(new.items()) if value[0]}
    found: set[int] = set()
    for some in _batches(sorted(origins), 500):
        told = sa.select(schema.cited.c.entry).where(schema.cited.c.outlet.in_(some))
        wanted_here = entries.c.number.in_(told)
        found |= set(connection.execute(sa.select(entries.c.article).where(wanted_here)).scalars())
    for condition in wanted:
        found |= set(connection.execute(sa.select(entries.c.article).where(condition)).scalars())
    return found


def _lay_out(store: Store, done: Refreshed, touched: Sequence[str], tell: Advance) -> set[Cell]:
    """Write the entries of the articles ``touched``; return the cells that had or have any."""
    cells: set[Cell] = set()
    dates = Dates(store)
    at = 0
    for batch in _batches(touched, ARTICLES_AT_ONCE):
        found = [
            (article.id, *_entries(done.context, article, reading, dates))
            for article, reading in materials(store, batch, done.context)
        ]
        with store.writing() as connection:
            if not done.anew:
                cells |= _forget(connection, [done.context.numbers[one] for one in batch])
            cells |= _write(connection, done.context, found)
        if not done.anew:
            done.articles |= {one: [e for e, _, no in of_one if not no] for one, of_one, _ in found}
            done.rejected |= {one: [e for e, _, no in of_one if no] for one, of_one, _ in found}
        at += len(batch)
        tell("Placing positions", at, len(touched))
    dates.keep()
    return cells


Placed = tuple[Entry, int, bool]
"""An entry, the number of its place in the ledger, and whether a person rejected it."""


def _entries(
    context: Context, article: Article, reading: Any, dates: Dates
) -> tuple[list[Placed], list[Position]]:
    """Return the entries of one article in the order of its text, and their raw positions."""
    if reading is None:
        return [], []
    positions = resolved(context, article, reading, dates.redate)
    now = context.by_id[article.id]
    relevant = [*context.laid.get(article.id, ()), *context.merges]
    judged, _ = apply(positions, relevant, {now.id: now})
    order = sorted(range(len(judged)), key=lambda at: judged[at].position.sentence.start)
    base = context.numbers[article.id] * PLACES
    placed = [
        (entry_of(judged[at], now, context.shelf), base + place, judged[at].rejected)
        for place, at in enumerate(order[:PLACES])
    ]
    return placed, [reading.positions[at] for at in order[:PLACES]]


def _forget(connection: Connection, numbers: Sequence[int]) -> set[Cell]:
    """Take out what was written of the articles with ``numbers``; return their cells."""
    entries = schema.entries
    cells: set[Cell] = set()
    for number in numbers:
        within = entries.c.article == number
        found = connection.execute(sa.select(entries.c.actor, entries.c.issue).where(within))
        cells |= {(row.actor, row.issue) for row in found}
        first, last = number * PLACES, (number + 1) * PLACES
        cited, corrected = schema.cited.c.entry, schema.corrected.c.number
        connection.execute(schema.cited.delete().where(cited >= first, cited < last))
        connection.execute(schema.corrected.delete().where(corrected >= first, corrected < last))
        connection.execute(entries.delete().where(within))
        connection.execute(schema.shelved.delete().where(schema.shelved.c.number == number))
    return cells


def _write(
    connection: Connection,
    context: Context,
    found: Iterable[tuple[str, list[Placed], list[Position]]],
) -> set[Cell]:
    shelved, entries, corrected, cited = [], [], [], []
    for article_id, placed, raw in found:
        sources = _sources(connection, context.readings.get(article_id))
        shelved.append(_shelved(context, article_id, placed))
        for (entry, number, rejected), position in zip(placed, raw, strict=True):
            entries.append(_entry_row(entry, number, rejected, sources[position.id], context))
            if entry.position != position:
                counts = rows.payload(entry.position)
                machine = entry.machine and rows.payload(entry.machine)
                corrected.append({"number": number, "counts": counts, "machine": machine})
            cited += [{"outlet": name, "entry": number} for name in _outlets(entry)]
    for table, values in (
        (schema.shelved, shelved),
        (schema.entries, entries),
        (schema.corrected, corrected),
        (schema.cited, cited),
    ):
        if values:
            connection.execute(table.insert(), values)
    return {(row["actor"], row["issue"]) for row in entries}


def _sources(connection: Connection, reading: int | None) -> dict[str, int]:
    """Return the numbers of a reading's positions by their ids."""
    table = schema.positions
    query = sa.select(table.c.id, table.c.number).where(table.c.reading == reading)
    return {row.id: row.number for row in connection.execute(query)}


def _shelved(context: Context, article_id: str, placed: Sequence[Placed]) -> dict[str, Any]:
    article = context.by_id[article_id]
    published = article.published
    return {
        "number": context.numbers[article_id],
        "id": article_id,
        "title": article.title,
        "outlet": article.outlet,
        "origin": article.origin,
        "report": article.report,
        "published": published.date,
        "earliest": published.earliest,
        "latest": published.latest,
        "basis": published.basis.value,
        "sorted": published.date or published.latest or published.earliest or datetime.date.min,
        "positions": sum(not rejected for _entry, _number, rejected in placed),
        "fingerprint": context.fingerprint(article_id),
    }


def _entry_row(
    entry: Entry, number: int, rejected: bool, source: int, context: Context
) -> dict[str, Any]:
    position = entry.position
    mark = mark_of(entry, number)
    people = any(one.kind == "person" for one in _parties(entry))
    return {
        "number": number,
        "source": source,
        "article": context.numbers[entry.article.id],
        "id": position.id,
        "actor": position.actor.id,
        "agent": position.action.agent.id,
        "speaker": fold(position.actor.person) if position.actor.person else None,
        "issue": position.action.issue,
        "stance": position.stance.value,
        "starts": position.date.start,
        "ends": position.date.end,
        "source_kind": source_kind(position).value,
        "voice": mark.voice,
        "answerable": mark.answerable,
        "conditions": mark.conditions,
        "origin": entry.origin.key,
        "origin_name": entry.origin.name,
        "of_person": int(people),
        "rejected": int(rejected),
        "judged": " ".join(one.id for one in entry.judgements),
    }


def _parties(entry: Entry) -> Iterator[Any]:
    """Yield the parties of an entry, those that became another by an introduction as people."""
    for position in (entry.position, entry.read):
        yield position.actor
        yield position.action.agent
        if any(note.field in ("actor", "action.agent") for note in position.inferred):
            yield _SOMEBODY


class _Somebody:
    kind = "person"


_SOMEBODY = _Somebody()


def _outlets(entry: Entry) -> set[str]:
    """Return the folded names of the outlets by which an entry is found."""
    links = (link.name for link in entry.position.attribution if link.kind is SourceKind.OUTLET)
    names = (entry.article.outlet, entry.article.origin, *links)
    return {fold(name) for name in names if name and fold(name)}


def _cells(store: Store, cells: set[Cell], tell: Advance) -> None:
    """Work out anew what stood when in ``cells``."""
    at = 0
    for batch in _batches(sorted(cells), CELLS_AT_ONCE):
        with store.writing() as connection:
            for actor, issue in batch:
                _cell(connection, actor, issue)
        at += len(batch)
        tell("Deciding what stands", at, len(cells))


def _cell(connection: Connection, actor: str, issue: str) -> None:
    entries, cells, spells = schema.entries, schema.cells, schema.spells
    here = sa.and_(cells.c.actor == actor, cells.c.issue == issue)
    old = connection.execute(sa.select(cells.c.number).where(here)).scalar()
    if old is not None:
        connection.execute(spells.delete().where(spells.c.cell == old))
        connection.execute(cells.delete().where(cells.c.number == old))
    found = connection.execute(
        sa.select(*MARKS)
        .where(entries.c.actor == actor, entries.c.issue == issue, entries.c.rejected == 0)
        .order_by(entries.c.number)
    ).all()
    if not found:
        return
    marks = [mark_from(row) for row in found]
    past, now = succession(marks)
    shown = positions(connection, {spell.shown for spell in (*past, now)})
    holder = shown[now.shown].actor
    values: dict[str, Any] = {"actor": actor, "actor_name": holder.name, "issue": issue}
    values |= {"actor_kind": holder.kind.value, "positions": len(marks)}
    made = connection.execute(cells.insert().values(values)).inserted_primary_key
    number = made[0] if made else None
    every = [*((spell, spell.since) for spell in past), (now, NOW)]
    connection.execute(
        spells.insert(), [_spell_row(spell, day, number, shown) for spell, day in every]
    )


def _spell_row(
    spell: Spell, day: datetime.date | None, cell: int | None, shown: Mapping[int, Position]
) -> dict[str, Any]:
    position = shown[spell.shown]
    conditions = [[one.kind.value, one.text] for one in position.conditions]
    return {
        "cell": cell,
        "since": day,
        "stance": spell.stance.value,
        "shown": spell.shown,
        "shown_id": position.id,
        "conditions": json.dumps(conditions, ensure_ascii=True),
        "reports": spell.reports,
        "positions": spell.positions,
        "decided": spell.decided.value,
        "held": spell.held,
        "replaced": spell.before.value if spell.before else None,
    }


MARKS = tuple(
    schema.entries.c[name]
    for name in (
        "number",
        "stance",
        "starts",
        "ends",
        "voice",
        "answerable",
        "conditions",
        "origin",
    )
)
"""The columns of a ``Mark``, in its order."""


def mark_from(row: Sequence[Any]) -> Mark:
    """Return the mark that the columns ``MARKS`` of a row hold."""
    return Mark(row[0], Stance(row[1]), *row[2:8])


def positions(connection: Connection, numbers: Iterable[int]) -> dict[int, Position]:
    """Return the positions, as they count, of the entries with those ``numbers``."""
    found: dict[int, Position] = {}
    entries, corrected = schema.entries, schema.corrected
    counts = sa.func.coalesce(corrected.c.counts, schema.positions.c.payload)
    query = (
        sa.select(entries.c.number, counts)
        .join(schema.positions, schema.positions.c.number == entries.c.source)
        .outerjoin(corrected, corrected.c.number == entries.c.number)
    )
    for some in _batches(sorted(set(numbers)), 500):
        for number, payload in connection.execute(query.where(entries.c.number.in_(some))):
            found[number] = rows.position(payload)
    return found


def _batches(values: Iterable[Any], size: int) -> Iterator[list[Any]]:
    given = iter(values)
    while batch := list(islice(given, size)):
        yield batch
