"""Does confidence say what share is right?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The positions whose confidence lies between ``low`` and ``high``; means from 0 to 1."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """A reliability table, and how far off confidence is: the mean gap, weighted by counts."""

    bins: tuple[Bin, ...]
    error: float


def calibration(judged: Iterable[tuple[float, bool]], bins: int = BINS) -> Calibration | None:
    """Return how well confidences (0 to 1, each with whether it was right) are calibrated.

    The error is the expected calibration error over ``bins`` of equal width; ``None`` where
    nothing is judged.
    """
    held: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for confidence, right in judged:
        held[min(bins - 1, int(confidence * bins))].append((confidence, right))
    total = sum(map(len, held))
    if not total:
        return None
    table = tuple(
        Bin(
            place / bins,
            (place + 1) / bins,
            len(one),
            sum(confidence for confidence, _ in one) / len(one),
            sum(right for _, right in one) / len(one),
        )
        for place, one in enumerate(held)
        if one
    )
    error = sum(one.count * abs(one.confidence - one.right) for one in table) / total
    return Calibration(table, error)
