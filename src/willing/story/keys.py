"""What an article is found by, and which articles each of these keys finds."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from willing.story.profile import Features

SHARED = 2
"""Fewest heaviest terms in common for two articles to be compared."""

BAND = 6
"""Numbers of a sketch that must agree in a row: .7 alike is caught half the time, .9 always."""

Places = NDArray[np.int32]

_FIRST_BAND = 1 << 32


def keys(features: Features) -> list[int]:
    """Return the numbers of an article's heaviest terms, then those of its sketch's bands."""
    sketch = features.sketch
    bands = [
        _FIRST_BAND + (start << 32) + crc32(sketch[start : start + 4 * BAND])
        for start in range(0, len(sketch), 4 * BAND)
    ]
    return [*features.heaviest, *bands]


def is_band(key: int) -> bool:
    """Tell whether ``key`` is that of a band; one in common is enough to be compared."""
    return key >= _FIRST_BAND


def share_enough(one: Iterable[int], other: Iterable[int], far: bool) -> bool:
    """Tell whether two articles with these keys are to be compared; ``far`` apart, only copies."""
    shared = set(one).intersection(other)
    return any(map(is_band, shared)) or (not far and len(shared) >= SHARED)


class Postings:
    """The articles that hold each key, until more hold it than tells anything.

    ``common`` are the keys that too many hold, with how many do.
    """

    def __init__(self) -> None:
        self.common: dict[int, int] = {}
        self._held: dict[int, int | array[int]] = {}

    def add(self, key: int, place: int, most: int) -> list[int]:
        """Put ``place`` under ``key``; return all there if it is thereby more than ``most``."""
        if key in self.common:
            self.common[key] += 1
            return []
        held = self._held.get(key)
        if held is None:
            self._held[key] = place
            held = array("i", (place,))
        elif isinstance(held, int):
            self._held[key] = held = array("i", (held, place))
        else:
            held.append(place)
        if len(held) <= most:
            return []
        self.common[key] = len(held)
        del self._held[key]
        return held.tolist()

    def places(self, key: int) -> Places | None:
        """Return the places under ``key``, ``None`` for none or where it is common."""
        held = self._held.get(key)
        if held is None:
            return None
        return np.array(held, np.int32, ndmin=1)

    def items(self) -> Iterable[tuple[int, Places]]:
        """Return each key that isn't common, with its places."""
        return ((key, np.array(held, np.int32, ndmin=1)) for key, held in self._held.items())


def found(postings: Iterable[tuple[int, Places]]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return the places that enough of some keys hold, and which of them share a band."""
    terms, bands = [], []
    for key, places in postings:
        if is_band(key):
            terms += [places] * SHARED
            bands.append(places)
        else:
            terms.append(places)
    if not terms:
        return np.empty(0, np.intp), np.empty(0, np.bool_)
    near = np.flatnonzero(np.bincount(np.concatenate(terms)) >= SHARED)
    copies = np.isin(near, np.concatenate(bands)) if bands else np.zeros(len(near), np.bool_)
    return near, copies
