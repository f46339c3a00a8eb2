"""What a person's edit makes of a position, and of an article's date."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from typing import Any

from willing.model import (
    Actor,
    ActorKind,
    Condition,
    ConditionKind,
    DateBasis,
    DateSpan,
    Inference,
    Judgement,
    Position,
    Published,
    Stance,
    WillingError,
)

_OPENINGS = (
    ("only if", ConditionKind.ONLY_IF),
    ("only with", ConditionKind.ONLY_IF),
    ("unless", ConditionKind.UNLESS),
    ("until", ConditionKind.UNTIL),
    ("in exchange", ConditionKind.IN_EXCHANGE),
    ("in return", ConditionKind.IN_EXCHANGE),
    ("after", ConditionKind.AFTER),
    ("once", ConditionKind.AFTER),
)


def detail_of(judgement: Judgement) -> dict[str, Any]:
    """Return the JSON object that ``judgement`` holds.

    Raises:
        WillingError: it holds none.
    """
    try:
        detail = json.loads(judgement.detail or "{}")
    except json.JSONDecodeError:
        detail = None
    if not isinstance(detail, dict):
        raise WillingError(f"The judgement {judgement.id} holds no JSON object; undo it.")
    return detail


def edited(position: Position, judgement: Judgement) -> Position:
    """Return ``position`` with what ``judgement`` sets; each change says who decided it.

    The detail may set ``stance``, ``issue``, ``actor``, ``agent`` (an id, or an object of ``id``,
    ``name`` and ``kind``), ``conditions`` (a list of texts, or of objects of ``kind`` and
    ``text``) and ``date`` (a day, or two with a slash between).

    Raises:
        WillingError: a value can't be used.
    """
    detail = detail_of(judgement)
    notes = []
    try:
        if "stance" in detail:
            position = replace(position, stance=Stance(detail["stance"]))
            notes.append(("stance", position.stance.value))
        if "issue" in detail:
            position = replace(
                position, action=replace(position.action, issue=str(detail["issue"]))
            )
            notes.append(("action.issue", position.action.issue))
        if "actor" in detail:
            position = replace(position, actor=_actor(position.actor, detail["actor"]))
            notes.append(("actor", position.actor.id))
        if "agent" in detail:
            agent = _actor(position.action.agent, detail["agent"])
            position = replace(position, action=replace(position.action, agent=agent))
            notes.append(("action.agent", agent.id))
        if "conditions" in detail:
            position = replace(position, conditions=tuple(map(_condition, detail["conditions"])))
            texts = "; ".join(condition.text for condition in position.conditions)
            notes.append(("conditions", texts or "none"))
        if "date" in detail:
            start, end = days(detail["date"])
            position = replace(position, date=DateSpan(start, end, DateBasis.INFERRED))
            notes.append(("date", str(detail["date"])))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise WillingError(
            f"The judgement {judgement.id} can't be used ({error}); undo it."
        ) from error
    because = decided(judgement)
    made = tuple(Inference(field, value, because) for field, value in notes)
    fields = {field for field, _ in notes}
    kept = tuple(note for note in position.inferred if note.field not in fields)
    return replace(position, inferred=kept + made)


def decided(judgement: Judgement) -> str:
    """Return who decided ``judgement`` and when, in words."""
    return f"{judgement.author} decided so on {judgement.made:%d %b %Y}"


def published(judgement: Judgement) -> Published:
    """Return the date that a ``date`` judgement gives an article.

    Raises:
        WillingError: it gives none.
    """
    try:
        start, end = days(detail_of(judgement)["published"])
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise WillingError(
            f"The judgement {judgement.id} gives no day ({error}); undo it."
        ) from error
    return Published(start if start == end else None, start, end, DateBasis.METADATA)


def days(words: str) -> tuple[datetime.date, datetime.date]:
    """Return the first and last day of ``2025-01-22`` or ``2025-01-20/2025-01-26``.

    Raises:
        ValueError: it is neither, or ends before it begins.
    """
    first, _, last = words.partition("/")
    start = datetime.date.fromisoformat(first.strip())
    end = datetime.date.fromisoformat(last.strip()) if last else start
    if end < start:
        raise ValueError(f"{words} ends before it begins")
    return start, end


def condition_kind(text: str) -> ConditionKind:
    """Return the kind of a condition by the words that it begins with."""
    opening = " ".join(text.casefold().split())
    return next((kind for words, kind in _OPENINGS if opening.startswith(words)), ConditionKind.IF)


def _actor(old: Actor, given: Any) -> Actor:
    if isinstance(given, str):
        given = {"id": given}
    identity = str(given["id"]).strip()
    if not identity:
        raise ValueError("an actor without an id")
    kind = ActorKind(given.get("kind") or old.kind)
    return Actor(identity, str(given.get("name") or identity), old.text, kind, old.person)


def _condition(given: Any) -> Condition:
    if isinstance(given, str):
        return Condition(condition_kind(given), given)
    kind = ConditionKind(given["kind"]) if given.get("kind") else condition_kind(given["text"])
    return Condition(kind, str(given["text"]), given.get("agent"), given.get("issue"))
