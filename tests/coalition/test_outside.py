"""Answers that others published: weighted votes and fault trees."""

from __future__ import annotations

from fractions import Fraction

import powerindex  # type: ignore[import-untyped, unused-ignore]
import pytest

from willing.coalition.file import read_model
from willing.coalition.indices import Indices, power_indices
from willing.coalition.likelihood import likelihood
from willing.coalition.openpsa import OpenPsaError, read_open_psa
from willing.coalition.unlock import blocking_sets
from willing.coalition.values import Commitment, Model, Requirement


def council(weights: dict[str, int], quota: int, actors: tuple[str, ...] = ()) -> Model:
    votes = tuple(Commitment(f"vote-{a}", a, "vote", low=w) for a, w in weights.items())
    return Model("council", (), votes, (Requirement("pass", None, (("vote", quota),), actors),))


def test_the_council_of_the_six_in_1958() -> None:
    weights = {"DEU": 4, "FRA": 4, "ITA": 4, "NLD": 2, "BEL": 2, "LUX": 1}
    found = power_indices(council(weights, 12), "pass")
    large, small = Fraction(5, 21), Fraction(1, 7)
    assert list(found.banzhaf.values()) == [large, large, large, small, small, 0]
    assert found.vetoers == ()


def test_the_security_council() -> None:
    permanent = tuple(f"P{n}" for n in range(5))
    elected = tuple(f"E{n}" for n in range(10))
    found = power_indices(council(dict.fromkeys(permanent + elected, 1), 9, permanent), "pass")
    assert {found.shapley[actor] for actor in permanent} == {Fraction(421, 2145)}
    assert {found.shapley[actor] for actor in elected} == {Fraction(4, 2145)}
    assert found.vetoers == permanent


NICE = [29] * 4 + [27] * 2 + [14, 13] + [12] * 5 + [10] * 3 + [7] * 5 + [4] * 5 + [3]


@pytest.fixture(scope="module")
def nice() -> Indices:
    return power_indices(council({f"M{n}": w for n, w in enumerate(NICE)}, 255), "pass")


def test_the_union_of_27_under_nice(nice: Indices) -> None:
    game = powerindex.Game(255, NICE)
    game.calc_banzhaf()
    game.calc_shapley_shubik()
    assert nice.method == "added up"
    assert [float(x) for x in nice.banzhaf.values()] == pytest.approx(game.banzhaf, abs=1e-12)
    assert [float(x) for x in nice.shapley.values()] == pytest.approx(
        game.shapley_shubik, abs=1e-12
    )


def test_shares_of_a_vote_add_up_to_one(nice: Indices) -> None:
    assert sum(nice.banzhaf.values()) == 1
    assert sum(nice.shapley.values()) == 1


def element(text: str) -> str:
    """Turn `and(a, or(b, c))` into Open-PSA elements; capitals are gates, the rest events."""
    text = text.strip()
    name, bracket, rest = text.partition("(")
    if not bracket:
        kind = "gate" if text[0].isupper() else "house-event" if text[0] == "_" else "basic-event"
        return f'<{kind} name="{text}"/>'
    inside, depth, start, parts = rest[:-1], 0, 0, []
    for place, character in enumerate(inside + ","):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            parts.append(inside[start:place])
            start = place + 1
    tag = f'atleast min="{name[1:]}"' if name.startswith("k") else name
    return f"<{tag}>{''.join(map(element, parts))}</{tag.split()[0]}>"


def tree(gates: dict[str, str], chances: dict[str, float] | None = None, house: str = "") -> Model:
    defined = "".join(
        f'<define-gate name="{name}"><label>{name}</label>{element(text)}</define-gate>'
        for name, text in gates.items()
    )
    events = "".join(
        f'<define-basic-event name="{name}"><float value="{p}"/></define-basic-event>'
        for name, p in (chances or {}).items()
    )
    return read_open_psa(
        f"<opsa-mef><!-- a tree --><define-fault-tree name='t'>{defined}</define-fault-tree>"
        f"<model-data>{events}{house}</model-data></opsa-mef>"
    )


