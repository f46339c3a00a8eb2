"""The reports that articles retell: whose each one was, when, and by which articles."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from willing.model import Article, DateSpan, Published
from willing.names import fold

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Report:
    """One report: the outlet whose it was, or the ``rivals`` between which nothing decides.

    ``articles`` are the ids of those that retell it, ``date`` the days on which it can have
    appeared.
    """

    id: str
    origin: str | None
    rivals: tuple[str, ...]
    articles: tuple[str, ...]
    date: DateSpan


@dataclass(frozen=True, slots=True)
class Grouping:
    """The reports of a set of articles, and the articles whose date their report narrows."""

    reports: tuple[Report, ...] = ()
    narrowed: Mapping[str, Published] = field(default_factory=dict)


Group = Callable[[Sequence[Article], Pairs, Pairs], Grouping]
"""Articles, pairs that a person set apart, pairs that a person joined → their grouping."""

LATE = datetime.timedelta(days=14)
"""How long after a report another article still cites that one, and not a later of its outlet."""


class Shelf:
    """Reports by the articles that retell them and by the outlet whose they are."""

    def __init__(self, reports: Iterable[Report] = ()) -> None:
        """Hold ``reports``."""
        self.by_article: dict[str, Report] = {}
        self._by_origin: dict[str, list[Report]] = {}
        for report in reports:
            self.by_article.update(dict.fromkeys(report.articles, report))
            if report.origin:
                self._by_origin.setdefault(fold(report.origin), []).append(report)

    def cited(self, outlet: str, span: DateSpan) -> Report | None:
        """Return the one report of ``outlet`` that a statement of those days can be from."""
        if span.start is None or span.end is None:
            return None
        near = [
            report
            for report in self._by_origin.get(fold(outlet), ())
            if report.date.start
            and report.date.end
            and report.date.start <= span.end
            and span.start <= report.date.end + LATE
        ]
        return near[0] if len(near) == 1 else None


def placed(article: Article, report: Report | None, narrowed: Published | None) -> Article:
    """Return ``article`` with its report, that report's outlet and the date that they leave it."""
    if report is None:
        return article
    origin = article.origin
    if origin is None and report.origin and fold(report.origin) != fold(article.outlet or ""):
        origin = report.origin
    return replace(
        article, origin=origin, report=report.id, published=narrowed or article.published
    )
