"""Articles, readings and positions ↔ rows; pydantic writes and checks the JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.engine import Connection, Row

from willing.model import (
    ActorKind,
    Article,
    DateBasis,
    Introduction,
    Position,
    Published,
    Reading,
)
from willing.store import schema
from willing.store.schema import StoreError


def article(row: Row[Any]) -> Article:
    """Return the article that ``row`` holds."""
    published = Published(row.published, row.earliest, row.latest, DateBasis(row.basis))
    return Article(
        row.id, row.path, row.title, row.outlet, published, row.origin, row.report, row.text
    )


def introduction(row: Any) -> Introduction:
    """Return the introduction that ``row`` holds."""
    return Introduction(row.name, row.actor, row.actor_name, ActorKind(row.kind), row.words)


def position(payload: str) -> Position:
    """Return the position written as JSON in ``payload``."""
    return _position_type().validate_json(payload)


def payload(found: Position) -> str:
    """Return a position as JSON, as ``position`` reads it."""
    return _position_type().dump_json(found).decode()


def add(connection: Connection, new: Article, reading: Reading | None) -> bool:
    """Insert what is not there yet of an article and its reading; return whether any was."""
    added = False
    there = sa.select(schema.articles.c.number).where(schema.articles.c.id == new.id)
    if connection.execute(there).first() is None:
        published = new.published
        values = {
            "id": new.id,
            "path": new.path,
            "title": new.title,
            "outlet": new.outlet,
            "origin": new.origin,
            "report": new.report,
            "published": published.date,
            "earliest": published.earliest,
            "latest": published.latest,
            "basis": published.basis.value,
            "text": new.text,
        }
        connection.execute(schema.articles.insert().values(values))
        added = True
    return (reading is not None and add_reading(connection, reading)) or added


def add_reading(connection: Connection, reading: Reading) -> bool:
    """Insert a reading with its positions and introductions, unless it is there."""
    there = reading_number(reading.article_id, reading.extractor, reading.agenda)
    if connection.execute(there).first() is not None:
        return False
    values = {
        "article_id": reading.article_id,
        "extractor": reading.extractor,
        "agenda": reading.agenda,
    }
    inserted = connection.execute(schema.readings.insert().values(values))
    (number,) = inserted.inserted_primary_key or (None,)
    if reading.positions:
        rows = [{"reading": number, **_columns(found)} for found in reading.positions]
        connection.execute(schema.positions.insert(), rows)
    if reading.introductions:
        people = [{"reading": number, **_person(found)} for found in reading.introductions]
        connection.execute(schema.introductions.insert(), people)
    return True


def reading_number(article_id: str, extractor: str, agenda: str) -> sa.Select[Any]:
    """Return the query for one reading's number."""
    return sa.select(schema.readings.c.number).where(
        schema.readings.c.article_id == article_id,
        schema.readings.c.extractor == extractor,
        schema.readings.c.agenda == agenda,
    )


def readings(connection: Connection, found: Sequence[Row[Any]]) -> list[Reading]:
    """Return the readings that the rows ``found`` begin, in their order, by two queries in all."""
    numbers = [row.number for row in found]
    taken: dict[int, list[Position]] = {number: [] for number in numbers}
    query = (
        sa.select(schema.positions.c.reading, schema.positions.c.payload)
        .where(schema.positions.c.reading.in_(numbers))
        .order_by(schema.positions.c.number)
    )
    for row in connection.execute(query).all():
        taken[row.reading].append(position(row.payload))
    people: dict[int, list[Introduction]] = {number: [] for number in numbers}
    of_people = (
        sa.select(schema.introductions)
        .where(schema.introductions.c.reading.in_(numbers))
        .order_by(schema.introductions.c.number)
    )
    for row in connection.execute(of_people).all():
        people[row.reading].append(introduction(row))
    return [
        Reading(
            row.article_id,
            row.extractor,
            row.agenda,
            tuple(taken[row.number]),
            tuple(people[row.number]),
        )
        for row in found
    ]


def newest(extractor: str | None, agenda: str | None) -> sa.Subquery:
    """Return the numbers of each article's newest reading of that extractor and agenda."""
    query = sa.select(sa.func.max(schema.readings.c.number).label("number"))
    if extractor is not None:
        query = query.where(schema.readings.c.extractor == extractor)
    if agenda is not None:
        query = query.where(schema.readings.c.agenda == agenda)
    return query.group_by(schema.readings.c.article_id).subquery("newest")


def condition(name: str, value: Any) -> sa.ColumnElement[bool]:
    """Return what a filter of ``positions`` asks of a row.

    Raises:
        StoreError: there is no filter of that name.
    """
    if name == "since":
        return sa.and_(schema.positions.c.ends >= value)
    if name == "until":
        return sa.and_(schema.positions.c.starts <= value)
    values = [str(one).lower() for one in _several(value)]
    if name == "source_kind":
        kinds = schema.positions.c.source_kinds
        return sa.or_(*(kinds.like(f"%|{kind}|%") for kind in values))
    columns = {
        "id": schema.positions.c.id,
        "article": schema.articles.c.id,
        "actor": schema.positions.c.actor,
        "agent": schema.positions.c.agent,
        "issue": schema.positions.c.issue,
        "stance": schema.positions.c.stance,
        "outlet": schema.articles.c.outlet,
    }
    if name not in columns:
        known = ", ".join([*columns, "since", "source_kind", "until"])
        raise StoreError(f"There is no filter {name!r}: use {known}.")
    return sa.func.lower(columns[name]).in_(values)


def _several(value: Any) -> Iterable[Any]:
    return value if isinstance(value, (list, tuple, set, frozenset)) else (value,)


def _columns(found: Position) -> dict[str, Any]:
    kinds = "|".join(source.kind.value for source in found.attribution)
    return {
        "id": found.id,
        "actor": found.actor.id,
        "agent": found.action.agent.id,
        "stance": found.stance.value,
        "issue": found.action.issue,
        "starts": found.date.start,
        "ends": found.date.end,
        "source_kinds": f"|{kinds}|",
        "payload": payload(found),
    }


def _person(found: Introduction) -> dict[str, Any]:
    return {
        "name": found.name,
        "actor": found.actor_id,
        "actor_name": found.actor_name,
        "kind": found.kind.value,
        "words": found.words,
    }


@lru_cache(maxsize=1)
def _position_type() -> TypeAdapter[Position]:
    return TypeAdapter(Position)
