"""A choice put to a network: what can be chosen, what is to come of it, and what is left open."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from willing.coalition.gates import Network
from willing.coalition.standing import Given, fixpoint
from willing.coalition.values import Number

LARGEST_WEIGHT = 2**31 - 1
LARGEST_PROGRAM = 1_000_000


@dataclass(frozen=True)
class Choice:
    """Something to choose: nodes that hold once chosen, that hold until then, that it stops."""

    name: str
    cost: Number = 1
    on: tuple[int, ...] = ()
    off: tuple[int, ...] = ()
    stop: tuple[int, ...] = ()


@dataclass(frozen=True)
class Gate:
    """What is left of a node's gate once everything settled is taken out of it."""

    node: int
    place: int
    threshold: int


@dataclass(frozen=True)
class Core:
    """The part of a network that the choices decide."""

    gates: tuple[Gate, ...]
    inputs: dict[int, tuple[tuple[int, int], ...]]
    nodes: frozenset[int]

    @property
    def fits_clingo(self) -> bool:
        """Whether every sum is within clingo's whole numbers and the program is not too large."""
        weights = (sum(weight for _, weight in group) for group in self.inputs.values())
        elements = sum(len(self.inputs[gate.place]) for gate in self.gates)
        return all(total <= LARGEST_WEIGHT for total in weights) and elements <= LARGEST_PROGRAM


def core_of(network: Network, under: bytearray, over: bytearray, targets: list[int]) -> Core:
    """Return what `targets` hang on that neither surely holds nor surely does not."""
    back = {node: commitment for commitment, node in network.absent.items()}
    gates: list[Gate] = []
    inputs: dict[int, tuple[tuple[int, int], ...]] = {}
    settled: dict[int, int] = {}
    seen: set[int] = set()
    todo = [node for node in targets if over[node] == 1 and under[node] != 1]
    while todo:
        node = todo.pop()
        if node in seen:
            continue
        seen.add(node)
        source = network.source[node]
        if source is None:
            todo += [back[node]] if node in back else []
            continue
        place, threshold = source
        if place not in inputs:
            weighted = network.sums[place].inputs
            settled[place] = sum(weight for start, weight in weighted if under[start] == 1)
            inputs[place] = tuple(
                (start, weight)
                for start, weight in weighted
                if over[start] == 1 and under[start] != 1
            )
        gates.append(Gate(node, place, threshold - settled[place]))
        todo += [start for start, _ in inputs[place] if start not in seen]
    return Core(tuple(gates), inputs, frozenset(seen))


@dataclass(frozen=True)
class Problem:
    """Find the minimal sets of `choices` after which `target` holds (or, not `wanted`, fails)."""

    network: Network
    target: int
    wanted: bool
    choices: tuple[Choice, ...]
    inputs: Given

    @cached_property
    def bounds(self) -> tuple[bytearray, bytearray]:
        """What holds whatever is chosen, and what can hold for some choice."""
        nodes_on = {node for choice in self.choices for node in choice.on}
        nodes_off = {node for choice in self.choices for node in choice.off}
        stopped = {node for choice in self.choices for node in choice.stop}
        undecided = nodes_on | nodes_off
        holding = [node for node in self.inputs.holding if node not in undecided]
        blocked = [node for node in self.inputs.blocked if node not in undecided]
        derived = {node for node in undecided if self.network.source[node] is not None}
        lower = Given(tuple(holding), (*blocked, *stopped, *(undecided - derived)))
        upper = Given((*holding, *undecided), tuple(blocked))
        return fixpoint(self.network, lower, upper)

    @cached_property
    def core(self) -> Core:
        """The part of the network that the choices decide."""
        under, over = self.bounds
        return core_of(self.network, under, over, [self.target])

    @property
    def hopeless(self) -> bool:
        """Whether no set of choices can do it."""
        under, over = self.bounds
        return over[self.target] != 1 if self.wanted else under[self.target] == 1

    @cached_property
    def relevant(self) -> tuple[int, ...]:
        """The places of the choices that can matter at all."""
        nodes = self.core.nodes
        return tuple(
            place
            for place, choice in enumerate(self.choices)
            if any(node in nodes for node in (*choice.on, *choice.off, *choice.stop))
        )
