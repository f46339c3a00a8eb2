"""A sentence cut into pieces that show who, what and on which condition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from willing.model import Position


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a sentence; ``role`` is ``actor``, ``action``, ``condition`` or empty."""

    text: str
    role: str


def pieces(position: Position) -> tuple[Piece, ...]:
    """Return the sentence of ``position`` cut at its actor, action and conditions.

    The pieces' texts joined are the sentence; where words overlap, the condition wins over the
    actor, and the actor over the action.  Words that the sentence doesn't hold aren't marked.
    """
    sentence = position.sentence.text
    roles = [""] * len(sentence)
    for role, words in _marks(position):
        start = find(sentence, words)
        if start >= 0:
            roles[start : start + len(words)] = [role] * len(words)
    result = []
    at = 0
    for role, run in groupby(roles):
        length = len(list(run))
        result.append(Piece(sentence[at : at + length], role))
        at += length
    return tuple(result)


def _marks(position: Position) -> Iterator[tuple[str, str]]:
    yield "action", position.action.text
    yield "actor", position.actor.text
    for condition in position.conditions:
        yield "condition", condition.text


def find(sentence: str, words: str) -> int:
    """Return where ``words`` stand in ``sentence``, not in a longer word if it can be; or -1."""
    if not words:
        return -1
    start = sentence.find(words)
    first = start
    while start >= 0:
        before = sentence[start - 1] if start else " "
        end = start + len(words)
        after = sentence[end] if end < len(sentence) else " "
        if not before.isalnum() and not after.isalnum():
            return start
        start = sentence.find(words, start + 1)
    return first
