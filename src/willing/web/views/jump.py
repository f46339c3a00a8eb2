"""Where the jump menu leads: parties, issues, articles and views whose names hold the words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from willing.export import words
from willing.export.issues import label
from willing.names import fold
from willing.web.desk import Desk
from willing.web.pages import NAVIGATION, ask
from willing.web.state import View

router = APIRouter()

MOST = 12
"""Places offered at once."""

ARTICLES = 5
"""Articles among them."""


@router.get("/jump.json", include_in_schema=False)
def jump(request: Request) -> JSONResponse:
    """Return where the words in ``q`` may lead, the likeliest first."""
    asked = ask(request)
    found = list(places(asked.desk, asked.view.q))
    return JSONResponse({"items": found[:MOST]})


def places(desk: Desk, words_given: str) -> Iterator[dict[str, Any]]:
    """Yield the places whose names hold every word given; those that begin with them first."""
    wanted = fold(words_given)
    held = []
    for kind, name, key, href in _all(desk):
        folded = fold(f"{name} {key}")
        if all(word in folded for word in wanted.split()):
            held.append((not folded.startswith(wanted), kind, name, href))
    if wanted:
        held.sort(key=lambda one: one[0])
        yield from (_place(*one[1:]) for one in held[: MOST - ARTICLES])
        listed, _ = desk.articles(View(q=words_given), "new", None, ARTICLES)
        for one in listed:
            yield _place("article", one.title or one.outlet or one.id, f"/article/{one.id}")
        yield from (_place(*one[1:]) for one in held[MOST - ARTICLES :])
    else:
        yield from (_place(*one[1:]) for one in held)


def _all(desk: Desk) -> Iterator[tuple[str, str, str, str]]:
    for key, name, path in NAVIGATION:
        yield "view", name, key, path
    for issue in desk.issues():
        yield "issue", issue.title, label(issue.key), View(issue=(issue.key,)).url("/matrix")
    for actor in desk.actors():
        kind = actor.kind or "party"
        yield kind, words.one_line(actor.name), actor.key, View(actor=(actor.key,)).url("/matrix")


def _place(kind: str, name: str, href: str) -> dict[str, Any]:
    return {"kind": kind, "name": words.one_line(name), "href": href}
