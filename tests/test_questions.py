"""What is left open is undecided; what is only asked is no position."""

from __future__ import annotations

import pytest

from willing import agenda
from willing.extract import Extractor
from willing.model import UNDATED, Article


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(agenda.load("peace-operation"), "rules")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Whether Oslo would intervene with troops is still an open question.",
            {("NOR", "undecided")},
        ),
        ("It is still unclear whether Poland will send troops.", {("POL", "undecided")}),
        (
            "It is uncertain whether Spain would be willing to offer a security guarantee.",
            {("ESP", "undecided")},
        ),
        ("Reporters asked whether Spain would send troops.", set()),
        (
            "Dutch and Danish officials are drawing up plans for a peacekeeping force.",
            {("NLD", "consider"), ("DNK", "consider")},
        ),
        (
            "“The US must send troops,” the Polish minister said.",
            {("POL", "demand")},
        ),
        (
            "“Let’s admit that the US will never send troops,” a Czech official said.",
            {("USA", "refuse")},
        ),
    ],
)
def test_positions(extractor: Extractor, sentence: str, expected: set[tuple[str, str]]) -> None:
    article = Article("a", "a.txt", None, None, UNDATED, None, None, sentence)
    found = extractor.read(article).positions
    assert {(one.actor.id, one.stance.value) for one in found} == expected
