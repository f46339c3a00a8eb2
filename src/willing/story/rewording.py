"""Positions of several retellings, side by side: which are one, and what the rewrite changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from willing.model import Position, Source, SourceKind, Stance
from willing.names import fold
from willing.story import text as plain
from willing.story.compare import Encode, shipped_encoder
from willing.story.profile import vector

ALIGNED = 0.4
"""Likeness from which two positions are one; on tests/story_gold/tune .3 to .45 make no error."""

# How much each sign counts; together 1. Chosen on tests/story_gold/tune.
SENTENCE, ACTION, MEANING, STANCE, AGENT, ISSUE = 0.2, 0.15, 0.25, 0.2, 0.1, 0.1

_LADDERS = (
    (Stance.DELIVER, Stance.COMMIT, Stance.OFFER, Stance.CONSIDER, Stance.UNDECIDED),
    (Stance.REFUSE, Stance.DOUBT, Stance.UNDECIDED),
    (Stance.DEMAND, Stance.REQUEST, Stance.PROPOSE),
    (Stance.THREATEN, Stance.WARN, Stance.EXPECT),
    (Stance.COMMIT, Stance.SUPPORT),
    (Stance.REFUSE, Stance.OPPOSE),
)
"""Stances that a rewrite slides along, the strongest first."""

_PLURAL_HINT = re.compile(
    r"\b(?:two|three|four|five|several|some|many|sources|officials|diplomats|people|persons"
    r"|members|negotiators|aides|advisers|brokers|traders|delegates|envoys)\b",
    re.IGNORECASE,
)


class Change(StrEnum):
    """What a rewrite did to a position; each value is a phrase for people."""

    STRONGER = "a stronger stance"
    WEAKER = "a weaker stance"
    OTHER_STANCE = "another stance"
    CONDITION_LOST = "a condition lost"
    CONDITION_ADDED = "a condition added"
    SOURCE_KIND = "another kind of source"
    SOURCE_COUNT = "one source become several, or several one"
    SOURCE_LOST = "the source lost"
    NUMBER = "another number"
    NAME = "another name"


@dataclass(frozen=True, slots=True)
class Aligned:
    """Two wordings of one position: how alike they are, and how ``second`` differs."""

    first: Position
    second: Position
    likeness: float
    changes: tuple[Change, ...]

    @property
    def told(self) -> tuple[str, ...]:
        """What ``second`` changed, each change with the words of both."""
        return tuple(_told(change, self.first, self.second) for change in self.changes)


def align(
    firsts: Iterable[Position], seconds: Iterable[Position], encode: Encode | None = None
) -> list[Aligned]:
    """Return which of ``seconds`` reword which of ``firsts``, in the order of ``firsts``.

    Each position is in one pair at most, the likest first.  Only positions of the same actor can
    be one.  The order of the arguments' positions changes nothing but the order of the result;
    ``encode`` turns a text into a vector of length 1, by default with the shipped encoder.
    """
    ordered, others = list(firsts), list(seconds)
    encode = encode or shipped_encoder()
    scored = sorted(
        (
            (likeness(one, other, encode), one.id, other.id, one, other)
            for one in ordered
            for other in others
            if one.actor.id == other.actor.id
        ),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    found: dict[str, Aligned] = {}
    taken: set[str] = set()
    for value, first_id, second_id, one, other in scored:
        if value >= ALIGNED and first_id not in found and second_id not in taken:
            found[first_id] = Aligned(one, other, value, changes(one, other))
            taken.add(second_id)
    return [found[one.id] for one in ordered if one.id in found]


def likeness(one: Position, other: Position, encode: Encode) -> float:
    """Return how alike two positions of one actor are, from 0 to 1."""
    meaning = float(np.dot(encode(one.sentence.text), encode(other.sentence.text)))
    return (
        SENTENCE * _cosine(one.sentence.text, other.sentence.text)
        + ACTION * _cosine(one.action.text, other.action.text)
        + MEANING * max(meaning, 0.0)
        + STANCE * _stance_likeness(one.stance, other.stance)
        + AGENT * (one.action.agent.id == other.action.agent.id)
        + ISSUE * (one.action.issue == other.action.issue)
    )


def changes(first: Position, second: Position) -> tuple[Change, ...]:
    """Return what ``second`` changed of ``first``, in the order of ``Change``."""
    checks: tuple[Callable[[Position, Position], Iterable[Change]], ...] = (
        _stance_changes,
        _condition_changes,
        _source_changes,
        _number_changes,
        _name_changes,
    )
    found = {change for check in checks for change in check(first, second)}
    return tuple(change for change in Change if change in found)


def _told(change: Change, first: Position, second: Position) -> str:
    """Return ``change`` with what was and what is."""
    if change in (Change.STRONGER, Change.WEAKER, Change.OTHER_STANCE):
        return f"{change.value}: {second.stance.value}, not {first.stance.value}"
    if change in (Change.CONDITION_LOST, Change.CONDITION_ADDED):
        lost = change is Change.CONDITION_LOST
        more, fewer = (first, second) if lost else (second, first)
        return f"{change.value}: “{_only_in(more, fewer)}”"
    before, after = _source(first), _source(second)
    if change is Change.SOURCE_LOST and before:
        return f"{change.value}: “{before.text}”"
    if change in (Change.SOURCE_KIND, Change.SOURCE_COUNT) and before and after:
        return f"{change.value}: “{after.text}”, not “{before.text}”"
    if change is Change.NUMBER:
        return f"{change.value}: “{second.action.text}”, not “{first.action.text}”"
    names = [position.actor.person for position in (second, first)]
    if not _name_changes(first, second) and before and after:
        names = [after.name, before.name]
    return f"{change.value}: {names[0]}, not {names[1]}"


def _only_in(more: Position, fewer: Position) -> str:
    """Return the condition of ``more`` that is least like any of ``fewer``."""

    def likest(text: str) -> float:
        return max((_cosine(text, other.text) for other in fewer.conditions), default=0.0)

    return min((condition.text for condition in more.conditions), key=likest)


def _stance_changes(first: Position, second: Position) -> Iterable[Change]:
    if first.stance is second.stance:
        return
    for ladder in _LADDERS:
        if first.stance in ladder and second.stance in ladder:
            rises = ladder.index(second.stance) < ladder.index(first.stance)
            yield Change.STRONGER if rises else Change.WEAKER
            return
    yield Change.OTHER_STANCE


def _condition_changes(first: Position, second: Position) -> Iterable[Change]:
    if len(first.conditions) > len(second.conditions):
        yield Change.CONDITION_LOST
    elif len(first.conditions) < len(second.conditions):
        yield Change.CONDITION_ADDED


def _source_changes(first: Position, second: Position) -> Iterable[Change]:
    before, after = _source(first), _source(second)
    if before is None:
        return
    if after is None:
        yield Change.SOURCE_LOST
    elif before.kind is not after.kind:
        yield Change.SOURCE_KIND
    elif before.kind is SourceKind.ANONYMOUS and _several(before) != _several(after):
        yield Change.SOURCE_COUNT
    elif before.kind is SourceKind.NAMED and not _same_name(before.name, after.name):
        yield Change.NAME


def _number_changes(first: Position, second: Position) -> Iterable[Change]:
    one, other = first.action.quantity, second.action.quantity
    if one and other:
        if (one.low, one.high) != (other.low, other.high):
            yield Change.NUMBER
        return
    before, after = plain.figures(first.action.text), plain.figures(second.action.text)
    if before and after and not before & after:
        yield Change.NUMBER


def _name_changes(first: Position, second: Position) -> list[Change]:
    one, other = first.actor.person, second.actor.person
    named = one and other and _names(one) and _names(other)
    return [Change.NAME] if one and other and named and not _same_name(one, other) else []


def _source(position: Position) -> Source | None:
    """Return the innermost source that is no outlet."""
    return next(
        (s for s in reversed(position.attribution) if s.kind is not SourceKind.OUTLET), None
    )


def _several(source: Source) -> bool:
    return bool(_PLURAL_HINT.search(source.text))


def _names(words: str) -> bool:
    return any(word[:1].isupper() for word in words.split()[1:]) or words[:1].isupper()


def _same_name(one: str, other: str) -> bool:
    return bool(set(fold(one).split()) & set(fold(other).split()))


def _stance_likeness(one: Stance, other: Stance) -> float:
    if one is other:
        return 1.0
    steps = [
        abs(ladder.index(one) - ladder.index(other))
        for ladder in _LADDERS
        if one in ladder and other in ladder
    ]
    return 0.5 if steps and min(steps) == 1 else 0.25 if steps else 0.0


def _cosine(one: str, other: str) -> float:
    terms_a, values_a = vector(plain.words(one))
    terms_b, values_b = vector(plain.words(other))
    _, of_a, of_b = np.intersect1d(terms_a, terms_b, assume_unique=True, return_indices=True)
    return float(np.dot(values_a[of_a], values_b[of_b]))


def together(
    readings: Sequence[Sequence[Position]], encode: Encode | None = None
) -> list[tuple[Position, ...]]:
    """Return the positions of all retellings of a report, the wordings of each one together.

    ``readings`` hold each article's positions.  Each group has one wording of an article at most.
    """
    groups: list[list[Position]] = []
    for reading in sorted(readings, key=lambda positions: [position.id for position in positions]):
        heads = [group[0] for group in groups]
        pairs = {pair.second.id: pair.first.id for pair in align(heads, reading, encode)}
        for position in reading:
            head = pairs.get(position.id)
            if head is None:
                groups.append([position])
            else:
                next(group for group in groups if group[0].id == head).append(position)
    return [tuple(group) for group in groups]
