"""What is supposed for one question: events fixed, commitments forced in or out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from willing.coalition.errors import AssumptionError, FormulaError
from willing.coalition.formula import parse
from willing.coalition.values import Model


@dataclass(frozen=True)
class Scenario:
    """Events that happen and do not, commitments (by id) that stand and fall regardless."""

    happens: frozenset[str] = frozenset()
    fails: frozenset[str] = frozenset()
    included: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()

    def open_events(self, model: Model) -> tuple[str, ...]:
        """Return the events that the scenario leaves open, in the order of the file."""
        fixed = self.happens | self.fails
        return tuple(name for name in model.all_events if name not in fixed)

    def granting(self, events: Iterable[str]) -> Scenario:
        """Return the scenario in which these events happen too."""
        return Scenario(self.happens | frozenset(events), self.fails, self.included, self.excluded)


def _literals(text: str) -> list[tuple[str, bool, bool]]:
    """Read `x`, `not x` or several joined by “and” as (name, is an id, holds)."""
    formula = parse(text)
    wanted = [True] * len(formula.nodes)
    found = []
    for place in range(len(formula.nodes) - 1, -1, -1):
        node = formula.nodes[place]
        if node.kind == "not":
            wanted[node.parts[0]] = not wanted[place]
        elif node.kind == "and" and wanted[place]:
            for part in node.parts:
                wanted[part] = True
        elif node.kind in ("name", "id"):
            found.append((node.name, node.kind == "id", wanted[place]))
        else:
            problem = (
                "expected an event, ACTOR.issue or #commitment-id, with “not” before it or not"
            )
            raise FormulaError(problem, node.start)
    return found


def _commitments(model: Model, name: str, is_id: bool) -> list[str]:
    """Return the ids that a name in an assumption stands for; none where it is an event."""
    if is_id:
        return [name] if name in model.by_id else []
    if name in model.all_events:
        return []
    if name in model.by_actor_and_issue:
        return [commitment.id for commitment in model.by_actor_and_issue[name]]
    if name in model.by_id:
        return [name]
    return [commitment.id for commitment in model.commitments if commitment.actor == name]


def read_assumptions(model: Model, assumptions: Iterable[str]) -> Scenario:
    """Read assumptions such as `ceasefire`, `not USA.guarantee`, `#gbr-land` or `not USA`.

    An `ACTOR.issue` or a bare actor stands for all its commitments. Raises AssumptionError where
    one cannot be read, names nothing in the model, or contradicts another.
    """
    events: dict[str, bool] = {}
    commitments: dict[str, bool] = {}
    for text in assumptions:
        try:
            literals = _literals(text)
        except FormulaError as error:
            raise AssumptionError(f"assumption “{text}”: {error}") from None
        for name, is_id, holds in literals:
            ids = _commitments(model, name, is_id)
            if not ids and (is_id or name not in model.all_events):
                raise AssumptionError(f"assumption “{text}”: the model has no “{name}”")
            for key in ids or [name]:
                if (commitments if ids else events).setdefault(key, holds) != holds:
                    raise AssumptionError(f"assumption “{text}” contradicts another on “{key}”")
    return Scenario(
        happens=frozenset(name for name, holds in events.items() if holds),
        fails=frozenset(name for name, holds in events.items() if not holds),
        included=frozenset(name for name, holds in commitments.items() if holds),
        excluded=frozenset(name for name, holds in commitments.items() if not holds),
    )
