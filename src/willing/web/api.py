"""The JSON API under /api: the views' filters, paged by cursor, described by OpenAPI."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request
from pydantic import BaseModel, ConfigDict

from willing.export import records
from willing.ledger import LedgerError
from willing.model import SourceKind, Stance
from willing.names import fold
from willing.store.asking import Stood
from willing.web.desk import Desk
from willing.web.looks import LOOKS
from willing.web.state import View

router = APIRouter(prefix="/api", tags=["ledger"])

MOST = 500
USUAL = 100
LAST_CURSOR = 2**62

Record = dict[str, Any]


class Several(BaseModel):
    """One page of a listing: ``next`` is the cursor that leads on, null at the end."""

    model_config = ConfigDict(extra="forbid")

    items: list[Record]
    next: str | None = None


class Summary(BaseModel):
    """What the ledger is about, and how much it holds."""

    title: str
    revision: str
    positions: int
    articles: int
    reports: int
    agendas: list[str]


class Problem(BaseModel):
    """What couldn't be done, in one sentence."""

    detail: str


_Several = Annotated[list[Annotated[str, Query(max_length=200)]], Query(max_length=50)]
_Day = Annotated[datetime.date | None, Query()]


def chosen(
    actor: Annotated[_Several, Query(description="Ids or names of parties or people.")] = [],  # noqa: B006
    issue: Annotated[_Several, Query(description="Keys of issues.")] = [],  # noqa: B006
    stance: Annotated[list[Stance], Query(description="Stances.")] = [],  # noqa: B006
    outlet: Annotated[_Several, Query(description="Published, or cited, by it.")] = [],  # noqa: B006
    source_kind: Annotated[list[SourceKind], Query(description="Kind of the last source.")] = [],  # noqa: B006
    since: Annotated[_Day, Query(description="From this day on.")] = None,
    until: Annotated[_Day, Query(description="Up to this day.")] = None,
    as_of: Annotated[_Day, Query(description="What was certainly said by this day.")] = None,
) -> View:
    """Return the state that the filters make; a filter's values are alternatives."""
    return View(
        tuple(filter(None, actor)),
        tuple(filter(None, issue)),
        tuple(one.value for one in stance),
        tuple(filter(None, outlet)),
        tuple(one.value for one in source_kind),
        since,
        until,
        as_of,
    )


def desk_of(request: Request) -> Desk:
    """Return the ledger behind the request."""
    desk: Desk = request.app.state.desk
    desk.prepare()
    return desk


Filters = Annotated[View, Depends(chosen)]
OfDesk = Annotated[Desk, Depends(desk_of)]
Limit = Annotated[int, Query(ge=1, le=MOST, description="Items on a page.")]
Cursor = Annotated[
    int, Query(ge=-1, le=LAST_CURSOR, description="`next` of the page before; -1 begins.")
]
_ID = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[^\x00/]+$")]
_MISSING: dict[int | str, dict[str, Any]] = {404: {"model": Problem}}


@router.get("/ledger")
def summary(desk: OfDesk) -> Summary:
    """What the ledger is about, and how much it holds."""
    positions, articles, reports = desk.totals
    return Summary(
        title=desk.title,
        revision=desk.revision,
        positions=positions,
        articles=articles,
        reports=reports,
        agendas=[one.name for one in desk.agendas],
    )


@router.get("/positions")
def positions(desk: OfDesk, view: Filters, limit: Limit = USUAL, cursor: Cursor = -1) -> Several:
    """The positions that pass the filters, in the order of their articles and sentences."""
    found = desk.listed(view, cursor, limit + 1)
    items = [
        {"id": entry.position.id, **records.position_record(entry.position, entry.article)}
        for _, entry in found[:limit]
    ]
    return Several(items=items, next=str(found[limit - 1][0]) if len(found) > limit else None)


@router.get("/positions/{id}", responses=_MISSING)
def position(desk: OfDesk, id: _ID) -> Record:
    """One position, by its id or how that begins."""
    try:
        entry, rejected = desk.found(id)
    except LedgerError as error:
        raise HTTPException(404, str(error)) from None
    return {
        "id": entry.position.id,
        "rejected": rejected,
        "counts_for": entry.origin.name,
        **records.position_record(entry.position, entry.article),
    }


@router.get("/standing")
def standing(
    desk: OfDesk,
    view: Filters,
    limit: Limit = USUAL,
    cursor: Annotated[str, Query(max_length=500, description="`next` of the page before.")] = "",
) -> Several:
    """The position that stands for each party on each issue, now or as of a day."""
    found = sorted(desk.stood(view), key=_key)
    at = next((n for n, one in enumerate(found) if _key(one) > cursor), len(found))
    shown = found[at : at + limit]
    following = _key(shown[-1]) if at + limit < len(found) else None
    return Several(items=[_standing(one) for one in shown], next=following)


def _key(one: Stood) -> str:
    return f"{one.actor}\t{one.issue}"


def _standing(one: Stood) -> Record:
    return {
        "actor": one.actor,
        "actor_name": one.actor_name,
        "actor_kind": one.actor_kind,
        "issue": one.issue,
        "stance": one.stance,
        "firmness": LOOKS[one.stance].firmness,
        "conditions": [{"kind": kind, "text": text} for kind, text in one.conditions],
        "reports": one.reports,
        "positions": one.positions,
        "decided": one.decided,
        "held_since": one.held,
        "before": one.replaced,
        "position": one.position,
    }


@router.get("/articles")
def articles(
    desk: OfDesk,
    view: Filters,
    q: Annotated[str, Query(max_length=200, description="Words of a title or an outlet.")] = "",
    limit: Limit = USUAL,
    cursor: Annotated[str, Query(max_length=40, pattern=r"^(\d{1,18}~\d{4}-\d\d-\d\d)?$")] = "",
) -> Several:
    """The articles that hold a position that passes the filters, the newest first."""
    after = None
    if cursor:
        number, _, day = cursor.partition("~")
        try:
            after = (datetime.date.fromisoformat(day), int(number))
        except ValueError:
            raise HTTPException(422, "The cursor holds no day.") from None
    found, _ = desk.articles(view.changed(q=q.replace("\x00", "")), "new", after, limit + 1)
    items: list[Record] = [
        {
            "id": one.id,
            "title": one.title,
            "outlet": one.outlet,
            "origin": one.origin,
            "report": one.report,
            "published": one.published.date,
            "basis": one.published.basis.value,
            "positions": one.positions,
        }
        for one in found[:limit]
    ]
    last = found[limit - 1] if len(found) > limit else None
    return Several(items=items, next=f"{last.number}~{last.day}" if last else None)


@router.get("/articles/{id}", responses=_MISSING)
def article(desk: OfDesk, id: _ID) -> Record:
    """One article with its text and the ids of its positions."""
    try:
        found = desk.article(id)
    except LedgerError as error:
        raise HTTPException(404, str(error)) from None
    return {
        **records.article_record(found),
        "text": found.text,
        "positions": [entry.position.id for entry in desk.entries_of(id)],
    }


@router.get("/actors")
def actors(desk: OfDesk, q: Annotated[str, Query(max_length=200)] = "") -> list[Record]:
    """The parties that hold positions, each with how many."""
    wanted = fold(q)
    return [
        {"id": one.key, "name": one.name, "kind": one.kind, "positions": one.count}
        for one in desk.actors()
        if wanted in fold(one.name) or wanted in fold(one.key)
    ]


@router.get("/issues")
def issues(desk: OfDesk) -> list[Record]:
    """The issues on which there are positions, in the agenda's order."""
    return [{"key": one.key, "title": one.title} for one in desk.issues()]
