"""The picture of who waits for whom, with the loops that deadlock drawn as loops."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from willing.coalition.formula import Formula, render
from willing.coalition.layout import Layout, lay_out
from willing.coalition.reading import signs
from willing.coalition.scenario import Scenario
from willing.coalition.standing import Standing, standing
from willing.coalition.svg import (
    FAINT,
    INK,
    PAPER,
    STATUS,
    Link,
    anchor,
    attribute,
    box,
    cut,
    document,
    heading,
    hint_of,
    legend,
    linked,
    number,
    quantity,
    text,
    wrapped,
)
from willing.coalition.values import Commitment, Model

MOST_NODES = 150
WIDTH, LINE, LEAST_WIDTH = 176.0, 16.0, 700.0

Point = tuple[float, float]


@dataclass(frozen=True)
class _Item:
    """A node to draw: its lines, its status (or `event`, `gate`), where it leads."""

    lines: tuple[str, ...]
    status: str
    key: str
    hint: str

    @property
    def size(self) -> tuple[float, float]:
        return WIDTH, 14.0 + LINE * len(self.lines)


class _Graph:
    """The nodes and edges of a model under an answer; large models are drawn by actor."""

    def __init__(self, answer: Standing, happens: frozenset[str]) -> None:
        self.answer = answer
        self.model: Model = answer.model
        self.happens = happens
        self.items: list[_Item] = []
        self.place: dict[str, int] = {}
        self.edges: dict[tuple[int, int], bool] = {}
        self.by_actor = len(self.model.commitments) > MOST_NODES
        self.status = answer.statuses
        for commitment in self.model.commitments:
            self.commitment(commitment)
        for commitment in self.model.commitments:
            for part in commitment.when:
                self.condition(self.place[self.key(commitment)], part.formula)

    def key(self, commitment: Commitment) -> str:
        return f"actor {commitment.actor}" if self.by_actor else f"commitment {commitment.id}"

    def add(self, key: str, item: _Item) -> int:
        if key not in self.place:
            self.place[key] = len(self.items)
            self.items.append(item)
        return self.place[key]

    def commitment(self, commitment: Commitment) -> None:
        status = self.status[commitment.id]
        if self.by_actor:
            own = [c.id for c in self.model.commitments if c.actor == commitment.actor]
            for status in ("only_together", "undetermined", "stands", "falls"):
                if any(self.status[name] == status for name in own):
                    break
            lines: tuple[str, ...] = (commitment.actor, f"{len(own)} commitments")
            item = _Item(lines, status, own[0], commitment.actor)
        else:
            _, _, glyph, word = STATUS[status]
            lines = (f"{commitment.actor} · {commitment.issue}", f"{glyph} {word}")
            lines += (quantity(commitment),) if quantity(commitment) else ()
            item = _Item(lines, status, commitment.id, hint_of(commitment))
        self.add(self.key(commitment), item)

    def condition(self, waiting: int, formula: Formula) -> None:
        for place, (node, positive) in enumerate(zip(formula.nodes, signs(formula), strict=True)):
            if node.kind == "id":
                self.edge(waiting, self.model.by_id[node.name], positive)
            elif node.kind == "name":
                group = self.model.by_actor_and_issue.get(node.name, ())
                for commitment in group:
                    self.edge(waiting, commitment, positive)
                if not group:
                    self.link(waiting, self.event(node.name), positive)
            elif node.kind == "total":
                words = render(formula, place)
                lines = tuple(wrapped(words.replace(" >= ", " ≥ "), WIDTH - 18))
                item = _Item(lines, "gate", "", words)
                gate = self.add(f"gate {words}", item)
                self.link(waiting, gate, positive)
                for commitment in self.model.commitments:
                    wanted = not node.actors or commitment.actor in node.actors
                    if commitment.issue == node.name and wanted:
                        self.edge(gate, commitment, True)

    def event(self, name: str) -> int:
        event = self.model.all_events[name]
        holds = name in self.happens
        glyph = "✓" if holds else "–"
        tail = " (a concession)" if event.concession else ""
        hint = "\n".join(line for line in (event.title or name, event.sentence) if line)
        lines = tuple(wrapped(f"{glyph} {event.title or name}", WIDTH - 18))
        state = "happens" if holds else "does not happen"
        return self.add(f"event {name}", _Item(lines, "event", name, f"{hint}\n{state}{tail}"))

    def edge(self, waiting: int, commitment: Commitment, positive: bool) -> None:
        self.link(waiting, self.place[self.key(commitment)], positive)

    def link(self, here: int, there: int, positive: bool) -> None:
        if here != there or not self.by_actor:
            self.edges[here, there] = self.edges.get((here, there), True) and positive


def _border(centre: Point, size: tuple[float, float], towards: Point) -> Point:
    """Return where the line from a box's centre towards a point leaves the box."""
    dx, dy = towards[0] - centre[0], towards[1] - centre[1]
    if not dx and not dy:
        return centre
    reach = min(
        (size[0] / 2 + 3) / abs(dx) if dx else 1e9, (size[1] / 2 + 3) / abs(dy) if dy else 1e9
    )
    return centre[0] + dx * reach, centre[1] + dy * reach


