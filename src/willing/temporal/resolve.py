"""Turn an expression into the days it can mean, given when the text was written."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from willing.temporal.expressions import Expression, Kind

Interval = tuple[date, date]
"""The first and the last day that may be meant, both included."""

Tense = Literal["past", "future"]

_WEEK = 7
_NEAR = 91
"""Days: without a tense, a date without a year is the one this near, if only one is."""

_TOLERANCE = {"hour": 0, "day": 0, "week": 3, "month": 15, "year": 183}
"""Days either way that "two weeks ago" may be off, by unit."""

_YEAR = 366


def resolve(
    expression: Expression,
    anchor: Interval | None,
    tense: Tense | None = None,
    previous: Interval | None = None,
) -> Interval | None:
    """The days that ``expression`` can mean, or ``None`` where it means none or cannot be told.

    ``anchor`` is the first and the last day on which the text may have been written: what is
    relative to it widens with it, and has no answer without it. ``tense`` is that of the verb the
    expression goes with; without it a weekday or a date without a year may lie on either side.
    ``previous`` is what "the same day" and "a day earlier" refer to.
    """
    try:
        if anchor and anchor[0] > anchor[1]:
            anchor = (anchor[1], anchor[0])
        days = _resolve(expression, anchor, tense, previous)
        if days:
            days = _bounded(expression, days, anchor, tense)
        if days and anchor and tense and not expression.bound and expression.year is None:
            days = _clipped(days, anchor, tense)
    except (ValueError, OverflowError):
        return None
    return days


def _resolve(
    expression: Expression, anchor: Interval | None, tense: Tense | None, previous: Interval | None
) -> Interval | None:
    if expression.bound in {"by", "until"} and tense != "past":
        tense = "future"
    elif expression.bound == "since":
        tense = "past"
    if expression.kind is Kind.DATE:
        return _date(expression, anchor, tense)
    if expression.kind is Kind.PIECE and expression.year is not None:
        return _part(expression, _piece(expression, expression.year))
    base = previous if expression.from_previous else anchor
    if base is None:
        return None
    first = _relative(expression, base[0], tense)
    last = first if base[0] == base[1] else _relative(expression, base[1], tense)
    if first is None or last is None:
        return None
    return min(first[0], last[0]), max(first[1], last[1])


def _relative(expression: Expression, day: date, tense: Tense | None) -> Interval | None:
    """What a relative expression means to a text written on ``day``."""
    if expression.kind is Kind.WEEKDAY:
        return _weekday(expression, day, tense)
    if expression.kind is Kind.SHIFT:
        return _shift(expression, day, tense)
    if expression.kind is Kind.SPAN:
        low, high = expression.low or 0, expression.high or 0
        unit = expression.unit or "day"
        return moved(day, low, unit), moved(day, high, unit)
    if expression.kind is Kind.PIECE:
        days = _current_piece(expression, day, tense)
    elif expression.unit == "weekend":
        return _weekend(expression, day, tense)
    else:
        days = period(expression.unit or "day", day, expression.offset or 0)
    if expression.part == "earlier":
        return (days[0], day) if days[0] <= day else None
    if expression.part == "later":
        return (day, days[1]) if day <= days[1] else None
    return _part(expression, days)


def _clipped(days: Interval, anchor: Interval, tense: Tense) -> Interval | None:
    """What of ``days`` lies on the side of ``anchor`` that ``tense`` says, if anything does."""
    start, end = days
    if tense == "past":
        return (start, min(end, anchor[1])) if start <= anchor[1] else None
    return (max(start, anchor[0]), end) if end >= anchor[0] else None


def _bounded(
    expression: Expression, days: Interval, anchor: Interval | None, tense: Tense | None
) -> Interval | None:
    """``days`` as the end ("by", "until") or the start ("since") of a stretch that meets anchor."""
    if expression.bound is None:
        return days
    if anchor is None:
        return None
    if expression.bound == "since":
        return (days[0], max(days[1], anchor[1])) if days[0] <= anchor[1] else None
    if tense == "past" or (tense is None and days[1] < anchor[1]):
        return min(days[0], anchor[0]), days[1]
    return (anchor[0], days[1]) if days[1] >= anchor[0] else None


def _date(expression: Expression, anchor: Interval | None, tense: Tense | None) -> Interval | None:
    if expression.year is not None:
        days = in_year(expression, expression.year)
        if days and expression.swapped and expression.day and expression.month:
            other = date(expression.year, expression.day, expression.month)
            return min(days[0], other), max(days[1], other)
        return days
    if anchor is None:
        return None
    if expression.year_offset is not None:
        ends = [in_year(expression, day.year + expression.year_offset) for day in anchor]
        return (ends[0][0], ends[1][1]) if ends[0] and ends[1] else None
    if expression.offset is not None and expression.day is None:
        return _month_by_offset(expression, anchor)
    return _nearest_years(expression, anchor, tense)


def in_year(expression: Expression, year: int) -> Interval | None:
    """The days of a date expression read in ``year``, or ``None`` where that year has no such."""
    if expression.month is None:
        return _part(expression, (date(year, 1, 1), date(year, 12, 31)))
    if expression.day is None:
        return _part(expression, _month(year, expression.month))
    try:
        first = date(year, expression.month, expression.day)
        last = first.replace(day=expression.last_day) if expression.last_day else first
    except ValueError:
        return None
    if last < first or (expression.weekday not in {None, first.weekday()}):
        return None
    return first, last


def _nearest_years(
    expression: Expression, anchor: Interval, tense: Tense | None
) -> Interval | None:
    """A date without its year: hull of the readings within a year of some day of ``anchor``."""
    readings = [
        days
        for year in range(anchor[0].year - 2, anchor[1].year + 3)
        if (days := in_year(expression, year))
    ]
    fixed = expression.weekday is not None
    meant = [*_meant(readings, anchor[0], tense, fixed), *_meant(readings, anchor[1], tense, fixed)]
    meant += [days for days in readings if anchor[0] <= days[0] and days[1] <= anchor[1]]
    if not meant:
        return None
    return min(days[0] for days in meant), max(days[1] for days in meant)


def _meant(
    readings: list[Interval], day: date, tense: Tense | None, fixed: bool
) -> Iterator[Interval]:
    past = [days for days in readings if days[0] <= day and (day - days[0]).days <= _YEAR]
    future = [days for days in readings if days[1] >= day and (days[1] - day).days <= _YEAR]
    if tense == "past":
        yield from past[-1:]
    elif tense == "future":
        yield from future[:1]
    elif fixed:
        yield from past[-1:] + future[:1]
    else:
        near = [
            days
            for days in (*past[-1:], *future[:1])
            if (days[0] - day).days <= _NEAR and (day - days[1]).days <= _NEAR
        ]
        yield from near or past[-1:] + future[:1]


def _month_by_offset(expression: Expression, anchor: Interval) -> Interval:
    """ "last May", "next May", "this May": the hull over the anchor's two ends."""
    ends = []
    for day in anchor:
        year, month = day.year, expression.month or 1
        if expression.offset == -1 and month >= day.month:
            year -= 1
        elif expression.offset == 1 and month <= day.month:
            year += 1
        ends.append(_month(year, month))
    return ends[0][0], ends[1][1]


