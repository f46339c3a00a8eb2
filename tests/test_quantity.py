"""Amounts in the words of an action, as the contract counts them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from willing.extract.quantity import quantity


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("10,000 to 15,000 troops", 10000, 15000),
        ("more than 30 nations", 30, None),
        ("tens of thousands of soldiers", 10000, 99999),
        ("up to 5,000 soldiers", 0, 5000),
        ("about 2,000 police", 2000, 2000),
        ("a loan of €1.5 billion", 1.5e9, 1.5e9),
        ("between 8 and 12 ships", 8, 12),
        ("twelve inspectors", 12, 12),
    ],
)
def test_an_amount_is_what_the_words_say(words: str, low: float, high: float | None) -> None:
    found = quantity(words)
    assert found is not None
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize("words", ["a ship", "on 12 May", "in 2027", "by 3 June 2026", ""])
def test_a_date_is_no_amount(words: str) -> None:
    assert quantity(words) is None


@given(st.text(max_size=60))
def test_any_text_is_survived(words: str) -> None:
    quantity(words)
