"""Whose word a position is: the one place that settles which report it counts for."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from willing.model import Article, DateSpan, Position, SourceKind
from willing.names import fold

LATE = datetime.timedelta(days=14)
"""How long after a report another article still cites that one, and not a later of its outlet."""

_NO_NAMES = frozenset({"agency", "channel", "journal", "magazine", "media", "newspaper"})
_NO_NAMES |= {"outlet", "paper", "portal", "publication", "website"}
"""Words for an outlet that was named before; they lead to the report of the article itself."""


class Retold(Protocol):
    """A report: its outlet, or the ``rivals`` that it may be of, its articles and its days."""

    @property
    def id(self) -> str:
        """A name of its own."""

    @property
    def origin(self) -> str | None:
        """The outlet whose report it was."""

    @property
    def rivals(self) -> tuple[str, ...]:
        """The outlets between which nothing decides."""

    @property
    def articles(self) -> tuple[str, ...]:
        """The ids of the articles that retell it."""

    @property
    def date(self) -> DateSpan:
        """The days on which it can have appeared."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What counts as one witness: equal keys are one report; ``name`` is for people."""

    key: str
    name: str = field(compare=False)


class Shelf:
    """Reports by the articles that retell them and by the outlet whose they are."""

    def __init__(self, reports: Iterable[Retold] = ()) -> None:
        """Hold ``reports``."""
        self.by_article: dict[str, Retold] = {}
        self._by_origin: dict[str, list[Retold]] = {}
        for report in reports:
            self.by_article.update(dict.fromkeys(report.articles, report))
            if report.origin:
                self._by_origin.setdefault(fold(report.origin), []).append(report)

    def cited(self, outlet: str, span: DateSpan) -> Retold | None:
        """Return the one report of ``outlet`` that a statement of those days can be from.

        Days that aren't known rule nothing out; where several are left, it is none of them.
        """
        near = [one for one in self._by_origin.get(fold(outlet), ()) if _can_cite(one.date, span)]
        return near[0] if len(near) == 1 else None


def _can_cite(report: DateSpan, span: DateSpan) -> bool:
    early = report.start and span.end and span.end < report.start
    late = report.end and span.start and span.start - report.end > LATE
    return not early and not late


def origin_of(position: Position, article: Article, shelf: Shelf | None = None) -> Origin:
    """Return the report that ``position`` counts for.

    In an article whose report is known that is this report, unless the position's sources lead
    back to another outlet than the report's: then it is that outlet's report of those days, or
    where there is none, that outlet.  Otherwise the first of these that is known: the outlet that
    the sources lead back to, which is the innermost one of the chain; the outlet whose report the
    article retells; the outlet that published it; the article itself.
    """
    cited = _cited(position)
    report = shelf.by_article.get(article.id) if shelf else None
    known = report.id if report else article.report
    if known:
        if shelf and report and cited and _elses(cited, report, article):
            other = shelf.cited(cited, position.date)
            return _of(other) if other else Origin(f"outlet:{fold(cited)}", cited)
        name = (report and report.origin) or article.origin or article.outlet
        return Origin(f"report:{known}", name or article.title or known)
    for name in (cited, article.origin, article.outlet):
        if name and name.strip():
            return Origin(f"outlet:{fold(name)}", name)
    return Origin(f"article:{article.id}", article.title or article.path)


def independent(origins: Iterable[Origin]) -> tuple[Origin, ...]:
    """Return each report once, in the order in which they first occur."""
    return tuple(dict.fromkeys(origins))


def _cited(position: Position) -> str | None:
    names = (link.name for link in reversed(position.attribution) if _named(link.name, link.kind))
    return next(names, None)


def _named(name: str, kind: SourceKind) -> bool:
    words = fold(name).split()
    return kind is SourceKind.OUTLET and bool(words) and words[-1] not in _NO_NAMES


def _elses(cited: str, report: Retold, article: Article) -> bool:
    """Tell whether ``cited`` is none of those whose report it may be, nor who retells it."""
    own = {fold(name) for name in (report.origin, article.outlet, *report.rivals) if name}
    return bool(report.origin or report.rivals) and fold(cited) not in own


def _of(report: Retold) -> Origin:
    return Origin(f"report:{report.id}", report.origin or report.id)
