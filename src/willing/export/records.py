"""Positions and articles as plain records: exactly the contract's fields, in its order."""

from __future__ import annotations

import datetime
from typing import Any

from willing.model import Action, Actor, Article, Position, Published

Record = dict[str, Any]


def position_record(position: Position, article: Article) -> Record:
    """Return ``position`` as the contract has it, its article's fields included.

    Days are ISO 8601 strings; what isn't known is ``None``.
    """
    return {
        "article": {
            "id": article.id,
            "path": article.path,
            "title": article.title,
            "outlet": article.outlet,
            "origin": article.origin,
            "report": article.report,
            "published": _published(article.published),
        },
        "sentence": {
            "start": position.sentence.start,
            "end": position.sentence.end,
            "text": position.sentence.text,
        },
        "actor": _actor(position.actor),
        "stance": position.stance.value,
        "action": _action(position.action),
        "conditions": [
            {
                "kind": condition.kind.value,
                "text": condition.text,
                "agent": condition.agent,
                "issue": condition.issue,
            }
            for condition in position.conditions
        ],
        "attribution": [
            {"text": link.text, "kind": link.kind.value, "name": link.name, "cue": link.cue}
            for link in position.attribution
        ],
        "date": {
            "start": _day(position.date.start),
            "end": _day(position.date.end),
            "basis": position.date.basis.value,
        },
    }


def article_record(article: Article) -> Record:
    """Return ``article`` as the contract has it; its text isn't part of the record."""
    return {
        "id": article.id,
        "path": article.path,
        "title": article.title,
        "outlet": article.outlet,
        "published": _published(article.published),
        "origin": article.origin,
        "report": article.report,
    }


def _published(published: Published) -> Record:
    return {
        "date": _day(published.date),
        "earliest": _day(published.earliest),
        "latest": _day(published.latest),
        "basis": published.basis.value,
    }


def _actor(actor: Actor) -> Record:
    return {
        "id": actor.id,
        "name": actor.name,
        "text": actor.text,
        "kind": actor.kind.value,
        "person": actor.person,
    }


def _action(action: Action) -> Record:
    quantity = action.quantity
    return {
        "agent": _actor(action.agent),
        "text": action.text,
        "issue": action.issue,
        "quantity": quantity
        and {"low": quantity.low, "high": quantity.high, "unit": quantity.unit},
    }


def _day(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None
