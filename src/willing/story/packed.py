"""Features and meanings ↔ bytes: how the index keeps them, in memory and on disk."""

from __future__ import annotations

import datetime
import json
import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from willing.model import DateBasis, Published
from willing.story.profile import Features, Terms, Values

Meanings = NDArray[np.float16]

_HEAD = struct.Struct("<10I")


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """What of an article is looked at first, read in place out of its bytes."""

    terms: Terms
    values: Values
    figures: NDArray[np.float64]


def pack(features: Features) -> bytes:
    """Return ``features`` as bytes, the same on every machine for the same features."""
    published = features.published
    words = json.dumps(
        [
            features.id,
            features.title,
            features.outlet,
            features.origin,
            [_text(day) for day in (published.date, published.earliest, published.latest)],
            published.basis.value,
            features.opening,
        ]
    ).encode()
    days = np.array(sorted(features.days), np.uint8)
    parts = [
        np.array(sorted(features.figures), "<f8").tobytes(),
        features.terms.astype("<u4").tobytes(),
        features.values.astype("<f4").tobytes(),
        features.sentence_terms.astype("<u4").tobytes(),
        features.sentence_values.astype("<f4").tobytes(),
        np.array(features.sentence_ends, "<u4").tobytes(),
        np.array(features.heaviest, "<u4").tobytes(),
        np.array(sorted(features.quoted), "<u4").tobytes(),
        days.tobytes(),
        features.sketch,
    ]
    return b"".join((_HEAD.pack(*map(len, parts)), *parts, words))


def unpack(packed: bytes) -> Features:
    """Return the features that ``pack`` made into bytes; their arrays are read in place."""
    parts, end = _parts(packed)
    figures, terms, values, sentence_terms, sentence_values, ends, heaviest, quoted, days, _ = parts
    name, title, outlet, origin, dates, basis, opening = json.loads(packed[end:])
    date, earliest, latest = map(_day, dates)
    return Features(
        id=name,
        title=title,
        outlet=outlet,
        origin=origin,
        published=Published(date, earliest, latest, DateBasis(basis)),
        opening=tuple(opening),
        terms=_numbers(packed, terms),
        values=_weights(packed, values),
        heaviest=tuple(_numbers(packed, heaviest).tolist()),
        sentence_terms=_numbers(packed, sentence_terms),
        sentence_values=_weights(packed, sentence_values),
        sentence_ends=tuple(_numbers(packed, ends).tolist()),
        quoted=frozenset(_numbers(packed, quoted).tolist()),
        figures=frozenset(_amounts(packed, figures).tolist()),
        days=frozenset(zip(packed[days][::2], packed[days][1::2], strict=True)),
        sketch=packed[parts[-1]],
    )


def columns(packed: bytes) -> Columns:
    """Return what is looked at first, without unpacking the rest."""
    (figures, terms, values, *_), _ = _parts(packed)
    return Columns(_numbers(packed, terms), _weights(packed, values), _amounts(packed, figures))


def pack_meanings(meanings: Meanings) -> bytes:
    """Return the sentences' vectors as bytes."""
    return struct.pack("<2I", *meanings.shape) + meanings.astype("<f2").tobytes()


def unpack_meanings(packed: bytes) -> Meanings:
    """Return the vectors that ``pack_meanings`` made into bytes."""
    return np.frombuffer(packed, "<f2", offset=8).reshape(struct.unpack_from("<2I", packed))


def _parts(packed: bytes) -> tuple[list[slice], int]:
    slices = []
    start = _HEAD.size
    for length in _HEAD.unpack_from(packed):
        slices.append(slice(start, start + length))
        start += length
    return slices, start


def _numbers(packed: bytes, part: slice) -> NDArray[np.uint32]:
    return np.frombuffer(packed, "<u4", (part.stop - part.start) // 4, part.start)


def _weights(packed: bytes, part: slice) -> NDArray[np.float32]:
    return np.frombuffer(packed, "<f4", (part.stop - part.start) // 4, part.start)


def _amounts(packed: bytes, part: slice) -> NDArray[np.float64]:
    return np.frombuffer(packed, "<f8", (part.stop - part.start) // 8, part.start)


def _text(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
