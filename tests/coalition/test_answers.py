"""What the questions answer, as the command line shows it."""

from __future__ import annotations

import json
import sys
from itertools import product
from random import Random
from subprocess import run

import pytest

from coalition.example import TEXT, example, small
from coalition.oracle import random_model
from willing.coalition.commands import (
    block_json,
    force_json,
    hangs_on_json,
    likelihood_json,
    unlock_json,
    what_if_json,
    why_json,
    why_not_json,
)
from willing.coalition.completions import completions
from willing.coalition.errors import AssumptionError, UnknownNameError
from willing.coalition.file import read_model
from willing.coalition.indices import power_indices
from willing.coalition.lanes import Deadline
from willing.coalition.likelihood import FIRMNESS_KEPT, likelihood
from willing.coalition.sampling import sampled_banzhaf, sampled_shapley
from willing.coalition.scenario import Scenario, read_assumptions
from willing.coalition.standing import standing
from willing.coalition.why import why, why_not

CEASEFIRE = ["ceasefire"]


def test_what_if_names_those_who_wait_for_each_other() -> None:
    assert what_if_json(example(), CEASEFIRE) == {
        "stands": ["tur-sea", "est-land"],
        "only_together": ["gbr-land", "fra-land", "usa-guarantee", "eur-burden"],
        "falls": ["che-land"],
        "totals": {
            "land": {"guaranteed": 150, "hopeful": 150, "together": 11150},
            "guarantee": {"guaranteed": 0, "hopeful": 0, "together": 0},
            "burden": {"guaranteed": 0, "hopeful": 0, "together": 1},
            "sea": {"guaranteed": 3, "hopeful": 3, "together": 3},
        },
        "requirements": [
            {"id": "full", "met": False, "met_together": True},
            {"id": "sea", "met": False, "met_together": False},
        ],
    }


def test_what_if_counts_the_high_end_where_hopeful() -> None:
    found = what_if_json(example(), ["ceasefire", "congress"], optimistic=True)
    assert found["totals"]["land"] == {"guaranteed": 11150, "hopeful": 19150, "together": 19150}


def test_what_if_says_what_is_certain_and_possible() -> None:
    found = what_if_json(example(), CEASEFIRE, open_events=True)
    assert found["certain"] == ["tur-sea", "est-land"]
    assert "gbr-land" in found["possible"]
    assert found["open_events"] == ["congress", "request", "che-against"]
    assert found["exact"]


def test_a_refusal_can_be_assumed() -> None:
    found = what_if_json(example(), ["ceasefire and not USA.guarantee"])
    assert {"gbr-land", "usa-guarantee"} <= set(found["falls"])
    forced = what_if_json(example(), ["ceasefire", "USA.guarantee"])
    assert "fra-land" in forced["stands"]
    assert what_if_json(example(), ["ceasefire", "not USA"]) == found
    assert what_if_json(example(), ["ceasefire", "not #usa-guarantee"]) == found


@pytest.mark.parametrize(
    "assumptions",
    [
        ["nothing"],
        ["#nobody"],
        ["ceasefire", "not ceasefire"],
        ["a or b"],
        ["(("],
        ["not USA", "USA.guarantee"],
    ],
)
def test_assumptions_that_cannot_be_taken(assumptions: list[str]) -> None:
    with pytest.raises(AssumptionError):
        read_assumptions(example(), assumptions)


def test_unlock_says_which_concession_opens_the_loop() -> None:
    assert unlock_json(example(), "full", CEASEFIRE) == {
        "sets": [["congress"]],
        "complete": True,
        "jump_sets": [["gbr-land"], ["usa-guarantee"], ["eur-burden"]],
        "costs": [3],
        "cheapest": {"set": ["congress"], "cost": 3, "proven": True},
    }


def test_unlock_where_nothing_is_needed_or_nothing_helps() -> None:
    met = unlock_json(small({"a": "true"}), "a")
    assert (met["sets"], met["jump_sets"]) == ([[]], [[]])
    lost = unlock_json(small({"a": "false"}), "a")
    assert (lost["sets"], lost["jump_sets"], lost["cheapest"]) == ([], [], None)
    with pytest.raises(UnknownNameError):
        unlock_json(example(), "nothing")


def test_block_says_what_it_takes_as_given() -> None:
    found = block_json(example(), "full", CEASEFIRE)
    assert found["given"] == ["congress"]
    assert found["complete"]
    assert found["sets"] == [
        ["ceasefire"],
        ["congress"],
        ["gbr-land"],
        ["fra-land"],
        ["usa-guarantee"],
    ]
    assert block_json(example(), "full", CEASEFIRE, among="events")["sets"] == [
        ["ceasefire"],
        ["congress"],
    ]


def test_hangs_on() -> None:
    found = hangs_on_json(example(), "full", CEASEFIRE)
    assert found["vetoers"] == ["GBR", "FRA", "USA"]
    assert found["shapley"]["GBR"] == pytest.approx(1 / 3)
    assert found["banzhaf"]["TUR"] == 0
    assert found["birnbaum"] == {"congress": {"p": 1.0}}
    assert found["method"] == "listed"


