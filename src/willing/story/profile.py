"""Article → Features: all that the comparison of two articles needs, worked out once."""

from __future__ import annotations

import datetime
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash  # type: ignore[import-untyped]

from willing.model import Article, Published
from willing.read import outlets
from willing.story import text as plain
from willing.story.weights import term, weight

Terms = NDArray[np.uint32]
Values = NDArray[np.float32]

HEAVIEST = 40
"""How many of an article's heaviest terms are looked up to find articles to compare it with."""

MEANT = 5
"""Sentences from the top, the title included, whose meanings stand for the article's."""

SHORTEST_MEANT = 5
"""Fewest words of a sentence whose meaning is compared; shorter ones are bylines and the like."""

LONGEST_ALIGNED = 40
"""Sentences of an article that are aligned; a live page's later hours repeat its first."""

SHINGLE = 5
"""Words in a row that make a shingle of the sketch."""

SKETCH = 48
"""Numbers in a sketch of the shingles."""

QUOTED = 3
"""Words in a row by which a quotation is known again, though a rewrite cut it short."""

_SEED = 20_250_124


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """What an article is compared by.

    ``opening`` are the sentences whose meaning is compared.  ``terms`` are the numbers of its
    words in rising order and ``values`` their weights, of unit
    length as a whole; the sentences' vectors follow each other in ``sentence_terms`` and
    ``sentence_values``, each up to its place in ``sentence_ends``.  ``heaviest`` are the terms
    that weigh most.  ``quoted`` are numbers of word sequences inside quotations, ``figures`` the
    amounts, ``days`` months and days named.  ``sketch`` is the MinHash
    of the shingles.  Without a date, ``earliest`` and ``latest`` are ``None``.
    """

    id: str
    title: str | None
    outlet: str | None
    origin: str | None
    published: Published
    opening: tuple[str, ...]
    terms: Terms
    values: Values
    heaviest: tuple[int, ...]
    sentence_terms: Terms
    sentence_values: Values
    sentence_ends: tuple[int, ...]
    quoted: frozenset[int]
    figures: frozenset[float]
    days: frozenset[tuple[int, int]]
    sketch: bytes

    @property
    def earliest(self) -> datetime.date | None:
        """The first day on which the article can have been published."""
        return self.published.date or self.published.earliest

    @property
    def latest(self) -> datetime.date | None:
        """The last day on which the article can have been published."""
        return self.published.date or self.published.latest


def features(article: Article) -> Features:
    """Return what ``article`` is compared by; nothing but the article goes into it."""
    sentences = plain.sentences(article.text)
    worded = [plain.words(sentence) for sentence in sentences]
    flat = [word for sentence in worded for word in sentence]
    terms, values = vector(flat)
    flat_terms, flat_values, ends = _sentence_vectors(worded[:LONGEST_ALIGNED])
    return Features(
        id=article.id,
        title=article.title,
        outlet=_canonical(article.outlet),
        origin=_canonical(article.origin),
        published=article.published,
        opening=_opening(article.title, sentences),
        terms=terms,
        values=values,
        heaviest=_heaviest(terms, values),
        sentence_terms=flat_terms,
        sentence_values=flat_values,
        sentence_ends=ends,
        quoted=_quoted(article.text),
        figures=plain.figures(article.text),
        days=plain.days(article.text),
        sketch=_sketch(flat),
    )


def vector(words: Iterable[str]) -> tuple[Terms, Values]:
    """Return the terms of ``words`` in rising order and their weights, together of length 1.

    A word weighs its rarity times one plus the logarithm of its count; unweighted words drop out.
    """
    weighed = {}
    for word, count in Counter(words).items():
        if rarity := weight(word):
            weighed[term(word)] = rarity if count == 1 else (1.0 + math.log(count)) * rarity
    rising = sorted(weighed)
    terms = np.array(rising, dtype=np.uint32)
    values = np.array([weighed[number] for number in rising], dtype=np.float32)
    length = float(np.sqrt(np.sum(values * values)))
    return terms, values / np.float32(length) if length else values


def _sentence_vectors(worded: list[list[str]]) -> tuple[Terms, Values, tuple[int, ...]]:
    vectors = [vector(sentence) for sentence in worded]
    vectors = [(terms, values) for terms, values in vectors if len(terms)]
    ends = np.cumsum([len(terms) for terms, _ in vectors])
    if not vectors:
        return np.empty(0, np.uint32), np.empty(0, np.float32), ()
    return (
        np.concatenate([terms for terms, _ in vectors]),
        np.concatenate([values for _, values in vectors]),
        tuple(int(end) for end in ends),
    )


def _heaviest(terms: Terms, values: Values) -> tuple[int, ...]:
    order = np.lexsort((terms, -values))[:HEAVIEST]
    return tuple(int(number) for number in np.sort(terms[order]))


def _opening(title: str | None, sentences: list[str]) -> tuple[str, ...]:
    top = [title, *sentences] if title and sentences[:1] != [title] else sentences
    meant = [sentence for sentence in top if len(sentence.split()) >= SHORTEST_MEANT]
    return tuple((meant or top)[:MEANT])


def _quoted(text: str) -> frozenset[int]:
    return frozenset(
        term(" ".join(quotation[start : start + QUOTED]))
        for quotation in plain.quotations(text)
        for start in range(len(quotation) - QUOTED + 1)
    )


def _canonical(name: str | None) -> str | None:
    if not name or not name.strip():
        return None
    return outlets.canonical(name) or " ".join(name.split())


def _sketch(flat: list[str]) -> bytes:
    shingles = [" ".join(flat[at : at + SHINGLE]) for at in range(len(flat) - SHINGLE + 1)]
    if not shingles:
        return b""
    sketch = RMinHash(SKETCH, _SEED)
    sketch.update(shingles)
    return np.array(sketch.digest(), dtype=np.uint32).tobytes()