def _weekday(expression: Expression, day: date, tense: Tense | None) -> Interval | None:
    weekday = expression.weekday or 0
    last = day - timedelta((day.weekday() - weekday) % _WEEK)
    next_ = day + timedelta((weekday - day.weekday()) % _WEEK)
    if expression.unit == "week":
        found = period("week", day, expression.offset or 0)[0] + timedelta(weekday)
        return found, found
    if expression.unit == "last" or expression.unit == "this past":
        return _last_weekday(last, day, this_too=expression.unit == "last")
    if expression.unit == "next":
        return _next_weekday(next_, day)
    if expression.unit == "this coming" or tense == "future":
        return next_, next_
    if expression.unit in {"this", "the current"} and tense is None:
        found = period("week", day, 0)[0] + timedelta(weekday)
        return found, found
    if tense == "past":
        return last, last
    return last, next_


def _last_weekday(last: date, day: date, *, this_too: bool) -> Interval:
    """ "last Friday": a Friday of this very week leaves open whether the week before is meant."""
    if last == day:
        last -= timedelta(_WEEK)
    this_week = last.isocalendar()[:2] == day.isocalendar()[:2]
    return (last - timedelta(_WEEK), last) if this_too and this_week else (last, last)


def _next_weekday(next_: date, day: date) -> Interval:
    """ "next Friday": with a Friday still to come this week, that one or the one after."""
    if next_ == day:
        next_ += timedelta(_WEEK)
    this_week = next_.isocalendar()[:2] == day.isocalendar()[:2]
    return (next_, next_ + timedelta(_WEEK)) if this_week else (next_, next_)


