"""The articles, and each one with what was read in it, every position where it stands."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter

from willing.export import records, rows, words
from willing.export.brief import statement
from willing.ledger import LedgerError
from willing.model import Article
from willing.store.asking import ORDERS, Listed
from willing.web.looks import LOOKS
from willing.web.marking import paragraphs
from willing.web.pages import Asked, Page, page
from willing.web.state import AddressError

router = APIRouter()

ARTICLES = 50
"""Articles on one page."""

SORTS = {
    "": "newest first",
    "old": "oldest first",
    "title": "by title",
    "outlet": "by outlet",
    "positions": "most positions",
}
COLUMNS = ("id", "title", "outlet", "origin", "report", "published", "basis", "positions")


@page(router, "/articles", "articles.html", "articles")
def articles(asked: Asked) -> Page:
    """Return the articles that pass the filters and hold the words searched for."""
    view, desk = asked.view, asked.desk
    if view.sort not in SORTS:
        raise AddressError(f"Sort by {', '.join(filter(None, SORTS))}.")
    order = view.sort or "new"
    found, count = desk.articles(view, order, _place(order, view.page), ARTICLES + 1)
    shown = found[:ARTICLES]
    following = _cursor(order, shown[-1]) if len(found) > ARTICLES else ""
    items = [_record(one) for one in shown]
    context = {"listed": shown, "sorts": SORTS, "totals": desk.totals}
    data = {
        "count": count,
        "items": items,
        "next": following and view.url("/articles.json", page=following),
        "following": following,
    }
    return Page(data, COLUMNS, items, context)


def _record(one: Listed) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "outlet": one.outlet,
        "origin": one.origin,
        "report": one.report,
        "published": one.published.date,
        "basis": one.published.basis.value,
        "positions": one.positions,
    }


def _cursor(order: str, last: Listed) -> str:
    key: Any = {
        "title": last.title or "",
        "outlet": last.outlet or "",
        "positions": last.positions,
    }.get(order, last.day)
    return f"{last.number}~{key}"


def _place(order: str, cursor: str) -> tuple[Any, int] | None:
    """Return the sort key and the number that a cursor holds.

    Raises:
        AddressError: it is no cursor of this order.
    """
    if not cursor:
        return None
    number, _, key = cursor.partition("~")
    assert order in ORDERS
    try:
        if order in ("new", "old"):
            return datetime.date.fromisoformat(key), int(number)
        return (int(key) if order == "positions" else key), int(number)
    except ValueError:
        raise AddressError("That page is out of date: begin again without `page`.") from None


@page(router, "/article/{id}", "article.html", "articles")
def article(asked: Asked) -> Page:
    """Return an article with the records of its positions."""
    desk = asked.desk
    found = desk.article(asked.params["id"])
    entries = desk.all_of(found.id)
    kept = [entry for entry, gone in entries if not gone]
    told = [statement(entry) for entry in kept]
    report = desk.report_of(found.id)
    others = [one for one in report.articles if one != found.id] if report else []
    data = {
        "article": records.article_record(found),
        "positions": [
            {"id": entry.position.id, **records.position_record(entry.position, entry.article)}
            for entry in kept
        ],
    }
    context = {
        "found": found,
        "title": _title(found),
        "lines": paragraphs(found.text, found.title, [entry.position for entry in kept]),
        "told": list(zip(range(1, len(kept) + 1), kept, told, strict=True)),
        "sides": {
            number: LOOKS[entry.position.stance.value].side for number, entry in enumerate(kept, 1)
        },
        "rejected": [statement(entry) for entry, gone in entries if gone],
        "report": report,
        "others": _others(asked, others),
        "published": words.published(found.published),
    }
    return Page(data, rows.POSITION_COLUMNS, map(rows.position_row, kept), context)


def _title(found: Article) -> str:
    return words.one_line(found.title or found.text.strip().partition("\n")[0])[:300]


def _others(asked: Asked, ids: list[str]) -> list[Mapping[str, str]]:
    """Return the names of the other articles of the same report."""
    found: list[Mapping[str, str]] = []
    for one in ids[:20]:
        try:
            other = asked.desk.article(one)
        except LedgerError:
            continue
        name = other.outlet or other.title or "an article without a title"
        found.append({"id": one, "name": words.one_line(name)})
    return found
