"""The first look at many articles: what it passes over has no link, however the articles came."""

from __future__ import annotations

import datetime
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from willing.model import UNDATED, Article, DateBasis, Published
from willing.story import Features, Index, features, index
from willing.story.compare import (
    LEAST_LINK,
    alignment,
    comparable,
    days_apart,
    is_open,
    meanings,
    shipped_encoder,
    unread,
)
from willing.story.keys import keys, share_enough
from willing.story.nearby import Nearby, alignments
from willing.story.packed import pack, pack_meanings, unpack, unpack_meanings

GOLD = Path(__file__).parent / "story_gold"
TOO_FAR = 60


def _gold() -> list[Features]:
    found: list[Features] = []
    for path in sorted(GOLD.glob("[ct]*/*.yaml")):
        for record in yaml.safe_load(path.read_text(encoding="utf-8")).get("articles", ()):
            day = record["published"]
            dated = Published(day, day, day, DateBasis.METADATA) if day else UNDATED
            found.append(
                features(
                    Article(
                        id=record["id"],
                        path="",
                        title=record["title"],
                        outlet=record["outlet"],
                        published=UNDATED if len(found) % 7 == 0 else dated,
                        origin=record.get("origin"),
                        report=None,
                        text="\n".join(filter(None, (record["title"], record["text"]))),
                    )
                )
            )
    return found


ARTICLES = _gold()


def same(one: Features, other: Features) -> bool:
    return all(
        np.array_equal(getattr(one, field.name), getattr(other, field.name))
        for field in fields(one)
    )


@pytest.mark.parametrize("one", [*ARTICLES[:10], replace(ARTICLES[0], title=None, opening=())])
def test_features_come_back_from_bytes_as_they_were(one: Features) -> None:
    assert same(unpack(pack(one)), one)
    assert pack(unpack(pack(one))) == pack(one)


@pytest.mark.parametrize("text", ["", "\ud83d", "Ж ", "One word. " * 3])
def test_odd_texts_come_back_from_bytes(text: str) -> None:
    one = features(Article("x", "", text or None, text, UNDATED, text, None, text))
    assert same(unpack(pack(one)), one)


def test_meanings_come_back_from_bytes() -> None:
    made = meanings(ARTICLES[0], shipped_encoder())
    assert np.array_equal(unpack_meanings(pack_meanings(made)), made)
    none = np.zeros((0, 0), np.float16)
    assert unpack_meanings(pack_meanings(none)).shape == none.shape


def test_the_alignment_of_many_is_that_of_each() -> None:
    empty = replace(ARTICLES[0], sentence_ends=(), sentence_terms=np.empty(0, np.uint32))
    others = [*ARTICLES[:40], empty]
    for one in ARTICLES[:10]:
        expected = [alignment(one, other) for other in others]
        assert np.allclose(alignments(one, others), expected, atol=1e-5)


def test_nothing_that_has_a_link_is_passed_over() -> None:
    nearby = Nearby()
    for one in ARTICLES:
        nearby.append(pack(one))
    everywhere = np.arange(len(ARTICLES))
    spared = 0
    for one in ARTICLES:
        likely = set(nearby.likely(one, everywhere, np.zeros(len(ARTICLES), np.bool_)))
        spared += len(ARTICLES) - len(likely)
        for place, other in enumerate(ARTICLES):
            seen = unread(one, other)
            can = seen.total >= LEAST_LINK or is_open(seen, one, other)
            if comparable(seen.parts) and can and seen.parts.copied < 0.5:
                assert place in likely
    assert spared > 0.9 * len(ARTICLES) ** 2


@pytest.fixture(scope="module")
def whole() -> Index:
    made = Index()
    made.add_all(ARTICLES)
    return made


def test_the_index_links_what_comparing_all_pairs_links(whole: Index) -> None:
    for one, other in combinations(ARTICLES, 2):
        seen = unread(one, other)
        found = share_enough(keys(one), keys(other), days_apart(one, other) > TOO_FAR)
        if not (found and comparable(seen.parts)):
            assert whole.link(one.id, other.id) == 0
        elif not is_open(seen, one, other) and seen.total >= LEAST_LINK:
            assert whole.link(one.id, other.id) == pytest.approx(seen.total, abs=1e-6)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10**6), cuts=st.lists(st.integers(0, len(ARTICLES)), max_size=4))
def test_no_order_and_no_batches_change_the_links_or_the_reports(
    whole: Index, seed: int, cuts: list[int]
) -> None:
    articles = ARTICLES.copy()
    random.Random(seed).shuffle(articles)
    with ThreadPoolExecutor(2) as executor:
        made = Index(executor=executor if seed % 2 else None)
        for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(articles)], strict=True):
            made.add_all(articles[start:end])
            if seed % 3 == 0:
                made.reports()
    assert made.links == whole.links
    assert made.reports() == whole.reports()


def test_a_restored_index_goes_on_as_if_it_had_never_stopped(whole: Index) -> None:
    first = Index()
    first.add_all(ARTICLES[:60])
    second = Index()
    known = [(first[one.id], first.links[one.id]) for one in ARTICLES[:60]]
    second.restore(known, set(first.groups().values()))
    second.add_all(ARTICLES[60:])
    assert second.links == whole.links
    assert second.reports() == whole.reports()


def test_meanings_are_asked_for_once(whole: Index) -> None:
    asked: list[str] = []
    kept: dict[str, Any] = {}

    def encode(text: str) -> Any:
        asked.append(text)
        return shipped_encoder()(text)

    made = Index(encode, recall=kept.get)
    for start in range(0, len(ARTICLES), 10):
        made.add_all(ARTICLES[start : start + 10])
        kept |= made.worked_out()
    assert len(asked) == sum(len(made[name].opening) for name in kept)
    assert made.links == whole.links


def test_many_copies_are_one_report_and_an_article_of_its_own_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(index, "COMMON", 500)
    day = datetime.date(2031, 5, 10)
    original = ARTICLES[0]
    copies = [
        replace(original, id=f"{number:03d}", published=Published(d, d, d, DateBasis.METADATA))
        for number in range(120)
        for d in [day + datetime.timedelta(number)]
    ]
    made = Index()
    made.add_all([*copies, *ARTICLES[10:20]])
    sizes = sorted(len(report.articles) for report in made.reports())
    assert sizes[-1] == len(copies)
