"""What a judgement holds on to: words and their surroundings, found again in a newer reading.

The selectors are those of the W3C Web Annotation model: a ``TextQuoteSelector`` (the exact words,
what stands before and after) and a ``TextPositionSelector`` (offsets).  Offsets are believed only
where they still hold the words; the words decide otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from willing.model import Actor, Article, Position
from willing.names import fold

SURROUNDINGS = 32
"""Characters kept before and after the quoted words."""

LEAST_SURROUNDINGS = 8
"""Fewest characters of a prefix or suffix by which a changed quotation is found again."""

LEAST_SHARED = 0.5
"""Share of the shorter of two stretches that must overlap for them to be about the same words."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a judged position stood, and what it said.

    ``start`` and ``end`` are offsets into the text of the article with id ``article``, which was
    read from ``path``; ``exact`` are the words there.  ``actor``, ``agent`` and the rest are what
    the machine read, before any person's edit.
    """

    article: str
    path: str
    exact: str
    prefix: str
    suffix: str
    start: int
    end: int
    actor: str
    actor_text: str
    agent: str
    action: str
    issue: str
    stance: str


def anchor_of(position: Position, article: Article) -> Anchor:
    """Return the anchor of ``position`` as the machine read it in ``article``."""
    start, end = position.sentence.start, position.sentence.end
    return Anchor(
        article.id,
        article.path,
        article.text[start:end],
        article.text[max(0, start - SURROUNDINGS) : start],
        article.text[end : end + SURROUNDINGS],
        start,
        end,
        position.actor.id,
        position.actor.text,
        position.action.agent.id,
        position.action.text,
        position.action.issue,
        position.stance.value,
    )


def to_json(anchor: Anchor) -> dict[str, Any]:
    """Return ``anchor`` as a JSON object with the selectors of W3C Web Annotation."""
    return {
        "article": anchor.article,
        "path": anchor.path,
        "selector": [
            {
                "type": "TextQuoteSelector",
                "exact": anchor.exact,
                "prefix": anchor.prefix,
                "suffix": anchor.suffix,
            },
            {"type": "TextPositionSelector", "start": anchor.start, "end": anchor.end},
        ],
        "actor": anchor.actor,
        "actor_text": anchor.actor_text,
        "agent": anchor.agent,
        "action": anchor.action,
        "issue": anchor.issue,
        "stance": anchor.stance,
    }


def from_json(data: Any) -> Anchor | None:
    """Return the anchor that ``data`` holds, ``None`` where it holds none that can be used."""
    if not isinstance(data, Mapping) or not isinstance(data.get("selector"), list):
        return None
    selectors = {one.get("type"): one for one in data["selector"] if isinstance(one, Mapping)}
    quote = selectors.get("TextQuoteSelector", {})
    place = selectors.get("TextPositionSelector", {})
    if not isinstance(quote.get("exact"), str) or not quote["exact"].strip():
        return None
    words = {name: str(data.get(name) or "") for name in _SAID}
    start, end = place.get("start"), place.get("end")
    offsets = (start, end) if isinstance(start, int) and isinstance(end, int) else (-1, -1)
    return Anchor(
        exact=quote["exact"],
        prefix=str(quote.get("prefix") or ""),
        suffix=str(quote.get("suffix") or ""),
        start=offsets[0],
        end=offsets[1],
        **words,
    )


_SAID = ("article", "path", "actor", "actor_text", "agent", "action", "issue", "stance")


def place(anchor: Anchor, text: str) -> tuple[int, int] | None:
    """Return the offsets of the anchored words in ``text``, ``None`` where they aren't in it.

    The first of these that is there: the words at their offsets; the words elsewhere, with the
    surroundings most like the old ones and nearest to the old place; the words with other blanks
    between them; whatever stands between the old surroundings, if about as long.
    """
    if anchor.start >= 0 and text[anchor.start : anchor.end] == anchor.exact:
        return anchor.start, anchor.end
    found = [(at, at + len(anchor.exact)) for at in _occurrences(text, anchor.exact)]
    if not found:
        loosely = r"\s+".join(re.escape(word) for word in anchor.exact.split())
        found = [match.span() for match in re.finditer(loosely, text)]
    if found:
        return max(
            found, key=lambda span: (_fits(anchor, text, *span), -abs(span[0] - anchor.start))
        )
    return _between(anchor, text)


def find(
    anchor: Anchor, positions: Iterable[Position], articles: Mapping[str, Article]
) -> Position | None:
    """Return the one of ``positions`` that is about what ``anchor`` holds, if there is one.

    It stands in the same article (by id, else by path, else by the quoted words), shares the
    words, is the same party's, and is about the same action or issue.  Of several the most alike
    is taken, then the first.
    """
    by_article: dict[str, list[Position]] = {}
    for position in positions:
        by_article.setdefault(position.article_id, []).append(position)
    for article in _homes(anchor, by_article, articles):
        span = place(anchor, article.text)
        if span is None:
            continue
        likes = [(_alike(anchor, span, one), one) for one in by_article[article.id]]
        best = max((like for like, _ in likes), default=0.0)
        if best > 0:
            return next(one for like, one in likes if like == best)
    return None


def _homes(
    anchor: Anchor, by_article: Mapping[str, list[Position]], articles: Mapping[str, Article]
) -> list[Article]:
    read = [articles[article_id] for article_id in by_article if article_id in articles]
    same = [article for article in read if article.id == anchor.article]
    if same or anchor.article in articles:
        return same
    there = [article for article in read if article.path == anchor.path]
    return there or [article for article in read if anchor.exact in article.text]


def _occurrences(text: str, words: str) -> Iterable[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _fits(anchor: Anchor, text: str, start: int, end: int) -> int:
    before = text[max(0, start - len(anchor.prefix)) : start]
    after = text[end : end + len(anchor.suffix)]
    return _common(anchor.prefix[::-1], before[::-1]) + _common(anchor.suffix, after)


def _common(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _between(anchor: Anchor, text: str) -> tuple[int, int] | None:
    prefix, suffix = anchor.prefix.strip(), anchor.suffix.strip()
    if len(prefix) < LEAST_SURROUNDINGS or len(suffix) < LEAST_SURROUNDINGS:
        return None
    start = text.find(prefix)
    end = text.find(suffix, start + len(prefix)) if start >= 0 else -1
    start += len(prefix)
    if end < 0 or not 0 < end - start <= 2 * len(anchor.exact):
        return None
    return start, end


def _alike(anchor: Anchor, span: tuple[int, int], position: Position) -> float:
    """Return how alike ``position`` is to what ``anchor`` holds at ``span``; 0 is not at all."""
    sentence = position.sentence
    shared = min(span[1], sentence.end) - max(span[0], sentence.start)
    shorter = min(span[1] - span[0], sentence.end - sentence.start)
    if shorter <= 0 or shared / shorter < LEAST_SHARED:
        return 0.0
    action = _same_words(anchor.action, position.action.text)
    issue = anchor.issue == position.action.issue
    if not _same_actor(anchor, position.actor) or not (issue or action >= LEAST_SHARED):
        return 0.0
    return (
        shared / shorter
        + 2 * action
        + issue
        + (anchor.stance == position.stance.value)
        + (anchor.agent == position.action.agent.id)
        + 2 * (anchor.actor == position.actor.id)
    )


def _same_actor(anchor: Anchor, actor: Actor) -> bool:
    return anchor.actor == actor.id or fold(anchor.actor_text) == fold(actor.text)


def _same_words(one: str, other: str) -> float:
    first, second = set(_WORD.findall(one.casefold())), set(_WORD.findall(other.casefold()))
    shorter = min(len(first), len(second))
    return len(first & second) / shorter if shorter else 0.0
