"""Which of many articles can retell the report of one: all of them at a glance, in columns.

What is found here is never the score itself: it only spares the comparison of two articles where
its outcome is certain.  It therefore errs on the side of comparing.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from willing.story.compare import (
    CLASH,
    COPY,
    DOUBT,
    LEAST_LINK,
    LEAST_WORDS,
    SAME_NEWS,
    UNLIKELY,
    best_case,
    glance,
    likelihood,
)
from willing.story.packed import columns, unpack
from willing.story.profile import Features, Terms, Values

Places = NDArray[np.intp]
Flags = NDArray[np.bool_]

NEVER, ALWAYS = -1_000_000, 10_000_000
"""The first and the last day of an article without dates, as numbers of days."""

_SLACK = 1e-3
_MASK = (1 << 20) - 1
_AT_ONCE = 512
"""Articles whose words are looked at together; more don't fit the processor's cache."""

_AT_HAND = 4096
"""Articles whose features are kept unpacked, since those of the same days are asked for again."""


def span(features: Features) -> tuple[int, int]:
    """Return the first and the last day of an article, as numbers of days."""
    earliest, latest = features.earliest, features.latest
    return (
        earliest.toordinal() if earliest else NEVER,
        latest.toordinal() if latest else ALWAYS,
    )


def apart(one: tuple[int, int], first: NDArray[np.int32], last: NDArray[np.int32]) -> Places:
    """Return the least number of days between the days of ``one`` and each of many spans."""
    gaps = np.maximum(one[0] - last.astype(np.int64), first.astype(np.int64) - one[1])
    return np.maximum(gaps, 0)


class Nearby:
    """Articles in columns, each under its place in the order in which they were put here."""

    def __init__(self) -> None:
        self.packed: list[bytes] = []
        self.first = array("i")
        self.last = array("i")
        self._terms: list[Terms] = []
        self._values: list[Values] = []
        self._figures: list[NDArray[np.float64]] = []
        self._names: dict[str, int] = {}
        self._origin = array("i")
        self._outlet = array("i")
        self._weights = np.zeros(_MASK + 1, np.float32)
        self._unpacked: dict[int, Features] = {}

    def __len__(self) -> int:
        """How many articles there are."""
        return len(self.packed)

    def __getitem__(self, place: int) -> Features:
        """Return the features of the article at ``place``."""
        found = self._unpacked.pop(place, None) or unpack(self.packed[place])
        self._keep(place, found)
        return found

    def append(self, packed: bytes, features: Features | None = None) -> int:
        """Put an article here, and return its place; ``features`` are what ``packed`` holds."""
        place = len(self.packed)
        new = features or unpack(packed)
        first, last = span(new)
        looked_at = columns(packed)
        self.packed.append(packed)
        self.first.append(first)
        self.last.append(last)
        self._terms.append(looked_at.terms)
        self._values.append(looked_at.values)
        self._figures.append(looked_at.figures)
        self._origin.append(self._name(new.origin))
        self._outlet.append(self._name(new.outlet))
        self._keep(place, new)
        return place

    def likely(self, new: Features, near: Places, copies: Flags) -> list[int]:
        """Return those of the places ``near`` whose articles can have a link to ``new``.

        ``copies`` are those that share a band of their sketch.
        """
        if not len(near):
            return []
        days = apart(span(new), at(self.first, near), at(self.last, near))
        words = self._words(new, near)
        shared, clash = self._amounts(new, near)
        best = best_case(words, shared, clash, self._origins(new, near, days), days)
        alike = (words >= LEAST_WORDS - _SLACK) & (best >= _logit(LEAST_LINK) - _SLACK)
        kept = copies | alike
        places = near[kept].tolist()
        can = linkable(new, [self[place] for place in places], words[kept])
        return [place for place, linked in zip(places, can, strict=True) if linked]

    def _keep(self, place: int, features: Features) -> None:
        self._unpacked[place] = features
        if len(self._unpacked) > _AT_HAND:
            del self._unpacked[next(iter(self._unpacked))]

    def _words(self, new: Features, near: Places) -> NDArray[np.float64]:
        """Return at least the cosine of the words of ``new`` and each article."""
        slots = new.terms & _MASK
        np.maximum.at(self._weights, slots, new.values)
        found = []
        for start in range(0, len(near), _AT_ONCE):
            places = near[start : start + _AT_ONCE].tolist()
            others = [self._terms[place] for place in places]
            values = np.concatenate([self._values[place] for place in places])
            products = self._weights[np.concatenate(others) & _MASK] * values
            found.append(_sums(products, [len(terms) for terms in others]))
        self._weights[slots] = 0
        return np.concatenate(found)

    def _amounts(
        self, new: Features, near: Places
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the signs ``figures`` and ``clash`` of ``new`` and each article."""
        others = [self._figures[place] for place in near.tolist()]
        lengths = np.array([len(figures) for figures in others])
        known = np.isin(np.concatenate(others), list(new.figures))
        shared = _sums(known, lengths)
        counts = np.minimum(lengths, len(new.figures))
        clash = np.where(shared > 0, 0, np.minimum(counts, CLASH)) / CLASH
        return np.where(counts > 0, shared / (counts + DOUBT), 0.0), clash

    def _origins(self, new: Features, near: Places, days: Places) -> NDArray[np.float64]:
        """Return the sign ``origin`` of each article of ``near``, as the comparison of two does."""
        origin, outlet = at(self._origin, near), at(self._outlet, near)
        mine, printed = self._name(new.origin), self._name(new.outlet)
        if mine:
            one = (origin == mine) | (outlet == mine) | ((origin > 0) & (origin == printed))
            other = (origin > 0) & (origin != mine)
        else:
            one = (origin > 0) & (origin == printed)
            other = (origin == 0) & (outlet > 0) & (outlet == printed)
        dated = (at(self.first, near) > NEVER) | (at(self.last, near) < ALWAYS)
        same = one & dated & bool(new.earliest or new.latest) & (days <= SAME_NEWS)
        return np.where(other, -1.0, np.where(same, 1.0, 0.0))

    def _name(self, name: str | None) -> int:
        """Return the number of an outlet's name, 0 for none."""
        return self._names.setdefault(name, len(self._names) + 1) if name else 0


