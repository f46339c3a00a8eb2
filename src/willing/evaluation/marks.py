"""A position as it is compared with another, whether annotated or read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from willing.evaluation.words import straight


@dataclass(frozen=True, slots=True)
class Link:
    """A source in a chain: the words that name it, and what sort it is."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A position as it is compared: ids in lower case, every answer that counts as right.

    ``start`` and ``end`` are the sentence's characters; ``stance`` the word of the ladder that was
    given first; ``chain`` the sources, outermost first; ``low`` the least quantity, ``None`` where
    there is none; ``conditions`` pairs of kind and text; ``confidence`` from 0 to 1, ``None``
    where the reader doesn't say.
    """

    start: int
    end: int
    actor: str
    agent: str
    stances: frozenset[str]
    issues: frozenset[str]
    conditions: tuple[tuple[str, str], ...] = ()
    chain: tuple[Link, ...] = ()
    low: float | None = None
    core: bool = True
    stance: str = ""
    confidence: float | None = None

    @property
    def source(self) -> str | None:
        """The kind of the innermost source; ``None`` where there is none."""
        return self.chain[-1].kind if self.chain else None


def mark(record: Mapping[str, Any], text: str) -> Mark:
    """Return a position of the contract's form, or of the gold's with its ``quote``, as a mark.

    ``text`` is the article's; a sentence is placed where its words first stand in it.
    """
    sentence = record.get("sentence") or {}
    words = record.get("quote") or sentence["text"]
    action = record.get("action") or {}
    quantity = action.get("quantity")
    start = _place(words, text, sentence.get("start", -1))
    return Mark(
        start=start,
        end=start + len(words),
        actor=str(record["actor"]["id"]).lower(),
        agent=str((action.get("agent") or {}).get("id") or "").lower(),
        stances=frozenset([record["stance"], *(record.get("stance_ok") or ())]),
        issues=frozenset([str(action.get("issue")), *(record.get("issue_ok") or ())]),
        conditions=tuple((c["kind"], c["text"]) for c in record.get("conditions") or ()),
        chain=tuple(
            Link(str(one.get("text") or ""), str(one.get("kind")))
            for one in record.get("attribution") or ()
        ),
        low=float(quantity.get("low") or 0) if quantity else None,
        core=record.get("core", True),
        stance=record["stance"],
        confidence=record.get("confidence"),
    )


def _place(words: str, text: str, otherwise: int) -> int:
    start = text.find(words)
    if start < 0:
        start = straight(text).find(straight(words))
    return start if start >= 0 else otherwise
