"""Depth, size and time: nothing crashes, overflows or runs on."""

from __future__ import annotations

from random import Random
from time import monotonic

import pytest

from coalition.example import small
from coalition.oracle import random_model
from willing.coalition.file import read_model
from willing.coalition.formula import parse, render
from willing.coalition.indices import power_indices
from willing.coalition.likelihood import likelihood
from willing.coalition.loops import loops
from willing.coalition.picture import condition_graph, force_bars, standing_table
from willing.coalition.problem import Problem
from willing.coalition.scenario import Scenario, read_assumptions
from willing.coalition.search import search_cheapest, search_minimal
from willing.coalition.standing import standing
from willing.coalition.unlock import blocking_sets, cheapest_set, jump_sets, unlocking_sets
from willing.coalition.values import Commitment, Event, Model, Requirement, clause
from willing.coalition.why import why, why_not
from willing.coalition.writer import dump_model


@pytest.mark.parametrize("depth", [1000, 5000])
def test_conditions_nested_deep(depth: int) -> None:
    wrapped = "(" * depth + "a" + ")" * depth
    assert parse(wrapped) == parse("a")
    negated = "not " * depth + "a"
    assert render(parse(negated)) == negated
    alternating = "(a or b and " * depth + "a" + ")" * depth
    model = small({"c": alternating})
    assert read_model(dump_model(model)) == model
    assert standing(model, Scenario(frozenset("a"))).stands == ("c",)
    assert standing(model, Scenario(frozenset("b"))).stands == ()
    assert standing(small({"c": negated}), Scenario(frozenset("a"))).stands == ("c",)


def test_reasons_of_a_deep_condition() -> None:
    depth = 1000
    model = small({"c": "(a and (b or " * depth + "d" + "))" * depth})
    assert why(model, "c", Scenario(frozenset("ab")))[0].because == ("a", "b")
    assert why_not(model, "c")[0].unmet[0].gate == "a"


HUGE = 2**64


def huge(extra: int) -> Model:
    return read_model(
        f"""
format: willing-model/1
name: huge
events: {{a: {{concession: true}}, b: {{concession: true, cost: {HUGE}}}}}
commitments:
  - {{id: x, actor: X, issue: money, low: {HUGE}, when: a}}
  - {{id: y, actor: Y, issue: money, low: {HUGE + 1}, when: b}}
  - {{id: z, actor: Z, issue: thanks, when: total(money) >= {2 * HUGE + extra}}}
requirements: [{{id: r, commitments: [z]}}, {{id: s, needs: {{money: {2 * HUGE + extra}}}}}]
beliefs: {{a: 0.5, b: 0.5}}
"""
    )


@pytest.mark.parametrize("requirement", ["r", "s"])
def test_sums_beyond_64_bits(requirement: str) -> None:
    enough, lacking = huge(1), huge(2)
    both = Scenario(frozenset("ab"))
    assert standing(enough, both).met(requirement)
    assert not standing(lacking, both).met(requirement)
    assert unlocking_sets(enough, requirement).sets == (("a", "b"),)
    assert unlocking_sets(lacking, requirement).sets == ()
    assert cheapest_set(enough, requirement).cost == HUGE + 1
    assert likelihood(enough, requirement).stands.low == 0.25
    assert likelihood(lacking, requirement).stands.high == 0
    assert set(power_indices(enough, requirement, both).vetoers) >= {"X", "Y"}


def test_fractions_are_not_rounded() -> None:
    third = "{{id: {0}, actor: {0}, issue: i, low: 1/3}}"
    thirds = ", ".join(third.format(name) for name in "abc")
    text = f"format: willing-model/1\nname: n\ncommitments: [{thirds}]\nrequirements: "
    assert standing(read_model(text + "[{id: r, needs: {i: 1}}]")).met("r")
    beyond = text + "[{id: r, needs: {i: 1.000000000000000000000000000001}}]"
    assert not standing(read_model(beyond)).met("r")


def ring(count: int, spark: str = "") -> Model:
    commitments = [
        Commitment(
            f"c{n}",
            f"A{n}",
            "land",
            1,
            when=(clause(f"#c{(n + 1) % count}{spark if not n else ''}"),),
        )
        for n in range(count)
    ]
    return Model(
        "ring",
        (Event("go", concession=True),),
        tuple(commitments),
        (Requirement("all", needs=(("land", count),)),),
    )


def test_a_cycle_of_ten_thousand() -> None:
    count = 10_000
    model = ring(count, " or go")
    answer = standing(model)
    assert len(answer.only_together) == count
    assert len(standing(model, Scenario(frozenset({"go"}))).stands) == count
    assert [len(loop.commitments) for loop in loops(answer.network)] == [count]
    assert unlocking_sets(model, "all").sets == (("go",),)
    jumps = jump_sets(model, "all", size=1, seconds=1)
    assert jumps.complete == (len(jumps.sets) == count)
    assert len(why(model, "c5", Scenario(frozenset({"go"})))) == count - 5 + 1
    assert len(why_not(model, "c5")) == count
    assert likelihood(model, "all").together.low == 1


