"""One thing in a text that bears on the day on which it was published."""

from __future__ import annotations

import re
from dataclasses import dataclass

from willing.temporal.windows import Windows

_END = re.compile(r"[.!?][\"”’)]*\s+(?=[A-Z\"“‘0-9])|\n+")
_SHORTENED = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|St|No|Gen|Col|Sen|Gov|Lt|Jan|Feb|Aug|Sept|Oct|Nov"
                        r"|Dec)|\b[A-Z])\.\s+$")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clue:
    """The days that some ``words`` leave for publication, and why.

    A ``firm`` clue is a fact about the words; one that isn't gives way where it contradicts others.
    ``fresh`` are days that the text tells as news.
    """

    words: str
    because: str
    windows: Windows
    firm: bool = True
    fresh: bool = False


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the offsets of the sentences and lines of ``text``, ends exclusive."""
    found, start = [], 0
    for match in _END.finditer(text):
        if _SHORTENED.search(text[max(start, match.start() - 6) : match.end()]):
            continue
        found.append((start, match.end()))
        start = match.end()
    found.append((start, len(text)))
    return [(start, end) for start, end in found if text[start:end].strip()]
