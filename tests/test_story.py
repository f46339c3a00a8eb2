"""Reports: gold groups, and that order, bridges, rings and bad dates change nothing wrongly."""

from __future__ import annotations

import datetime
import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from willing.model import (
    UNDATED,
    Action,
    Actor,
    ActorKind,
    Article,
    DateBasis,
    DateSpan,
    Position,
    Published,
    Source,
    SourceKind,
    Span,
    Stance,
)
from willing.read import articles as read_articles
from willing.story import (
    Features,
    Index,
    Report,
    features,
    index,
    narrowed,
    reports,
    score,
    witnesses,
)
from willing.story.report import report
from willing.story.text import days, figures, quotations, sentences

GOLD = Path(__file__).parent / "story_gold"
EXAMPLE = Path(__file__).parent.parent / "examples" / "reassurance-force"
PAIR_FLOOR = 0.95


def load(half: str) -> list[tuple[Article, str]]:
    return [
        (_article(record), record["report"])
        for path in sorted((GOLD / half).glob("*.yaml"))
        for record in yaml.safe_load(path.read_text(encoding="utf-8"))["articles"]
    ]


def _article(record: dict[str, Any]) -> Article:
    return article(
        record["id"],
        "\n".join(filter(None, (record["title"], record["text"]))),
        record["outlet"],
        record.get("origin"),
        record["published"],
        record["title"],
    )


def article(
    article_id: str,
    text: str = "",
    outlet: str | None = None,
    origin: str | None = None,
    day: datetime.date | None = None,
    title: str | None = None,
) -> Article:
    published = Published(day, day, day, DateBasis.METADATA) if day else UNDATED
    return Article(article_id, "", title, outlet, published, origin, None, text)


@pytest.fixture(scope="module")
def checked() -> list[tuple[Features, str]]:
    return [(features(one), label) for one, label in load("check")]


def undated(one: Features) -> Features:
    return replace(one, published=UNDATED)


def pair_f1(labelled: Sequence[tuple[Features, str]]) -> float:
    label_of = {one.id: label for one, label in labelled}
    found = {
        pair
        for one in reports(one for one, _ in labelled)
        for pair in combinations(sorted(one.articles), 2)
    }
    true = {(a, b) for a, b in combinations(sorted(label_of), 2) if label_of[a] == label_of[b]}
    return 2 * len(found & true) / (len(found) + len(true))


@pytest.mark.parametrize("half", ["tune", "check"])
def test_retellings_are_one_report_and_near_misses_are_not(half: str) -> None:
    labelled = [(features(one), label) for one, label in load(half)]
    assert pair_f1(labelled) >= PAIR_FLOOR
    assert pair_f1([(undated(one), label) for one, label in labelled]) >= PAIR_FLOOR


def test_the_examples_retellings_are_grouped_as_its_readme_says() -> None:
    mixed = ("08-", "11-")
    given_articles = [
        one
        for path in sorted(EXAMPLE.iterdir())
        if path.name != "README.md" and not path.name.startswith(mixed)
        for one in read_articles(path)
        if isinstance(one, Article)
    ]
    name_of = {one.id: Path(one.path).name[:2] for one in given_articles}
    groups = {
        frozenset(name_of[name] for name in one.articles)
        for one in reports(map(features, given_articles))
    }
    assert groups == {frozenset(g.split()) for g in ("01 02 03", "04 05", "06 07", "09", "10")}


def test_every_group_has_a_near_miss_and_each_half_enough_groups() -> None:
    labels = {half: [label for _, label in load(half)] for half in ("tune", "check")}
    for given_labels in labels.values():
        subjects = {label: label.partition("-")[0] for label in given_labels}
        counts = [sum(s == subject for s in subjects.values()) for subject in subjects.values()]
        assert min(counts) >= 2
        assert len(subjects) >= 30


def test_the_score_is_symmetric_and_shows_its_signs(checked: list[tuple[Features, str]]) -> None:
    one, other = checked[0][0], checked[1][0]
    assert score(one, other) == score(other, one)
    assert score(one, other).parts.words > 0
    assert score(one, one).total == 1.0


