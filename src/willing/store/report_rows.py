"""The rows of the index of reports: reading, writing and forgetting them, many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.engine import Connection

from willing.ledger.reports import Grouping, Report
from willing.model import Article, Published
from willing.store import report_tables as tables
from willing.store import schema

if TYPE_CHECKING:
    from willing.story import Features

AT_ONCE = 500
"""Numbers that one statement names; databases limit them."""

Found = tuple[Report, dict[str, Published]]
"""A report, and the articles whose date it narrows."""

Row = dict[str, Any]
Value = TypeVar("Value")


@cache
def rules() -> str:
    """Return a digest of the code that groups articles: with another one they are grouped anew."""
    digest = blake2b(digest_size=16)
    modules = (one for one in (files("willing") / "story").iterdir() if one.name.endswith(".py"))
    for module in sorted(modules, key=lambda one: one.name):
        digest.update(module.read_bytes())
    return digest.hexdigest()


def stamp(article: Article) -> str:
    """Return a digest of all but the text that an article is compared by."""
    day = article.published
    told = (str(day.date), str(day.earliest), str(day.latest), day.basis.value)
    words = repr((told, article.title, article.outlet, article.origin))
    return blake2b(words.encode(errors="backslashreplace"), digest_size=8).hexdigest()


def edition(connection: Connection) -> int:
    """Return how often the index was changed, 0 where there is none by these rules."""
    row = connection.execute(sa.select(tables.state)).first()
    return int(row.edition) if row and row.rules == rules() else 0


def next_edition(connection: Connection, last: int) -> None:
    """Say that the index by these rules was changed."""
    connection.execute(tables.state.delete())
    connection.execute(tables.state.insert().values(rules=rules(), edition=last + 1))


def clear(connection: Connection) -> None:
    """Forget the whole index."""
    for table in tables.ALL:
        connection.execute(table.delete())
    connection.execute(tables.state.delete())


def stamps(connection: Connection) -> dict[str, str]:
    """Return the stamps of the articles that are in the index, by id."""
    columns = tables.articles.c
    query = sa.select(columns.id, columns.stamp).where(columns.linked == 1)
    return _pairs(connection, query)


def numbers(connection: Connection, table: sa.Table, ids: Iterable[str]) -> dict[str, int]:
    """Return the numbers of articles in ``table``, by id."""
    query = sa.select(table.c.id, table.c.number)
    found_rows: dict[str, int] = {}
    for some in parts(ids):
        found_rows.update(_pairs(connection, query.where(table.c.id.in_(some))))
    return found_rows


def with_texts(connection: Connection, articles: Iterable[Article]) -> Iterator[Article]:
    """Yield ``articles``, those without a text with the one that is in the ledger."""
    columns = schema.articles.c
    query = sa.select(columns.id, columns.text)
    for some in parts(articles):
        bare = [one.id for one in some if not one.text]
        texts = _pairs(connection, query.where(columns.id.in_(bare))) if bare else {}
        for one in some:
            yield replace(one, text=texts[one.id]) if one.id in texts else one


def article(number: int, article_id: str, stamp: str, linked: bool) -> Row:
    """Return the row of an article that is in the index, or is only prepared for it."""
    return {"number": number, "id": article_id, "stamp": stamp, "linked": int(linked)}


def found(group: Mapping[int, Features]) -> Row:
    """Return the row of the report that a group of articles, by number, retells."""
    first = min(group, key=lambda number: group[number].id)
    return {"number": first, "payload": payload(told(group.values()))}


def told(group: Iterable[Features]) -> Found:
    """Return the report that a group of articles retells."""
    from willing.story import narrowed
    from willing.story.report import report

    members = list(group)
    one = report(members)
    mine = Report(one.id, one.origin, one.rivals, one.articles, one.date)
    return mine, narrowed(one, members)


def payload(one: Found) -> str:
    """Return a report as JSON, as ``reports`` reads it."""
    return _type().dump_json([one])[1:-1].decode()


def reports(connection: Connection) -> list[Found]:
    """Return the reports that are kept, as if nobody had judged any."""
    rows = connection.execute(sa.select(tables.found.c.payload)).scalars()
    return _type().validate_json(f"[{','.join(rows)}]")


def grouping(reports: Iterable[Found]) -> Grouping:
    """Return reports, and what they narrow, as the ledger takes them."""
    listed = sorted(reports, key=lambda one: one[0].id)
    dates = {name: day for _, narrower in listed for name, day in narrower.items()}
    return Grouping(tuple(one for one, _ in listed), dates)


def fetched(connection: Connection, table: sa.Table, wanted: Iterable[int]) -> dict[int, Any]:
    """Return the first column besides the number, of the rows of those numbers there are."""
    query = sa.select(table.c.number, table.columns.values()[1])
    rows: dict[int, Any] = {}
    for some in parts(sorted(set(wanted))):
        rows.update(_pairs(connection, query.where(table.c.number.in_(some))))
    return rows


def put(connection: Connection, table: sa.Table, rows: Iterable[Row]) -> None:
    """Write ``rows`` in place of those of the same numbers."""
    for some in parts(rows):
        remove(connection, table, [row["number"] for row in some])
        connection.execute(table.insert(), some)


def remove(connection: Connection, table: sa.Table, gone: Iterable[int]) -> None:
    """Delete the rows of those numbers."""
    for some in parts(gone):
        connection.execute(table.delete().where(table.c.number.in_(some)))


def parts(values: Iterable[Value], size: int = AT_ONCE) -> Iterator[Sequence[Value]]:
    """Yield ``values`` in lists short enough for one statement."""
    iterator = iter(values)
    while some := list(islice(iterator, size)):
        yield some


def _pairs(connection: Connection, query: sa.Select[Any]) -> dict[Any, Any]:
    return {row[0]: row[1] for row in connection.execute(query)}


@cache
def _type() -> TypeAdapter[list[Found]]:
    return TypeAdapter(list[Found])
