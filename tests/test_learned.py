"""The learned reader: its tags make sense; what it yields is in the text, the same each time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from willing import agenda, gold
from willing.extract import Extractor
from willing.extract.encoding import INSIDE, STANCES, TAGS, Claimed, Pieces, heard_of
from willing.extract.heads import decode
from willing.model import UNDATED, Article, Stance

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
        assert name != INSIDE or before != "O"


def test_marks_stand_before_their_mentions_and_say_what_the_rules_heard() -> None:
    words = ["Oslo", "and", "Warsaw", "will", "pay"]
    parties = [frozenset({"NOR"}), frozenset({"POL"})]
    commit = STANCES.index(Stance.COMMIT) + 1
    claims = [Claimed(4, 5, frozenset({"POL"}), commit)]
    assert heard_of(parties, claims) == [0, commit, 0]
    pieces = Pieces()
    told = pieces.encode(words, "", [(0, 1), (2, 3)], parties, claims)
    untold = pieces.encode(words, "", [(0, 1), (2, 3)], parties, None)
    assert [told.marks[i] + 1 for i in range(2)] == [told.first[0], told.first[2]]
    assert told.ids[told.marks[0]] != told.ids[told.marks[1]]
    assert untold.ids[untold.marks[0]] == untold.ids[untold.marks[1]]
    assert told.pieces(0, 3) == (told.first[0], told.last[2])


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
            assert position.confidence is not None
            assert 0 <= position.confidence <= 1


def test_a_text_without_parties_yields_nothing(extractor: Extractor) -> None:
    text = "Rain fell on the hills. The road was wet and the lamps were lit."
    assert (
        extractor.read(Article("x", "memory", None, None, UNDATED, None, None, text)).positions
        == ()
    )
