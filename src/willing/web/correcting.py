"""A reviewer's form ↔ the changes that an edit makes to a position."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from willing.model import Condition, Position, Stance, WillingError
from willing.web.parties import Parties

MOST_CONDITIONS = 20
LONGEST_CONDITION = 1_000
LONGEST_KEY = 60


@dataclass(frozen=True, slots=True)
class Form:
    """What the fields of the form hold: words, days as in 2025-01-31, a condition a line."""

    actor: str
    stance: str
    issue: str
    agent: str
    conditions: str
    start: str
    end: str


FIELDS = tuple(Form.__dataclass_fields__)


def form(position: Position, parties: Parties) -> Form:
    """Return the form as it stands before anything is changed."""
    start, end = position.date.start, position.date.end
    return Form(
        _who(position.actor.id, parties),
        position.stance.value,
        position.action.issue,
        _who(position.action.agent.id, parties),
        "\n".join(" ".join(one.text.split()) for one in position.conditions),
        start.isoformat() if start else "",
        end.isoformat() if end else "",
    )


def changes(
    position: Position, given: Mapping[str, str], parties: Parties, issues: Sequence[str]
) -> dict[str, Any]:
    """Return what ``given``, the fields of the form, changes of ``position``, for an edit.

    ``actor_kind`` and ``agent_kind`` say what a party is that isn't known; a field that is not
    given stays as it is.

    Raises:
        WillingError: a field can't be used.
    """
    before = form(position, parties)
    fields = {name: given.get(name, getattr(before, name)).strip() for name in FIELDS}
    found: dict[str, Any] = {}
    for name, old in (("actor", position.actor), ("agent", position.action.agent)):
        if fields[name] != getattr(before, name):
            party = parties.find(fields[name], given.get(f"{name}_kind", ""))
            if party["id"] != old.id:
                found[name] = dict(party)
    if fields["stance"] != before.stance:
        if fields["stance"] not in set(Stance):
            raise WillingError(f"{fields['stance']!r} is no stance: use {', '.join(Stance)}.")
        found["stance"] = fields["stance"]
    if fields["issue"] != before.issue:
        if fields["issue"] not in issues:
            raise WillingError(f"{fields['issue']!r} is no issue: use {', '.join(issues)}.")
        found["issue"] = fields["issue"]
    lines = [" ".join(line.split()) for line in fields["conditions"].splitlines() if line.strip()]
    if lines != before.conditions.splitlines():
        found["conditions"] = _conditions(lines, position.conditions)
    if (fields["start"], fields["end"]) != (before.start, before.end):
        found["date"] = _days(fields["start"], fields["end"])
    return found


def _who(party_id: str, parties: Parties) -> str:
    return parties.shown(party_id)


def _conditions(lines: list[str], old: Sequence[Condition]) -> list[dict[str, str] | str]:
    """Return each line as a condition; one that was there before keeps all that is known of it."""
    if len(lines) > MOST_CONDITIONS or any(len(line) > LONGEST_CONDITION for line in lines):
        raise WillingError(
            f"A position has {MOST_CONDITIONS} conditions at most, "
            f"each of {LONGEST_CONDITION:,} characters."
        )
    kept = {" ".join(one.text.split()): one for one in old}
    return [_known(kept[line]) if line in kept else line for line in lines]


def _known(condition: Condition) -> dict[str, str]:
    found = {"kind": condition.kind.value, "text": condition.text}
    if condition.agent:
        found["agent"] = condition.agent
    if condition.issue:
        found["issue"] = condition.issue
    return found


def _days(start: str, end: str) -> str:
    if not start and not end:
        raise WillingError("Give the day on which the position was taken, or leave it as it was.")
    first, last = start or end, end or start
    if last < first:
        raise WillingError("The last day is before the first one.")
    return first if first == last else f"{first}/{last}"
