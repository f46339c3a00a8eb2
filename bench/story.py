"""Measure how reports are grouped: on gold groups, on claims of a CSV file, and at scale.

python bench/story.py groups tests/story_gold/check
python bench/story.py claims articles.csv
python bench/story.py fit
python bench/story.py scale 1000 10000 100000
"""

from __future__ import annotations

import argparse
import csv
import datetime
import itertools
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
import yaml
from numpy.typing import NDArray
from story_texts import synthetic

from willing.model import UNDATED, Article, DateBasis, Published
from willing.read import Problem, articles
from willing.store import Store, rows
from willing.store.grouping import add, grouped
from willing.story import Features, Index, cluster, features, score
from willing.story.compare import (
    SURE,
    UNLIKELY,
    WEIGHTS,
    WEIGHTS_UNREAD,
    Encode,
    likeness,
    meanings,
    parts,
    shipped_encoder,
    weighed,
)
from willing.story.keys import SHARED

ROOT = Path(__file__).parent.parent
TUNING = ROOT / "tests" / "story_gold" / "tune"
EXAMPLE = ROOT / "examples" / "reassurance-force"
EXAMPLE_REPORTS = (("01", "02", "03"), ("04", "05"), ("06", "07"), ("10", "levantledger"))
EXAMPLE_MIXED = ("08", "quayside")
"""Articles of the example that carry several reports, which no one group is right for."""

Result = TypeVar("Result")
Labelled = list[tuple[Article, str]]
Rows = NDArray[np.float64]
Flags = NDArray[np.bool_]


def main() -> None:
    """Run the measure that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    commands = parser.add_subparsers(required=True, dest="command")
    commands.add_parser("groups").add_argument("folder", type=Path)
    commands.add_parser("claims").add_argument("file", type=Path)
    commands.add_parser("fit")
    commands.add_parser("scale").add_argument("sizes", type=int, nargs="+")
    options = parser.parse_args()
    if options.command == "groups":
        for kind, figures in group_figures(load(options.folder)).items():
            print(f"{kind:22s} {figures}")
    elif options.command == "claims":
        claim_figures(options.file)
    elif options.command == "fit":
        fit()
    else:
        for size in options.sizes:
            scale(size)


# ---- material


def load(folder: Path) -> Labelled:
    """Return the articles of a folder of gold groups, each with its report."""
    found = []
    for path in sorted(folder.rglob("*.yaml")):
        for record in yaml.safe_load(path.read_text(encoding="utf-8"))["articles"]:
            found.append((_article(record), str(record["report"])))
    return found


def _article(record: dict[str, Any]) -> Article:
    day, title, text = record.get("published"), record.get("title"), record["text"]
    dated = isinstance(day, datetime.date)
    return Article(
        id=record["id"],
        path="",
        title=title,
        outlet=record.get("outlet"),
        published=Published(day, day, day, DateBasis.METADATA) if dated else UNDATED,
        origin=record.get("origin"),
        report=None,
        text=text if not title or text.startswith(title) else f"{title}\n{text}",
    )


def corpus() -> Labelled:
    """Return the annotated articles of the corpus, each with its report."""
    found = []
    for path in sorted((ROOT / "corpus").rglob("*.yaml")):
        if path.name != "agenda.yaml":
            record = yaml.safe_load(path.read_text(encoding="utf-8"))
            found.append((_article(record), str(record["report"])))
    return found


def example() -> Labelled:
    """Return the articles of the example, each with its report as its README tells it."""
    found = []
    for path in sorted(EXAMPLE.iterdir()):
        if path.name == "README.md":
            continue
        for article in articles(path):
            name = path.name if isinstance(article, Problem) else f"{path.name} {article.path}"
            mixed = any(_named(name, key) for key in EXAMPLE_MIXED)
            if not isinstance(article, Problem) and not mixed:
                known = (r[0] for r in EXAMPLE_REPORTS if any(_named(name, key) for key in r))
                found.append((article, next(known, name)))
    return found


def _named(name: str, key: str) -> bool:
    return name.startswith(key) or (not key.isdigit() and key in name)


# ---- quality


def group_figures(labelled: Labelled) -> dict[str, str]:
    """Return pair precision, recall and F1 of the reports, with what is known of the articles."""
    return {
        kind: "P {:.3f} R {:.3f} F1 {:.3f}".format(*pair_figures(hidden))
        for kind, hidden in _hidden(labelled)
    }


def pair_figures(labelled: Labelled) -> tuple[float, float, float]:
    """Return precision, recall and F1 of the pairs of articles that are put into one report."""
    index = Index()
    for article, _ in labelled:
        index.add(features(article))
    report_of = {article.id: label for article, label in labelled}
    found = {
        pair for one in index.reports() for pair in itertools.combinations(sorted(one.articles), 2)
    }
    true = {
        pair
        for pair in itertools.combinations(sorted(report_of), 2)
        if report_of[pair[0]] == report_of[pair[1]]
    }
    both = len(found & true)
    precision, recall = both / max(len(found), 1), both / max(len(true), 1)
    return precision, recall, 2 * both / max(len(found) + len(true), 1)


def _hidden(labelled: Labelled) -> Iterator[tuple[str, Labelled]]:
    yield "all known", labelled
    yield "dates hidden", [(replace(a, published=UNDATED), r) for a, r in labelled]
    yield "origins hidden", [(replace(a, origin=None, outlet=None), r) for a, r in labelled]
    yield (
        "dates, origins hidden",
        [(replace(a, published=UNDATED, origin=None, outlet=None), r) for a, r in labelled],
    )


def claim_figures(path: Path) -> None:
    """Print average precision of the pairs and B³ of the reports for ``id,claim,text`` rows."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    claims = {row["id"]: row["claim"] for row in rows}
    index = Index()
    for row in rows:
        index.add(features(Article(row["id"], "", None, None, UNDATED, None, None, row["text"])))
    encode = lru_cache(maxsize=None)(shipped_encoder())
    pairs = list(itertools.combinations(sorted(claims), 2))
    scores = np.array([_claim_score(index[one], index[other], encode) for one, other in pairs])
    same = np.array([claims[one] == claims[other] for one, other in pairs])
    order = np.argsort(-scores, kind="stable")
    precision = np.cumsum(same[order]) / np.arange(1, len(pairs) + 1)
    print(f"{len(rows)} articles, {len(set(claims.values()))} claims, {same.sum()} pairs")
    print(f"average precision {precision[same[order]].sum() / same.sum():.4f}")
    found = {name: one.id for one in index.reports() for name in one.articles}
    print("B³ P {:.4f} R {:.4f} F1 {:.4f}".format(*b_cubed(found, claims)))


