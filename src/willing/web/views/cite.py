"""Citations of an article, a position or a whole view, for reference managers."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from fastapi import APIRouter, Request
from starlette.responses import Response

from willing.export import words
from willing.export.citation import Citation, bibtex, csl, of_article, ris
from willing.ledger import LedgerError
from willing.web.desk import Desk
from willing.web.pages import NAVIGATION, ask
from willing.web.state import View

router = APIRouter()

_FORMATS: dict[str, tuple[Callable[[Citation], str], str]] = {
    "csl.json": (csl, "application/vnd.citationstyles.csl+json"),
    "bib": (bibtex, "application/x-bibtex; charset=utf-8"),
    "ris": (ris, "application/x-research-info-systems; charset=utf-8"),
}


@router.get("/cite/{what}/{name}", include_in_schema=False)
def cite(request: Request, what: str, name: str) -> Response:
    """Return the citation of ``name``, which ends in its format, as a file."""
    asked = ask(request)
    key, _, suffix = name.partition(".")
    if suffix not in _FORMATS or what not in ("article", "position", "view"):
        raise LedgerError("There is no such citation.")
    today = datetime.datetime.now(datetime.UTC).date()
    if what == "view":
        citation = _view(asked.desk, key, today, asked.view)
    else:
        citation = {"article": _article, "position": _position}[what](asked.desk, key, today)
    write, kind = _FORMATS[suffix]
    disposition = f'attachment; filename="willing-{what}.{suffix}"'
    return Response(write(citation), media_type=kind, headers={"Content-Disposition": disposition})


def _article(desk: Desk, key: str, today: datetime.date) -> Citation:
    return of_article(desk.article(key), today)


def _position(desk: Desk, key: str, today: datetime.date) -> Citation:
    entry = desk.find(key)
    position, article = entry.position, entry.article
    of = of_article(article, today)
    sentence = words.one_line(position.sentence.text)
    span = f"characters {position.sentence.start}–{position.sentence.end}"
    note = (
        f"{words.one_line(position.actor.name)} on {position.action.issue}: "
        f"{position.stance.value}. “{sentence}” ({span}; position {position.id})"
    )
    return Citation(
        f"willing-position-{position.id}",
        of.kind,
        of.title,
        of.container,
        of.issued,
        position.id,
        note,
        today,
    )


def _view(desk: Desk, key: str, today: datetime.date, view: View) -> Citation:
    found = next(((name, path) for k, name, path in NAVIGATION if key == k), None)
    if found is None:
        raise LedgerError("There is no such view.")
    name, path = found
    positions, articles, _ = desk.totals
    note = (
        f"Address: {view.url(path)}. The ledger held {words.count(positions, 'position')} in "
        f"{words.count(articles, 'article')} (revision {desk.revision})."
    )
    return Citation(
        f"willing-view-{key}", "dataset", f"{desk.title}: {name}", "Willing", today,
        desk.revision, note, today,
    )  # fmt: skip
