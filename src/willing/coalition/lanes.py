"""Many scenarios at once: fixpoints over bit masks, one bit a scenario, sums in bit slices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from willing.coalition.errors import OutOfTimeError
from willing.coalition.gates import FALSE, TRUE, Network, Sum
from willing.coalition.loops import components
from willing.coalition.scenario import Scenario

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Plane = npt.NDArray[np.uint64]

CHUNK_BITS = 16

# Sums of more inputs than this wait until nothing shorter is left to do.
LIGHT = 24


class Deadline:
    """A moment after which a computation must stop; None never comes."""

    def __init__(self, seconds: float | None) -> None:
        self.end = None if seconds is None else monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds that remain, never below zero."""
        return float("inf") if self.end is None else max(0.0, self.end - monotonic())

    @property
    def passed(self) -> bool:
        """Whether the moment has come."""
        return self.end is not None and monotonic() >= self.end


@dataclass
class LaneInputs:
    """For each input node the lanes in which it holds; for commitments where they are blocked."""

    planes: dict[int, Plane]
    blocked: dict[int, Plane] = field(default_factory=dict)
    forced: dict[int, Plane] = field(default_factory=dict)


def pack(bits: npt.NDArray[np.bool_]) -> Plane:
    """Pack one truth value a lane into words of 64, the rest filled with false."""
    import numpy as np

    packed = np.packbits(bits, bitorder="little")
    padded = np.zeros((len(packed) + 7) // 8 * 8, dtype=np.uint8)
    padded[: len(packed)] = packed
    words: Plane = padded.view(np.uint64)
    return words


def unpack(plane: Plane, lanes: int) -> npt.NDArray[np.bool_]:
    """Return one truth value a lane."""
    import numpy as np

    return np.unpackbits(plane.view(np.uint8), bitorder="little")[:lanes].astype(np.bool_)


def counting_planes(count: int, start: int, lanes: int) -> list[Plane]:
    """Return for each of `count` variables its bit in the lanes' numbers from `start` on."""
    import numpy as np

    numbers = np.arange(start, start + lanes, dtype=np.uint64)
    return [
        pack(((numbers >> np.uint64(place)) & np.uint64(1)).astype(np.bool_))
        for place in range(count)
    ]


def _added(columns: list[list[Plane]]) -> list[Plane]:
    """Add bits by columns of equal weight, carry by carry; return the sum's bits from the least."""
    bits: list[Plane] = []
    place = 0
    while place < len(columns):
        column = columns[place]
        if place + 1 == len(columns) and len(column) > 1:
            columns.append([])
        while len(column) > 2:
            first, second, third = column.pop(), column.pop(), column.pop()
            half = first ^ second
            column.insert(0, half ^ third)
            columns[place + 1].append((first & second) | (half & third))
        if len(column) == 2:
            first, second = column
            column[:] = [first ^ second]
            columns[place + 1].append(first & second)
        bits.append(column[0] if column else None)  # type: ignore[arg-type]
        place += 1
    return bits


def _at_least(bits: Sequence[Plane | None], threshold: int, ones: Plane) -> Plane:
    result = ones
    for place in range(max(len(bits), threshold.bit_length())):
        bit = bits[place] if place < len(bits) else None
        if threshold >> place & 1:
            result = ones ^ ones if bit is None else bit & result
        elif bit is not None:
            result = bit | result
    return result


class LaneEngine:
    """The part of a network that some nodes hang on, ready to run over many lanes."""

    def __init__(self, network: Network, targets: Iterable[int]) -> None:
        self.network = network
        self.nodes = cone(network, targets)
        self.targets = tuple(targets)
        wanted = sorted(
            {source[0] for node in self.nodes if (source := network.source[node]) is not None}
        )
        place_of = {place: order for order, place in enumerate(wanted)}
        edges = [
            sorted(
                {
                    place_of[source[0]]
                    for node, _ in network.sums[place].inputs
                    if (source := network.source[node]) is not None
                }
            )
            for place in wanted
        ]
        self.groups = [[wanted[order] for order in group] for group in components(edges)]
        self.loose = [
            len(group) == 1 and place_of[group[0]] not in edges[place_of[group[0]]]
            for group in self.groups
        ]
        self.absent = {c: node for c, node in network.absent.items() if node in self.nodes}

    def run(
        self,
        lower: LaneInputs,
        upper: LaneInputs | None,
        words: int,
        from_above: bool = False,
        deadline: Deadline | None = None,
    ) -> tuple[dict[int, Plane], dict[int, Plane]]:
        """Return the targets' lanes, what surely and what possibly holds, as `fixpoint` does."""
        upper = lower if upper is None else upper
        under = self._step(lower, None, words, from_above, deadline)
        if not self.absent:
            same = upper is lower
            return under, under if same else self._step(upper, None, words, from_above, deadline)
        while True:
            over = self._step(upper, under, words, from_above, deadline)
            again = self._step(lower, over, words, from_above, deadline)
            if all((again[node] == under[node]).all() for node in under):
                return again, over
            under = again

    def _step(
        self,
        inputs: LaneInputs,
        stands: dict[int, Plane] | None,
        words: int,
        from_above: bool,
        deadline: Deadline | None,
    ) -> dict[int, Plane]:
        import numpy as np

        zeros = np.zeros(words, dtype=np.uint64)
        ones = ~zeros
        state: dict[int, Plane] = {node: inputs.planes.get(node, zeros) for node in self.nodes}
        state[FALSE], state[TRUE] = zeros, ones
        for commitment, node in self.absent.items():
            state[node] = zeros if stands is None else ~stands[commitment]
        for node in self.nodes:
            if self.network.source[node] is not None:
                start = ones if from_above else zeros
                state[node] = _limited(inputs, node, start)
        for group, loose in zip(self.groups, self.loose, strict=True):
            self._settle(group, loose, state, inputs, ones, deadline)
        return {node: state[node] for node in {*self.targets, *self.absent}}

    def _settle(
        self,
        group: list[int],
        loose: bool,
        state: dict[int, Plane],
        inputs: LaneInputs,
        ones: Plane,
        deadline: Deadline | None,
    ) -> None:
        """Run the sums of one loop until none of them changes anything, the short ones first."""
        network = self.network
        inside = set(group)
        light = {s: len(network.sums[s].inputs) <= LIGHT for s in group}
        dirty = dict.fromkeys(s for s in group if light[s])
        heavy = dict.fromkeys(s for s in group if not light[s])
        while dirty or heavy:
            if deadline is not None and deadline.passed:
                raise OutOfTimeError("the time limit was reached")
            queue = dirty or heavy
            place = next(iter(queue))
            del queue[place]
            for node, plane in self._outputs(network.sums[place], state, ones):
                value = _limited(inputs, node, plane)
                if loose:
                    state[node] = value
                elif (value != state[node]).any():
                    state[node] = value
                    for after, _ in network.fan[node]:
                        if after in inside:
                            (dirty if light[after] else heavy)[after] = None

    def _outputs(
        self, summed: Sum, state: dict[int, Plane], ones: Plane
    ) -> list[tuple[int, Plane]]:
        wanted = [
            (threshold, [node for node in nodes if node in self.nodes])
            for threshold, nodes in summed.outputs.items()
        ]
        bits: list[Plane] | None = None
        found = []
        for threshold, nodes in wanted:
            if not nodes:
                continue
            plane = _simple(summed, threshold, state)
            if plane is None:
                bits = _sum_bits(summed, state) if bits is None else bits
                plane = _at_least(bits, threshold, ones)
            found += [(node, plane) for node in nodes]
        return found


def _simple(summed: Sum, threshold: int, state: dict[int, Plane]) -> Plane | None:
    """Return an “and” or an “or” directly; None for a gate that has to add."""
    planes = [state[node] for node, _ in summed.inputs]
    result = planes[0]
    lightest = min(weight for _, weight in summed.inputs)
    if summed.total - threshold < lightest:
        for plane in planes[1:]:
            result = result & plane
        return result
    if threshold <= lightest:
        for plane in planes[1:]:
            result = result | plane
        return result
    return None


def _sum_bits(summed: Sum, state: dict[int, Plane]) -> list[Plane]:
    columns: list[list[Plane]] = [[] for _ in range(summed.total.bit_length())]
    for node, weight in summed.inputs:
        place = 0
        while weight:
            if weight & 1:
                columns[place].append(state[node])
            weight >>= 1
            place += 1
    return _added(columns)


def _limited(inputs: LaneInputs, node: int, plane: Plane) -> Plane:
    if node in inputs.forced:
        plane = plane | inputs.forced[node]
    if node in inputs.blocked:
        plane = plane & ~inputs.blocked[node]
    return plane


def cone(network: Network, targets: Iterable[int]) -> set[int]:
    """Return the nodes that `targets` hang on, themselves among them."""
    back = {node: commitment for commitment, node in network.absent.items()}
    seen: set[int] = set()
    todo = list(targets)
    while todo:
        node = todo.pop()
        if node in seen:
            continue
        seen.add(node)
        source = network.source[node]
        if source is not None:
            todo += [start for start, _ in network.sums[source[0]].inputs]
        elif node in back:
            todo.append(back[node])
    return seen


def polarity(network: Network, target: int) -> dict[int, set[bool]]:
    """Return for each node that `target` hangs on if it helps (True), harms (False) or both."""
    back = {node: commitment for commitment, node in network.absent.items()}
    seen: dict[int, set[bool]] = {}
    todo = [(target, True)]
    while todo:
        node, helps = todo.pop()
        if helps in seen.setdefault(node, set()):
            continue
        seen[node].add(helps)
        source = network.source[node]
        if source is not None:
            todo += [(start, helps) for start, _ in network.sums[source[0]].inputs]
        elif node in back:
            todo.append((back[node], not helps))
    return seen


def event_polarity(network: Network, target: int) -> dict[str, set[bool]]:
    """Return for each event that `target` hangs on whether its happening helps, harms or both."""
    seen = polarity(network, target)
    found: dict[str, set[bool]] = {}
    for name, node in network.positive.items():
        found.setdefault(name, set()).update(seen.get(node, ()))
    for name, node in network.negative.items():
        found.setdefault(name, set()).update(not helps for helps in seen.get(node, ()))
    return {name: signs for name, signs in found.items() if signs}


def scenario_lanes(
    network: Network,
    scenario: Scenario,
    surely: dict[str, Plane],
    possibly: dict[str, Plane],
    words: int,
) -> LaneInputs:
    """Return inputs in which the events of both maps vary and `scenario` fixes the others.

    An event helps where it surely happens, and its failing helps where it does not even possibly.
    """
    import numpy as np

    zeros: Plane = np.zeros(words, dtype=np.uint64)
    ones = ~zeros
    fixed = {
        name: ones if name in scenario.happens else zeros
        for name in {*network.positive, *network.negative}
    }
    happens, may_happen = fixed | surely, fixed | possibly
    return LaneInputs(
        planes={node: happens[name] for name, node in network.positive.items()}
        | {node: ~may_happen[name] for name, node in network.negative.items()},
        blocked={network.commitment[name]: ones for name in scenario.excluded},
        forced={network.commitment[name]: ones for name in scenario.included},
    )
