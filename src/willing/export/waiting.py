"""Who waits for whom, as nodes with places and edges: one drawing for every scenario."""

from __future__ import annotations

from typing import Any

from willing.coalition.graph import MOST_NODES
from willing.coalition.layout import Layout, lay_out, ring_order
from willing.coalition.loops import components
from willing.coalition.standing import Standing
from willing.coalition.svg import wrapped
from willing.coalition.values import Model
from willing.export.conditions import Vocabulary, pieces

Json = dict[str, Any]
Size = tuple[float, float]
WIDTH, LINE, PADDING = 164.0, 17.0, 16.0


class _Web:
    """The nodes that somebody waits for or that wait, and the edges from who waits."""

    def __init__(self, model: Model, words: Vocabulary) -> None:
        self.nodes: list[Json] = []
        self.place: dict[str, int] = {}
        self.edges: dict[tuple[int, int], bool] = {}
        self.model, self.words = model, words
        for commitment in model.commitments:
            for part in commitment.when:
                for piece in pieces(model, part.formula, words):
                    self.piece(commitment.id, piece)

    def piece(self, waiting: str, piece: Json) -> None:
        if "event" in piece:
            event = self.model.all_events[piece["event"]]
            shown = {**piece, "text": event.title or event.name}
            found = self.node(f"event {event.name}", "event", shown)
            self.link(self.commitment(waiting), found, piece["positive"])
            return
        if "members" not in piece:
            return
        here = self.commitment(waiting)
        if piece.get("total"):
            text = piece["text"].removeprefix("not: ")
            gate = self.node(f"total {text}", "total", {**piece, "text": text})
            self.link(here, gate, piece["positive"])
            here = gate
        for name, _ in piece["members"]:
            self.link(here, self.commitment(name), piece["positive"] or bool(piece.get("total")))

    def commitment(self, name: str) -> int:
        one = self.model.by_id[name]
        text = self.words.actor(one.actor)
        found = self.node(f"commitment {name}", "commitment", {"text": text})
        if "id" not in self.nodes[found]:
            self.nodes[found]["id"] = name
            self.nodes[found]["lines"] += wrapped(self.words.issue(one.issue), WIDTH - PADDING, 13)
        return found

    def node(self, key: str, kind: str, piece: Json) -> int:
        if key not in self.place:
            self.place[key] = len(self.nodes)
            lines = wrapped(piece["text"], WIDTH - PADDING, 13, 4 if kind == "event" else 2)
            self.nodes.append({"key": key, "kind": kind, "text": piece["text"], "lines": lines})
            if "event" in piece:
                self.nodes[-1]["event"] = piece["event"]
        return self.place[key]

    def link(self, here: int, there: int, positive: bool) -> None:
        self.edges[here, there] = self.edges.get((here, there), True) and positive

    def size(self, node: int) -> Size:
        return WIDTH, PADDING + LINE * (len(self.nodes[node]["lines"]) + 1)


def waiting_record(model: Model, words: Vocabulary) -> Json:
    """Return the graph of ``model``: nodes with their places and sizes, edges from who waits.

    Commitments that wait for nothing and that nobody waits for are counted as ``alone``, not
    drawn. A node's place does not depend on the scenario. ``nodes`` is empty, and ``too_many``
    true, above ``MOST_NODES``.
    """
    web = _Web(model, words)
    alone = len(model.commitments) - sum(node["kind"] == "commitment" for node in web.nodes)
    found: Json = {"alone": alone, "too_many": len(web.nodes) > MOST_NODES}
    if found["too_many"] or not web.nodes:
        return {**found, "nodes": [], "edges": [], "extent": [0, 0]}
    sizes = [web.size(place) for place in range(len(web.nodes))]
    targets: list[list[int]] = [[] for _ in web.nodes]
    for here, there in web.edges:
        targets[here].append(there)
    layout = lay_out(sizes, targets)
    for place, node in enumerate(web.nodes):
        node["size"] = list(sizes[place])
        node["at"] = [round(at, 1) for at in layout.centres[place]]
    return {
        **found,
        "nodes": web.nodes,
        "edges": [
            {"from": a, "to": b, "positive": positive, "path": _path(layout, sizes, a, b)}
            for (a, b), positive in web.edges.items()
        ],
        "extent": [round(layout.width, 1), round(layout.height, 1)],
    }


def _border(centre: Size, size: Size, towards: Size) -> Size:
    """Return where the line from a box's centre towards a point leaves the box."""
    across, down = towards[0] - centre[0], towards[1] - centre[1]
    reach = min(
        (size[0] / 2 + 4) / abs(across) if across else 1e9,
        (size[1] / 2 + 4) / abs(down) if down else 1e9,
    )
    if reach >= 1e9:
        return centre
    return centre[0] + across * reach, centre[1] + down * reach


def _path(layout: Layout, sizes: list[Size], here: int, there: int) -> str:
    """Return an edge as an SVG path: an arc within a ring, else a line through its bends."""
    start, end = layout.centres[here], layout.centres[there]
    if here == there:
        x, y = start[0], start[1] - sizes[here][1] / 2
        points = [(x + 18, y), (x + 40, y - 34), (x - 40, y - 34), (x - 18, y - 4)]
        return _drawn(points, "C")
    ring = layout.ring_of.get(here, -1)
    middle: list[Size] = list(layout.bends.get((here, there), []))
    if ring >= 0 and ring == layout.ring_of.get(there, -2):
        centre = layout.rings[ring][1]
        halfway = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        away = (halfway[0] - centre[0], halfway[1] - centre[1])
        if abs(away[0]) + abs(away[1]) < 8:
            away = ((end[1] - start[1]) * 0.5, (start[0] - end[0]) * 0.5)
        middle = [(halfway[0] + away[0] * 0.45, halfway[1] + away[1] * 0.45)]
    first = _border(start, sizes[here], middle[0] if middle else end)
    last = _border(end, sizes[there], middle[-1] if middle else start)
    return _drawn([first, *middle, last], "Q" if len(middle) == 1 else "L")


def _drawn(points: list[Size], how: str) -> str:
    """Return points as an SVG path that after its first goes on by the command ``how``."""
    told = [f"{x:.1f} {y:.1f}" for x, y in points]
    return f"M{told[0]} {how}{' '.join(told[1:])}"


def circles(graph: Json, answer: Standing) -> list[list[str]]:
    """Return the commitments that wait for one another in a circle and stand only together."""
    status = answer.statuses
    waiting = {
        place
        for place, node in enumerate(graph["nodes"])
        if node["kind"] == "total" or status.get(node.get("id", "")) == "only_together"
    }
    edges: list[list[int]] = [[] for _ in graph["nodes"]]
    for edge in graph["edges"]:
        if edge["from"] in waiting and edge["to"] in waiting:
            edges[edge["from"]].append(edge["to"])
    found = []
    for members in components(edges):
        if len(members) == 1 and members[0] not in edges[members[0]]:
            continue
        ring = ring_order(sorted(members), edges)
        names = [graph["nodes"][place]["id"] for place in ring if "id" in graph["nodes"][place]]
        if names:
            found.append(names)
    return sorted(found)
