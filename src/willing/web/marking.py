"""An article's text cut into pieces, each saying which positions and which of their parts it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from willing.export.highlight import find
from willing.lexicon import load
from willing.model import Position

JUNK_LONGEST_WORDS = 40
"""Words of the longest line that may be matter to leave alone."""

_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words: ``positions`` are the numbers of those whose sentence they are in, ``roles`` what
    they are in them: actor, content, condition, source or cue; ``ends`` of whose sentence they
    are the last words."""

    text: str
    positions: tuple[int, ...]
    roles: tuple[str, ...]
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the article; ``kind`` is ``title``, ``quiet`` (no body) or ``body``."""

    kind: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    position: int
    role: str


def paragraphs(text: str, title: str | None, positions: Sequence[Position]) -> list[Paragraph]:
    """Return ``text`` line by line, blank lines left out, with every one of ``positions`` marked.

    Positions are numbered from 1.  The pieces' texts joined are the line.
    """
    marks = sorted(_marks(positions), key=lambda mark: mark.start)
    found = []
    for number, match in enumerate(_LINE.finditer(text)):
        if not match.group().strip():
            continue
        here = [one for one in marks if one.start < match.end() and one.end > match.start()]
        words = match.group().strip()
        kind = "body"
        if not here and (words == (title or "").strip() or (number == 0 and title is None)):
            kind = "title"
        elif not here and _quiet(words):
            kind = "quiet"
        found.append(Paragraph(kind, tuple(_cut(text, match.start(), match.end(), here))))
    return found


def _marks(positions: Sequence[Position]) -> Iterator[_Mark]:
    for number, position in enumerate(positions, 1):
        sentence = position.sentence
        yield _Mark(sentence.start, sentence.end, number, "")
        for role, words in _parts(position):
            at = find(sentence.text, words)
            if at >= 0:
                start = sentence.start + at
                yield _Mark(start, start + len(words), number, role)


def _parts(position: Position) -> Iterator[tuple[str, str]]:
    yield "content", position.action.text
    yield "actor", position.actor.text
    for condition in position.conditions:
        yield "condition", condition.text
    for link in position.attribution:
        yield "source", link.text
        if link.cue:
            yield "cue", link.cue


def _cut(text: str, start: int, end: int, marks: Sequence[_Mark]) -> Iterator[Piece]:
    edges = {start, end}
    for mark in marks:
        edges |= {max(start, mark.start), min(end, mark.end)}
    ordered = sorted(edges)
    for first, last in pairwise(ordered):
        over = [mark for mark in marks if mark.start <= first and mark.end >= last]
        whole = [mark for mark in over if not mark.role]
        yield Piece(
            text[first:last],
            tuple(mark.position for mark in whole),
            tuple(dict.fromkeys(mark.role for mark in over if mark.role)),
            tuple(mark.position for mark in whole if mark.end == last),
        )


def _quiet(words: str) -> bool:
    """Tell whether a line is matter that articles carry along: bylines, links, calls to share."""
    junk, byline = _patterns()
    if len(words.split()) > JUNK_LONGEST_WORDS:
        return False
    return bool(junk.search(words) or byline.match(words))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = load("lines")
    return _any(data["junk"], re.IGNORECASE), _any(data["byline"], re.NOFLAG)


def _any(patterns: Iterable[str], flags: re.RegexFlag) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), flags)
