"""The values of a model: events, commitments, requirements and beliefs, all frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from willing.coalition.formula import Formula, parse

FORMAT = "willing-model/1"
FIRMNESS = ("deliver", "commit", "offer", "consider")

Number = int | Fraction


def exact(value: Number) -> Number:
    """Return `value` as an int where it is whole, and as a Fraction where it is not."""
    if isinstance(value, int):
        return value
    return value.numerator if value.denominator == 1 else value


def plain(value: Number) -> int | float:
    """Return `value` as JSON can hold it: a whole number exactly, any other as a float."""
    return value if isinstance(value, int) else float(value)


@dataclass(frozen=True)
class Event:
    """Something commitments wait for and no commitment brings about; a concession has a cost."""

    name: str
    title: str | None = None
    concession: bool = False
    cost: Number = 1
    by: str | None = None
    sentence: str | None = None
    evidence: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True)
class Clause:
    """One part of a condition, with the sentence that said so."""

    formula: Formula
    sentence: str | None = None
    evidence: tuple[str, ...] = ()


def clause(text: str, sentence: str | None = None, evidence: tuple[str, ...] = ()) -> Clause:
    """Read `text` as a formula and return it as a clause; raises FormulaError."""
    return Clause(parse(text), sentence, evidence)


@dataclass(frozen=True)
class Commitment:
    """What an actor would do: between `low` and `high` on an issue once every clause holds."""

    id: str
    actor: str
    issue: str
    low: Number = 0
    high: Number | None = None
    unit: str | None = None
    firmness: str | None = None
    when: tuple[Clause, ...] = ()
    title: str | None = None
    sentence: str | None = None
    evidence: tuple[str, ...] = ()
    note: str | None = None

    def quantity(self, optimistic: bool) -> Number:
        """Return the `high` end where asked to be optimistic and it is known, else the `low`."""
        return self.high if optimistic and self.high is not None else self.low


@dataclass(frozen=True)
class Requirement:
    """What somebody says is needed: least totals by issue, actors and commitments within."""

    id: str
    by: str | None = None
    needs: tuple[tuple[str, Number], ...] = ()
    actors: tuple[str, ...] = ()
    commitments: tuple[str, ...] = ()
    title: str | None = None
    sentence: str | None = None
    evidence: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True)
class Belief:
    """A probability, or an interval of them where `low` and `high` differ."""

    low: Fraction
    high: Fraction

    @property
    def is_point(self) -> bool:
        """Whether the belief is one number."""
        return self.low == self.high


@dataclass(frozen=True)
class Model:
    """Events, commitments, requirements and beliefs, each in the order of the file.

    `units` names the unit in which an issue is counted. `beliefs` is keyed by an event's name, by
    a word of firmness, or by `#` and a commitment's id.
    """

    name: str
    events: tuple[Event, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    beliefs: tuple[tuple[str, Belief], ...] = ()
    units: tuple[tuple[str, str], ...] = ()
    title: str | None = None
    note: str | None = None
    cache: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def by_id(self) -> dict[str, Commitment]:
        """The commitments by id."""
        return {commitment.id: commitment for commitment in self.commitments}

    @cached_property
    def by_actor_and_issue(self) -> dict[str, tuple[Commitment, ...]]:
        """The commitments under each `ACTOR.issue`."""
        found: dict[str, list[Commitment]] = {}
        for commitment in self.commitments:
            found.setdefault(f"{commitment.actor}.{commitment.issue}", []).append(commitment)
        return {name: tuple(group) for name, group in found.items()}

    @cached_property
    def actors(self) -> tuple[str, ...]:
        """The actors that have a commitment, in the order of the file."""
        return tuple(dict.fromkeys(commitment.actor for commitment in self.commitments))

    @cached_property
    def issues(self) -> tuple[str, ...]:
        """The issues of the commitments, then those that only a requirement names."""
        named = [commitment.issue for commitment in self.commitments]
        named += [issue for requirement in self.requirements for issue, _ in requirement.needs]
        return tuple(dict.fromkeys(named))

    @cached_property
    def all_events(self) -> dict[str, Event]:
        """The declared events, then those that only a condition names."""
        found = {event.name: event for event in self.events}
        for commitment in self.commitments:
            for part in commitment.when:
                for name in part.formula.references:
                    if name not in found and name not in self.by_actor_and_issue:
                        found[name] = Event(name)
        return found

    @cached_property
    def issue_units(self) -> dict[str, str]:
        """The unit in which each issue is counted: the one named, else the first one used."""
        found = dict(self.units)
        for commitment in self.commitments:
            if commitment.unit is not None:
                found.setdefault(commitment.issue, commitment.unit)
        return found

    def counts(self, commitment: Commitment) -> bool:
        """Whether the commitment is in its issue's unit, and so counts towards its total."""
        unit = commitment.unit
        return unit is None or unit == self.issue_units.get(commitment.issue)

    @cached_property
    def requirement_by_id(self) -> dict[str, Requirement]:
        """The requirements by id."""
        return {requirement.id: requirement for requirement in self.requirements}

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know before trusting the answers: events taken as read, units."""
        declared = {event.name for event in self.events}
        notes = [
            f"“{name}” is not listed under events; it is taken as an event"
            for name in self.all_events
            if name not in declared
        ]
        notes += [
            f"#{commitment.id} is in {commitment.unit}, but {commitment.issue} is counted in "
            f"{self.issue_units[commitment.issue]}: it does not add to the total"
            for commitment in self.commitments
            if not self.counts(commitment)
        ]
        return tuple(notes)
