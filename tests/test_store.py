"""The ledger's file: what goes in comes out, and what is no ledger stays untouched."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from hostile_stub import Stub, position
from willing.agenda import load
from willing.extract import VERSION
from willing.model import (
    Article,
    DateBasis,
    DateSpan,
    Judgement,
    Published,
    Reading,
    SourceKind,
    Stance,
    WillingError,
)
from willing.read import Problem
from willing.store import BATCH, Store, schema

DAY = datetime.date(2025, 3, 20)
AGENDA = load()


def made(number: int, **changes: Any) -> Article:
    published = Published(DAY, DAY, DAY, DateBasis.TEXT)
    article = Article(
        f"{number:016x}", f"{number}.txt", "A title", "UNN", published, "AP", None, "Text. ’\u00a0é"
    )
    return dataclasses.replace(article, **changes)


def filled(store: Store, count: int) -> list[Reading]:
    readings = [Stub(AGENDA).read(made(number)) for number in range(count)]
    for number, reading in enumerate(readings):
        assert store.add(made(number), reading)
    return readings


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "a.db") as opened:
        yield opened


# In and out


def test_what_goes_in_comes_out(tmp_path: Path) -> None:
    with Store.open(tmp_path / "a.db") as store:
        readings = filled(store, 3)
        bare = made(9, title=None, outlet=None, origin=None, report="r1")
        assert store.add_article(bare)
    with Store.open(tmp_path / "a.db", create=False) as store:
        assert list(store.articles()) == [made(0), made(1), made(2), bare]
        assert list(store.readings()) == readings
        assert list(store.positions()) == [p for r in readings for p in r.positions]
        assert list(store.introductions()) == [i for r in readings for i in r.introductions]
        assert store.article(bare.id) == bare
        assert store.article("none") is None


def test_nothing_is_added_twice(store: Store) -> None:
    (reading,) = filled(store, 1)
    assert not store.add(made(0), reading)
    assert not store.add_article(made(0, path="elsewhere.txt"))
    assert not store.add_reading(reading)
    assert store.has_article(made(0).id)
    assert store.has_reading(made(0).id, VERSION, AGENDA.version)
    assert not store.has_reading(made(0).id, VERSION, "other")
    assert list(store.readings()) == [reading]


def test_the_newest_reading_of_each_article_counts(store: Store) -> None:
    old = filled(store, 2)
    new = dataclasses.replace(old[0], extractor="rules-9", positions=())
    other = dataclasses.replace(old[1], agenda="trade-1", introductions=())
    assert store.add_reading(new)
    assert store.add_reading(other)
    assert list(store.readings()) == [new, other]
    assert list(store.readings(extractor=VERSION)) == [old[0], other]
    assert list(store.readings(agenda=AGENDA.version)) == [new, old[1]]
    assert list(store.readings(VERSION, AGENDA.version)) == old
    assert list(store.readings("none")) == []
    assert list(store.positions()) == list(other.positions)


def test_a_reading_needs_its_article(store: Store) -> None:
    with pytest.raises(WillingError, match="has no article"):
        store.add_reading(Stub(AGENDA).read(made(0)))


def test_iterators_go_on_beyond_a_batch_and_while_others_write(store: Store) -> None:
    readings = filled(store, 2 * BATCH + 5)
    found = store.articles()
    assert next(found) == made(0)
    store.add(made(999), None)
    assert len(list(found)) == 2 * BATCH + 5
    assert list(store.readings()) == readings
    assert len(list(store.positions())) == 2 * BATCH + 5


def test_filters(store: Store) -> None:
    early = datetime.date(2025, 1, 1)
    first = position(made(0))
    second = position(
        made(1),
        stance=Stance.OFFER,
        date=DateSpan(early, early + datetime.timedelta(9), DateBasis.TEXT),
        attribution=(),
    )
    third = position(made(2), date=DateSpan(None, None, DateBasis.NONE))
    for number, one in enumerate((first, second, third)):
        outlet = "Reuters" if number else "UNN"
        store.add(made(number, outlet=outlet), Reading(f"{number:016x}", "x", "y", (one,)))

    def found(**filters: Any) -> list[Any]:
        return list(store.positions(**filters))

    assert found() == [first, second, third]
    assert found(actor="nld", issue="SEA", agent="NLD") == [first, second, third]
    assert found(actor=["FRA", "DEU"]) == []
    assert found(stance=Stance.OFFER) == found(stance="offer") == [second]
    assert found(stance=["offer", "refuse"], outlet="unn") == [first]
    assert found(source_kind="outlet") == [first, third]
    assert found(source_kind=[SourceKind.NAMED]) == [first, third]
    assert found(source_kind="institution") == []
    assert found(since=DAY) == [first]
    assert found(until=datetime.date(2025, 2, 1)) == [second]
    assert found(since=datetime.date(2025, 1, 5), until=datetime.date(2025, 1, 6)) == [second]
    assert found(id=third.id, article=made(2).id) == [third]
    assert found(outlet=None, issue=None) == [first, second, third]
    with pytest.raises(WillingError, match="no filter 'colour'"):
        found(colour="red")


def test_judgements_are_appended(store: Store) -> None:
    when = datetime.datetime(2025, 3, 20, 9, 30, tzinfo=datetime.UTC)
    first = Judgement("j1", when, "ann", "accept", "p1", '{"a": 1}')
    second = Judgement("j2", when, "ann", "undo", "j1", "{}")
    assert store.add_judgement(first)
    assert store.add_judgement(second)
    assert not store.add_judgement(dataclasses.replace(first, verdict="reject"))
    assert list(store.judgements()) == [first, second]
    assert not [name for name in dir(store) if "judg" in name and ("del" in name or "set" in name)]


def test_problems(store: Store) -> None:
    problem = Problem("a\nb.txt", "is empty.")
    assert store.add_problem(problem)
    assert not store.add_problem(problem)
    store.add_problem(Problem("c.txt", "is empty."))
    store.clear_problems("c.txt")
    assert list(store.problems()) == [problem]


def test_an_interrupted_transaction_leaves_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("willing.store.rows.add_reading", interrupted)
    with pytest.raises(KeyboardInterrupt):
        store.add(made(0), Stub(AGENDA).read(made(0)))
    assert list(store.articles()) == []
    monkeypatch.undo()
    filled(store, 1)


def test_many_threads_may_write(store: Store) -> None:
    def work(start: int) -> None:
        for number in range(start, 40, 2):
            store.add(made(number), Stub(AGENDA).read(made(number)))
            store.add(made(number // 2), Stub(AGENDA).read(made(number // 2)))

    threads = [threading.Thread(target=work, args=(start,)) for start in (0, 1, 0)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(list(store.readings())) == 40


# The file


def test_the_file_is_marked_and_in_write_ahead_mode(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    Store.open(path).close()
    header = path.read_bytes()[:100]
    assert header[68:72] == b"WILL"
    assert int.from_bytes(header[60:64]) == schema.SCHEMA_VERSION
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_the_tables_are_as_the_queries_take_them(store: Store) -> None:
    found = sa.inspect(store._engine)
    assert set(found.get_table_names()) == set(schema.tables.tables)
    for name, table in schema.tables.tables.items():
        assert {column["name"] for column in found.get_columns(name)} == set(table.c.keys())


def _foreign(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE notes (words TEXT)")
    connection.commit()
    connection.close()


def _other_application(path: Path) -> None:
    Store.open(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA application_id = 7")
    connection.close()


def _newer(path: Path) -> None:
    Store.open(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA user_version = 99")
    connection.close()


def _text(path: Path) -> None:
    path.write_text("These are my notes.\n" * 99)


REFUSED = {
    "text": (_text, "is no ledger"),
    "foreign": (_foreign, "is no ledger"),
    "other application": (_other_application, "is no ledger"),
    "newer": (_newer, "newer Willing"),
}


@pytest.mark.parametrize("create", [True, False])
@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_ledger_is_refused_and_left_as_it_is(
    tmp_path: Path, kind: str, create: bool
) -> None:
    path = tmp_path / "a.db"
    make, words = REFUSED[kind]
    make(path)
    before = hashlib.sha256(path.read_bytes()).digest(), path.stat().st_mtime_ns
    with pytest.raises(WillingError, match=words) as caught:
        Store.open(path, create=create)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)
    assert (hashlib.sha256(path.read_bytes()).digest(), path.stat().st_mtime_ns) == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.db"]


def test_a_version_that_only_the_log_knows_is_refused_too(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    Store.open(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    with pytest.raises(WillingError, match="newer Willing"):
        Store.open(path)
    connection.close()


@pytest.mark.parametrize("create", [True, False])
def test_an_empty_file_becomes_a_ledger_only_where_one_may_be_made(
    tmp_path: Path, create: bool
) -> None:
    path = tmp_path / "a.db"
    path.touch()
    if create:
        Store.open(path).close()
        assert path.read_bytes()[68:72] == b"WILL"
    else:
        with pytest.raises(WillingError, match="There is no ledger"):
            Store.open(path, create=False)
        assert path.read_bytes() == b""


def test_addresses_that_lead_nowhere(tmp_path: Path) -> None:
    for address, words in {
        str(tmp_path / "none.db"): "There is no ledger",
        str(tmp_path): "is no file",
        "mysql://somewhere/db": "PostgreSQL database, not mysql",
        "://": "neither a file nor the address",
    }.items():
        with pytest.raises(WillingError, match=words):
            Store.open(address, create=False)
    with pytest.raises(WillingError, match="There is no folder"):
        Store.open(tmp_path / "no" / "folder.db")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_ledger_is_said_to_be(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Store.open(path) as store:
        filled(store, 50)
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xee" * (len(data) - 4096)
    path.write_bytes(data)
    with pytest.raises(WillingError, match="damaged"), Store.open(path) as store:
        list(store.articles())


def test_migrations_are_applied_in_order_and_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.db"
    with Store.open(path) as store:
        readings = filled(store, 2)
    later = (*schema.MIGRATIONS, ("CREATE TABLE later (number {serial})",))
    monkeypatch.setattr(schema, "MIGRATIONS", later)
    monkeypatch.setattr(schema, "SCHEMA_VERSION", len(later))
    for _ in range(2):
        with Store.open(path) as store:
            assert list(store.readings()) == readings
            assert "later" in sa.inspect(store._engine).get_table_names()
    monkeypatch.undo()
    with pytest.raises(WillingError, match="newer Willing"):
        Store.open(path)


def test_a_migration_that_fails_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.db"
    Store.open(path).close()
    bad = (*schema.MIGRATIONS, ("CREATE TABLE later (number {serial})", "CREATE NONSENSE"))
    monkeypatch.setattr(schema, "MIGRATIONS", bad)
    monkeypatch.setattr(schema, "SCHEMA_VERSION", len(bad))
    with pytest.raises(WillingError, match="can't be used"):
        Store.open(path)
    monkeypatch.undo()
    with Store.open(path) as store:
        assert "later" not in sa.inspect(store._engine).get_table_names()
