"""A sentence in its context as token ids for the learned reader, and the labels it predicts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files

from tokenizers import Tokenizer

from willing.model import ConditionKind, Stance

CLS, SEP = 101, 102
LONGEST_CONTEXT = 56
LONGEST = 208

OUTSIDE = "O"
ACTION = "B-action"
ACTION_INSIDE = "I-action"
CONDITION_INSIDE = "I-condition"
TAGS = (OUTSIDE, ACTION, ACTION_INSIDE, *(f"B-{kind}" for kind in ConditionKind), CONDITION_INSIDE)
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
