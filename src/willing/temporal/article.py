"""Tell when an article was published from its metadata and from what its text gives away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from willing.model import UNDATED, DateBasis, Published
from willing.temporal.clues import clues, together
from willing.temporal.expressions import Expression, Kind, find
from willing.temporal.resolve import Interval, in_year, period, resolve
from willing.temporal.tense import dates_a_deed, is_history, tense_and_report
from willing.temporal.windows import EVER, Windows, meet, windows
from willing.temporal.words import any_of, lexicon

# A stamp on a related link is at most this much older than its page: a week in all.
_LINK_LAG = timedelta(6)
# A dateline's day, or the one after: the desk may publish past midnight.
_DATELINE_LAG = timedelta(1)
# How long after the day that it reports an article may still appear: eight weeks in all.
_REPORT_LAG = timedelta(55)
# A day and month without a year, after a lower bound close to publication, is within a year of it.
_YEARLESS_REACH = timedelta(365)
# A weekday with its day and month recurs after 5, 6 or 11 years.
_WEEKDAY_REACH = timedelta(7 * 365)
# Where only the last possible day is known, a weekday with its day and month is this recent.
_UNBOUNDED_REACH = timedelta(5 * 365)
# Metadata and text may differ by a day between time zones.
_ZONE_SLACK = timedelta(1)
_HEADER_LINES = 6
# Characters: a day with its year this early is the news itself, further down often its history.
_LEAD_LENGTH = 600

_W = lexicon()
_LABEL = re.compile(rf"(?i)^\W*(?P<label>{any_of(_W['published_labels'])})\b(?:\s+on)?\W*$")
_BYLINE = re.compile(r"(?i)^\W*(?:by\s+[\w .'’-]{2,60})?\W*$")
_CLOCK = re.compile(
    r"^T?\W*(?:at\s+)?(?:\d{1,2}[:.]\d{2}(?::\d{2})?\s*(?:[AaPp]\.?[Mm]\.?)?)?\s*[A-Z]{0,4}\W*$"
)
_DATELINE_PLACE = re.compile(r"^[^\W\d_a-z][^\d\Wa-z]*(?:[ .,'’/-]+[^\W\d_]+\.?){0,4},\s*$")
_DATELINE_END = re.compile(r"\s*(?:\([^)\n]{1,40}\))?\s*[-–—]")
_LINK_TAIL = re.compile(r",?\s+\d{1,2}:\d{2}(?:\s*[•·|]\s*[\d ,.]+\s*views?)?\s*$")
_APPOSITION = re.compile(r"(?i)^\s*[,(–—-]?\s*(?:on|in)?\s*$")


@dataclass(slots=True)
class _Evidence:
    """What bears on the day of publication, gathered from one article."""

    points: list[Interval] = field(default_factory=list)
    from_text: bool = False
    lowers: list[date] = field(default_factory=list)
    uppers: list[date] = field(default_factory=list)
    fresh: list[date] = field(default_factory=list)
    reported: list[date] = field(default_factory=list)
    mentioned: list[Interval] = field(default_factory=list)
    windows: Windows = EVER


def date_article(text: str, metadata: Published, today: date | None = None) -> Published:
    """When the article ``text`` was published, as far as ``metadata`` and ``text`` tell.

    ``metadata`` is what the page or the file said (``UNDATED`` where it said nothing; a mere
    interval is narrowed by the text). ``today``, if given, is the last day possible. The result's
    ``date`` is set only where one day remains; an open end is ``None``. Sources that contradict
    each other leave the interval that spans them, no date, and the basis ``inferred``.
    """
    evidence = _gather(text, metadata, today)
    if metadata.date is not None:
        return _checked(metadata, metadata.date, evidence, today)
    earliest, latest = _within(evidence.windows, *_intersected(evidence, metadata, today))
    if earliest is None and latest is None:
        return UNDATED
    if (earliest, latest) == (metadata.earliest, metadata.latest):
        return metadata
    only = earliest if earliest == latest else None
    basis = DateBasis.TEXT if only and evidence.from_text else DateBasis.INFERRED
    return Published(only, earliest, latest, basis)


def _checked(
    metadata: Published, stated: date, evidence: _Evidence, today: date | None
) -> Published:
    """The metadata's day, unless the text or the calendar contradicts it."""
    lower = max(evidence.lowers, default=None)
    if today and stated > today:
        start = lower if lower and lower <= today else None
        return Published(None, start, today, DateBasis.INFERRED)
    first = min((start for start, _ in evidence.points), default=stated)
    last = max((end for _, end in evidence.points), default=stated)
    if not first - _ZONE_SLACK <= stated <= last + _ZONE_SLACK:
        return Published(None, min(first, stated), max(last, stated), DateBasis.INFERRED)
    if lower and lower > stated + _ZONE_SLACK:
        return Published(None, stated, today, DateBasis.INFERRED)
    return Published(stated, metadata.earliest or stated, metadata.latest or stated, metadata.basis)


