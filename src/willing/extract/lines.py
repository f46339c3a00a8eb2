"""What each line of an article is: its title, body to be read, or matter to leave alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from willing.lexicon import load

JUNK_LONGEST_WORDS = 40
HEADING_LONGEST_WORDS = 16
TITLE_LONGEST_WORDS = 28
_ENDS_SENTENCE = re.compile(r"[.!?…][\"')\]]*\s*$")
_LINE = re.compile(r"[^\n]+")


class Role(Enum):
    """What a line is for."""

    TITLE = "title"
    HEADING = "heading"
    JUNK = "junk"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of plain text, ``start`` and ``end`` leaving out stamps, bullets and datelines.

    ``speaker`` is the name before a colon in a transcript, ``None`` elsewhere.
    """

    start: int
    end: int
    role: Role
    speaker: str | None = None


class LineReader:
    """Tells lines apart by the patterns of ``data/lexicon/lines.yaml``."""

    def __init__(self) -> None:
        """Compile the patterns."""
        data = load("lines")
        self._junk = _any(data["junk"], re.IGNORECASE)
        self._byline = _any(data["byline"])
        self._stamp = _any(data["stamp"], re.IGNORECASE)
        self._speaker = re.compile(data["speaker"])
        self._dateline = re.compile(data["dateline"])

    def lines(self, text: str, title: str | None = None) -> list[Line]:
        """Return the lines of ``text`` in order, blank ones left out."""
        found = [match for match in _LINE.finditer(text) if match.group().strip()]
        result = []
        for number, match in enumerate(found):
            words = match.group().strip()
            role = self._role(words, first=number == 0, only=len(found) == 1, title=title)
            start, end = match.start(), match.end()
            speaker = None
            if role is Role.BODY:
                start, speaker = self._body_start(match.group(), start)
            result.append(Line(start, end, role, speaker))
        return result

    def _role(self, words: str, *, first: bool, only: bool, title: str | None) -> Role:
        length = len(words.split())
        if title and words == title.strip():
            return Role.TITLE
        if length <= JUNK_LONGEST_WORDS and self._junk.search(words):
            return Role.JUNK
        if self._byline.match(words) and length <= HEADING_LONGEST_WORDS:
            return Role.JUNK
        if _ENDS_SENTENCE.search(words) or words.endswith((":", ";", ",")) or only:
            return Role.BODY
        if first and length <= TITLE_LONGEST_WORDS:
            return Role.TITLE
        stamped = self._stamp.match(words)
        if stamped and stamped.end() and length > 4:
            return Role.BODY
        if self._speaker.match(words):
            return Role.BODY
        return Role.HEADING if length <= HEADING_LONGEST_WORDS else Role.BODY

    def _body_start(self, words: str, start: int) -> tuple[int, str | None]:
        speaker = None
        offset = len(words) - len(words.lstrip())
        for pattern in (self._stamp, self._dateline, self._speaker):
            match = pattern.match(words[offset:])
            if not match or match.end() >= len(words) - offset:
                continue
            if pattern is self._dateline and not _is_dateline(match):
                continue
            if pattern is self._speaker:
                speaker = match.group().rstrip(": ")
            offset += match.end()
        return start + offset, speaker


def _is_dateline(match: re.Match[str]) -> bool:
    place = match["place"]
    return bool((match["when"] or "").strip(", ()") or match["agency"] or place.isupper())


def _any(patterns: list[str], flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), flags)
