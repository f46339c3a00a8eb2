"""What stands around a plain text's body: its title, its outlet and the day it appeared."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from willing.model import UNDATED, DateBasis, Published
from willing.read import dates, outlets

MAX_TITLE_CHARACTERS = 180
"""Longest headline; those of live pages reach 150."""

MAX_STAMP_CHARACTERS = 90
"""Longest line that is only a place, an outlet or a date."""

HEAD_LINES = 8
"""Lines from the top among which a byline, dateline or date stamp stands."""

FOOT_LINES = 3
"""Lines from the end among which a byline or copyright line stands."""

_WORD = r"[^\W\d_][\w’'&.-]*"
_PLACE = r"[A-ZÀ-Ý][\w.’' -]{1,40}"
_PLACE_AND_OUTLET = re.compile(rf"^(?P<place>{_PLACE})\s*[•·]\s*(?P<outlet>[^•·|]{{2,40}})$")
_BYLINE = re.compile(
    r"^(?:By|Written by|Reporting by)\s+(?P<author>[^|•·,]{2,80}?)\s*(?P<mark>[|•·]|,|\bfor\b)\s*"
    r"(?P<outlet>[^|•·]{2,60})$"
)
_DATELINE = re.compile(
    rf"^(?P<place>[A-ZÀ-Ý][A-ZÀ-Ý.’' /-]+(?:,\s+{_WORD}(?:\s{_WORD})?)??)"
    r"(?:,\s+(?P<date>[A-Z][a-z]{2,8}\.?(?:\s\d{1,2})?(?:,?\s\d{4})?|\d{1,2}\s[A-Z][a-z]{2,8}\.?"
    r"(?:,?\s\d{4})?))?"
    r"\s*(?:\((?P<outlet>[^()]{2,40})\))?\s*(?P<dash>[-–—:.])+\s"
)
_COPYRIGHT = re.compile(
    r"^(?:Copyright|\(c\)|©)[\s©,]*(?:\(c\)\s*)?(?:\d{4}(?:-\d{4})?,?\s+)?(?P<outlet>[^.,©]{2,60})"
    r"(?:[.,].*)?$",
    re.IGNORECASE,
)
_STAMP_WORDS = re.compile(
    r"^(?:(?:first\s+)?published|posted|updated|last\s+updated|date|issued|released)"
    r"(?:\s+(?:on|at))?\s*:?\s+",
    re.IGNORECASE,
)
_AFTER_STAMP = re.compile(
    r"\s*[|•·].*$|,?\s*\(?(?:modified|updated|last\s+updated|edited)\b.*$", re.IGNORECASE
)
_ENDS_AS_SENTENCE = re.compile(r"[.;,:]['\"”’)]*$")
_ABBREVIATION = re.compile(r"\b(?:[A-Z]\.)+['\"”’)]*$")


@dataclass(frozen=True, slots=True)
class Frame:
    """The title, outlet and day of publication that a text itself gives."""

    title: str | None
    outlet: str | None
    published: Published


def frame(text: str, today: datetime.date | None = None) -> Frame:
    """Return what ``text`` says of itself; ``None`` and ``UNDATED`` where it doesn't."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    title = _title(lines)
    head = lines[:HEAD_LINES]
    outlet: str | None = None
    published = UNDATED
    for line in head if title is None else head[1:]:
        found_outlet, found_date = _from_line(line, today)
        outlet = outlet or found_outlet
        published = found_date if published == UNDATED else published
    for line in lines[HEAD_LINES:][-FOOT_LINES:]:
        outlet = outlet or _byline(line) or _copyright(line)
    return Frame(title, outlet, published)


def _title(lines: list[str]) -> str | None:
    """Return the first line where it is short, no sentence, and longer lines follow."""
    if len(lines) < 2:
        return None
    first = lines[0]
    is_sentence = _ENDS_AS_SENTENCE.search(first) and not _ABBREVIATION.search(first)
    if len(first) > MAX_TITLE_CHARACTERS or is_sentence or not re.search(r"[^\W\d_]{2}", first):
        return None
    if _PLACE_AND_OUTLET.match(first) or _byline(first) or _is_stamp(first):
        return None
    if first.startswith(("By ", "http://", "https://", "-", "*", "•")):
        return None
    longer = (line for line in lines[1:] if len(line) > min(len(first), 60))
    return first if any(re.search(r"[.!?…]", line) for line in longer) else None


def _is_stamp(line: str) -> bool:
    return dates.published(_STAMP_WORDS.sub("", line), DateBasis.TEXT) != UNDATED


def _from_line(line: str, today: datetime.date | None) -> tuple[str | None, Published]:
    if match := _PLACE_AND_OUTLET.match(line):
        return _named(match["outlet"]), UNDATED
    if (outlet := _byline(line)) or (outlet := _copyright(line)):
        return outlet, UNDATED
    if match := _DATELINE.match(line[:MAX_TITLE_CHARACTERS]):
        return _dateline(match, today)
    if len(line) > MAX_STAMP_CHARACTERS:
        return None, UNDATED
    words = _AFTER_STAMP.sub("", _STAMP_WORDS.sub("", line.strip("*_ ")))
    published = dates.published(words, DateBasis.TEXT, today)
    if published != UNDATED:
        return None, published
    before, _, after = words.partition(", ")
    published = dates.published(after, DateBasis.TEXT, today)
    if published == UNDATED:
        return None, UNDATED
    return (before if _like_an_outlet(before) else None), published


def _dateline(match: re.Match[str], today: datetime.date | None) -> tuple[str | None, Published]:
    words = match["date"] or ""
    published = dates.published(words, DateBasis.TEXT, today) if words else UNDATED
    if not match["outlet"] and not words and match["dash"] not in "-–—":
        return None, UNDATED
    return (_named(match["outlet"]) if match["outlet"] else None), published


def _byline(line: str) -> str | None:
    match = _BYLINE.match(line) if len(line) <= MAX_STAMP_CHARACTERS else None
    if not match:
        return None
    name = match["outlet"].strip()
    sure = match["mark"] in "|•·" or _like_an_outlet(name)
    return _named(name) if sure else None


def _copyright(line: str) -> str | None:
    match = _COPYRIGHT.match(line) if len(line) <= MAX_STAMP_CHARACTERS else None
    return _named(match["outlet"]) if match and _like_an_outlet(match["outlet"].strip()) else None


def _like_an_outlet(words: str) -> bool:
    known = outlets.canonical(words) is not None
    return known or re.fullmatch(outlets.OUTLET_LIKE, words) is not None


def _named(words: str) -> str | None:
    name = " ".join(words.split()).strip(" .,;:")
    if not re.search(r"[A-ZÀ-Ý]", name) or dates.published(name, DateBasis.TEXT) != UNDATED:
        return None
    return outlets.canonical(name) or name
