from __future__ import annotations

import dataclasses

import pytest

from ledger_sample import CHE, OFFER, REFUSAL, TUR, article, position
from willing.ledger.anchor import anchor_of, find, from_json, place, to_json
from willing.model import Article, Position, Span, Stance

TEXT = f"A headline\nSomething came first. {OFFER} {REFUSAL} Something came last of all."
ARTICLE = article(TEXT, "Alpha")
OLD = position(ARTICLE, TUR, Stance.REFUSE, "land", action="send soldiers", sentence=REFUSAL)
ANCHOR = anchor_of(OLD, ARTICLE)


def moved(found: Position, **changes: object) -> Position:
    return dataclasses.replace(found, id="another-id", **changes)  # type: ignore[arg-type]


def held(text: str, path: str = ARTICLE.path) -> Article:
    return dataclasses.replace(ARTICLE, id="other-article", text=text, path=path)


def in_text(article: Article, quote: str, **changes: object) -> Position:
    start = article.text.index(quote)
    span = Span(start, start + len(quote), quote)
    return moved(OLD, article_id=article.id, sentence=span, **changes)


def test_an_anchor_survives_its_json() -> None:
    assert from_json(to_json(ANCHOR)) == ANCHOR
    assert ANCHOR.exact == REFUSAL
    assert {one["type"] for one in to_json(ANCHOR)["selector"]} == {
        "TextQuoteSelector",
        "TextPositionSelector",
    }


@pytest.mark.parametrize(
    "data", [None, 3, {}, {"selector": []}, {"selector": [{"type": "TextQuoteSelector"}]}]
)
def test_what_holds_no_anchor_gives_none(data: object) -> None:
    assert from_json(data) is None


def test_another_id_is_found_by_the_words() -> None:
    other = position(ARTICLE, CHE, Stance.OFFER, "land", action="send soldiers", sentence=OFFER)
    new = moved(OLD, stance=Stance.OPPOSE)
    assert find(ANCHOR, [other, new], {ARTICLE.id: ARTICLE}) is new


@pytest.mark.parametrize("quote", [REFUSAL[:30], f"{OFFER} {REFUSAL}", f"{REFUSAL} Something"])
def test_another_split_of_the_sentences_is_found(quote: str) -> None:
    new = in_text(ARTICLE, quote)
    assert find(ANCHOR, [new], {ARTICLE.id: ARTICLE}) is new or len(quote) < len(REFUSAL) / 2


def test_shifted_offsets_are_found_by_the_quotation() -> None:
    shifted = held("A long note of the editors, put in later.\n" + TEXT)
    new = in_text(shifted, REFUSAL)
    assert find(ANCHOR, [new], {shifted.id: shifted}) is new


def test_of_two_equal_quotations_the_surroundings_decide() -> None:
    twice = f"{REFUSAL} That was in spring. {TEXT}"
    start, _end = place(ANCHOR, twice) or (-1, -1)
    assert start == twice.rindex(REFUSAL)


def test_other_blanks_and_a_corrected_word_are_found() -> None:
    broken = TEXT.replace("not send", "not\n  send")
    span = place(ANCHOR, broken)
    assert span is not None
    assert broken[slice(*span)].startswith("Ankara will")
    corrected = TEXT.replace("soldiers, a diplomat said", "troops, one diplomat said")
    span = place(ANCHOR, corrected)
    assert span is not None
    assert "one diplomat said." in corrected[slice(*span)]


def test_an_article_that_is_read_from_another_path_is_found_by_its_words() -> None:
    elsewhere = held("New head.\n" + TEXT, path="archive/7.html")
    new = in_text(elsewhere, REFUSAL)
    assert find(ANCHOR, [new], {elsewhere.id: elsewhere}) is new


def test_what_is_gone_or_another_partys_is_not_found() -> None:
    assert place(ANCHOR, "Nothing of that is here.") is None
    others = position(ARTICLE, CHE, Stance.REFUSE, "land", action="send soldiers", sentence=REFUSAL)
    else_ = moved(OLD, action=dataclasses.replace(OLD.action, issue="talks", text="meet on Friday"))
    assert find(ANCHOR, [others, else_], {ARTICLE.id: ARTICLE}) is None
    assert find(ANCHOR, [], {}) is None
