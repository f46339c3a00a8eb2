"""A sentence in its context as token ids for the learned reader, and the labels it predicts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files

from spacy.tokens import Token
from tokenizers import Tokenizer

from willing.extract.finding import Finding
from willing.model import ConditionKind, Stance

CLS, SEP = 101, 102
LONGEST_CONTEXT = 56
LONGEST = 208

OUTSIDE = "O"
ACTION = "B-action"
ACTION_INSIDE = "I-action"
CONDITION_INSIDE = "I-condition"
TAGS = (OUTSIDE, ACTION, ACTION_INSIDE, *(f"B-{kind}" for kind in ConditionKind), CONDITION_INSIDE)
TAG_INDEX = {tag: index for index, tag in enumerate(TAGS)}
NO_STANCE = "none"
STANCES = (NO_STANCE, *Stance)


@dataclass(frozen=True, slots=True)
class Encoded:
    """Token ids; word ``i`` has the pieces ``[first[i], last[i])``, -1 where it was cut off."""

    ids: list[int]
    first: list[int]
    last: list[int]


class Pieces:
    """Cuts words into the encoder's pieces."""

    def __init__(self) -> None:
        """Load the shipped tokenizer."""
        with as_file(files("willing") / "data" / "encoder" / "tokenizer.json") as path:
            self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self.of = lru_cache(65536)(self._of)

    def _of(self, word: str) -> tuple[int, ...]:
        return tuple(self._tokenizer.encode(word, add_special_tokens=False).ids)

    def encode(self, words: list[str], context: str) -> Encoded:
        """Return the pieces of ``words`` after those of their ``context``."""
        before = [piece for word in context.split() for piece in self.of(word)][-LONGEST_CONTEXT:]
        ids = [CLS, *before, SEP]
        first: list[int] = []
        last: list[int] = []
        for word in words:
            pieces = self.of(word)
            fits = bool(pieces) and len(ids) + len(pieces) < LONGEST
            first.append(len(ids) if fits else -1)
            if fits:
                ids.extend(pieces)
            last.append(len(ids) if fits else -1)
        ids.append(SEP)
        return Encoded(ids, first, last)


@dataclass(frozen=True, slots=True)
class Hints:
    """What the rules say of a sentence: a tag for each word, and stances of parties on words.

    ``claims`` holds (start, end, party ids, index in ``STANCES``), words counted from the
    sentence's first.
    """

    tags: tuple[int, ...]
    claims: tuple[tuple[int, int, frozenset[str], int], ...]

    def stance(self, start: int, end: int, parties: frozenset[str]) -> int:
        """Return the stance that the rules give these parties on words of ``[start, end)``."""
        for first, last, holders, stance in self.claims:
            if first < end and start < last and holders & parties:
                return stance
        return 0


def hints(findings: Iterable[Finding], first: int, length: int) -> Hints:
    """Return the rules' ``findings`` in a sentence of ``length`` words from token ``first`` on."""
    tags = [TAG_INDEX[OUTSIDE]] * length
    claims = []
    for finding in findings:
        start, end = finding.start - first, finding.end - first
        tags[start:end] = [TAG_INDEX[ACTION], *[TAG_INDEX[ACTION_INSIDE]] * (end - start - 1)]
        parties = frozenset(reference.party.id for reference in finding.holders)
        claims.append((start, end, parties, STANCES.index(finding.stance)))
        for phrase in finding.conditions:
            start, end = phrase.start - first, phrase.end - first
            tags[start] = TAG_INDEX[f"B-{phrase.kind}"]
            tags[start + 1 : end] = [TAG_INDEX[CONDITION_INSIDE]] * (end - start - 1)
    return Hints(tuple(tags), tuple(claims))


def governor(root: Token, first: int, length: int) -> int:
    """Return the word that an action's root hangs on, or the root itself, from ``first`` on."""
    index = root.head.i - first
    return index if 0 <= index < length else root.i - first
