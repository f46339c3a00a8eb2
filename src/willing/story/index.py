"""The articles so far, so that a new one finds those that may retell the same report.

Two articles are compared where they share two of their forty heaviest terms, or a band of their
sketches.  Terms that more than ``COMMON`` articles hold among their heaviest tell nothing there
and don't count.  All of that is decided by which articles there are, never by their order: when
a term becomes common, the links that hung on it go.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable
from concurrent.futures import Executor
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from willing.story import cluster
from willing.story.compare import (
    CLASH,
    DOUBT,
    LEAST_LINK,
    LEAST_WORDS,
    SAME_NEWS,
    TOO_FAR,
    Encode,
    Meanings,
    best_case,
    comparable,
    days_apart,
    meanings,
    measure,
    shipped_encoder,
)
from willing.story.profile import Features
from willing.story.report import Report, report

SHARED = 2
"""Fewest heaviest terms in common for two articles to be compared."""

COMMON = 1000
"""Articles that hold a term among their heaviest, beyond which it tells nothing."""

BAND = 6
"""Numbers of a sketch that must agree in a row: .7 alike is caught half the time, .9 always."""

TOGETHER = 0.45
"""Mean score of the pairs between two groups from which they are one report.

The least within .01 of the best mean pair F1 that bench/story.py fit finds on its material; the
least, since pairs that aren't compared count as 0 and larger groups have more of them.
"""

Numbers = NDArray[np.int32]
Key = tuple[int, bool]
"""The number that stands for a term or a band, and whether it is a band."""

_SLACK = 1e-4
_MASK = (1 << 20) - 1


class Index:
    """Articles and the links between them; what it answers hangs on the set, not on the order."""

    def __init__(self, encode: Encode | None = None, executor: Executor | None = None) -> None:
        """Begin without articles.

        ``encode`` turns a text into a vector of length 1; by default the shipped encoder does.  It
        is called in the threads of ``executor``, where one is given.
        """
        self._encode = encode
        self._executor = executor
        self._features: list[Features] = []
        self._numbers: dict[str, int] = {}
        self._postings: dict[int, array[int]] = {}
        self._common: set[Key] = set()
        self._meanings: dict[str, Meanings] = {}
        self._links: dict[str, dict[str, int]] = {}
        self._names: dict[str, int] = {}
        self._origin = array("i")
        self._outlet = array("i")
        self._dated = array("b")
        self._figures = array("i")
        self._with_figure: dict[float, array[int]] = {}
        self._first = array("i")
        self._last = array("i")
        self._table = np.zeros(_MASK + 1, np.int32)
        self._groups: dict[str, tuple[str, ...]] = {}
        self._stale: set[str] = set()

    def __len__(self) -> int:
        """How many articles there are."""
        return len(self._features)

    @property
    def meant(self) -> int:
        """How many articles had their sentences' meanings worked out."""
        return len(self._meanings)

    def __contains__(self, article_id: str) -> bool:
        """Whether an article is there."""
        return article_id in self._numbers

    def __getitem__(self, article_id: str) -> Features:
        """Return the features of an article that is there."""
        return self._features[self._numbers[article_id]]

    def add(self, new: Features) -> None:
        """Take in an article; one that is there already changes nothing."""
        if new.id in self._numbers:
            return
        links = {}
        for other in self.candidates(new):
            value = round(measure(new, other, self._meanings_of).total * cluster.ONE)
            if value >= LEAST_LINK * cluster.ONE:
                links[other.id] = value
        self._links[new.id] = links
        for other_id, value in links.items():
            self._links[other_id][new.id] = value
        self._stale.update((new.id, *links))
        self._enter(new)

    def candidates(self, new: Features) -> list[Features]:
        """Return the articles that ``new`` is to be compared with, in the order of their ids."""
        terms, bands = self._found(new)
        if not terms:
            return []
        near = np.flatnonzero(np.bincount(np.concatenate(terms)) >= SHARED)
        copies = np.concatenate(bands) if bands else np.empty(0, np.int32)
        apart = self._apart(new, near)
        copy = np.isin(near, copies)
        kept = (apart <= TOO_FAR) | copy
        near, apart, copy = near[kept], apart[kept], copy[kept]
        found = (self._features[n] for n in near[copy | self._promising(new, near, apart)])
        return sorted(
            (other for other in found if other.id != new.id and comparable(new, other)),
            key=lambda other: other.id,
        )

    def link(self, one: str, other: str) -> float:
        """Return the score of two articles that are there, 0 where they weren't compared."""
        return self._links[one].get(other, 0) / cluster.ONE

    def report_of(self, article_id: str) -> Report:
        """Return the report that one article retells."""
        self._refresh()
        return report([self[member] for member in self._groups[article_id]])

    def reports(
        self,
        apart: Iterable[tuple[str, str]] = (),
        together: Iterable[tuple[str, str]] = (),
    ) -> list[Report]:
        """Return the reports that the articles retell, in the order of their ids.

        A person's word goes before the machine's: the articles of each pair in ``apart`` are never
        one report by their likeness, those of each pair in ``together`` always are.
        """
        apart, together = list(apart), list(together)
        if apart or together:
            return self._judged(apart, together)
        self._refresh()
        return self._reports(set(self._groups.values()))

    def _reports(self, groups: Iterable[tuple[str, ...]]) -> list[Report]:
        found = (report([self[article_id] for article_id in members]) for members in groups)
        return sorted(found, key=lambda one: one.id)

    def _refresh(self) -> None:
        """Group anew only what newcomers and lost links touch."""
        touched = set(self._stale)
        for article_id in self._stale:
            touched.update(self._groups.get(article_id, ()))
        for names in self._reached(touched):
            for members in cluster.groups(names, self._links, TOGETHER):
                self._groups.update(dict.fromkeys(members, members))
        self._stale.clear()

    def _reached(self, touched: set[str]) -> list[list[str]]:
        names = set(touched)
        waiting = list(touched)
        while waiting:
            for other in self._links[waiting.pop()]:
                if other not in names:
                    names.add(other)
                    waiting.append(other)
        return cluster.components(names, self._links)

    def _judged(
        self, apart: list[tuple[str, str]], together: list[tuple[str, str]]
    ) -> list[Report]:
        links = {name: dict(others) for name, others in self._links.items()}
        strongest = len(self) ** 2 * cluster.ONE
        for pairs, value in ((together, strongest), (apart, -2 * strongest)):
            for one, other in pairs:
                if one in links and other in links:
                    links[one][other] = links[other][one] = value
        groups: set[tuple[str, ...]] = set()
        for names in cluster.components(links, links):
            groups.update(cluster.groups(names, links, TOGETHER))
        return self._reports(groups)

    def _meanings_of(self, article: Features) -> Meanings:
        found = self._meanings.get(article.id)
        if found is None:
            found = meanings(article, self._encode or shipped_encoder(), self._executor)
            self._meanings[article.id] = found
        return found

    def _found(self, new: Features) -> tuple[list[Numbers], list[Numbers]]:
        """Return the articles found by each key of ``new``, and by each band of its sketch."""
        terms, bands = [], []
        for key, is_band in _keys(new):
            if posting := self._postings.get(key):
                numbers = np.frombuffer(posting, np.int32).copy()
                terms += [numbers] * (SHARED if is_band else 1)
                bands += [numbers] * is_band
        return terms, bands

    def _apart(self, new: Features, near: NDArray[np.intp]) -> NDArray[np.int64]:
        """Return the least number of days between ``new`` and each article of ``near``."""
        first = np.frombuffer(self._first, np.int32)[near].astype(np.int64)
        last = np.frombuffer(self._last, np.int32)[near].astype(np.int64)
        earliest, latest = _days(new)
        return np.maximum(np.maximum(earliest - last, first - latest), 0)

    def _promising(
        self, new: Features, near: NDArray[np.intp], apart: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Tell which ``comparable`` can let through; it decides, this only spares it the work."""
        if not len(near):
            return np.zeros(0, np.bool_)
        words = self._cosines(new, near)
        shared = self._shared_figures(new)[near]
        counts = np.minimum(np.frombuffer(self._figures, np.int32)[near], len(new.figures))
        figures = np.where(counts > 0, shared / (counts + DOUBT), 0.0)
        clash = np.where(shared > 0, 0, np.minimum(counts, CLASH)) / CLASH
        best = best_case(words, figures, clash, self._origins(new, near, apart), apart)
        least = math.log(LEAST_LINK / (1 - LEAST_LINK)) - _SLACK
        return np.asarray((best >= least) & (words >= LEAST_WORDS - _SLACK))

    def _shared_figures(self, new: Features) -> NDArray[np.intp]:
        postings = [
            np.frombuffer(posting, np.int32)
            for figure in new.figures
            if (posting := self._with_figure.get(figure))
        ]
        found = np.concatenate(postings) if postings else np.empty(0, np.int32)
        return np.bincount(found, minlength=len(self))

    def _origins(
        self, new: Features, near: NDArray[np.intp], apart: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Return the sign ``origin`` of each article of ``near``, as the comparison of two does."""
        origin = np.frombuffer(self._origin, np.int32)[near]
        outlet = np.frombuffer(self._outlet, np.int32)[near]
        mine, printed = self._name(new.origin), self._name(new.outlet)
        if mine:
            one = (origin == mine) | (outlet == mine) | ((origin > 0) & (origin == printed))
            other = (origin > 0) & (origin != mine)
        else:
            one = (origin > 0) & (origin == printed)
            other = (origin == 0) & (outlet > 0) & (outlet == printed)
        dated = np.frombuffer(self._dated, np.int8)[near] * bool(new.earliest or new.latest)
        same = one & (dated > 0) & (apart <= SAME_NEWS)
        return np.where(other, -1.0, np.where(same, 1.0, 0.0))

    def _name(self, name: str | None) -> int:
        """Return the number of an outlet's name, 0 for none."""
        return self._names.setdefault(name, len(self._names) + 1) if name else 0

    def _cosines(self, new: Features, near: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return the cosine of the words of ``new`` and each article, up to a rounding error."""
        others = [self._features[number] for number in near]
        lengths = np.array([len(other.terms) for other in others])
        terms = np.concatenate([other.terms for other in others])
        values = np.concatenate([other.values for other in others])
        rows = np.repeat(np.arange(len(others)), lengths)
        weights = (self._weights(new, terms) * values).astype(np.float64)
        return np.asarray(np.bincount(rows, weights, len(others)), np.float64)

    def _weights(self, new: Features, terms: NDArray[np.uint32]) -> NDArray[np.float32]:
        """Return the weight in ``new`` of each of ``terms``."""
        slots = (new.terms & _MASK).astype(np.intp)
        if len(np.unique(slots)) < len(slots):
            places = np.minimum(np.searchsorted(new.terms, terms), len(new.terms) - 1)
        else:
            self._table[slots] = np.arange(len(slots))
            places = self._table[(terms & _MASK).astype(np.intp)]
            self._table[slots] = 0
        return np.where(new.terms[places] == terms, new.values[places], np.float32(0))

    def _enter(self, new: Features) -> None:
        number = len(self._features)
        self._features.append(new)
        self._numbers[new.id] = number
        earliest, latest = _days(new)
        self._first.append(earliest)
        self._last.append(latest)
        self._dated.append(bool(new.earliest or new.latest))
        self._origin.append(self._name(new.origin))
        self._outlet.append(self._name(new.outlet))
        self._figures.append(len(new.figures))
        for figure in new.figures:
            self._with_figure.setdefault(figure, array("i")).append(number)
        for key in _keys(new):
            if key in self._common:
                continue
            posting = self._postings.setdefault(key[0], array("i"))
            posting.append(number)
            if len(posting) > COMMON:
                self._common.add(key)
                del self._postings[key[0]]
                self._drop_links(posting)

    def _drop_links(self, posting: array[int]) -> None:
        """Drop the links among the articles of ``posting`` that no longer share enough."""
        for number in posting:
            article = self._features[number]
            for other_id in list(self._links[article.id]):
                if not self._share_enough(article, self[other_id]):
                    del self._links[article.id][other_id]
                    del self._links[other_id][article.id]
                    self._stale.update((article.id, other_id))

    def _share_enough(self, one: Features, other: Features) -> bool:
        """Tell whether ``candidates`` would find one of two articles for the other."""
        keys = set(_keys(other)) - self._common
        shared = [is_band for key, is_band in _keys(one) if (key, is_band) in keys]
        if any(shared):
            return True
        return len(shared) >= SHARED and days_apart(one, other) <= TOO_FAR


def reports(articles: Iterable[Features], encode: Encode | None = None) -> list[Report]:
    """Return the reports that ``articles`` retell, in the order of their ids."""
    index = Index(encode)
    for article in articles:
        index.add(article)
    return index.reports()


def _keys(features: Features) -> list[Key]:
    """Return what an article is found by: its heaviest terms, and the bands of its sketch."""
    bands = [
        ((1 << 32) + (start << 32) + crc32(features.sketch[start : start + 4 * BAND]), True)
        for start in range(0, len(features.sketch), 4 * BAND)
    ]
    return [(number, False) for number in features.heaviest] + bands


def _days(features: Features) -> tuple[int, int]:
    earliest, latest = features.earliest, features.latest
    return (
        earliest.toordinal() if earliest else -1_000_000,
        latest.toordinal() if latest else 10_000_000,
    )
