"""A sentence in its context as token ids for the learned reader, its mentions marked in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files

from tokenizers import Tokenizer

from willing.extract.finding import Finding
from willing.model import ConditionKind, Stance

CLS, SEP = 101, 102
LONGEST_CONTEXT = 40
LONGEST = 240
STANCES = tuple(Stance)
OUTSIDE = "O"
INSIDE = "I"
TAGS = (OUTSIDE, *(f"B-{kind}" for kind in ConditionKind), INSIDE)

# Pieces of the vocabulary that no text uses mark a mention, the speaker, a claim; which of them it
# is says what the rules heard there: no stance, or a stance's place in STANCES and one.
_UNUSED = 1
_MENTION = _UNUSED + 1
_MENTION_UNHEARD = _UNUSED + 39
_SPEAKER = _UNUSED + 40
_SPEAKER_UNHEARD = _UNUSED + 60
_CLAIM = _UNUSED + 70


@dataclass(frozen=True, slots=True)
class Claimed:
    """What the rules say: words ``[start, end)``, whose stance, its place in STANCES and one."""

    start: int
    end: int
    parties: frozenset[str]
    stance: int


@dataclass(frozen=True, slots=True)
class Encoded:
    """Token ids; word ``i`` has the pieces ``[first[i], last[i])``, -1 where it was cut off.

    ``marks`` are the places of the mentions' marks, the last one that of an unmentioned speaker.
    """

    ids: list[int]
    first: list[int]
    last: list[int]
    marks: list[int]

    def pieces(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the pieces of the words ``[start, end)``, ``None`` where they were cut off."""
        places = [i for i in range(start, end) if self.first[i] >= 0]
        return (self.first[places[0]], self.last[places[-1]]) if places else None


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

    def encode(
        self,
        words: Sequence[str],
        context: str,
        mentions: Sequence[tuple[int, int]],
        parties: Sequence[frozenset[str]],
        claims: Sequence[Claimed] | None,
    ) -> Encoded:
        """Return the pieces of ``words`` after those of their ``context``, with marks.

        ``mentions`` are word ranges, ``parties`` whom each may mean, ``claims`` what the rules
        say, ``None`` to leave it out.
        """
        before = [piece for word in context.split() for piece in self.of(word)][-LONGEST_CONTEXT:]
        heard = heard_of(parties, claims or ())
        marks = [0] * (len(mentions) + 1)
        starts: dict[int, list[int]] = defaultdict(list)
        for index, (start, _) in enumerate(mentions):
            starts[start].append(index)
        claimed = {claim.start: claim.stance for claim in reversed(claims or ())}
        ids = [CLS, *before, SEP]
        marks[-1] = len(ids)
        ids.append(_SPEAKER_UNHEARD if claims is None else _SPEAKER + heard[-1])
        first: list[int] = []
        last: list[int] = []
        for place, word in enumerate(words):
            if place in claimed:
                ids.append(_CLAIM + claimed[place])
            for index in starts[place]:
                marks[index] = len(ids)
                ids.append(_MENTION_UNHEARD if claims is None else _MENTION + heard[index])
            pieces = self.of(word)
            fits = bool(pieces) and len(ids) + len(pieces) < LONGEST
            first.append(len(ids) if fits else -1)
            if fits:
                ids.extend(pieces)
            last.append(len(ids) if fits else -1)
        ids.append(SEP)
        return Encoded(ids, first, last, marks)


def heard_of(parties: Sequence[frozenset[str]], claims: Iterable[Claimed]) -> list[int]:
    """Return what the rules say of each mention and, last, of somebody not mentioned."""
    heard = [0] * (len(parties) + 1)
    for claim in claims:
        found = False
        for index, ids in enumerate(parties):
            if claim.parties & ids:
                found = True
                heard[index] = heard[index] or claim.stance
        if not found:
            heard[-1] = heard[-1] or claim.stance
    return heard


def claims_of(findings: Iterable[Finding], first: int) -> list[Claimed]:
    """Return the rules' ``findings`` in a sentence whose words are counted from token ``first``."""
    return [
        Claimed(
            finding.start - first,
            finding.end - first,
            frozenset(reference.party.id for reference in finding.holders),
            STANCES.index(finding.stance) + 1,
        )
        for finding in findings
    ]
