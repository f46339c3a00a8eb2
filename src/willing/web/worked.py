"""What is worked out from the ledger for a state, kept until the ledger or the state changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TypeVar, cast
from weakref import WeakKeyDictionary

from willing.ledger import (
    Dispute,
    Event,
    Ledger,
    Move,
    Standing,
    Withdrawal,
    disputes,
    moves,
    timeline,
    withdrawals,
)
from willing.web.desk import Desk
from willing.web.state import View

KEPT = 48
"""Results kept for each desk, the ones used last."""

T = TypeVar("T")


class _Shelf:
    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.found: OrderedDict[tuple[object, ...], object] = OrderedDict()


_shelves: WeakKeyDictionary[Desk, _Shelf] = WeakKeyDictionary()
_making = threading.Lock()


def kept(desk: Desk, view: View, what: str, make: Callable[[], T]) -> T:
    """Return what ``make`` returned for the ledger as it is now under the filters of ``view``.

    ``what`` names it; calls for one desk wait for each other, so that nothing is made twice.
    """
    with _making:
        shelf = _shelves.setdefault(desk, _Shelf())
    key = (desk.revision, what, view.selection, view.as_of)
    with shelf.lock:
        if key in shelf.found:
            shelf.found.move_to_end(key)
            return cast(T, shelf.found[key])
        made = make()
        shelf.found[key] = made
        while len(shelf.found) > KEPT:
            shelf.found.popitem(last=False)
        return made


def book(desk: Desk, view: View) -> Ledger:
    """Return the ledger under the filters of ``view``."""
    return kept(desk, view, "book", lambda: desk.book(view))


def moves_of(desk: Desk, view: View) -> tuple[Move, ...]:
    """Return the moves under the filters of ``view``."""
    return kept(desk, view, "moves", lambda: moves(book(desk, view).entries))


def events_of(desk: Desk, view: View) -> tuple[Event, ...]:
    """Return the timeline's events under the filters of ``view``."""
    return kept(desk, view, "events", lambda: timeline(book(desk, view).entries))


def disputes_of(desk: Desk, view: View) -> tuple[Dispute, ...]:
    """Return the disputes under the filters of ``view``."""
    return kept(desk, view, "disputes", lambda: disputes(book(desk, view).entries))


def withdrawals_of(desk: Desk, view: View) -> tuple[Withdrawal, ...]:
    """Return what was withdrawn under the filters of ``view``."""
    return kept(desk, view, "withdrawals", lambda: withdrawals(book(desk, view).entries))


def standing_of(desk: Desk, view: View) -> tuple[Standing, ...]:
    """Return the standing positions under the filters of ``view``."""
    return kept(desk, view, "standing", lambda: desk.standing(view))
