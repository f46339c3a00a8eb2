"""Whose word each position is: the report it comes from, settled one position at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from willing.model import Article, Position, SourceKind
from willing.names import fold
from willing.story.report import Report


@dataclass(frozen=True, slots=True)
class Witness:
    """One independent witness: equal keys are one; ``origin`` is the outlet, ``None`` if unknown.

    ``report`` is the id of the report of the position's article, ``None`` where the position comes
    from another outlet's report.
    """

    key: str
    origin: str | None
    report: str | None


def witnesses(
    positions: Iterable[Position], articles: Iterable[Article], found: Iterable[Report]
) -> dict[str, Witness]:
    """Return the witness of each position, by the position's id.

    A position counts for the report that its article retells, unless its sources lead back to an
    outlet that neither is that report's origin nor published the article: then it counts for that
    outlet's report on the same party and issue, if one of ``found`` by that outlet holds such a
    position, and otherwise for one report of that outlet on them that isn't among the articles.
    """
    listed = list(positions)
    by_id = {article.id: article for article in articles}
    report_of = {article_id: one for one in found for article_id in one.articles}
    homes: dict[tuple[str, str, str], set[str]] = {}
    for position in listed:
        one = report_of[position.article_id]
        if one.origin and _elsewhere(position, by_id[position.article_id], one) is None:
            homes.setdefault((fold(one.origin), *_subject(position)), set()).add(one.id)
    result = {}
    for position in listed:
        one = report_of[position.article_id]
        outlet = _elsewhere(position, by_id[position.article_id], one)
        if outlet is None:
            result[position.id] = Witness(f"report:{one.id}", one.origin, one.id)
            continue
        home = homes.get((fold(outlet), *_subject(position)), set())
        absent = "/".join((fold(outlet), *_subject(position)))
        key = f"report:{min(home)}" if len(home) == 1 else f"outlet:{absent}"
        result[position.id] = Witness(key, outlet, None)
    return result


def _elsewhere(position: Position, article: Article, one: Report) -> str | None:
    """Return the outlet of another report to which the sources of ``position`` lead back."""
    known = {fold(name) for name in (one.origin, article.origin, article.outlet) if name}
    for link in reversed(position.attribution):
        if link.kind is SourceKind.OUTLET:
            return None if fold(link.name) in known else link.name
    return None


def _subject(position: Position) -> tuple[str, str]:
    return position.actor.id, position.action.issue
