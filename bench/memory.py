"""Measures that memory stays flat: peak resident size of runs over 10, 1,000, 10,000 articles.

    python bench/memory.py [--counts 10,1000,10000] [--pages] [--no-extractor]

Each run is a process of its own, over synthetic articles made on the way (JSON lines, or a web
page each with --pages). --no-extractor leaves reading and storing alone, which takes seconds.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COUNTRIES = ("Norway", "Kenya", "Brazil", "Japan", "Poland", "Egypt", "Chile", "India", "Canada")
VERBS = ("will not send", "is ready to send", "may send", "has promised", "wants the UN to send")
THINGS = ("monitors", "ships", "engineers", "troops", "money", "aircraft", "medics")


def main() -> None:
    """Print one line for each number of articles."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--counts", default="10,1000,10000")
    parser.add_argument("--pages", action="store_true")
    parser.add_argument("--no-extractor", action="store_true")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        child(Path(given.child[0]), Path(given.child[1]), given.no_extractor)
        return
    print(f"{'articles':>9} {'sentences':>9} {'positions':>9} {'seconds':>8} {'peak MB':>8}")
    for count in (int(words) for words in given.counts.split(",")):
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / "news"
            folder.mkdir()
            sentences = make(folder, count, given.pages)
            options = ["--no-extractor"] if given.no_extractor else []
            command = [sys.executable, __file__, *options, "--child", str(folder)]
            done = subprocess.run(
                [*command, str(Path(scratch) / "a.db")], check=True, capture_output=True, text=True
            )
        told = json.loads(done.stdout)
        assert told["read"] == count, told
        print(
            f"{count:>9,} {sentences:>9,} {told['positions']:>9,} {told['seconds']:>8.1f} "
            f"{told['peak']:>8.0f}",
            flush=True,
        )


def make(folder: Path, count: int, pages: bool) -> int:
    """Write ``count`` articles of three sentences into ``folder``; return the sentences' number."""
    if pages:
        for number in range(count):
            body = "".join(f"<p>{line}</p>" for line in article(number).split("\n"))
            page = f"<html><body><article>{body}</article></body></html>"
            (folder / f"{number:06}.html").write_text(page)
        return 3 * count
    with (folder / "news.jsonl").open("w") as file:
        for number in range(count):
            print(json.dumps({"text": article(number), "title": f"News {number}"}), file=file)
    return 3 * count


def article(number: int) -> str:
    """Return a text of three sentences like no other number's."""
    country = COUNTRIES[number % len(COUNTRIES)]
    other = COUNTRIES[(number // 7 + 1) % len(COUNTRIES)]
    verb, thing = VERBS[number % len(VERBS)], THINGS[number // 3 % len(THINGS)]
    return (
        f"{country} {verb} {thing} to mission number {number} if the parliament agrees, its "
        f"foreign minister said on Tuesday.\n"
        f"Officials in {other} doubt it, according to diplomat X{number:x} at the talks.\n"
        f"The next round, the {number}th, is expected in the spring, and nobody calls it the last."
    )


def child(folder: Path, ledger: Path, without: bool) -> None:
    """Run once and print what it cost as JSON."""
    from willing import run
    from willing.agenda import Agenda, load
    from willing.extract import VERSION
    from willing.model import Article, Reading
    from willing.store import Store

    if without:

        class NoExtractor:
            def __init__(self, agenda: Agenda) -> None:
                self.agenda = agenda

            def read(self, article: Article) -> Reading:
                return Reading(article.id, VERSION, self.agenda.version, ())

        setattr(run, "Extractor", NoExtractor)  # noqa: B010 - the stand-in is no subclass
    begun = time.perf_counter()
    with Store.open(ledger) as store:
        report = run.read_into(store, [folder], load())
    told = {
        "read": report.read,
        "positions": report.positions,
        "seconds": time.perf_counter() - begun,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1_000_000,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
