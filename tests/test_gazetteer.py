"""Names are found, common words are not, and a person's office is the one held on the day."""

from __future__ import annotations

import datetime
from collections import Counter

import pytest

from willing.extract.gazetteer import Gazetteer
from willing.extract.parse import parser
from willing.extract.people import People


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer(parser())


def found(gazetteer: Gazetteer, text: str) -> list[str]:
    doc = parser()(text)
    seen = gazetteer.survey(parser().make_doc(text))
    names = gazetteer.find(doc, seen)
    return [names[start].party.id for start in sorted({name.start for name in names.values()})]


def test_names_adjectives_and_capitals_name_their_country(gazetteer: Gazetteer) -> None:
    assert found(gazetteer, "Norway and the Danish minister met; Lisbon waited.") == [
        "NOR",
        "DNK",
        "PRT",
    ]


def test_a_common_word_needs_a_party_that_it_could_mean(gazetteer: Gazetteer) -> None:
    assert found(gazetteer, "The bloc of flats was painted green.") == []
    assert found(gazetteer, "The EU waits, but the bloc may act.") == ["EU", "EU"]


def test_a_word_that_two_countries_share_goes_to_the_one_named(gazetteer: Gazetteer) -> None:
    assert found(gazetteer, "The Treasury refused the money.") == []
    assert found(gazetteer, "In Manchester the buses stopped; the Treasury refused.") == ["GBR"]


def test_cities_tell_the_country_without_being_a_name(gazetteer: Gazetteer) -> None:
    seen = gazetteer.survey(parser().make_doc("The ferry left Halifax for Toronto."))
    assert seen == Counter({"CAN": 2})


@pytest.mark.parametrize(
    ("day", "party"),
    [
        (datetime.date(2023, 5, 1), "NLD"),
        (datetime.date(2025, 5, 1), "NATO"),
        (None, "NATO"),
    ],
)
def test_the_office_held_on_the_day_counts(
    gazetteer: Gazetteer, day: datetime.date | None, party: str
) -> None:
    known = People(gazetteer).find("Mark Rutte", day)
    assert known is not None
    assert known.actor_id == party


def test_a_family_name_stands_alone_but_not_after_another_given_name(gazetteer: Gazetteer) -> None:
    people = People(gazetteer)
    assert people.find("Zelensky") is not None
    assert people.find("Pippa Zelensky") is None