def _intersected(
    evidence: _Evidence, metadata: Published, today: date | None
) -> tuple[date | None, date | None]:
    """The days left by all evidence; where nothing is left, the span of what disagrees."""
    if evidence.points:
        return _from_points(evidence, metadata, today)
    lowers = [*evidence.lowers, *([metadata.earliest] if metadata.earliest else [])]
    start_or_none = max(lowers, default=None)
    uppers = [*evidence.uppers, *([metadata.latest] if metadata.latest else [])]
    uppers += [today] if today and start_or_none else []
    possible = [day for day in uppers if start_or_none is None or day >= start_or_none]
    if uppers and not possible and metadata.latest:
        return metadata.earliest, None
    return start_or_none, min(possible, default=None)


def _from_points(
    evidence: _Evidence, metadata: Published, today: date | None
) -> tuple[date | None, date | None]:
    """The days that datelines and publication lines agree on, or the span of what disagrees."""
    points = list(evidence.points)
    if metadata.earliest and metadata.latest:
        points.append((metadata.earliest, metadata.latest))
    start, end = max(first for first, _ in points), min(last for _, last in points)
    lower = max(evidence.lowers, default=None)
    if today and start > today:
        return (lower if lower and lower <= today else None), today
    if start > end:
        return min(first for first, _ in points), max(last for _, last in points)
    if lower and lower > end + _ZONE_SLACK:
        return start, today
    start = max(start, lower) if lower and lower <= end else start
    return start, min(end, today) if today else end


def _gather(text: str, metadata: Published, today: date | None) -> _Evidence:
    evidence = _Evidence()
    expressions = find(text)
    used = set(_header(text, expressions, evidence))
    used |= set(_pairs(text, expressions, evidence))
    links = []
    for place, expression in enumerate(expressions):
        if place in used or expression.kind is not Kind.DATE or expression.year is None:
            continue
        days = resolve(expression, None)
        if days is None or expression.bound:
            continue
        if _is_link_stamp(text, expression):
            links.append(days[1])
        else:
            _add_bound(text, expression, days, evidence)
    for expression in expressions:
        if expression.bound and expression.year is not None:
            _add_bounded(text, expression, evidence)
    if links:
        evidence.lowers.append(max(links))
        evidence.fresh.append(max(links))
        evidence.uppers.append(max(links) + _LINK_LAG)
    _add_report_lag(evidence)
    _add_clues(text, evidence)
    _add_yearless(text, expressions, evidence, metadata, today)
    return evidence


