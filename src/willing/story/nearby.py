"""Which of many articles can retell the report of one: all of them at a glance, in columns.

What is found here is never the score itself: it only spares the comparison of two articles where
its outcome is certain.  It therefore errs on the side of comparing.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from willing.story.compare import (
    CLASH,
    DOUBT,
    LEAST_LINK,
    LEAST_WORDS,
    SAME_NEWS,
    SENTENCE_LEAD,
    UNLIKELY,
    best_case,
)
from willing.story.packed import columns, unpack
from willing.story.profile import Features, Terms, Values

Places = NDArray[np.intp]
Flags = NDArray[np.bool_]

NEVER, ALWAYS = -1_000_000, 10_000_000
"""The first and the last day of an article without dates, as numbers of days."""

_SLACK = 1e-3
_MASK = (1 << 16) - 1
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


class _Seen(NamedTuple):
    """The signs of one article and each of many others, as far as they are looked at first."""

    words: NDArray[np.float64]
    figures: NDArray[np.float64]
    clash: NDArray[np.float64]
    origin: NDArray[np.float64]
    apart: NDArray[np.float64]

    def at(self, places: Places) -> _Seen:
        """Return the signs of those at ``places``."""
        words, figures, clash, origin, days = (np.asarray(sign)[places] for sign in self)
        return _Seen(words, figures, clash, origin, days)

    def best(self, sentences: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the logits at the best that the signs not looked at can be."""
        return np.asarray(best_case(*self, sentences))


class Nearby:
    """Articles in columns, each under its place in the order in which they were put here."""

    def __init__(self) -> None:
        self.packed: list[bytes] = []
        self.first = array("i")
        self.last = array("i")
        self._terms: list[NDArray[np.uint16]] = []
        self._values: list[Values] = []
        self._lengths = array("i")
        self._counts = array("i")
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
        self._terms.append(_slots(looked_at.terms))
        self._lengths.append(len(looked_at.terms))
        self._counts.append(len(looked_at.figures))
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
        first, last = at(self.first, near), at(self.last, near)
        seen = _Seen(
            self._words(new, near),
            *self._amounts(new, near),
            self._origins(new, near, apart(span(new), first, last)),
            apart(span(new), first, last).astype(np.float64),
        )
        alike = (seen.words >= LEAST_WORDS - _SLACK) & (
            seen.best(seen.words + SENTENCE_LEAD) >= _logit(LEAST_LINK) - _SLACK
        )
        kept = np.flatnonzero(copies | alike)
        near, seen, copies = near[kept], seen.at(kept), copies[kept]
        best = seen.best(alignments(new, [self[place] for place in near.tolist()]))
        dated = _dated(first, last)[kept] & bool(new.earliest or new.latest)
        least = np.where(dated, _logit(LEAST_LINK), _logit(min(UNLIKELY, LEAST_LINK)))
        found: list[int] = near[copies | (best >= least - _SLACK)].tolist()
        return found

    def _keep(self, place: int, features: Features) -> None:
        self._unpacked[place] = features
        if len(self._unpacked) > _AT_HAND:
            del self._unpacked[next(iter(self._unpacked))]

    def _words(self, new: Features, near: Places) -> NDArray[np.float64]:
        """Return at least the cosine of the words of ``new`` and each article."""
        slots = _slots(new.terms)
        np.maximum.at(self._weights, slots, new.values)
        found = []
        for start in range(0, len(near), _AT_ONCE):
            part = near[start : start + _AT_ONCE]
            places = part.tolist()
            weights = self._weights[np.concatenate([self._terms[place] for place in places])]
            weights *= np.concatenate([self._values[place] for place in places])
            found.append(_sums(weights, at(self._lengths, part)))
        self._weights[slots] = 0
        return np.concatenate(found)

    def _amounts(
        self, new: Features, near: Places
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the signs ``figures`` and ``clash`` of ``new`` and each article."""
        others = np.concatenate([self._figures[place] for place in near.tolist()])
        known = np.zeros(len(others), np.bool_)
        for figure in new.figures:
            known |= others == figure
        counts = at(self._counts, near)
        shared = _sums(known, counts)
        counts = np.minimum(counts, len(new.figures))
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
        dated = _dated(at(self.first, near), at(self.last, near))
        same = one & dated & bool(new.earliest or new.latest) & (days <= SAME_NEWS)
        return np.where(other, -1.0, np.where(same, 1.0, 0.0))

    def _name(self, name: str | None) -> int:
        """Return the number of an outlet's name, 0 for none."""
        return self._names.setdefault(name, len(self._names) + 1) if name else 0


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
    found[places] = np.where(totals == mine.sum(), np.minimum(of_mine, of_theirs), shorter)
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


def _sums(values: NDArray[Any], lengths: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return the sums of ``values`` over stretches of ``lengths``, some of which can be 0."""
    found = np.zeros(len(lengths))
    filled = np.flatnonzero(lengths)
    if len(filled):
        starts = np.cumsum(lengths[filled]) - lengths[filled]
        found[filled] = np.add.reduceat(values, starts, dtype=np.float64)
    return found


def _slots(terms: Terms) -> NDArray[np.uint16]:
    """Return the places of terms in a table small enough to be fast; some share one."""
    return (terms & _MASK).astype(np.uint16)


def _dated(first: NDArray[np.int32], last: NDArray[np.int32]) -> Flags:
    return np.asarray((first > NEVER) | (last < ALWAYS))


def at(column: array[int], places: Places) -> NDArray[np.int32]:
    """Return what a column holds at ``places``."""
    return np.frombuffer(column, np.int32)[places]


def _logit(likelihood: float) -> float:
    return math.log(likelihood / (1 - likelihood))
