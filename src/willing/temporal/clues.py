"""All that a text gives away about its day without a date: events, office-holders, ages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from willing.temporal.clue import Clue
from willing.temporal.events import event_clues
from willing.temporal.expressions import Expression, Kind, find
from willing.temporal.resolve import Tense, moved, resolve
from willing.temporal.tense import is_history, tense_and_report
from willing.temporal.terms import term_clues
from willing.temporal.windows import EVER, Windows, meet, shifted, windows

LEAD = 600
"""Characters in which a weekday is that of the news itself."""

_AGE = re.compile(r"\b(?:aged?\s+|,\s+)?(?P<age>[1-9]\d)(?:-year-old\b|,|\s+years\s+old\b)")
_BORN = re.compile(r"\bborn\s+(?:on\s+|in\s+[^\d\n,.]{2,40}?\s+on\s+)?$")
_AGE_REACH = 250


@lru_cache(maxsize=16)
def clues(text: str) -> tuple[Clue, ...]:
    """Return what bears on the day of ``text`` besides the dates in it, as far as it is known."""
    expressions = find(text)

    def tense(expression: Expression) -> Tense | None:
        told, _ = tense_and_report(text, expression)
        return "past" if told == "past" else "future" if told == "future" else None

    def history(place: int) -> bool:
        return is_history(text, Expression(place, place, "", Kind.SAME))

    found = [*event_clues(text, expressions, tense, history), *term_clues(text)]
    found += [*_lead(text, expressions, found), *_ages(text, expressions)]
    return tuple(clue for clue in found if clue.windows)


def together(found: Iterable[Clue], given: Windows = EVER) -> Windows:
    """Return the days that ``given`` and ``found`` leave, without what contradicts firmer clues.

    Firm clues come first, then those that speak of later days: a text tells of the past more
    often than it knows the future.  The order in which clues stand in the text changes nothing.
    """
    left = given
    for clue in sorted(found, key=_weight):
        left = meet(left, clue.windows) or left
    return left


def _weight(clue: Clue) -> tuple[bool, int, Windows, str]:
    return (not clue.firm, -clue.windows[-1][0].toordinal(), clue.windows, clue.words)


def _lead(text: str, expressions: list[Expression], found: Iterable[Clue]) -> Iterator[Clue]:
    """The weekday of the news isn't before the day of an event that the article places."""
    placed = (clue.windows for clue in found if clue.fresh and not clue.firm)
    left = next((each for each in placed if all(map(_is_week, each))), ())
    first = next(
        (
            each
            for each in expressions
            if each.start < LEAD
            and each.kind is Kind.WEEKDAY
            and each.unit is None
            and tense_and_report(text, each) == ("past", True)
        ),
        None,
    )
    if first is None:
        return
    kept = []
    for event, last in left:
        for offset in range((last - event).days + 1):
            day = shifted(event, offset)
            meant = resolve(first, (day, day), "past")
            if meant and meant[0] >= event:
                kept.append((day, day))
    if kept:
        yield Clue(first.text, "the day of the news itself", windows(kept), firm=False)


def _is_week(stretch: tuple[date, date]) -> bool:
    return (stretch[1] - stretch[0]).days < 7


def _ages(text: str, expressions: list[Expression]) -> Iterator[Clue]:
    """ "54, was born on 14 July 1970": the year in which somebody is that old."""
    for expression in expressions:
        if expression.kind is not Kind.DATE or not expression.year or not expression.day:
            continue
        if not _BORN.search(text[max(0, expression.start - 60) : expression.start]):
            continue
        born = date(expression.year, expression.month or 1, min(expression.day, 28))
        near = text[max(0, expression.start - _AGE_REACH) : expression.end + _AGE_REACH]
        ages = {int(match["age"]) for match in _AGE.finditer(near)}
        if len(ages) == 1:
            age = ages.pop()
            days = (moved(born, age, "year"), shifted(moved(born, age + 1, "year"), 2))
            yield Clue(expression.text, f"whoever was born then was {age}", (days,), firm=False)
