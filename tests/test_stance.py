"""Stances of a sentence, each construct on an invented sentence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from willing.extract.parse import parser
from willing.extract.stance import StanceFinder

FINDER = StanceFinder()


def stances(text: str) -> list[tuple[str, str]]:
    doc = parser()(text)
    claims = [claim for sentence in doc.sents for claim in FINDER.find(sentence)]
    return [
        ("speaker" if claim.by_speaker else str(claim.holder), str(claim.stance))
        for claim in claims
    ]


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        # one's own action
        ("Oslo has sent two ships.", "deliver"),
        ("Oslo will send two ships.", "commit"),
        ("Oslo is to send two ships.", "commit"),
        ("Oslo is going to send two ships.", "commit"),
        ("Oslo agreed on Friday to send two ships.", "commit"),
        ("Oslo gave in on Friday.", "commit"),
        ("Oslo is ready to send two ships.", "offer"),
        ("Oslo is willing to shoulder its part.", "offer"),
        ("Oslo would accept the plan if Bern paid.", "offer"),
        ("Oslo would be glad to send two ships.", "offer"),
        ("Oslo is considering a mission.", "consider"),
        ("Oslo may send two ships.", "consider"),
        ("Oslo is open to a mission.", "consider"),
        ("Oslo did not rule out a mission.", "consider"),
        ("Oslo refused to rule out a mission.", "consider"),
        ("Oslo no longer opposes the mission.", "consider"),
        ("Oslo dropped its objections to the mission.", "consider"),
        ("Oslo is not against the mission.", "consider"),
        ("Oslo has yet to decide.", "undecided"),
        ("Oslo has not decided whether to send ships.", "undecided"),
        ("Oslo declined to say whether it would send ships.", "undecided"),
        ("Oslo would not be drawn.", "undecided"),
        ("Oslo is on the fence.", "undecided"),
        ("Oslo is reluctant to send ships.", "doubt"),
        ("Oslo is said to be reluctant to send ships.", "doubt"),
        ("Oslo has cold feet.", "doubt"),
        ("Oslo will not send ships.", "refuse"),
        ("Oslo is not going to send ships.", "refuse"),
        ("Oslo ruled out a mission.", "refuse"),
        ("Oslo vowed not to send ships.", "refuse"),
        ("Oslo has no intention of sending ships.", "refuse"),
        ("Oslo will not support the treaty.", "refuse"),
        ("Oslo sees no reason to send ships.", "refuse"),
        # another's action, or a joint plan
        ("Oslo insists that Bern must pay.", "demand"),
        ("Oslo needs a commitment from Bern to pay.", "demand"),
        ("Oslo hopes for a meeting of the three presidents.", "request"),
        ("Oslo called on Bern to pay.", "request"),
        ("Oslo would like Bern to pay.", "request"),
        ("Oslo tabled a plan for a common fund.", "propose"),
        ("Oslo endorsed the plan.", "support"),
        ("Oslo gave its blessing to the plan.", "support"),
        ("Oslo is in favour of the plan.", "support"),
        ("Oslo objected to the plan.", "oppose"),
        ("Oslo called the plan a provocation.", "oppose"),
        ("Oslo is dead set against the plan.", "oppose"),
        ("Oslo threatened to leave the talks.", "threaten"),
        ("Oslo will retaliate unless Bern pays.", "threaten"),
        ("Oslo warned that the plan would fail.", "warn"),
        ("Oslo believes that Bern will pay.", "expect"),
    ],
)
def test_the_words_take_the_stance(text: str, stance: str) -> None:
    assert ("Oslo", stance) in stances(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Oslo believes that Bern will pay.", ("Bern", "commit")),
        ("Oslo expects Bern to pay.", ("Bern", "commit")),
        ("Bern is not expected to pay.", ("Bern", "refuse")),
        ("Oslo refused to sign. Bern might.", ("Bern", "consider")),
        ("Oslo would pay, but Bern would not.", ("Bern", "refuse")),
        ("Oslo backed the plan. So did Bern.", ("Bern", "support")),
        ("Oslo came forward with room for 20, and Bern for 60.", ("Bern", "offer")),
        ("Bern would rather go to court than pay.", ("Bern", "refuse")),
        ("The plan is out of the question.", ("speaker", "refuse")),
        ("For Bern, the plan is unacceptable.", ("Bern", "oppose")),
        ("The ban must go.", ("speaker", "demand")),
        ("The plan of Oslo was rejected by Bern.", ("Bern", "oppose")),
    ],
)
def test_the_stance_finds_its_holder(text: str, expected: tuple[str, str]) -> None:
    assert expected in stances(text)


@pytest.mark.parametrize(
    "text",
    [
        "The museum was built in 1906.",
        "The papers were held up with tape.",
        "It will be windy on Saturday.",
        "Will Oslo send two ships?",
        "The harbour froze in 1963.",
        "Oslo insists that the bridge is safe.",
    ],
)
def test_facts_history_and_questions_take_none(text: str) -> None:
    assert stances(text) == []


WORDS = st.sampled_from(
    [
        "Oslo", "Bern", "will", "would", "not", "no", "never", "refused", "agreed", "to",
        "rule", "out", "pay", "the", "plan", "against", "for", "if", "so", "did", "too",
        "neither", "nor", "and", "but", "rather", "than", "is", "are", "ready", ",", ".", ";",
        ":", "that", "it",
    ]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=14).map(" ".join))
def test_any_row_of_words_is_survived(text: str) -> None:
    stances(text)
