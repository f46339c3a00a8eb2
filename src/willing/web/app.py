"""The desk as an application: its guards, its pages, its files."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, RedirectResponse, Response

from willing.agenda import Agenda
from willing.ledger import LedgerError
from willing.model import WillingError
from willing.web import api, security
from willing.web.desk import Desk
from willing.web.pages import Page, Shelf, render
from willing.web.security import ALL_GUARDS, Guard
from willing.web.state import View
from willing.web.views import (
    article,
    cite,
    disputes,
    intake,
    jump,
    matrix,
    position,
    reports,
    review,
    sources,
    timeline,
    whatif,
)
from willing.web.views import (
    map as world,
)

MOST_KEPT = 32 * 1024 * 1024
"""Bytes of pages that are kept to be answered again."""

STATIC = Path(__file__).parent / "static"
VIEWS = (
    matrix,
    timeline,
    world,
    article,
    position,
    cite,
    jump,
    reports,
    disputes,
    sources,
    whatif,
    review,
    intake,
)


@dataclass(frozen=True, slots=True)
class Features:
    """What this desk may do: ``fetch`` pasted addresses; ``model`` is a coalition file to play."""

    fetch: bool = False
    model: Path | None = None


def create_app(
    ledger: Path | str,
    *,
    host: str = "127.0.0.1",
    token: str | None = None,
    agenda: Agenda | None = None,
    allow_fetch: bool = False,
    model: Path | None = None,
    names: Iterable[str] = (),
    guards: frozenset[Guard] = ALL_GUARDS,
) -> FastAPI:
    """Return the desk over the file ``ledger``, to be served on ``host``.

    A host other than this machine needs a ``token``; ``names`` are further names under which it
    is served there.  ``guards`` is for tests, which show what each one keeps out.

    Raises:
        StoreError: there is no ledger there.
        WillingError: the host needs a token.
    """
    if not security.is_loopback(host) and not token:
        raise WillingError(f"Serving on {host} lets others in: give a token with --token.")
    desk = Desk(ledger, agenda)
    csrf = secrets.token_urlsafe(24)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        desk.close()

    app = FastAPI(
        title="Willing",
        description="Who would do what, how firmly, on which conditions, on whose word.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=lifespan,
        middleware=_middleware(host, token, tuple(names), csrf, guards),
    )
    app.state.desk = desk
    app.state.csrf = csrf
    app.state.shelf = Shelf(MOST_KEPT)
    app.state.features = Features(allow_fetch, model)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_api_route("/", _start, include_in_schema=False)
    app.include_router(api.router)
    for view in VIEWS:
        app.include_router(view.router)
    app.add_exception_handler(WillingError, _explained)
    app.add_exception_handler(HTTPException, _explained)
    return app


def _middleware(
    host: str, token: str | None, names: tuple[str, ...], csrf: str, guards: frozenset[Guard]
) -> list[Middleware]:
    everywhere = host in ("0.0.0.0", "::")
    known = names if everywhere else (host, *names)
    every: dict[Guard, Middleware | None] = {
        Guard.POLICY: Middleware(security.PolicyHeaders),
        Guard.HOST: Middleware(security.HostCheck, names=known, addresses=everywhere),
        Guard.TOKEN: Middleware(security.TokenCheck, token=token) if token else None,
        Guard.SIZE: Middleware(security.SizeLimit),
        Guard.CSRF: Middleware(security.CsrfCheck, token=csrf),
    }
    return [one for guard, one in every.items() if one is not None and guard in guards]


def _start(request: Request) -> Response:
    """Lead to the matrix, or to the page that reads articles where there are none yet."""
    desk: Desk = request.app.state.desk
    return RedirectResponse("/matrix" if desk.totals[1] else "/read", 303)


def _explained(request: Request, error: Exception) -> Response:
    """Say in one sentence what couldn't be done, as a page or as JSON."""
    status = 404 if isinstance(error, LedgerError) else 400
    text = str(error)
    headers: dict[str, Any] = {}
    if isinstance(error, HTTPException):
        status, headers = error.status_code, dict(error.headers or {})
        text = "There is no such page." if status == 404 else str(error.detail)
    path = request.url.path
    if path.startswith("/api") or path.endswith((".json", ".csv")):
        return JSONResponse({"detail": text}, status, headers)
    answer = Page({}, context={"problem": text, "code": status}, status=status)
    response = render(request, "problem.html", "", View(), answer)
    response.headers.update(headers)
    return response
