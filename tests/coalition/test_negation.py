"""Conditions with “not” over commitments: settled where they can be, listed where they cannot."""

from __future__ import annotations

from random import Random

import pytest

from coalition.example import small
from coalition.oracle import minimal, random_model
from willing.coalition import unlock
from willing.coalition.commands import what_if_json
from willing.coalition.file import read_model
from willing.coalition.scenario import Scenario
from willing.coalition.stable import stable_models
from willing.coalition.standing import standing
from willing.coalition.unlock import blocking_sets, jump_sets, unlocking_sets
from willing.coalition.values import Model


def test_an_even_loop_lists_both_stable_models() -> None:
    found = what_if_json(small({"a": "not #b", "b": "not #a", "c": "#a or #b"}))
    assert found["undetermined"] == ["a", "b", "c"]
    assert found["stable_models"] == [["a", "c"], ["b", "c"]]
    assert found["loops"] == [{"commitments": ["a", "b"], "kind": "even"}]
    assert found["stands"] == []


def test_an_odd_loop_says_that_there_is_none() -> None:
    found = what_if_json(small({"a": "not #b", "b": "not #c", "c": "not #a", "d": "true"}))
    assert found["stable_models"] == []
    assert found["stable_models_complete"]
    assert found["loops"] == [{"commitments": ["a", "b", "c"], "kind": "odd"}]
    assert found["stands"] == ["d"]


def test_stratified_negation_is_settled() -> None:
    model = small({"a": "true", "b": "not #a", "c": "not #b", "d": "#d and not #b"})
    found = what_if_json(model)
    assert (found["stands"], found["only_together"], found["falls"]) == (["a", "c"], ["d"], ["b"])
    assert "stable_models" not in found
    assert stable_models(model).models == (("a", "c"),)


def test_stable_models_with_sums_too_large_for_clingo() -> None:
    model = read_model(
        f"""
format: willing-model/1
name: large
commitments:
  - {{id: a, actor: A, issue: i, low: {2**70}, when: "not total(j) >= {2**70}"}}
  - {{id: b, actor: B, issue: j, low: {2**70}, when: "not total(i) >= {2**70}"}}
  - {{id: c, actor: C, issue: k, when: "total(i) >= {2**70} or total(j) >= {2**70}"}}
"""
    )
    assert stable_models(model).models == (("a", "c"), ("b", "c"))


@pytest.mark.parametrize("trying", [False, True])
def test_sets_under_negation_are_those_that_trying_finds(
    trying: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unlock, "_few_to_try", lambda _problem, _size: trying)
    for seed in range(150):
        check_sets(seed, random_model(Random(seed), negate=True, most=5))


def check_sets(seed: int, model: Model) -> None:
    concessions = [event.name for event in model.events if event.concession]

    def works(granted: frozenset[str]) -> bool:
        return standing(model, Scenario(granted)).met("r")

    found = unlocking_sets(model, "r")
    assert {frozenset(s) for s in found.sets} == minimal(concessions, works, 4), seed
    base = Scenario(frozenset(event.name for event in model.events))
    answer = standing(model, base)
    things = [*base.happens, *answer.stands]

    def fails(failing: frozenset[str]) -> bool:
        scenario = Scenario(base.happens - failing, excluded=failing & set(model.by_id))
        network = standing(model, scenario)
        return network.least[1][network.network.requirement["r"]] != 1

    blocked = blocking_sets(model, "r", base, size=2)
    if not blocked.given and answer.met("r"):
        assert {frozenset(s) for s in blocked.sets} == minimal(things, fails, 2), seed

    def lifted(first: frozenset[str]) -> bool:
        return standing(model, Scenario(base.happens, included=first)).met("r")

    jumps = jump_sets(model, "r", base)
    wanted = minimal(answer.only_together, lifted, 4)
    assert {frozenset(s) for s in jumps.sets} == wanted, seed
