"""How telling a word is: a fixed background, so that no article's weight hangs on the others.

The background is the vocabulary of the shipped sentence encoder, which lists its words from the
most to the least frequent in English.  By Zipf's law a word's rank stands for its frequency, so
the logarithm of the rank does the work of the inverse document frequency, and an article's
vector is the same whatever else is in the ledger and whenever it arrived.

Two reports on one negotiation share its cast, however different their news.  Words that name
actors known to the lexicons (countries, leaders, organisations, offices) therefore count less.
"""

from __future__ import annotations

import json
import math
from functools import lru_cache
from importlib.resources import files
from typing import Any
from zlib import crc32

from willing.lexicon import load
from willing.story import text as plain

FIRST_RANK = 5.0
"""The rank that weighs nothing; words as frequent as the articles carry no news."""

RAREST_RANK = 35_000
"""The rank given to words that the background doesn't list: beyond its last."""

CAST = 0.5
"""Share of its weight that a word keeps which names an actor of the lexicons."""

_NAMES = ("name", "names", "also", "family", "demonyms", "people", "capitals", "seats")


@lru_cache(maxsize=1 << 16)
def term(word: str) -> int:
    """Return the number that stands for ``word``, the same on every machine and in every run."""
    return crc32(word.encode())


@lru_cache(maxsize=1 << 16)
def weight(word: str) -> float:
    """Return how telling ``word`` is, from 0 (in every text) to about 9 (in hardly any)."""
    ranks = _ranks()
    rank = min(ranks.get(word, RAREST_RANK), ranks.get(word + "s", RAREST_RANK))
    rarity = max(0.0, math.log(rank / FIRST_RANK))
    return rarity * CAST if word in _cast() else rarity


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


@lru_cache(maxsize=1)
def _cast() -> frozenset[str]:
    """Return the words in the names of the lexicons' actors and their offices."""
    entries = [entry for name in ("countries", "organisations", "people") for entry in _load(name)]
    strings = [words for titles in _load("offices").values() for words in titles]
    for entry in entries:
        for key in _NAMES:
            given = entry.get(key) or ()
            strings += [given] if isinstance(given, str) else given
    return frozenset(word for words in strings for word in plain.words(words))


def _load(name: str) -> Any:
    return load(name, "actors")
