"""The map: who stands where on an issue, each party's stance as glyph, word and colour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter

from willing.export import words
from willing.model import Stance
from willing.names import fold
from willing.web.contributors import Contributor, contributors, most_offered
from willing.web.leaves import leaf
from willing.web.looks import LOOKS
from willing.web.pages import Asked, Page, page
from willing.web.told import Told, told

router = APIRouter()

COLUMNS = ("id", "name", "kind", "stance", "conditions", "reports", "contested", "position")

SHOWN = 200
"""Parties in the list on one page."""

Box = tuple[int, int, int, int]

FRAMES: dict[str, tuple[str, Box | None]] = {
    "all": ("all who take part", None),
    "world": ("the world", (-180, -58, 180, 80)),
    "europe": ("Europe", (-12, 34, 42, 67)),
    "asia": ("Asia", (28, -10, 150, 55)),
    "africa": ("Africa", (-20, -36, 55, 38)),
    "americas": ("the Americas", (-128, -56, -33, 62)),
}
"""Parts of the world to look at: words, and west, south, east and north in degrees."""

MOST_OF = 0.6
"""Share of the countries from which a part of the world that holds them is shown first."""


@page(router, "/map", "map.html", "map")
def show(asked: Asked) -> Page:
    """Return the parties that stand somewhere on the issue, with their places on the map."""
    view, desk = asked.view, asked.desk
    cells = desk.stood(view.changed(issue=None, stance=None))
    counts = Counter(cell.issue for cell in cells)
    issues = desk.issues(counts)
    issue = next((key for key in view.issue if key in counts), "") or most_offered(cells)
    title = next((one.title for one in issues if one.key == issue), "")
    every = contributors(cells, issue)
    stances = Counter(one.stance for one in every)
    wanted = fold(view.q).split()
    found = [
        one
        for one in every
        if (not view.stance or one.stance in view.stance)
        and all(word in fold(f"{one.name} {one.conditions}") for word in wanted)
    ]
    listed = leaf(found, view.page, SHOWN, lambda one: one.id)
    frame = view.get("frame") if view.get("frame") in FRAMES else first_frame(every)
    entries = desk.entries([one.position for one in listed.items])
    shown = [(one, told(entries[one.position])) for one in listed.items]
    return Page(
        {
            "issue": issue,
            "frame": frame,
            "contributors": [_plain(one, position) for one, position in shown],
            "total": listed.total,
            "stances": dict(stances),
            "next": listed.following or None,
        },
        COLUMNS,
        ({name: getattr(one, name) for name in COLUMNS} for one in found),
        {
            "issue_title": title,
            "issues": [(one.key, one.title, counts[one.key]) for one in issues],
            "frames": _frames(found, frame),
            "now_frame": frame,
            "listed": listed,
            "shown": shown,
            "placed": [one for one in found if one.territory],
            "elsewhere": [one for one in found if not one.territory],
            "tally": [(LOOKS[one.value], stances[one.value]) for one in Stance if one in stances],
            "payload": _payload(found, frame),
            "read": bool(desk.totals[1]),
        },
    )


def first_frame(found: Iterable[Contributor]) -> str:
    """Return the part of the world to show: one with most of the countries, else all of them."""
    placed = [one for one in found if one.territory]
    inside = {key: sum(_inside(one, key) for one in placed) for key in FRAMES}
    best = max((key for key in FRAMES if key not in ("all", "world")), key=inside.__getitem__)
    return best if inside[best] >= max(2, MOST_OF * len(placed)) else "all"


def _frames(found: Iterable[Contributor], now: str) -> list[tuple[str, str]]:
    """Return the parts of the world that hold somebody, each with how many."""
    counts = {key: sum(_inside(one, key) for one in found) for key in FRAMES}
    return [
        (key, f"{words_of} ({counts[key]})")
        for key, (words_of, _box) in FRAMES.items()
        if counts[key] or key == now
    ]


def _inside(one: Contributor, frame: str) -> bool:
    box = FRAMES[frame][1]
    if one.territory is None:
        return False
    if box is None:
        return True
    west, south, east, north = box
    at = one.territory
    return west <= at.longitude <= east and south <= at.latitude <= north


def _payload(found: list[Contributor], frame: str) -> dict[str, Any]:
    """Return what the script draws: the part of the world, and the marks with their words."""
    return {
        "box": FRAMES[frame][1],
        "marks": [
            {
                "id": one.position,
                "shape": one.territory.shape,
                "at": [one.territory.longitude, one.territory.latitude],
                "name": one.name,
                "stance": one.stance,
                "glyph": one.look.glyph,
                "side": one.look.side,
                "step": one.look.step,
                "text": _text(one),
            }
            for one in found
            if one.territory
        ],
    }


def _text(one: Contributor) -> str:
    condition = f", {one.conditions}" if one.conditions else ""
    return f"{one.name}: {one.stance}{condition}; {words.count(one.reports, 'report')}"


def _plain(one: Contributor, position: Told) -> dict[str, Any]:
    return {**asdict(one), "told": asdict(position)}
