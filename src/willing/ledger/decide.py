"""A person's decision → the judgement that is appended, and its record as JSON."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any

from willing.ledger.anchor import anchor_of, to_json
from willing.ledger.book import Entry
from willing.ledger.edits import edited, published
from willing.ledger.judging import ON_POSITIONS, VERDICTS
from willing.model import Article, Judgement, WillingError

FIELDS = ("id", "made", "author", "verdict", "target", "detail")


def decide(
    verdict: str,
    target: str,
    detail: Mapping[str, Any],
    author: str,
    made: datetime.datetime,
) -> Judgement:
    """Return the judgement that ``author`` made; its id is a digest of all that it says."""
    words = json.dumps(dict(detail), ensure_ascii=False, sort_keys=True)
    moment = made.astimezone(datetime.UTC)
    said = "\n".join((moment.isoformat(), author, verdict, target, words))
    digest = blake2b(said.encode(errors="replace"), digest_size=6).hexdigest()
    return Judgement(digest, moment, author, verdict, target, words)


def on_position(
    verdict: str,
    entry: Entry,
    author: str,
    made: datetime.datetime,
    changes: Mapping[str, Any] | None = None,
) -> Judgement:
    """Return an ``accept``, ``reject`` or ``edit`` of a position, anchored in its article's words.

    ``changes`` are those that ``willing.ledger.edits.edited`` takes.

    Raises:
        WillingError: a change can't be made.
    """
    if verdict not in ON_POSITIONS:
        raise WillingError(f"A position can't be {verdict!r}: use {', '.join(ON_POSITIONS)}.")
    detail = {**(changes or {}), "anchor": to_json(anchor_of(entry.read, entry.article))}
    judgement = decide(verdict, entry.position.id, detail, author, made)
    edited(entry.position, judgement)
    return judgement


def on_date(article: Article, days: str, author: str, made: datetime.datetime) -> Judgement:
    """Return the judgement that ``article`` was published on ``days``, one or two with a slash.

    Raises:
        WillingError: they are none.
    """
    detail = {"published": days, "path": article.path}
    judgement = decide("date", article.id, detail, author, made)
    published(judgement)
    return judgement


def split(
    articles: Iterable[Article], rest: Iterable[Article], author: str, made: datetime.datetime
) -> Judgement:
    """Return the judgement that ``articles`` retell another report than ``rest``."""
    first, *more = articles
    detail = {
        "path": first.path,
        "articles": [article.id for article in more],
        "from": [article.id for article in rest],
    }
    return decide("split", first.id, detail, author, made)


def join(articles: Iterable[Article], author: str, made: datetime.datetime) -> Judgement:
    """Return the judgement that ``articles`` retell one report."""
    first, *more = articles
    detail = {"path": first.path, "articles": [article.id for article in more]}
    return decide("join", first.id, detail, author, made)


def to_record(judgement: Judgement) -> dict[str, Any]:
    """Return ``judgement`` as a JSON object of ``FIELDS``."""
    record: dict[str, Any] = {field: getattr(judgement, field) for field in FIELDS}
    record["made"] = judgement.made.isoformat()
    record["detail"] = json.loads(judgement.detail or "{}")
    return record


def from_record(line: str) -> Judgement:
    """Return the judgement that a line of JSON holds.

    Raises:
        WillingError: it holds none.
    """
    try:
        record = json.loads(line)
        made = datetime.datetime.fromisoformat(record["made"])
        detail = json.dumps(dict(record["detail"]), ensure_ascii=False, sort_keys=True)
        words = {name: str(record[name]) for name in ("id", "author", "verdict", "target")}
    except (ValueError, TypeError, KeyError) as error:
        raise WillingError(f"holds no judgement ({type(error).__name__}: {error})") from error
    if words["verdict"] not in VERDICTS or not all(words.values()) or made.tzinfo is None:
        raise WillingError(
            "holds no judgement: a verdict, a target or a time with its zone is missing"
        )
    return Judgement(words["id"], made, words["author"], words["verdict"], words["target"], detail)
