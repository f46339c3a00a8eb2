"""Where the reading goes wrong: stances taken for others, and the sentences that fare worst."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from willing.evaluation.marks import Mark
from willing.evaluation.matching import same_sentence
from willing.evaluation.reading import Pair
from willing.model import Stance

MISSED = "missed"
MADE_UP = "made up"
WRONG_STANCE = "wrong stance"
STANCES = tuple(stance.value for stance in Stance)
"""The ladder, in its order."""

Matched = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a sentence; ``expected`` and ``found`` are stances, or ``None``."""

    kind: str
    actor: str
    expected: str | None
    found: str | None


@dataclass(frozen=True, slots=True)
class Failing:
    """A sentence with what is wrong in it."""

    path: str
    start: int
    text: str
    faults: tuple[Fault, ...]


def confusion(pair: Pair, matched: Matched) -> Counter[tuple[str | None, str | None]]:
    """Return how often an annotated stance (first) was read as which (second).

    A stance that the annotator allows counts as the annotated one.  ``None`` stands for no
    position: core ones that were missed, and read ones that nobody annotated.
    """
    counts: Counter[tuple[str | None, str | None]] = Counter()
    for row, column in matched:
        one, other = pair.expected[row], pair.found[column]
        counts[one.stance, one.stance if other.stance in one.stances else other.stance] += 1
    counts.update((pair.expected[row].stance, None) for row in _missed(pair, matched))
    counts.update((None, pair.found[column].stance) for column in _made_up(pair, matched))
    return counts


def failing(pair: Pair, matched: Matched) -> list[Failing]:
    """Return the sentences of an article in which a stance or its holder is wrong, in order."""
    wrong: list[tuple[Mark, Fault]] = []
    for row, column in matched:
        one, other = pair.expected[row], pair.found[column]
        if not one.stances & other.stances:
            wrong.append((one, Fault(WRONG_STANCE, one.actor, one.stance, other.stance)))
    for row in _missed(pair, matched):
        one = pair.expected[row]
        wrong.append((one, Fault(MISSED, one.actor, one.stance, None)))
    for column in _made_up(pair, matched):
        other = pair.found[column]
        place = next((one for one in pair.expected if same_sentence(one, other)), other)
        wrong.append((place, Fault(MADE_UP, other.actor, None, other.stance)))
    wrong.sort(key=lambda one: (one[0].start, one[0].end))
    return [
        Failing(pair.path, start, pair.text[start:end], tuple(fault for _, fault in faults))
        for (start, end), faults in groupby(wrong, key=lambda one: (one[0].start, one[0].end))
    ]


def worst(sentences: Iterable[Failing], limit: int) -> list[Failing]:
    """Return the ``limit`` sentences with the most faults, in the order given among equals."""
    return sorted(sentences, key=lambda one: -len(one.faults))[:limit]


def _missed(pair: Pair, matched: Matched) -> list[int]:
    found = {row for row, _ in matched}
    return [row for row, one in enumerate(pair.expected) if one.core and row not in found]


def _made_up(pair: Pair, matched: Matched) -> list[int]:
    real = {column for _, column in matched}
    return [column for column in range(len(pair.found)) if column not in real]
