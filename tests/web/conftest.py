"""A ledger of the example articles, a desk over it, a server of it, and a browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from willing.web import create_app

EXAMPLES = Path(__file__).parents[2] / "examples"
STARTS_WITHIN = 300
"""Seconds within which a server has to answer."""

BASE = "http://127.0.0.1"


@pytest.fixture(scope="session")
def example_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example articles, read once; copy it to change it."""
    import willing

    path = tmp_path_factory.mktemp("ledger") / "example.db"
    willing.read(EXAMPLES / "reassurance-force", ledger=path)
    return path


@pytest.fixture
def ledger_copy(example_ledger: Path, tmp_path: Path) -> Path:
    """A copy of the example ledger that a test may change."""
    return Path(copied(example_ledger, tmp_path / "copy.db"))


def copied(source: Path, target: Path) -> Path:
    """Copy a ledger, with what isn't merged into its file yet."""
    import sqlite3

    with sqlite3.connect(source) as one, sqlite3.connect(target) as other:
        one.backup(other)
    return target


def client_of(ledger: Path, **options: Any) -> TestClient:
    """A client of a desk in this process."""
    return TestClient(create_app(ledger, **options), base_url=BASE, follow_redirects=False)


@pytest.fixture(scope="session")
def client(example_ledger: Path) -> Iterator[TestClient]:
    """A client of a desk over the example ledger, which no test changes."""
    with client_of(example_ledger) as made:
        yield made


def csrf_of(client: TestClient) -> dict[str, str]:
    """The header that a request needs which changes something."""
    return {"X-CSRF-Token": str(client.app.state.csrf)}  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Server:
    """A desk served by a process of its own."""

    url: str
    ledger: Path
    process: subprocess.Popen[bytes]


def start(ledger: Path, *options: str) -> Server:
    """Serve ``ledger`` as a person would, and return once it answers."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [sys.executable, "-m", "willing", "serve", "--no-open", "--ledger", str(ledger)]
    process = subprocess.Popen(
        [*command, "--port", str(port), *options],
        stdout=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    server = Server(f"{BASE}:{port}", ledger, process)
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"{server.url}/static/icon.svg", timeout=5).close()
            return server
        except urllib.error.HTTPError:
            return server
        except OSError:
            time.sleep(0.1)
    stop(server)
    raise RuntimeError("The desk didn't start.")


def stop(server: Server) -> None:
    """End the server's process."""
    server.process.terminate()
    try:
        server.process.wait(10)
    except subprocess.TimeoutExpired:
        server.process.kill()
        server.process.wait()


@pytest.fixture(scope="session")
def desk(example_ledger: Path) -> Iterator[Server]:
    """A server over the example ledger, which no test changes."""
    server = start(example_ledger)
    yield server
    stop(server)


@pytest.fixture
def own_desk(ledger_copy: Path) -> Iterator[Server]:
    """A server over a copy of the example ledger that the test may change."""
    server = start(ledger_copy)
    yield server
    stop(server)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium."""
    from playwright.sync_api import sync_playwright

    found = shutil.which("chromium")
    if found is None:
        pytest.skip("Chromium isn't installed.")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield made
        made.close()


@dataclass
class Watched:
    """A page, and what must not happen on it: ``errors`` and requests to ``strangers``."""

    page: Any
    errors: list[str]
    strangers: list[str]
    dialogs: list[str]

    def check(self) -> None:
        """Fail if anything was logged, asked of another host, or a dialog opened."""
        assert self.errors == []
        assert self.strangers == []
        assert self.dialogs == []


def watch(context: Any) -> Watched:
    """Open a page in ``context`` and note what goes wrong on it."""
    page = context.new_page()
    watched = Watched(page, [], [], [])

    def said(message: Any) -> None:
        if message.type in ("error", "warning"):
            watched.errors.append(f"{page.url}: {message.text}")

    def requested(request: Any) -> None:
        if not request.url.startswith((BASE, "data:", "blob:")):
            watched.strangers.append(request.url)

    def asked(dialog: Any) -> None:
        watched.dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("console", said)
    page.on("pageerror", lambda error: watched.errors.append(f"{page.url}: {error}"))
    page.on("request", requested)
    page.on("dialog", asked)
    return watched


@pytest.fixture
def watched(browser: Any) -> Iterator[Watched]:
    """A watched page in a fresh browser context; everything is checked at the test's end."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(15_000)
    found = watch(context)
    yield found
    context.close()
    found.check()
