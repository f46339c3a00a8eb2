"""The quality gate: score read positions against annotated ones, and hold the figures to floors."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from willing import agenda as agendas
from willing import gold
from willing.export.records import Record, position_record
from willing.extract import Extractor
from willing.read import article as article_of
from willing.read.problem import Unreadable

LEVELS = ("actor", "actor+stance", "actor+issue", "actor+stance+issue", "all")
"""What a match must agree on; ``all`` asks for the agent of the action too."""
CONDITIONS = "conditions"
SHARES = ("condition kind", "source kind", "quantity")
"""Of what was matched, the share that is right."""
SENTENCE_SHARED = 0.5
"""The share of the shorter sentence that two sentences must share to be the same."""
WORDS_SHARED = 0.5
"""The share of all their words that two conditions must share to be the same."""
CONDITION_REACH = 400
"""Characters within which the sentences of the same condition begin."""

_FAR = 1 << 60
"""A distance that no path reaches."""

_APOSTROPHES = str.maketrans({"\u2019": "'", "\u02bc": "'"})
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Mark:
    """A position as it is compared: ids in lower case, every answer that counts as right.

    ``start`` and ``end`` are the sentence's characters; ``source`` is the kind of the innermost
    source, ``None`` where there is none; ``low`` the least quantity, ``None`` where there is none.
    ``conditions`` are pairs of kind and text.
    """

    start: int
    end: int
    actor: str
    agent: str
    stances: frozenset[str]
    issues: frozenset[str]
    conditions: tuple[tuple[str, str], ...] = ()
    source: str | None = None
    low: float | None = None
    core: bool = True


@dataclass(frozen=True, slots=True)
class Rate:
    """Precision and recall, each from 0 to 1, and their harmonic mean ``f1``."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both; 0 where both are 0."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Scores:
    """What came of a comparison: a rate for each level and for conditions, and three shares."""

    rates: Mapping[str, Rate]
    shares: Mapping[str, float]
    predicted: int
    core: int

    def figures(self) -> dict[str, float]:
        """Return each figure that a floor can hold, by name: F1 of the rates, and the shares."""
        return {**{name: rate.f1 for name, rate in self.rates.items()}, **self.shares}


def mark(record: Record, text: str) -> Mark:
    """Return a position of the contract's form, or of the gold's with its ``quote``, as a mark.

    ``text`` is the article's; a sentence is placed where its words first stand in it.
    """
    sentence = record.get("sentence") or {}
    words = record.get("quote") or sentence["text"]
    action = record.get("action") or {}
    sources = record.get("attribution") or []
    quantity = action.get("quantity")
    start = _place(words, text, sentence.get("start", -1))
    return Mark(
        start=start,
        end=start + len(words),
        actor=str(record["actor"]["id"]).lower(),
        agent=str((action.get("agent") or {}).get("id") or "").lower(),
        stances=frozenset([record["stance"], *(record.get("stance_ok") or ())]),
        issues=frozenset([str(action.get("issue")), *(record.get("issue_ok") or ())]),
        conditions=tuple((c["kind"], c["text"]) for c in record.get("conditions") or ()),
        source=sources[-1].get("kind") if sources else None,
        low=float(quantity.get("low") or 0) if quantity else None,
        core=record.get("core", True),
    )


def score(gold_marks: Iterable[Sequence[Mark]], predicted: Iterable[Sequence[Mark]]) -> Scores:
    """Return how well ``predicted`` agrees with the gold; both hold a sequence an article.

    Recall asks for the gold's core positions, precision lets any gold position count.  Positions
    are matched one to one inside an article, on the same sentence, for the greatest agreement.

    Raises:
        ValueError: they aren't of the same articles' number.
    """
    tally = _Tally()
    for expected, found in zip(gold_marks, predicted, strict=True):
        tally.add(expected, found)
    return tally.scores()


