"""The temporal tagger against its gold, and against texts that nobody would write."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from willing import temporal
from willing.model import UNDATED, DateBasis, Published

GOLD = Path(__file__).parent / "temporal_gold"
FLOORS = {"held_out": 0.95, "seen": 0.98}
DAYS = st.dates(datetime.date(1990, 1, 1), datetime.date(2040, 12, 31))
SOME_WORDS = st.sampled_from(
    (
        *("on Wednesday", "last Friday", "22 January", "in May", "31 February 2025", "by June"),
        *("two weeks ago", "may", "2024", "the same day", "Q3", "mid-March", "the weekend"),
        *("1/2/2025", "said", "will", "if", ", who", "23.01.25, 08:26 • 17 views", "next year"),
        *("KYIV, Nov 3 (X) -", "Published: 3 May 2025", "yesterday, 9999-12-31", "\n", "."),
        *("1 January 1900", "Friday, 20 December", "since 2022", "until Sunday", "last winter"),
        *("999 years ago", "in 999 years", "12 months later", "earlier this month", "by 2025"),
    )
)
TEXTS = st.lists(SOME_WORDS, max_size=12).map(" ".join)


def cases(name: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load((GOLD / f"{name}.yaml").read_text("utf-8"))
    return loaded


def interval(value: Any) -> temporal.Interval | None:
    if value is None:
        return None
    return (value, value) if isinstance(value, datetime.date) else (value[0], value[1])


def published(value: Any) -> Published:
    if value is None:
        return UNDATED
    if isinstance(value, datetime.date):
        return Published(value, value, value, DateBasis.METADATA)
    return Published(None, value[0], value[1], DateBasis.INFERRED)


def words(text: Any) -> str:
    return str(text).removeprefix("the ").removeprefix("The ")


def holds(result: Published, day: datetime.date) -> bool:
    after = result.earliest is None or result.earliest <= day
    return after and (result.latest is None or day <= result.latest)


def width(result: Published) -> float:
    if result.earliest is None or result.latest is None:
        return float("inf")
    return (result.latest - result.earliest).days + 1


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


@pytest.mark.parametrize("name", FLOORS)
def test_share_of_right_expressions(name: str) -> None:
    assert share_right(name) >= FLOORS[name]


@pytest.mark.parametrize("case", cases("positions"), ids=lambda case: case["text"][:40])
def test_a_position_has_the_day_it_was_taken(case: dict[str, Any]) -> None:
    text = case["text"]
    start = text.index(case["sentence"]) if "sentence" in case else 0
    stop = text.find(". ", start)
    sentence = (start, len(text) if stop < 0 else stop + 1)
    clause = None
    if "clause" in case:
        begin = text.index(case["clause"])
        clause = (begin, begin + len(case["clause"]))
    dated = temporal.date_position(text, sentence, clause, published(case.get("published")))
    assert [dated.start, dated.end, dated.basis.value] == case["expects"]


@pytest.mark.parametrize("case", cases("articles"), ids=lambda case: case["text"][:40])
def test_an_article_has_an_honest_interval(case: dict[str, Any]) -> None:
    result = temporal.date_article(case["text"], published(case.get("metadata")), case.get("today"))
    if case.get("none"):
        assert result == UNDATED
        return
    assert holds(result, case["truth"])
    assert result.date in {None, case["truth"]}
    assert width(result) <= (case["width"] or float("inf"))
    if case.get("conflict"):
        assert result.date is None
        assert result.basis is DateBasis.INFERRED


def test_offsets_and_words_agree() -> None:
    text = "On Wednesday, 22 January 2025, and again two days later, nothing moved."
    for each in temporal.find(text):
        assert text[each.start : each.end] == each.text


@given(TEXTS, DAYS, DAYS, st.sampled_from(["past", "future", None]))
def test_a_wider_anchor_never_narrows_the_answer(
    text: str, first: datetime.date, second: datetime.date, tense: temporal.Tense | None
) -> None:
    earliest, latest = min(first, second), max(first, second)
    for each in temporal.find(text):
        wide = temporal.resolve(each, (earliest, latest), tense, (earliest, latest))
        for day in (earliest, latest):
            narrow = temporal.resolve(each, (day, day), tense, (day, day))
            if wide and narrow:
                assert wide[0] <= narrow[0]
                assert narrow[1] <= wide[1]


@given(TEXTS, st.none() | DAYS, st.none() | DAYS)
def test_articles_of_any_words_get_an_ordered_interval(
    text: str, stated: datetime.date | None, today: datetime.date | None
) -> None:
    result = temporal.date_article(text, published(stated), today)
    assert result.earliest is None or result.latest is None or result.earliest <= result.latest
    assert result.date is None or holds(result, result.date)
    temporal.date_position(text, (0, len(text)), None, result)


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    for each in temporal.find(text):
        assert text[each.start : each.end] == each.text
