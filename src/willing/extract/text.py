"""Make text easy to read for a program without losing where each character stood."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_APOSTROPHES = dict.fromkeys("\u2018\u2019\u201b\u02bc\u02b9\u2032\u00b4\uff07", "'")
_QUOTES = dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02", '"')
_DASHES = dict.fromkeys("\u2010\u2011\u2012", "-") | dict.fromkeys("\u2013\u2014\u2015", "\u2014")
_SPACES = dict.fromkeys(
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u202f\u205f\u3000\t",
    " ",
)
_REPLACED = _APOSTROPHES | _QUOTES | _DASHES | _SPACES
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")


@dataclass(frozen=True, slots=True)
class PlainText:
    """Text in plain characters; ``offsets[i]`` is where ``text[i]`` stood in the original.

    ``offsets`` has one entry more than ``text``: the original's length.
    """

    text: str
    offsets: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the original's offsets for ``text[start:end]``; an empty span stays empty."""
        if end <= start:
            return self.offsets[start], self.offsets[start]
        return self.offsets[start], self.offsets[end]


def plain(original: str) -> PlainText:
    """Return ``original`` with plain quotes, dashes, spaces and composed letters."""
    if original.isascii() and "\t" not in original:
        return PlainText(original, tuple(range(len(original) + 1)))
    characters: list[str] = []
    offsets: list[int] = []
    for position, character in enumerate(original):
        if character in _INVISIBLE:
            continue
        if unicodedata.combining(character) and characters:
            composed = unicodedata.normalize("NFC", characters[-1] + character)
            if len(composed) == 1:
                characters[-1] = composed
                continue
        characters.append(_REPLACED.get(character, character))
        offsets.append(position)
    offsets.append(len(original))
    return PlainText("".join(characters), tuple(offsets))
