from __future__ import annotations

import datetime

import pytest

from willing.ledger.decide import decide
from willing.ledger.judging import Ruling, State
from willing.model import Judgement
from willing.web import agreement

# The worked examples of Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011):
# binary data of two observers, nominal data of two, and of four with values missing.
BINARY = ("0100000010", "1110010000")
TWO = ("aabbdcccedda", "babbbccceddd")
FOUR = ("123321412   ", "1233224125 3", " 3332342251 ", "12332441251 ")


def units(rows: tuple[str, ...]) -> list[list[str]]:
    return [[value for value in column if value != " "] for column in zip(*rows, strict=True)]


@pytest.mark.parametrize(("rows", "published"), [(BINARY, 0.095), (TWO, 0.692), (FOUR, 0.743)])
def test_alpha_is_as_published(rows: tuple[str, ...], published: float) -> None:
    assert agreement.alpha(units(rows)) == pytest.approx(published, abs=0.0005)


def test_alpha_says_nothing_without_pairs_or_variety() -> None:
    assert agreement.alpha([]) is None
    assert agreement.alpha([["a"], ["b"]]) is None
    assert agreement.alpha([["a", "a"], ["a", "a"]]) is None
    assert agreement.alpha([["a", "a"], ["b", "b"]]) == 1


def ruling(
    author: str, verdict: str, about: str, minute: int, state: State = State.IN_FORCE, **detail: str
) -> Ruling:
    made = datetime.datetime(2025, 3, 1, 12, minute, tzinfo=datetime.UTC)
    judgement: Judgement = decide(verdict, about, detail, author, made)
    return Ruling(judgement, state, about)


RULINGS = [
    ruling("ada", "accept", "p1", 1),
    ruling("ben", "accept", "p1", 2),
    ruling("ada", "reject", "p2", 3),
    ruling("ben", "reject", "p2", 4, State.UNDONE),
    ruling("ben", "edit", "p2", 5, stance="doubt"),
    ruling("ada", "accept", "p3", 7),
    ruling("ada", "reject", "p3", 6),
    ruling("cleo", "accept", "p3", 8),
    ruling("cleo", "merge", "USA", 9),
]


def test_the_last_verdict_in_force_of_each_reviewer_counts() -> None:
    assert agreement.ratings(RULINGS) == {
        "p1": {"ada": "accept", "ben": "accept"},
        "p2": {"ada": "reject", "ben": "edit"},
        "p3": {"ada": "accept", "cleo": "accept"},
    }
    read = {"p1": "offer", "p2": "refuse"}
    assert agreement.stances(RULINGS, read) == {
        "p1": {"ada": "offer", "ben": "offer"},
        "p2": {"ada": "rejected", "ben": "doubt"},
    }


def test_agreement_of_all_and_of_each_two() -> None:
    values = agreement.ratings(RULINGS)
    everyone = agreement.agreement(values)
    assert (everyone.reviewers, everyone.positions, everyone.pairs) == (
        ("ada", "ben", "cleo"),
        3,
        3,
    )
    assert everyone.share == pytest.approx(2 / 3)
    pairs = {one.reviewers: one for one in agreement.by_pair(values)}
    assert set(pairs) == {("ada", "ben"), ("ada", "cleo")}
    assert (pairs["ada", "ben"].positions, pairs["ada", "ben"].share) == (2, 0.5)
    assert pairs["ada", "cleo"].alpha is None