def linkable(new: Features, others: Sequence[Features], words: NDArray[np.float64]) -> list[bool]:
    """Tell which of ``others`` can have a link to ``new``, by all signs but the meaning.

    ``words`` are the cosines of their words with those of ``new``.
    """
    sentences = alignments(new, others)
    found = []
    for other, word, sentence in zip(others, words.tolist(), sentences.tolist(), strict=True):
        seen = glance(new, other, word, sentence)
        found.append(seen.copied >= COPY or likelihood(seen) >= _least(new, other) - _SLACK)
    return found


def alignments(new: Features, others: Sequence[Features]) -> NDArray[np.float64]:
    """Return the sign ``sentences`` of ``new`` and each of ``others``, up to a rounding error."""
    found = np.zeros(len(others))
    places = [at for at, other in enumerate(others) if other.sentence_ends]
    if not new.sentence_ends or not places:
        return found
    given = [others[at] for at in places]
    mine = np.diff(np.array([0, *new.sentence_ends]))
    theirs = [np.diff(np.array([0, *other.sentence_ends])) for other in given]
    lengths = np.concatenate(theirs)
    likeness = _likeness(new, mine, given, lengths)
    counts = [len(each) for each in theirs]
    starts = np.cumsum([0, *counts[:-1]])
    of_mine = np.maximum.reduceat(likeness, starts, axis=0) @ (mine / mine.sum())
    totals = np.add.reduceat(lengths, starts)
    of_theirs = np.add.reduceat(likeness.max(axis=1) * lengths, starts) / totals
    shorter = np.where(totals < mine.sum(), of_theirs, of_mine)
    found[places] = np.where(totals == mine.sum(), np.maximum(of_mine, of_theirs), shorter)
    return found


def _likeness(
    new: Features, mine: NDArray[np.int64], others: list[Features], lengths: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Return the cosines of all sentences of ``others``, a row each, and those of ``new``."""
    vocabulary, places = np.unique(new.sentence_terms, return_inverse=True)
    weights = np.zeros((len(vocabulary), len(mine)), np.float32)
    weights[places, np.repeat(np.arange(len(mine)), mine)] = new.sentence_values
    terms = np.concatenate([other.sentence_terms for other in others])
    values = np.concatenate([other.sentence_values for other in others])
    places = np.minimum(np.searchsorted(vocabulary, terms), len(vocabulary) - 1)
    known = np.flatnonzero(vocabulary[places] == terms)
    likeness = np.zeros((len(lengths), len(mine)), np.float32)
    if len(known):
        rows = np.repeat(np.arange(len(lengths)), lengths)[known]
        starts = np.flatnonzero(np.diff(rows, prepend=-1))
        products = weights[places[known]] * values[known, np.newaxis]
        likeness[rows[starts]] = np.add.reduceat(products, starts, axis=0)
    return likeness


def _least(one: Features, other: Features) -> float:
    """Return the likelihood without the meaning below which two articles have no link."""
    dated = all(article.earliest or article.latest for article in (one, other))
    return LEAST_LINK if dated else min(UNLIKELY, LEAST_LINK)


def _sums(values: NDArray[Any], lengths: Any) -> NDArray[np.float64]:
    """Return the sums of ``values`` over stretches of ``lengths``, some of which can be 0."""
    running = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    return np.asarray(np.diff(running[np.cumsum([0, *lengths])]))


def at(column: array[int], places: Places) -> NDArray[np.int32]:
    """Return what a column holds at ``places``."""
    return np.frombuffer(column, np.int32)[places]


def _logit(likelihood: float) -> float:
    return math.log(likelihood / (1 - likelihood))
