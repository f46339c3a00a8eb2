"""Each party of an article has one id, whatever it is called."""

from __future__ import annotations

from functools import cache

import pytest

from willing.agenda import load
from willing.extract import Extractor
from willing.extract.candidates import candidates
from willing.extract.positions import Desk
from willing.extract.references import References
from willing.extract.text import plain
from willing.model import UNDATED, Article


@cache
def extractor() -> Extractor:
    return Extractor(load("peace-operation"), "rules")


def parties(text: str, outlet: str | None = None) -> list[tuple[str, str]]:
    """Return (words, party id) of every mention in the text, in order."""
    article = Article("a", "a.txt", None, outlet, UNDATED, None, None, text)
    words = plain(text)
    references = References(extractor().gazetteer, extractor().people)
    desk = Desk(article, words, references, "")
    found = []
    for scene in extractor().scenes(article, words, desk):
        for mention in candidates(scene, references):
            doc = scene.span.doc
            said = doc[mention.start : mention.end].text
            found.append((said, mention.references[0].party.id))
        desk.leave(scene)
    return found


def party(text: str, words: str, outlet: str | None = None) -> str | None:
    """Return the party of the last mention with those words."""
    return dict(parties(text, outlet)).get(words)


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("The weavers' union rejects the offer.", "The weavers' union", "weavers-union"),
        (
            "The Harbour Workers' Federation wants more. The federation will wait.",
            "The federation",
            "harbour-union",
        ),
        (
            "The Timber Exporters' Council agreed. The council's lawyers will sign.",
            "The council's lawyers",
            "timber-exporters",
        ),
        ("The weavers' union voted. Its president will meet them.", "Its president",
         "weavers-union"),
        (
            "Brightwater Partners made an offer. Brightwater will pay. The firm may wait.",
            "The firm",
            "brightwater",
        ),
        ("The Fåvorsk Club refuses to sell.", "The Fåvorsk Club", "favorsk-club"),
    ],
)  # fmt: skip
def test_bodies_have_one_id(text: str, words: str, expected: str) -> None:
    assert party(text, words) == expected


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("In Toronto the rain fell. The transport minister will resign.", "The transport minister",
         "CAN"),
        ("Norway waits. The government will decide.", "The government", "NOR"),
        ("The premier of Saskatoon Bay refuses.", "The premier", "saskatoon-bay"),
        ("Norway waits. The opposition refuses.", "The opposition", "norwegian-opposition"),
    ],
)  # fmt: skip
def test_offices_speak_for_a_place(text: str, words: str, expected: str) -> None:
    assert party(text, words) == expected


def test_a_person_speaks_for_the_body_introduced() -> None:
    text = (
        "Odda Vik, general secretary of the Weavers' Union, refused. "
        '"We will not sign," Vik said. She will meet them.'
    )
    found = dict(parties(text))
    assert found["We"] == found["Vik"] == found["She"] == "weavers-union"


def test_who_answers_in_an_interview_is_i() -> None:
    text = (
        "Odda Vik heads the Weavers' Union. She arrived early.\n"
        "Q: Will you sign?\n"
        "A: No. I will not sign it."
    )
    assert party(text, "I") == "weavers-union"


def test_an_institute_speaks_of_itself() -> None:
    text = "The clubs are split. Our proposal is a cap."
    assert party(text, "Our", "Institute for Cold Arithmetic") == "institute-for-cold-arithmetic"


def test_days_are_no_parties() -> None:
    assert "sunday" not in {found for _, found in parties("Sunday will be wet. Sunday was dry.")}
