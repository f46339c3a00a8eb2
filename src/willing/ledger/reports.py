"""The reports that articles retell: whose each one was, when, and by which articles."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from willing.model import Article, DateSpan, Published
from willing.names import fold
from willing.witness import Retold, Shelf

__all__ = ["Group", "Grouping", "Pairs", "Report", "Shelf", "placed"]

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


def placed(article: Article, report: Retold | None, narrowed: Published | None) -> Article:
    """Return ``article`` with its report, that report's outlet and the date that they leave it."""
    if report is None:
        return article
    origin = article.origin
    if origin is None and report.origin and fold(report.origin) != fold(article.outlet or ""):
        origin = report.origin
    return replace(
        article, origin=origin, report=report.id, published=narrowed or article.published
    )
