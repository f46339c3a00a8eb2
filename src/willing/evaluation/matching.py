"""Which of the positions read is which of the annotated: one to one, for the greatest agreement."""

from __future__ import annotations

from collections.abc import Sequence

from willing.evaluation.marks import Mark

LEVELS = ("actor", "actor+stance", "actor+issue", "actor+stance+issue", "all")
"""What a match must agree on; ``all`` asks for the agent of the action too."""
SENTENCE_SHARED = 0.5
"""The share of the shorter sentence that two sentences must share to be the same."""

_FAR = 1 << 60
"""A distance that no path reaches."""


def matched(expected: Sequence[Mark], found: Sequence[Mark]) -> list[tuple[int, int]]:
    """Return the pairs (place in ``expected``, place in ``found``) of one article that match."""
    return assignment([[_worth(one, other) for other in found] for one in expected])


def agreement(one: Mark, other: Mark) -> list[str]:
    """Return the levels on which two marks agree."""
    if one.actor != other.actor:
        return []
    stance = bool(one.stances & other.stances)
    issue = bool(one.issues & other.issues)
    held = (True, stance, issue, stance and issue, stance and issue and one.agent == other.agent)
    return [level for level, agrees in zip(LEVELS, held, strict=True) if agrees]


def same_sentence(one: Mark, other: Mark) -> bool:
    """Tell whether two marks are of the same sentence."""
    shorter = min(one.end - one.start, other.end - other.start)
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared >= SENTENCE_SHARED * max(1, shorter)


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


def _worth(one: Mark, other: Mark) -> int:
    """Return what matching them is worth: agreement first, core positions before others."""
    agreed = agreement(one, other)
    if not agreed or not same_sentence(one, other):
        return 0
    return 100 * (len(agreed) - ("actor+stance+issue" in agreed)) + one.core
