"""How telling a word is: a fixed background, so that no article's weight hangs on the others.

The background is the vocabulary of the shipped sentence encoder, which lists its words from the
most to the least frequent in English.  By Zipf's law a word's rank stands for its frequency, so
the logarithm of the rank does the work of the inverse document frequency, and an article's
vector is the same whatever else is in the ledger and whenever it arrived.
"""

from __future__ import annotations

import json
import math
from functools import lru_cache
from importlib.resources import files
from zlib import crc32

FIRST_RANK = 5.0
"""The rank that weighs nothing; words as frequent as the articles carry no news."""

RAREST_RANK = 35_000
"""The rank given to words that the background doesn't list: beyond its last."""


@lru_cache(maxsize=1 << 16)
def term(word: str) -> int:
    """Return the number that stands for ``word``, the same on every machine and in every run."""
    return crc32(word.encode())


@lru_cache(maxsize=1 << 16)
def weight(word: str) -> float:
    """Return how telling ``word`` is, from 0 (in every text) to about 9 (in hardly any)."""
    ranks = _ranks()
    rank = min(ranks.get(word, RAREST_RANK), ranks.get(word + "s", RAREST_RANK))
    return max(0.0, math.log(rank / FIRST_RANK))


@lru_cache(maxsize=1)
def _ranks() -> dict[str, int]:
    source = files("willing") / "data" / "encoder" / "tokenizer.json"
    vocabulary = json.loads(source.read_text(encoding="utf-8"))["model"]["vocab"]
    first = int(vocabulary["the"])
    return {
        word: number - first + 1
        for word, number in vocabulary.items()
        if number >= first and not word.startswith("##")
    }
