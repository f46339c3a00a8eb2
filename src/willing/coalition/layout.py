"""Where the nodes of a graph go: layers from left to right, loops as rings."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from math import cos, pi, sin

from willing.coalition.loops import components

GAP_X, GAP_Y, DUMMY = 96.0, 26.0, 16.0


@dataclass
class Block:
    """What is placed as one: a node, a ring of nodes, or the bend of an edge that passes by."""

    members: list[int]
    width: float
    height: float
    offsets: dict[int, tuple[float, float]] = field(default_factory=dict)
    layer: int = 0
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True)
class Layout:
    """Centres of the nodes, bends of edges between blocks, rings as (members, centre, radii).

    `spans` are the left and right ends of each node's column: lines run level within a column.
    """

    centres: dict[int, tuple[float, float]]
    spans: dict[int, tuple[float, float]]
    bends: dict[tuple[int, int], list[tuple[float, float]]]
    rings: list[tuple[list[int], tuple[float, float], tuple[float, float]]]
    ring_of: dict[int, int]
    width: float
    height: float


def ring_order(members: list[int], edges: list[list[int]]) -> list[int]:
    """Return the members in an order that follows a way around the loop as far as it goes."""
    inside = set(members)
    order = [members[0]]
    seen = {members[0]}
    while len(order) < len(members):
        ahead = [n for n in edges[order[-1]] if n in inside and n not in seen]
        rest = [n for n in members if n not in seen]
        nearest = (ahead or rest)[0]
        order.append(nearest)
        seen.add(nearest)
    return order


def _overlap(places: list[tuple[float, float]], sizes: list[tuple[float, float]]) -> bool:
    for i, (x, y) in enumerate(places):
        for j in range(i):
            wide = (sizes[i][0] + sizes[j][0]) / 2 + 34
            high = (sizes[i][1] + sizes[j][1]) / 2 + 44
            if abs(x - places[j][0]) < wide and abs(y - places[j][1]) < high:
                return True
    return False


def _ring(members: list[int], sizes: list[tuple[float, float]]) -> Block:
    """Place members on the smallest ellipse on which they do not touch."""
    own = [sizes[node] for node in members]
    count = len(members)
    radius_x, radius_y = 60.0, 44.0
    while True:
        places = [
            (
                radius_x * cos(2 * pi * i / count - pi / 2),
                radius_y * sin(2 * pi * i / count - pi / 2),
            )
            for i in range(count)
        ]
        if not _overlap(places, own):
            break
        radius_x, radius_y = radius_x * 1.08, radius_y * 1.08
    wide = max(size[0] for size in own)
    high = max(size[1] for size in own)
    offsets = dict(zip(members, places, strict=True))
    return Block(members, 2 * radius_x + wide + 60, 2 * radius_y + high + 90, offsets)


def _layers(blocks: list[Block], edges: list[list[int]]) -> None:
    """Set each block's layer: one more than the farthest of those that it waits for."""
    for place, targets in enumerate(edges):
        blocks[place].layer = max((blocks[t].layer + 1 for t in targets), default=0)


def _order(columns: list[list[int]], links: list[tuple[int, int]]) -> None:
    """Sort each column by the middle of its neighbours, sweeping to and fro."""
    left: dict[int, list[int]] = {}
    right: dict[int, list[int]] = {}
    for here, there in links:
        left.setdefault(here, []).append(there)
        right.setdefault(there, []).append(here)
    for sweep in range(8):
        forth = sweep % 2 == 0
        place = {b: i for column in columns for i, b in enumerate(column)}
        for column in columns if forth else reversed(columns):
            around = left if forth else right
            middle = {
                b: sum(place[n] for n in around[b]) / len(around[b]) if around.get(b) else place[b]
                for b in column
            }
            column.sort(key=lambda b: (middle[b], place[b]))
            place.update({b: i for i, b in enumerate(column)})


def _straighten(
    columns: list[list[int]], blocks: list[Block], links: list[tuple[int, int]]
) -> None:
    """Stack each column, then pull blocks towards their neighbours without letting them touch."""
    near: dict[int, list[int]] = {}
    for here, there in links:
        near.setdefault(here, []).append(there)
        near.setdefault(there, []).append(here)
    for column in columns:
        top = 0.0
        for b in column:
            blocks[b].y = top + blocks[b].height / 2
            top += blocks[b].height + GAP_Y
        for b in column:
            blocks[b].y -= top / 2
    room = max(sum(blocks[b].height + GAP_Y for b in column) - GAP_Y for column in columns)
    for sweep in range(10):
        for column in columns if sweep % 2 == 0 else reversed(columns):
            wanted = [
                sum(blocks[n].y for n in near[b]) / len(near[b]) if near.get(b) else blocks[b].y
                for b in column
            ]
            _settle(column, blocks, wanted, room / 2)


