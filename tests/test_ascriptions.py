from __future__ import annotations

import pytest

from willing.extract.ascriptions import Ascription, ascriptions, outermost
from willing.extract.parse import parser


def read(line: str, every: bool = False) -> list[tuple[str, str, str]]:
    doc = parser()(line)

    def words(indices: frozenset[int]) -> str:
        return " ".join(doc[index].text for index in sorted(indices) if not doc[index].is_punct)

    found = ascriptions(doc)
    return [
        (words(one.source), words(one.cue), words(one.content))
        for one in (found if every else outermost(found))
    ]


@pytest.mark.parametrize(
    ("line", "source", "cue", "content"),
    [
        (
            "The chamber has repeatedly called for lower tariffs.",
            "The chamber",
            "has repeatedly called for",
            "lower tariffs",
        ),
        (
            "Many growers believe that the fund will close.",
            "Many growers",
            "believe",
            "that the fund will close",
        ),
        ("Analysts criticised the budget.", "Analysts", "criticised", "the budget"),
        (
            "A survey found that most drivers had read the offer.",
            "A survey",
            "found",
            "that most drivers had read the offer",
        ),
        (
            "The mayor's promise to rebuild the bridge came late.",
            "The mayor",
            "promise",
            "to rebuild the bridge",
        ),
        (
            "The port is expected to reopen in May.",
            "",
            "is expected",
            "The port to reopen in May",
        ),
        ("Reporter: Will the fleet leave?", "Reporter", "", "Will the fleet leave"),
    ],
)
def test_what_is_said_thought_and_wanted_is_ascribed(
    line: str, source: str, cue: str, content: str
) -> None:
    assert (source, cue, content) in read(line)


def test_a_quotation_goes_on_after_its_speaker() -> None:
    line = '"The quota is too low," the skipper said. "Our boats will stay in port for weeks."'
    (one,) = read(line)
    assert one[0] == "the skipper"
    assert one[2].endswith("will stay in port for weeks")


def test_the_speaker_of_a_quotation_has_it_whole() -> None:
    found = read('"I think the talks will fail," the envoy said.', every=True)
    assert [source for source, _, _ in found] == ["the envoy"]


def test_what_stands_in_anothers_words_is_told_apart() -> None:
    line = "The Courier writes that the minister said that the port would close."
    assert [source for source, _, _ in read(line)] == ["The Courier"]
    assert [source for source, _, _ in read(line, every=True)] == ["The Courier", "the minister"]


def test_a_line_that_ascribes_nothing() -> None:
    assert read("The bridge is long.") == []
    assert outermost([]) == []
    one = Ascription(frozenset({0}), frozenset({1}), frozenset({2}))
    assert outermost([one]) == [one]
