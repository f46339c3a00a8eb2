"""What parties would do themselves, as the ledger has it → the drafts of commitments."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from willing.coalition.values import Number, exact
from willing.ledger import Entry, Standing, standing
from willing.model import OWN_STANCES, Position, Quantity, Stance
from willing.modelling.words import folded, slug, words

COMMITTED = (Stance.DELIVER, Stance.COMMIT, Stance.OFFER)
"""The stances that are commitments; ``consider`` is one where it is asked for."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A commitment before its conditions are read: its id, and the entries that it rests on.

    ``entries`` begin with the wording shown; ``base`` is the draft that it comes on top of.
    """

    id: str
    standing: Standing
    entries: tuple[Entry, ...]
    base: str | None = None

    @property
    def position(self) -> Position:
        """The position whose wording is shown."""
        return self.entries[0].position


def drafts(
    entries: Iterable[Entry], *, consider: bool = False, as_of: datetime.date | None = None
) -> list[Draft]:
    """Return a draft for each party and issue where what the party would do is a commitment.

    Only positions on a party's own action are looked at, and what it opposes: a demand on others
    doesn't hide what a party would do itself. “More, if …” is a draft of its own.
    """
    wanted = {*COMMITTED, *([Stance.CONSIDER] if consider else [])}
    own = [entry for entry in entries if _is_own(entry.position)]
    found: list[Draft] = []
    taken: set[str] = set()
    for stands in standing(own, as_of):
        if stands.entry.position.stance not in wanted:
            continue
        for draft in _of(stands):
            name = _free(draft.id, taken)
            found.append(Draft(name, draft.standing, draft.entries, draft.base and found[-1].id))
    return found


def _is_own(position: Position) -> bool:
    return position.stance in OWN_STANCES or position.stance is Stance.OPPOSE


def _of(stands: Standing) -> Iterator[Draft]:
    name = slug(f"{stands.actor_id} {stands.issue}") or "commitment"
    rest = [entry for entry in stands.same if entry is not stands.entry]
    shown = [stands.entry, *rest]
    more = [entry for entry in shown if _is_more(entry.position)]
    first = [entry for entry in shown if entry not in more]
    if not first:
        first, more = more, []
    yield Draft(name, stands, tuple(first))
    if more:
        yield Draft(f"{name}-more", stands, tuple(more), name)


def _is_more(position: Position) -> bool:
    """Whether a position says that it comes on top of another, on a condition of its own."""
    return bool(position.conditions) and words().has("more", folded(position.action.text))


def _free(name: str, taken: set[str]) -> str:
    number = 1
    found = name
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    taken.add(found)
    return found


def amount(value: float) -> Number:
    """Return a quantity's number exactly as it was read."""
    return exact(Fraction(repr(float(value))))


def quantity(draft: Draft) -> tuple[Number, Number | None, str | None, tuple[str, ...]]:
    """Return the low and high ends and the unit of a draft, and what another wording gives.

    The shown wording's quantity counts, else that of the first other wording that has one.
    """
    said = [entry.position.action.quantity for entry in draft.entries]
    given = [one for one in said if one is not None and (one.low is not None or one.high)]
    if not given:
        return 0, None, None, ()
    low, high, unit = _ends(given[0])
    others = dict.fromkeys(_ends(one) for one in given[1:])
    differing = tuple(_shown(*ends) for ends in others if ends != (low, high, unit))
    return low, high, unit, differing


def _ends(given: Quantity) -> tuple[Number, Number | None, str | None]:
    low = amount(max(given.low, 0)) if given.low is not None else 0
    high = amount(given.high) if given.high is not None else None
    if high is not None and high < low:
        low, high = high, low
    return low, high, words().unit(given.unit)


def _shown(low: Number, high: Number | None, unit: str | None) -> str:
    ends = f"{low}" if high == low else f"{low} to {'…' if high is None else high}"
    return f"{ends} {unit}" if unit else ends
