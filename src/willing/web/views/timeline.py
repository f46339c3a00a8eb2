"""The timeline: what moved this week, then every party's positions over time, lane by lane."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter

from willing.export import history
from willing.ledger import Event, Report
from willing.names import fold
from willing.web import lanes, worked
from willing.web.leaves import leaf
from willing.web.pages import Asked, Page, page
from willing.web.state import View
from willing.web.told import Told, told_claim
from willing.web.weeks import week

router = APIRouter()

BY = {"actor": "party", "issue": "issue", "report": "report"}
"""What the lanes stand for: the choice in the address, and its word."""

LANES, EVENTS = 20, 40
"""Lanes and statements on one page."""

MOST_REPORTS = 400
"""Reports that are drawn, the newest."""


@page(router, "/timeline", "timeline.html", "timeline")
def show(asked: Asked) -> Page:
    """Return the week's moves, the lanes, and the statements behind them."""
    view, desk = asked.view, asked.desk
    by = view.get("by", "actor")
    by = by if by in BY else "actor"
    whole = worked.reach(desk, view)
    events = shown(worked.events_of(desk, whole), view)
    recent = week(worked.moves_of(desk, whole), desk.book(whole).entries, view.as_of)
    busy = by != "report" and not view.all("all")
    chart = _chart(asked, by, events, busy)
    if busy and not chart.lanes:
        chart, busy = _chart(asked, by, events, False), False
    drawn = leaf(chart.lanes, view.get("lane"), LANES, lambda lane: lane.key)
    drawn_lanes = [lane.draw() for lane in drawn.items]
    listed = leaf(
        sorted(events, key=_latest), view.page, EVENTS, lambda event: event.claim.entry.position.id
    )
    rows = [(event, told_claim(event.claim)) for event in listed.items]
    return Page(
        {
            "week": asdict(recent),
            "by": by,
            "first": chart.scale and chart.scale.first,
            "last": chart.scale and chart.scale.last,
            "lanes": [asdict(lane) for lane in drawn_lanes],
            "lanes_total": drawn.total,
            "lanes_next": drawn.following or None,
            "undated": chart.undated,
            "statements": [_plain(event, one) for event, one in rows],
            "total": listed.total,
            "next": listed.following or None,
        },
        history.TIMELINE_COLUMNS,
        (history.event_row(event) for event in events),
        {
            "week": recent,
            "chart": chart,
            "drawn": drawn,
            "drawn_lanes": drawn_lanes,
            "listed": listed,
            "rows": rows,
            "by_words": BY,
            "busy": busy,
            "earlier_week": recent.first and recent.first - datetime.timedelta(days=1),
            "later_week": recent.last and recent.last + datetime.timedelta(days=7),
            "zooms": zooms(worked.events_of(desk, whole)),
            "cut": desk.cut(whole),
            "empty": not desk.totals[1],
        },
    )


def shown(events: Iterable[Event], view: View) -> tuple[Event, ...]:
    """Return the events whose days overlap those of ``view``, with its stances and its words.

    The moves among them are those of the whole time: a move doesn't vanish because the position
    before it lies outside the days that are looked at.
    """
    words = fold(view.q).split()
    return tuple(
        event
        for event in events
        if (not view.stance or event.claim.stance.value in view.stance)
        and view.selection.holds(event.claim.entry.position, event.claim.entry.article)
        and (not words or all(word in _text(event) for word in words))
    )


def zooms(events: Iterable[Event]) -> list[tuple[datetime.date | None, str]]:
    """Return the stretches to choose from: the day from which each goes to the end, and a name."""
    days = [event.claim.end for event in events if event.claim.end]
    starts = [event.claim.start for event in events if event.claim.start]
    if not days or not starts:
        return []
    last, whole = max(days), (max(days) - min(starts)).days
    stretches = (("last month", 31), ("last three months", 92), ("last year", 366))
    return [
        (None, "all of it"),
        *((last - datetime.timedelta(days=n), name) for name, n in stretches if n < whole),
    ]


def _chart(asked: Asked, by: str, events: tuple[Event, ...], busy: bool) -> lanes.Chart:
    if by == "report":
        newest = sorted(worked.reports_of(asked.desk, asked.view), key=_newest)[:MOST_REPORTS]
        return lanes.by_report(newest, asked.desk.shelf())
    return lanes.by_party(events, group=by, busy=busy)


def _newest(report: Report) -> tuple[int, str]:
    day = report.date.end or report.date.start
    return (-day.toordinal() if day else 0, report.id)


def _latest(event: Event) -> tuple[bool, int]:
    """Return what puts the latest first and the undated last."""
    day = event.claim.end or event.claim.start
    return (day is None, -day.toordinal() if day else 0)


def _text(event: Event) -> str:
    position = event.claim.entry.position
    return fold(f"{position.actor.name} {position.action.issue} {position.sentence.text}")


def _plain(event: Event, told: Told) -> dict[str, Any]:
    return asdict(told) | {
        "wordings": len(event.claim.entries),
        "moved": event.move.kind.value if event.move else None,
        "disputed": event.disputed,
    }
