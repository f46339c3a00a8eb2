"""Disputes and withdrawals → both sides in words, and what tells the one from the other."""

from __future__ import annotations

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

    key: str
    kind: str
    actor: str
    actor_name: str
    issue: str
    issue_label: str
    one: Camp
    other: Camp
    why: str


Contrary = Dispute | Withdrawal


def sides(one: Contrary) -> tuple[tuple[Claim, ...], tuple[Claim, ...]]:
    """Return the claims of both sides, those that were taken back first."""
    return (one.one, one.other) if isinstance(one, Dispute) else ((one.before,), (one.after,))


def kind_of(one: Contrary) -> str:
    """Return whether it is a dispute or what was withdrawn."""
    return DISPUTED if isinstance(one, Dispute) else TAKEN_BACK


def key_of(one: Contrary) -> str:
    """Return what names it in an address, as long as the same sentences oppose each other."""
    first, second = sides(one)
    ids = (first[0].entry.position.id, second[0].entry.position.id)
    return "-".join((kind_of(one), *ids))


def opposed(one: Contrary) -> Opposed:
    """Return a dispute, or what was withdrawn, in words."""
    why = one.why.value if isinstance(one, Dispute) else WITHDRAWN
    return _opposed(kind_of(one), one, *sides(one), why)


def _opposed(
    kind: str,
    about: Contrary,
    one: tuple[Claim, ...],
    other: tuple[Claim, ...],
    why: str,
) -> Opposed:
    return Opposed(
        key_of(about),
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
