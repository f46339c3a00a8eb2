"""Precision, recall and F1 on growing demands, and the shares right of what was matched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from willing.evaluation.chains import LINKS, same_chain
from willing.evaluation.marks import Mark
from willing.evaluation.matching import LEVELS, agreement, matched
from willing.evaluation.words import straight, word_set

CONDITIONS = "conditions"
SHARES = ("condition kind", "source kind", "quantity", "chain")
"""Of what was matched, the share that is right."""
WORDS_SHARED = 0.5
"""The share of all their words that two conditions must share to be the same."""
CONDITION_REACH = 400
"""Characters within which the sentences of the same condition begin."""


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


@dataclass(slots=True)
class Share:
    """How many of a total were right."""

    right: int = 0
    total: int = 0

    def count(self, right: bool) -> None:
        """Count one more."""
        self.right += right
        self.total += 1

    @property
    def value(self) -> float:
        """The share, from 0 to 1; 0 of none."""
        return self.right / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class Scores:
    """What came of a comparison: a rate for each level and for conditions, and the shares."""

    rates: Mapping[str, Rate]
    shares: Mapping[str, float]
    counted: Mapping[str, int]
    """Of how many each share is."""
    predicted: int
    core: int

    def figures(self) -> dict[str, float]:
        """Return each figure that a floor can hold, by name: F1 of the rates, and the shares."""
        return {**{name: rate.f1 for name, rate in self.rates.items()}, **self.shares}


def score(gold_marks: Iterable[Sequence[Mark]], predicted: Iterable[Sequence[Mark]]) -> Scores:
    """Return how well ``predicted`` agrees with the gold; both hold a sequence an article.

    Recall asks for the gold's core positions, precision lets any gold position count.  Positions
    are matched one to one inside an article, on the same sentence, for the greatest agreement.

    Raises:
        ValueError: they aren't of the same articles' number.
    """
    tally = Tally()
    for expected, found in zip(gold_marks, predicted, strict=True):
        tally.add(expected, found, matched(expected, found))
    return tally.scores()


def _shares(names: Iterable[str]) -> dict[str, Share]:
    return {name: Share() for name in names}


@dataclass(slots=True)
class Tally:
    """Counts over articles: right of the predicted, right of the core, and the shares."""

    precise: dict[str, Share] = field(default_factory=lambda: _shares((*LEVELS, CONDITIONS)))
    recalled: dict[str, Share] = field(default_factory=lambda: _shares((*LEVELS, CONDITIONS)))
    shares: dict[str, Share] = field(default_factory=lambda: _shares(SHARES))
    predicted: int = 0
    core: int = 0

    def add(
        self, expected: Sequence[Mark], found: Sequence[Mark], pairs: Iterable[tuple[int, int]]
    ) -> None:
        """Count one article, in which ``pairs`` of places match."""
        self.predicted += len(found)
        self.core += sum(one.core for one in expected)
        for row, column in pairs:
            self._add_match(expected[row], found[column])
        self._add_conditions(expected, found)

    def _add_match(self, one: Mark, other: Mark) -> None:
        agreed = agreement(one, other)
        for level in agreed:
            self.precise[level].right += 1
            self.recalled[level].right += one.core
        if "actor+stance+issue" not in agreed:
            return
        if one.source is not None:
            self.shares["source kind"].count(one.source == other.source)
        if one.low is not None:
            self.shares["quantity"].count(one.low == other.low)
        if len(one.chain) >= LINKS:
            self.shares["chain"].count(same_chain(one.chain, other.chain))

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
        counted = {name: share.total for name, share in self.shares.items()}
        return Scores(rates, shares, counted, self.predicted, self.core)


@dataclass(frozen=True, slots=True)
class _Clause:
    start: int
    kind: str
    words: frozenset[str]


def _conditions(marks: Iterable[Mark]) -> list[_Clause]:
    """Return the conditions of ``marks``, one that several positions of a sentence share once."""
    found = {
        (one.start, straight(text)): _Clause(one.start, kind, word_set(text))
        for one in marks
        for kind, text in one.conditions
    }
    return list(found.values())


def _same_condition(one: _Clause, other: _Clause) -> bool:
    shared, every = len(one.words & other.words), len(one.words | other.words)
    near = abs(one.start - other.start) < CONDITION_REACH
    return near and shared >= WORDS_SHARED * max(1, every)