def _header(text: str, expressions: list[Expression], evidence: _Evidence) -> Iterator[int]:
    """Publication lines and datelines with their year at the top; yields the places they take."""
    labelled: list[Interval] = []
    plain: list[Interval] = []
    for place, expression in enumerate(expressions):
        line_start = text.rfind("\n", 0, expression.start) + 1
        line_end = text.find("\n", expression.end)
        line_end = len(text) if line_end < 0 else line_end
        before, after = text[line_start : expression.start], text[expression.end : line_end]
        if expression.kind is not Kind.DATE or _line_number(text, line_start) >= _HEADER_LINES:
            continue
        label = _LABEL.match(before)
        is_line = (label or _BYLINE.match(before)) and _CLOCK.match(after)
        days = resolve(expression, None) if _is_day(expression) else None
        if days is None:
            continue
        if label and is_line:
            yield place
            if "updated" in label["label"].lower() or "modified" in label["label"].lower():
                evidence.uppers.append(days[1])
            else:
                labelled.append(days)
        elif is_line:
            yield place
            plain.append(days)
        elif _is_dateline(before, after):
            yield place
            evidence.points.append((days[0], days[1] + _DATELINE_LAG))
    evidence.points += labelled or plain
    evidence.from_text = bool(evidence.points)


def _line_number(text: str, start: int) -> int:
    return sum(1 for line in text[:start].splitlines() if line.strip())


def _is_dateline(before: str, after: str) -> bool:
    return bool(_DATELINE_PLACE.match(before) and _DATELINE_END.match(after))


def _is_day(expression: Expression) -> bool:
    return expression.kind is Kind.DATE and expression.day is not None


def _is_link_stamp(text: str, expression: Expression) -> bool:
    end = text.find("\n", expression.end)
    return bool(_LINK_TAIL.match(text[expression.end : end if end >= 0 else len(text)]))


def _pairs(text: str, expressions: list[Expression], evidence: _Evidence) -> Iterator[int]:
    """ "yesterday, 23 January 2025", "earlier this month, on 5 March 2025": the day from which."""
    for place, (first, second) in enumerate(pairwise(expressions)):
        if not _APPOSITION.match(text[first.end : second.start]):
            continue
        relative, stated = (first, second) if first.kind is Kind.CALENDAR else (second, first)
        if relative.kind is not Kind.CALENDAR or stated.kind is not Kind.DATE:
            continue
        days = resolve(stated, None)
        if days is None or relative.offset is None or relative.unit is None or relative.bound:
            continue
        start = period(relative.unit, days[0], -relative.offset)[0]
        end = period(relative.unit, days[1], -relative.offset)[1]
        if relative.part == "earlier":
            start = max(start, days[0])
        elif relative.part == "later":
            end = min(end, days[1])
        evidence.points.append((start, end))
        yield from (place, place + 1)


def _add_bound(text: str, expression: Expression, days: Interval, evidence: _Evidence) -> None:
    tense, reports = tense_and_report(text, expression)
    if tense == "future":
        if expression.month is not None:
            evidence.uppers.append(days[1])
            evidence.mentioned.append(days)
    elif tense == "past" and (expression.month or dates_a_deed(text, expression)):
        evidence.lowers.append(days[0])
        lead = expression.start < _LEAD_LENGTH or expression.weekday is not None
        if lead and _is_day(expression) and not is_history(text, expression):
            evidence.fresh.append(days[0])
            if reports:
                evidence.reported.append(days[0])
    elif expression.month is not None:
        evidence.mentioned.append(days)


def _add_bounded(text: str, expression: Expression, evidence: _Evidence) -> None:
    """ "since 2023" is past; "by 1 December 2025" is still to come."""
    bare = in_year(expression, expression.year or 1)
    if bare and expression.bound == "since":
        evidence.lowers.append(bare[0])
    elif (
        bare and expression.month is not None and tense_and_report(text, expression)[0] == "future"
    ):
        evidence.uppers.append(bare[1])


def _add_report_lag(evidence: _Evidence) -> None:
    """News of a day is news for some weeks: an upper bound after the latest day reported."""
    lower = max(evidence.lowers, default=None)
    close = {day for day in evidence.fresh if lower and lower - day <= timedelta(30)}
    if lower and (lower in evidence.reported or (lower in evidence.fresh and len(close) > 1)):
        evidence.uppers.append(lower + _REPORT_LAG)