def _settle(column: list[int], blocks: list[Block], wanted: list[float], most: float) -> None:
    """Put blocks as near to where they are wanted as fits between -most and most."""
    for b, y in zip(column, wanted, strict=True):
        edge = most - blocks[b].height / 2
        blocks[b].y = min(max(y, -edge), edge)
    for above, below in pairwise(column):
        least = blocks[above].y + (blocks[above].height + blocks[below].height) / 2 + GAP_Y
        blocks[below].y = max(blocks[below].y, least)
    last = blocks[column[-1]]
    last.y = min(last.y, most - last.height / 2)
    for below, above in pairwise(reversed(column)):
        farthest = blocks[below].y - (blocks[above].height + blocks[below].height) / 2 - GAP_Y
        blocks[above].y = min(blocks[above].y, farthest)


def lay_out(sizes: list[tuple[float, float]], edges: list[list[int]]) -> Layout:
    """Place nodes of these sizes; an edge leads from a node to one that it waits for, on its left.

    Nodes in a loop go on a ring; an edge over several columns gets a bend in each.
    """
    groups = components(edges)
    block_of = {node: place for place, group in enumerate(groups) for node in group}
    blocks = []
    for group in groups:
        members = ring_order(sorted(group), edges)
        if len(members) == 1:
            node = members[0]
            blocks.append(Block(members, *sizes[node], {node: (0.0, 0.0)}))
        else:
            blocks.append(_ring(members, sizes))
    waits = [
        sorted({block_of[t] for node in group for t in edges[node]} - {place})
        for place, group in enumerate(groups)
    ]
    _layers(blocks, waits)
    columns: list[list[int]] = [[] for _ in range(max(b.layer for b in blocks) + 1)]
    for place, block in enumerate(blocks):
        columns[block.layer].append(place)
    for column in columns:
        column.sort(key=lambda place: min(blocks[place].members))
    links, passing = _with_bends(blocks, waits, columns)
    _order(columns, links)
    _straighten(columns, blocks, links)
    return _placed(blocks, columns, edges, block_of, passing)


def _with_bends(
    blocks: list[Block], waits: list[list[int]], columns: list[list[int]]
) -> tuple[list[tuple[int, int]], dict[tuple[int, int], list[int]]]:
    """Add a small block in every column that an edge passes; return links and those chains."""
    links: list[tuple[int, int]] = []
    passing: dict[tuple[int, int], list[int]] = {}
    for here, targets in enumerate(waits):
        for there in targets:
            chain = []
            before = here
            for layer in range(blocks[here].layer - 1, blocks[there].layer, -1):
                blocks.append(Block([], DUMMY, DUMMY, layer=layer))
                columns[layer].append(len(blocks) - 1)
                chain.append(len(blocks) - 1)
                links.append((before, len(blocks) - 1))
                before = len(blocks) - 1
            links.append((before, there))
            passing[here, there] = chain
    return links, passing


def _placed(
    blocks: list[Block],
    columns: list[list[int]],
    edges: list[list[int]],
    block_of: dict[int, int],
    passing: dict[tuple[int, int], list[int]],
) -> Layout:
    top = min(block.y - block.height / 2 for block in blocks)
    x = 0.0
    ends: list[tuple[float, float]] = []
    for column in columns:
        wide = max(blocks[b].width for b in column)
        for b in column:
            blocks[b].x = x + wide / 2
            blocks[b].y -= top
        ends.append((x, x + wide))
        x += wide + GAP_X
    centres = {}
    rings: list[tuple[list[int], tuple[float, float], tuple[float, float]]] = []
    ring_of = {}
    for block in blocks:
        for node, (dx, dy) in block.offsets.items():
            centres[node] = (block.x + dx, block.y + dy)
            if len(block.members) > 1:
                ring_of[node] = len(rings)
        if len(block.members) > 1:
            radii = (
                max(dx for dx, _ in block.offsets.values()),
                -min(dy for _, dy in block.offsets.values()),
            )
            rings.append((block.members, (block.x, block.y), radii))
    bends = {
        (node, target): [
            (at, blocks[b].y)
            for b in passing[block_of[node], block_of[target]]
            for at in reversed(ends[blocks[b].layer])
        ]
        for node, targets in enumerate(edges)
        for target in targets
        if block_of[node] != block_of[target]
    }
    height = max(block.y + block.height / 2 for block in blocks)
    spans = {node: ends[blocks[place].layer] for node, place in block_of.items()}
    return Layout(centres, spans, bends, rings, ring_of, x - GAP_X, height)
