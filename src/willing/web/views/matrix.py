"""Who stands where: each party's standing position on each issue, now or on any day."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter

from willing.export import words
from willing.export.brief import Statement, statement
from willing.export.issues import label
from willing.export.looks import HANGS_ON
from willing.ledger import Rule
from willing.model import ActorKind, ConditionKind
from willing.names import fold
from willing.store.asking import Stood
from willing.web.desk import Desk
from willing.web.looks import LOOKS, Look
from willing.web.pages import Asked, Page, page
from willing.web.state import AddressError, View

router = APIRouter()

PARTIES = 60
"""Parties on one page."""

LATELY = 90
"""Days within which a change is marked in its cell."""

MOVED = {"7": "a week", "30": "30 days", "90": "90 days", "365": "a year"}
SORTS = {
    "": "countries first, by name",
    "name": "by name",
    "reports": "most reported",
    "for": "most in favour",
    "against": "most against",
    "moved": "moved last",
}
COLUMNS = (
    "actor",
    "actor_name",
    "issue",
    "stance",
    "firmness",
    "conditions",
    "reports",
    "positions",
    "decided",
    "contested",
    "held_since",
    "before",
    "position",
)
_KINDS = tuple(kind.value for kind in ActorKind)


@dataclass(frozen=True, slots=True)
class Cell:
    """A standing position as the matrix shows it; ``trend`` is 1 towards it, -1 away, 0 neither."""

    stood: Stood
    look: Look
    hangs_on: str
    contested: bool
    trend: int
    change: str
    summary: str


@dataclass(frozen=True, slots=True)
class Row:
    """A party and its cells by issue; ``None`` where nothing is known."""

    key: str
    name: str
    kind: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A value to filter by, how much there is of it, and whether it is chosen."""

    value: str
    name: str
    count: int
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """Values of one field to filter by; ``of`` says what their counts count."""

    title: str
    of: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A standing position in full: its cell and its sentence in words."""

    cell: Cell
    statement: Statement
    decided: str


@page(router, "/matrix", "matrix.html", "matrix")
def matrix(asked: Asked) -> Page:
    """Return what stands, party by issue."""
    view, desk = asked.view, asked.desk
    if view.sort not in SORTS:
        raise AddressError(f"Sort by {', '.join(filter(None, SORTS))}.")
    days = desk.days()
    today = view.as_of or (days[1] if days else None)
    found = _chosen(desk.stood(view), view, today)
    issues = desk.issues({one.issue for one in found})
    rows = _rows(found, [issue.key for issue in issues], view.sort, today)
    shown, following = _page(rows, view)
    cells = [cell for row in shown for cell in row.cells if cell]
    context = {
        "issues": issues,
        "rows": shown,
        "parties": len(rows),
        "standing": len(found),
        "totals": desk.totals,
        "days": days,
        "today": today,
        "sorts": SORTS,
        "facets": _facets(desk, view, today),
        "lines": _lines(desk, cells) if len(issues) == 1 or len(rows) == 1 else (),
        "label": label,
        "lately": LATELY,
        "why_empty": _why_empty(desk, view),
    }
    data = {
        "count": len(found),
        "parties": len(rows),
        "issues": [{"key": issue.key, "title": issue.title} for issue in issues],
        "items": [_record(cell) for cell in cells],
        "next": following and view.url("/matrix.json", page=following),
        "following": following,
    }
    every = (cell for row in rows for cell in row.cells if cell)
    return Page(data, COLUMNS, map(_record, every), context)


def _chosen(
    found: Iterable[Stood], view: View, today: datetime.date | None, but: str = ""
) -> list[Stood]:
    """Return what the matrix's own filters let through: words, kinds of party, a recent change."""
    wanted = [fold(word) for word in view.q.split()]
    kinds = view.all("kind") if but != "kind" else ()
    moved = view.get("moved") if but != "moved" else ""
    if moved and moved not in MOVED:
        raise AddressError(f"moved is one of {', '.join(MOVED)} (days).")
    return [
        one
        for one in found
        if all(word in fold(one.actor_name) or word in fold(one.actor) for word in wanted)
        and (not kinds or one.actor_kind in kinds)
        and (not moved or _recent(one, today, int(moved)))
    ]


def _recent(one: Stood, today: datetime.date | None, within: int) -> bool:
    if one.replaced is None or one.held is None or today is None:
        return False
    return (today - one.held).days <= within


def _rows(
    found: Iterable[Stood], issues: Sequence[str], sort: str, today: datetime.date | None
) -> list[Row]:
    by_actor: dict[str, dict[str, Stood]] = {}
    for one in found:
        by_actor.setdefault(one.actor, {})[one.issue] = one
    order = _ORDERS[sort]
    groups = sorted(by_actor.values(), key=lambda group: order(list(group.values())))
    return [_row(group, issues, today) for group in groups]


def _row(group: dict[str, Stood], issues: Sequence[str], today: datetime.date | None) -> Row:
    first = next(iter(group.values()))
    cells = tuple(_cell(group[key], today) if key in group else None for key in issues)
    return Row(first.actor, first.actor_name, first.actor_kind, cells)


def _name(group: list[Stood]) -> tuple[int, str]:
    return (_KINDS.index(group[0].actor_kind), fold(group[0].actor_name))


def _sign(group: list[Stood]) -> int:
    return sum(LOOKS[one.stance].sign for one in group)


def _last_move(group: list[Stood]) -> int:
    return max((one.held.toordinal() for one in group if one.replaced and one.held), default=0)


