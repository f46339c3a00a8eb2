"""A formula read against an answer: when each part of it comes to hold, and resting on what."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from willing.coalition.formula import Formula, Node
from willing.coalition.standing import Standing
from willing.coalition.values import Commitment, Number

NEVER = 1 << 60


@dataclass(frozen=True)
class Reading:
    """One node of a formula: the round it holds from, what it rests on, how far it has come.

    `round` is NEVER where it does not hold. `has` and `needs` are whole parts, or an amount.
    """

    round: int
    because: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    has: Number = 0
    needs: Number = 1


def rounds(answer: Standing) -> dict[str, int]:
    """Return for each commitment that stands the round in which it does: 1 waits for no other."""
    network, inputs = answer.network, answer.inputs
    under, over = answer.least
    seen = bytearray(network.size)
    for node in inputs.blocked:
        seen[node] = 1
    found: dict[int, int] = {}
    current = [*inputs.holding, *(n for c, n in network.absent.items() if over[c] != 1)]
    last = len(network.ids) + 2
    for node in current:
        seen[node] = 1
        if 2 <= node < last:
            found[node] = 0
    values = [0] * len(network.sums)
    level = 0
    while current:
        level += 1
        later = []
        while current:
            for place, weight in network.fan[current.pop()]:
                before = values[place]
                values[place] += weight
                for threshold, outputs in network.sums[place].outputs.items():
                    if before < threshold <= values[place]:
                        for node in outputs:
                            if seen[node] or under[node] != 1:
                                continue
                            seen[node] = 1
                            if node < last:
                                found[node] = level
                                later.append(node)
                            else:
                                current.append(node)
        current = later
    return {network.ids[node - 2]: level for node, level in found.items()}


def signs(formula: Formula) -> list[bool]:
    """Return for each node whether it is asked to hold (True) or, under “not”, to fail."""
    found = [True] * len(formula.nodes)
    for place in range(len(formula.nodes) - 1, -1, -1):
        for part in formula.nodes[place].parts:
            found[part] = found[place] != (formula.nodes[place].kind == "not")
    return found


@dataclass
class Reader:
    """Reads formulas under one answer; `happens` are its events, quantities as it counts them."""

    answer: Standing
    happens: frozenset[str]
    optimistic: bool
    ranks: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.ranks = rounds(self.answer)

    @cached_property
    def possible(self) -> frozenset[str]:
        """The commitments that stand or are undetermined."""
        return frozenset((*self.answer.stands, *self.answer.undetermined))

    def members(self, node: Node) -> list[tuple[Commitment, Number]]:
        """Return the commitments that a leaf is about, each with what it adds."""
        model = self.answer.model
        if node.kind == "id":
            return [(model.by_id[node.name], 1)]
        if node.kind == "name":
            return [(commitment, 1) for commitment in model.by_actor_and_issue.get(node.name, ())]
        return [
            (commitment, commitment.quantity(self.optimistic))
            for commitment in model.commitments
            if commitment.issue == node.name
            and model.counts(commitment)
            and (not node.actors or commitment.actor in node.actors)
        ]

    def leaf(self, node: Node, positive: bool) -> Reading:
        """Read an event, a commitment, a group of them or a total."""
        if node.kind in ("true", "false"):
            return Reading(0 if (node.kind == "true") == positive else NEVER)
        members = self.members(node)
        if node.kind == "name" and not members:
            name = node.name if positive else f"not {node.name}"
            if (node.name in self.happens) == positive:
                return Reading(0, (name,), has=1)
            return Reading(NEVER, missing=(name,))
        least: Number = node.number if node.kind == "total" else 1
        if positive:
            parts = [(self.ranks.get(c.id, NEVER), f"#{c.id}", amount) for c, amount in members]
            return _added(parts, least, strict=False)
        whole = sum(amount for _, amount in members)
        parts = [
            (NEVER if c.id in self.possible else 0, f"not #{c.id}", amount) for c, amount in members
        ]
        return _added(parts, whole - least, strict=True)

    def read(self, formula: Formula) -> list[Reading]:
        """Return a reading for every node of a formula."""
        found: list[Reading] = []
        for node, positive in zip(formula.nodes, signs(formula), strict=True):
            if not node.parts:
                found.append(self.leaf(node, positive))
            elif node.kind == "not":
                found.append(found[node.parts[0]])
            else:
                found.append(_inner(node, [found[part] for part in node.parts], positive))
        return found


def wanted(node: Node, positive: bool = True) -> int:
    """Return how many parts of an inner node have to hold (or, under “not”, to fail)."""
    count = len(node.parts)
    least = {"and": count, "or": 1}.get(node.kind, int(node.number))
    return least if positive else count - least + 1


def _inner(node: Node, parts: list[Reading], positive: bool) -> Reading:
    least = wanted(node, positive)
    ordered = sorted(parts, key=lambda part: part.round)
    holding = sum(part.round != NEVER for part in parts)
    if least <= 0:
        return Reading(0, has=holding, needs=least)
    if holding >= least:
        because = tuple(dict.fromkeys(n for part in ordered[:least] for n in part.because))
        return Reading(ordered[least - 1].round, because, has=holding, needs=least)
    missing = tuple(dict.fromkeys(n for part in parts if part.round == NEVER for n in part.missing))
    return Reading(NEVER, missing=missing, has=holding, needs=least)


def _added(parts: list[tuple[int, str, Number]], least: Number, strict: bool) -> Reading:
    """Add amounts, the earliest and then the largest first, until they reach `least`.

    With `strict` they have to pass it.
    """
    has: Number = sum(amount for rank, _, amount in parts if rank != NEVER)
    if not (has > least if strict else has >= least):
        missing = tuple(name for rank, name, amount in parts if rank == NEVER and amount > 0)
        return Reading(NEVER, missing=missing, has=has, needs=least)
    so_far: Number = 0
    when = 0
    names = []
    for rank, name, amount in sorted(parts, key=lambda part: (part[0], -part[2])):
        if so_far > least if strict else so_far >= least:
            break
        so_far += amount
        names.append(name)
        when = rank
    return Reading(when, tuple(names), has=has, needs=least)
