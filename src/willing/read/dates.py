"""Words and figures for a day → ``Published``; nothing rather than a guess."""

from __future__ import annotations

import calendar
import datetime
import re

from willing.model import UNDATED, DateBasis, Published

EARLIEST_YEAR = 1900
"""No article is older than this; an earlier year is a mistake."""

MAX_CHARACTERS = 80
"""Longest words for a date, a weekday, a time and a zone included."""

_MONTHS = {name[:3].lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTH = (
    r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?"
    r"|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
FULL_DATE = rf"(?:{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR})"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"^{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}$",
        rf"^{_MONTH}\s+{_DAY},?\s+{_YEAR}$",
        rf"^{_YEAR}-(?P<month_number>\d\d?)-(?P<day>\d\d?)$",
        rf"^{_YEAR}/(?P<month_number>\d\d?)/(?P<day>\d\d?)$",
        rf"^{_YEAR}(?P<month_number>\d\d)(?P<day>\d\d)$",
        r"^(?P<day>\d\d?)\.(?P<month_number>\d\d?)\.(?P<year>(?:19|20)?\d\d)$",
        r"^(?P<first>\d\d?)/(?P<second>\d\d?)/(?P<year>(?:19|20)\d\d)$",
        rf"^{_MONTH},?\s+{_YEAR}$",
        rf"^{_YEAR}-(?P<month_number>\d\d)$",
        rf"^{_YEAR}$",
    )
)
_STAMP_TIME = re.compile(
    r"(?:,|\s+at|\s+-|T)?\s*\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\.\d+)?\s*(?:[ap]\.?m\.?)?"
    r"\s*(?:Z|[A-Z]{2,5}|[+-]\d\d:?\d\d)?$",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"^(?:on\s+)?(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,?\s+", re.I
)


def published(words: str, basis: DateBasis, today: datetime.date | None = None) -> Published:
    """Return the day or span of days that ``words`` (a date, maybe with a time) name.

    A month or a year alone gives only ``earliest`` and ``latest``. ``UNDATED`` where the words
    are no date, could be two ("03/04/2025"), or lie after ``today`` (the computer's, by default).
    """
    if len(words) > MAX_CHARACTERS:
        return UNDATED
    words = _WEEKDAY.sub("", words.strip())
    for candidate in (words, _STAMP_TIME.sub("", words).strip(" ,")):
        for form in _FORMS:
            match = form.match(candidate)
            if match:
                return _checked(_span(match.groupdict()), basis, today)
    return UNDATED


def on(day: datetime.date, basis: DateBasis) -> Published:
    """Return ``Published`` for one day that is known."""
    return Published(day, day, day, basis)


def _span(parts: dict[str, str | None]) -> tuple[datetime.date, datetime.date] | None:
    try:
        year = int(parts["year"] or 0)
        year += 2000 if year < 100 else 0
        month, day = _month(parts), parts.get("day")
        if parts.get("first"):
            first, second = int(parts["first"] or 0), int(parts["second"] or 0)
            if first <= 12 and second <= 12 and first != second:
                return None
            day, month = str(max(first, second)), min(first, second)
        if month is None:
            return datetime.date(year, 1, 1), datetime.date(year, 12, 31)
        if day is None:
            last = calendar.monthrange(year, month)[1]
            return datetime.date(year, month, 1), datetime.date(year, month, last)
        date = datetime.date(year, month, int(day))
    except ValueError:
        return None
    return date, date


def _month(parts: dict[str, str | None]) -> int | None:
    if name := parts.get("month"):
        return _MONTHS[name[:3].lower()]
    if number := parts.get("month_number"):
        return int(number)
    return None


def _checked(
    span: tuple[datetime.date, datetime.date] | None,
    basis: DateBasis,
    today: datetime.date | None,
) -> Published:
    if span is None:
        return UNDATED
    tomorrow = (today or datetime.date.today()) + datetime.timedelta(days=1)
    if span[0].year < EARLIEST_YEAR or span[0] > tomorrow:
        return UNDATED
    return Published(span[0] if span[0] == span[1] else None, span[0], span[1], basis)
