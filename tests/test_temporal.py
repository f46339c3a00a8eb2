"""The temporal tagger against its gold, and against texts that nobody would write."""

from __future__ import annotations

import datetime
import itertools
import statistics
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from willing import temporal
from willing.lexicon import load
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
        *("the NATO summit in Vilnius", "the US president-elect", "Germany's outgoing chancellor"),
        *("the 1,000th day of the war", "the 9999th day of the war", "a day after the"),
        *("third anniversary of the full-scale invasion", "the European Council in Brussels"),
        *("aged 99, was born on 1 May 1930", "German federal election", "ahead of", "next month"),
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


@pytest.mark.parametrize(("name", "floor"), [("undated_gate", 0.95), ("undated_look", 1.0)])
def test_undated_articles_are_dated_as_a_careful_reader_would(name: str, floor: float) -> None:
    told = [(temporal.date_article(case["text"], UNDATED), case) for case in cases(name)]
    held = sum(holds(result, case["truth"]) for result, case in told)
    assert held / len(told) >= floor
    a_week = [width(result) for result, case in told if case["width"] and case["width"] <= 7]
    assert statistics.median(a_week) <= 7
    assert all(
        result.date in {None, case["truth"]} for result, case in told if name != "undated_gate"
    )


SUMMIT = "The offer is addressed to the NATO summit in Vilnius next month, an envoy said."
ELECT = "The US president-elect is not bound, an adviser to the outgoing administration said."


def test_a_named_event_and_an_office_date_an_article_and_are_its_reason() -> None:
    result = temporal.date_article(SUMMIT, UNDATED)
    assert (str(result.earliest), str(result.latest)) == ("2023-06-01", "2023-06-30")
    assert result.basis is DateBasis.INFERRED
    (reason,) = temporal.reasons(SUMMIT, result)
    assert reason.startswith("“NATO summit in Vilnius”: “next month” is the NATO summit in Vilnius")
    elect = temporal.date_article(f"{ELECT} NATO Secretary General Mark Rutte agreed.", UNDATED)
    assert (str(elect.earliest), str(elect.latest)) == ("2024-11-06", "2025-01-20")


def test_a_date_that_was_given_needs_no_reason() -> None:
    assert temporal.reasons(SUMMIT, published(datetime.date(2023, 6, 5))) == ()


def test_metadata_that_the_text_contradicts_wins_no_day() -> None:
    text = "TURKU, 4 March 2024 - The minister spoke."
    result = temporal.date_article(text, published(datetime.date(2025, 3, 5)))
    assert (result.date, result.basis) == (None, DateBasis.INFERRED)
    assert holds(result, datetime.date(2024, 3, 4))
    assert holds(result, datetime.date(2025, 3, 5))


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_a_night_between_time_zones_or_clocks_is_no_contradiction(days: int) -> None:
    stamp = "30 March 2025, 02:30 CET\nThe clock has no such hour."
    told = datetime.date(2025, 3, 30) + datetime.timedelta(days)
    assert temporal.date_article(stamp, published(told)).date == told


def test_a_date_in_the_future_is_never_the_day() -> None:
    today = datetime.date(2025, 6, 1)
    for text in ("Published: 3 May 2031\nThe ships sail.", "OSLO, 3 May 2031 - The ships sail."):
        result = temporal.date_article(text, UNDATED, today)
        assert result.date is None
        assert result.latest is None or result.latest <= today
    result = temporal.date_article("The ships sail.", published(datetime.date(2031, 5, 3)), today)
    assert (result.date, result.latest) == (None, today)


def test_day_and_month_that_can_be_exchanged_leave_both_days() -> None:
    result = temporal.date_article("Published: 03/04/2025\nThe ships sail.", UNDATED)
    assert result.date is None
    assert holds(result, datetime.date(2025, 3, 4))
    assert holds(result, datetime.date(2025, 4, 3))
    sure = temporal.date_article("Published: 13/04/2025\nThe ships sail.", UNDATED)
    assert sure.date == datetime.date(2025, 4, 13)


def test_clues_that_contradict_each_other_leave_an_ordered_interval() -> None:
    text = f"{SUMMIT} {ELECT} Two days after the German federal election the talks began."
    result = temporal.date_article(text, UNDATED)
    assert result.date is None
    assert result.earliest is None or result.latest is None or result.earliest <= result.latest


def test_events_and_terms_are_in_order() -> None:
    for event in load("events", ""):
        assert all(start <= end for start, end in event["days"]), event["event"]
        assert event["words"], event["event"]
        assert all(event["words"]), event["event"]
        assert event.get("known", datetime.date.min) <= event["days"][-1][1], event["event"]
    for office in load("terms", ""):
        terms = office["terms"]
        for term, following in itertools.pairwise(terms):
            assert term["until"] <= following["from"], term
        for term in terms:
            assert term.get("elected", term["from"]) <= term["from"], term
            assert term["until"] is None or term["from"] < term["until"], term


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
