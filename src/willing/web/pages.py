"""One way to answer: a view is a function to a ``Page``, shown as HTML, JSON or CSV."""

from __future__ import annotations

import datetime
import io
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from willing.export import csv, words
from willing.export.issues import label
from willing.web.desk import Desk
from willing.web.looks import LOOKS
from willing.web.state import View

NAVIGATION = (
    ("matrix", "Matrix", "/matrix"),
    ("timeline", "Timeline", "/timeline"),
    ("map", "Map", "/map"),
    ("articles", "Articles", "/articles"),
    ("reports", "Reports", "/reports"),
    ("disputes", "Disputes", "/disputes"),
    ("sources", "Sources", "/sources"),
    ("whatif", "What if", "/what-if"),
    ("review", "Review", "/review"),
    ("intake", "Read", "/read"),
)
"""The views: their key, their name, their path."""

OK = 200
CSV_TYPE = "text/csv; charset=utf-8"


@dataclass(frozen=True)
class Asked:
    """What a view function gets: the state in the address, the ledger, the path's parameters."""

    view: View
    desk: Desk
    params: Mapping[str, str]
    request: Request


@dataclass(frozen=True)
class Page:
    """What a view answers.

    ``data`` is the JSON, plain values only; ``rows`` with ``columns`` the CSV; ``context`` what
    the template needs beside ``data`` (whose keys it sees as names, too); ``cached`` says that
    nothing but the ledger and the address decides the page.
    """

    data: Mapping[str, Any]
    columns: Sequence[str] = ()
    rows: Iterable[Mapping[str, Any]] = ()
    context: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    cached: bool = True


ViewFunction = Callable[[Asked], Page]


def page(
    router: APIRouter, path: str, template: str, nav: str
) -> Callable[[ViewFunction], ViewFunction]:
    """Register a view under ``path``, ``path.json`` and ``path.csv``.

    ``template`` sets the HTML, ``nav`` is the key of the navigation's entry that is current.
    """

    def register(function: ViewFunction) -> ViewFunction:
        for suffix, skin in ((".json", as_json), (".csv", as_csv), ("", as_html)):

            def answer(request: Request, skin: Skin = skin) -> Response:
                return kept(request, lambda asked: _answer(asked, function, skin, template, nav))

            router.add_api_route(
                path + suffix, answer, methods=["GET"], include_in_schema=False, name=template
            )
        return function

    return register


Skin = Callable[[Asked, Page, str, str], Response]


def _answer(
    asked: Asked, function: ViewFunction, skin: Skin, template: str, nav: str
) -> tuple[Response, bool]:
    page = function(asked)
    return skin(asked, page, template, nav), page.cached and page.status == OK


class Shelf:
    """Pages that were answered before, by their addresses, the last ones up to ``most`` bytes."""

    def __init__(self, most: int) -> None:
        """Begin empty."""
        self._most = most
        self._lock = threading.Lock()
        self._revision = ""
        self._pages: OrderedDict[str, tuple[bytes, str]] = OrderedDict()
        self._size = 0

    def find(self, revision: str, address: str) -> tuple[bytes, str] | None:
        """Return the body and the type of the page, if it was answered at this ``revision``."""
        with self._lock:
            if revision != self._revision or address not in self._pages:
                return None
            self._pages.move_to_end(address)
            return self._pages[address]

    def keep(self, revision: str, address: str, body: bytes, kind: str) -> None:
        """Keep a page; those of another revision are forgotten."""
        with self._lock:
            if revision != self._revision:
                self._pages.clear()
                self._revision, self._size = revision, 0
            old = self._pages.pop(address, None)
            self._size += len(body) - (len(old[0]) if old else 0)
            self._pages[address] = (body, kind)
            while self._size > self._most and self._pages:
                self._size -= len(self._pages.popitem(last=False)[1][0])


def kept(request: Request, answer: Callable[[Asked], tuple[Response, bool]]) -> Response:
    """Return the page as it was answered before while the ledger stays, else what is answered now.

    ``answer`` says with the page whether nothing but the ledger and the address decides it.
    """
    state = request.app.state
    revision = state.desk.revision
    address = f"{request.url.path}?{request.url.query}"
    found = state.shelf.find(revision, address)
    if found is not None:
        return Response(found[0], headers={"content-type": found[1]})
    response, keeps = answer(ask(request))
    if keeps:
        state.shelf.keep(revision, address, bytes(response.body), response.headers["content-type"])
    return response


def ask(request: Request) -> Asked:
    """Return what ``request`` asks for.

    Raises:
        AddressError: its query string can't be used.
    """
    view = View.from_query(request.query_params.multi_items())
    return Asked(view, request.app.state.desk, request.path_params, request)


def as_html(asked: Asked, answer: Page, template: str, nav: str) -> Response:
    """Return ``answer`` as a page."""
    return render(asked.request, template, nav, asked.view, answer)


def as_json(asked: Asked, answer: Page, _template: str, _nav: str) -> Response:
    """Return the data of ``answer``, with the state that they are the answer to."""
    body = json.dumps({"view": asked.view.as_data(), **answer.data}, default=_plain)
    return Response(body, answer.status, media_type="application/json")


def as_csv(_asked: Asked, answer: Page, _template: str, _nav: str) -> Response:
    """Return the rows of ``answer``; no cell is a formula to a spreadsheet."""
    file = io.StringIO(newline="")
    csv.write(answer.columns, answer.rows, file)
    return Response(file.getvalue(), answer.status, media_type=CSV_TYPE)


def render(
    request: Request,
    template: str,
    nav: str,
    view: View,
    answer: Page,
) -> HTMLResponse:
    """Return ``template`` set with ``answer``: for views that need more than ``page`` gives."""
    state = request.app.state
    path = request.url.path
    context = {
        "view": view,
        "nav": nav,
        "navigation": NAVIGATION,
        "csrf": state.csrf,
        "stances": tuple(LOOKS.values()),
        "looks": LOOKS,
        "path": path,
        "desk": state.desk,
        "features": state.features,
        **answer.data,
        **answer.context,
    }
    return HTMLResponse(environment().get_template(template).render(context), answer.status)


@cache
def environment() -> Environment:
    """Return the templates' environment: every value is escaped, an unknown name is an error."""
    made = Environment(
        loader=PackageLoader("willing.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {
        "count": words.count,
        "dated": words.dated,
        "day": _day,
        "label": label,
        "one_line": lambda text: words.one_line(str(text or "")),
        "segment": lambda text: quote(str(text), safe=""),
        "span": words.date,
        "published": words.published,
    }
    made.policies["json.dumps_kwargs"] = {"sort_keys": False, "default": _plain}
    return made


def _day(value: datetime.date | str | None) -> str:
    if isinstance(value, str):
        value = datetime.date.fromisoformat(value)
    return words.day(value) if value else "undated"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)
    raise TypeError(f"{type(value).__name__} can't be written as JSON")
