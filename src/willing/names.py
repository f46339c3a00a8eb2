"""Names made comparable: without accents, case, punctuation or double spaces."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """Return ``name`` in a form in which two spellings of the same name are equal."""
    decomposed = unicodedata.normalize("NFKD", name)
    plain = "".join(
        character if character.isalnum() else " "
        for character in decomposed
        if not unicodedata.combining(character) and character not in "'’ʼ"
    )
    return " ".join(plain.casefold().split())
