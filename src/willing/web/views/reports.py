"""Reports: which articles retell which, whose each one was, and what a rewrite changed."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from fastapi import APIRouter

from willing.export import history, words
from willing.ledger import Ledger, LedgerError, Report
from willing.model import Article
from willing.names import fold
from willing.store.aggregates import positions_of
from willing.web import worked
from willing.web.desk import Desk
from willing.web.leaves import leaf
from willing.web.pages import Asked, Page, page
from willing.web.retellings import Comparison, compared, original, others
from willing.web.state import View
from willing.web.told import told

router = APIRouter()

SHOWN = 25
"""Reports on one page."""

MOST_COMPARED = 5
"""Retellings whose changes are counted for the list; of more only the one shown is compared."""

MOST_POSITIONS = 80
"""Positions of an article, the first in its text, that are compared."""

MOST_LISTED = 100
"""Retellings of one report that a page lists."""

Shelf = Mapping[str, Article]
"""The ledger's articles by their ids."""

CHANGE_COLUMNS = (
    "first_article", "second_article", "actor", "issue", "change", "before", "after", "first_id",
    "second_id", "first_sentence", "second_sentence",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Retelling:
    """One article that retells a report, in words; ``own`` where it is the outlet's whose it was.

    ``tally`` says what it changed of the telling it is compared with, ``None`` where that wasn't
    looked at.
    """

    id: str
    title: str
    outlet: str
    published: str
    positions: int
    own: bool
    tally: tuple[tuple[str, int], ...] | None = None
    dropped: int = 0
    added: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """One report in words."""

    id: str
    whose: str
    known: bool
    rivals: tuple[str, ...]
    start: str | None
    end: str | None
    when: str
    positions: int
    articles: int
    retellings: tuple[Retelling, ...]


@page(router, "/reports", "reports.html", "reports")
def show(asked: Asked) -> Page:
    """Return the reports that tell something under the filters, the most retold first."""
    view, desk = asked.view, asked.desk
    shelf = desk.shelf()
    newest = view.sort == "date"
    found = [one for one in worked.reports_of(desk, view) if _passes(one, shelf, view)]
    found.sort(key=_by_date if newest else _by_size)
    listed = leaf(found, view.page, SHOWN, lambda report: report.id)
    counts = positions_of(desk.store, (one for report in listed.items for one in report.articles))
    shown = [_told(report, shelf, counts) for report in listed.items]
    articles = sum(len(report.articles) for report in found)
    return Page(
        {
            "total": listed.total,
            "articles": articles,
            "retold": sum(len(report.articles) > 1 for report in found),
            "reports": [asdict(one) for one in shown],
            "next": listed.following or None,
        },
        history.REPORT_COLUMNS,
        _csv(found, shelf, desk),
        {
            "listed": listed,
            "shown": shown,
            "newest": newest,
            "cut": desk.cut(view) if view.selection or view.as_of else 0,
            "read": bool(desk.totals[1]),
        },
    )


@page(router, "/report/{report}", "report.html", "reports")
def compare(asked: Asked) -> Page:
    """Return one report: the articles that retell it, and two of them side by side."""
    view, desk = asked.view, asked.desk
    shelf = desk.shelf()
    report = _find(desk, asked.params["report"])
    first = shelf.get(view.get("first")) if view.get("first") in report.articles else None
    first = first or original(report, shelf)
    if first is None:
        raise LedgerError("None of the articles of this report is in the ledger any more.")
    rest = others(report, shelf, first.id)[:MOST_LISTED]
    second = next((one for one in rest if one.id == view.get("second")), None)
    second = second or (rest[0] if rest else None)
    looked_at = rest if len(rest) <= MOST_COMPARED else [one for one in rest if one is second]
    made = {one.id: _compared(asked, first, one) for one in looked_at}
    shown = made.get(second.id) if second else None
    counts = positions_of(desk.store, report.articles)
    one = _told(report, shelf, counts)
    retellings = [_retelling(other, report, counts, made.get(other.id)) for other in rest]
    alone = () if second else tuple(told(entry) for entry in desk.entries_of(first.id))
    return Page(
        {
            "report": asdict(one),
            "first": first.id,
            "second": second.id if second else None,
            "retellings": [asdict(other) for other in retellings],
            "comparison": asdict(shown) if shown else None,
            "statements": [asdict(position) for position in alone],
        },
        CHANGE_COLUMNS,
        _rows(first, second, shown),
        {
            "one": one,
            "base": _retelling(first, report, counts, None),
            "other": _retelling(second, report, counts, None) if second else None,
            "rest": retellings,
            "shown": shown,
            "changed": [pair for pair in shown.pairs if pair.changes] if shown else [],
            "alike": [pair for pair in shown.pairs if not pair.changes] if shown else [],
            "alone": alone,
        },
    )


def _compared(asked: Asked, first: Article, second: Article) -> Comparison:
    desk = asked.desk
    return desk.once(
        ("compared", first.id, second.id),
        lambda: compared(
            desk.entries_of(first.id)[:MOST_POSITIONS], desk.entries_of(second.id)[:MOST_POSITIONS]
        ),
    )


def _find(desk: Desk, name: str) -> Report:
    by_id = desk.once(("reports by id",), lambda: {one.id: one for one in desk.reports()})
    if name not in by_id:
        raise LedgerError("There is no such report in this ledger; it may be another one by now.")
    return by_id[name]


def _passes(report: Report, shelf: Shelf, view: View) -> bool:
    if not view.q:
        return True
    titles = (shelf[one].title or "" for one in report.articles if one in shelf)
    text = fold(" ".join([report.origin or "", *report.rivals, *titles]))
    return all(word in text for word in fold(view.q).split())


def _told(report: Report, shelf: Shelf, counts: Mapping[str, int]) -> Told:
    first = original(report, shelf)
    ordered = [first, *others(report, shelf, first.id)] if first else []
    return Told(
        report.id,
        words.one_line(report.origin or " or ".join(report.rivals) or "not known"),
        report.origin is not None,
        tuple(words.one_line(one) for one in report.rivals),
        report.date.start.isoformat() if report.date.start else None,
        report.date.end.isoformat() if report.date.end else None,
        words.date(report.date),
        sum(counts.get(one, 0) for one in report.articles),
        len(ordered),
        tuple(_retelling(one, report, counts, None) for one in ordered[:MOST_LISTED]),
    )


def _retelling(
    article: Article, report: Report, counts: Mapping[str, int], made: Comparison | None
) -> Retelling:
    return Retelling(
        article.id,
        words.one_line(article.title or article.path),
        words.one_line(article.outlet or "an unnamed outlet"),
        words.published(article.published),
        counts.get(article.id, 0),
        bool(report.origin) and fold(article.outlet or "") == fold(report.origin or ""),
        made.tally if made else None,
        len(made.only_first) if made else 0,
        len(made.only_second) if made else 0,
    )


def _csv(found: Sequence[Report], shelf: Shelf, desk: Desk) -> Iterator[dict[str, Any]]:
    """Yield the rows of the reports' CSV; nothing is counted before the first is asked for."""
    counts = positions_of(desk.store, (one for report in found for one in report.articles))
    for report in found:
        known = tuple(shelf[one] for one in report.articles if one in shelf)
        row = history.report_row(report, Ledger(known, ()))
        yield row | {"positions": sum(counts.get(one, 0) for one in report.articles)}


def _rows(first: Article, second: Article | None, shown: Comparison | None) -> list[dict[str, Any]]:
    if second is None or shown is None:
        return []
    return [
        {
            "first_article": first.id,
            "second_article": second.id,
            "actor": pair.first.actor,
            "issue": pair.first.issue,
            "change": change.kind,
            "before": change.before,
            "after": change.after,
            "first_id": pair.first.id,
            "second_id": pair.second.id,
            "first_sentence": pair.first.sentence,
            "second_sentence": pair.second.sentence,
        }
        for pair in shown.pairs
        for change in pair.changes
    ]


def _by_size(report: Report) -> tuple[int, int, str]:
    return (-len(report.articles), -_day(report), report.id)


def _by_date(report: Report) -> tuple[int, int, str]:
    return (-_day(report), -len(report.articles), report.id)


def _day(report: Report) -> int:
    return (report.date.end or report.date.start or datetime.date.min).toordinal()
