"""The desk's speed and memory: made-up ledgers of two sizes, served, asked by 20 users at once.

``python bench/desk.py`` makes both; ``python bench/desk.py FILE.db`` measures a ledger that is
there.  A page is measured when nobody asked for it before (each address is another) and again.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

from desk_ledger import make

USERS = 20
PAUSE = 1.0
"""Seconds that a user looks at a page, on average, before asking for the next."""

ROUNDS = 3
"""Addresses of each kind that each user asks for, when all ask at once."""

SIZES = {"20,000": (1_000, 60), "1,000,000": (50_000, 300)}
"""Positions of a ledger → its articles and parties."""


class Desk:
    """A desk served by a process of its own over the ledger in a file."""

    def __init__(self, ledger: Path) -> None:
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = int(found.getsockname()[1])
        command = [sys.executable, "-m", "willing", "serve", "--no-open"]
        command += ["--port", str(self.port), "--ledger", str(ledger)]
        began = time.monotonic()
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise
        self.ready = time.monotonic() - began

    def _wait(self) -> None:
        while True:
            try:
                self.get("/api/ledger")
            except OSError:
                time.sleep(0.2)
            else:
                return

    def get(self, path: str) -> bytes:
        """Return the body of the page at ``path``."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if answer.status != 200:
            raise ValueError(f"{path}: {answer.status}")
        return body

    def timed(self, path: str) -> float:
        """Return in how many milliseconds it came."""
        began = time.monotonic()
        self.get(path)
        return (time.monotonic() - began) * 1000

    def memory(self) -> float:
        """Return the most that the process held at once, in megabytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        (line,) = (one for one in status.splitlines() if one.startswith("VmHWM"))
        return int(line.split()[1]) / 1024

    def processor(self) -> float:
        """Return the processor time that the process took so far, in milliseconds."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").split()
        return (int(fields[13]) + int(fields[14])) * 1000 / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        """End the process."""
        self.process.terminate()
        self.process.wait()


def pages(desk: Desk) -> dict[str, Callable[[random.Random], str]]:
    """Return for each kind of page a function to an address of that kind, by chance."""
    items = json.loads(desk.get("/api/positions?limit=500"))["items"]
    positions = [one["id"] for one in items]
    articles = [one["article"]["id"] for one in items]
    actors = [one["id"] for one in json.loads(desk.get("/api/actors"))]
    issues = [one["key"] for one in json.loads(desk.get("/api/issues"))]

    def day(chance: random.Random) -> str:
        return f"{chance.choice((2022, 2023, 2024, 2025))}-{chance.randint(1, 12):02}-15"

    def at(path: str, **values: Callable[[random.Random], str]) -> Callable[[random.Random], str]:
        def address(chance: random.Random) -> str:
            query = {name: value(chance) for name, value in values.items()}
            return f"{path}?{urlencode(query)}" if query else path

        return address

    def outlet(chance: random.Random) -> str:
        return f"Outlet {chance.randrange(120):02}"

    return {
        "matrix": at("/matrix"),
        "matrix, as of a day": at("/matrix", as_of=day),
        "matrix, an issue": at("/matrix", issue=lambda c: c.choice(issues)),
        "matrix, a party": at("/matrix", actor=lambda c: c.choice(actors)),
        "matrix, an outlet": at("/matrix", outlet=outlet),
        "articles": at("/articles", q=lambda c: f"report {c.randrange(300)}"),
        "article": lambda chance: f"/article/{chance.choice(articles)}",
        "position": lambda chance: f"/position/{chance.choice(positions)}",
        "timeline, a party": at("/timeline", actor=lambda c: c.choice(actors)),
        "timeline": at("/timeline"),
        "map": at("/map"),
        "map, an issue": at("/map", issue=lambda c: c.choice(issues)),
        "reports": at("/reports"),
        "disputes": at("/disputes"),
        "sources": at("/sources"),
        "what if": at("/what-if"),
        "review": at("/review"),
        "jump": at("/jump.json", q=lambda c: f"party {c.randrange(60)}"),
        "API, positions": at("/api/positions", actor=lambda c: c.choice(actors)),
        "API, standing": at("/api/standing", as_of=day),
    }


def measure(ledger: Path) -> None:
    """Print how long each kind of page takes over ``ledger``, and the server's memory."""
    desk = Desk(ledger)
    try:
        kinds = pages(desk)
        chance = random.Random(1)
        totals = json.loads(desk.get("/api/ledger"))
        print(f"\n{totals['positions']:,} positions in {totals['articles']:,} articles;", end=" ")
        print(f"ready after {desk.ready:.1f} s\n")
        print("| page | alone, first time (ms) | of it processor (ms) | again (ms) |")
        print("| --- | ---: | ---: | ---: |")
        for name, address in kinds.items():
            path, before = address(chance), desk.processor()
            first, took = desk.timed(path), desk.processor() - before
            print(f"| {name} | {first:,.0f} | {took:,.0f} | {desk.timed(path):,.0f} |", flush=True)
        before = desk.processor()
        waits = together(desk, kinds)
        each = (desk.processor() - before) / len(waits)
        print(f"\n{USERS} users at once, {len(waits):,} pages, each user other addresses:")
        cuts = statistics.quantiles(waits, n=20)
        print(f"median {statistics.median(waits):,.0f} ms, 95th percentile {cuts[-1]:,.0f} ms,")
        print(f"processor time {each:,.1f} ms a page,")
        print(f"slowest {max(waits):,.0f} ms; memory at most {desk.memory():,.0f} MB.")
        print(f"The machine has {os.cpu_count()} cores; load {os.getloadavg()[0]:.1f}.")
    finally:
        desk.stop()


def together(desk: Desk, kinds: dict[str, Callable[[random.Random], str]]) -> list[float]:
    """Return the times of pages that several users ask for one after another, all at once."""

    def user(number: int) -> list[float]:
        chance = random.Random(number)
        order = list(kinds.values()) * ROUNDS
        chance.shuffle(order)
        waits = []
        for address in order:
            time.sleep(chance.uniform(0, 2 * PAUSE))
            waits.append(desk.timed(address(chance)))
        return waits

    with ThreadPoolExecutor(USERS) as users:
        return [wait for waits in users.map(user, range(USERS)) for wait in waits]


def main() -> None:
    """Measure the ledgers that are given, or make and measure those of ``SIZES``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ledgers", nargs="*", type=Path)
    given = parser.parse_args().ledgers
    for ledger in given:
        measure(ledger)
    if not given:
        with tempfile.TemporaryDirectory() as folder:
            for number, (articles, parties) in enumerate(SIZES.values()):
                ledger = Path(folder) / f"{number}.db"
                make(ledger, articles, parties)
                measure(ledger)


if __name__ == "__main__":
    main()