def _weekend(expression: Expression, day: date, tense: Tense | None) -> Interval:
    saturday = period("week", day, 0)[0] + timedelta(5)
    if expression.offset == 0:
        start = end = saturday
    elif expression.offset == -1:
        start = end = saturday - timedelta(_WEEK)
    elif expression.offset == 1:
        start, end = saturday, saturday + timedelta(_WEEK)
        start = end if day >= saturday else start
    else:
        before = saturday if saturday <= day else saturday - timedelta(_WEEK)
        start = saturday if tense == "future" else before
        end = before if tense == "past" else saturday
    return start, end + timedelta(1)


def _shift(expression: Expression, day: date, tense: Tense | None) -> Interval | None:
    low, high = expression.low or 0, expression.high or 0
    if tense == "past" and low > 0 and not expression.from_previous:
        return None
    unit = expression.unit or "day"
    slack = timedelta(_TOLERANCE[unit])
    return moved(day, low, unit) - slack, moved(day, high, unit) + slack


def moved(day: date, count: int, unit: str) -> date:
    """Return the day ``count`` times ``unit`` after ``day``; a month's missing day is its last."""
    if unit == "hour":
        days = abs(count) // 24 + (1 if count % 24 else 0)
        return day + timedelta(days if count > 0 else -days)
    if unit in {"day", "week"}:
        return day + timedelta(count * (_WEEK if unit == "week" else 1))
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _month(year: int, month: int) -> Interval:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def period(unit: str, day: date, offset: int) -> Interval:
    """The calendar ``unit`` that ``day`` is in, or the one ``offset`` units away."""
    if unit == "week":
        monday = day - timedelta(day.weekday()) + timedelta(offset * _WEEK)
        return monday, monday + timedelta(6)
    if unit == "month":
        there = moved(day.replace(day=1), offset, "month")
        return _month(there.year, there.month)
    if unit == "quarter":
        there = moved(day.replace(day=1), offset * 3, "month")
        first = (there.month - 1) // 3 * 3 + 1
        return date(there.year, first, 1), _month(there.year, first + 2)[1]
    if unit == "year":
        return date(day.year + offset, 1, 1), date(day.year + offset, 12, 31)
    if unit == "weekend":
        saturday = period("week", day, offset)[0] + timedelta(5)
        return saturday, saturday + timedelta(1)
    there = day + timedelta(offset)
    return there, there


def _piece(expression: Expression, year: int) -> Interval:
    index = expression.index or 1
    if expression.unit == "season":
        if index == 12:
            return date(year, 1, 1), _month(year + 1, 2)[1]
        return date(year, index, 1), _month(year, index + 2)[1]
    months = 3 if expression.unit == "quarter" else 6
    first = (index - 1) * months + 1
    return date(year, first, 1), _month(year, first + months - 1)[1]


def _season(year: int, month: int) -> Interval:
    first = date(year, month, 1)
    return first, moved(first, 3, "month") - timedelta(1)


def _current_piece(expression: Expression, day: date, tense: Tense | None) -> Interval:
    """A quarter, half or season whose year the text leaves to the reader."""
    if expression.unit != "season":
        return _piece(expression, day.year + (expression.offset or 0))
    seasons = [_season(day.year + shift, expression.index or 3) for shift in range(-2, 3)]
    done = [season for season in seasons if season[1] < day]
    ahead = [season for season in seasons if season[0] > day]
    now = [season for season in seasons if season[0] <= day <= season[1]]
    if expression.offset == -1:
        return done[-1]
    if expression.offset == 1:
        return ahead[0]
    if now:
        return now[0]
    if expression.offset == 0:
        return next(season for season in seasons if season[0].year == day.year)
    if tense:
        return done[-1] if tense == "past" else ahead[0]
    return done[-1][0], ahead[0][1]


def _part(expression: Expression, days: Interval) -> Interval:
    """The early, middle or late third of ``days``, or its half, as the expression asks."""
    start, end = days
    part = expression.part
    if part is None or part in {"earlier", "later"}:
        return days
    length = (end - start).days + 1
    if length > 300:
        third, half = 4, 6
        if part == "early":
            return start, moved(start, third, "month") - timedelta(1)
        if part == "mid":
            return moved(start, third, "month"), moved(start, 2 * third, "month") - timedelta(1)
        if part == "late":
            return moved(start, 2 * third, "month"), end
        middle = moved(start, half, "month")
    else:
        third = round(length / 3)
        if part == "early":
            return start, start + timedelta(third - 1)
        if part == "mid":
            return start + timedelta(third), start + timedelta(2 * third - 1)
        if part == "late":
            return start + timedelta(2 * third), end
        middle = start + timedelta(length // 2)
    return (start, middle - timedelta(1)) if part == "first_half" else (middle, end)
