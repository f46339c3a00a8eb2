"""A name that is all title or number names no body, and breaks nothing."""

from __future__ import annotations

from willing import agenda
from willing.extract import Extractor
from willing.model import UNDATED, Article


def test_a_text_of_titles_and_numbers_is_read() -> None:
    extractor = Extractor(agenda.load("peace-operation"), "rules")
    for text in (
        "The Main Opposition Party is in favour of the talks, and demands a closed session.",
        "Both President Rojas said no. Six Minister Ozan rejected the plan.",
    ):
        extractor.read(Article("a", "a.txt", None, None, UNDATED, None, None, text))
