"""Find the words in a text that say when."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from willing.temporal.patterns import PATTERNS
from willing.temporal.words import any_of, lexicon, plain


class Kind(StrEnum):
    """How an expression says when."""

    DATE = "date"
    WEEKDAY = "weekday"
    PIECE = "piece"
    CALENDAR = "calendar"
    SHIFT = "shift"
    SPAN = "span"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Expression:
    """Words that say when, at characters ``start`` to ``end`` (exclusive), and what they say.

    ``kind`` decides which of the other fields hold something:
    ``date`` (``year``, ``month``, ``day``, ``last_day`` of a range, ``weekday``; ``swapped`` where
    day and month may also be read the other way round; ``year_offset`` in "May last year"),
    ``weekday`` (``weekday``, ``offset``),
    ``piece`` of a year (``unit`` quarter, half or season; ``index`` its number or first month),
    ``calendar`` (``unit`` day, week, weekend, month, quarter or year, ``offset`` from the present
    one), ``shift`` (``low`` to ``high`` times ``unit`` away, negative is back), ``span`` (from now
    to there), ``same`` (``unit`` and ``offset`` from the date last spoken of).
    ``bound`` is ``by``, ``until`` or ``since``; ``part`` is ``early``, ``mid``, ``late``,
    ``first_half``, ``second_half``, ``earlier`` or ``later``. Weekdays count from Monday, 0.
    """

    start: int
    end: int
    text: str
    kind: Kind
    bound: str | None = None
    part: str | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    last_day: int | None = None
    weekday: int | None = None
    swapped: bool = False
    unit: str | None = None
    index: int | None = None
    offset: int | None = None
    low: int | None = None
    high: int | None = None
    year_offset: int | None = None
    from_previous: bool = False


_W = lexicon()
_MONTHS = {name.lower(): number for number, name in enumerate(_W["months"], 1)}
_MONTHS |= {name.lower(): number for name, number in _W["month_short"].items()}
_WEEKDAYS = {name.lower(): number for number, name in enumerate(_W["weekdays"])}
_WEEKDAYS |= {name.lower(): number for name, number in _W["weekday_short"].items()}
_WORDY_MONTHS = {name.lower() for name in _W["months_also_words"]}
_COUNTED = {str(word).lower() for word in _W["counted_things"]}

_MONTH_LEAD = re.compile(
    rf"(?i)(?<!\w)(?:{any_of(_W['month_leads'])})[\s-]+$|(?:{any_of(_W['months'])}),?\s+(?:or|to)\s+$"
)
_MONTH_PAIR = re.compile(rf"(?:{any_of(_W['months'])}|\d{{4}}),?\s+and\s+$")
_YEAR_LEAD = re.compile(rf"(?i)(?:(?<!\w)(?:{any_of(_W['year_leads'])})\s+|\()$")
_SEASON_LEAD = re.compile(rf"(?i)(?<!\w)(?:{any_of(_W['season_leads'])})\s+$")
_DAY_NAME_BEFORE = re.compile(
    rf"\b(?:{any_of(_W['weekday_names_before'])}|(?i:{any_of(_W['weekday_counts_before'])}))\s+$"
)
_DAY_NAME_AFTER = re.compile(rf"\s+(?:{any_of(_W['weekday_names_after'])})\b")
_TODAY_NAME = re.compile(rf"\b(?:{any_of(_W['today_names_before'])})\s+$")
_MAY_PERSON = re.compile(any_of(_W["may_is_a_person"]))
_THE = re.compile(r"(?i)(?<!\w)the\s+$")
_NEXT_WORD = re.compile(r"[\s-]+(\w[\w-]*)")
_LOOK_BACK = 24


def _before(match: re.Match[str]) -> str:
    return match.string[max(0, match.start() - _LOOK_BACK) : match.start()]


def _group(match: re.Match[str], name: str) -> str | None:
    return match.group(name) if name in match.re.groupindex else None


def _number(match: re.Match[str], name: str) -> int | None:
    digits = _group(match, name)
    return int(digits) if digits else None


def _expression(match: re.Match[str], kind: Kind, **fields: object) -> Expression:
    bound, part = _group(match, "bound"), _group(match, "part")
    fields.setdefault("bound", _W["bounds"][plain(bound)] if bound else None)
    fields.setdefault("part", _W["parts"][plain(part)] if part else None)
    return Expression(match.start(), match.end(), match.group(), kind, **fields)  # type: ignore[arg-type]


def _offset(match: re.Match[str]) -> int | None:
    words = _group(match, "offset")
    return _W["offsets"][plain(words)] if words else None


def _year_offset(match: re.Match[str]) -> int | None:
    word = _group(match, "year_word")
    return _W["offsets"][word.lower()] if word else None


def _day_of_month(match: re.Match[str]) -> Expression:
    weekday = match.group("weekday")
    return _expression(
        match,
        Kind.DATE,
        year=_number(match, "year"),
        month=_MONTHS[match.group("month").rstrip(".").lower()],
        day=_number(match, "day"),
        last_day=_number(match, "last_day"),
        weekday=_WEEKDAYS[weekday.rstrip(".").lower()] if weekday else None,
        year_offset=_year_offset(match),
    )


def _month(match: re.Match[str]) -> Expression | None:
    bare = match.group("bare")
    words = (bare or match.group("month")).rstrip(".").lower()
    year_offset = _year_offset(match)
    if bare and not (match["bound"] or match["part"] or match["offset"] or year_offset is not None):
        if bare == "May" and _MAY_PERSON.search(match.string):
            return None
        if words in _WORDY_MONTHS and not _led_month(_before(match)):
            return None
    return _expression(
        match,
        Kind.DATE,
        year=_number(match, "year"),
        month=_MONTHS[words],
        offset=_offset(match),
        year_offset=year_offset,
    )


def _led_month(before: str) -> bool:
    if re.search(r"(?i)\band\s+$", before):
        return bool(_MONTH_PAIR.search(before))
    return bool(_MONTH_LEAD.search(before))


def _iso(match: re.Match[str]) -> Expression:
    year, month, day = (_number(match, name) for name in ("year", "month", "day"))
    return _expression(match, Kind.DATE, year=year, month=month, day=day)


def _numeric(match: re.Match[str]) -> Expression | None:
    first, second, year = (int(match.group(name)) for name in ("day", "month", "year"))
    if match["sep"] == "." and len(match["year"]) == 2 and len(match["month"]) < 2:
        return None
    year += 2000 if year < 100 else 0
    if first == 0 or second == 0 or max(first, second) > 31 or min(first, second) > 12:
        return None
    if second > 12:
        first, second = second, first
    swapped = match["sep"] == "/" and first <= 12 and first != second
    return _expression(match, Kind.DATE, year=year, month=second, day=first, swapped=swapped)


def _year(match: re.Match[str]) -> Expression | None:
    following = _NEXT_WORD.match(match.string, match.end())
    if following and following.group(1).lower() in _COUNTED:
        return None
    if not (match["bound"] or match["part"] or _YEAR_LEAD.search(_before(match))):
        return None
    return _expression(match, Kind.DATE, year=_number(match, "year"))


def _piece(match: re.Match[str]) -> Expression | None:
    year, offset = _number(match, "year"), _offset(match)
    index = _number(match, "quarter")
    if index is None:
        if year is None and not re.search(r"\byear$", match.group()):
            return None
        index = _W["ordinals"][match["ordinal"].lower()]
    unit = match["unit"] or "quarter"
    if unit == "half" and index > 2:
        index = 2
    return _expression(match, Kind.PIECE, year=year, unit=unit, index=index, offset=offset)


def _season(match: re.Match[str]) -> Expression | None:
    year, offset = _number(match, "year"), _offset(match)
    if year is None and offset is None:
        led = match["bound"] or match["part"] or _SEASON_LEAD.search(_before(match))
        if not led or re.match(r"\s+of\b", match.string[match.end() : match.end() + 8]):
            return None
    month = _W["seasons"][match["season"].lower()]
    return _expression(match, Kind.PIECE, year=year, unit="season", index=month, offset=offset)


def _weekday(match: re.Match[str]) -> Expression | None:
    if _DAY_NAME_BEFORE.search(_before(match)):
        return None
    if _DAY_NAME_AFTER.match(match.string, match.end("weekday")):
        return None
    week = match["week"]
    fields: dict[str, object] = {"weekday": _WEEKDAYS[match["weekday"].lower()]}
    if week:
        fields |= {"unit": "week", "offset": _W["offsets"][week.lower()]}
    elif match["offset"]:
        fields |= {"offset": _offset(match), "unit": plain(match["offset"])}
    return _expression(match, Kind.WEEKDAY, **fields)


def _day_word(match: re.Match[str]) -> Expression | None:
    word = match["word"]
    if word.istitle() and (" " in word or _TODAY_NAME.search(_before(match))):
        return None
    offset = _W["day_words"][plain(word)]
    return _expression(match, Kind.CALENDAR, unit="day", offset=offset, part=None)


def _calendar(match: re.Match[str]) -> Expression | None:
    offset, unit = _offset(match), match["unit"].lower()
    if offset is None and unit != "weekend" and not match["part"]:
        return None
    if offset and _THE.search(_before(match)):
        return None
    return _expression(match, Kind.CALENDAR, unit=unit, offset=offset)


def _counts(match: re.Match[str]) -> tuple[int, int] | None:
    words, more = _group(match, "count"), _group(match, "more")
    if not words:
        low, high = _W["bare_plural"][match["unit"].lower()]
        return low, high
    if plain(words) in _W["vague_numbers"]:
        low, high = _W["vague_numbers"][plain(words)]
        return low, high
    low = _cardinal(words)
    high = _cardinal(more) if more else low
    return (low, high) if low <= high else None


def _cardinal(words: str) -> int:
    return int(words) if words.isdigit() else int(_W["numbers"][plain(words)])


def _shift(match: re.Match[str]) -> Expression | None:
    counts, way = _counts(match), plain(match["way"])
    if counts is None or (match["count"] is None and not re.match(r"(?i)\w+s\s", match.group())):
        return None
    low, high = counts
    back = way in {"ago", "earlier", "before"}
    if back:
        low, high = -high, -low
    return _expression(
        match,
        Kind.SHIFT,
        unit=match["unit"].lower(),
        low=low,
        high=high,
        from_previous=way in {"earlier", "later", "before"},
    )


def _in_shift(match: re.Match[str]) -> Expression | None:
    counts = _counts(match)
    if counts is None or re.search(r"(?i)\b(?:time|once|twice)\s+$", _before(match)):
        return None
    low, high = counts
    return _expression(match, Kind.SHIFT, unit=match["unit"].lower(), low=low, high=high)


def _span(match: re.Match[str]) -> Expression | None:
    way, count = match["way"].lower(), match["count"]
    if not count and not match["plural"]:
        led = match.group().lower().startswith("the")
        of = match.string.startswith(" of", match.end())
        if not led or way == "recent" or of or match["unit"].lower() in {"day", "hour"}:
            return None
        counts: tuple[int, int] | None = (1, 1)
    else:
        counts = _counts(match)
    if counts is None or (way == "last" and match.string.startswith(" of", match.end())):
        return None
    ahead = way in {"coming", "next"}
    low, high = (0, counts[1]) if ahead else (-counts[1], 0)
    return _expression(match, Kind.SPAN, unit=match["unit"].lower(), low=low, high=high)


def _within(match: re.Match[str]) -> Expression | None:
    counts = _counts(match)
    if counts is None or not (match["count"] or match["plural"]):
        return None
    return _expression(match, Kind.SPAN, unit=match["unit"].lower(), low=0, high=counts[1])


def _same(match: re.Match[str]) -> Expression:
    offset = 1 if match["next"] else -1 if match["before"] else 0
    return _expression(
        match, Kind.SAME, unit=match["unit"].lower(), offset=offset, from_previous=True
    )


def _next_day(match: re.Match[str]) -> Expression:
    offset = 1 if match["next"] or match["after"] else -1
    return _expression(match, Kind.SAME, unit="day", offset=offset, from_previous=True)


def _fixed(match: re.Match[str]) -> Expression:
    month, day = _W["fixed_days"][" ".join(match["word"].split())]
    return _expression(match, Kind.DATE, year=_number(match, "year"), month=month, day=day)


_BUILDERS: dict[str, Callable[[re.Match[str]], Expression | None]] = {
    "day_month": _day_of_month,
    "month_day": _day_of_month,
    "month": _month,
    "iso": _iso,
    "numeric": _numeric,
    "year": _year,
    "piece": _piece,
    "season": _season,
    "weekday": _weekday,
    "day_word": _day_word,
    "calendar": _calendar,
    "shift": _shift,
    "in_shift": _in_shift,
    "span": _span,
    "within": _within,
    "same": _same,
    "next_day": _next_day,
    "fixed": _fixed,
}


def find(text: str) -> list[Expression]:
    """The temporal expressions of ``text`` in their order, none overlapping another.

    Offsets count characters of ``text``. Clock times and time zones are left out; numbers that are
    not years, names and verbs that look like months or seasons are not reported.
    """
    return list(_find(text))


@lru_cache(maxsize=16)
def _find(text: str) -> tuple[Expression, ...]:
    found = []
    for name, pattern in PATTERNS.items():
        build = _BUILDERS[name]
        for match in pattern.finditer(text):
            expression = build(match)
            if expression:
                found.append(expression)
    found.sort(key=lambda expression: (expression.start, -expression.end))
    kept: list[Expression] = []
    for expression in found:
        if not kept or expression.start >= kept[-1].end:
            kept.append(expression)
    return tuple(kept)
