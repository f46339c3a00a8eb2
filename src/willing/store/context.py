"""What every entry of a ledger hangs on beside its own article: reports, people, judgements."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from willing.ledger import anchor
from willing.ledger.book import Redate, placing, redated
from willing.ledger.edits import detail_of
from willing.ledger.judging import ON_ARTICLES, ON_POSITIONS, in_force, on_articles
from willing.ledger.people import Directory
from willing.ledger.reports import Grouping, Pairs, Report, Shelf
from willing.model import (
    ActorKind,
    Article,
    DateBasis,
    Introduction,
    Judgement,
    Position,
    Published,
    Reading,
)
from willing.store import Store, rows, schema
from willing.store.grouping import grouped

PLAIN = [column for column in schema.articles.c if column.name != "text"]


@dataclass
class Context:
    """The ledger but for its positions.

    ``read`` are the articles as they were read and ``by_id`` as they count, both without text;
    ``numbers`` their numbers, ``readings`` the numbers of their newest readings; ``laid`` the
    judgements in force on each article's positions, ``targets`` the position that each is about.
    """

    read: dict[str, Article]
    by_id: dict[str, Article]
    numbers: dict[str, int]
    readings: dict[str, int]
    agendas: tuple[str, ...]
    reports: tuple[Report, ...]
    shelf: Shelf
    directory: Directory
    people: str
    given: tuple[Judgement, ...] = ()
    laid: dict[str, list[Judgement]] = field(default_factory=dict)
    merges: tuple[Judgement, ...] = ()
    targets: dict[str, str] = field(default_factory=dict)

    def fingerprint(self, article_id: str) -> str:
        """Return what changes whenever this article's entries have to be worked out anew."""
        article = self.by_id[article_id]
        report = self.shelf.by_article.get(article_id)
        told = [
            self.readings.get(article_id, 0),
            str(self.read[article_id].published),
            str(article.published),
            article.origin,
            article.report,
            report and report.origin,
            [judgement.id for judgement in self.laid.get(article_id, ())],
        ]
        return digest(told)


def digest(value: object) -> str:
    """Return a short digest of a JSON value."""
    return blake2b(json.dumps(value).encode(), digest_size=8).hexdigest()


def load(store: Store, known: Context | None = None) -> Context:
    """Return the context of what ``store`` holds now.

    What ``known`` holds of articles, reports and people is taken over where nothing was read
    since and no judgement on articles was made.
    """
    given = tuple(store.judgements())
    on_them = [one.id for one in in_force(given) if one.verdict in ON_ARTICLES]
    with store.connected() as connection:
        readings = _newest(connection)
    same = (
        known is not None
        and known.readings == readings
        and on_them == [one.id for one in in_force(known.given) if one.verdict in ON_ARTICLES]
    )
    context = known if same and known else _base(store, given, readings)
    context.given = given
    _lay(store, context)
    return context


def _base(store: Store, given: Sequence[Judgement], readings: dict[str, int]) -> Context:
    with store.connected() as connection:
        found = connection.execute(sa.select(*PLAIN).order_by(schema.articles.c.number)).all()
        people = _people(connection)
        names = connection.execute(
            sa.select(schema.readings.c.number, schema.readings.c.agenda)
        ).all()
    read = {row.id: _article(row) for row in found}
    said = on_articles(in_force(given), read.values())

    def group(articles: Sequence[Article], apart: Pairs, together: Pairs) -> Grouping:
        return grouped(store, articles, apart, together)

    by_id, grouping = placing(read, said, group)
    agenda_of = {row.number: row.agenda for row in names}
    agendas = dict.fromkeys(agenda_of[readings[one]] for one in read if one in readings)
    introductions = [
        Reading(article_id, "", "", (), tuple(of_article))
        for article_id, of_article in people.items()
        if article_id in by_id
    ]
    told = sorted((one.name, one.actor_id) for of_one in people.values() for one in of_one)
    return Context(
        read,
        by_id,
        {row.id: row.number for row in found},
        readings,
        tuple(agendas),
        grouping.reports,
        Shelf(grouping.reports),
        Directory(introductions, by_id),
        digest(told),
    )


def _article(row: sa.Row[Any]) -> Article:
    published = Published(row.published, row.earliest, row.latest, DateBasis(row.basis))
    return Article(
        row.id, row.path, row.title, row.outlet, published, row.origin, row.report, text=""
    )


