"""Review: correct what the machine misread, by keyboard, the most doubtful first."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, unquote

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, RedirectResponse, Response

from willing.export import jsonl
from willing.ledger.decide import from_record, on_position, to_record
from willing.ledger.edits import edited, published
from willing.ledger.judging import ON_POSITIONS
from willing.model import ActorKind, Judgement, WillingError
from willing.web import reviewing
from willing.web.board import QUEUES, Board, find, judged, now, reviewer_name
from willing.web.correcting import FIELDS, changes
from willing.web.pages import Page, as_csv, as_json, ask, render
from willing.web.parties import UnknownPartyError
from willing.web.reviewing import Sitting, address
from willing.web.state import View

COOKIE = "willing_reviewer"
PARTIAL = "x-partial"
"""The header by which the page's script asks for the part that changes, not for the whole page."""

MOST_IMPORT_BYTES = 16_000_000
MOST_FIELDS = 40
_FIRST = threading.Lock()

router = APIRouter()


def board_of(request: Request) -> Board:
    """Return the board of this desk, made at the first use."""
    state = request.app.state
    with _FIRST:
        if not hasattr(state, "board"):
            state.board = Board(state.desk)
    board: Board = state.board
    return board


@dataclass(frozen=True)
class _Asked:
    """A request to review: the address's state, who reviews, where in which queue."""

    request: Request
    view: View
    board: Board
    sitting: Sitting

    @classmethod
    def of(cls, request: Request) -> _Asked:
        view = View.from_query(request.query_params.multi_items())
        given = view.get("by") or unquote(request.cookies.get(COOKIE, ""))
        reviewer = reviewer_name(given)
        return cls(request, view, board_of(request), Sitting.of(view, reviewer))

    @property
    def partial(self) -> bool:
        return PARTIAL in self.request.headers

    def moved(self, at: str) -> _Asked:
        return replace(self, sitting=replace(self.sitting, at=at))


def _page(
    asked: _Asked, *, status: int = 200, told: str = "", problem: str = "", **form: Any
) -> Page:
    readings, said = asked.board.state(asked.view)
    data = reviewing.data(readings, said, asked.view, asked.sitting)
    item = data["item"]
    if item and form.get("given"):
        item["form"] |= {name: form["given"].get(name, item["form"][name]) for name in FIELDS}
    context = {
        "here": address(asked.view, asked.sitting),
        "queue_words": QUEUES,
        "issues": readings.issues,
        "parties": readings.parties.suggested,
        "kinds": tuple(ActorKind),
        "told": told,
        "problem": problem,
        "unknown": form.get("unknown", ""),
        "editing": bool(problem) or asked.view.get("edit") == "1",
        "agreements": [] if asked.partial else reviewing.agreements(readings, said),
        "total": len(readings.order),
        "left_out": 0 if asked.partial else asked.request.app.state.desk.cut(asked.view),
        "partial": asked.partial,
    }
    return Page(data, context=context, status=status, cached=False)


def _answer(asked: _Asked, answer: Page) -> Response:
    template = "partials/_review.html" if asked.partial else "review.html"
    if asked.partial:
        answer = replace(answer, status=200)
    response = render(asked.request, template, "review", asked.view, answer)
    if asked.view.get("by"):
        name = quote(asked.sitting.reviewer)
        response.set_cookie(COOKIE, name, httponly=True, samesite="strict")
    response.headers["Cache-Control"] = "no-store"
    return response


@router.get("/review", include_in_schema=False)
def show(request: Request) -> Response:
    """Show the position at hand."""
    asked = _Asked.of(request)
    return _answer(asked, _page(asked))


@router.get("/review.json", include_in_schema=False)
def show_json(request: Request) -> Response:
    """Return the position at hand, the last decisions and the agreement."""
    asked = _Asked.of(request)
    answer = _page(asked)
    data = {**answer.data, "agreement": answer.context["agreements"]}
    return as_json(ask(request), replace(answer, data=data), "", "")


@router.get("/review.csv", include_in_schema=False)
def show_csv(request: Request) -> Response:
    """Return the queue, in order."""
    asked = _Asked.of(request)
    rows = reviewing.rows(*asked.board.state(asked.view), asked.view, asked.sitting)
    return as_csv(ask(request), Page({}, reviewing.QUEUE_COLUMNS, rows), "", "")


@router.get("/review/judgements.jsonl", include_in_schema=False)
def export(request: Request) -> Response:
    """Return all judgements of the ledger, as ``willing log`` and ``judge import`` have them."""
    judgements = request.app.state.desk.store.judgements()
    lines = "".join(f"{line}\n" for line in jsonl.lines(map(to_record, judgements)))
    headers = {"Content-Disposition": 'attachment; filename="judgements.jsonl"'}
    return Response(lines, media_type="application/jsonl", headers=headers)


