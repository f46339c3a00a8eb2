"""The temporal tagger against its gold: expressions, their days, dates of positions."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from willing import temporal

GOLD = Path(__file__).parent / "temporal_gold"
FLOORS = {"held_out": 0.95, "seen": 0.98}


def cases(name: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load((GOLD / f"{name}.yaml").read_text("utf-8"))
    return loaded


def interval(value: Any) -> temporal.Interval | None:
    if value is None:
        return None
    return (value, value) if isinstance(value, datetime.date) else (value[0], value[1])


def words(text: Any) -> str:
    return str(text).removeprefix("the ").removeprefix("The ")


def share_right(name: str) -> float:
    """Right expressions (words and both days) over all that are in the gold or were found."""
    right = total = 0
    for case in cases(name):
        anchor, previous = interval(case["anchor"]), interval(case.get("previous"))
        found = [
            (words(each.text), temporal.resolve(each, anchor, case.get("tense"), previous))
            for each in temporal.find(case["text"])
        ]
        expected = [
            (words(text), (start, end) if start else None) for text, start, end in case["finds"]
        ]
        hits = sum(each in found for each in expected) if expected or found else 1
        right += hits
        total += max(len(expected), len(found), 1)
    return right / total


@pytest.mark.parametrize("name", sorted(path for path in FLOORS if (GOLD / f"{path}.yaml").exists()))
def test_share_of_right_expressions(name: str) -> None:
    assert share_right(name) >= FLOORS[name]