def _newest(connection: Connection) -> dict[str, int]:
    query = sa.select(schema.readings.c.article_id, sa.func.max(schema.readings.c.number))
    found = connection.execute(query.group_by(schema.readings.c.article_id))
    return {row[0]: row[1] for row in found}


def _people(connection: Connection) -> dict[str, list[Introduction]]:
    newest = rows.newest(None, None)
    query = (
        sa.select(schema.introductions, schema.readings.c.article_id)
        .join(newest, newest.c.number == schema.introductions.c.reading)
        .join(schema.readings, schema.readings.c.number == schema.introductions.c.reading)
        .join(schema.articles, schema.articles.c.id == schema.readings.c.article_id)
        .where(schema.introductions.c.kind != ActorKind.PERSON.value)
        .order_by(schema.articles.c.number, schema.introductions.c.number)
    )
    found: dict[str, list[Introduction]] = {}
    for row in connection.execute(query):
        found.setdefault(row.article_id, []).append(rows.introduction(row))
    return found


def _lay(store: Store, context: Context) -> None:
    """Find what the judgements on positions are about now."""
    force = in_force(context.given)
    context.merges = tuple(one for one in force if one.verdict == "merge")
    context.laid, context.targets = {}, {}
    for judgement in force:
        if judgement.verdict in ON_POSITIONS:
            found = _target(store, context, judgement)
            if found:
                article_id, context.targets[judgement.id] = found
                context.laid.setdefault(article_id, []).append(judgement)


def _target(store: Store, context: Context, judgement: Judgement) -> tuple[str, str] | None:
    """Return the article and the position that ``judgement`` is about, if they are there."""
    query = (
        sa.select(schema.readings.c.article_id, schema.readings.c.number)
        .join(schema.positions, schema.positions.c.reading == schema.readings.c.number)
        .where(schema.positions.c.id == judgement.target)
    )
    with store.connected() as connection:
        for article_id, number in connection.execute(query):
            if context.readings.get(article_id) == number:
                return article_id, judgement.target
    held = anchor.from_json(detail_of(judgement).get("anchor"))
    if held is None:
        return None
    for home in _homes(store, context, held):
        article, reading = material(store, home, context)
        position = reading and anchor.find(
            held,
            [context.directory.resolve(one) for one in reading.positions],
            {home: article},
        )
        if position:
            return home, position.id
    return None


def _homes(store: Store, context: Context, held: anchor.Anchor) -> Iterator[str]:
    if held.article in context.by_id:
        yield held.article
        return
    there = [one.id for one in context.read.values() if one.path == held.path]
    yield from there
    if there:
        return
    words = held.exact.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    query = sa.select(schema.articles.c.id).where(
        schema.articles.c.text.like(f"%{words}%", escape="\\")
    )
    with store.connected() as connection:
        yield from connection.execute(query.order_by(schema.articles.c.number)).scalars().all()


def material(store: Store, article_id: str, context: Context) -> tuple[Article, Reading | None]:
    """Return an article with its text, as it was read, and its newest reading."""
    found = materials(store, [article_id], context)
    return found[0]


def materials(
    store: Store, article_ids: Sequence[str], context: Context
) -> list[tuple[Article, Reading | None]]:
    """Return articles with their texts, as they were read, each with its newest reading."""
    numbers = [context.readings[one] for one in article_ids if one in context.readings]
    with store.connected() as connection:
        texts = connection.execute(
            sa.select(schema.articles).where(schema.articles.c.id.in_(article_ids))
        ).all()
        found = connection.execute(
            sa.select(schema.readings).where(schema.readings.c.number.in_(numbers))
        ).all()
        read = {one.article_id: one for one in rows.readings(connection, found)}
    by_id = {row.id: rows.article(row) for row in texts}
    return [(by_id[one], read.get(one)) for one in article_ids]


def resolved(
    context: Context, article: Article, reading: Reading, redate: Redate
) -> list[Position]:
    """Return the positions of ``reading``, redated and with people's parties, before judgement."""
    now = replace(context.by_id[article.id], text=article.text)
    return [
        context.directory.resolve(redated(one, article, now, redate)) for one in reading.positions
    ]
