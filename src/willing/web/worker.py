"""The process that reads what was uploaded: an order as JSON on stdin, events as lines on stdout.

A hostile file can slow, fill or end this process, and nothing else.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TextIO

from willing import agenda as agendas
from willing import run
from willing.model import Article, Reading, WillingError
from willing.read import Problem
from willing.store import Store
from willing.store.opening import opened

MOST_MEMORY = 6_000_000_000
"""Bytes of address space; reading takes about 3 GB of it, most never touched."""

Tell = Callable[[Mapping[str, Any]], None]


class LabelledStore(Store):
    """A store in which what is read stands under its label, not under the file it lay in."""

    path = ""
    label = ""
    tell: Tell

    def add(self, article: Article, reading: Reading | None = None) -> bool:
        """Keep the article under its label, and tell of it."""
        place = article.path.replace(self.path, self.label, 1)
        named = replace(article, path=place)
        added = super().add(named, reading)
        found = len(reading.positions) if reading else 0
        said = {"id": article.id, "title": named.title or place, "positions": found}
        self.tell({"event": "article", "label": self.label, **said})
        return added

    def add_problem(self, problem: Problem) -> bool:
        """Keep the problem under its label, and tell of it."""
        place = problem.path.replace(self.path, self.label, 1)
        sentence = problem.sentence.replace(self.path, self.label)
        self.tell({"event": "problem", "label": place, "sentence": sentence})
        return super().add_problem(Problem(place, sentence))


def work(order: Mapping[str, Any], tell: Tell) -> None:
    """Read the files of ``order`` into its ledger, telling of each step.

    The order holds ``ledger``, ``agenda`` (as ``jobs.agenda_data`` gives it), ``outlet``,
    ``published``, and ``files``, pairs of a path and a label.  The events are ``begin`` (the
    place of a file), ``article``, ``problem``, ``count``, ``grouping`` and ``done``.

    Raises:
        WillingError: the ledger or the extractor can't be used.
    """
    agenda = agendas.parse(json.dumps(order["agenda"]), order["agenda"]["name"])
    day = order.get("published")
    published = datetime.date.fromisoformat(day) if day else None
    with LabelledStore.open(order["ledger"], create=False) as store:
        assert isinstance(store, LabelledStore)
        store.tell = tell
        for place, (path, label) in enumerate(order["files"]):
            tell({"event": "begin", "at": place, "label": label})
            store.path, store.label = path, label
            store.clear_problems(label)
            outlet = order.get("outlet")
            done = run.read_into(store, [path], agenda, outlet=outlet, published=published)
            tell({"event": "count", "already": done.already})
        tell({"event": "grouping"})
        opened(store)
    tell({"event": "done"})


def main() -> None:
    """Do the one order on stdin; end when stdin does, for then nobody waits any more."""
    words = sys.stdin.readline()
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    _bound()
    threading.Thread(target=_end_with, args=(sys.stdin,), daemon=True).start()

    def tell(event: Mapping[str, Any]) -> None:
        out.write(json.dumps(event) + "\n")
        out.flush()

    try:
        work(json.loads(words), tell)
    except WillingError as error:
        tell({"event": "failed", "sentence": str(error)})


def _end_with(stream: TextIO) -> None:
    stream.read()
    os._exit(1)


def _bound() -> None:
    """Take no more memory than is needed, and no more of the processor than is left."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        os.nice(5)
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


if __name__ == "__main__":
    main()