def _at(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"


def _ring_path(here: Point, there: Point, centre: Point, sizes: list[tuple[float, float]]) -> str:
    """Return an arc that bulges away from the middle of the ring."""
    middle = ((here[0] + there[0]) / 2, (here[1] + there[1]) / 2)
    away = (middle[0] - centre[0], middle[1] - centre[1])
    if abs(away[0]) + abs(away[1]) < 8:
        away = ((there[1] - here[1]) * 0.5, (here[0] - there[0]) * 0.5)
        control = (middle[0] + away[0], middle[1] + away[1])
    else:
        control = (middle[0] + away[0] * 0.45, middle[1] + away[1] * 0.45)
    start, end = _border(here, sizes[0], control), _border(there, sizes[1], control)
    return f"M{_at(start)} Q{_at(control)} {_at(end)}"


def _layer_path(points: list[Point], upright: tuple[bool, bool]) -> str:
    """Return a smooth line to the left through points, level at each one.

    `upright` says whether it leaves its first and meets its last point from above or below.
    """
    path = f"M{_at(points[0])}"
    for place, (before, after) in enumerate(pairwise(points)):
        pull = (before[0] - after[0]) / 2
        leaving, arriving = (before[0] - pull, before[1]), (after[0] + pull, after[1])
        if place == 0 and upright[0]:
            leaving = (before[0], after[1])
        if place == len(points) - 2 and upright[1]:
            arriving = (after[0], before[1])
        path += f" C{_at(leaving)} {_at(arriving)} {_at(after)}"
    return path


def _end(graph: _Graph, found: Layout, node: int, right: bool) -> tuple[list[Point], bool]:
    """Return how a line leaves a node's column on the right or left, and if from above or below.

    On the far side of a ring it first goes around the ring.
    """
    x, y = found.centres[node]
    width, height = graph.items[node].size
    side = 1 if right else -1
    column = found.spans[node][1 if right else 0]
    exit_at = side * max(side * column, side * x + width / 2 + LINE)
    if node in found.ring_of:
        _, middle, radii = found.rings[found.ring_of[node]]
        if (middle[0] - x) * side > radii[0] / 4:
            out = 1 if y >= middle[1] else -1
            over = middle[1] + out * (radii[1] + LINE * 4)
            return [(x, y + out * (height / 2 + 3)), (middle[0], over), (exit_at, over)], True
    return [(x + side * (width / 2 + 3), y), (exit_at, y)], False


def _self_path(centre: Point, size: tuple[float, float]) -> str:
    x, y = centre[0], centre[1] - size[1] / 2
    start, end = (x + 18, y), (x - 18, y - 3)
    return f"M{_at(start)} C{_at((x + 40, y - 34))} {_at((x - 40, y - 34))} {_at(end)}"


def _waiting(graph: _Graph, members: list[int]) -> int:
    return sum(graph.items[node].status == "only_together" for node in members)


def _edges(graph: _Graph, found: Layout) -> list[str]:
    parts = []
    deadlocks = {place for place, ring in enumerate(found.rings) if _waiting(graph, ring[0]) > 1}
    for (here, there), positive in graph.edges.items():
        start, end = found.centres[here], found.centres[there]
        sizes = [graph.items[here].size, graph.items[there].size]
        ring = found.ring_of.get(here, -1)
        inside = here == there or (ring >= 0 and ring == found.ring_of.get(there, -2))
        if here == there:
            path = _self_path(start, sizes[0])
        elif inside:
            path = _ring_path(start, end, found.rings[ring][1], sizes)
        else:
            away, up = _end(graph, found, here, right=False)
            towards, down = _end(graph, found, there, right=True)
            points = [*away, *found.bends[here, there], *reversed(towards)]
            path = _layer_path(points, (up, down))
        alone = here == there and graph.items[here].status == "only_together"
        deadlock = alone or (inside and ring in deadlocks)
        colour, kind = (STATUS["only_together"][0], "loop") if deadlock else ("#8a94a0", "wait")
        dash = "" if positive else ' stroke-dasharray="5 4"'
        parts.append(
            f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="'
            f'{"2" if deadlock else "1.2"}"{dash} marker-end="url(#{kind})"/>'
        )
    return parts


def _node(item: _Item, centre: Point, link: Link) -> str:
    width, height = item.size
    x, y = centre[0] - width / 2, centre[1] - height / 2
    known = item.status in STATUS
    line, fill = STATUS[item.status][:2] if known else (FAINT, PAPER)
    edge = 'stroke-width="1.5"' if known else 'stroke-dasharray="3 3"'
    content = [box(x, y, width, height, line, fill, edge if item.status != "gate" else "")]
    for place, words in enumerate(item.lines):
        size, colour, weight = 11.5, line, ""
        if not known:
            size, colour = 12.0, INK
        elif place == 0:
            size, colour, weight = 13.0, INK, 'font-weight="600"'
        at = y + 19 + LINE * place
        content.append(text(x + 9, at, cut(words, width - 18, size), size, colour, weight))
    return linked(content, link(item.key) if item.key else None, item.hint)


_MARKERS = "".join(
    f'<marker id="{name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
    f'orient="auto-start-reverse" markerUnits="userSpaceOnUse"><path d="M0 0 L8 4 L0 8 z" '
    f'fill="{colour}"/></marker>'
    for name, colour in (("wait", "#8a94a0"), ("loop", STATUS["only_together"][0]))
)


def condition_graph(
    model: Model,
    scenario: Scenario | None = None,
    optimistic: bool = False,
    link: Link = anchor,
) -> str:
    """Return an SVG of who waits for whom, what stands on the left and what waits on the right.

    `link` gives the address of a commitment (by id) or event (by name), or None. Models of more
    than MOST_NODES commitments are drawn by actor.
    """
    base = scenario or Scenario()
    graph = _Graph(standing(model, base, optimistic), base.happens)
    assumed = ", ".join(sorted(base.happens)) or "nothing"
    question = (
        f"Who waits for whom, if this happens: {assumed}. An arrow leads to what is waited for."
    )
    if not graph.items:
        return document(640, 80, model.name, question, heading(model, question))
    targets: list[list[int]] = [[] for _ in graph.items]
    for here, there in graph.edges:
        targets[here].append(there)
    return _whole(graph, model.title or model.name, heading(model, question), link)


def _whole(graph: _Graph, title: str, head: list[str], link: Link) -> str:
    """Return the picture of a graph that has nodes, under its heading."""
    targets: list[list[int]] = [[] for _ in graph.items]
    for here, there in graph.edges:
        targets[here].append(there)
    found = lay_out([item.size for item in graph.items], targets)
    shown = [s for s in STATUS if any(item.status == s for item in graph.items)]
    signs_of, right = legend(20, 70, shown)
    drawn = [*_edges(graph, found), *_ring_words(graph, found)]
    drawn += [_node(item, found.centres[n], link) for n, item in enumerate(graph.items)]
    width = max(found.width + 40, right + 10, LEAST_WIDTH)
    left = max(20.0, (width - found.width) / 2)
    about = f"{len(graph.items)} nodes, {len(found.rings)} loops"
    dashed = "dashed arrow: waits for it not to be"
    foot = "" if all(graph.edges.values()) else text(20, found.height + 118, dashed, 10.5, FAINT)
    shift = attribute(f"translate({number(left)} 100)")
    parts = [f"<defs>{_MARKERS}</defs>", *head, *signs_of, f"<g transform={shift}>", *drawn]
    title = f"{title}: who waits for whom"
    return document(width, found.height + 126, title, about, [*parts, "</g>", foot])


def _ring_words(graph: _Graph, found: Layout) -> list[str]:
    parts = []
    for members, centre, radii in found.rings:
        if _waiting(graph, members) > 1:
            words = "↻ each waits for the next"
            x, y = centre[0] - radii[0] - WIDTH / 2, centre[1] - radii[1] - LINE * 2.4
            parts.append(text(x, y, words, 11, STATUS["only_together"][0]))
    return parts
