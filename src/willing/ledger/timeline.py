"""What was said when: every claim in the order of its days, the moves and disputes marked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from willing.ledger.book import Entry
from willing.ledger.claims import Claim, claims
from willing.ledger.disputes import disputes
from willing.ledger.moves import Move, moves


@dataclass(frozen=True, slots=True)
class Event:
    """A claim, the move that it completes if it does, and whether it is disputed."""

    claim: Claim
    move: Move | None
    disputed: bool


def timeline(entries: Iterable[Entry]) -> tuple[Event, ...]:
    """Return the claims of ``entries`` by their days, the undated ones last."""
    given = tuple(entries)
    moved = {_id(claim): move for move in moves(given) for claim in move.same}
    disputed = {
        _id(claim) for dispute in disputes(given) for claim in (*dispute.one, *dispute.other)
    }
    return tuple(
        Event(claim, moved.get(_id(claim)), _id(claim) in disputed) for claim in claims(given)
    )


def _id(claim: Claim) -> str:
    return claim.entry.position.id
