"""Who waits for whom in a circle: strongly connected commitments and the sign of their loops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from willing.coalition.gates import Network


def components(edges: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return strongly connected components, each before those that lead to it (Tarjan)."""
    count = len(edges)
    order = [-1] * count
    low = [0] * count
    on_stack = bytearray(count)
    stack: list[int] = []
    found: list[list[int]] = []
    clock = 0
    for root in range(count):
        if order[root] >= 0:
            continue
        work = [(root, 0)]
        while work:
            node, at = work.pop()
            if at == 0:
                order[node] = low[node] = clock
                clock += 1
                stack.append(node)
                on_stack[node] = 1
            descended = False
            for place in range(at, len(edges[node])):
                target = edges[node][place]
                if order[target] < 0:
                    work += [(node, place + 1), (target, 0)]
                    descended = True
                    break
                if on_stack[target]:
                    low[node] = min(low[node], order[target])
            if descended:
                continue
            if low[node] == order[node]:
                start = _rindex(stack, node)
                found.append(stack[start:])
                for member in stack[start:]:
                    on_stack[member] = 0
                del stack[start:]
            if work:
                parent = work[-1][0]
                low[parent] = min(low[parent], low[node])
    return found


def _rindex(stack: list[int], node: int) -> int:
    place = len(stack) - 1
    while stack[place] != node:
        place -= 1
    return place


def dependencies(network: Network) -> tuple[list[list[int]], set[tuple[int, int]]]:
    """Return for each node the nodes it is derived from, and the edges that pass a negation."""
    edges: list[list[int]] = [[] for _ in range(network.size)]
    for node, source in enumerate(network.source):
        if source is not None:
            edges[node] = [start for start, _ in network.sums[source[0]].inputs]
    negated = set()
    for commitment, node in network.absent.items():
        edges[node] = [commitment]
        negated.add((node, commitment))
    return edges, negated


@dataclass(frozen=True)
class Loop:
    """Commitments that wait for one another; `kind` is `positive`, `even` or `odd` by negations."""

    commitments: tuple[str, ...]
    kind: str


def _kind(members: list[int], edges: list[list[int]], negated: set[tuple[int, int]]) -> str:
    """Return whether some cycle within `members` passes an odd number of negations."""
    inside = set(members)
    colour = {members[0]: 0}
    todo = [members[0]]
    any_negated = False
    while todo:
        node = todo.pop()
        for target in edges[node]:
            if target not in inside:
                continue
            flip = int((node, target) in negated)
            any_negated = any_negated or bool(flip)
            wanted = colour[node] ^ flip
            if target not in colour:
                colour[target] = wanted
                todo.append(target)
            elif colour[target] != wanted:
                return "odd"
    return "even" if any_negated else "positive"


def loops(network: Network, among: set[str] | None = None) -> tuple[Loop, ...]:
    """Return the loops of commitments, those within `among` where it is given."""
    edges, negated = dependencies(network)
    last = len(network.ids) + 2
    if among is not None:
        out = {place for name, place in network.commitment.items() if name not in among}
        edges = [
            [] if node in out else [target for target in targets if target not in out]
            for node, targets in enumerate(edges)
        ]
    found = []
    for members in components(edges):
        if len(members) == 1 and members[0] not in edges[members[0]]:
            continue
        places = sorted(member for member in members if 2 <= member < last)
        names = tuple(network.ids[place - 2] for place in places)
        found.append(Loop(names, _kind(members, edges, negated)))
    return tuple(sorted(found, key=lambda loop: loop.commitments))


def stratified(network: Network) -> bool:
    """Whether no commitment waits, through others, for itself not to stand."""
    return network.monotone or all(loop.kind == "positive" for loop in loops(network))
