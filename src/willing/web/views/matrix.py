"""The view matrix: a stub until it is written."""

from __future__ import annotations

from fastapi import APIRouter

from willing.web.pages import Asked, Page, page

router = APIRouter()


@page(router, "/matrix", "matrix.html", "matrix")
def show(asked: Asked) -> Page:
    """Return how many positions there would be to show."""
    return Page({"positions": len(asked.desk.book(asked.view).entries)})