def test_likelihood_is_an_interval_where_the_beliefs_are() -> None:
    found = likelihood_json(example(), "full")
    assert found["stands"] == {"low": pytest.approx(0.1), "high": pytest.approx(0.2)}
    assert found["together"] == {"low": pytest.approx(0.2), "high": pytest.approx(0.4)}
    assert (found["method"], found["unknown"], found["assumed"]) == ("exact", [], {})


def test_an_event_without_a_belief_can_be_anything() -> None:
    found = likelihood_json(small({"a": "x"}), "a")
    assert found["stands"] == {"low": 0.0, "high": 1.0}
    assert found["unknown"] == ["x"]


def test_the_defaults_by_firmness_are_named_where_they_are_used() -> None:
    text = TEXT.replace("needs: {land: 11000}, actors: [USA]", "commitments: [gbr-land]")
    plain = likelihood_json(read_model(text), "full", ["ceasefire", "congress"])
    assert plain["stands"] == {"p": 1.0}
    found = likelihood_json(read_model(text), "full", ["ceasefire", "congress"], defaults=True)
    kept = float(FIRMNESS_KEPT["offer"] * FIRMNESS_KEPT["consider"])
    assert found["stands"]["p"] == pytest.approx(kept)
    assert found["assumed"] == {"offer": 0.6, "consider": 0.3}


def test_firmness_can_be_believed() -> None:
    model = read_model(TEXT.replace("beliefs:", "beliefs:\n  offer: 0.5\n  consider: [0.1, 0.3]"))
    assert likelihood(
        model, "full", read_assumptions(model, ["ceasefire", "congress"])
    ).stands.low == (pytest.approx(0.05))


@pytest.mark.parametrize("seed", range(25))
def test_sampling_comes_near_the_exact_answer(seed: int) -> None:
    model = random_model(Random(seed))
    exact = likelihood(model, "r")
    sampled = likelihood(model, "r", sample=True, samples=1 << 15, seed=seed)
    assert sampled.method == "sampled"
    for one, other in ((exact.stands, sampled.stands), (exact.together, sampled.together)):
        assert other.error is not None
        margin = 5 * other.error
        assert other.low <= one.low + margin
        assert other.high >= one.high - margin
        if not other.bounds:
            assert (other.low, other.high) == pytest.approx((one.low, one.high), abs=margin)
    for name, chance in sampled.birnbaum.items():
        if exact.birnbaum[name].low == exact.birnbaum[name].high:
            margin = 5 * (chance.error or 0) + 1e-9
            assert chance.low == pytest.approx(exact.birnbaum[name].low, abs=margin)


def test_beyond_sixteen_events_it_is_sampled() -> None:
    names = [f"e{n}" for n in range(20)]
    beliefs = ", ".join(f"{name}: 0.9" for name in names)
    found = likelihood_json(small({"a": " and ".join(names)}, beliefs), "a")
    assert found["method"] == "sampled"
    assert found["complete"]
    assert found["stands"]["p"] == pytest.approx(0.9**20, abs=5 * found["stands"]["se"])


def test_an_event_that_helps_and_harms_gives_bounds_only_where_sampled() -> None:
    names = [f"e{n}" for n in range(18)]
    beliefs = ", ".join(f"{name}: 0.5" for name in names) + ", x: [0.2, 0.8]"
    found = likelihood_json(
        small(
            {
                "a": "(x or e0) and (not x or e1)"
                + "".join(f" and (x or not x or {n})" for n in names)
            },
            beliefs,
        ),
        "a",
    )
    assert found["stands"]["bounds"]
    few = "x: [0.2, 0.8], e0: 0.5, e1: 0.5"
    exact = likelihood_json(small({"a": "x and e0 or not x and e1"}, few), "a")
    assert exact["stands"] == {"p": pytest.approx(0.5)}


@pytest.mark.parametrize("seed", range(20))
def test_sampled_indices_come_near_the_listed_ones(seed: int) -> None:
    from willing.coalition.game import game_of
    from willing.coalition.gates import network_of

    model = random_model(Random(seed))
    scenario = Scenario(frozenset(event.name for event in model.events))
    exact = power_indices(model, "r", scenario)
    game = game_of(network_of(model), model, "r", scenario)
    shapley = sampled_shapley(game, Random(seed), Deadline(0.05))
    banzhaf = sampled_banzhaf(game, Random(seed), Deadline(0.05))
    if not standing(model, scenario).met("r"):
        return
    for actor, value in shapley.values.items():
        assert value == pytest.approx(float(exact.shapley[actor]), abs=6 * shapley.errors[actor])
    whole = sum(banzhaf.values.values())
    for actor, value in banzhaf.values.items():
        margin = 6 * (banzhaf.errors[actor] + max(banzhaf.errors.values())) / whole
        assert value / whole == pytest.approx(float(exact.banzhaf[actor]), abs=margin)


