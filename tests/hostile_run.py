"""Reads a folder into a ledger with a slow stand-in for the extractor, to be killed meanwhile."""

from __future__ import annotations

import sys
import time

from hostile_stub import Stub
from willing import run
from willing.agenda import load
from willing.store import Store


class Slow(Stub):
    seconds = 0.01

    def read(self, article):  # type: ignore[no-untyped-def]
        time.sleep(self.seconds)
        return super().read(article)


def main(ledger: str, folder: str) -> None:
    setattr(run, "Extractor", Slow)  # noqa: B010 - the stand-in is no subclass
    with Store.open(ledger) as store:
        report = run.read_into(
            store, [folder], load(), progress=lambda now: print(now.articles, flush=True)
        )
    print("done", report.read, report.already, report.positions, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
