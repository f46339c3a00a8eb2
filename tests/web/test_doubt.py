from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ledger_sample import CHE, TUR, USA, article, on, person, position, published, reading
from web.web_ledgers import LINES, make
from willing.api import load
from willing.ledger import build
from willing.model import Inference, Stance
from willing.web.board import Readings
from willing.web.doubt import doubtful, signs

TEXT = article("Bern will send soldiers on Monday.", "Alpha", published("2025-01-24"))
PLAIN = position(TEXT, CHE, Stance.COMMIT, "land", action="send soldiers", date=on("2025-01-20"))


def test_a_plain_reading_is_not_doubtful() -> None:
    assert signs(PLAIN) == ()


@pytest.mark.parametrize(
    ("changed", "because"),
    [
        (replace(PLAIN, actor=person("Ann Other")), "a person, not a country"),
        (replace(PLAIN, inferred=(Inference("actor", "CHE", "x"),)), "who holds it is inferred"),
        (replace(PLAIN, stance=Stance.OPPOSE), "“oppose” is often misread"),
        (replace(PLAIN, action=replace(PLAIN.action, agent=TUR)), "another party would do"),
        (replace(PLAIN, action=replace(PLAIN.action, issue="other")), "no issue of the agenda"),
        (position(TEXT, CHE, Stance.COMMIT, "land"), "nothing says when"),
    ],
)
def test_each_sign_says_why(changed: object, because: str) -> None:
    assert any(because in sign.because for sign in signs(changed))  # type: ignore[arg-type]


def test_company_and_other_tellings_are_signs_too() -> None:
    found = [sign.because for sign in signs(PLAIN, in_sentence=3, tellings=2)]
    assert any("3 positions" in words for words in found)
    assert any("tellings" in words for words in found)


def test_the_most_doubtful_come_first_and_no_judgement_changes_the_order(tmp_path: Path) -> None:
    book = load(make(tmp_path / "x.db"))
    order = Readings.of(book).order
    assert [one.doubt for one in order] == sorted((one.doubt for one in order), reverse=True)
    assert order[0].entry.position.actor.name == "Ann Other"
    assert len(order) == len(book.entries) == len(LINES) + 1 + 5
    edited = replace(
        book.entries[0], position=replace(book.entries[0].position, stance=Stance.OPPOSE),
        machine=book.entries[0].position,
    )  # fmt: skip
    again = replace(book, entries=book.entries[1:], rejected=(edited,))
    ids = [one.entry.position.id for one in order]
    assert [one.entry.position.id for one in Readings.of(again).order] == ids


def test_tellings_of_one_report_that_differ_are_doubtful() -> None:
    one = article("One. Washington will go.", "Alpha", published("2025-01-24"), "Globe")
    two = article("Two. Washington won't go.", "Beta", published("2025-01-24"), "Globe")
    book = build(
        [one, two],
        [
            reading(one, position(one, USA, Stance.COMMIT, "land")),
            reading(two, position(two, USA, Stance.REFUSE, "land")),
        ],
    )
    found = doubtful(book.entries)
    assert all(any("tellings" in s.because for s in each.signs) for each in found)


def test_the_reader_s_own_doubt_weighs_most_and_is_told() -> None:
    sure, unsure = (replace(PLAIN, confidence=share) for share in (0.9, 0.2))
    assert [sign.weight for sign in signs(sure)] == [1]
    assert signs(unsure)[0].because == "of readings as sure as this one 20 in 100 are right"
    misread = replace(PLAIN, stance=Stance.WARN)
    assert signs(unsure)[0].weight > max(sign.weight for sign in signs(misread))