def _add_clues(text: str, evidence: _Evidence) -> None:
    """What events and office-holders leave of the days that the dates in the text leave."""
    low = max(evidence.lowers, default=date.min)
    high = min((day for day in evidence.uppers if day >= low), default=date.max)
    found = clues(text)
    evidence.windows = together(found, ((low, high),))
    first = evidence.windows[0][0]
    whole = len(evidence.windows) == 1
    if whole and any(clue.fresh and clue.windows[0][0] == first for clue in found):
        evidence.fresh.append(first)


def _within(
    left: Windows, earliest: date | None, latest: date | None
) -> tuple[date | None, date | None]:
    """The first and the last of ``left`` that lie between two days; the two where none does."""
    found = meet(left, ((earliest or date.min, latest or date.max),))
    if not found:
        return earliest, latest
    first, last = found[0][0], found[-1][1]
    return (None if first == date.min else first), (None if last == date.max else last)


def _add_yearless(
    text: str,
    expressions: list[Expression],
    evidence: _Evidence,
    metadata: Published,
    today: date | None,
) -> None:
    """Datelines and reported days without a year, read in the years that the bounds leave."""
    for expression in expressions:
        has_year = expression.year is not None or expression.year_offset is not None
        if not _is_day(expression) or has_year or expression.bound:
            continue
        line = text[text.rfind("\n", 0, expression.start) + 1 : expression.start]
        dateline = _is_dateline(line, text[expression.end : expression.end + 60])
        if not dateline and tense_and_report(text, expression) != ("past", True):
            continue
        readings = _readings(expression, evidence, metadata, today)
        if not readings:
            continue
        first, last = readings[0][0], readings[-1][1]
        if dateline:
            evidence.points.append((first, last + _DATELINE_LAG))
            evidence.from_text = len(readings) == 1
        else:
            evidence.lowers.append(first)
            evidence.uppers.append(last + _REPORT_LAG)
            days = windows((first, last + _REPORT_LAG) for first, last in readings)
            evidence.windows = meet(evidence.windows, days) or evidence.windows


def _readings(
    expression: Expression, evidence: _Evidence, metadata: Published, today: date | None
) -> list[Interval]:
    """The days that a date without a year can be, given the bounds; none without bounds."""
    fixed = expression.weekday is not None
    lowers = [*evidence.lowers, *(first for first, _ in evidence.points)]
    lowers += [day for day in (metadata.earliest, metadata.date) if day]
    uppers = [*evidence.uppers, *(last for _, last in evidence.points)]
    uppers += [day for day in (metadata.latest, metadata.date, today) if day]
    left = evidence.windows
    first, last = left[0][0], left[-1][1]
    if last < date.max:
        uppers.append(last)
    if first > date.min and (last < date.max or first in evidence.fresh):
        lowers.append(first)
    low, high = max(lowers, default=None), min(uppers, default=None)
    if low is None and high is None and evidence.mentioned:
        low = max(first for first, _ in evidence.mentioned) - _YEARLESS_REACH
        high = max(last for _, last in evidence.mentioned) + _YEARLESS_REACH
    if low is None and high is None:
        return []
    if high is None and low is not None:
        if not fixed and low not in evidence.fresh:
            return []
        high = low + (_WEEKDAY_REACH if fixed else _YEARLESS_REACH)
    elif low is None and high is not None:
        if not fixed or not (evidence.mentioned or metadata.latest or today):
            return []
        low = high - _UNBOUNDED_REACH
        if evidence.mentioned:
            low = max(first for first, _ in evidence.mentioned) - _YEARLESS_REACH
    if low is None or high is None or low > high:
        return []
    slack = timedelta(0) if fixed and not uppers else _REPORT_LAG
    return [
        days
        for year in range(low.year - 1, high.year + 1)
        if (days := in_year(expression, year))
        and low - slack <= days[0] <= high
        and meet(left, ((days[0], days[1] + _REPORT_LAG),))
    ]
