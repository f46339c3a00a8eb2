"""Whose word each position of a set of articles is, by the reports that these retell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from willing.model import Article, Position
from willing.story.report import Report
from willing.witness import Shelf, origin_of


@dataclass(frozen=True, slots=True)
class Witness:
    """One independent witness: equal keys are one; ``origin`` is the outlet, or what stands for it.

    ``report`` is the id of the report of the position's article, ``None`` where the position comes
    from another outlet's report.
    """

    key: str
    origin: str
    report: str | None


def witnesses(
    positions: Iterable[Position], articles: Iterable[Article], found: Iterable[Report]
) -> dict[str, Witness]:
    """Return the witness of each position, by the position's id.

    It is settled as the ledger settles it, position by position, by ``willing.witness``.
    """
    by_id = {article.id: article for article in articles}
    shelf = Shelf(found)
    result = {}
    for position in positions:
        origin = origin_of(position, by_id[position.article_id], shelf)
        own = shelf.by_article.get(position.article_id)
        at_home = own is not None and origin.key == f"report:{own.id}"
        result[position.id] = Witness(origin.key, origin.name, own.id if own and at_home else None)
    return result
