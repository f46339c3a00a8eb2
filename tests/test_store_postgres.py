"""The same ledger on a real PostgreSQL, started here where its programs and psycopg are there."""

from __future__ import annotations

import dataclasses
import datetime
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from hostile_stub import Stub
from willing.agenda import load
from willing.model import Article, DateBasis, Judgement, Published, WillingError
from willing.read import Problem
from willing.store import Store, schema

psycopg = pytest.importorskip("psycopg", reason="the extra `postgres` is not installed")
PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
if not PROGRAMS:
    pytest.skip("no PostgreSQL programs on this machine", allow_module_level=True)

AGENDA = load()


def _account() -> dict[str, Any]:
    """Return who runs the server: PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    return {}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Start a server on 127.0.0.1 over a temporary folder; yield the address without a database."""
    account = _account()
    folder = Path(tempfile.mkdtemp(prefix="willing-pg-"))
    if account:
        os.chown(folder, account["user"], account["group"])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    programs, data = PROGRAMS[-1].parent, folder / "data"
    quiet: dict[str, Any] = {"cwd": folder, "stdout": subprocess.DEVNULL, **account}
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", "willing", "-A", "trust", "-N", "-E", "UTF8"],
        check=True,
        stderr=subprocess.DEVNULL,
        **quiet,
    )
    options = ["-h", "127.0.0.1", "-p", str(port), "-k", str(folder), "-c", "fsync=off"]
    process = subprocess.Popen(
        [programs / "postgres", "-D", data, *options], stderr=subprocess.DEVNULL, **quiet
    )
    try:
        address = f"postgresql://willing@127.0.0.1:{port}"
        _wait(f"{address}/postgres")
        yield address
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(address: str) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return


@pytest.fixture
def address(server: str, request: pytest.FixtureRequest) -> str:
    """Make an empty database for one test."""
    name = f"d{abs(hash(request.node.name))}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"{server}/{name}"


def made(number: int) -> Article:
    published = Published(None, None, None, DateBasis.NONE)
    return Article(f"{number:016x}", f"a\n{number}", None, "UNN", published, "AP", None, "Text. ’é")


def test_what_goes_in_comes_out(address: str) -> None:
    judgement = Judgement("j", datetime.datetime.now(datetime.UTC), "ann", "accept", "p", "{}")
    readings = [Stub(AGENDA).read(made(number)) for number in range(250)]
    with Store.open(address) as store:
        for number, reading in enumerate(readings):
            assert store.add(made(number), reading)
            assert not store.add(made(number), reading)
        newer = dataclasses.replace(readings[0], extractor="rules-9")
        assert store.add_reading(newer)
        assert store.add_judgement(judgement)
        assert store.add_problem(Problem("a", "is empty."))
    with Store.open(address, create=False) as store:
        assert list(store.articles()) == [made(number) for number in range(250)]
        assert list(store.readings()) == [newer, *readings[1:]]
        assert len(list(store.positions(actor="nld", source_kind="named", outlet="UNN"))) == 250
        assert list(store.positions(since=datetime.date(2025, 1, 1))) == []
        assert list(store.judgements()) == [judgement]
        assert list(store.problems()) == [Problem("a", "is empty.")]


def test_two_writers_add_each_thing_once(address: str) -> None:
    Store.open(address).close()
    failures: list[BaseException] = []

    def work() -> None:
        try:
            with Store.open(address) as store:
                for number in range(40):
                    store.add(made(number), Stub(AGENDA).read(made(number)))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with Store.open(address) as store:
        assert len(list(store.readings())) == 40
        assert len(list(store.positions())) == 40


def test_a_database_that_is_no_ledger_or_newer_is_refused(address: str) -> None:
    with pytest.raises(WillingError, match="There is no ledger"):
        Store.open(address, create=False)
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE articles (mine text)")
    with pytest.raises(WillingError, match="is no ledger"):
        Store.open(address)
    with psycopg.connect(address) as connection:
        connection.execute("DROP TABLE articles")
    Store.open(address).close()
    with psycopg.connect(address) as connection:
        connection.execute("INSERT INTO willing_schema VALUES (99)")
    with pytest.raises(WillingError, match="newer Willing"):
        Store.open(address)


def test_a_server_that_is_not_there_is_said_to_be(server: str) -> None:
    with pytest.raises(WillingError, match="can't be used"):
        Store.open("postgresql://willing@127.0.0.1:1/none")


def test_the_tables_are_as_the_queries_take_them(address: str) -> None:
    with Store.open(address) as store:
        found = sa.inspect(store._engine)
        for name, table in schema.tables.tables.items():
            assert {column["name"] for column in found.get_columns(name)} == set(table.c.keys())
