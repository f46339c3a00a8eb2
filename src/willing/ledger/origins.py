"""Whose report a position comes from, so that witnesses are counted and not copies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from willing.ledger.reports import Report, Shelf
from willing.model import Article, Position, SourceKind
from willing.names import fold

_NO_NAMES = frozenset({"agency", "channel", "journal", "magazine", "media", "newspaper"})
_NO_NAMES |= {"outlet", "paper", "portal", "publication", "website"}
"""Words for an outlet that was named before; they lead to the report of the article itself."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What counts as one witness: equal keys are one report; ``name`` is for people."""

    key: str
    name: str = field(compare=False)


def origin_of(position: Position, article: Article, shelf: Shelf | None = None) -> Origin:
    """Return the report that ``position`` counts for.

    In an article whose report is known that is this report, unless the position's sources lead
    back to another outlet than the report's: then it is that outlet's report of those days, or
    where there is none, that outlet.  Otherwise the first of these that is known: the outlet that
    the sources lead back to, which is the innermost one of the chain; the outlet whose report the
    article retells; the outlet that published it; the article itself.
    """
    cited = _cited(position)
    if article.report:
        report = shelf.by_article.get(article.id) if shelf else None
        if shelf and report and cited and _elses(cited, report, article):
            other = shelf.cited(cited, position.date)
            return _of(other) if other else Origin(f"outlet:{fold(cited)}", cited)
        name = (report and report.origin) or article.origin or article.outlet
        return Origin(f"report:{article.report}", name or article.title or article.report)
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


def _elses(cited: str, report: Report, article: Article) -> bool:
    """Tell whether ``cited`` is neither the outlet of ``report`` nor the one that retells it."""
    own = {fold(name) for name in (report.origin, article.outlet) if name}
    return report.origin is not None and fold(cited) not in own


def _of(report: Report) -> Origin:
    return Origin(f"report:{report.id}", report.origin or report.id)