def assignment(worth: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """Return the pairs (row, column) of greatest total worth, each row and column used once.

    Worths are at least 0; pairs worth 0 are left out.  Shortest augmenting paths with potentials
    (the Hungarian method), so rows × rows × columns steps.
    """
    if not worth or not worth[0]:
        return []
    if len(worth) > len(worth[0]):
        turned = assignment(list(zip(*worth, strict=True)))
        return sorted((row, column) for column, row in turned)
    rows, columns = len(worth), len(worth[0])
    row_price, column_price = [0] * rows, [0] * columns
    holder = [-1] * columns
    for first in range(rows):
        row, column = first, -1
        waiting = dict.fromkeys(range(columns), _FAR)
        came_from = dict.fromkeys(range(columns), -1)
        passed: list[int] = []
        while row >= 0:
            for other, so_far in waiting.items():
                cost = -worth[row][other] - row_price[row] - column_price[other]
                if cost < so_far:
                    waiting[other], came_from[other] = cost, column
            column = min(waiting, key=lambda other: waiting[other])
            step = waiting.pop(column)
            row_price[first] += step
            for other in passed:
                row_price[holder[other]] += step
                column_price[other] -= step
            waiting = {other: far - step for other, far in waiting.items()}
            passed.append(column)
            row = holder[column]
        while column >= 0:
            previous = came_from[column]
            holder[column] = holder[previous] if previous >= 0 else first
            column = previous
    pairs = ((row, column) for column, row in enumerate(holder) if row >= 0)
    return sorted((row, column) for row, column in pairs if worth[row][column] > 0)


@dataclass(slots=True)
class _Share:
    right: int = 0
    total: int = 0

    def count(self, right: bool) -> None:
        self.right += right
        self.total += 1

    @property
    def value(self) -> float:
        return self.right / self.total if self.total else 0.0


def _shares(names: Iterable[str]) -> dict[str, _Share]:
    return {name: _Share() for name in names}


@dataclass(slots=True)
class _Tally:
    """Counts over articles: right of the predicted, right of the core, and the shares."""

    precise: dict[str, _Share] = field(default_factory=lambda: _shares((*LEVELS, CONDITIONS)))
    recalled: dict[str, _Share] = field(default_factory=lambda: _shares((*LEVELS, CONDITIONS)))
    shares: dict[str, _Share] = field(default_factory=lambda: _shares(SHARES))
    predicted: int = 0
    core: int = 0

    def add(self, expected: Sequence[Mark], found: Sequence[Mark]) -> None:
        """Count one article."""
        self.predicted += len(found)
        self.core += sum(one.core for one in expected)
        worth = [[_worth(one, other) for other in found] for one in expected]
        for row, column in assignment(worth):
            self._add_match(expected[row], found[column])
        self._add_conditions(expected, found)

    def _add_match(self, one: Mark, other: Mark) -> None:
        agreed = _agreement(one, other)
        for level in agreed:
            self.precise[level].right += 1
            self.recalled[level].right += one.core
        if "actor+stance+issue" in agreed:
            if one.source is not None:
                self.shares["source kind"].count(one.source == other.source)
            if one.low is not None:
                self.shares["quantity"].count(one.low == other.low)

    def _add_conditions(self, expected: Sequence[Mark], found: Sequence[Mark]) -> None:
        core = _conditions(one for one in expected if one.core)
        every, read = _conditions(expected), _conditions(found)
        for one in core:
            same = [other for other in read if _same_condition(one, other)]
            self.recalled[CONDITIONS].count(bool(same))
            if same:
                self.shares["condition kind"].count(any(one.kind == s.kind for s in same))
        for other in read:
            right = any(_same_condition(one, other) for one in every)
            self.precise[CONDITIONS].count(right)

    def scores(self) -> Scores:
        """Return the figures of everything counted."""
        for level in LEVELS:
            self.precise[level].total, self.recalled[level].total = self.predicted, self.core
        rates = {
            name: Rate(self.precise[name].value, self.recalled[name].value) for name in self.precise
        }
        shares = {name: share.value for name, share in self.shares.items()}
        return Scores(rates, shares, self.predicted, self.core)


@dataclass(frozen=True, slots=True)
class _Clause:
    start: int
    kind: str
    words: frozenset[str]


def _conditions(marks: Iterable[Mark]) -> list[_Clause]:
    """Return the conditions of ``marks``, one that several positions of a sentence share once."""
    found = {
        (one.start, _plain(text)): _Clause(
            one.start, kind, frozenset(_WORD.findall(_plain(text).lower()))
        )
        for one in marks
        for kind, text in one.conditions
    }
    return list(found.values())


def _same_condition(one: _Clause, other: _Clause) -> bool:
    shared, every = len(one.words & other.words), len(one.words | other.words)
    near = abs(one.start - other.start) < CONDITION_REACH
    return near and shared >= WORDS_SHARED * max(1, every)


def _agreement(one: Mark, other: Mark) -> list[str]:
    """Return the levels on which two marks agree."""
    if one.actor != other.actor:
        return []
    stance = bool(one.stances & other.stances)
    issue = bool(one.issues & other.issues)
    held = (True, stance, issue, stance and issue, stance and issue and one.agent == other.agent)
    return [level for level, agrees in zip(LEVELS, held, strict=True) if agrees]


def _worth(one: Mark, other: Mark) -> int:
    """Return what matching them is worth: agreement first, core positions before others."""
    shorter = min(one.end - one.start, other.end - other.start)
    shared = min(one.end, other.end) - max(one.start, other.start)
    agreed = _agreement(one, other)
    if not agreed or shared < SENTENCE_SHARED * max(1, shorter):
        return 0
    return 100 * (len(agreed) - ("actor+stance+issue" in agreed)) + one.core


def _place(words: str, text: str, otherwise: int) -> int:
    start = text.find(words)
    if start < 0:
        start = _plain(text).find(_plain(words))
    return start if start >= 0 else otherwise


def _plain(words: str) -> str:
    return " ".join(words.translate(_APOSTROPHES).split())


def folders(part: Path) -> list[Path]:
    """Return the negotiations in ``part``: it, or the folders in it, that hold an agenda."""
    return [part] if _holds_agenda(part) else sorted(filter(_holds_agenda, part.iterdir()))


def _holds_agenda(folder: Path) -> bool:
    return (folder / gold.AGENDA_FILE).is_file()


def read_part(part: Path) -> Iterator[tuple[Record, list[Record]]]:
    """Yield each annotated article under ``part`` with the records that are read from its text."""
    extractor: Extractor | None = None
    for folder in folders(part):
        agenda = agendas.load(str(folder / gold.AGENDA_FILE))
        if extractor is None:
            extractor = Extractor(agenda)
        extractor.use(agenda)
        for annotated in gold.load(folder):
            yield annotated, _read(extractor, annotated)


def _read(extractor: Extractor, annotated: Record) -> list[Record]:
    """Return the records read from the text, given what a page's metadata would tell."""
    try:
        article = article_of(
            annotated["text"],
            path=annotated["path"],
            title=annotated.get("title"),
            outlet=annotated.get("outlet"),
            published=annotated.get("published"),
        )
    except Unreadable:
        return []
    return [position_record(one, article) for one in extractor.read(article).positions]


def judge(readings: Iterable[tuple[Record, list[Record]]]) -> Scores:
    """Return the scores of ``readings``, each an annotated article and the records read from it."""
    tally = _Tally()
    for annotated, records in readings:
        text = annotated["text"]
        expected = [mark(position, text) for position in annotated["positions"] or ()]
        tally.add(expected, [mark(record, text) for record in records])
    return tally.scores()


def table(scores: Scores) -> str:
    """Return the scores as a Markdown table, with the shares and counts below it."""
    lines = ["| asked for | precision | recall | F1 |", "| --- | --- | --- | --- |"]
    for name, rate in scores.rates.items():
        lines.append(f"| {name} | {rate.precision:.3f} | {rate.recall:.3f} | {rate.f1:.3f} |")
    shares = ", ".join(f"{name} {share:.3f}" for name, share in scores.shares.items())
    lines += ["", f"Right where matched: {shares}."]
    lines.append(f"{scores.predicted} positions read; {scores.core} core positions annotated.")
    return "\n".join(lines)


def shortfalls(part: str, scores: Scores, floors: Mapping[str, float]) -> list[str]:
    """Return one sentence for each figure of ``scores`` that is below its floor."""
    figures = scores.figures()
    return [
        f"{part}: {name} is {figures[name]:.3f}, below its floor of {floor:.3f}."
        for name, floor in floors.items()
        if figures[name] < floor
    ]


def main() -> None:
    """Print the table of each part named on the command line; exit 1 below a floor."""
    parser = argparse.ArgumentParser(prog="python -m willing.quality", description=__doc__)
    parser.add_argument("parts", nargs="+", type=Path, help="folders of annotated articles")
    parser.add_argument("--floors", type=Path, help="YAML: part's name → figure → its least value")
    options = parser.parse_args()
    floors = yaml.safe_load(options.floors.read_text(encoding="utf-8")) if options.floors else {}
    below: list[str] = []
    for part in options.parts:
        scores = judge(read_part(part))
        print(f"{part}\n\n{table(scores)}\n", flush=True)
        below += shortfalls(part.name, scores, floors.get(part.name, {}))
    print(*below, sep="\n", file=sys.stderr)
    raise SystemExit(bool(below))


if __name__ == "__main__":
    main()
