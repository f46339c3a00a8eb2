"""Reports: which articles retell which, whose each one was, and what a rewrite changed."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from fastapi import APIRouter

from willing.export import history, words
from willing.ledger import Entry, Ledger, LedgerError, Report
from willing.model import Article
from willing.names import fold
from willing.web import worked
from willing.web.leaves import leaf
from willing.web.pages import Asked, Page, page
from willing.web.retellings import Comparison, compared, original, others
from willing.web.state import View
from willing.web.told import told
from willing.web.views.timeline import told_reports

router = APIRouter()

SHOWN = 25
"""Reports on one page."""

MOST_COMPARED = 8
"""Retellings whose changes are counted for the table; of more only the one shown is compared."""

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
    retellings: tuple[Retelling, ...]


@page(router, "/reports", "reports.html", "reports")
def show(asked: Asked) -> Page:
    """Return the reports that tell something under the filters, the most retold first."""
    view, desk = asked.view, asked.desk
    book = told_reports(worked.book(desk, view), view)
    newest = view.sort == "date"
    found = [report for report in book.reports if _passes(report, book, view)]
    found.sort(key=_by_date if newest else _by_size)
    listed = leaf(found, view.page, SHOWN, lambda report: report.id)
    shown = [_told(report, book) for report in listed.items]
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
        (history.report_row(report, book) for report in found),
        {"listed": listed, "shown": shown, "newest": newest, "read": bool(book.articles)},
    )


@page(router, "/report/{report}", "report.html", "reports")
def compare(asked: Asked) -> Page:
    """Return one report: the articles that retell it, and two of them side by side."""
    view, desk = asked.view, asked.desk
    book = worked.book(desk, View())
    report = _find(book, asked.params["report"])
    first = book.by_id.get(view.get("first")) if view.get("first") in report.articles else None
    first = first or original(report, book)
    if first is None:
        raise LedgerError("None of the articles of this report is in the ledger any more.")
    rest = others(report, book, first.id)
    second = next((one for one in rest if one.id == view.get("second")), None)
    second = second or (rest[0] if rest else None)
    looked_at = rest if len(rest) <= MOST_COMPARED else [one for one in rest if one is second]
    made = {one.id: _compared(asked, first, one) for one in looked_at}
    shown = made.get(second.id) if second else None
    one = _told(report, book)
    retellings = [_retelling(article, report, book, made.get(article.id)) for article in rest]
    alone = () if second else tuple(told(entry) for entry in _entries(book, first))
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
            "base": _retelling(first, report, book, None),
            "other": _retelling(second, report, book, None) if second else None,
            "rest": retellings,
            "shown": shown,
            "changed": [pair for pair in shown.pairs if pair.changes] if shown else [],
            "alike": [pair for pair in shown.pairs if not pair.changes] if shown else [],
            "alone": alone,
        },
    )


def _compared(asked: Asked, first: Article, second: Article) -> Comparison:
    book = worked.book(asked.desk, View())
    return worked.kept(
        asked.desk,
        View(),
        f"compared {first.id} {second.id}",
        lambda: compared(_entries(book, first), _entries(book, second)),
    )


def _entries(book: Ledger, article: Article) -> Sequence[Entry]:
    return [entry for entry in book.entries if entry.article.id == article.id]


def _find(book: Ledger, name: str) -> Report:
    found = next((report for report in book.reports if report.id == name), None)
    if found is None:
        raise LedgerError("There is no such report in this ledger; it may be another one by now.")
    return found


def _passes(report: Report, book: Ledger, view: View) -> bool:
    titles = (book.by_id[one].title or "" for one in report.articles if one in book.by_id)
    text = fold(" ".join([report.origin or "", *report.rivals, *titles]))
    return all(word in text for word in fold(view.q).split())


def _told(report: Report, book: Ledger) -> Told:
    known = [book.by_id[one] for one in report.articles if one in book.by_id]
    first = original(report, book)
    ordered = [first, *others(report, book, first.id)] if first else []
    return Told(
        report.id,
        words.one_line(report.origin or " or ".join(report.rivals) or "not known"),
        report.origin is not None,
        tuple(words.one_line(one) for one in report.rivals),
        report.date.start.isoformat() if report.date.start else None,
        report.date.end.isoformat() if report.date.end else None,
        words.date(report.date),
        sum(book.found.get(article.id, 0) for article in known),
        tuple(_retelling(article, report, book, None) for article in ordered),
    )


def _retelling(
    article: Article, report: Report, book: Ledger, made: Comparison | None
) -> Retelling:
    return Retelling(
        article.id,
        words.one_line(article.title or article.path),
        words.one_line(article.outlet or "an unnamed outlet"),
        words.published(article.published),
        book.found.get(article.id, 0),
        bool(report.origin) and fold(article.outlet or "") == fold(report.origin or ""),
        made.tally if made else None,
        len(made.only_first) if made else 0,
        len(made.only_second) if made else 0,
    )


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
