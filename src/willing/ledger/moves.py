"""Where a party's position changed: from what to what, when, on whose word."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from heapq import nlargest

from willing.ledger.book import Entry
from willing.ledger.claims import Claim, certainly_before, claims, tracks
from willing.ledger.ladder import Side
from willing.ledger.voices import Voice
from willing.lexicon import load
from willing.model import DateBasis, Stance
from willing.witness import Origin, independent


class Kind(StrEnum):
    """How a position changed; each value is a phrase for people."""

    TURNED = "changed sides"
    SHIFTED = "shifted"
    FIRMER = "firmer"
    SOFTER = "softer"


class Basis(StrEnum):
    """What tells that one position came after the other."""

    DAYS = "by their days"
    WORDS = "by the article’s words"


@dataclass(frozen=True, slots=True)
class Move:
    """A change of a party's position on an issue.

    ``before`` is the last claim that certainly came earlier, ``after`` the first that certainly
    came later; ``same`` holds every claim of those days with the new position.  The change lies
    between ``earliest`` and ``latest``.
    """

    actor_id: str
    actor_name: str
    issue: str
    kind: Kind
    before: Claim
    after: Claim
    same: tuple[Claim, ...]
    basis: Basis

    @property
    def earliest(self) -> datetime.date | None:
        """The first day on which it can have happened."""
        return self.before.start

    @property
    def latest(self) -> datetime.date | None:
        """The last day on which it can have happened."""
        return self.after.end

    @property
    def reports(self) -> tuple[Origin, ...]:
        """The independent reports that have the new position."""
        return independent(claim.origin for claim in self.same)

    @property
    def own_word(self) -> bool:
        """Whether the party itself is heard with the new position."""
        return any(claim.voice is Voice.OWN for claim in self.same)


def moves(entries: Iterable[Entry]) -> tuple[Move, ...]:
    """Return the moves that ``entries`` show, in the order of their last days.

    A claim is a move where no claim just before it has a stance of the same side and firmness.
    Just before it is every claim that certainly came earlier, with none certainly in between.
    Undated claims take no part, save where an article tells the change itself ("later said").
    Neither do predictions and warnings: who expects a thing has taken no position on it.
    """
    found: dict[tuple[int, object], list[tuple[Claim, Claim, Basis]]] = {}
    held = (claim for claim in claims(entries) if claim.stance not in _NO_POSITION)
    for track in tracks(held).values():
        for before, after, basis in (*_by_days(track), *_by_words(track)):
            found.setdefault((id(before), _grade(after)), []).append((before, after, basis))
    moved = [_move(steps) for steps in found.values()]
    return tuple(sorted(moved, key=_order))


def _by_days(track: list[Claim]) -> Iterator[tuple[Claim, Claim, Basis]]:
    dated = sorted((one for one in track if one.dated), key=lambda claim: claim.start or _NEVER)
    waiting = sorted(dated, key=lambda claim: (claim.end or _NEVER, claim.entry.position.id))
    earlier: list[Claim] = []
    starts: dict[Origin, datetime.date] = {}
    passed = 0
    for claim in dated:
        while passed < len(waiting) and certainly_before(waiting[passed], claim):
            one = waiting[passed]
            earlier.append(one)
            starts[one.origin] = max(one.start or _NEVER, starts.get(one.origin, datetime.date.min))
            passed += 1
        if len(starts) > 1:
            earlier = _not_before(earlier, nlargest(2, starts.values())[1])
        told = [one for one in earlier if not _retold(one, claim)]
        if not told:
            continue
        before = _not_before(told, max(one.start or _NEVER for one in told))
        if all(_grade(one) != _grade(claim) for one in before):
            yield max(before, key=_weight), claim, Basis.DAYS


def _not_before(together: list[Claim], day: datetime.date) -> list[Claim]:
    """Return the claims that don't certainly end before ``day``."""
    return [one for one in together if (one.end or _NEVER) >= day]


def _retold(one: Claim, other: Claim) -> bool:
    """Tell whether two claims are of one report, and only their articles' dates differ."""
    told = (one.entry.position.date.basis, other.entry.position.date.basis)
    return one.origin == other.origin and told != (DateBasis.TEXT, DateBasis.TEXT)


def _by_words(track: list[Claim]) -> Iterator[tuple[Claim, Claim, Basis]]:
    """Yield the changes that one article tells: an earlier sentence, then one with "later"."""
    for after in track:
        for entry in after.entries:
            if not _later().search(entry.position.sentence.text):
                continue
            before = [
                (one.position.sentence.start, claim)
                for claim in track
                for one in claim.entries
                if one.article.id == entry.article.id
                and one.position.sentence.start < entry.position.sentence.start
                and _side(claim) is not _side(after)
                and not certainly_before(after, claim)
                and not certainly_before(claim, after)
            ]
            if before:
                yield max(before, key=lambda pair: pair[0])[1], after, Basis.WORDS
                break


def _move(steps: list[tuple[Claim, Claim, Basis]]) -> Move:
    before, _, basis = steps[0]
    same = tuple({id(after): after for _, after, _ in steps}.values())
    after = max(same, key=lambda claim: (claim.voice, _earliness(claim), claim.entry.position.id))
    actor = after.entry.position.actor
    kind = _kind(before, after)
    return Move(actor.id, actor.name, after.track[1], kind, before, after, same, basis)


def _kind(before: Claim, after: Claim) -> Kind:
    sides = (_side(before), _side(after))
    if sides[0] is sides[1]:
        return Kind.FIRMER if after.firmness > before.firmness else Kind.SOFTER
    return Kind.SHIFTED if Side.OPEN in sides else Kind.TURNED


def _grade(claim: Claim) -> tuple[Side, int]:
    return (_side(claim), claim.firmness)


def _side(claim: Claim) -> Side:
    """Return the side of ``claim``; a threat is for nothing and against nothing of one's own."""
    return Side.OPEN if claim.stance is Stance.THREATEN else claim.side


def _weight(claim: Claim) -> tuple[bool, int, datetime.date, int, str]:
    """Return what makes ``claim`` the one that was left: being for or against comes first."""
    return (
        _side(claim) is not Side.OPEN,
        claim.voice,
        claim.end or datetime.date.min,
        claim.firmness,
        claim.entry.position.id,
    )


def _earliness(claim: Claim) -> int:
    return -(claim.start or _NEVER).toordinal()


def _order(move: Move) -> tuple[datetime.date, str, str, str]:
    return (move.latest or _NEVER, move.actor_id, move.issue, move.after.entry.position.id)


@cache
def _later() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in load("moves")["later"])
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


_NO_POSITION = frozenset({Stance.EXPECT, Stance.WARN})
_NEVER = datetime.date.max
