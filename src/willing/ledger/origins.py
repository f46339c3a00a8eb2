"""Whose report a position comes from, so that witnesses are counted and not copies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from willing.model import Article, Position, SourceKind
from willing.names import fold


@dataclass(frozen=True, slots=True)
class Origin:
    """What counts as one witness: equal keys are one report; ``name`` is for people."""

    key: str
    name: str = field(compare=False)


def origin_of(position: Position, article: Article) -> Origin:
    """Return the report that ``position`` counts for.

    The first of these that is known: the article's report; the outlet that the position's
    sources lead back to, which is the innermost one of the chain; the outlet whose report the
    article retells; the outlet that published it; the article itself.
    """
    if article.report:
        return Origin(
            f"report:{article.report}", article.origin or article.outlet or article.report
        )
    outlets = [link.name for link in position.attribution if link.kind is SourceKind.OUTLET]
    for name in (*reversed(outlets), article.origin, article.outlet):
        if name and name.strip():
            return Origin(f"outlet:{fold(name)}", name)
    return Origin(f"article:{article.id}", article.title or article.path)


def independent(origins: Iterable[Origin]) -> tuple[Origin, ...]:
    """Return each report once, in the order in which they first occur."""
    return tuple(dict.fromkeys(origins))
