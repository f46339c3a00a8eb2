"""Who answers in interviews and briefings is told by the head of the article."""

from __future__ import annotations

import pytest

from willing import agenda
from willing.extract import Extractor
from willing.model import UNDATED, Article


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(agenda.load("peace-operation"))


def holders(extractor: Extractor, text: str, title: str, outlet: str) -> set[str]:
    article = Article("a", "a.txt", title, outlet, UNDATED, None, None, text)
    return {position.actor.id for position in extractor.read(article).positions}


def test_the_deck_tells_who_answers(extractor: Extractor) -> None:
    text = """'We have counted the barracks'
Ilona Veres, Hungary's deputy defence minister, spoke to Dunai Lapok
Will you send soldiers?
No. We will not send troops.
And money?
We are ready to pay for training.
Is that the last word?
I never say that.
"""
    assert holders(extractor, text, "'We have counted the barracks'", "Dunai Lapok") == {"HUN"}


def test_a_spokesperson_answers_for_the_publisher(extractor: Extractor) -> None:
    text = """Midday briefing
SPOKESPERSON: Good afternoon. We will not send troops.
Q: Will you train them?
SPOKESPERSON: We are ready to train two brigades.
Q: When?
SPOKESPERSON: We do not give dates.
"""
    outlet = "European Commission Press Office"
    assert holders(extractor, text, "Midday briefing", outlet) == {"EU"}


def test_a_parliament_is_not_its_government(extractor: Extractor) -> None:
    text = """Romania will send two frigates, the government said in Bucharest.
The Romanian parliament opposes the deployment of troops, its speaker said.
The Bundestag will not support sending ground troops.
"""
    assert {"ROU", "romanian-parliament", "bundestag"} <= holders(extractor, text, "", "")


def test_names_in_capitals_are_names(extractor: Extractor) -> None:
    text = "Round-up\nNORWAY will not send troops. CANBERRA is ready to send two aircraft.\n"
    assert holders(extractor, text, "Round-up", "") == {"NOR", "AUS"}