_ORDERS: dict[str, Callable[[list[Stood]], Any]] = {
    "": _name,
    "name": lambda group: fold(group[0].actor_name),
    "reports": lambda group: (-sum(one.reports for one in group), _name(group)),
    "for": lambda group: (-_sign(group), _name(group)),
    "against": lambda group: (_sign(group), _name(group)),
    "moved": lambda group: (-_last_move(group), _name(group)),
}


def _cell(one: Stood, today: datetime.date | None) -> Cell:
    look = LOOKS[one.stance]
    change, trend = "", 0
    if one.replaced and one.held and _recent(one, today, LATELY):
        before = LOOKS[one.replaced]
        trend = _degree(look) - _degree(before)
        trend = (trend > 0) - (trend < 0)
        change = f"since {words.day(one.held)}, before that {before.word}"
    hangs_on = dict.fromkeys(HANGS_ON[ConditionKind(kind)] for kind, _ in one.conditions)
    summary = [
        f"{words.one_line(one.actor_name)} on {label(one.issue)}: {look.word}, {look.firmness}",
        "; ".join(words.one_line(text) for _, text in one.conditions),
        change,
        words.count(one.reports, "independent report"),
        one.decided if one.decided != Rule.ALONE.value else "",
    ]
    return Cell(
        one,
        look,
        " ".join(hangs_on),
        one.decided == Rule.UNDECIDED.value,
        trend,
        change,
        "; ".join(filter(None, summary)),
    )


def _degree(look: Look) -> int:
    """Return where a stance is on the scale, from -3 (firmly against) to 3 (firmly for)."""
    return look.sign * int(look.step[-1]) if look.sign else 0


def _page(rows: list[Row], view: View) -> tuple[list[Row], str]:
    """Return the rows after the party in ``view.page``, and the party to go on after."""
    at = next((n + 1 for n, row in enumerate(rows) if row.key == view.page), 0)
    if view.page and not at:
        raise AddressError("That page is out of date: begin again without `page`.")
    shown = rows[at : at + PARTIES]
    return shown, shown[-1].key if at + PARTIES < len(rows) else ""


def _record(cell: Cell) -> dict[str, Any]:
    one = cell.stood
    return {
        "actor": one.actor,
        "actor_name": one.actor_name,
        "issue": one.issue,
        "stance": one.stance,
        "firmness": cell.look.firmness,
        "conditions": " | ".join(text for _, text in one.conditions),
        "reports": one.reports,
        "positions": one.positions,
        "decided": one.decided,
        "contested": cell.contested,
        "held_since": one.held,
        "before": one.replaced,
        "position": one.position,
    }


def _facets(desk: Desk, view: View, today: datetime.date | None) -> list[Facet]:
    """Return what to filter by, each counted under the other filters."""

    def under(name: str) -> list[Stood]:
        rest = view.changed(**{name: None}) if name in ("issue", "stance") else view
        return _chosen(desk.stood(rest), rest, today, but=name)

    def facet(
        title: str, name: str, counts: dict[str, int], names: dict[str, str], of: str
    ) -> Facet:
        chosen = getattr(view, name) if name in ("issue", "stance", "outlet", "source_kind") else ()
        chosen = chosen or view.all(name)
        return Facet(
            title,
            of,
            tuple(
                Choice(
                    key,
                    text,
                    counts.get(key, 0),
                    view.toggled(name, key).url("/matrix"),
                    key in chosen,
                )
                for key, text in names.items()
                if counts.get(key) or key in chosen
            ),
        )

    of_issue = Counter(one.issue for one in under("issue"))
    titles = {issue.key: label(issue.key) for issue in desk.issues()}
    of_stance = Counter(one.stance for one in under("stance"))
    of_kind = Counter(one.actor_kind for one in under("kind"))
    moved = under("moved")
    of_move = {key: sum(_recent(one, today, int(key)) for one in moved) for key in MOVED}
    outlets = {one.key: one.count for one in desk.outlets()[:12]}
    outlets |= {one: outlets.get(one, 0) for one in view.outlet}
    stands, positions = "standing positions", "positions"
    return [
        facet("Issue", "issue", of_issue, titles, stands),
        facet("Stance", "stance", of_stance, {key: key for key in LOOKS}, stands),
        facet("Party", "kind", of_kind, {key: key for key in _KINDS}, stands),
        facet("Moved within", "moved", of_move, MOVED, stands),
        facet(
            "On whose word", "source_kind", desk.kinds(), {k: k for k in desk.kinds()}, positions
        ),
        facet("Outlet", "outlet", outlets, {key: key for key in outlets}, "articles"),
    ]


def _lines(desk: Desk, cells: Sequence[Cell]) -> list[Line]:
    """Return the cells' sentences, those for it first, the firmest of each side first."""
    entries = desk.entries([cell.stood.position for cell in cells])
    order = sorted(cells, key=lambda cell: (-_degree(cell.look), fold(cell.stood.actor_name)))
    return [
        Line(
            cell,
            statement(entries[cell.stood.position]),
            "" if cell.stood.decided == Rule.ALONE.value else cell.stood.decided,
        )
        for cell in order
        if cell.stood.position in entries
    ]


def _why_empty(desk: Desk, view: View) -> str:
    positions, articles, _ = desk.totals
    if not articles:
        return "The ledger is empty. Read articles into it on the page “Read”."
    if not positions:
        return (
            f"{words.count(articles, 'article')} read, and no position found on this agenda; "
            "read more, or with another agenda."
        )
    if view.as_of and not (view.selection or view.q or view.extra):
        return f"Nothing stood yet on {words.day(view.as_of)}; move the day on."
    return "No standing position passes these filters; take one of them out."
