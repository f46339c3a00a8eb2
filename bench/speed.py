"""Sentences read a second on one core: `python bench/speed.py PATH…` prints a row for each path."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

from willing import agenda, gold
from willing.extract import Extractor
from willing.extract.parse import parser
from willing.model import Article
from willing.read import Problem, articles, discover
from willing.read import article as article_of
from willing.read.problem import Unreadable

WARM_UP = "Denmark will send ships if it is asked to, its minister said. Sweden will not."

Source = Callable[[], Iterable[Article | Problem]]


def main() -> None:
    """Print, for each path, its articles and sentences and how fast they were read.

    Seconds are of processor time, so that other work on the machine changes them little; loading
    the models, which is done once, is told apart.  Exit 1 where fewer sentences a second were read
    in all than asked for.
    """
    options = arguments()
    begun = time.process_time()
    extractor = Extractor(agenda.load())
    extractor.read(article_of(WARM_UP))
    loading = time.process_time() - begun
    print("| path | articles | sentences | sentences a second |\n| --- | --- | --- | --- |")
    sentences, seconds = 0, 0.0
    for path in options.paths:
        found, taken = read(extractor, sources(path))
        count = sum(map(sentences_of, found))
        row = f"| {path.name} | {len(found)} | {count:,} | {count / taken:,.0f} |"
        print(row, flush=True)
        sentences, seconds = sentences + count, seconds + taken
    rate = sentences / seconds
    print(f"| in all | | {sentences:,} | {rate:,.0f} |")
    print(f"\nOne core, parsing included; the models load in {loading:.1f} s before that.")
    if rate < options.at_least:
        raise SystemExit(f"That is below {options.at_least} sentences a second.")


def arguments() -> argparse.Namespace:
    """Return what the command line asks for."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("paths", nargs="+", type=Path, help="articles, or annotated articles")
    reader.add_argument("--at-least", type=float, default=0, metavar="N", help="sentences a second")
    return reader.parse_args()


def sources(path: Path) -> list[Source]:
    """Return what gives the articles under ``path``: annotated ones, and what ``willing`` reads."""
    found: list[Source] = [partial(annotated, one["text"]) for one in gold.load(path)]
    return found + [partial(articles, file) for file in discover([path]) if isinstance(file, Path)]


def annotated(text: str) -> list[Article]:
    """Return the article of an annotated text; none where it can't be read."""
    try:
        return [article_of(text)]
    except Unreadable:
        return []


def read(extractor: Extractor, found: Iterable[Source]) -> tuple[list[Article], float]:
    """Return the articles that were read, and the seconds of processor time that it took."""
    begun = time.process_time()
    done = [one for source in found for one in source() if isinstance(one, Article)]
    for article in done:
        extractor.read(article)
    return done, time.process_time() - begun


def sentences_of(article: Article) -> int:
    """Return how many sentences the parser sees in the article's lines."""
    lines = (line for line in article.text.split("\n") if line.strip())
    return sum(1 for doc in parser().pipe(lines) for _ in doc.sents)


if __name__ == "__main__":
    main()