def test_a_negative_cycle_of_ten_thousand() -> None:
    count = 10_000
    commitments = tuple(
        Commitment(f"c{n}", f"A{n}", "land", 1, when=(clause(f"not #c{(n + 1) % count}"),))
        for n in range(count)
    )
    answer = standing(Model("ring", (), commitments))
    assert len(answer.undetermined) == count
    assert loops(answer.network)[0].kind == "even"


def hard(choices: int = 60) -> Model:
    """Many concessions of awkward costs and weights, with very many minimal sets."""
    random = Random(1)
    events = tuple(
        Event(f"e{n}", concession=True, cost=random.randrange(50, 99)) for n in range(choices)
    )
    commitments = tuple(
        Commitment(
            f"c{n}", f"A{n}", "land", random.randrange(10_000, 99_999), when=(clause(f"e{n}"),)
        )
        for n in range(choices)
    )
    return Model("hard", events, commitments, (Requirement("r", needs=(("land", 1_500_000),)),))


@pytest.mark.parametrize("scale", [1, 2**40])
def test_a_search_that_cannot_finish_says_so(scale: int) -> None:
    model = hard()
    model = Model(
        model.name,
        model.events,
        tuple(
            Commitment(c.id, c.actor, c.issue, c.low * scale, when=c.when)
            for c in model.commitments
        ),
        (Requirement("r", needs=(("land", 1_500_000 * scale),)),),
    )
    started = monotonic()
    found = unlocking_sets(model, "r", size=40, seconds=1)
    assert not found.complete
    cheapest = cheapest_set(model, "r", seconds=1)
    assert cheapest.names is None or not cheapest.proven or cheapest.cost
    assert monotonic() - started < 5


def test_the_indices_of_many_are_done_in_time() -> None:
    random = Random(2)
    commitments = tuple(
        Commitment(
            f"c{n}",
            f"A{n}",
            "land",
            random.randrange(1, 100),
            when=(clause("true" if n < 50 else f"#c{random.randrange(n)}"),),
        )
        for n in range(300)
    )
    model = Model("many", (), commitments, (Requirement("r", needs=(("land", 7000),)),))
    started = monotonic()
    found = power_indices(model, "r", seconds=2)
    assert monotonic() - started < 3
    assert found.method == "sampled"
    assert sum(found.shapley.values()) == pytest.approx(1)
    assert all(error > 0 for error in found.shapley_errors.values())


def scaled(model: Model, factor: int) -> Model:
    return Model(
        model.name,
        model.events,
        tuple(
            Commitment(c.id, c.actor, c.issue, c.low * factor, when=c.when)
            for c in model.commitments
        ),
        tuple(
            Requirement(
                r.id, needs=tuple((i, n * factor) for i, n in r.needs), commitments=r.commitments
            )
            for r in model.requirements
        ),
    )


def test_trying_out_agrees_with_clingo() -> None:
    from willing.coalition.lanes import Deadline
    from willing.coalition.solver import solve_cheapest, solve_minimal
    from willing.coalition.unlock import _unlocking

    compared = 0
    for seed in range(150):
        model = random_model(Random(seed), negate=seed % 3 == 0)
        problem: Problem = _unlocking(model, "r", Scenario(), False)
        if problem.hopeless or problem.bounds[0][problem.target] == 1:
            continue
        if standing(model).undetermined or (not problem.core.gates and problem.network.absent):
            continue
        from willing.coalition.loops import stratified

        if not stratified(problem.network):
            continue
        compared += 1
        by_clingo, _ = solve_minimal(problem, 4, Deadline(20))
        by_trying, _ = search_minimal(problem, 4, Deadline(20))
        assert sorted(by_clingo) == sorted(by_trying), seed
        one, _ = solve_cheapest(problem, Deadline(20))
        two, _ = search_cheapest(problem, Deadline(20))
        costs = [
            None if found is None else sum(problem.choices[place].cost for place in found)
            for found in (one, two)
        ]
        assert costs[0] == costs[1], seed
    assert compared > 20


def test_pictures_of_large_and_empty_models() -> None:
    for model in (Model("empty"), ring(400), ring(3), random_model(Random(4))):
        for draw in (condition_graph, standing_table, force_bars):
            assert draw(model).startswith("<svg")


def test_blocking_a_large_model_in_time() -> None:
    started = monotonic()
    found = blocking_sets(hard(), "r", size=3, seconds=3)
    assert monotonic() - started < 6
    assert found.given
    assert read_assumptions(hard(), ["e1"]).happens == {"e1"}
