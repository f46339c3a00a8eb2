"""The lists of actors hold together: valid ids, names that belong to one party, known parties."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from willing.lexicon import load
from willing.model import ActorKind

COUNTRY_KEYS = ("names", "demonyms", "people", "capitals", "seats")
ORGANISATION_KEYS = ("names", "adjectives", "seats")
PERSON_KEYS = {"name", "also", "party", "office", "since", "until", "family"}
NOT_IN_ISO = {"XKX"}
MONTH = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])")

COUNTRIES: list[dict[str, Any]] = load("countries", "actors")
ORGANISATIONS: list[dict[str, Any]] = load("organisations", "actors")
OFFICES: dict[str, list[str]] = load("offices", "actors")
PEOPLE: list[dict[str, Any]] = load("people", "actors")


def aliases(entry: dict[str, Any]) -> Iterator[str]:
    for key in ORGANISATION_KEYS if "kind" in entry else COUNTRY_KEYS:
        yield from entry[key]


def texts(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    else:
        yield value


def repeated(values: list[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


@pytest.mark.parametrize("content", [COUNTRIES, ORGANISATIONS, OFFICES])
def test_every_value_is_a_trimmed_string(content: Any) -> None:
    wrong = [text for text in texts(content) if not isinstance(text, str) or text.strip() != text]
    assert not wrong
    assert "" not in set(texts(content))


def test_entries_have_their_fields() -> None:
    for entry in COUNTRIES:
        assert set(entry) == {"id", "name", "ambiguous", *COUNTRY_KEYS}, entry["id"]
        assert entry["names"], entry["id"]
    for entry in ORGANISATIONS:
        assert set(entry) == {"id", "name", "kind", "ambiguous", *ORGANISATION_KEYS}, entry["id"]
        assert entry["kind"] in {ActorKind.ORGANISATION, ActorKind.GROUP}, entry["id"]
        assert entry["names"], entry["id"]


def test_ids_are_unique() -> None:
    assert not repeated([entry["id"] for entry in COUNTRIES + ORGANISATIONS])


def test_country_ids_are_iso_codes() -> None:
    pycountry = pytest.importorskip("pycountry")
    codes = {country.alpha_3 for country in pycountry.countries} | NOT_IN_ISO
    assert {entry["id"] for entry in COUNTRIES} <= codes


def test_no_alias_stands_twice_in_one_list() -> None:
    for entry in COUNTRIES:
        for key in COUNTRY_KEYS:
            assert not repeated(entry[key]), entry["id"]
    for entry in ORGANISATIONS:
        assert not repeated(list(aliases(entry))), entry["id"]


def test_ambiguous_strings_are_aliases_of_their_entry() -> None:
    for entry in COUNTRIES + ORGANISATIONS:
        assert set(entry["ambiguous"]) <= set(aliases(entry)), entry["id"]


def test_a_shared_alias_is_ambiguous_for_each_party() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    ambiguous: set[tuple[str, str]] = set()
    for entry in COUNTRIES + ORGANISATIONS:
        ambiguous.update((alias, entry["id"]) for alias in entry["ambiguous"])
        for alias in aliases(entry):
            owners[alias].add(entry["id"])
    clashes = {
        alias: parties
        for alias, parties in owners.items()
        if len(parties) > 1 and any((alias, party) not in ambiguous for party in parties)
    }
    assert not clashes


def test_country_names_are_capitalised() -> None:
    for entry in COUNTRIES:
        lower = [alias for alias in aliases(entry) if alias.islower()]
        assert not lower, entry["id"]


def test_lower_case_group_names_carry_no_article() -> None:
    for entry in ORGANISATIONS:
        for alias in aliases(entry):
            assert not (alias.islower() and alias.startswith("the ")), alias


def test_offices_are_sorted_into_four_roles_once_each() -> None:
    assert set(OFFICES) == {"head", "minister", "official", "body"}
    assert not repeated([word for words in OFFICES.values() for word in words])


@pytest.mark.parametrize(("british", "american"), [("defence", "defense"), ("labour", "labor")])
def test_offices_come_in_both_spellings(british: str, american: str) -> None:
    for words in OFFICES.values():
        for word in words:
            if british in word.split():
                assert word.replace(british, american) in words, word


def test_people_speak_for_a_known_party() -> None:
    parties = {entry["id"] for entry in COUNTRIES + ORGANISATIONS}
    assert {person["party"] for person in PEOPLE} <= parties


def test_people_have_their_fields() -> None:
    for person in PEOPLE:
        assert PERSON_KEYS - {"family"} <= set(person) <= PERSON_KEYS, person
        assert not repeated([person["name"], *person["also"]]), person
        for text in (person["name"], person["office"], *person["also"]):
            assert isinstance(text, str), person
            assert text.strip() == text != "", person


def test_terms_of_office_run_forwards() -> None:
    for person in PEOPLE:
        for month in (person["since"], person["until"]):
            assert month is None or MONTH.fullmatch(month), person
        if person["since"] and person["until"]:
            assert person["since"] <= person["until"], person


def test_the_later_office_of_a_person_stands_last() -> None:
    terms: dict[str, list[str]] = defaultdict(list)
    for person in PEOPLE:
        terms[person["name"]].append(person["since"] or "")
    assert {name for name, starts in terms.items() if starts != sorted(starts)} == set()


def test_a_spelling_names_one_person() -> None:
    people: dict[str, set[str]] = defaultdict(set)
    for person in PEOPLE:
        for spelling in (person["name"], *person["also"]):
            people[spelling].add(person["name"])
    assert {spelling: names for spelling, names in people.items() if len(names) > 1} == {}
