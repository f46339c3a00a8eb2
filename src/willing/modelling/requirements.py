"""What parties demand → the requirements of those who say them, and what is asked of whom."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from willing.coalition.values import Commitment, Event, Number, Requirement, clause
from willing.ledger import Entry, standing
from willing.model import Position, Stance
from willing.modelling.commitments import amount
from willing.modelling.conditions import sentence_of
from willing.modelling.parties import Parties
from willing.modelling.words import slug, words


@dataclass(frozen=True, slots=True)
class Demand:
    """What one party demands on an issue of others, or as a total (`least`, in `unit`).

    ``entries`` begin with the wording shown; `asked` are the parties it is demanded of.
    """

    entries: tuple[Entry, ...]
    asked: tuple[str, ...]
    least: Number | None
    unit: str | None

    @property
    def position(self) -> Position:
        """The position whose wording is shown."""
        return self.entries[0].position

    @property
    def evidence(self) -> tuple[str, ...]:
        """The ids of its positions."""
        return tuple(dict.fromkeys(entry.position.id for entry in self.entries))


def demands(
    entries: Iterable[Entry], parties: Parties, as_of: datetime.date | None = None
) -> list[Demand]:
    """Return the standing demands, one for each party, issue and party that would act."""
    groups: dict[tuple[str, str, str], list[Entry]] = {}
    for entry in entries:
        position = entry.position
        if position.stance is Stance.DEMAND:
            key = (position.actor.id, position.action.issue, position.action.agent.id)
            groups.setdefault(key, []).append(entry)
    found = []
    for key in sorted(groups):
        for stands in standing(groups[key], as_of):
            rest = (entry for entry in stands.same if entry is not stands.entry)
            whole = (stands.entry, *rest)
            found.append(Demand(whole, _asked(whole[0].position, parties), *_least(whole)))
    return found


def undertakings(
    asked: Iterable[Demand], committed: Iterable[tuple[str, str]], parties: Parties
) -> list[tuple[Commitment, Event]]:
    """Return what is demanded of parties that made no commitment to it, each with its event.

    It waits for an event, that the party agrees: a demand for it must not be met by anything else.
    """
    made = set(committed)
    found = []
    for demand in asked:
        issue = demand.position.action.issue
        for who in demand.asked:
            if (who, issue) in made:
                continue
            made.add((who, issue))
            found.append(_undertaking(demand, who, issue, parties))
    return found


def _undertaking(
    demand: Demand, who: str, issue: str, parties: Parties
) -> tuple[Commitment, Event]:
    name = slug(f"{who} {issue}")
    title = f"{parties.title(who)} agrees to what is demanded of it on {issue}"
    said = sentence_of(demand.position)
    event = Event(f"{name}-agreed", title, True, 1, who, said, demand.evidence)
    note = (
        f"Demanded by {demand.position.actor.id}; no report says that {who} would. "
        "Give it a quantity, or take it out."
    )
    when = (clause(event.name, said, demand.evidence),)
    return Commitment(name, who, issue, when=when, title=title, note=note), event


def requirements(
    asked: Iterable[Demand], commitments: Sequence[Commitment]
) -> tuple[list[Requirement], list[str]]:
    """Return the demands as requirements, and those that say nothing a model can test, in words.

    A demand on a party asks for its commitment on the issue; one with a quantity for that total.
    """
    by_issue = {(one.actor, one.issue): one.id for one in reversed(commitments)}
    units = {one.issue: one.unit for one in reversed(commitments) if one.unit}
    found: list[Requirement] = []
    untested: list[str] = []
    for demand in asked:
        position = demand.position
        by, issue = position.actor.id, position.action.issue
        if not demand.asked and demand.least is None:
            untested.append(f"{by} on {issue}: {sentence_of(position)}")
            continue
        counted = units.get(issue)
        differs = None not in (demand.unit, counted, demand.least) and demand.unit != counted
        found.append(
            Requirement(
                slug("-".join([by, issue, *demand.asked])),
                by,
                needs=((issue, demand.least),) if demand.least is not None else (),
                commitments=tuple(by_issue[who, issue] for who in demand.asked),
                title=" ".join(position.action.text.split()) or None,
                sentence=sentence_of(position),
                evidence=demand.evidence,
                note=f"Said of {demand.unit}; counted in {counted}" if differs else None,
            )
        )
    return _renamed(found), untested


def _asked(position: Position, parties: Parties) -> tuple[str, ...]:
    """Return the parties that a demand is on: who would act, or whom the words name."""
    agent, own = position.action.agent, position.actor.id
    if agent.id != own and parties.knows(agent.id):
        return (agent.id,)
    said = [agent.text, agent.name, position.action.text] if agent.id != own else []
    for text in said or [position.action.text]:
        named = [who for who, _, _ in parties.named(text) if who != own]
        if named:
            return tuple(dict.fromkeys(named[:1] if said else named))
    return ()


def _least(entries: Iterable[Entry]) -> tuple[Number | None, str | None]:
    """Return the least total that a demand names, and its unit."""
    for entry in entries:
        quantity = entry.position.action.quantity
        least = (quantity.low or quantity.high) if quantity else None
        if quantity and least and least > 0:
            return amount(least), words().unit(quantity.unit)
    return None, None


def _renamed(found: list[Requirement]) -> list[Requirement]:
    """Give requirements that would share an id a number each."""
    counts: dict[str, int] = {}
    renamed = []
    for one in found:
        counts[one.id] = counts.get(one.id, 0) + 1
        number = counts[one.id]
        renamed.append(one if number == 1 else replace(one, id=f"{one.id}-{number}"))
    return renamed
