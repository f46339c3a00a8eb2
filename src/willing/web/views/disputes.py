"""Disputes: both sides of each contradiction with their sentences; what was taken back apart."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter

from willing.export import history
from willing.names import fold
from willing.web import worked
from willing.web.leaves import leaf
from willing.web.opposed import DISPUTED, TAKEN_BACK, Opposed, opposed
from willing.web.pages import Asked, Page, page

router = APIRouter()

SHOWN = 20
"""Contradictions on one page."""

KINDS = (("", "all"), (DISPUTED, "disputed"), (TAKEN_BACK, "taken back"))


@page(router, "/disputes", "disputes.html", "disputes")
def show(asked: Asked) -> Page:
    """Return the disputes under the filters, then what a party itself took back later."""
    view, desk = asked.view, asked.desk
    whole = view.changed(stance=None)
    disputes = worked.disputes_of(desk, whole)
    withdrawn = worked.withdrawals_of(desk, whole)
    kind = view.get("kind")
    kind = kind if kind in (DISPUTED, TAKEN_BACK) else ""
    every = worked.kept(desk, whole, "opposed", lambda: opposed(disputes, withdrawn))
    found = [
        one for one in every if (not kind or one.kind == kind) and _passes(one, view.q, view.stance)
    ]
    listed = leaf(found, view.page, SHOWN, lambda one: one.key)
    rows = [history.dispute_row(one) for one in disputes if kind != TAKEN_BACK]
    rows += [history.withdrawal_row(one) for one in withdrawn if kind != DISPUTED]
    return Page(
        {
            "kind": kind,
            "disputed": len(disputes),
            "withdrawn": len(withdrawn),
            "contradictions": [{"key": one.key, **asdict(one)} for one in listed.items],
            "total": listed.total,
            "next": listed.following or None,
        },
        history.DISPUTE_COLUMNS,
        rows,
        {
            "listed": listed,
            "kinds": KINDS,
            "cut": desk.cut(whole),
            "read": bool(desk.totals[1]),
        },
    )


def _passes(one: Opposed, q: str, stances: tuple[str, ...]) -> bool:
    """Tell whether a side has one of ``stances``, and the words of ``q`` occur in it."""
    if stances and not {one.one.stance, one.other.stance} & set(stances):
        return False
    text = fold(
        " ".join(
            [one.actor_name, one.issue, *(s.sentence for s in (*one.one.said, *one.other.said))]
        )
    )
    return all(word in text for word in fold(q).split())
