"""Do two articles retell the same report? Each sign is weighed on its own and shown."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from willing.story.features import SKETCH, Features

Vector = NDArray[np.float32]
Encode = Callable[[str], Vector]

CLASH = 3
"""Amounts that two articles each give without one in common that speak fully against one report."""

FAR = 28
"""Days between two articles after which more days say no more."""

TOO_FAR = 60
"""Days between two articles beyond which only a copy counts as the same report."""

COPY = 0.5
"""Share of five-word sequences in common from which an article is a copy."""

LEAST_WORDS = 0.15
"""Cosine of the words below which two articles that are no copies aren't compared further.

The least alike retellings of the tuning groups have .19.
"""

# Fitted with bench/story.py fit: a logistic regression on the pairs of tests/story_gold/tune, of
# corpus/ and of examples/ whose words have a cosine of .2 or more, each pair four times: as it is,
# without its dates, without its origins, without both. Weights are held to their sign.
WEIGHTS = {
    "words": 8.23,
    "meaning": 7.98,
    "sentences": 5.77,
    "quotations": 0.86,
    "figures": 1.98,
    "clash": -1.23,
    "days": 0.61,
    "same_origin": 1.47,
    "other_origin": -1.74,
    "far": -3.35,
}
BIAS = -9.08


@dataclass(frozen=True, slots=True)
class Parts:
    """The signs, each from 0 to 1 where more speaks for one report, unless it says otherwise.

    ``words`` is the cosine of the weighted words, ``meaning`` that of the leads' embeddings,
    ``sentences`` how much of the shorter article's weight has its like in the other,
    ``quotations`` the share of quoted words in common, ``figures`` of amounts, ``days`` of days
    named; ``clash`` is how many amounts they give with none in common; ``origin`` is 1 where both
    retell the same outlet or one the other's, -1 where they retell different ones or where one
    outlet wrote both, 0 where that isn't known; ``apart`` is the least number of days between
    their dates, ``copied`` the share of five-word sequences in common.
    """

    words: float
    meaning: float
    sentences: float
    quotations: float
    figures: float
    clash: float
    days: float
    origin: float
    apart: float
    copied: float


@dataclass(frozen=True, slots=True)
class Score:
    """How likely two articles retell the same report, from 0 to 1, and what it rests on."""

    total: float
    parts: Parts


def score(a: Features, b: Features, encode: Encode | None = None) -> Score:
    """Return how likely ``a`` and ``b`` retell the same report; the same for ``b`` and ``a``.

    ``encode`` turns a text into a vector of length 1; by default the shipped encoder does.
    """
    encode = encode or shipped_encoder()
    return weigh(parts(a, b, likeness(compact(encode(a.lead)), compact(encode(b.lead)))))


def comparable(a: Features, b: Features) -> bool:
    """Tell whether two articles can be the same report at all, before all signs are weighed."""
    near = days_apart(a, b) <= TOO_FAR or copied(a, b) >= COPY
    return near and cosine(a, b) >= LEAST_WORDS


def weigh(signs: Parts) -> Score:
    """Return the score to which ``signs`` add up."""
    if signs.copied >= COPY:
        return Score(1.0, signs)
    logit = BIAS + sum(
        WEIGHTS[name] * value
        for name, value in (
            ("words", signs.words),
            ("meaning", signs.meaning),
            ("sentences", signs.sentences),
            ("quotations", signs.quotations),
            ("figures", signs.figures),
            ("clash", signs.clash),
            ("days", signs.days),
            ("same_origin", max(signs.origin, 0.0)),
            ("other_origin", max(-signs.origin, 0.0)),
            ("far", min(signs.apart, FAR) / FAR),
        )
    )
    return Score(1.0 / (1.0 + math.exp(-logit)), signs)


def compact(vector: Vector) -> NDArray[np.float16]:
    """Return ``vector`` in the half precision in which vectors are kept and compared."""
    return vector.astype(np.float16)


def likeness(one: NDArray[np.float16], other: NDArray[np.float16]) -> float:
    """Return the cosine of two vectors of length 1."""
    return float(np.dot(one.astype(np.float64), other.astype(np.float64)))


@lru_cache(maxsize=1)
def shipped_encoder() -> Encode:
    """Return the encoder that comes with the package, loaded at its first use."""
    from willing.extract.encoder import Encoder

    encode: Encode = Encoder().encode
    return encode


def parts(a: Features, b: Features, meaning: float) -> Parts:
    """Return the signs of ``a`` and ``b``; the same for ``b`` and ``a``."""
    if b.id < a.id:
        a, b = b, a
    return Parts(
        words=cosine(a, b),
        meaning=meaning,
        sentences=alignment(a, b),
        quotations=_shared(a.quoted, b.quoted),
        figures=_shared(a.figures, b.figures),
        clash=_clash(a.figures, b.figures),
        days=_shared(a.days, b.days),
        origin=_same_origin(a, b),
        apart=float(days_apart(a, b)),
        copied=copied(a, b),
    )


def cosine(a: Features, b: Features) -> float:
    """Return the cosine of the weighted words of two articles."""
    _, of_a, of_b = np.intersect1d(a.terms, b.terms, assume_unique=True, return_indices=True)
    return float(np.dot(a.values[of_a].astype(np.float64), b.values[of_b].astype(np.float64)))


def alignment(a: Features, b: Features) -> float:
    """Return the mean, over the shorter article's sentences, of the likest sentence's cosine.

    Sentences count by the number of their terms.
    """
    if not a.sentence_ends or not b.sentence_ends:
        return 0.0
    shared = np.intersect1d(a.terms, b.terms, assume_unique=True)
    if not len(shared):
        return 0.0
    likeness = _rows(a, shared) @ _rows(b, shared).T
    means = []
    for likest, side in ((likeness.max(axis=1), a), (likeness.max(axis=0), b)):
        lengths = np.diff(np.array([0, *side.sentence_ends]))
        means.append((int(lengths.sum()), float(np.dot(likest, lengths) / lengths.sum())))
    return min(means)[1]


def _rows(side: Features, shared: NDArray[np.uint32]) -> NDArray[np.float32]:
    """Return a row for each sentence, a column for each of the ``shared`` terms."""
    lengths = np.diff(np.array([0, *side.sentence_ends]))
    places = np.minimum(np.searchsorted(shared, side.sentence_terms), len(shared) - 1)
    known = shared[places] == side.sentence_terms
    rows = np.zeros((len(lengths), len(shared)), np.float32)
    rows[np.repeat(np.arange(len(lengths)), lengths)[known], places[known]] = side.sentence_values[
        known
    ]
    return rows


def days_apart(a: Features, b: Features) -> int:
    """Return the least number of days between the dates of two articles, 0 where one has none."""
    gaps = [0]
    for one, other in ((a, b), (b, a)):
        if one.latest and other.earliest:
            gaps.append((other.earliest - one.latest).days)
    return max(gaps)


def _shared(one: frozenset[Any], other: frozenset[Any]) -> float:
    """Return the share of the smaller set that both hold, 0 where one is empty."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def _clash(one: frozenset[float], other: frozenset[float]) -> float:
    """Return how many amounts each gives without one in common, as a share of ``CLASH``."""
    if one & other:
        return 0.0
    return min(len(one), len(other), CLASH) / CLASH


def _same_origin(a: Features, b: Features) -> float:
    if a.origin and b.origin:
        return 1.0 if a.origin == b.origin else -1.0
    if not a.origin and not b.origin:
        return -1.0 if a.outlet and a.outlet == b.outlet else 0.0
    retold = {(a.origin, b.outlet), (b.origin, a.outlet)}
    return 1.0 if any(name and name == outlet for name, outlet in retold) else 0.0


def copied(a: Features, b: Features) -> float:
    """Return the estimated share of five-word sequences in common, from the sketches."""
    if not a.sketch or not b.sketch:
        return 0.0
    one, other = np.frombuffer(a.sketch, np.uint32), np.frombuffer(b.sketch, np.uint32)
    return float(np.count_nonzero(one == other)) / SKETCH
