"""The listings as flat rows, for CSV and for whoever wants columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from willing.export import words
from willing.export.looks import FIRMNESS
from willing.export.plover import event
from willing.ledger import Entry, Standing
from willing.ledger.voices import source_kind
from willing.model import Article

Row = dict[str, Any]
_SEPARATOR = " | "

_POSITION: dict[str, Callable[[Entry], Any]] = {
    "id": lambda entry: entry.position.id,
    "actor": lambda entry: entry.position.actor.id,
    "actor_name": lambda entry: entry.position.actor.name,
    "actor_text": lambda entry: entry.position.actor.text,
    "actor_kind": lambda entry: entry.position.actor.kind.value,
    "person": lambda entry: entry.position.actor.person,
    "stance": lambda entry: entry.position.stance.value,
    "agent": lambda entry: entry.position.action.agent.id,
    "agent_name": lambda entry: entry.position.action.agent.name,
    "action": lambda entry: entry.position.action.text,
    "issue": lambda entry: entry.position.action.issue,
    "quantity_low": lambda entry: getattr(entry.position.action.quantity, "low", None),
    "quantity_high": lambda entry: getattr(entry.position.action.quantity, "high", None),
    "quantity_unit": lambda entry: getattr(entry.position.action.quantity, "unit", None),
    "conditions": lambda entry: _SEPARATOR.join(_condition_texts(entry)),
    "condition_kinds": lambda entry: _SEPARATOR.join(c.kind for c in entry.position.conditions),
    "date_start": lambda entry: entry.position.date.start,
    "date_end": lambda entry: entry.position.date.end,
    "date_basis": lambda entry: entry.position.date.basis.value,
    "source_kind": lambda entry: source_kind(entry.position).value,
    "sources": lambda entry: words.chain(entry.position, entry.article),
    "counts_for": lambda entry: entry.origin.name,
    "article": lambda entry: entry.article.id,
    "path": lambda entry: entry.article.path,
    "title": lambda entry: entry.article.title,
    "outlet": lambda entry: entry.article.outlet,
    "sentence_start": lambda entry: entry.position.sentence.start,
    "sentence_end": lambda entry: entry.position.sentence.end,
    "sentence": lambda entry: entry.position.sentence.text,
    "inferred": lambda entry: _SEPARATOR.join(words.inferences(entry.position)),
    "plover": lambda entry: event(entry.position).plover,
    "cameo": lambda entry: event(entry.position).cameo,
}

_STANDING: dict[str, Callable[[Standing], Any]] = {
    "actor": lambda stand: stand.actor_id,
    "actor_name": lambda stand: stand.actor_name,
    "issue": lambda stand: stand.issue,
    "stance": lambda stand: stand.entry.position.stance.value,
    "firmness": lambda stand: FIRMNESS[stand.firmness],
    "conditions": lambda stand: _SEPARATOR.join(_condition_texts(stand.entry)),
    "date_start": lambda stand: stand.entry.position.date.start,
    "date_end": lambda stand: stand.entry.position.date.end,
    "date_basis": lambda stand: stand.entry.position.date.basis.value,
    "reports": lambda stand: len(stand.reports),
    "report_names": lambda stand: _SEPARATOR.join(origin.name for origin in stand.reports),
    "decided": lambda stand: stand.decided.value,
    "contested": lambda stand: stand.contested,
    "id": lambda stand: stand.entry.position.id,
    "sentence": lambda stand: stand.entry.position.sentence.text,
}

_ARTICLE: dict[str, Callable[[Article], Any]] = {
    "id": lambda article: article.id,
    "path": lambda article: article.path,
    "title": lambda article: article.title,
    "outlet": lambda article: article.outlet,
    "published": lambda article: article.published.date,
    "published_earliest": lambda article: article.published.earliest,
    "published_latest": lambda article: article.published.latest,
    "published_basis": lambda article: article.published.basis.value,
    "origin": lambda article: article.origin,
    "report": lambda article: article.report,
}

POSITION_COLUMNS = tuple(_POSITION)
STANDING_COLUMNS = tuple(_STANDING)
ARTICLE_COLUMNS = (*_ARTICLE, "positions")


def position_row(entry: Entry) -> Row:
    """Return one position as a row of ``POSITION_COLUMNS``, its event codes included."""
    return {column: value(entry) for column, value in _POSITION.items()}


def standing_row(stand: Standing) -> Row:
    """Return one standing position as a row of ``STANDING_COLUMNS``."""
    return {column: value(stand) for column, value in _STANDING.items()}


def article_row(article: Article, positions: int) -> Row:
    """Return one article, which yielded so many ``positions``, as a row of ``ARTICLE_COLUMNS``."""
    return {column: value(article) for column, value in _ARTICLE.items()} | {"positions": positions}


def standing_record(stand: Standing) -> Row:
    """Return one standing position as a JSON record: days in ISO 8601, what gave way included."""
    row = standing_row(stand)
    for column in ("date_start", "date_end"):
        row[column] = row[column] and row[column].isoformat()
    row["conditions"] = _condition_texts(stand.entry)
    row["report_names"] = [origin.name for origin in stand.reports]
    row["gave_way"] = [
        {
            "id": given.entry.position.id,
            "stance": given.entry.position.stance.value,
            "rule": given.rule.value,
        }
        for given in stand.given
    ]
    return row


def _condition_texts(entry: Entry) -> list[str]:
    return [condition.text for condition in entry.position.conditions]
