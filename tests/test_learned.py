"""The learned reader: its tags make sense; what it yields is in the text, the same each time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from willing import agenda, gold
from willing.extract import Extractor
from willing.extract.encoding import ACTION, ACTION_INSIDE, CONDITION_INSIDE, TAGS
from willing.extract.learned import decode
from willing.model import UNDATED, Article

LOOK = Path(__file__).parent / "gold" / "look" / "trade"


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(agenda.load("trade"), reader="learned")


def articles() -> list[Article]:
    return [
        Article(str(n), "memory", None, None, UNDATED, None, None, entry["text"])
        for n, entry in enumerate(gold.load(LOOK))
    ]


@given(st.integers(0, 10_000), st.integers(1, 30))
def test_an_inside_follows_its_beginning(seed: int, length: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(length, len(TAGS))).astype(np.float32)
    names = [TAGS[tag] for tag in decode(scores)]
    for before, name in zip(["O", *names], names, strict=False):
        if name == ACTION_INSIDE:
            assert before in {ACTION, ACTION_INSIDE}
        if name == CONDITION_INSIDE:
            assert before == CONDITION_INSIDE or (before.startswith("B-") and before != ACTION)


def test_its_evidence_is_in_the_text_and_the_same_each_time(extractor: Extractor) -> None:
    first = [extractor.read(article) for article in articles()]
    assert first == [extractor.read(article) for article in reversed(articles())][::-1]
    assert sum(len(reading.positions) for reading in first) > 10
    for article, reading in zip(articles(), first, strict=True):
        assert reading.extractor.startswith("learned-")
        for position in reading.positions:
            sentence = position.sentence
            assert article.text[sentence.start : sentence.end] == sentence.text
            assert all(condition.text in article.text for condition in position.conditions)


def test_a_text_without_parties_yields_nothing(extractor: Extractor) -> None:
    text = "Rain fell on the hills. The road was wet and the lamps were lit."
    assert (
        extractor.read(Article("x", "memory", None, None, UNDATED, None, None, text)).positions
        == ()
    )
