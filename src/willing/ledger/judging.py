"""A person's judgements laid over the machine's positions; neither overwrites the other."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from willing.model import Actor, Inference, Judgement, Position, Stance, WillingError


def in_force(judgements: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """Return the judgements that no later one undoes, in order; an undo can be undone too."""
    undone: set[str] = set()
    kept = []
    for judgement in reversed(tuple(judgements)):
        if judgement.id in undone:
            continue
        if judgement.verdict == "undo":
            undone.add(judgement.target)
        else:
            kept.append(judgement)
    return tuple(reversed(kept))


def apply(positions: Iterable[Position], judgements: Iterable[Judgement]) -> list[Position]:
    """Return ``positions`` without the rejected ones, with edits and merges of actors made.

    Raises:
        WillingError: a judgement's detail can't be used.
    """
    rejected: set[str] = set()
    edits: dict[str, list[Judgement]] = {}
    merges: dict[str, tuple[dict[str, Any], Judgement]] = {}
    for judgement in in_force(judgements):
        if judgement.verdict == "reject":
            rejected.add(judgement.target)
        elif judgement.verdict == "accept":
            rejected.discard(judgement.target)
        elif judgement.verdict == "edit":
            edits.setdefault(judgement.target, []).append(judgement)
        elif judgement.verdict == "merge":
            merges[judgement.target] = (_detail(judgement), judgement)
    result = []
    for position in positions:
        if position.id in rejected:
            continue
        for judgement in edits.get(position.id, ()):
            position = _edited(position, judgement)
        result.append(_merged(position, merges))
    return result


def _detail(judgement: Judgement) -> dict[str, Any]:
    try:
        detail = json.loads(judgement.detail or "{}")
    except json.JSONDecodeError:
        detail = None
    if not isinstance(detail, dict):
        raise WillingError(f"The judgement {judgement.id} holds no JSON object; undo it.")
    return detail


def _edited(position: Position, judgement: Judgement) -> Position:
    detail = _detail(judgement)
    because = f"{judgement.author} decided so on {judgement.made:%d %b %Y}"
    if "stance" in detail:
        try:
            stance = Stance(detail["stance"])
        except ValueError as error:
            raise WillingError(
                f"The judgement {judgement.id} names {detail['stance']!r}, which is no stance."
            ) from error
        note = Inference("stance", stance, because)
        position = replace(position, stance=stance, inferred=(*position.inferred, note))
    if "issue" in detail:
        issue = str(detail["issue"])
        note = Inference("action.issue", issue, because)
        action = replace(position.action, issue=issue)
        position = replace(position, action=action, inferred=(*position.inferred, note))
    return position


def _merged(position: Position, merges: dict[str, tuple[dict[str, Any], Judgement]]) -> Position:
    actor = _merge(position.actor, merges)
    agent = _merge(position.action.agent, merges)
    if actor is position.actor and agent is position.action.agent:
        return position
    return replace(position, actor=actor, action=replace(position.action, agent=agent))


def _merge(actor: Actor, merges: dict[str, tuple[dict[str, Any], Judgement]]) -> Actor:
    seen: set[str] = set()
    while actor.id in merges and actor.id not in seen:
        seen.add(actor.id)
        detail, judgement = merges[actor.id]
        if not detail.get("into"):
            raise WillingError(f"The judgement {judgement.id} says not into whom; undo it.")
        actor = replace(actor, id=str(detail["into"]), name=str(detail.get("name") or actor.name))
    return actor
