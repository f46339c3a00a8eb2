"""How doubtful a reading is: what in it is often misread, in words, and the order that gives."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from willing.agenda import OTHER
from willing.ledger import Entry
from willing.model import ActorKind, DateBasis, Position, Stance

OFTEN_MISREAD = frozenset(
    {
        Stance.OPPOSE,
        Stance.REQUEST,
        Stance.EXPECT,
        Stance.DEMAND,
        Stance.SUPPORT,
        Stance.PROPOSE,
        Stance.WARN,
    }
)
"""Stances that are wrong more often than others, in the part of the gold that may be looked at."""

NO_COUNTRY, INFERRED, TELLINGS, STANCE = 3, 2, 2, 2
OTHERS, SHARED, NO_ISSUE, NO_DAY = 1, 1, 1, 1
"""What each sign weighs, by how much more often a reading with it is wrong (tests/gold/look)."""
UNSURE = 10
"""What a reader's own doubt weighs where it is sure to be wrong; calibrated, so it comes first."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One reason to doubt a reading: how much it weighs, and the reason in words."""

    weight: int
    because: str


@dataclass(frozen=True, slots=True)
class Doubtful:
    """An entry with the signs that it may have been misread; ``doubt`` is their weights' sum."""

    entry: Entry
    signs: tuple[Sign, ...]

    @property
    def doubt(self) -> int:
        """0 where nothing speaks against the reading."""
        return sum(sign.weight for sign in self.signs)


def doubtful(entries: Iterable[Entry]) -> tuple[Doubtful, ...]:
    """Return ``entries``, the most doubtful first, else in the order that they are given in.

    Looked at is what the machine read, so that no correction changes the order.
    """
    given = list(entries)
    crowd = Counter(_place(entry) for entry in given)
    stances: defaultdict[tuple[str, ...], set[Stance]] = defaultdict(set)
    for entry in given:
        stances[_told(entry)].add(entry.read.stance)
    found = [
        Doubtful(entry, signs(entry.read, crowd[_place(entry)], len(stances[_told(entry)])))
        for entry in given
    ]
    return tuple(sorted(found, key=lambda one: -one.doubt))


def signs(position: Position, in_sentence: int = 1, tellings: int = 1) -> tuple[Sign, ...]:
    """Return what speaks against a reading, the weightiest first.

    ``in_sentence`` positions were read in its sentence, ``tellings`` stances in the tellings of
    its report.
    """
    found = [
        *_said(position),
        *_party(position),
        *_stance(position, tellings),
    ]
    if in_sentence > 1:
        found.append(Sign(SHARED, f"its sentence holds {in_sentence} positions"))
    if position.action.issue == OTHER:
        found.append(Sign(NO_ISSUE, "no issue of the agenda fits its words"))
    if position.date.basis is DateBasis.NONE:
        found.append(Sign(NO_DAY, "nothing says when"))
    return tuple(sorted(found, key=lambda sign: -sign.weight))


def _said(position: Position) -> Sequence[Sign]:
    """Return what the reader itself says of its confidence, where it says anything."""
    if position.confidence is None:
        return ()
    share = round(100 * position.confidence)
    weight = round(UNSURE * (1 - position.confidence))
    return (Sign(weight, f"of readings as sure as this one {share} in 100 are right"),)


def _party(position: Position) -> Sequence[Sign]:
    found = []
    kind = position.actor.kind
    if kind is not ActorKind.COUNTRY:
        article = "an" if kind is ActorKind.ORGANISATION else "a"
        found.append(Sign(NO_COUNTRY, f"the party is {article} {kind.value}, not a country"))
    fields = [note.field.rpartition(".")[2] for note in position.inferred]
    guessed = list(dict.fromkeys(name for name in fields if name in ("actor", "agent")))
    if guessed:
        names = {"actor": "who holds it", "agent": "who would act"}
        words = " and ".join(names[name] for name in guessed)
        found.append(Sign(INFERRED, f"{words} {'is' if len(guessed) == 1 else 'are'} inferred"))
    if position.action.agent.id != position.actor.id:
        found.append(Sign(OTHERS, "it is about what another party would do"))
    return found


def _stance(position: Position, tellings: int) -> Sequence[Sign]:
    found = []
    if position.stance in OFTEN_MISREAD:
        found.append(Sign(STANCE, f"“{position.stance.value}” is often misread"))
    if tellings > 1:
        found.append(Sign(TELLINGS, "tellings of the same report were read differently"))
    return found


def _place(entry: Entry) -> tuple[str, int]:
    return entry.article.id, entry.read.sentence.start


def _told(entry: Entry) -> tuple[str, ...]:
    read = entry.read
    return entry.origin.key, read.actor.id, read.action.issue, read.action.agent.id
