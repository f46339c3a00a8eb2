"""Minimal sets by trying every set in order of size, for what clingo's numbers cannot hold."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import combinations, islice

from willing.coalition.errors import OutOfTimeError
from willing.coalition.lanes import Deadline, LaneEngine, LaneInputs, pack, unpack
from willing.coalition.problem import Problem
from willing.coalition.values import Number

_BATCH = 4096


class Trial:
    """Evaluates many sets of choices of one problem at once."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.engine = LaneEngine(problem.network, [problem.target])

    def run(self, sets: list[tuple[int, ...]], deadline: Deadline) -> list[bool]:
        """Return for each set of choices whether it does what the problem asks for."""
        import numpy as np

        problem = self.problem
        chosen = np.zeros((len(problem.choices), len(sets)), dtype=np.bool_)
        for lane, members in enumerate(sets):
            chosen[list(members), lane] = True
        words = (len(sets) + 63) // 64
        zeros = np.zeros(words, dtype=np.uint64)
        ones = ~zeros
        inputs = LaneInputs({}, dict.fromkeys(problem.inputs.blocked, ones))
        for node in problem.inputs.holding:
            derived = problem.network.source[node] is not None
            (inputs.forced if derived else inputs.planes)[node] = ones
        for place, choice in enumerate(problem.choices):
            plane = pack(chosen[place])
            for node in choice.on:
                derived = problem.network.source[node] is not None
                (inputs.forced if derived else inputs.planes)[node] = plane
            for node in choice.off:
                inputs.planes[node] = ~plane
            for node in choice.stop:
                inputs.blocked[node] = plane
        under, over = self.engine.run(inputs, None, words, deadline=deadline)
        holds = unpack((under if problem.wanted else over)[problem.target], len(sets))
        return [bool(value) == problem.wanted for value in holds]


def _candidates(
    relevant: tuple[int, ...], size: int, found: list[frozenset[int]]
) -> Iterator[tuple[int, ...]]:
    for members in combinations(relevant, size):
        inside = set(members)
        if not any(smaller <= inside for smaller in found):
            yield members


def search_minimal(
    problem: Problem, size: int, deadline: Deadline
) -> tuple[list[tuple[int, ...]], bool]:
    """Return the minimal sets of up to `size` choices, and whether the time sufficed for all."""
    trial = Trial(problem)
    found: list[frozenset[int]] = []
    try:
        for count in range(min(size, len(problem.relevant)) + 1):
            smaller = list(found)
            candidates = _candidates(problem.relevant, count, smaller)
            while batch := list(islice(candidates, _BATCH)):
                works = trial.run(batch, deadline)
                found += [
                    frozenset(s) for s, works_out in zip(batch, works, strict=True) if works_out
                ]
                if deadline.passed:
                    raise OutOfTimeError("the time limit was reached")
    except OutOfTimeError:
        return [tuple(sorted(members)) for members in found], False
    return [tuple(sorted(members)) for members in found], True


def search_cheapest(problem: Problem, deadline: Deadline) -> tuple[tuple[int, ...] | None, bool]:
    """Return the cheapest set, smallest among equals, trying sets in the order of their cost."""
    trial = Trial(problem)
    relevant = problem.relevant
    heap: list[tuple[Number, int, tuple[int, ...], int]] = [(0, 0, (), 0)]
    try:
        while heap:
            batch = [heappop(heap) for _ in range(min(_BATCH, len(heap), 64))]
            works = trial.run([members for _, _, members, _ in batch], deadline)
            for (cost, count, members, after), works_out in zip(batch, works, strict=True):
                if works_out and (not heap or (cost, count) <= heap[0][:2]):
                    return members, True
                if works_out:
                    heappush(heap, (cost, count, members, after))
                    continue
                for at in range(after, len(relevant)):
                    place = relevant[at]
                    more = (*members, place)
                    price = cost + problem.choices[place].cost
                    heappush(heap, (price, count + 1, more, at + 1))
    except OutOfTimeError:
        return None, False
    return None, True
