"""Plain text: what is made plain, and that every offset still points at the original."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from willing.extract.text import plain


def test_quotes_apostrophes_and_spaces_become_plain() -> None:
    assert plain("Germany\u02bcs \u201cplan\u201d\u00a0A").text == 'Germany\'s "plan" A'


def test_invisible_characters_vanish_and_accents_are_composed() -> None:
    found = plain("Uk\u200braine and Su\u0308ssli")
    assert found.text == "Ukraine and S\u00fcssli"
    start = found.text.index("S\u00fcssli")
    begin, end = found.original(start, start + len("S\u00fcssli"))
    assert "Uk\u200braine and Su\u0308ssli"[begin:end] == "Su\u0308ssli"


def test_plain_ascii_is_left_alone() -> None:
    assert plain("Oslo will pay.").text == "Oslo will pay."


@given(st.text(alphabet=st.sampled_from("ab\u200b\u00a0\u0308\u2019\u201c\u2014 u"), max_size=40))
def test_offsets_grow_and_cover_the_original(original: str) -> None:
    found = plain(original)
    assert len(found.offsets) == len(found.text) + 1
    assert list(found.offsets) == sorted(found.offsets)
    assert found.offsets[-1] == len(original)
    for index, character in enumerate(found.text):
        begin, end = found.original(index, index + 1)
        assert 0 <= begin < end <= len(original)
        assert plain(original[begin:end]).text == character or original[begin] == "\u0308"
