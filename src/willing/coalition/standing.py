"""What stands, what stands only together, what falls: fixpoints by counter propagation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from willing.coalition.errors import UnknownNameError
from willing.coalition.gates import FALSE, TRUE, Network, network_of
from willing.coalition.scenario import Scenario
from willing.coalition.values import Model

BLOCKED = 2


@dataclass(frozen=True)
class Given:
    """The inputs of a network: nodes that hold from the start, and nodes that never can."""

    holding: tuple[int, ...]
    blocked: tuple[int, ...]


def given(network: Network, scenario: Scenario) -> Given:
    """Return a scenario as inputs; an event that it leaves open does not happen."""
    return relaxed(network, scenario.happens, scenario.happens, scenario)


def relaxed(
    network: Network, surely: Iterable[str], possibly: Iterable[str], scenario: Scenario
) -> Given:
    """Return inputs in which events in `surely` happen and events out of `possibly` do not.

    With `surely` smaller than `possibly` neither holds for the events between the two; with it
    larger, both do. This bounds what stands from below and from above.
    """
    happens, may_happen = set(surely), set(possibly)
    holding = [TRUE]
    blocked = [FALSE]
    for name, node in network.positive.items():
        (holding if name in happens else blocked).append(node)
    for name, node in network.negative.items():
        (blocked if name in may_happen else holding).append(node)
    holding += [network.commitment[name] for name in scenario.included]
    blocked += [network.commitment[name] for name in scenario.excluded]
    return Given(tuple(holding), tuple(blocked))


def least(network: Network, holding: Iterable[int], blocked: Iterable[int]) -> bytearray:
    """Return which nodes hold in the least fixpoint: 1 where they do, 0 or 2 where not."""
    state = bytearray(network.size)
    for node in blocked:
        state[node] = BLOCKED
    queue = []
    for node in holding:
        if not state[node]:
            state[node] = 1
            queue.append(node)
    sums, fan = network.sums, network.fan
    values = [0] * len(sums)
    reached = [0] * len(sums)
    while queue:
        for place, weight in fan[queue.pop()]:
            value = values[place] = values[place] + weight
            summed = sums[place]
            thresholds = summed.thresholds
            at = reached[place]
            while at < len(thresholds) and value >= thresholds[at]:
                for node in summed.outputs[thresholds[at]]:
                    if not state[node]:
                        state[node] = 1
                        queue.append(node)
                at += 1
            reached[place] = at
    return state


def greatest(
    network: Network, holding: Iterable[int], blocked: Iterable[int], false: Iterable[int] = ()
) -> bytearray:
    """Return which nodes hold in the greatest fixpoint; `false` are inputs that do not hold."""
    state = bytearray(b"\x01") * network.size
    fixed = bytearray(network.size)
    queue = []
    for node in (*blocked, *false):
        if state[node]:
            state[node] = 0
            queue.append(node)
    for node in holding:
        fixed[node] = 1
    sums, fan = network.sums, network.fan
    values = [summed.total for summed in sums]
    above = [len(summed.thresholds) for summed in sums]
    while queue:
        for place, weight in fan[queue.pop()]:
            value = values[place] = values[place] - weight
            summed = sums[place]
            thresholds = summed.thresholds
            at = above[place]
            while at and value < thresholds[at - 1]:
                at -= 1
                for node in summed.outputs[thresholds[at]]:
                    if state[node] and not fixed[node]:
                        state[node] = 0
                        queue.append(node)
            above[place] = at
    return state


def _step(network: Network, inputs: Given, stands: bytearray, from_above: bool) -> bytearray:
    """Return the fixpoint in which “X does not stand” is read off `stands`."""
    absent = network.absent.items()
    holding = [*inputs.holding, *(node for c, node in absent if stands[c] != 1)]
    if not from_above:
        return least(network, holding, inputs.blocked)
    false = [node for c, node in absent if stands[c] == 1]
    return greatest(network, holding, inputs.blocked, false)


def fixpoint(
    network: Network, lower: Given, upper: Given | None = None, from_above: bool = False
) -> tuple[bytearray, bytearray]:
    """Return what surely holds and what possibly holds: the two differ only where undetermined.

    The well-founded model by alternating fixpoints, of least fixpoints or (`from_above`) of
    greatest ones; without negated commitments it is the one fixpoint, and with stratified ones it
    is the one stratified model. `lower` and `upper` are the inputs for the two sides.
    """
    upper = lower if upper is None else upper
    everything = bytearray(b"\x01") * network.size
    under = _step(network, lower, everything, from_above)
    if network.monotone:
        same = upper is lower
        return under, under if same else _step(network, upper, everything, from_above)
    while True:
        over = _step(network, upper, under, from_above)
        again = _step(network, lower, over, from_above)
        if again == under:
            return under, over
        under = again


@dataclass(frozen=True)
class Standing:
    """What stands under one scenario; node states as `fixpoint` returns them."""

    model: Model
    network: Network
    inputs: Given

    @cached_property
    def least(self) -> tuple[bytearray, bytearray]:
        """What surely and possibly holds when nobody jumps first."""
        return fixpoint(self.network, self.inputs)

    @cached_property
    def greatest(self) -> tuple[bytearray, bytearray]:
        """What surely and possibly holds when all move at once."""
        return fixpoint(self.network, self.inputs, from_above=True)

    def _ids(self, state: bytearray) -> tuple[str, ...]:
        return tuple(name for place, name in enumerate(self.network.ids, 2) if state[place] == 1)

    @cached_property
    def stands(self) -> tuple[str, ...]:
        """The commitments that stand, in the order of the file."""
        return self._ids(self.least[0])

    @cached_property
    def together(self) -> tuple[str, ...]:
        """The commitments that stand when all move at once."""
        return self._ids(self.greatest[0])

    @cached_property
    def undetermined(self) -> tuple[str, ...]:
        """The commitments that conditions with “not” neither let stand nor let fall."""
        under, over = self.least
        if under is over:
            return ()
        return tuple(
            name
            for place, name in enumerate(self.network.ids, 2)
            if over[place] == 1 and under[place] != 1
        )

    @cached_property
    def only_together(self) -> tuple[str, ...]:
        """The commitments that stand only if all of them move at once."""
        known = {*self.stands, *self.undetermined}
        return tuple(name for name in self.together if name not in known)

    @cached_property
    def falls(self) -> tuple[str, ...]:
        """The commitments that stand in no way."""
        known = {*self.stands, *self.undetermined, *self.together}
        return tuple(name for name in self.network.ids if name not in known)

    @cached_property
    def statuses(self) -> dict[str, str]:
        """For each commitment `stands`, `only_together`, `undetermined` or `falls`."""
        return {
            name: status
            for status in ("falls", "only_together", "undetermined", "stands")
            for name in getattr(self, status)
        }

    def met(self, requirement: str) -> bool:
        """Whether the requirement surely holds when nobody jumps first."""
        return self.least[0][requirement_node(self.network, requirement)] == 1

    def met_together(self, requirement: str) -> bool:
        """Whether the requirement surely holds when all move at once."""
        return self.greatest[0][requirement_node(self.network, requirement)] == 1


def requirement_node(network: Network, requirement: str) -> int:
    """Return the requirement's node; raises UnknownNameError where there is none."""
    if requirement not in network.requirement:
        known = ", ".join(network.requirement) or "none"
        raise UnknownNameError(f"no requirement “{requirement}”; the model has {known}")
    return network.requirement[requirement]


def standing(model: Model, scenario: Scenario | None = None, optimistic: bool = False) -> Standing:
    """Return what stands under `scenario`, in which an event left open does not happen.

    `optimistic` counts quantities at their `high` end in conditions and requirements.
    """
    network = network_of(model, optimistic)
    return Standing(model, network, given(network, scenario or Scenario()))
