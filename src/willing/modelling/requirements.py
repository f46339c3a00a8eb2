"""What parties demand → the requirements of those who say them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import replace

from willing.coalition.values import Commitment, Number, Requirement
from willing.ledger import Entry, standing
from willing.model import Position, Stance
from willing.modelling.commitments import amount
from willing.modelling.conditions import sentence_of
from willing.modelling.parties import Parties
from willing.modelling.words import slug, words


def requirements(
    entries: Iterable[Entry],
    commitments: Sequence[Commitment],
    parties: Parties,
    as_of: datetime.date | None = None,
) -> tuple[list[Requirement], list[str]]:
    """Return the demands as requirements, and those that say nothing a model can test, as notes.

    A demand on a party asks for its commitment on the issue where there is one, and else for
    anything of that party; one with a quantity asks for that total.
    """
    groups: dict[tuple[str, str, str], list[Entry]] = {}
    for entry in entries:
        position = entry.position
        if position.stance is Stance.DEMAND:
            key = (position.actor.id, position.action.issue, position.action.agent.id)
            groups.setdefault(key, []).append(entry)
    found: list[Requirement] = []
    untested: list[str] = []
    by_issue = {(one.actor, one.issue): one.id for one in reversed(commitments)}
    units = {one.issue: one.unit for one in reversed(commitments) if one.unit}
    for by, issue, agent in sorted(groups):
        stands = standing(groups[by, issue, agent], as_of)
        if not stands:
            continue
        whole = [stands[0].entry, *(e for e in stands[0].same if e is not stands[0].entry)]
        made = _requirement(whole, by_issue, units, parties)
        if made is None:
            untested.append(f"{by} on {issue}: {sentence_of(whole[0].position)}")
        else:
            found.append(made)
    return _renamed(found), untested


def _requirement(
    entries: list[Entry],
    by_issue: dict[tuple[str, str], str],
    units: dict[str, str],
    parties: Parties,
) -> Requirement | None:
    position = entries[0].position
    by, issue, agent = position.actor.id, position.action.issue, position.action.agent.id
    needs, unit_note = _needs([entry.position for entry in entries], units)
    asked = list(dict.fromkeys(w for w in [agent, *_named(position, parties)] if w != by))
    if agent != by:
        asked = asked[:1]
    made = [by_issue[who, issue] for who in asked if (who, issue) in by_issue]
    others = [who for who in asked if (who, issue) not in by_issue]
    if needs and agent not in parties.titles:
        made, others = [], []
    if not (needs or made or others):
        return None
    notes = [unit_note] if unit_note else []
    if others:
        notes.append(
            f"{' and '.join(others)} made no commitment on {issue}: any other commitment of "
            "theirs that stands meets this; add one, or correct it"
        )
    return Requirement(
        slug("-".join([by, issue, *asked])),
        by,
        needs=((issue, needs),) if needs else (),
        actors=tuple(others),
        commitments=tuple(made),
        title=" ".join(position.action.text.split()) or None,
        sentence=sentence_of(position),
        evidence=tuple(dict.fromkeys(entry.position.id for entry in entries)),
        note=". ".join(notes) or None,
    )


def _needs(said: Sequence[Position], units: dict[str, str]) -> tuple[Number | None, str | None]:
    """Return the least total that a demand names, and a note where its unit isn't the issue's."""
    for position in said:
        quantity = position.action.quantity
        if quantity is None:
            continue
        least = quantity.low if quantity.low else quantity.high
        if not least or least < 0:
            continue
        unit = words().unit(quantity.unit)
        counted = units.get(position.action.issue)
        differs = unit is not None and counted is not None and unit != counted
        note = f"Said of {unit}; {position.action.issue} is counted in {counted}"
        return amount(least), note if differs else None
    return None, None


def _named(position: Position, parties: Parties) -> list[str]:
    return [who for who, _, _ in parties.named(position.action.text)]


def _renamed(found: list[Requirement]) -> list[Requirement]:
    """Give requirements that would share an id a number each."""
    counts: dict[str, int] = {}
    renamed = []
    for one in found:
        counts[one.id] = counts.get(one.id, 0) + 1
        number = counts[one.id]
        renamed.append(one if number == 1 else replace(one, id=f"{one.id}-{number}"))
    return renamed
