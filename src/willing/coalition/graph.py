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
    width_of,
)
from willing.coalition.values import Commitment, Model

MOST_NODES = 150
WIDTH, HEIGHT, EVENT_HEIGHT = 176.0, 46.0, 34.0

Point = tuple[float, float]


@dataclass(frozen=True)
class _Item:
    """A node to draw: its two lines, its status (or `event`, `gate`), where it leads."""

    first: str
    second: str
    status: str
    key: str
    hint: str

    @property
    def size(self) -> tuple[float, float]:
        return (WIDTH, HEIGHT if self.status in STATUS else EVENT_HEIGHT)


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
        self.status = {
            name: status
            for status in ("falls", "only_together", "undetermined", "stands")
            for name in getattr(answer, status)
        }
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
            second = f"{len(own)} commitments"
            item = _Item(commitment.actor, second, status, own[0], commitment.actor)
        else:
            _, _, glyph, word = STATUS[status]
            amounts = quantity(commitment)
            second = f"{glyph} {word}" + (f" · {amounts}" if amounts else "")
            first = f"{commitment.actor} · {commitment.issue}"
            item = _Item(first, second, status, commitment.id, hint_of(commitment))
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
                item = _Item(words.replace(" >= ", " ≥ "), "", "gate", "", words)
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
        words = f"{glyph} {event.title or name}"
        second = "happens" if holds else "does not happen"
        return self.add(
            f"event {name}", _Item(words, second, "event", name, f"{hint}\n{second}{tail}")
        )

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


def _layer_path(here: Point, there: Point, bends: list[Point], widths: tuple[float, float]) -> str:
    """Return a smooth line to the left, level where it starts, bends and ends."""
    points = [
        (here[0] - widths[0] / 2 - 3, here[1]),
        *bends,
        (there[0] + widths[1] / 2 + 3, there[1]),
    ]
    path = f"M{_at(points[0])}"
    for before, after in pairwise(points):
        pull = (before[0] - after[0]) / 2
        leaving, arriving = (before[0] - pull, before[1]), (after[0] + pull, after[1])
        path += f" C{_at(leaving)} {_at(arriving)} {_at(after)}"
    return path


def _self_path(centre: Point, size: tuple[float, float]) -> str:
    x, y = centre[0], centre[1] - size[1] / 2
    start, end = (x + 18, y), (x - 18, y - 3)
    return f"M{_at(start)} C{_at((x + 40, y - 34))} {_at((x - 40, y - 34))} {_at(end)}"


def _edges(graph: _Graph, found: Layout) -> list[str]:
    parts = []
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
            path = _layer_path(start, end, found.bends[here, there], (sizes[0][0], sizes[1][0]))
        deadlock = inside and graph.items[here].status in ("only_together", "gate")
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
    room = width - 18
    if item.status in STATUS:
        line, fill, _, _ = STATUS[item.status]
        content = [
            box(x, y, width, height, line, fill, 'stroke-width="1.5"'),
            text(x + 9, y + 19, cut(item.first, room, 13), 13, INK, 'font-weight="600"'),
            text(x + 9, y + 36, cut(item.second, room, 11.5), 11.5, line),
        ]
        return linked(content, link(item.key), item.hint)
    dashed = 'stroke-dasharray="3 3"' if item.status == "event" else ""
    content = [
        box(x, y, width, height, "#5b6673", "#ffffff", dashed),
        text(x + 9, y + 21, cut(item.first, room, 12), 12, INK),
    ]
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
    found = lay_out([item.size for item in graph.items], targets)
    shown = [s for s in STATUS if any(item.status == s for item in graph.items)]
    signs_of, right = legend(20, 70, shown)
    drawn = [*_edges(graph, found)]
    for members, centre, _ in found.rings:
        waiting = sum(graph.items[node].status == "only_together" for node in members)
        if waiting > 1:
            words = "↻ each waits for the next"
            x, y = centre[0] - width_of(words, 11) / 2, centre[1] + 4
            drawn.append(text(x, y, words, 11, STATUS["only_together"][0]))
    drawn += [_node(item, found.centres[n], link) for n, item in enumerate(graph.items)]
    width = max(found.width + 40, right + 10, width_of(question) + 40)
    left = max(20.0, (width - found.width) / 2)
    about = (
        f"{len(graph.items)} nodes, {len(found.rings)} loops; dashed arrows wait for it not to be"
    )
    return document(
        width,
        found.height + 126,
        f"{model.title or model.name}: who waits for whom",
        about,
        [
            f"<defs>{_MARKERS}</defs>",
            *heading(model, question),
            *signs_of,
            f"<g transform={attribute(f'translate({number(left)} 100)')}>",
            *drawn,
            "</g>",
            text(20, found.height + 118, "dashed arrow: waits for it not to be", 10.5, FAINT)
            if not all(graph.edges.values())
            else "",
        ],
    )
