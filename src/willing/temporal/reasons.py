"""Say what an inferred date of publication rests on, in the article's own words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from willing.model import DateBasis, Published
from willing.temporal.clue import Clue
from willing.temporal.clues import clues
from willing.temporal.expressions import Kind, find
from willing.temporal.resolve import in_year
from willing.temporal.windows import shifted

LAGS = (0, 1, 6, 55)
"""Days by which an article may follow the day that it names, as ``date_article`` reckons."""


def reasons(text: str, published: Published) -> tuple[str, ...]:
    """Return what in ``text`` sets the first and the last of the days of ``published``.

    Each is a quotation with what it means; none where the date isn't inferred or rests on nothing
    in the text, as where another article of the same report gave it.
    """
    ends = [day for day in (published.earliest, published.latest) if day]
    if published.basis not in {DateBasis.INFERRED, DateBasis.TEXT} or not ends:
        return ()
    dates, given = tuple(_dates(text, ends)), clues(text)
    told = [*(words for words, _ in dates), *_clues(given, ends)]
    if dates and not any(years for _, years in dates):
        told += _year(given, ends)
    return tuple(dict.fromkeys(told))


def _dates(text: str, ends: list[date]) -> Iterator[tuple[str, bool]]:
    """The dates in the text that set an end, and whether they name their year."""
    for expression in find(text):
        if expression.kind is not Kind.DATE:
            continue
        years = [expression.year] if expression.year else sorted({day.year for day in ends})
        for year in years:
            days = in_year(expression, year)
            if days and any(_sets(days, end) for end in ends):
                yield f"“{expression.text}”", expression.year is not None


def _sets(days: tuple[date, date], end: date) -> bool:
    return end == days[0] or any(end - timedelta(lag) == days[1] for lag in LAGS)


def _clues(given: Iterable[Clue], ends: list[date]) -> Iterator[str]:
    for clue in given:
        if any(end in stretch for stretch in clue.windows for end in ends):
            yield _told(clue)


def _year(given: Iterable[Clue], ends: list[date]) -> Iterator[str]:
    """The clues by which a date without a year is neither of the year before nor of the next."""
    for shift in (-365, 365):
        against = [
            clue
            for clue in given
            if any(a <= day <= b for a, b in clue.windows for day in ends)
            and not any(a <= shifted(day, shift) <= b for a, b in clue.windows for day in ends)
        ]
        if against:
            yield _told(min(against, key=_narrowest))


def _narrowest(clue: Clue) -> tuple[int, str]:
    return sum((end - start).days for start, end in clue.windows), clue.words


def _told(clue: Clue) -> str:
    return f"“{clue.words}”: {clue.because}"
