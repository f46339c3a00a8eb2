"""Conditions of a sentence, each construct on an invented sentence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from willing.extract.conditions import ConditionFinder, trimmed
from willing.extract.parse import parser

FINDER = ConditionFinder()


def conditions(text: str) -> list[tuple[str, str]]:
    doc = parser()(text)
    found = [item for sentence in doc.sents for item in FINDER.find(sentence)]
    spans = [(item.kind, *trimmed(item)) for item in found]
    return [(str(kind), doc[start:end].text) for kind, start, end in spans]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Oslo will pay if Bern signs.", "if", "if Bern signs"),
        ("Oslo will pay only if Bern signs.", "only_if", "only if Bern signs"),
        ("Oslo will leave unless Bern signs.", "unless", "unless Bern signs"),
        ("Oslo will pay provided that Bern signs.", "if", "provided that Bern signs"),
        ("Oslo will pay as long as Bern signs.", "if", "as long as Bern signs"),
        ("Oslo would pay on condition that Bern signs.", "if", "on condition that Bern signs"),
        ("Oslo would send a ship should Bern ask.", "if", "should Bern ask"),
        ("Should Bern ask, Oslo would send a ship.", "if", "Should Bern ask"),
        ("Oslo would pay, were Bern to ask.", "if", "were Bern to ask"),
        ("Oslo will send ships once Bern signs the treaty.", "after", "once Bern signs the treaty"),
        ("Oslo will not send ships until Bern has signed.", "until", "until Bern has signed"),
        ("Oslo will pay in exchange for ships.", "in_exchange", "in exchange for ships"),
        ("Oslo will send ships after a ceasefire.", "after", "after a ceasefire"),
        ("Without a quota there will be no deal.", "only_if", "Without a quota"),
        ("Oslo will not sign without a quota.", "only_if", "without a quota"),
        ("Oslo will not decide before the summer.", "until", "before the summer"),
        ("Oslo's offer hinges on a vote in parliament.", "only_if", "on a vote in parliament"),
        ("In that case Oslo would leave.", "if", "In that case"),
        ("Failing that, Oslo would leave.", "if", "Failing that"),
    ],
)
def test_a_condition_is_found_with_its_kind(text: str, kind: str, words: str) -> None:
    assert (kind, words) in conditions(text)


@pytest.mark.parametrize(
    "text",
    [
        "Oslo left the room after Bern had signed.",
        "The bank asked if Oslo would pay.",
        "He was a boy when the bridge was built.",
        "The minister spoke before the vote.",
        "What should Oslo do?",
    ],
)
def test_a_time_or_a_question_is_no_condition(text: str) -> None:
    assert conditions(text) == []


WORDS = st.sampled_from(
    [
        "Oslo", "Bern", "will", "would", "not", "if", "unless", "once", "should", "were",
        "provided", "without", "until", "the", "day", "that", "case", "sign", "ask", "pay",
        ",", ".", ";", ":", "no", "on", "depends", "in", "return", "for",
    ]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=14).map(" ".join))
def test_any_row_of_words_is_survived(text: str) -> None:
    for _, words in conditions(text):
        assert words in text
