"""Who speaks in a report of a position: the party itself, the outlet, or somebody else."""

from __future__ import annotations

from enum import IntEnum

from willing.model import Position, Source, SourceKind
from willing.names import fold


class Voice(IntEnum):
    """Whose word a position rests on, from the weakest to the strongest."""

    OTHERS = 0
    OUTLET = 1
    OWN = 2


class Answerable(IntEnum):
    """How answerable the last source of the chain is."""

    ANONYMOUS = 0
    OUTLET = 1
    OFFICIAL = 2


def speaker(position: Position) -> Source | None:
    """Return the innermost source that is no outlet, or ``None`` where only outlets speak."""
    for link in reversed(position.attribution):
        if link.kind is not SourceKind.OUTLET:
            return link
    return None


def source_kind(position: Position) -> SourceKind:
    """Return the kind of the innermost source; without any, the outlet vouches for it."""
    return position.attribution[-1].kind if position.attribution else SourceKind.OUTLET


def voice(position: Position) -> Voice:
    """Return whose word ``position`` rests on.

    It is the party's own where its speaker is the last source, and where an act of a named
    person is told without any ("the minister refused").
    """
    source = speaker(position)
    if source is None:
        return Voice.OWN if position.actor.person else Voice.OUTLET
    actor = position.actor
    own = [fold(name) for name in (actor.name, actor.text, actor.person, actor.id) if name]
    spoken = [fold(source.name), fold(source.text)]
    if any(_same(mine, theirs) for mine in own for theirs in spoken):
        return Voice.OWN
    return Voice.OTHERS


def answerable(position: Position) -> Answerable:
    """Return how answerable the word is: official or named, an outlet's own, anonymous."""
    source = speaker(position)
    if source is None:
        return Answerable.OFFICIAL if position.actor.person else Answerable.OUTLET
    return Answerable.ANONYMOUS if source.kind is SourceKind.ANONYMOUS else Answerable.OFFICIAL


def _same(one: str, other: str) -> bool:
    """Tell whether two folded names are one, a surname alone included."""
    if not one or not other:
        return False
    if one == other:
        return True
    shorter, longer = sorted((one.split(), other.split()), key=len)
    return len(shorter) == 1 and len(shorter[0]) > 2 and shorter[0] == longer[-1]
