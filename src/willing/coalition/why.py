"""Why a commitment stands, by its shortest derivation; why not, by its unmet gates."""

from __future__ import annotations

from dataclasses import dataclass

from willing.coalition.errors import UnknownNameError
from willing.coalition.formula import render
from willing.coalition.loops import components
from willing.coalition.reading import NEVER, Reader, Reading, signs
from willing.coalition.scenario import Scenario
from willing.coalition.standing import Standing, standing
from willing.coalition.values import Clause, Commitment, Model, Number

LONGEST_LISTED = 50


@dataclass(frozen=True)
class Step:
    """One commitment of a derivation: the round it stands in, and what it rests on.

    `because` holds names of events and ids after `#`, with “not ” before what must not be.
    """

    id: str
    round: int
    because: tuple[str, ...]
    when: str
    sentences: tuple[str, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Unmet:
    """A gate that stops a commitment: its words, how much of it holds and how much it needs."""

    gate: str
    has: Number
    needs: Number
    missing: tuple[str, ...]
    sentence: str | None
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Stopped:
    """A commitment that does not stand, its unmet gates, and those that it waits with in a loop."""

    id: str
    status: str
    unmet: tuple[Unmet, ...]
    waits_with: tuple[str, ...]
    sentence: str | None
    evidence: tuple[str, ...]


def _answer(model: Model, commitment: str, scenario: Scenario, optimistic: bool) -> Standing:
    if commitment not in model.by_id:
        raise UnknownNameError(f"no commitment has the id “{commitment}”")
    return standing(model, scenario, optimistic)


def _condition(commitment: Commitment) -> str:
    texts = [render(part.formula) for part in commitment.when]
    return " and ".join(f"({text})" for text in texts) if len(texts) > 1 else "".join(texts)


def _sentences(commitment: Commitment) -> tuple[str, ...]:
    said = [commitment.sentence, *(part.sentence for part in commitment.when)]
    return tuple(dict.fromkeys(sentence for sentence in said if sentence))


def _evidence(commitment: Commitment) -> tuple[str, ...]:
    shown = [*commitment.evidence, *(e for part in commitment.when for e in part.evidence)]
    return tuple(dict.fromkeys(shown))


def why(
    model: Model, commitment: str, scenario: Scenario | None = None, optimistic: bool = False
) -> tuple[Step, ...]:
    """Return the derivation that needs the fewest rounds; empty where it does not stand.

    Round 1 waits for no other commitment, round 2 only for those of round 1, and so on; round 0
    was assumed. Raises UnknownNameError.
    """
    base = scenario or Scenario()
    reader = Reader(_answer(model, commitment, base, optimistic), base.happens, optimistic)
    if commitment not in reader.ranks:
        return ()
    steps: dict[str, Step] = {}
    todo = [commitment]
    while todo:
        name = todo.pop()
        if name in steps:
            continue
        found = model.by_id[name]
        because: tuple[str, ...] = ("assumed",)
        if name not in base.included:
            readings = [reader.read(part.formula)[-1] for part in found.when]
            because = tuple(dict.fromkeys(n for reading in readings for n in reading.because))
        steps[name] = Step(
            name,
            reader.ranks[name],
            because,
            _condition(found),
            _sentences(found),
            _evidence(found),
        )
        todo += [n[1:] for n in because if n.startswith("#")]
    order = {name: place for place, name in enumerate(model.by_id)}
    return tuple(sorted(steps.values(), key=lambda step: (step.round, order[step.id])))


def _failing(part: Clause, readings: list[Reading]) -> list[int]:
    """Return the places of the outermost unmet gates of a clause, an “and” taken apart."""
    nodes = part.formula.nodes
    positive = signs(part.formula)
    found = []
    todo = [len(nodes) - 1]
    while todo:
        place = todo.pop()
        node = nodes[place]
        if readings[place].round != NEVER:
            continue
        is_and = node.kind == ("and" if positive[place] else "or")
        if is_and or (node.kind == "not" and nodes[node.parts[0]].parts):
            todo += reversed(node.parts)
        else:
            found.append(place)
    return found


def _unmet(commitment: Commitment, reader: Reader) -> tuple[Unmet, ...]:
    found = []
    for part in commitment.when:
        readings = reader.read(part.formula)
        positive = signs(part.formula)
        for place in _failing(part, readings):
            reading = readings[place]
            words = render(part.formula, place)
            if not positive[place] and part.formula.nodes[place].kind != "not":
                words = f"not ({words})"
            sentence = part.sentence or commitment.sentence
            evidence = part.evidence or commitment.evidence
            found.append(
                Unmet(words, reading.has, reading.needs, reading.missing, sentence, evidence)
            )
    return tuple(found)


def why_not(
    model: Model, commitment: str, scenario: Scenario | None = None, optimistic: bool = False
) -> tuple[Stopped, ...]:
    """Return the unmet gates of a commitment and of all that it waits for, itself first.

    Empty where it stands. Raises UnknownNameError.
    """
    base = scenario or Scenario()
    answer = _answer(model, commitment, base, optimistic)
    reader = Reader(answer, base.happens, optimistic)
    if commitment in reader.ranks:
        return ()
    unmet: dict[str, tuple[Unmet, ...]] = {}
    waits: dict[str, list[str]] = {}
    todo = [commitment]
    for name in todo:
        if name in unmet:
            continue
        found = model.by_id[name]
        if name in base.excluded:
            gone = Unmet("assumed not to stand", 0, 1, (), found.sentence, found.evidence)
            unmet[name] = (gone,)
        else:
            unmet[name] = _unmet(found, reader)
        missing = [n[1:] for gate in unmet[name] for n in gate.missing if n.startswith("#")]
        waits[name] = [n for n in dict.fromkeys(missing) if n not in reader.ranks]
        todo += waits[name]
    circles = _circles(waits)
    status = answer.statuses
    return tuple(
        Stopped(
            name,
            status[name],
            gates,
            circles.get(name, ()),
            model.by_id[name].sentence,
            _evidence(model.by_id[name]),
        )
        for name, gates in unmet.items()
    )


def _circles(waits: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """Return for each commitment in a loop the others of the loop; itself where it is alone.

    In a loop of more than LONGEST_LISTED only those that it directly waits for.
    """
    names = list(waits)
    place_of = {name: place for place, name in enumerate(names)}
    edges = [[place_of[other] for other in waits[name]] for name in names]
    found = {}
    for group in components(edges):
        if len(group) == 1 and group[0] not in edges[group[0]]:
            continue
        inside = set(group)
        members = tuple(names[place] for place in sorted(group))
        for place in group:
            near = tuple(names[other] for other in edges[place] if other in inside)
            shown = members if len(members) <= LONGEST_LISTED else near
            others = tuple(other for other in shown if other != names[place])
            found[names[place]] = others or (names[place],)
    return found