def _claim_score(one: Features, other: Features, encode: Encode) -> float:
    shared = len(set(one.heaviest) & set(other.heaviest))
    return score(one, other, encode).total if shared >= SHARED else 0.0


def b_cubed(found: dict[str, str], true: dict[str, str]) -> tuple[float, float, float]:
    """Return B³ precision, recall and F1 of two ways to label the same names."""
    in_found, in_true = Counter(found.values()), Counter(true.values())
    both = Counter((found[name], true[name]) for name in true)
    precision = sum(n * n / in_found[one] for (one, _), n in both.items()) / len(true)
    recall = sum(n * n / in_true[other] for (_, other), n in both.items()) / len(true)
    return precision, recall, 2 * precision * recall / (precision + recall)


# ---- fitting

LEAST_FITTED = 0.2
POSITIVE_WEIGHT = 3.0
MISS_WEIGHT = 3.0
"""How much a near miss of the gold groups counts: telling it apart is what the score is for."""
NAMES = list(WEIGHTS)
ALL = list(range(len(NAMES)))
UNREAD = [NAMES.index(name) for name in WEIGHTS_UNREAD]
SHRINKAGE = 0.0001
SWEEP = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)


def fit() -> None:
    """Print weights fitted to the tuning material and what each threshold gives on it."""
    sets = [_pairs(labelled) for labelled in (load(TUNING), corpus(), example())]
    rows, same, heavy = [], [], []
    for number, (signs, is_same, _, _) in enumerate(sets):
        near = signs[:, 0] >= LEAST_FITTED
        for masked in _masks(signs[near]):
            rows.append(masked)
            same.append(is_same[near])
            heavy.append(np.where(is_same[near], POSITIVE_WEIGHT, 1.0 if number else MISS_WEIGHT))
    fitted = [
        _regress(np.vstack(rows)[:, columns], np.concatenate(same), np.concatenate(heavy), columns)
        for columns in (ALL, UNREAD)
    ]
    for columns, (weights, bias) in zip((ALL, UNREAD), fitted, strict=True):
        named = {NAMES[at]: round(float(w), 2) for at, w in zip(columns, weights, strict=True)}
        print(named, round(bias, 2))
    curves = []
    for signs, is_same, places, count in sets:
        for masked in _masks(signs):
            read, unread = (
                1 / (1 + np.exp(-(masked[:, columns] @ weights + bias)))
                for columns, (weights, bias) in zip((ALL, UNREAD), fitted, strict=True)
            )
            open_ones = (unread > UNLIKELY) & (unread < SURE)
            chances = np.where(open_ones, read, unread)
            curves.append([_grouped(chances, is_same, places, count, least) for least in SWEEP])
            print("  ", np.round(curves[-1], 3), f"{open_ones.sum()} of {len(chances)} read")
    for least, mean in zip(SWEEP, np.mean(curves, axis=0), strict=True):
        print(f"{least:.2f} {mean:.3f}")


