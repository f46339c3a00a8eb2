"""Models of any size for the coalition benches, the same for the same seed."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from willing.coalition.values import (
    Belief,
    Clause,
    Commitment,
    Event,
    Model,
    Requirement,
    clause,
)


def _condition(random: Random, place: int, count: int, events: list[str]) -> str:
    """Return a condition that waits for a few earlier commitments, an event or a total."""
    others = [f"#c{random.randrange(max(1, place))}" for _ in range(3)]
    return random.choice(
        (
            "true",
            random.choice(events),
            f"{others[0]} and {random.choice(events)}",
            f"{others[0]} or {others[1]}",
            f"at least 2 of ({', '.join(others)})",
            f"total(land) >= {random.randrange(1, 20) * count}",
            f"A{random.randrange(count)}.land and {others[0]}",
        )
    )


def coalition(count: int, events: int, seed: int = 0, concessions: int = 0) -> Model:
    """Return a model of `count` actors with a commitment each; a tenth waits in rings of five.

    The first `concessions` of its events are concessions. Every event has a belief.
    """
    random = Random(seed)
    names = [f"e{n}" for n in range(events)]
    commitments = []
    for place in range(count):
        when: tuple[Clause, ...] = (clause(_condition(random, place, count, names)),)
        if place < count // 10:
            first = place - place % 5
            ring = f"#c{first + (place + 1) % 5}"
            when = (clause(f"{ring} or {random.choice(names)} and {random.choice(names)}"),)
        commitments.append(
            Commitment(f"c{place}", f"A{place}", "land", random.randrange(1, 100), when=when)
        )
    return Model(
        f"{count} actors",
        tuple(
            Event(name, concession=place < concessions, cost=random.randrange(1, 10))
            for place, name in enumerate(names)
        ),
        tuple(commitments),
        (Requirement("force", needs=(("land", 20 * count),)),),
        tuple(
            (name, Belief(Fraction(random.randrange(1, 10), 10), Fraction(9, 10)))
            if place == 0
            else (name, Belief(p := Fraction(random.randrange(1, 10), 10), p))
            for place, name in enumerate(names)
        ),
    )
