"""The ledger's tables: their numbered migrations, and what marks a file as a ledger."""

from __future__ import annotations

import contextlib
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from willing.model import WillingError
from willing.store import report_tables


class StoreError(WillingError):
    """A ledger that can't be opened, read or written; the text says which and why."""


APPLICATION_ID = 0x57494C4C
"""What marks a SQLite file as a ledger ("WILL"), in its header's application id."""

_SQLITE_HEADER = b"SQLite format 3\x00"

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE articles (
            number {serial}, id TEXT NOT NULL UNIQUE, path TEXT NOT NULL, title TEXT, outlet TEXT,
            origin TEXT, report TEXT, published DATE, earliest DATE, latest DATE,
            basis TEXT NOT NULL, text TEXT NOT NULL)""",
        """CREATE TABLE readings (
            number {serial}, article_id TEXT NOT NULL REFERENCES articles (id),
            extractor TEXT NOT NULL, agenda TEXT NOT NULL,
            UNIQUE (article_id, extractor, agenda))""",
        """CREATE TABLE positions (
            number {serial}, reading INTEGER NOT NULL REFERENCES readings (number),
            id TEXT NOT NULL, actor TEXT NOT NULL, agent TEXT NOT NULL, stance TEXT NOT NULL,
            issue TEXT NOT NULL, starts DATE, ends DATE, source_kinds TEXT NOT NULL,
            payload TEXT NOT NULL)""",
        "CREATE INDEX positions_reading ON positions (reading)",
        "CREATE INDEX positions_id ON positions (id)",
        "CREATE INDEX positions_actor ON positions (actor, issue)",
        "CREATE INDEX positions_issue ON positions (issue, stance)",
        "CREATE INDEX positions_starts ON positions (starts)",
        "CREATE INDEX articles_outlet ON articles (outlet)",
        """CREATE TABLE introductions (
            number {serial}, reading INTEGER NOT NULL REFERENCES readings (number),
            name TEXT NOT NULL, actor TEXT NOT NULL, actor_name TEXT NOT NULL, kind TEXT NOT NULL,
            words TEXT NOT NULL)""",
        "CREATE INDEX introductions_reading ON introductions (reading)",
        """CREATE TABLE problems (
            number {serial}, path TEXT NOT NULL, sentence TEXT NOT NULL,
            UNIQUE (path, sentence))""",
        """CREATE TABLE judgements (
            number {serial}, id TEXT NOT NULL UNIQUE, made TEXT NOT NULL, author TEXT NOT NULL,
            verdict TEXT NOT NULL, target TEXT NOT NULL, detail TEXT NOT NULL)""",
        "CREATE INDEX judgements_target ON judgements (target)",
    ),
    (
        """CREATE TABLE derived (
            number {serial}, kind TEXT NOT NULL, key TEXT NOT NULL, payload TEXT NOT NULL,
            UNIQUE (kind, key))""",
    ),
    (
        """CREATE TABLE shelved (
            number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT, outlet TEXT,
            origin TEXT, report TEXT, published DATE, earliest DATE, latest DATE,
            basis TEXT NOT NULL, sorted DATE NOT NULL, positions INTEGER NOT NULL,
            fingerprint TEXT NOT NULL)""",
        "CREATE INDEX shelved_sorted ON shelved (sorted, number)",
        "CREATE INDEX shelved_report ON shelved (report)",
        """CREATE TABLE entries (
            number BIGINT PRIMARY KEY, source INTEGER NOT NULL, article INTEGER NOT NULL,
            id TEXT NOT NULL, actor TEXT NOT NULL, agent TEXT NOT NULL, speaker TEXT,
            issue TEXT NOT NULL, stance TEXT NOT NULL, starts DATE, ends DATE,
            source_kind TEXT NOT NULL, voice INTEGER NOT NULL, answerable INTEGER NOT NULL,
            conditions INTEGER NOT NULL, origin TEXT NOT NULL, origin_name TEXT NOT NULL,
            of_person INTEGER NOT NULL, rejected INTEGER NOT NULL, judged TEXT NOT NULL)""",
        "CREATE INDEX entries_id ON entries (id)",
        "CREATE INDEX entries_article ON entries (article)",
        "CREATE INDEX entries_cell ON entries (actor, issue)",
        "CREATE INDEX entries_agent ON entries (agent)",
        "CREATE INDEX entries_issue ON entries (issue, ends)",
        "CREATE INDEX entries_stance ON entries (stance, ends)",
        "CREATE INDEX entries_ends ON entries (ends, number)",
        "CREATE INDEX entries_kind ON entries (source_kind, ends)",
        "CREATE INDEX entries_speaker ON entries (speaker)",
        """CREATE TABLE corrected (
            number BIGINT PRIMARY KEY, counts TEXT NOT NULL, machine TEXT)""",
        "CREATE TABLE cited (outlet TEXT NOT NULL, entry BIGINT NOT NULL)",
        "CREATE INDEX cited_outlet ON cited (outlet, entry)",
        "CREATE INDEX cited_entry ON cited (entry)",
        """CREATE TABLE cells (
            number {serial}, actor TEXT NOT NULL, actor_name TEXT NOT NULL,
            actor_kind TEXT NOT NULL, issue TEXT NOT NULL, positions INTEGER NOT NULL,
            UNIQUE (actor, issue))""",
        """CREATE TABLE spells (
            number {serial}, cell INTEGER NOT NULL, since DATE NOT NULL, stance TEXT NOT NULL,
            shown BIGINT NOT NULL, shown_id TEXT NOT NULL, conditions TEXT NOT NULL,
            reports INTEGER NOT NULL, positions INTEGER NOT NULL, decided TEXT NOT NULL,
            held DATE, replaced TEXT)""",
        "CREATE INDEX spells_cell ON spells (cell, since)",
        "CREATE TABLE projected (stamp TEXT NOT NULL, detail TEXT NOT NULL)",
    ),
    report_tables.MIGRATION,
)
"""What each version adds to the one before it; never edited once released, only added to."""

SCHEMA_VERSION = len(MIGRATIONS)

tables = report_tables.metadata

_VERSION_TABLE = "willing_schema"
_versions = sa.Table(_VERSION_TABLE, sa.MetaData(), sa.Column("number", sa.Integer))


def _table(name: str, columns: str, dates: str = "", numbers: str = "") -> sa.Table:
    number = sa.Column("number", sa.Integer, primary_key=True)
    texts = [sa.Column(column, sa.Text) for column in columns.split()]
    days = [sa.Column(column, sa.Date) for column in dates.split()]
    others = [sa.Column(column, sa.BigInteger) for column in numbers.split()]
    return sa.Table(name, tables, number, *texts, *days, *others)


articles = _table(
    "articles", "id path title outlet origin report basis text", "published earliest latest"
)
readings = _table("readings", "article_id extractor agenda")
positions = _table("positions", "id actor agent stance issue source_kinds payload", "starts ends")
positions.append_column(sa.Column("reading", sa.Integer))
introductions = _table("introductions", "name actor actor_name kind words")
introductions.append_column(sa.Column("reading", sa.Integer))
problems = _table("problems", "path sentence")
judgements = _table("judgements", "id made author verdict target detail")
derived = _table("derived", "kind key payload")

# What the desk's pages are read from; all of it follows from the tables above.
shelved = _table(
    "shelved",
    "id title outlet origin report basis fingerprint",
    "published earliest latest sorted",
    "positions",
)
entries = _table(
    "entries",
    "id actor agent speaker issue stance source_kind origin origin_name judged",
    "starts ends",
    "source article voice answerable conditions of_person rejected",
)
corrected = _table("corrected", "counts machine")
cited = sa.Table("cited", tables, sa.Column("outlet", sa.Text), sa.Column("entry", sa.BigInteger))
cells = _table("cells", "actor actor_name actor_kind issue", "", "positions")
spells = _table(
    "spells",
    "stance shown_id conditions decided replaced",
    "since held",
    "cell shown reports positions",
)
projected = sa.Table("projected", tables, sa.Column("stamp", sa.Text), sa.Column("detail", sa.Text))


def check_file(path: Path, create: bool) -> None:
    """Return if SQLite may open ``path``; looks at the header's bytes and changes nothing.

    Raises:
        StoreError: there is no file and ``create`` is false, it is no ledger, or it is newer.
    """
    try:
        if not path.exists():
            if not create:
                raise StoreError(missing(str(path)))
            if not path.parent.is_dir():
                raise StoreError(f"There is no folder {path.parent} to make the ledger in.")
            return
        if not stat.S_ISREG(path.stat().st_mode):
            raise StoreError(f"{path} is no file, so it can't be a ledger.")
        with path.open("rb") as file:
            header = file.read(100)
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreError(f"The ledger {path} can't be opened: {reason.lower()}.") from error
    if header == b"":
        return
    if not header.startswith(_SQLITE_HEADER) or header[68:72] != APPLICATION_ID.to_bytes(4):
        raise StoreError(no_ledger(str(path)))
    version = int.from_bytes(header[60:64])
    if version > SCHEMA_VERSION:
        raise StoreError(newer(str(path), version))


def version(connection: Connection, name: str) -> int:
    """Return the schema version that ``connection`` finds, 0 for an empty database.

    Raises:
        StoreError: the database holds something else.
    """
    names = set(sa.inspect(connection).get_table_names())
    if connection.dialect.name == "sqlite":
        number = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        mark = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
        if names and mark != APPLICATION_ID:
            raise StoreError(no_ledger(name))
        return int(number)
    if _VERSION_TABLE in names:
        found = connection.execute(sa.select(sa.func.max(_versions.c.number))).scalar_one()
        return int(found)
    if names & set(tables.tables):
        raise StoreError(no_ledger(name))
    return 0


def migrate(connection: Connection, since: int) -> None:
    """Bring the schema from version ``since`` to ``SCHEMA_VERSION``, inside a transaction."""
    sqlite = connection.dialect.name == "sqlite"
    serial = "INTEGER PRIMARY KEY" if sqlite else "INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
    for statements in MIGRATIONS[since:]:
        for statement in statements:
            connection.exec_driver_sql(statement.format(serial=serial))
    if sqlite:
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
        return
    connection.exec_driver_sql(
        f"CREATE TABLE IF NOT EXISTS {_VERSION_TABLE} (number INTEGER NOT NULL)"
    )
    connection.execute(_versions.insert().values(number=SCHEMA_VERSION))


def missing(name: str) -> str:
    """Return the sentence for a ledger that is not there."""
    return f"There is no ledger {name}; `willing read` makes one."


def no_ledger(name: str) -> str:
    """Return the sentence for something that is no ledger."""
    return f"{name} is no ledger of Willing; it was left as it is."


def newer(name: str, version: int) -> str:
    """Return the sentence for a ledger that a later release wrote."""
    return (
        f"{name} was written by a newer Willing (schema {version}, this one knows up to "
        f"{SCHEMA_VERSION}); it was left as it is."
    )


@contextlib.contextmanager
def plainly(name: str) -> Iterator[None]:
    """Turn the database's errors into a ``StoreError``, but for those about uniqueness."""
    try:
        yield
    except sa.exc.IntegrityError:
        raise
    except (sa.exc.DBAPIError, sqlite3.Error) as error:
        words = " ".join(str(getattr(error, "orig", None) or error).split())
        raise StoreError(_sentence(name, words)) from error


def _sentence(name: str, words: str) -> str:
    if "locked" in words:
        return f"The ledger {name} is busy: another process is writing; try again."
    if "malformed" in words or "not a database" in words:
        return f"The ledger {name} is damaged ({words})."
    if "readonly" in words:
        return f"The ledger {name} may not be written."
    return f"The ledger {name} can't be used: {words}."