def _pairs(labelled: Labelled) -> tuple[Rows, Flags, list[tuple[int, int]], int]:
    found = [features(article) for article, _ in labelled]
    encode = shipped_encoder()
    vectors = [meanings(one, encode) for one in found]
    signs, same, places = [], [], []
    for one, other in itertools.combinations(range(len(found)), 2):
        if len(set(found[one].heaviest) & set(found[other].heaviest)) >= SHARED:
            meaning = likeness(vectors[one], vectors[other])
            read = replace(parts(found[one], found[other]), meaning=meaning)
            signs.append(list(weighed(read).values()))
            same.append(labelled[one][1] == labelled[other][1])
            places.append((one, other))
    return np.array(signs), np.array(same), places, len(found)


def _masks(signs: Rows) -> Iterator[Rows]:
    dates = [NAMES.index("far"), NAMES.index("same_origin")]
    origins = [NAMES.index("same_origin"), NAMES.index("other_origin")]
    for hidden in ([], dates, origins, dates + origins):
        masked = signs.copy()
        masked[:, hidden] = 0
        yield masked


def _regress(rows: Rows, same: Flags, importance: Rows, columns: list[int]) -> tuple[Rows, float]:
    signs = np.sign(list(WEIGHTS.values()))[columns]
    weights, bias = np.zeros(rows.shape[1]), -2.0
    importance = importance / importance.sum()
    for _ in range(20_000):
        error = (1 / (1 + np.exp(-(rows @ weights + bias))) - same) * importance
        weights = weights - 2.0 * (rows.T @ error + SHRINKAGE * weights)
        weights = np.where(weights * signs < 0, 0.0, weights)
        bias -= 2.0 * float(error.sum())
    return weights, bias


def _grouped(
    chances: Rows, same: Flags, places: list[tuple[int, int]], count: int, least: float
) -> float:
    names = [f"{number:06d}" for number in range(count)]
    links: dict[str, dict[str, int]] = {name: {} for name in names}
    for (one, other), chance in zip(places, chances, strict=True):
        value = round(float(chance) * cluster.ONE)
        links[names[one]][names[other]] = links[names[other]][names[one]] = value
    group_of = {
        name: number
        for number, group in enumerate(cluster.groups(names, links, least))
        for name in group
    }
    found = np.array([group_of[names[a]] == group_of[names[b]] for a, b in places])
    return float(2 * (found & same).sum() / (found.sum() + same.sum()))


# ---- scale

ONE_MORE = 20
AT_ONCE = 1000


def scale(size: int) -> None:
    """Print what grouping a ledger of ``size`` made-up articles costs, and adding one more."""
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "scale.db") as store:
        labels = {}
        bare = []
        for part in _parts(synthetic(size)):
            with store.writing() as connection:
                for article, label in part:
                    rows.add(connection, article, None)
                    labels[article.id] = label
                    bare.append(replace(article, text=""))
        found, whole = _timed(lambda: grouped(store, bare))
        _, again = _timed(lambda: grouped(store, bare))
        adding, regrouping = [], []
        for article, _ in synthetic(ONE_MORE, seed=2):
            store.add_article(article)
            bare.append(replace(article, text=""))
            adding.append(_timed(partial(add, store, [article]))[1])
            regrouping.append(_timed(lambda: grouped(store, bare))[1])
        on_disk = sum(file.stat().st_size for file in Path(folder).iterdir())
    report_of = {name: one.id for one in found.reports for name in one.articles}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{size} articles: {whole.wall:.1f} s, processor {whole.processor:.1f} s, "
        f"{1000 * whole.processor / size:.1f} ms each, peak {peak:.0f} MB, "
        f"ledger {on_disk / 2**20:.0f} MB; {len(found.reports)} reports, "
        f"B³ F1 {b_cubed(report_of, labels)[2]:.3f}; again {again.wall:.2f} s; "
        f"one more {_most(adding)}, and with all reports {_most(regrouping)}",
        flush=True,
    )


class Took(NamedTuple):
    """Seconds by the clock, and of the processor."""

    wall: float
    processor: float


def _timed(work: Callable[[], Result]) -> tuple[Result, Took]:
    begun, busy = time.perf_counter(), time.process_time()
    result = work()
    return result, Took(time.perf_counter() - begun, time.process_time() - busy)


def _most(times: list[Took]) -> str:
    walls = sorted(took.wall for took in times)
    middle = walls[len(walls) // 2]
    busy = max(took.processor for took in times)
    return f"{middle:.2f} s ({walls[-1]:.2f} s, processor {busy:.2f} s at most)"


def _parts(articles: Iterator[tuple[Article, str]]) -> Iterator[list[tuple[Article, str]]]:
    while part := list(itertools.islice(articles, AT_ONCE)):
        yield part


if __name__ == "__main__":
    main()
