"""What pages on history are worked out from: events, moves, disputes, each once for a state."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from willing.ledger import (
    Claim,
    Dispute,
    Event,
    Move,
    Report,
    Withdrawal,
    claims,
    disputes,
    moves,
    withdrawals,
)
from willing.web.desk import Desk
from willing.web.state import View

T = TypeVar("T")


def kept(desk: Desk, view: View, what: str, make: Callable[[], T]) -> T:
    """Return what ``make`` returns for the ledger as it is now under the filters of ``view``.

    ``what`` names it; nothing is made twice while the ledger stays as it is.
    """
    return desk.once((what, view.selection, view.as_of), make)


def reach(desk: Desk, view: View) -> View:
    """Return ``view`` without what only chooses among events: a move needs what came before it.

    Of a ledger too large for that the days stay, since they choose what is looked at.
    """
    whole = view.changed(since=None, until=None, stance=None)
    if desk.cut(whole) and (view.since or view.until):
        return view.changed(stance=None)
    return whole


def claims_of(desk: Desk, view: View) -> tuple[Claim, ...]:
    """Return the claims under the filters of ``view``."""
    return kept(desk, view, "claims", lambda: claims(desk.book(view).entries))


def moves_of(desk: Desk, view: View) -> tuple[Move, ...]:
    """Return the moves under the filters of ``view``."""
    return kept(desk, view, "moves", lambda: moves(desk.book(view).entries))


def events_of(desk: Desk, view: View) -> tuple[Event, ...]:
    """Return the timeline's events under the filters of ``view``.

    They are those of ``willing.ledger.timeline``, from what other pages work out, too.
    """

    def make() -> tuple[Event, ...]:
        moved = {_id(claim): move for move in moves_of(desk, view) for claim in move.same}
        disputed = {
            _id(claim)
            for dispute in disputes_of(desk, view)
            for claim in (*dispute.one, *dispute.other)
        }
        return tuple(
            Event(claim, moved.get(_id(claim)), _id(claim) in disputed)
            for claim in claims_of(desk, view)
        )

    return kept(desk, view, "events", make)


def _id(claim: Claim) -> str:
    return claim.entry.position.id


def disputes_of(desk: Desk, view: View) -> tuple[Dispute, ...]:
    """Return the disputes under the filters of ``view``."""
    return kept(desk, view, "disputes", lambda: disputes(desk.book(view).entries))


def withdrawals_of(desk: Desk, view: View) -> tuple[Withdrawal, ...]:
    """Return what was withdrawn under the filters of ``view``."""
    return kept(desk, view, "withdrawals", lambda: withdrawals(desk.book(view).entries))


def reports_of(desk: Desk, view: View) -> tuple[Report, ...]:
    """Return the reports that tell something that passes the filters of ``view``."""
    if not view.selection and view.as_of is None:
        return desk.reports()
    telling = {entry.article.id for entry in desk.book(view).entries}
    return kept(
        desk,
        view,
        "reports",
        lambda: tuple(one for one in desk.reports() if not telling.isdisjoint(one.articles)),
    )
