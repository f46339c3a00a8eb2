"""From an article to its positions: what must hold for any text, and what the news words."""

from __future__ import annotations

from pathlib import Path

import pytest

from willing import agenda, gold
from willing.extract import Extractor
from willing.model import UNDATED, Article, Position

LOOK = Path(__file__).parent / "gold" / "look"


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(agenda.load("peace-operation"))


def article(text: str, identity: str = "a", title: str | None = None) -> Article:
    return Article(identity, "memory", title, None, UNDATED, None, None, text)


def read(extractor: Extractor, text: str) -> tuple[Position, ...]:
    return extractor.read(article(text)).positions


def found(extractor: Extractor, text: str) -> set[tuple[str, str]]:
    return {(position.actor.id, position.stance.value) for position in read(extractor, text)}


def texts() -> list[str]:
    return [entry["text"] for entry in gold.load(LOOK)]


def test_every_piece_of_evidence_is_in_the_text(extractor: Extractor) -> None:
    for text in texts():
        strange = (
            text.replace("'", "\u02bc").replace(" - ", "\u00a0\u2013 ").replace("e", "e\u200b")
        )
        for version in (text, strange):
            for position in read(extractor, version):
                sentence = position.sentence
                assert version[sentence.start : sentence.end] == sentence.text
                assert position.action.text in version
                for condition in position.conditions:
                    assert condition.text in version


def test_reading_twice_gives_the_same_records(extractor: Extractor) -> None:
    again = Extractor(agenda.load("peace-operation"))
    forward = [extractor.read(article(text)) for text in texts()]
    backward = [again.read(article(text)) for text in reversed(texts())]
    assert forward == backward[::-1]


def test_issues_are_those_of_the_agenda(extractor: Extractor) -> None:
    keys = set(extractor.agenda.keys())
    assert {p.action.issue for text in texts() for p in read(extractor, text)} <= keys


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\n",
        "The sun rose over the harbour. Gulls cried. A cat slept on the warm stones by the wall.",
        "The museum has three rooms and a garden. It was built of brick in 1904.",
        "\u200b\u200b\u0308\n\u00ad",
        '"' * 300,
        "(" * 500 + "France" + ")" * 500,
    ],
)
def test_a_text_without_positions_yields_none(extractor: Extractor, text: str) -> None:
    assert read(extractor, text) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norway will send two frigates, its defence minister said.", {("NOR", "commit")}),
        ("Norway will not send troops.", {("NOR", "refuse")}),
        ("Chile did not rule out sending peacekeepers.", {("CHL", "consider")}),
        ("Kenya is ready to deploy 600 soldiers if the United Nations pays.", {("KEN", "offer")}),
        ("Ottawa pledged to train the army.", {("CAN", "commit")}),
        ("Ghana has not decided whether to send troops.", {("GHA", "undecided")}),
        ("Peru is reluctant to send soldiers.", {("PER", "doubt")}),
        ("Italy opposes the deployment of foreign troops.", {("ITA", "oppose")}),
    ],
)
def test_plain_wordings(extractor: Extractor, text: str, expected: set[tuple[str, str]]) -> None:
    assert expected <= found(extractor, text)


def test_each_country_in_a_list_takes_a_position_of_its_own(extractor: Extractor) -> None:
    text = "Denmark, Norway and Iceland will send troops."
    assert found(extractor, text) == {("DNK", "commit"), ("NOR", "commit"), ("ISL", "commit")}


def test_two_conditions_are_two(extractor: Extractor) -> None:
    text = "Switzerland could send peacekeepers if requested and the government is not against it."
    conditions = {c.text for p in read(extractor, text) for c in p.conditions}
    assert conditions == {"if requested", "the government is not against it"}


def test_a_pronoun_goes_back_and_says_so(extractor: Extractor) -> None:
    text = "Chile's president spoke on Friday. She will send 300 soldiers to the mission."
    position = next(p for p in read(extractor, text) if p.stance.value == "commit")
    assert position.actor.id == "CHL"
    assert any(inference.field == "actor" for inference in position.inferred)


def test_an_introduced_person_is_remembered(extractor: Extractor) -> None:
    text = "Chilean President Ana Rojas spoke on Friday. Rojas ruled out sending troops."
    reading = extractor.read(article(text))
    assert ("CHL", "refuse") in {(p.actor.id, p.stance.value) for p in reading.positions}
    assert [introduction.actor_id for introduction in reading.introductions] == ["CHL"]