TREES = {
    "series": ({"Top": "or(a, b, c)"}, "a b c"),
    "parallel": ({"Top": "and(a, b, c)"}, "abc"),
    "two trains": (
        {"Top": "and(One, Two)", "One": "or(v, p)", "Two": "or(w, q)"},
        "vw vq pw pq",
    ),
    "bridge": (
        {"Top": "or(and(a, b), and(c, d), and(a, e, d), and(c, e, b))"},
        "ab cd ade bce",
    ),
    "two of three": ({"Top": "k2(a, b, c)"}, "ab ac bc"),
    "three of five": (
        {"Top": "k3(a, b, c, d, e)"},
        "abc abd abe acd ace ade bcd bce bde cde",
    ),
    "shared part": (
        {"Top": "and(One, Two)", "One": "or(s, a)", "Two": "or(s, b)"},
        "s ab",
    ),
    "absorbed": ({"Top": "or(a, and(a, b), and(b, c))"}, "a bc"),
    "cooling": (
        {
            "Top": "or(Power, Pumps, t)",
            "Power": "and(g, h)",
            "Pumps": "and(PumpOne, PumpTwo)",
            "PumpOne": "or(m, n)",
            "PumpTwo": "or(o, g)",
        },
        "t gh mo mg no ng",
    ),
    "voting of gates": (
        {
            "Top": "k2(One, Two, Three)",
            "One": "and(a, b)",
            "Two": "or(c, d)",
            "Three": "and(d, e)",
        },
        "abc abd de",
    ),
}


@pytest.mark.parametrize("name", TREES)
def test_minimal_cut_sets(name: str) -> None:
    gates, wanted = TREES[name]
    found = blocking_sets(tree(gates), "Top", size=None, among="events")
    assert found.complete
    assert {"".join(sorted(members)) for members in found.sets} == {
        "".join(sorted(members)) for members in wanted.split()
    }


def test_the_chance_that_a_tree_works() -> None:
    gates, _ = TREES["two trains"]
    chances = {"v": 0.4, "w": 0.5, "p": 0.7, "q": 0.2}
    train_one, train_two = 1 - 0.6 * 0.3, 1 - 0.5 * 0.8
    found = likelihood(tree(gates, chances), "Top")
    assert found.stands.low == pytest.approx(1 - train_one * train_two)
    assert found.together == found.stands


def test_gates_that_turn_around() -> None:
    """Each gate against its truth table, through the cut probability at 0 and 1."""
    tables = {
        "xor(a, b)": [0, 1, 1, 0],
        "nand(a, b)": [1, 1, 1, 0],
        "nor(a, b)": [1, 0, 0, 0],
        "iff(a, b)": [1, 0, 0, 1],
        "imply(a, b)": [1, 0, 1, 1],
        "and(not(a), b)": [0, 0, 1, 0],
    }
    for formula, table in tables.items():
        for case, fails in enumerate(table):
            chances = {"a": float(case & 1), "b": float(case >> 1)}
            works = likelihood(tree({"Top": formula}, chances), "Top").stands.low
            assert works == 1 - fails, (formula, case)


def test_house_events_are_constants() -> None:
    house = '<define-house-event name="_on"><constant value="true"/></define-house-event>'
    found = blocking_sets(tree({"Top": "and(a, _on)"}, house=house), "Top", among="events")
    assert found.sets == (("a",),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<opsa-mef>",
        "<opsa-mef/>",
        "<!DOCTYPE x [<!ENTITY a 'b'>]><opsa-mef/>",
        "<o><define-gate name='A'><gate name='B'/></define-gate></o>",
        "<o><define-gate name='A'><magic><basic-event name='b'/></magic></define-gate></o>",
        "<o><define-gate name='A'><atleast min='x'><event name='b'/></atleast></define-gate></o>",
        "<o><define-gate><event name='b'/></define-gate></o>",
        "<o><define-gate name='A'/></o>",
        "<o><define-basic-event name='A'><float value='2'/></define-basic-event></o>",
    ],
)
def test_what_is_no_fault_tree_is_refused(text: str) -> None:
    with pytest.raises(OpenPsaError):
        read_open_psa(text)


def test_a_tree_survives_the_model_file() -> None:
    from willing.coalition.writer import dump_model

    for gates, _ in TREES.values():
        model = tree(gates)
        assert read_model(dump_model(model)) == model
