"""A model compiled to weighted gates over whole numbers, with nothing rounded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, gcd, lcm

from willing.coalition.formula import Formula
from willing.coalition.formula import Node as FormulaNode
from willing.coalition.values import Clause, Commitment, Model, Number, Requirement

FALSE = 0
TRUE = 1

Inputs = tuple[tuple[int, int], ...]


@dataclass
class Sum:
    """A weighted sum of nodes; each output holds once the sum reaches its threshold."""

    inputs: Inputs
    total: int
    outputs: dict[int, list[int]] = field(default_factory=dict)
    thresholds: list[int] = field(default_factory=list)


@dataclass
class Network:
    """Nodes and sums. Nodes 0 and 1 are false and true; then come commitments, then the rest.

    `positive` and `negative` are the nodes that say that an event happens, and that it does not;
    `absent` maps a commitment's node to the node that says that it does not stand. These are
    inputs: nothing in the network derives them.
    """

    ids: tuple[str, ...]
    commitment: dict[str, int]
    size: int = 2
    sums: list[Sum] = field(default_factory=list)
    positive: dict[str, int] = field(default_factory=dict)
    negative: dict[str, int] = field(default_factory=dict)
    absent: dict[int, int] = field(default_factory=dict)
    requirement: dict[str, int] = field(default_factory=dict)
    fan: list[tuple[tuple[int, int], ...]] = field(default_factory=list)
    source: list[tuple[int, int] | None] = field(default_factory=list)

    @property
    def monotone(self) -> bool:
        """Whether no commitment waits for another one not to stand."""
        return not self.absent


@dataclass(frozen=True)
class Group:
    """Weighted nodes divided by what their weights have in common; `total` is not divided."""

    inputs: Inputs
    common: int
    total: int


def _group(weights: dict[int, int]) -> Group:
    common = gcd(*weights.values()) or 1
    inputs = tuple(sorted((node, weight // common) for node, weight in weights.items()))
    return Group(inputs, common, sum(weights.values()))


class _Compiler:
    def __init__(self, model: Model, optimistic: bool) -> None:
        self.model = model
        self.optimistic = optimistic
        ids = tuple(commitment.id for commitment in model.commitments)
        places = {name: place + 2 for place, name in enumerate(ids)}
        self.network = Network(ids, places, size=len(ids) + 2)
        self.sum_places: dict[Inputs, int] = {}
        self.gates: dict[tuple[int, int], int] = {}
        self.weighed_groups: dict[tuple[str, tuple[str, ...], bool], tuple[int, Group]] = {}
        self.by_issue: dict[str, list[Commitment]] = {}
        for commitment in model.commitments:
            self.by_issue.setdefault(commitment.issue, []).append(commitment)

    def new_node(self) -> int:
        self.network.size += 1
        return self.network.size - 1

    def event(self, name: str, happens: bool) -> int:
        known = self.network.positive if happens else self.network.negative
        if name not in known:
            known[name] = self.new_node()
        return known[name]

    def stands(self, commitment: Commitment, positive: bool) -> int:
        node = self.network.commitment[commitment.id]
        if positive:
            return node
        if node not in self.network.absent:
            self.network.absent[node] = self.new_node()
        return self.network.absent[node]

    def gate(self, weighted: Iterable[tuple[int, int]], threshold: int) -> tuple[int, int]:
        """Return a gate as (sum, threshold), or as (-1, node) where one node says the same."""
        weights: dict[int, int] = {}
        for node, weight in weighted:
            if node == TRUE:
                threshold -= weight
            elif node != FALSE and weight:
                weights[node] = weights.get(node, 0) + weight
        return self.over(_group(weights), threshold)

    def over(self, group: Group, threshold: int) -> tuple[int, int]:
        if threshold <= 0:
            return -1, TRUE
        if group.total < threshold:
            return -1, FALSE
        if len(group.inputs) == 1:
            return -1, group.inputs[0][0]
        if group.inputs not in self.sum_places:
            self.sum_places[group.inputs] = len(self.network.sums)
            self.network.sums.append(Sum(group.inputs, group.total // group.common))
        return self.sum_places[group.inputs], -(-threshold // group.common)

    def output(self, gate: tuple[int, int], node: int) -> None:
        """Let `gate` bring `node` about; a gate that is one node becomes a sum of its own."""
        place, threshold = gate
        if place < 0:
            key = ((threshold, 1),)
            if key not in self.sum_places:
                self.sum_places[key] = len(self.network.sums)
                self.network.sums.append(Sum(key, 1))
            place, threshold = self.sum_places[key], 1
        self.network.sums[place].outputs.setdefault(threshold, []).append(node)

    def node_of(self, gate: tuple[int, int]) -> int:
        if gate[0] < 0:
            return gate[1]
        if gate not in self.gates:
            self.gates[gate] = self.new_node()
            self.output(gate, self.gates[gate])
        return self.gates[gate]

    def formula(self, formula: Formula) -> tuple[int, int]:
        """Compile a formula with every negation pushed down to its leaves."""
        nodes = formula.nodes
        positive = [True] * len(nodes)
        for place in range(len(nodes) - 1, -1, -1):
            flip = nodes[place].kind == "not"
            for part in nodes[place].parts:
                positive[part] = positive[place] != flip
        gates: list[tuple[int, int]] = []
        for place, node in enumerate(nodes):
            if node.parts:
                gates.append(
                    self.inner(node, [gates[part] for part in node.parts], positive[place])
                )
            else:
                gates.append(self.leaf(node, positive[place]))
        return gates[-1]

    def inner(
        self, node: FormulaNode, parts: list[tuple[int, int]], positive: bool
    ) -> tuple[int, int]:
        if node.kind == "not":
            return parts[0]
        count = len(parts)
        needed = {"and": count, "or": 1}.get(node.kind, int(node.number))
        if not positive:
            needed = count - needed + 1
        return self.gate(((self.node_of(part), 1) for part in parts), needed)

    def leaf(self, node: FormulaNode, positive: bool) -> tuple[int, int]:
        if node.kind in ("true", "false"):
            return -1, TRUE if (node.kind == "true") == positive else FALSE
        if node.kind == "id":
            return -1, self.stands(self.model.by_id[node.name], positive)
        if node.kind == "total":
            return self.weighed(node.name, node.actors, node.number, positive)
        group = self.model.by_actor_and_issue.get(node.name)
        if group is None:
            return -1, self.event(node.name, positive)
        return self.gate(
            ((self.stands(c, positive), 1) for c in group), 1 if positive else len(group)
        )

    def members(self, issue: str, actors: tuple[str, ...]) -> list[Commitment]:
        return [
            commitment
            for commitment in self.by_issue.get(issue, ())
            if self.model.counts(commitment) and (not actors or commitment.actor in actors)
        ]

    def weighed(
        self, issue: str, actors: tuple[str, ...], least: Number, positive: bool
    ) -> tuple[int, int]:
        """Return the gate “these commitments reach `least` on the issue”, or its opposite."""
        key = (issue, actors, positive)
        if key not in self.weighed_groups:
            members = self.members(issue, actors)
            amounts = [commitment.quantity(self.optimistic) for commitment in members]
            scale = lcm(*(Fraction(amount).denominator for amount in amounts))
            nodes = [self.stands(commitment, positive) for commitment in members]
            weights = [int(amount * scale) for amount in amounts]
            weighted = {n: weight for n, weight in zip(nodes, weights, strict=True) if weight}
            self.weighed_groups[key] = scale, _group(weighted)
        scale, group = self.weighed_groups[key]
        threshold = ceil(least * scale)
        return self.over(group, threshold if positive else group.total - threshold + 1)

    def clauses(self, when: tuple[Clause, ...]) -> tuple[int, int]:
        gates = [self.formula(part.formula) for part in when]
        if len(gates) == 1:
            return gates[0]
        return self.gate(((self.node_of(gate), 1) for gate in gates), len(gates))

    def requirement(self, requirement: Requirement) -> int:
        gates = [self.weighed(issue, (), least, True) for issue, least in requirement.needs]
        for actor in requirement.actors:
            group = [c for c in self.model.commitments if c.actor == actor]
            gates.append(self.gate(((self.stands(c, True), 1) for c in group), 1))
        for name in requirement.commitments:
            gates.append((-1, self.stands(self.model.by_id[name], True)))
        return self.node_of(self.gate(((self.node_of(gate), 1) for gate in gates), len(gates)))

    def run(self) -> Network:
        network = self.network
        for commitment in self.model.commitments:
            self.output(self.clauses(commitment.when), network.commitment[commitment.id])
        for requirement in self.model.requirements:
            network.requirement[requirement.id] = self.requirement(requirement)
        _finish(network)
        return network


def _finish(network: Network) -> None:
    """Fix the order of thresholds, where each node leads, and where each node comes from."""
    fan: list[list[tuple[int, int]]] = [[] for _ in range(network.size)]
    network.source = [None] * network.size
    for place, summed in enumerate(network.sums):
        summed.thresholds = sorted(summed.outputs)
        for node, weight in summed.inputs:
            fan[node].append((place, weight))
        for threshold, outputs in summed.outputs.items():
            for node in outputs:
                network.source[node] = (place, threshold)
    network.fan = [tuple(edges) for edges in fan]


def network_of(model: Model, optimistic: bool = False) -> Network:
    """Return the model's gates, compiled once; `optimistic` weighs the `high` end of quantities."""
    key = ("network", optimistic)
    if key not in model.cache:
        model.cache[key] = _Compiler(model, optimistic).run()
    network: Network = model.cache[key]
    return network