@router.post("/review/decide", include_in_schema=False)
async def decide(request: Request) -> Response:
    """Take a decision, and show what comes next."""
    given = await _fields(request)
    return await run_in_threadpool(_decide, _Asked.of(request), given)


def _decide(asked: _Asked, given: Mapping[str, str]) -> Response:
    position_id = given.get("position", "")
    here = asked.moved(position_id)
    try:
        told = _judge(here, given.get("verdict", ""), given)
    except WillingError as error:
        unknown = error.who if isinstance(error, UnknownPartyError) else ""
        answer = _page(here, status=422, problem=str(error), given=given, unknown=unknown)
        return _answer(here, answer)
    readings, said = asked.board.state(asked.view)
    goes_on = reviewing.next_at(readings, said, asked.view, asked.sitting, position_id)
    return _gone(asked.moved(goes_on), told)


def _judge(asked: _Asked, verdict: str, given: Mapping[str, str]) -> str:
    """Append the judgement; return it in words.

    Raises:
        WillingError: nobody says who decides, or it can't be decided so.
    """
    if not asked.sitting.reviewer:
        raise WillingError("Say who you are first.")
    if verdict not in ON_POSITIONS:
        raise WillingError(f"A position can’t be {verdict!r}: use {', '.join(ON_POSITIONS)}.")
    readings, said = asked.board.state(asked.view)
    one = find(readings, asked.sitting.at)
    entry = reviewing.standing_entry(one, said, asked.sitting)
    changed: dict[str, Any] = {}
    if verdict == "edit":
        keys = [issue.key for issue in readings.issues]
        changed = changes(entry.position, given, readings.parties, keys)
        if not changed:
            raise WillingError("Nothing was changed; accept it if it is right.")
    source = replace(entry, machine=one.entry.read)
    judgement = on_position(verdict, source, asked.sitting.reviewer, now(), changed)
    asked.board.judge(judgement)
    now_so = judged(one.entry, [*said.by(asked.sitting.reviewer, asked.sitting.at), judgement])
    return reviewing.told_decision(verdict, replace(entry, position=now_so.position))


@router.post("/review/undo", include_in_schema=False)
async def undo(request: Request) -> Response:
    """Undo the reviewer's last decision, or the one that is named; show its position."""
    given = await _fields(request)
    return await run_in_threadpool(_undo, _Asked.of(request), given.get("judgement") or None)


def _undo(asked: _Asked, judgement_id: str | None) -> Response:
    try:
        position_id = asked.board.undo(asked.view, asked.sitting.reviewer, judgement_id)
    except WillingError as error:
        return _answer(asked, _page(asked, status=422, told=str(error)))
    return _gone(asked.moved(position_id), "Undone.")


def _gone(asked: _Asked, told: str) -> Response:
    """Return what changes on the page, or, without a script, the way to the next page."""
    if asked.partial:
        return _answer(asked, _page(asked, told=told))
    return RedirectResponse(address(asked.view, asked.sitting).url("/review"), 303)


@router.post("/review/import", include_in_schema=False)
async def import_(request: Request) -> Response:
    """Append judgements given as JSON Lines; all of them, or none where a line can't be used."""
    pieces, size = [], 0
    async for piece in request.stream():
        pieces.append(piece)
        size += len(piece)
        if size > MOST_IMPORT_BYTES:
            most = MOST_IMPORT_BYTES // 1_000_000
            return JSONResponse({"detail": f"That is more than {most} MB of judgements."}, 413)
    return await run_in_threadpool(_import, board_of(request), b"".join(pieces))


def _import(board: Board, data: bytes) -> Response:
    try:
        lines = data.decode("utf-8-sig").split("\n")
        judgements = [_line(at, line, board) for at, line in enumerate(lines, 1) if line.strip()]
    except UnicodeDecodeError:
        return JSONResponse({"detail": "The file isn’t UTF-8; nothing was imported."}, 400)
    except WillingError as error:
        return JSONResponse({"detail": f"{error}; nothing was imported."}, 400)
    new = board.add(judgements)
    return JSONResponse({"new": new, "of": len(judgements)})


def _line(number: int, line: str, board: Board) -> Judgement:
    """Return the judgement in a line, if the ledger can be opened with it.

    Raises:
        WillingError: the line holds none, or one that would spoil the ledger.
    """
    try:
        judgement = from_record(line)
        detail = to_record(judgement)["detail"]
        readings, _ = board.state(View())
        if judgement.verdict == "edit" and readings.order:
            edited(readings.order[0].entry.read, judgement)
        elif judgement.verdict == "date":
            published(judgement)
        elif judgement.verdict == "merge" and not detail.get("into"):
            raise WillingError("says not into whom to merge")
    except WillingError as error:
        raise WillingError(f"Line {number}: {error}".rstrip(".")) from error
    return judgement


async def _fields(request: Request) -> dict[str, str]:
    form = await request.form(max_fields=MOST_FIELDS, max_files=0)
    return {name: value for name, value in form.items() if isinstance(value, str)}
