"""Answers by brute force, straight from the definitions, and random models to try them on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import partial
from itertools import chain, combinations, product
from math import factorial
from random import Random

from willing.coalition.formula import Formula
from willing.coalition.values import (
    Belief,
    Clause,
    Commitment,
    Event,
    Model,
    Number,
    Requirement,
    clause,
)

World = tuple[frozenset[str], frozenset[str]]
Condition = Callable[[frozenset[str], frozenset[str]], bool]


def _reaches(
    amounts: dict[str, Number], least: Number, _v: frozenset[str], x: frozenset[str]
) -> bool:
    return sum(amounts.get(name, 0) for name in x) >= least


def _constant(value: bool, _v: frozenset[str], _x: frozenset[str]) -> bool:
    return value


def _stands(ids: frozenset[str], _v: frozenset[str], x: frozenset[str]) -> bool:
    return not ids.isdisjoint(x)


def _happens(name: str, v: frozenset[str], _x: frozenset[str]) -> bool:
    return name in v


def _turned(part: Condition, v: frozenset[str], x: frozenset[str]) -> bool:
    return not part(v, x)


def _enough(parts: list[Condition], least: int, v: frozenset[str], x: frozenset[str]) -> bool:
    return sum(part(v, x) for part in parts) >= least


def condition(model: Model, formula: Formula) -> Condition:
    """Return a formula as a function of the events that happen and the commitments that stand."""
    built: list[Condition] = []
    for node in formula.nodes:
        parts = [built[part] for part in node.parts]
        if node.kind in ("true", "false"):
            built.append(partial(_constant, node.kind == "true"))
        elif node.kind == "id":
            built.append(partial(_stands, frozenset({node.name})))
        elif node.kind == "not":
            built.append(partial(_turned, parts[0]))
        elif node.kind == "total":
            amounts: dict[str, Number] = {
                c.id: c.low
                for c in model.commitments
                if c.issue == node.name and (not node.actors or c.actor in node.actors)
            }
            built.append(partial(_reaches, amounts, node.number))
        elif node.kind == "name":
            named = [c.id for c in model.commitments if f"{c.actor}.{c.issue}" == node.name]
            known = partial(_stands, frozenset(named))
            built.append(known if named else partial(_happens, node.name))
        else:
            least = {"and": len(parts), "or": 1}.get(node.kind, int(node.number))
            built.append(partial(_enough, parts, least))
    return built[-1]


class Oracle:
    def __init__(self, model: Model) -> None:
        self.model = model
        self.ids = [c.id for c in model.commitments]
        self.conditions = {
            c.id: [condition(model, part.formula) for part in c.when] for c in model.commitments
        }

    def step(self, v: frozenset[str], x: frozenset[str]) -> frozenset[str]:
        return frozenset(
            name for name, parts in self.conditions.items() if all(part(v, x) for part in parts)
        )

    def least(
        self,
        v: Iterable[str],
        out: Iterable[str] = (),
        jumped: Iterable[str] = (),
    ) -> frozenset[str]:
        v, out, x = frozenset(v), frozenset(out), frozenset(jumped)
        while True:
            more = (self.step(v, x) | frozenset(jumped)) - out
            if more == x:
                return x
            x = more

    def greatest(self, v: Iterable[str]) -> frozenset[str]:
        """The union of every set that would keep itself standing."""
        v = frozenset(v)
        found: frozenset[str] = frozenset()
        for x in subsets(self.ids):
            if frozenset(x) <= self.step(v, frozenset(x)):
                found |= frozenset(x)
        return found

    def stable(self, v: Iterable[str]) -> list[frozenset[str]]:
        """Sets that are the least fixpoint of their own reduct (negations read off the set)."""
        v = frozenset(v)
        found = []
        for candidate in map(frozenset, subsets(self.ids)):
            x: frozenset[str] = frozenset()
            while True:
                more = frozenset(
                    c.id
                    for c in self.model.commitments
                    if all(reduct(self.model, part.formula, v, x, candidate) for part in c.when)
                )
                if more == x:
                    break
                x = more
            if x == candidate:
                found.append(candidate)
        return found

    def met(self, requirement: Requirement, x: frozenset[str]) -> bool:
        by_id = self.model.by_id
        return (
            all(
                sum(by_id[c].low for c in x if by_id[c].issue == issue) >= least
                for issue, least in requirement.needs
            )
            and all(any(by_id[c].actor == actor for c in x) for actor in requirement.actors)
            and set(requirement.commitments) <= x
        )

    def shapley(self, value: Callable[[frozenset[str]], bool]) -> dict[str, float]:
        actors = self.model.actors
        n = len(actors)
        found = {}
        for actor in actors:
            rest = [a for a in actors if a != actor]
            found[actor] = sum(
                factorial(len(s))
                * factorial(n - len(s) - 1)
                / factorial(n)
                * (value(frozenset(s) | {actor}) - value(frozenset(s)))
                for s in subsets(rest)
            )
        return found

    def banzhaf(self, value: Callable[[frozenset[str]], bool]) -> dict[str, float]:
        actors = self.model.actors
        swings = {
            actor: sum(
                value(frozenset(s) | {actor}) - value(frozenset(s))
                for s in subsets([a for a in actors if a != actor])
            )
            for actor in actors
        }
        whole = sum(swings.values()) or 1
        return {actor: count / whole for actor, count in swings.items()}


def reduct(
    model: Model, formula: Formula, v: frozenset[str], x: frozenset[str], fixed: frozenset[str]
) -> bool:
    """Evaluate with commitments under an odd number of negations read off `fixed`."""
    positive = [True] * len(formula.nodes)
    for place in range(len(formula.nodes) - 1, -1, -1):
        for part in formula.nodes[place].parts:
            positive[part] = positive[place] != (formula.nodes[place].kind == "not")
    values: list[bool] = []
    for place, node in enumerate(formula.nodes):
        if node.parts:
            parts = [values[part] for part in node.parts]
            least = {"and": len(parts), "or": 1, "not": 1}.get(node.kind, int(node.number))
            values.append(not parts[0] if node.kind == "not" else sum(parts) >= least)
        else:
            leaf = Formula("", (node,))
            values.append(condition(model, leaf)(v, x if positive[place] else fixed))
    return values[-1]


def subsets(items: Iterable[str], most: int | None = None) -> Iterable[tuple[str, ...]]:
    items = list(items)
    top = len(items) if most is None else min(most, len(items))
    return chain.from_iterable(combinations(items, size) for size in range(top + 1))


def minimal(
    items: Iterable[str], works: Callable[[frozenset[str]], bool], most: int
) -> set[frozenset[str]]:
    """Return the sets of up to `most` items that work and contain no smaller one that does."""
    found: list[frozenset[str]] = []
    for candidate in map(frozenset, subsets(items, most)):
        if not any(smaller <= candidate for smaller in found) and works(candidate):
            found.append(candidate)
    return set(found)


def assignments(names: list[str]) -> Iterable[frozenset[str]]:
    for bits in product((False, True), repeat=len(names)):
        yield frozenset(name for name, bit in zip(names, bits, strict=True) if bit)


ACTORS = ("A", "B", "C", "D")
ISSUES = ("land", "sky")


def random_formula(random: Random, events: list[str], ids: list[str], negate: bool) -> str:
    def leaf() -> str:
        roll = random.random()
        if events and roll < 0.3:
            return random.choice(("", "", "not ")) + random.choice(events)
        if roll < 0.6:
            return f"#{random.choice(ids)}"
        if roll < 0.8:
            return f"{random.choice(ACTORS)}.{random.choice(ISSUES)}"
        of = random.choice(("", ", of: (A, B)"))
        return f"total({random.choice(ISSUES)}{of}) >= {random.randrange(0, 9)}"

    def tree(depth: int) -> str:
        roll = random.random()
        if depth == 0 or roll < 0.35:
            text = leaf()
            if negate and not text.startswith("not ") and random.random() < 0.3:
                return f"not ({text})"
            return text
        parts = [tree(depth - 1) for _ in range(random.randrange(2, 4))]
        if roll < 0.6:
            return "(" + " and ".join(parts) + ")"
        if roll < 0.85:
            return "(" + " or ".join(parts) + ")"
        return f"at least {random.randrange(1, len(parts) + 1)} of ({', '.join(parts)})"

    return tree(2)


def random_model(
    random: Random, negate: bool = False, most: int = 6, loops: bool = True, scale: int = 1
) -> Model:
    """Return a small model; with `loops`, some commitments wait for each other in a circle."""
    events = [f"e{n}" for n in range(random.randrange(1, 5))]
    ids = [f"c{n}" for n in range(random.randrange(2, most + 1))]
    texts = {
        name: "true" if random.random() < 0.15 else random_formula(random, events, ids, negate)
        for name in ids
    }
    if loops and random.random() < 0.7:
        ring = random.sample(ids, random.randrange(2, len(ids) + 1))
        for here, there in zip(ring, [*ring[1:], ring[0]], strict=True):
            extra = random.choice(
                ("", "", f" and {random.choice(events)}", f" or {random.choice(events)}")
            )
            texts[here] = f"#{there}{extra}"
    placed = [(random.choice(ACTORS), random.choice(ISSUES)) for _ in ids]
    groups = {f"{actor}.{issue}" for actor, issue in placed}
    texts = {name: only_known(text, groups) for name, text in texts.items()}
    commitments = tuple(
        Commitment(name, *place, low=random.randrange(0, 5) * scale, when=parts(text))
        for (name, text), place in zip(texts.items(), placed, strict=True)
    )
    needs = tuple(
        (issue, random.randrange(1, 7) * scale)
        for issue in random.sample(ISSUES, random.randrange(0, 3))
    )
    members = tuple(random.sample(ids, 1)) if random.random() < 0.4 or not needs else ()
    return Model(
        "random",
        tuple(
            Event(name, concession=random.random() < 0.7, cost=random.randrange(1, 5))
            for name in events
        ),
        commitments,
        (Requirement("r", needs=needs, commitments=members),),
        tuple(
            (name, Belief(*sorted((p, random.choice((p, q))))))
            for name in events
            for p, q in [(fraction(random), fraction(random))]
        ),
    )


def fraction(random: Random) -> Fraction:
    return Fraction(random.randrange(1, 10), 10)


def parts(text: str) -> tuple[Clause, ...]:
    return (clause(text),)


def only_known(text: str, groups: set[str]) -> str:
    """Keep ACTOR.issue only where somebody has such a commitment, so that events stay few."""
    for actor in ACTORS:
        for issue in ISSUES:
            if f"{actor}.{issue}" not in groups:
                text = text.replace(f"{actor}.{issue}", "e0")
    return text
