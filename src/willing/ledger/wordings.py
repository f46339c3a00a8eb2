"""One piece of evidence in several wordings, and what each rewrite changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from willing.ledger.book import Entry
from willing.ledger.claims import certainly_before, claims
from willing.ledger.ladder import firmness, side
from willing.ledger.voices import speaker
from willing.model import DateBasis, SourceKind
from willing.names import fold


@dataclass(frozen=True, slots=True)
class Wording:
    """Another article's telling of the same position; ``changes`` say in which it differs."""

    entry: Entry
    changes: tuple[str, ...]


def wordings(entry: Entry, entries: Iterable[Entry]) -> tuple[Wording, ...]:
    """Return how other articles of the same report tell what ``entry`` tells.

    They have the same party, issue, agent and side and count for the same report, and their days
    don't rule out that it is the same position.
    """
    found = (other for other in entries if _retells(other, entry))
    return tuple(Wording(other, tuple(_changes(entry, other))) for other in found)


def _retells(other: Entry, entry: Entry) -> bool:
    if other.article.id == entry.article.id or other.origin != entry.origin:
        return False
    (mine,), (theirs,) = claims([entry]), claims([other])
    if mine.track != theirs.track or side(mine.stance) is not side(theirs.stance):
        return False
    told = (entry.position.date.basis, other.position.date.basis)
    apart = certainly_before(mine, theirs) or certainly_before(theirs, mine)
    return told != (DateBasis.TEXT, DateBasis.TEXT) or not apart


def _changes(entry: Entry, other: Entry) -> Iterator[str]:
    """Yield what ``other`` has otherwise than ``entry``, a phrase for each."""
    mine, its = entry.position, other.position
    if its.stance is not mine.stance:
        more = firmness(its.stance) - firmness(mine.stance)
        degree = "stronger" if more > 0 else "weaker" if more < 0 else "another"
        yield f"{degree} verb: {its.stance.value}, not {mine.stance.value}"
    if mine.conditions and not its.conditions:
        yield f"lost the condition “{mine.conditions[0].text}”"
    if its.conditions and not mine.conditions:
        yield f"has the condition “{its.conditions[0].text}”"
    yield from _sources(entry, other)
    amount, its_amount = mine.action.quantity, its.action.quantity
    if amount and its_amount and (amount.low, amount.high) != (its_amount.low, its_amount.high):
        yield f"another number: “{its.action.text}”, not “{mine.action.text}”"
    person, its_person = mine.actor.person, its.actor.person
    if _named(person) and _named(its_person) and _surname(person) != _surname(its_person):
        yield f"another name: {its_person}, not {person}"


def _sources(entry: Entry, other: Entry) -> Iterator[str]:
    here, there = speaker(entry.position), speaker(other.position)
    if here and there:
        named = here.kind is there.kind is SourceKind.NAMED
        if fold(here.name) == fold(there.name) or (
            named and not (_named(here.name) and _named(there.name))
        ):
            return
        kinds = "" if here.kind is there.kind else f" ({there.kind}, not {here.kind})"
        yield f"another source: {there.text}, not {here.text}{kinds}"
    elif here and not there:
        yield f"lost the source “{here.text}”"
    elif there and not here:
        yield f"names a source: {there.text}"


def _named(name: str | None) -> bool:
    """Tell whether ``name`` is a person's, and not an office ("the defence minister")."""
    words = (name or "").split()
    return bool(words) and all(word[:1].isupper() for word in words) and words[0] != "The"


def _surname(name: str | None) -> str:
    return (fold(name or "").split() or [""])[-1]
