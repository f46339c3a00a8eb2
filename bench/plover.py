"""Stances as PLOVER roots, against labelled sentences: `python bench/plover.py FILE.tsv`."""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from spacy.tokens import Doc

from willing.export.plover import event_type, event_types
from willing.extract.claims import Claim
from willing.extract.parse import parser
from willing.extract.stance import StanceFinder
from willing.extract.text import plain

NONE = "(none)"

Pairs = Sequence[tuple[str, str]]


def main() -> None:
    """Print precision, recall and F1 of each root, and the mean F1 of several sets of roots.

    The file has the columns ``sentence``, ``source``, ``target`` and ``gold_root``.  A star marks
    the roots that stances come to whatever the deed.  Sentences of other roots count too, as what
    a root is wrongly given to, except in the last mean.
    """
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("file", type=Path, help="sentences with source, target and gold_root")
    options = reader.parse_args()
    with options.file.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    pairs = list(zip((row["gold_root"] for row in rows), roots(rows), strict=True))
    every = sorted({gold for gold, _ in pairs})
    covered = [root for root in every if root in event_types()]
    print("| root | sentences | precision | recall | F1 |\n| --- | --- | --- | --- | --- |")
    for root in every:
        precision, recall = rates(pairs, root)
        count = sum(gold == root for gold, _ in pairs)
        shown = f"{precision:.3f} | {recall:.3f} | {f1(precision, recall):.3f}"
        print(f"| {root}{' *' if root in covered else ''} | {count} | {shown} |")
    among = [(gold, found) for gold, found in pairs if gold in covered]
    blamed = sorted({*covered, "ACCUSE"})
    print(
        f"\nMacro-F1 over {len(pairs):,} sentences: {macro(pairs, covered):.3f} on starred roots,"
    )
    print(f"{macro(pairs, blamed):.3f} on these and ACCUSE, {macro(pairs, every):.3f} on all;")
    print(f"{macro(among, covered):.3f} over the {len(among):,} sentences with a starred root.")


def roots(rows: Sequence[dict[str, str]]) -> list[str]:
    """Return the root of each row: that of the first stance of its source."""
    finder = StanceFinder()
    found = []
    texts = [plain(row["sentence"]).text for row in rows]
    for row, doc in zip(rows, parser().pipe(texts), strict=True):
        claims = [claim for sentence in doc.sents for claim in finder.find(sentence)]
        claim = _of_source(claims, doc, plain(row["source"]).text)
        found.append(NONE if claim is None else event_type(claim.stance, _words(claim, doc)))
    return found


def rates(pairs: Pairs, root: str) -> tuple[float, float]:
    """Return precision and recall of a root."""
    counts = Counter((gold == root, found == root) for gold, found in pairs)
    right = counts[True, True]
    return right / max(1, right + counts[False, True]), right / max(1, right + counts[True, False])


def f1(precision: float, recall: float) -> float:
    """Return the harmonic mean of both."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def macro(pairs: Pairs, covered: Iterable[str]) -> float:
    """Return the mean F1 of the covered roots."""
    each = [f1(*rates(pairs, root)) for root in covered]
    return sum(each) / len(each)


def _of_source(claims: Sequence[Claim], doc: Doc, source: str) -> Claim | None:
    """Return the first stance that the source holds, or the first of all."""
    start = doc.text.find(source)
    end = start + len(source)
    for claim in claims:
        if claim.holder is not None and start <= claim.holder.idx < end:
            return claim
    return claims[0] if claims else None


def _words(claim: Claim, doc: Doc) -> list[str]:
    words = [doc[index].lemma_.lower() for index in sorted(claim.words)]
    if claim.complement is not None:
        words.append(claim.complement.lemma_.lower())
    return [*words, claim.head.lemma_.lower()]


if __name__ == "__main__":
    main()
