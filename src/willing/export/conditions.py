"""A condition in people's words: text between leaves, each leaf with what it waits for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from willing.coalition.formula import Formula, Node
from willing.coalition.reading import signs
from willing.coalition.standing import Standing
from willing.coalition.svg import amount
from willing.coalition.values import Model
from willing.export.issues import label

Json = dict[str, Any]
_BINDS = {"or": 1, "and": 2, "not": 3}
MARKS = {"met": "✓", "together": "◐", "unmet": "○"}
"""How a leaf is marked: it holds, it holds once all move at once, it does not hold."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What parties are called; one whose name is missing is shown as it is."""

    actors: Mapping[str, str]

    def actor(self, name: str) -> str:
        """Return a party's name for people."""
        return self.actors.get(name, name)

    def issue(self, key: str) -> str:
        """Return an issue's short name for people."""
        return label(key)


def pieces(model: Model, formula: Formula, words: Vocabulary) -> list[Json]:
    """Return a formula as pieces ``{"text": …}``; a leaf also says what it waits for.

    A leaf has ``event``, or ``members`` (commitments with their whole-number weights) and
    ``needs``; ``positive`` is false where the condition asks for it not to be.
    """
    positive = signs(formula)
    found: list[Json] = []
    todo: list[int | str] = [len(formula.nodes) - 1]
    while todo:
        item = todo.pop()
        if isinstance(item, str):
            if item:
                found.append({"text": item})
            continue
        node = formula.nodes[item]
        if node.kind == "not" and not formula.nodes[node.parts[0]].parts:
            inner = node.parts[0]
            leaf = _leaf(model, formula.nodes[inner], positive[inner], words)
            found.append({**leaf, "text": f"not: {leaf['text']}"})
        elif node.parts:
            todo += reversed(list(_opened(formula, node)))
        else:
            found.append(_leaf(model, node, positive[item], words))
    return found


def _opened(formula: Formula, node: Node) -> Iterator[int | str]:
    """Return what stands before, between and after the children of a node, and the children."""
    before, between, after = "", f" {node.kind} ", ""
    if node.kind == "not":
        before = "not "
    elif node.kind == "at least":
        before, between, after = f"at least {node.number} of (", ", ", ")"
    yield before
    for order, part in enumerate(node.parts):
        child = formula.nodes[part].kind
        bracket = (
            node.kind != "at least"
            and child != "not"
            and _BINDS.get(child, 9) <= _BINDS.get(node.kind, 0)
        )
        yield between if order else ""
        yield "(" if bracket else ""
        yield part
        yield ")" if bracket else ""
    yield after


def _leaf(model: Model, node: Node, positive: bool, words: Vocabulary) -> Json:
    if node.kind in ("true", "false"):
        return {"text": "always" if node.kind == "true" else "never"}
    if node.kind == "total":
        return _total(model, node, positive, words)
    if node.kind == "id":
        members = [node.name]
    else:
        members = [one.id for one in model.by_actor_and_issue.get(node.name, ())]
    if not members:
        event = model.all_events[node.name]
        return {"text": event.title or event.name, "event": event.name, "positive": positive}
    one = model.by_id[members[0]]
    return {
        "text": f"{words.actor(one.actor)}, {words.issue(one.issue)}",
        "members": [[name, 1] for name in members],
        "needs": 1,
        "positive": positive,
    }


def _total(model: Model, node: Node, positive: bool, words: Vocabulary) -> Json:
    members = [
        one
        for one in model.commitments
        if one.issue == node.name
        and model.counts(one)
        and (not node.actors or one.actor in node.actors)
    ]
    scale = lcm(Fraction(node.number).denominator, *(Fraction(o.low).denominator for o in members))
    unit = model.issue_units.get(node.name, "")
    of = f" of {', '.join(map(words.actor, node.actors))}" if node.actors else ""
    text = f"{amount(node.number)} {unit}".strip() + f" on {words.issue(node.name)}{of}"
    return {
        "text": text,
        "members": [[one.id, int(one.low * scale)] for one in members],
        "needs": int(node.number * scale),
        "positive": positive,
        "total": True,
    }


def mark(leaf: Json, answer: Standing, happens: frozenset[str]) -> str:
    """Return how far a leaf has come under an answer: a key of ``MARKS``.

    Of a total the low ends are counted, as the guaranteed force is.
    """
    if "event" in leaf:
        return "met" if (leaf["event"] in happens) == leaf["positive"] else "unmet"
    stands, together = set(answer.stands), set(answer.together)
    now, all_at_once = (
        (sum(weight for name, weight in leaf["members"] if name in group) >= leaf["needs"])
        == leaf["positive"]
        for group in (stands, together)
    )
    return "met" if now else "together" if all_at_once else "unmet"
