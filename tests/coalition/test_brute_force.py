"""2,000 random models with planted loops: every answer against the definitions, taken literally."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from random import Random

import pytest

from coalition.oracle import Oracle, assignments, minimal, random_model
from willing.coalition import unlock
from willing.coalition.completions import completions
from willing.coalition.indices import power_indices
from willing.coalition.likelihood import likelihood
from willing.coalition.scenario import Scenario
from willing.coalition.stable import stable_models
from willing.coalition.standing import standing
from willing.coalition.unlock import (
    best_case,
    blocking_sets,
    cheapest_set,
    cost_of,
    jump_sets,
    unlocking_sets,
)
from willing.coalition.values import Model

Names = frozenset[str]
Worlds = dict[Names, tuple[Names, Names]]

MODELS = 2000
BATCH = 100
BATCHES = range(MODELS // BATCH)


def models(batch: int, negate: bool = False, most: int = 6) -> Iterator[tuple[int, Random, Model]]:
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        random = Random(seed)
        yield seed, random, random_model(random, negate, most)


def named(sets: Iterable[tuple[str, ...]]) -> set[Names]:
    return {frozenset(members) for members in sets}


@pytest.mark.parametrize("batch", BATCHES)
def test_everything_against_brute_force(batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even batches go through clingo, odd ones mostly through trying every set out."""
    if batch % 2 == 0:
        monkeypatch.setattr(unlock, "_few_to_try", lambda _problem, _size: False)
    for seed, random, model in models(batch):
        oracle = Oracle(model)
        events = [event.name for event in model.events]
        requirement = model.requirements[0]
        worlds: Worlds = {}
        for v in assignments(events):
            least, greatest = oracle.least(v), oracle.greatest(v)
            worlds[v] = least, greatest
            answer = standing(model, Scenario(happens=v))
            assert set(answer.stands) == least, seed
            assert set(answer.only_together) == greatest - least, seed
            assert set(answer.falls) == set(oracle.ids) - greatest, seed
            assert answer.met("r") == oracle.met(requirement, least), seed
            assert answer.met_together("r") == oracle.met(requirement, greatest), seed
        check_completions(seed, model, worlds)
        v = frozenset(random.sample(events, random.randrange(len(events) + 1)))
        scenario = Scenario(v, frozenset(events) - v)
        check_unlocking(seed, model, oracle, random)
        check_jumping(seed, model, oracle, scenario, worlds[v])
        check_blocking(seed, model, oracle, scenario)
        check_indices(seed, model, oracle, scenario)
        check_likelihood(seed, model, oracle, worlds)


def check_completions(seed: int, model: Model, worlds: Worlds) -> None:
    answer = completions(model)
    stands = [least for least, _ in worlds.values()]
    assert answer.exact
    assert set(answer.certain) == frozenset.intersection(*stands), seed
    assert set(answer.possible) == frozenset.union(*stands), seed


def check_unlocking(seed: int, model: Model, oracle: Oracle, random: Random) -> None:
    fixed = [e.name for e in model.events if not e.concession and random.random() < 0.5]
    concessions = [e.name for e in model.events if e.concession]

    def works(granted: Names) -> bool:
        return oracle.met(model.requirements[0], oracle.least({*fixed, *granted}))

    wanted = minimal(concessions, works, 4)
    scenario = Scenario(frozenset(fixed))
    answer = unlocking_sets(model, "r", scenario)
    assert answer.complete
    assert named(answer.sets) == wanted, seed
    cheapest = cheapest_set(model, "r", scenario)
    costs = [cost_of(model, members) for members in wanted]
    assert cheapest.proven
    assert cheapest.cost == (min(costs) if costs else None), seed
    assert cheapest.names is None or works(frozenset(cheapest.names)), seed


def check_jumping(
    seed: int, model: Model, oracle: Oracle, scenario: Scenario, world: tuple[Names, Names]
) -> None:
    least, greatest = world

    def works(first: Names) -> bool:
        x = oracle.least(scenario.happens, jumped=first)
        return oracle.met(model.requirements[0], x)

    answer = jump_sets(model, "r", scenario)
    assert answer.complete
    assert named(answer.sets) == minimal(greatest - least, works, 4), seed


