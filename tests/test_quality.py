from __future__ import annotations

import importlib.util
import random
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import yaml
from scipy.optimize import linear_sum_assignment

from willing import gold
from willing.evaluation.judging import judge
from willing.evaluation.marks import Link, Mark, mark
from willing.evaluation.matching import assignment
from willing.evaluation.reading import folders, read_part
from willing.evaluation.scores import score
from willing.export.records import Record
from willing.quality import shortfalls, table

TESTS = Path(__file__).parent
GOLD = TESTS / "gold"
FLOORS = yaml.safe_load((TESTS / "quality_floors.yaml").read_text(encoding="utf-8"))
CHAIN = (Link("Le Monde", "outlet"), Link("a diplomat", "anonymous"))
SHARED_SCORER = TESTS.parents[1] / "shared" / "eval" / "score_positions.py"


@cache
def read(part: str) -> list[tuple[Record, list[Record]]]:
    return list(read_part(GOLD / part))


def position(**changes: Any) -> Mark:
    fields: dict[str, Any] = {
        "start": 0,
        "end": 100,
        "actor": "fra",
        "agent": "fra",
        "stances": frozenset(["offer"]),
        "issues": frozenset(["land"]),
    }
    return Mark(**(fields | changes))


def f1(expected: list[Mark], found: list[Mark]) -> dict[str, float]:
    return score([expected], [found]).figures()


@pytest.mark.parametrize("part", sorted(FLOORS))
def test_the_gate(part: str) -> None:
    scores = judge(read(part))
    print(table(scores))
    assert shortfalls(part, scores, FLOORS[part]) == []
    assert set(FLOORS[part]) == set(scores.figures())


def test_the_gold_keeps_the_contract() -> None:
    for folder in (*folders(GOLD / "look"), *folders(GOLD / "gate")):
        issues = gold.agenda_issues(folder)
        for article in gold.load(folder):
            assert list(gold.problems(article, issues)) == [], article["path"]


def test_what_is_the_same_scores_one_and_nothing_scores_nothing() -> None:
    one = position(conditions=(("if", "if asked by Kyiv"),), chain=CHAIN, low=5000.0)
    assert set(f1([one], [one]).values()) == {1.0}
    assert set(f1([one], []).values()) == {0.0}
    assert set(f1([], [one]).values()) == {0.0}
    assert set(f1([], []).values()) == {0.0}


def test_each_level_asks_for_more() -> None:
    one = position()
    other_agent = f1([one], [position(agent="deu")])
    assert (other_agent["actor+stance+issue"], other_agent["all"]) == (1.0, 0.0)
    other_issue = f1([one], [position(issues=frozenset(["sky"]))])
    assert (other_issue["actor+stance"], other_issue["actor+issue"]) == (1.0, 0.0)
    assert f1([one], [position(actor="deu")])["actor"] == 0.0
    assert f1([one], [position(start=60, end=180)])["actor"] == 0.0


def test_other_answers_that_an_annotator_allows_are_right() -> None:
    one = position(stances=frozenset(["offer", "consider"]))
    assert f1([one], [position(stances=frozenset(["consider"]))])["all"] == 1.0


def test_recall_asks_for_core_positions_alone() -> None:
    beside = position(actor="deu", core=False)
    without = score([[position(), beside]], [[position()]]).rates["actor"]
    assert (without.precision, without.recall) == (1.0, 1.0)
    with_it = score([[position(), beside]], [[position(), beside]]).rates["actor"]
    assert (with_it.precision, with_it.recall) == (1.0, 1.0)


def test_a_condition_that_a_list_of_countries_shares_counts_once() -> None:
    shared = (("if", "if Kyiv asks for them"),)
    several = [position(actor=name, conditions=shared) for name in ("fra", "deu", "ita")]
    rate = score([several], [[position(conditions=(("unless", "Kyiv asks for them"),))]])
    assert rate.rates["conditions"].recall == 1.0
    assert rate.shares["condition kind"] == 0.0


def test_a_mark_of_the_gold_and_of_the_contract_are_one() -> None:
    text = "A headline\nParis\u2019s minister is ready to send 500 to 900 troops."
    quote = text.split("\n")[1]
    action = {
        "agent": {"id": "FRA"},
        "issue": "land",
        "quantity": {"low": 500, "high": 900, "unit": "troops"},
    }
    rest = {"actor": {"id": "FRA"}, "stance": "offer", "action": action}
    straight = quote.replace("\u2019", "'")
    spans = {"start": 11, "end": len(text), "text": straight}
    assert mark({"quote": quote, **rest}, text) == mark({"sentence": spans, **rest}, text)
    assert mark({"quote": quote, **rest}, text).start == text.index(quote)
    assert mark({"quote": quote, **rest}, text).low == 500


def test_the_assignment_is_the_greatest() -> None:
    chance = random.Random(5)
    for _ in range(300):
        rows, columns = chance.randint(1, 8), chance.randint(1, 8)
        worth = [
            [chance.choice([0, 0, 101, 201, 301, chance.randint(0, 500)]) for _ in range(columns)]
            for _ in range(rows)
        ]
        pairs = assignment(worth)
        best = linear_sum_assignment(np.array(worth), maximize=True)
        assert sum(worth[row][column] for row, column in pairs) == np.array(worth)[best].sum()
        assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
    assert assignment([]) == assignment([[]]) == []


def test_a_floor_that_is_missed_is_named() -> None:
    scores = score([[position()]], [[]])
    assert shortfalls("look", scores, {"actor": 0.5, "all": 0.0}) == [
        "look: actor is 0.000, below its floor of 0.500."
    ]


@pytest.fixture
def shared_scorer() -> ModuleType:
    if not SHARED_SCORER.is_file():
        pytest.skip("the shared scorer is not beside this checkout")
    spec = importlib.util.spec_from_file_location("shared_scorer", SHARED_SCORER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_figures_are_those_of_the_shared_scorer(shared_scorer: ModuleType) -> None:
    ours = judge(read("look"))
    theirs = [
        [
            [shared_scorer.flat(one, annotated["text"]) for one in positions]
            for positions in (annotated["positions"] or [], records)
        ]
        for annotated, records in read("look")
    ]
    figures = shared_scorer.score(theirs)
    for name, rate in ours.rates.items():
        # Matches of equal worth can be chosen either way, which moves a figure by a thousandth.
        assert (rate.precision, rate.recall, rate.f1) == pytest.approx(figures[name], abs=0.004)
    rest = figures["_"]
    assert (ours.predicted, ours.core) == (rest["predicted"], rest["core"])
    for name, share in ours.shares.items():
        if name != "chain":
            assert share == pytest.approx(rest[name.replace(" ", "_")], abs=0.02), name
