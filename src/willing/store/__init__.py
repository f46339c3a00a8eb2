"""The ledger's file: what goes in stays, one transaction an article; the one place for SQL."""

from __future__ import annotations

import contextlib
import datetime
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine, Row, make_url

from willing.model import Article, Introduction, Judgement, Position, Reading
from willing.read import Problem
from willing.store import rows, schema
from willing.store.schema import StoreError

__all__ = ["Store", "StoreError"]

BUSY_SECONDS = 30
"""How long a writer waits for another one before it gives up."""

BATCH = 100
"""Rows that an iterator holds at a time."""


class Store:
    """An open ledger: articles, what was read in them, and what people judged.

    Make one with ``Store.open``; close it, or use it in a ``with`` statement. Safe to use from
    several threads; several processes may read while one writes.
    """

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self.name = name

    @classmethod
    def open(cls, path_or_url: str | os.PathLike[str], create: bool = True) -> Store:
        """Return the ledger in that file, or at that ``postgresql://`` address.

        One that is not there is made, where ``create`` allows it; one from an older version is
        brought up to date.

        Raises:
            StoreError: it is not there, is no ledger, is from a newer version (then it is left
                untouched), or can't be opened.
        """
        url, name = _address(path_or_url)
        if url.get_backend_name() == "sqlite":
            schema.check_file(Path(url.database or ""), create)
        store = cls(_engine(url, name), name)
        try:
            store._bring_up_to_date(create)
        except BaseException:
            store.close()
            raise
        return store

    def close(self) -> None:
        """Let go of the file or server; what was added stays."""
        self._engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def add(self, article: Article, reading: Reading | None = None) -> bool:
        """Keep ``article`` and its ``reading`` in one transaction; return whether it added any.

        An article or reading that is there already is left as it is.

        Raises:
            StoreError: the ledger can't be written; then nothing of the two was kept.
        """
        return self._once(lambda connection: rows.add(connection, article, reading))

    def add_article(self, article: Article) -> bool:
        """Keep ``article``; return whether it is new."""
        return self.add(article)

    def add_reading(self, reading: Reading) -> bool:
        """Keep ``reading``, whose article must be there; return whether it is new.

        Raises:
            StoreError: its article is not there, or the ledger can't be written.
        """
        if not self.has_article(reading.article_id):
            raise StoreError(
                f"{self.name} has no article {reading.article_id} to add a reading to."
            )
        return self._once(lambda connection: rows.add_reading(connection, reading))

    def has_article(self, article_id: str) -> bool:
        """Tell whether the article with that id is there."""
        return self._exists(
            sa.select(schema.articles.c.number).where(schema.articles.c.id == article_id)
        )

    def has_reading(self, article_id: str, extractor: str, agenda: str) -> bool:
        """Tell whether that extractor version has read that article under that agenda version."""
        return self._exists(rows.reading_number(article_id, extractor, agenda))

    def article(self, article_id: str) -> Article | None:
        """Return the article with that id, ``None`` where there is none."""
        with self.connected() as connection:
            row = connection.execute(
                sa.select(schema.articles).where(schema.articles.c.id == article_id)
            ).first()
        return rows.article(row) if row else None

    def articles(self) -> Iterator[Article]:
        """Yield all articles in the order in which they were added."""
        for row in self._rows(sa.select(schema.articles), (schema.articles.c.number,)):
            yield rows.article(row)

    def readings(
        self, extractor: str | None = None, agenda: str | None = None
    ) -> Iterator[Reading]:
        """Yield the newest reading of each article, in the order of the articles.

        Only readings of that ``extractor`` and ``agenda`` version count, where they are given.
        """
        newest = rows.newest(extractor, agenda)
        query = (
            sa.select(schema.readings, schema.articles.c.number.label("place"))
            .join(newest, newest.c.number == schema.readings.c.number)
            .join(schema.articles, schema.articles.c.id == schema.readings.c.article_id)
        )
        for page in self._pages(query, (schema.articles.c.number,), ("place",)):
            with self.connected() as connection:
                found = rows.readings(connection, page)
            yield from found

    def positions(
        self, extractor: str | None = None, agenda: str | None = None, **filters: Any
    ) -> Iterator[Position]:
        """Yield the positions of the newest readings that pass all ``filters``, in text order.

        Filters: ``id``, ``article`` (an id), ``actor`` and ``agent`` (ids), ``issue``, ``stance``,
        ``source_kind`` (of any link), ``outlet``, each one value or a list of them, in any case;
        ``since`` and ``until`` (days; a position without a date passes neither).

        Raises:
            StoreError: a filter has another name.
        """
        newest = rows.newest(extractor, agenda)
        query = (
            sa.select(
                schema.positions.c.payload,
                schema.positions.c.number,
                schema.articles.c.number.label("place"),
            )
            .join(newest, newest.c.number == schema.positions.c.reading)
            .join(schema.readings, schema.readings.c.number == schema.positions.c.reading)
            .join(schema.articles, schema.articles.c.id == schema.readings.c.article_id)
        )
        for name, value in filters.items():
            if value is not None:
                query = query.where(rows.condition(name, value))
        keys = (schema.articles.c.number, schema.positions.c.number)
        for row in self._rows(query, keys, ("place", "number")):
            yield rows.position(row.payload)

    def introductions(self) -> Iterator[Introduction]:
        """Yield the introductions of the newest readings."""
        newest = rows.newest(None, None)
        query = sa.select(schema.introductions).join(
            newest, newest.c.number == schema.introductions.c.reading
        )
        for row in self._rows(query, (schema.introductions.c.number,)):
            yield rows.introduction(row)

    def add_problem(self, problem: Problem) -> bool:
        """Keep ``problem``; return whether it is new."""

        def insert(connection: Connection) -> bool:
            same = sa.and_(
                schema.problems.c.path == problem.path,
                schema.problems.c.sentence == problem.sentence,
            )
            if connection.execute(sa.select(schema.problems.c.number).where(same)).first():
                return False
            values = {"path": problem.path, "sentence": problem.sentence}
            connection.execute(schema.problems.insert().values(values))
            return True

        return self._once(insert)

    def clear_problems(self, path: str) -> None:
        """Forget the problems with ``path``, because it is being read again."""
        with self.writing() as connection:
            connection.execute(schema.problems.delete().where(schema.problems.c.path == path))

    def problems(self) -> Iterator[Problem]:
        """Yield what could not be read, in the order in which it was met."""
        for row in self._rows(sa.select(schema.problems), (schema.problems.c.number,)):
            yield Problem(row.path, row.sentence)

    def add_judgement(self, judgement: Judgement) -> bool:
        """Append ``judgement``; return whether it is new. Nothing changes or removes one."""

        def insert(connection: Connection) -> bool:
            same = sa.select(schema.judgements.c.number).where(
                schema.judgements.c.id == judgement.id
            )
            if connection.execute(same).first():
                return False
            values = {
                "id": judgement.id,
                "made": judgement.made.isoformat(),
                "author": judgement.author,
                "verdict": judgement.verdict,
                "target": judgement.target,
                "detail": judgement.detail,
            }
            connection.execute(schema.judgements.insert().values(values))
            return True

        return self._once(insert)

    def judgements(self) -> Iterator[Judgement]:
        """Yield all judgements in the order in which they were made here."""
        for row in self._rows(sa.select(schema.judgements), (schema.judgements.c.number,)):
            made = datetime.datetime.fromisoformat(row.made)
            yield Judgement(row.id, made, row.author, row.verdict, row.target, row.detail)

    def revision(self) -> str:
        """Return what is another one after anything was read or judged, by whichever process."""
        tables = (schema.articles, schema.readings, schema.judgements)
        counts = [sa.select(sa.func.max(one.c.number)).scalar_subquery() for one in tables]
        with self.connected() as connection:
            row = connection.execute(sa.select(*counts)).one()
        return "-".join(str(number or 0) for number in row)

    def derived(self, kind: str) -> dict[str, str]:
        """Return what was worked out before and kept under ``kind``, by its key."""
        query = sa.select(schema.derived).where(schema.derived.c.kind == kind)
        return {row.key: row.payload for row in self._rows(query, (schema.derived.c.number,))}

    def keep_derived(self, kind: str, payloads: Mapping[str, str], *, only: bool = False) -> None:
        """Keep what was worked out under ``kind``; with ``only``, forget what else is kept there.

        It can be worked out again from the rest of the ledger at any time.

        Raises:
            StoreError: the ledger can't be written.
        """
        table = schema.derived
        with self.writing() as connection:
            if only:
                connection.execute(table.delete().where(table.c.kind == kind))
            for key, payload in payloads.items():
                connection.execute(table.delete().where(table.c.kind == kind, table.c.key == key))
                values = {"kind": kind, "key": key, "payload": payload}
                connection.execute(table.insert().values(values))

    def _rows(
        self,
        query: sa.Select[Any],
        keys: tuple[sa.ColumnElement[Any], ...],
        names: tuple[str, ...] = ("number",),
    ) -> Iterator[Row[Any]]:
        """Yield the rows of ``query`` by ``keys``, holding nothing open."""
        for page in self._pages(query, keys, names):
            yield from page

    def _pages(
        self,
        query: sa.Select[Any],
        keys: tuple[sa.ColumnElement[Any], ...],
        names: tuple[str, ...],
    ) -> Iterator[Sequence[Row[Any]]]:
        """Yield the rows of ``query`` by ``keys``, a batch at a time, holding nothing open."""
        last: tuple[Any, ...] | None = None
        while True:
            page = query.order_by(*keys).limit(BATCH)
            if last is not None:
                page = page.where(sa.tuple_(*keys) > sa.tuple_(*(sa.literal(n) for n in last)))
            with self.connected() as connection:
                found = connection.execute(page).all()
            if found:
                yield found
            if len(found) < BATCH:
                return
            last = tuple(found[-1]._mapping[name] for name in names)

    def _exists(self, query: sa.Select[Any]) -> bool:
        with self.connected() as connection:
            return connection.execute(query).first() is not None

    def _once(self, work: Callable[[Connection], bool]) -> bool:
        """Run ``work`` in a transaction; again where another process added the same meanwhile."""
        try:
            with self.writing() as connection:
                return work(connection)
        except sa.exc.IntegrityError:
            with self.writing() as connection:
                return work(connection)

    @contextlib.contextmanager
    def connected(self) -> Iterator[Connection]:
        """Give a connection to read with; for the modules of this package."""
        with schema.plainly(self.name), self._engine.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose changes are one transaction; for the modules of this package."""
        with schema.plainly(self.name), self._engine.connect() as connection:
            connection.execution_options(writing=True)
            with connection.begin():
                yield connection

    def _bring_up_to_date(self, create: bool) -> None:
        with self.connected() as connection:
            version = self._known_version(connection)
        if version < schema.SCHEMA_VERSION:
            if version == 0 and not create:
                raise StoreError(schema.missing(self.name))
            with self.writing() as connection:
                schema.migrate(connection, self._known_version(connection))
        if self._engine.dialect.name == "sqlite":
            with self.connected() as connection:
                driver: Any = connection.connection.driver_connection
                driver.execute("PRAGMA journal_mode = WAL")

    def _known_version(self, connection: Connection) -> int:
        version = schema.version(connection, self.name)
        if version > schema.SCHEMA_VERSION:
            raise StoreError(schema.newer(self.name, version))
        return version


def _address(path_or_url: str | os.PathLike[str]) -> tuple[URL, str]:
    words = os.fspath(path_or_url)
    if "://" not in words:
        return URL.create("sqlite", database=words), words
    try:
        url = make_url(words)
    except (sa.exc.ArgumentError, ValueError) as error:
        raise StoreError(f"{words} is neither a file nor the address of a database.") from error
    backend = url.get_backend_name()
    if backend == "sqlite" and url.database:
        return url, url.database
    if backend in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg"), url.render_as_string(hide_password=True)
    raise StoreError(f"A ledger is a SQLite file or a PostgreSQL database, not {backend}.")


def _engine(url: URL, name: str) -> Engine:
    if url.get_backend_name() != "sqlite":
        try:
            return sa.create_engine(url)
        except ModuleNotFoundError as error:
            raise StoreError(f"{name} needs the extra `willing[postgres]` (psycopg).") from error
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_SECONDS})

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine
