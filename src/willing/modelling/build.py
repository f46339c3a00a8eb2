"""A ledger → the model of the coalition: commitments, their conditions, events, requirements."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from willing.agenda import Agenda
from willing.coalition.formula import parse
from willing.coalition.values import Clause, Commitment, Event, Model
from willing.ledger import Entry, Ledger
from willing.modelling.commitments import Draft, drafts, quantity
from willing.modelling.conditions import ConditionReader, Gate, sentence_of
from willing.modelling.parties import Parties
from willing.modelling.requirements import demands, requirements, undertakings
from willing.modelling.words import folded

DEFAULT_NAME = "coalition"


def build_model(
    ledger: Ledger,
    *,
    name: str = DEFAULT_NAME,
    title: str | None = None,
    consider: bool = False,
    as_of: datetime.date | None = None,
    agendas: Sequence[Agenda] = (),
) -> Model:
    """Return the model of ``ledger``.

    Standing commitments (``deliver``, ``commit``, ``offer``, and ``consider`` where asked for)
    become commitments, each condition a gate with its sentence; a condition that isn't understood
    becomes an event named by its words. Demands become requirements; what is demanded of a party
    that isn't committed to it is a commitment that waits until it agrees. ``as_of`` counts only
    what was said by that day; ``agendas`` tell the issues. Equal ledgers, equal models.
    """
    parties = Parties(ledger.entries)
    found = drafts(ledger.entries, consider=consider, as_of=as_of)
    committed = [(draft.standing.actor_id, draft.standing.issue) for draft in found]
    asked = demands(ledger.entries, parties, as_of)
    wanted = undertakings(asked, committed, parties)
    reader = ConditionReader(
        parties, committed, agendas, [(one.actor, one.issue) for one, _ in wanted]
    )
    events = {event.name: event for _, event in wanted}
    commitments = [_commitment(draft, reader, events, parties) for draft in found]
    commitments += [one for one, _ in wanted]
    needed, untested = requirements(asked, commitments)
    note = None
    if untested:
        note = "Demands that say nothing a model can test:\n" + "\n".join(untested)
    return Model(
        name=name,
        title=title,
        note=note,
        events=tuple(events[key] for key in sorted(events)),
        commitments=tuple(commitments),
        requirements=tuple(needed),
    )


def _commitment(
    draft: Draft, reader: ConditionReader, events: dict[str, Event], parties: Parties
) -> Commitment:
    position = draft.position
    low, high, unit, other_amounts = quantity(draft)
    clauses, reworded = _when(draft, reader, events)
    notes = [f"Also said: {', '.join(other_amounts)}"] if other_amounts else []
    notes += [f"Also worded: {words}" for words in reworded]
    if draft.base:
        notes.append(f"On top of #{draft.base}")
    if draft.standing.contested:
        stances = {given.entry.position.stance.value for given in draft.standing.given}
        notes.append(f"Contested: reports also say {', '.join(sorted(stances))}")
    deed = " ".join(position.action.text.split())
    return Commitment(
        draft.id,
        draft.standing.actor_id,
        draft.standing.issue,
        low,
        high,
        unit,
        position.stance.value,
        tuple(clauses),
        title=f"{parties.title(draft.standing.actor_id)}: {deed}" if deed else None,
        sentence=sentence_of(position),
        evidence=tuple(dict.fromkeys(entry.position.id for entry in draft.entries)),
        note=". ".join(notes) or None,
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """A condition's gate, with the entry that has it."""

    gate: Gate
    entry: Entry
    words: str


def _when(
    draft: Draft, reader: ConditionReader, events: dict[str, Event]
) -> tuple[list[Clause], list[str]]:
    """Return the clauses of all wordings, each once, and the retellings that are no clause.

    A retelling of the shown report that words a condition in its own way, not understood, doesn't
    add a second condition; it is kept as a note.
    """
    clauses: dict[str, list[_Said]] = {}
    reworded = []
    shown = draft.entries[0]
    for said in _conditions(draft.entries, reader):
        retold = said.entry is not shown and said.entry.origin == shown.origin
        if retold and not said.gate.understood and shown.position.conditions:
            reworded.append(said.words)
            continue
        key = said.gate.text if said.gate.understood else " ".join(folded(said.gate.text))
        clauses.setdefault(key, []).append(said)
    found = []
    for group in clauses.values():
        gate = group[0].gate
        evidence = tuple(dict.fromkeys(said.entry.position.id for said in group))
        sentence = sentence_of(group[0].entry.position)
        found.append(Clause(parse(gate.text), sentence, evidence))
        for event in (event for said in group for event in said.gate.events):
            old = events.get(event.name, event)
            shared = tuple(dict.fromkeys([*old.evidence, *event.evidence]))
            events[event.name] = replace(old, evidence=shared)
    return found, list(dict.fromkeys(reworded))


def _conditions(entries: Iterable[Entry], reader: ConditionReader) -> Iterable[_Said]:
    for entry in entries:
        for condition in entry.position.conditions:
            gate = reader.read(condition, entry.position)
            yield _Said(gate, entry, " ".join(condition.text.split()))
