"""Exact power indices of games that only add up weights, by dynamic programming."""

from __future__ import annotations

from fractions import Fraction
from math import factorial

from willing.coalition.game import Game
from willing.coalition.lanes import Deadline
from willing.coalition.standing import least

MOST_STATES = 400_000

State = tuple[int, ...]


def _contributions(game: Game, deadline: Deadline) -> tuple[dict[str, State], State] | None:
    """Return what each player adds to each sum the requirement needs, and the thresholds.

    None where some commitment waits for another actor, so that the players do not merely add up.
    """
    network = game.network
    if not network.monotone:
        return None
    source = network.source[game.target]
    if source is None:
        return None
    everyone = [n for own in game.by_actor.values() for n in own]
    full = least(network, game.inputs.holding, game.inputs.blocked)
    gates = _conjuncts(game)
    if gates is None:
        return None
    owner = {node: actor for actor, own in game.by_actor.items() for node in own}
    for actor in game.players:
        own = set(game.by_actor[actor])
        out = (node for node in everyone if node not in own)
        alone = least(network, game.inputs.holding, (*game.inputs.blocked, *out))
        differs = any((alone[node] == 1) != (full[node] == 1) for node in own)
        if differs or deadline.passed:
            return None
    added: dict[str, list[int]] = {actor: [0] * len(gates) for actor in game.players}
    for order, (inputs, _) in enumerate(gates):
        for node, weight in inputs:
            if full[node] == 1:
                added[owner[node]][order] += weight
    vectors = {actor: tuple(values) for actor, values in added.items()}
    return vectors, tuple(threshold for _, threshold in gates)


def _conjuncts(game: Game) -> list[tuple[tuple[tuple[int, int], ...], int]] | None:
    """Return the sums over commitments that must all reach their threshold; None for any other."""
    network = game.network
    last = len(network.ids) + 2
    found: list[tuple[tuple[tuple[int, int], ...], int]] = []
    todo = [game.target]
    while todo:
        node = todo.pop()
        if 2 <= node < last:
            found.append((((node, 1),), 1))
            continue
        source = network.source[node]
        if source is None:
            return None
        summed = network.sums[source[0]]
        if all(2 <= start < last for start, _ in summed.inputs):
            found.append((summed.inputs, source[1]))
        elif summed.total - source[1] < min(weight for _, weight in summed.inputs):
            todo += [start for start, _ in summed.inputs]
        else:
            return None
    return found


def _counted(vectors: list[State], deadline: Deadline) -> dict[State, int] | None:
    """Return how many sets of players have each (size, sums…); None where there are too many."""
    states: dict[State, int] = {(0,) * (len(vectors[0]) + 1): 1}
    for vector in vectors:
        added = dict(states)
        step = (1, *vector)
        for state, count in states.items():
            more = tuple(a + b for a, b in zip(state, step, strict=True))
            added[more] = added.get(more, 0) + count
        states = added
        if len(states) > MOST_STATES or deadline.passed:
            return None
    return states


def _without(states: dict[State, int], order: list[State], vector: State) -> dict[State, int]:
    """Return the counts over sets that leave out one player with this vector."""
    step = (1, *vector)
    rest: dict[State, int] = {}
    for state in order:
        before = tuple(a - b for a, b in zip(state, step, strict=True))
        count = states[state] - rest.get(before, 0)
        if count:
            rest[state] = count
    return rest


def weighted_indices(
    game: Game, deadline: Deadline
) -> tuple[dict[str, int], dict[str, Fraction]] | None:
    """Return each player's number of swings and Shapley value; None where this cannot be done."""
    found = _contributions(game, deadline)
    if found is None:
        return None
    vectors, thresholds = found
    states = _counted(list(vectors.values()), deadline)
    if states is None:
        return None
    order = sorted(states)
    count = len(vectors)
    orders = factorial(count)
    by_vector: dict[State, tuple[int, Fraction]] = {}
    for vector in set(vectors.values()):
        if deadline.passed:
            return None
        swings, shapley = 0, 0
        for state, sets in _without(states, order, vector).items():
            size, sums = state[0], state[1:]
            lacking = any(s < t for s, t in zip(sums, thresholds, strict=True))
            enough = all(s + v >= t for s, v, t in zip(sums, vector, thresholds, strict=True))
            if lacking and enough:
                swings += sets
                shapley += sets * factorial(size) * factorial(count - size - 1)
        by_vector[vector] = swings, Fraction(shapley, orders)
    return (
        {actor: by_vector[vector][0] for actor, vector in vectors.items()},
        {actor: by_vector[vector][1] for actor, vector in vectors.items()},
    )