def check_blocking(seed: int, model: Model, oracle: Oracle, scenario: Scenario) -> None:
    things = [f"event {name}" for name in scenario.happens]
    things += sorted(oracle.least(scenario.happens))

    def fails(failing: Names) -> bool:
        v = {name for name in scenario.happens if f"event {name}" not in failing}
        return not oracle.met(model.requirements[0], oracle.least(v, out=failing))

    answer = blocking_sets(model, "r", scenario, size=3)
    wanted = minimal(things, fails, 3)
    assert answer.complete
    assert named(answer.sets) == {
        frozenset(name.removeprefix("event ") for name in members) for members in wanted
    }, seed


def check_indices(seed: int, model: Model, oracle: Oracle, scenario: Scenario) -> None:
    owner = {c.id: c.actor for c in model.commitments}

    def value(actors: Names) -> bool:
        out = [name for name, actor in owner.items() if actor not in actors]
        return oracle.met(model.requirements[0], oracle.least(scenario.happens, out=out))

    answer = power_indices(model, "r", scenario)
    assert {a: float(x) for a, x in answer.banzhaf.items()} == pytest.approx(oracle.banzhaf(value))
    assert {a: float(x) for a, x in answer.shapley.items()} == pytest.approx(oracle.shapley(value))
    everyone = frozenset(model.actors)
    vetoers = {a for a in everyone if value(everyone) and not value(everyone - {a})}
    assert set(answer.vetoers) == vetoers, seed


def check_likelihood(seed: int, model: Model, oracle: Oracle, worlds: Worlds) -> None:
    requirement = model.requirements[0]
    beliefs = dict(model.beliefs)
    events = list(beliefs)
    ends = [dict.fromkeys((belief.low, belief.high)) for belief in beliefs.values()]
    corners: list[dict[str, Fraction]] = [{}]
    for name, values in zip(events, ends, strict=True):
        corners = [corner | {name: value} for corner in corners for value in values]
    chances: tuple[list[float], list[float]] = ([], [])
    for corner in corners:
        sums = [0.0, 0.0]
        for v, world in worlds.items():
            weight = 1.0
            for name, p in corner.items():
                weight *= float(p if name in v else 1 - p)
            for side in (0, 1):
                sums[side] += weight * oracle.met(requirement, world[side])
        for side in (0, 1):
            chances[side].append(sums[side])
    answer = likelihood(model, "r")
    assert answer.method == "exact"
    for found, wanted in zip((answer.stands, answer.together), chances, strict=True):
        assert (found.low, found.high) == pytest.approx((min(wanted), max(wanted))), seed


@pytest.mark.parametrize("batch", range(3))
def test_conditions_with_not_against_brute_force(batch: int) -> None:
    for seed, _, model in models(batch, negate=True, most=5):
        oracle = Oracle(model)
        answer = standing(model)
        stable = {frozenset(ids) for ids in oracle.stable(())}
        found = stable_models(model)
        assert found.complete
        assert {frozenset(ids) for ids in found.models} == stable, seed
        for x in stable:
            assert set(answer.stands) <= x, seed
            assert x <= {*answer.stands, *answer.undetermined}, seed
        if not answer.undetermined:
            assert len(stable) == 1, seed
        else:
            assert found.loops, seed


def test_the_planted_loops_make_a_difference() -> None:
    """A suite in which nothing stands only together would prove nothing about loops."""
    differing = 0
    for seed in range(200):
        model = random_model(Random(seed))
        differing += bool(standing(model).only_together)
    assert differing > 20


def test_best_case_keeps_a_scenario_that_works() -> None:
    for seed in range(200):
        model = random_model(Random(seed))
        scenario, taken = best_case(model, "r")
        if standing(model).met("r"):
            assert taken == ()
        assert scenario.happens == set(taken)
