"""Chains of sources: is the whole way from the outlet to the mouth right?"""

from __future__ import annotations

from collections.abc import Sequence

from willing.evaluation.marks import Link
from willing.evaluation.words import word_set

LINKS = 2
"""The least number of sources that make a chain."""
_ARTICLES = frozenset({"the", "a", "an", "of"})


def same_chain(expected: Sequence[Link], found: Sequence[Link]) -> bool:
    """Tell whether each link's words overlap, its kind is the same, and the order too."""
    return len(expected) == len(found) and all(
        one.kind == other.kind and _overlap(one.text, other.text)
        for one, other in zip(expected, found, strict=True)
    )


def _overlap(one: str, other: str) -> bool:
    words, others = word_set(one), word_set(other)
    return bool(words & others - _ARTICLES) or words == others
