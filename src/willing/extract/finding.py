"""What a reader hands on: a stance found in a sentence, its holders, words and conditions."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from willing.extract.issues import Verdict
from willing.extract.references import Reference
from willing.model import ConditionKind, Stance


@dataclass(frozen=True, slots=True)
class Phrase:
    """A condition's tokens ``[start, end)``."""

    kind: ConditionKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """A stance of some parties on the action whose tokens are ``[start, end)``.

    ``head`` is the token by which its sources are looked up; ``agent`` and ``complement`` show
    who would act; ``cue_words`` are its own stance words, which attribute nothing.
    ``confidence`` is how likely it is to be right, ``None`` where the reader can't say.
    """

    stance: Stance
    holders: tuple[Reference, ...]
    head: Token
    start: int
    end: int
    about: Verdict
    conditions: tuple[Phrase, ...] = ()
    agent: Token | None = None
    complement: Token | None = None
    cue_words: frozenset[int] = frozenset()
    confidence: float | None = None
