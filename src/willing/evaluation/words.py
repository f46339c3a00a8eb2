"""Words as they are compared: without case, marks and kinds of apostrophe."""

from __future__ import annotations

import re

_APOSTROPHES = str.maketrans({"\u2019": "'", "\u02bc": "'"})
_WORD = re.compile(r"[a-z0-9]+")


def straight(text: str) -> str:
    """Return ``text`` with straight apostrophes and single blanks."""
    return " ".join(text.translate(_APOSTROPHES).split())


def word_set(text: str) -> frozenset[str]:
    """Return the words of ``text``, in lower case."""
    return frozenset(_WORD.findall(straight(text).lower()))