def found_in_order(articles: Sequence[Features]) -> list[Report]:
    found = Index(encode=hashed)
    for one in articles:
        found.add(one)
    return found.reports()


def hashed(text: str) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Return a vector that hangs on the words alone: a stand-in that costs nothing."""
    vector = np.zeros(64, np.float32)
    for word in text.lower().split():
        vector[sum(word.encode()) % 64] += 1
    return vector / max(float(np.linalg.norm(vector)), 1e-9)


@pytest.mark.parametrize("common", [1000, 6])
@pytest.mark.parametrize("dated", [True, False])
def test_the_order_of_arrival_changes_nothing(
    common: int,
    dated: bool,
    checked: list[tuple[Features, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(index, "COMMON", common)
    articles = [one if dated else undated(one) for one, _ in checked]
    expected = found_in_order(articles)
    for seed in range(4):
        shuffled = articles.copy()
        random.Random(seed).shuffle(shuffled)
        assert found_in_order(shuffled) == expected


def test_asking_between_arrivals_changes_nothing(checked: list[tuple[Features, str]]) -> None:
    found = Index(encode=hashed)
    for one, _ in checked:
        found.add(one)
        assert one.id in found.report_of(one.id).articles
        found.reports()
    assert found.reports() == found_in_order([one for one, _ in checked])


def test_an_article_that_is_there_changes_nothing(checked: list[tuple[Features, str]]) -> None:
    articles = [one for one, _ in checked[:6]]
    assert found_in_order(articles + articles) == found_in_order(articles)


def test_a_person_splits_and_joins_reports(checked: list[tuple[Features, str]]) -> None:
    articles = [one for one, _ in checked]
    found = Index()
    for one in articles:
        found.add(one)
    retold = next(one for one in found.reports() if len(one.articles) > 1)
    first, second = retold.articles[:2]
    split = found.reports(apart=[(first, second)])
    assert not any({first, second} <= set(one.articles) for one in split)
    stranger = next(one.id for one in articles if one.id not in retold.articles)
    joined = found.reports(together=[(first, stranger)])
    assert any({first, stranger} <= set(one.articles) for one in joined)
    assert found.reports(apart=[("no such", "article")]) == found.reports()


def test_a_verbatim_copy_years_later_is_the_same_report() -> None:
    text = " ".join(f"Word{number} stands by item{number * 7}." for number in range(60))
    early = article("a", text, day=datetime.date(2020, 1, 1))
    late = article("b", text + " Extra words.", day=datetime.date(2025, 1, 1))
    assert [one.articles for one in reports(map(features, (early, late)))] == [("a", "b")]


@pytest.mark.parametrize("text", ["", " \n ", "?", "the of and", "x" * 5000, "\ud83d\ude00 " * 50])
def test_texts_without_news_are_reports_of_their_own(text: str) -> None:
    found = reports(features(article(name, text)) for name in ("a", "b"))
    assert sum(len(one.articles) for one in found) == 2


# ---- origins and dates

DAY = datetime.date(2031, 5, 10)


def member(
    name: str,
    outlet: str | None = None,
    origin: str | None = None,
    earliest: datetime.date | None = None,
    latest: datetime.date | None = None,
) -> Features:
    only = earliest if earliest == latest else None
    basis = DateBasis.METADATA if earliest or latest else DateBasis.NONE
    bare = features(article(name, "", outlet, origin))
    return replace(bare, published=Published(only, earliest, latest, basis))


def later(number: int) -> datetime.date:
    return DAY + datetime.timedelta(number)


def test_the_origin_is_what_the_retellings_cite() -> None:
    found = report([member("a", "Post"), member("b", "Wire", "Post"), member("c", "Star", "Post")])
    assert (found.origin, found.rivals) == ("Post", ())


def test_citations_are_followed_to_their_end() -> None:
    found = report(
        [member("a", "Wire", "Post"), member("b", "Star", "Wire"), member("c", "Sun", "Wire")]
    )
    assert found.origin == "Post"


def test_a_ring_of_citations_settles_nothing() -> None:
    found = report([member("a", "Wire", "Post"), member("b", "Post", "Wire")])
    assert (found.origin, found.rivals) == (None, ("Post", "Wire"))


def test_the_first_is_the_origin_where_nobody_cites() -> None:
    first = member("z", "Post", None, DAY, DAY)
    second = member("a", "Wire", None, later(1), later(1))
    assert report([first, second]).origin == "Post"
    same_day = report([first, member("a", "Wire", None, DAY, DAY)])
    assert (same_day.origin, same_day.rivals) == (None, ("Post", "Wire"))


def test_the_origins_own_article_dates_the_report() -> None:
    found = report(
        [member("a", "Post", None, DAY, DAY), member("b", "Wire", "Post", later(2), later(2))]
    )
    assert found.date == DateSpan(DAY, DAY, DateBasis.METADATA)


def test_a_report_is_not_later_than_its_first_retelling() -> None:
    found = report(
        [member("a", "Sun", "Post", later(2), later(2)), member("b", "Wire", "Post", DAY, DAY)]
    )
    assert found.date == DateSpan(later(-3), DAY, DateBasis.INFERRED)


def test_a_group_narrows_an_undated_article() -> None:
    members = [member("a", "Wire", "Post", DAY, later(6)), member("b", "Sun", "Post")]
    found = report(members)
    assert found.date == DateSpan(DAY, later(6), DateBasis.INFERRED)
    assert narrowed(found, members) == {"b": Published(None, DAY, later(6), DateBasis.INFERRED)}


def test_contradictory_dates_stay_visible_and_narrow_nothing() -> None:
    members = [
        member("a", "Wire", "Post", DAY, DAY),
        member("b", "Sun", "Post", later(700), later(700)),
        member("c", "Star", "Post"),
    ]
    found = report(members)
    assert found.date == DateSpan(DAY, later(700), DateBasis.INFERRED)
    assert narrowed(found, members) == {}


def test_without_any_date_there_is_none() -> None:
    members = [member("a", "Wire", "Post"), member("b", "Sun", "Post")]
    assert report(members).date == DateSpan(None, None, DateBasis.NONE)
    assert narrowed(report(members), members) == {}


# ---- witnesses


def position(name: str, article_id: str, actor: str, outlet: str | None) -> Position:
    party = Actor(actor, actor, actor, ActorKind.COUNTRY)
    chain = (Source(outlet, SourceKind.OUTLET, outlet),) if outlet else ()
    span, day = Span(0, 0, ""), DateSpan(None, None, DateBasis.NONE)
    return Position(
        name, article_id, span, party, Stance.OFFER, Action(party, "go", "land"), (), chain, day
    )


def test_the_origin_is_settled_for_each_position() -> None:
    articles = [
        article("a", "", "Wire", "Post"),
        article("b", "", "Sun", "Post"),
        article("c", "", "Star", "Globe"),
    ]
    found = [
        report([features(articles[0]), features(articles[1])]),
        report([features(articles[2])]),
    ]
    listed = [
        position("own", "a", "FRA", "Post"),
        position("copy", "b", "FRA", None),
        position("foreign", "a", "TUR", "Globe"),
        position("home", "c", "TUR", "Globe"),
        position("absent", "b", "ITA", "Echo"),
    ]
    result = witnesses(listed, articles, found)
    assert result["own"] == result["copy"]
    assert result["own"].origin == "Post"
    assert result["foreign"].key == result["home"].key
    assert result["foreign"].origin == "Globe"
    assert result["absent"].key not in {result["own"].key, result["home"].key}


# ---- text


def test_amounts_are_read_without_years_days_and_clocks() -> None:
    text = "On 22 January 2025 at 08:26, $12.5 billion, 1,100 ships and thirty-two tugs, 40%."
    assert figures(text) == {12.5e9, 1100.0, 32.0, 40.0}
    assert days(text + " Seen 23.01.25 too.") == {(1, 22), (1, 23)}


def test_sentences_and_quotations() -> None:
    text = "Mr. Smith left. “We need something to last,” he said.\nNext line"
    assert sentences(text) == [
        "Mr. Smith left.",
        "“We need something to last,” he said.",
        "Next line",
    ]
    assert quotations(text) == [["we", "need", "something", "to", "last"]]