def test_counting_weights_agrees_with_listing() -> None:
    from willing.coalition.game import game_of
    from willing.coalition.gates import network_of
    from willing.coalition.indices import _listed
    from willing.coalition.weighted import weighted_indices

    compared = 0
    for seed in range(300):
        model = random_model(Random(seed))
        scenario = Scenario(frozenset(event.name for event in model.events))
        game = game_of(network_of(model), model, "r", scenario)
        found = weighted_indices(game, Deadline(5)) if game.players else None
        if found is not None:
            compared += 1
            assert found == _listed(game, Deadline(5)), seed
    assert compared > 20


def test_force_stands_beside_every_requirement() -> None:
    found = force_json(example(), "sea", CEASEFIRE)
    assert found["issues"]["land"]["sustained"] == {
        "guaranteed": 50,
        "hopeful": 50,
        "together": pytest.approx(11150 / 3),
    }
    assert found["issues"]["sea"]["unit"] == "ships"
    assert [r["id"] for r in found["requirements"]] == ["sea", "full"]
    assert "assumption" in found["ratio_source"]
    with pytest.raises(ValueError, match="at least 1"):
        force_json(example(), "sea", ratio=0)


def test_units_that_differ_do_not_add_up() -> None:
    model = read_model(
        TEXT.replace("unit: ships", "unit: ships, low: 2").replace(
            "low: 3, unit: ships, low: 2", "low: 3, unit: ships"
        )
    )
    assert model.notes == example().notes
    mixed = read_model(TEXT.replace("low: 150, unit: troops", "low: 1, unit: brigades"))
    assert what_if_json(mixed, CEASEFIRE)["totals"]["land"]["guaranteed"] == 0
    assert "est-land" in mixed.notes[-1]


def test_why_gives_the_shortest_derivation() -> None:
    found = why_json(example(), "fra-land", ["ceasefire", "congress"])
    assert [(s["id"], s["round"], s["because"]) for s in found["steps"]] == [
        ("usa-guarantee", 1, ["congress", "ceasefire"]),
        ("gbr-land", 2, ["ceasefire", "#usa-guarantee"]),
        ("fra-land", 3, ["ceasefire", "#gbr-land"]),
    ]
    assert found["steps"][1]["sentences"] == ["London wants a backstop."]
    assert not why_json(example(), "fra-land")["stands"]


def test_why_not_goes_down_to_the_sentences_and_names_the_loop() -> None:
    found = why_not_json(example(), "#gbr-land", CEASEFIRE)
    assert not found["stands"]
    first, second, third = found["stopped"]
    assert first["unmet"][0]["missing"] == ["#usa-guarantee"]
    assert first["waits_with"] == ["usa-guarantee", "eur-burden"]
    assert second["unmet"][0]["gate"] == "congress or total(burden) >= 1"
    assert second["unmet"][0]["sentence"] == "Europe must pay."
    assert second["unmet"][0]["evidence"] == ["P2"]
    assert third["status"] == "only_together"
    assert why_not_json(example(), "est-land")["stopped"] == []
    gone = why_not(example(), "est-land", read_assumptions(example(), ["not EST.land"]))
    assert gone[0].unmet[0].gate == "assumed not to stand"
    with pytest.raises(UnknownNameError):
        why_json(example(), "nobody")


def test_a_derivation_rests_on_what_it_names() -> None:
    """Granting only what the steps name, with everything else out, each commitment still stands."""
    for seed in range(300):
        model = random_model(Random(seed))
        for events in product((False, True), repeat=len(model.events)):
            happens = frozenset(e.name for e, on in zip(model.events, events, strict=True) if on)
            answer = standing(model, Scenario(happens))
            for name in answer.stands:
                steps = why(model, name, Scenario(happens))
                kept = {step.id for step in steps}
                others = frozenset(c.id for c in model.commitments if c.id not in kept)
                again = standing(model, Scenario(happens, excluded=others))
                assert set(again.stands) == kept, seed
                assert max(step.round for step in steps) == steps[-1].round, seed
            for name in {*answer.only_together, *answer.falls}:
                assert why_not(model, name, Scenario(happens))[0].unmet, seed


def test_completions_with_not_are_bounds_where_events_are_many() -> None:
    names = [f"e{n}" for n in range(14)]
    both = " and ".join(f"({n} or not {n})" for n in names)
    found = completions(small({"a": both, "b": "true"}))
    assert not found.exact
    assert found.certain == ("b",)
    assert found.possible == ("a", "b")


def test_the_package_loads_nothing_heavy_until_it_is_asked() -> None:
    code = (
        "import sys, willing.coalition.commands, willing.coalition.picture\n"
        "print([name for name in ('numpy', 'clingo') if name in sys.modules])"
    )
    shown = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_answers_are_plain_json() -> None:
    for seed in range(30):
        model = random_model(Random(seed), negate=seed % 2 == 0)
        for answer in (
            what_if_json(model, open_events=True),
            unlock_json(model, "r"),
            block_json(model, "r"),
            hangs_on_json(model, "r"),
            likelihood_json(model, "r"),
            force_json(model, "r"),
            why_json(model, "c0"),
            why_not_json(model, "c0"),
        ):
            assert json.loads(json.dumps(answer)) == answer
