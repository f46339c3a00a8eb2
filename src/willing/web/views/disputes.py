"""Disputes: both sides of each contradiction with their sentences; what was taken back apart."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter

from willing.export import history
from willing.ledger import Dispute
from willing.names import fold
from willing.web import worked
from willing.web.leaves import leaf
from willing.web.opposed import (
    DISPUTED,
    TAKEN_BACK,
    Contrary,
    key_of,
    kind_of,
    opposed,
    sides,
)
from willing.web.pages import Asked, Page, page

router = APIRouter()

SHOWN = 20
"""Contradictions on one page."""


@page(router, "/disputes", "disputes.html", "disputes")
def show(asked: Asked) -> Page:
    """Return the disputes under the filters, then what a party itself took back later."""
    view, desk = asked.view, asked.desk
    whole = view.changed(stance=None)
    disputes = worked.disputes_of(desk, whole)
    withdrawn = worked.withdrawals_of(desk, whole)
    kind = view.get("kind")
    kind = kind if kind in (DISPUTED, TAKEN_BACK) else ""
    every: list[Contrary] = [*disputes, *withdrawn]
    found = [
        one
        for one in every
        if (not kind or kind_of(one) == kind) and _passes(one, view.q, view.stance)
    ]
    listed = leaf(found, view.page, SHOWN, key_of)
    shown = [opposed(one) for one in listed.items]
    return Page(
        {
            "kind": kind,
            "disputed": len(disputes),
            "withdrawn": len(withdrawn),
            "contradictions": [asdict(one) for one in shown],
            "total": listed.total,
            "next": listed.following or None,
        },
        history.DISPUTE_COLUMNS,
        (
            history.dispute_row(one) if isinstance(one, Dispute) else history.withdrawal_row(one)
            for one in found
        ),
        {
            "listed": listed,
            "shown": shown,
            "cut": desk.cut(whole),
            "read": bool(desk.totals[1]),
        },
    )


def _passes(one: Contrary, q: str, stances: tuple[str, ...]) -> bool:
    """Tell whether a side has one of ``stances``, and the words of ``q`` occur in it."""
    claims = [claim for side in sides(one) for claim in side]
    if stances and not {claim.stance.value for claim in claims} & set(stances):
        return False
    if not q:
        return True
    said = " ".join(claim.entry.position.sentence.text for claim in claims)
    text = fold(f"{one.actor_name} {one.issue} {said}")
    return all(word in text for word in fold(q).split())
