"""What a line of an article is taken for."""

from __future__ import annotations

import pytest

from willing.extract.lines import LineReader, Role

READER = LineReader()


def roles(text: str, title: str | None = None) -> list[Role]:
    return [line.role for line in READER.lines(text, title)]


@pytest.mark.parametrize(
    "line",
    [
        "Subscribe to get our stories in your inbox",
        "Follow us on X for more",
        "Minister visits harbour04.02.24, 11:05 • 20412 views",
        "Read also: Ferry company posts record profit",
        "Photo: the delegation leaves the hotel / Nordlys",
        "By Hanne Lindqvist",
        "(Reporting by Ola Berg; Editing by Mia Holm)",
        "All rights reserved.",
    ],
)
def test_matter_around_the_article_is_left_alone(line: str) -> None:
    text = f"Oslo holds back\nNorway will not pay more.\n{line}\nSweden may."
    assert roles(text) == [Role.TITLE, Role.BODY, Role.JUNK, Role.BODY]


def test_a_heading_between_paragraphs_is_no_body() -> None:
    text = "Oslo holds back\nNorway will not pay more.\nWhat comes next\nSweden may."
    assert roles(text) == [Role.TITLE, Role.BODY, Role.HEADING, Role.BODY]


def test_a_first_sentence_is_no_title() -> None:
    assert roles("Norway will not pay more.\nSweden may.") == [Role.BODY, Role.BODY]


@pytest.mark.parametrize(
    ("line", "begins"),
    [
        ("BERGEN, Nov 3 - Norway will not pay more.", "Norway"),
        ("GENEVA (Wire) - Norway will not pay more.", "Norway"),
        ("17.42 Norway will not pay more.", "Norway"),
        ("\u2022 Norway will not pay more.", "Norway"),
        ("MINISTER: Norway will not pay more.", "Norway"),
    ],
)
def test_stamps_datelines_and_labels_stand_before_the_sentence(line: str, begins: str) -> None:
    found = READER.lines(f"A title\n{line}")[1]
    assert f"A title\n{line}"[found.start :].startswith(begins)


def test_the_label_of_a_transcript_is_the_speaker() -> None:
    assert READER.lines("A title\nMINISTER: Norway will not pay.")[1].speaker == "MINISTER"
