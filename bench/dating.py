"""Measure how undated articles are dated, on gold and on the corpus with its dates hidden.

python bench/dating.py gold
python bench/dating.py corpus
"""

from __future__ import annotations

import argparse
import datetime
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from willing.model import UNDATED, Published
from willing.temporal import date_article

ROOT = Path(__file__).parent.parent
GOLD = ROOT / "tests" / "temporal_gold"
WEEK = 7
"""Days to which a careful reader must be able to narrow an article for its width to count."""


def main() -> None:
    """Run the measure that the command line names."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("material", choices=("gold", "corpus"))
    if parser.parse_args().material == "gold":
        for name, files in (
            ("looked at", ("articles", "undated_look")),
            ("only measured", ("undated_gate",)),
            ("all", ("articles", "undated_look", "undated_gate")),
        ):
            print(f"{name:14s} {figures(gold(*files))}")
    else:
        print(figures(corpus()))


def gold(*names: str) -> list[tuple[Published, datetime.date, int | None]]:
    """Return the date found, the true day and the careful reader's width of undated articles."""
    cases = [case for name in names for case in yaml.safe_load((GOLD / f"{name}.yaml").read_text())]
    return [
        (date_article(case["text"], UNDATED, case.get("today")), case["truth"], case["width"])
        for case in cases
        if "metadata" not in case and "truth" in case
    ]


def corpus() -> list[tuple[Published, datetime.date, int | None]]:
    """Return the same of the corpus, whose readers' widths aren't known."""
    return [
        (date_article(record["text"], UNDATED), record["published"], None)
        for record in _records()
        if isinstance(record.get("published"), datetime.date)
    ]


def _records() -> Iterator[dict[str, Any]]:
    for path in sorted((ROOT / "corpus").glob("*/*.yaml")):
        record = yaml.safe_load(path.read_text(encoding="utf-8"))
        if isinstance(record, dict) and "text" in record:
            yield record


def figures(found: list[tuple[Published, datetime.date, int | None]]) -> str:
    """Return how many intervals hold the truth, and how wide those are that could be a week."""
    held = sum(holds(result, truth) for result, truth, _ in found)
    told = f"{len(found)} articles, {held} hold the truth ({held / len(found):.1%})"
    widths = [width(result) for result, _, reader in found if reader and reader <= WEEK]
    if widths:
        told += (
            f"; {len(widths)} that a reader can date to a week: median {statistics.median(widths)}"
        )
        told += f" days, {sum(each <= WEEK for each in widths)} within a week"
    return told


def holds(result: Published, day: datetime.date) -> bool:
    """Tell whether ``day`` is in the interval of ``result``."""
    after = result.earliest is None or result.earliest <= day
    return after and (result.latest is None or day <= result.latest)


def width(result: Published) -> float:
    """Return how many days the interval has, both ends counted."""
    if result.earliest is None or result.latest is None:
        return float("inf")
    return (result.latest - result.earliest).days + 1


if __name__ == "__main__":
    started = time.perf_counter()
    main()
    print(f"{time.perf_counter() - started:.1f} s")
