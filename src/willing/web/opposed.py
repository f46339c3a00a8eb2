"""Disputes and withdrawals → both sides in words, and what tells the one from the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from willing.export import words
from willing.export.history import WITHDRAWN
from willing.export.issues import label
from willing.ledger import Claim, Dispute, Withdrawal, independent
from willing.web.told import Told, told_claim

DISPUTED, TAKEN_BACK = "dispute", "withdrawn"


@dataclass(frozen=True, slots=True)
class Camp:
    """One side: its stance, the reports that have it, and what each of them says."""

    stance: str
    reports: tuple[str, ...]
    said: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Opposed:
    """Two positions of one party that can't both hold, and why that is (or is no) dispute.

    ``kind`` is ``dispute`` or ``withdrawn``; of the latter ``one`` is what was taken back.
    """

    kind: str
    actor: str
    actor_name: str
    issue: str
    issue_label: str
    one: Camp
    other: Camp
    why: str

    @property
    def key(self) -> str:
        """What names it in an address, as long as the same sentences oppose each other."""
        return f"{self.kind}-{self.one.said[0].id}-{self.other.said[0].id}"


def opposed(disputes: Iterable[Dispute], withdrawals: Iterable[Withdrawal]) -> tuple[Opposed, ...]:
    """Return the disputes, then what was withdrawn, each in the order given."""
    return (
        *(_opposed(DISPUTED, one, one.one, one.other, one.why.value) for one in disputes),
        *(_opposed(TAKEN_BACK, one, (one.before,), (one.after,), WITHDRAWN) for one in withdrawals),
    )


def _opposed(
    kind: str,
    about: Dispute | Withdrawal,
    one: tuple[Claim, ...],
    other: tuple[Claim, ...],
    why: str,
) -> Opposed:
    return Opposed(
        kind,
        about.actor_id,
        words.one_line(about.actor_name),
        about.issue,
        label(about.issue),
        _camp(one),
        _camp(other),
        why,
    )


def _camp(side: tuple[Claim, ...]) -> Camp:
    reports = independent(claim.origin for claim in side)
    return Camp(
        side[0].stance.value,
        tuple(words.one_line(origin.name) for origin in reports),
        tuple(told_claim(claim) for claim in side),
    )
