"""Reports, moves, disputes, the timeline and the log as flat rows and as JSON records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from willing.export import words
from willing.export.rows import Row
from willing.ledger import Claim, Dispute, Event, Ledger, Move, Report, Ruling, Withdrawal
from willing.ledger.voices import Voice

_SEPARATOR = " | "
VOICES = {
    Voice.OWN: "its own word",
    Voice.OUTLET: "an outlet’s account",
    Voice.OTHERS: "others’ word",
}

REPORT_COLUMNS = (
    "report", "origin", "rivals", "date_start", "date_end", "articles", "positions", "outlets",
    "titles", "article_ids",
)  # fmt: skip
MOVE_COLUMNS = (
    "actor", "actor_name", "issue", "move", "from", "to", "earliest", "latest", "basis", "voice",
    "on_whose_word", "reports", "from_id", "to_id", "from_sentence", "to_sentence",
)  # fmt: skip
DISPUTE_COLUMNS = (
    "kind", "actor", "actor_name", "issue", "one", "one_reports", "one_start", "one_end", "other",
    "other_reports", "other_start", "other_end", "why", "one_ids", "other_ids", "one_sentence",
    "other_sentence",
)  # fmt: skip
TIMELINE_COLUMNS = (
    "date_start", "date_end", "date_basis", "actor", "actor_name", "issue", "stance", "agent",
    "action", "conditions", "counts_for", "on_whose_word", "wordings", "move", "disputed", "id",
    "sentence",
)  # fmt: skip
LOG_COLUMNS = ("id", "made", "author", "verdict", "target", "state", "about", "said")
WITHDRAWN = "withdrawn: the party itself said otherwise later"


def report_row(report: Report, ledger: Ledger) -> Row:
    """Return one report as a row of ``REPORT_COLUMNS``."""
    articles = [ledger.by_id[one] for one in report.articles if one in ledger.by_id]
    return {
        "report": report.id,
        "origin": report.origin,
        "rivals": _SEPARATOR.join(report.rivals),
        "date_start": report.date.start,
        "date_end": report.date.end,
        "articles": len(articles),
        "positions": sum(ledger.found.get(article.id, 0) for article in articles),
        "outlets": _SEPARATOR.join(article.outlet or "–" for article in articles),
        "titles": _SEPARATOR.join(words.one_line(one.title or one.path) for one in articles),
        "article_ids": _SEPARATOR.join(article.id for article in articles),
    }


def move_row(move: Move) -> Row:
    """Return one move as a row of ``MOVE_COLUMNS``."""
    before, after = move.before.entry, move.after.entry
    return {
        "actor": move.actor_id,
        "actor_name": move.actor_name,
        "issue": move.issue,
        "move": move.kind.value,
        "from": move.before.stance.value,
        "to": move.after.stance.value,
        "earliest": move.earliest,
        "latest": move.latest,
        "basis": move.basis.value,
        "voice": VOICES[move.after.voice],
        "on_whose_word": words.chain(after.position, after.article),
        "reports": len(move.reports),
        "from_id": before.position.id,
        "to_id": after.position.id,
        "from_sentence": before.position.sentence.text,
        "to_sentence": after.position.sentence.text,
    }


def dispute_row(dispute: Dispute) -> Row:
    """Return one dispute as a row of ``DISPUTE_COLUMNS``."""
    return _opposed("dispute", dispute, dispute.one, dispute.other, dispute.why.value)


def withdrawal_row(withdrawal: Withdrawal) -> Row:
    """Return one withdrawn position as a row of ``DISPUTE_COLUMNS``."""
    return _opposed("withdrawn", withdrawal, (withdrawal.before,), (withdrawal.after,), WITHDRAWN)


def event_row(event: Event) -> Row:
    """Return one claim of the timeline as a row of ``TIMELINE_COLUMNS``."""
    claim = event.claim
    position, article = claim.entry.position, claim.entry.article
    return {
        "date_start": claim.start,
        "date_end": claim.end,
        "date_basis": position.date.basis.value,
        "actor": position.actor.id,
        "actor_name": position.actor.name,
        "issue": position.action.issue,
        "stance": position.stance.value,
        "agent": position.action.agent.id,
        "action": position.action.text,
        "conditions": words.conditions(position.conditions),
        "counts_for": claim.origin.name,
        "on_whose_word": words.chain(position, article),
        "wordings": len(claim.entries),
        "move": event.move.kind.value if event.move else None,
        "disputed": event.disputed,
        "id": position.id,
        "sentence": position.sentence.text,
    }


def ruling_row(ruling: Ruling) -> Row:
    """Return one judgement as a row of ``LOG_COLUMNS``."""
    judgement = ruling.judgement
    return {
        "id": judgement.id,
        "made": judgement.made.isoformat(timespec="seconds"),
        "author": judgement.author,
        "verdict": judgement.verdict,
        "target": judgement.target,
        "state": ruling.state.value,
        "about": ruling.about,
        "said": "; ".join(_said(json.loads(judgement.detail or "{}"))),
    }


def record(row: Row) -> Row:
    """Return a row as a JSON record: days in ISO 8601, lists as lists."""
    result: Row = {}
    for name, value in row.items():
        if hasattr(value, "isoformat"):
            value = value.isoformat()
        elif name in _LISTS:
            value = value.split(_SEPARATOR) if value else []
        result[name] = value
    return result


_LISTS = frozenset(
    {
        "rivals",
        "outlets",
        "titles",
        "article_ids",
        "one_reports",
        "other_reports",
        "one_ids",
        "other_ids",
    }
)


def _opposed(
    kind: str,
    about: Dispute | Withdrawal,
    one: tuple[Claim, ...],
    other: tuple[Claim, ...],
    why: str,
) -> Row:
    row: Row = {
        "kind": kind,
        "actor": about.actor_id,
        "actor_name": about.actor_name,
        "issue": about.issue,
    }
    for name, side in (("one", one), ("other", other)):
        reports = dict.fromkeys(claim.origin for claim in side)
        row[name] = side[0].stance.value
        row[f"{name}_reports"] = _SEPARATOR.join(origin.name for origin in reports)
        row[f"{name}_start"], row[f"{name}_end"] = side[0].start, side[0].end
        row[f"{name}_ids"] = _SEPARATOR.join(claim.entry.position.id for claim in side)
        row[f"{name}_sentence"] = side[0].entry.position.sentence.text
    row["why"] = why
    return row


def _said(detail: dict[str, Any]) -> Iterator[str]:
    for name, value in detail.items():
        if name not in ("anchor", "path"):
            values = value if isinstance(value, list) else [value]
            yield f"{name} {', '.join(map(_shown, values)) or 'none'}"


def _shown(value: Any) -> str:
    return (
        str(value.get("id") or value.get("text") or value)
        if isinstance(value, dict)
        else str(value)
    )
