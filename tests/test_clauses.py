"""Questions to a parse, each on an invented sentence."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc, Token

from willing.extract import clauses
from willing.extract.parse import parser
from willing.extract.stance_lexicon import stance_lexicon


def parsed(text: str) -> Doc:
    return parser()(text)


def word(text: str, wanted: str) -> Token:
    return next(token for token in parsed(text) if token.text == wanted)


@pytest.mark.parametrize(
    ("text", "verb", "subject"),
    [
        ("Oslo agreed to send a ship.", "send", "Oslo"),
        ("Lisbon urged Rome to send a ship.", "send", "Rome"),
        ("Bern, which sent a ship, is silent.", "sent", "Bern"),
        ("Oslo met Bern and sent a ship.", "sent", "Oslo"),
    ],
)
def test_a_verb_knows_whose_it_is(text: str, verb: str, subject: str) -> None:
    found = clauses.subject(word(text, verb))
    assert found is not None
    assert found.text == subject


@pytest.mark.parametrize(
    ("text", "verb", "count"),
    [
        ("Oslo will send a ship.", "send", 0),
        ("Oslo will not send a ship.", "send", 1),
        ("Oslo no longer opposes the plan.", "opposes", 1),
        ("Nobody will send a ship.", "send", 1),
        ("Neither will send a ship.", "send", 1),
        ("Oslo would not block it, nor would it help.", "block", 1),
        ("Oslo would not block it, nor would it help.", "help", 1),
        ("Oslo will never send a ship.", "send", 1),
    ],
)
def test_negations_are_counted_once(text: str, verb: str, count: int) -> None:
    assert clauses.negations(word(text, verb), stance_lexicon().negative) == count


def test_the_doer_of_a_passive_stands_behind_by() -> None:
    found = clauses.passive_agent(word("The plan was rejected by Oslo.", "rejected"))
    assert found is not None
    assert found.text == "Oslo"
