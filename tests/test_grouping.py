"""The index of reports in the ledger's file: the same reports however the articles came in."""

from __future__ import annotations

import datetime
import random
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from willing.ledger.reports import Grouping
from willing.model import UNDATED, Article, DateBasis, Published
from willing.store import Store, grouping, regrouping, report_rows, report_shelf, schema
from willing.store.grouping import grouped
from willing.story import Index, features, index

GOLD = Path(__file__).parent / "story_gold" / "check"
FILES = 8


def _articles() -> list[Article]:
    found = []
    for path in sorted(GOLD.glob("*.yaml"))[:FILES]:
        for record in yaml.safe_load(path.read_text(encoding="utf-8"))["articles"]:
            day = record["published"]
            dated = Published(day, day, day, DateBasis.METADATA) if day else UNDATED
            found.append(
                Article(
                    id=record["id"],
                    path="",
                    title=record["title"],
                    outlet=record["outlet"],
                    published=UNDATED if record["id"].endswith("2") else dated,
                    origin=record.get("origin"),
                    report=None,
                    text="\n".join(filter(None, (record["title"], record["text"]))),
                )
            )
    return found


ARTICLES = _articles()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "a.db") as opened:
        yield opened


@pytest.fixture(params=[1000, 5])
def common(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Have a term tell nothing once more articles than this hold it."""
    monkeypatch.setattr(index, "COMMON", request.param)
    return int(request.param)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Never take articles in row by row."""
    monkeypatch.setattr(grouping, "ONE_BY_ONE", -1)


def expected(articles: Sequence[Article], **judged: Any) -> Grouping:
    made = Index()
    made.add_all(map(features, articles))
    found = made.reports(**judged)
    return report_rows.grouping(
        report_rows.told([made[name] for name in report.articles]) for report in found
    )


def keep(store: Store, articles: Sequence[Article]) -> Sequence[Article]:
    for article in articles:
        store.add_article(article)
    return articles


def shuffled(seed: int) -> list[Article]:
    articles = ARTICLES.copy()
    random.Random(seed).shuffle(articles)
    return articles


def links(store: Store) -> dict[str, dict[str, int]]:
    """Return the links that are kept, by the ids of the articles."""
    from willing.store import report_tables as tables
    from willing.store.report_shelf import unpacked_links

    with store.connected() as connection:
        id_of = {row.number: row.id for row in connection.execute(tables.articles.select())}
        return {
            id_of[row.number]: {
                id_of[other]: value for other, value in unpacked_links(row.packed).items()
            }
            for row in connection.execute(tables.links.select())
        }


@pytest.mark.usefixtures("common")
def test_all_at_once_gives_what_the_index_in_memory_gives(store: Store) -> None:
    assert grouped(store, keep(store, ARTICLES)) == expected(ARTICLES)
    assert grouped(store, ARTICLES) == expected(ARTICLES)


@pytest.mark.usefixtures("common")
@pytest.mark.parametrize("seed", range(2))
def test_one_by_one_gives_what_all_at_once_gives(store: Store, tmp_path: Path, seed: int) -> None:
    articles = shuffled(seed)
    for count in range(1, len(articles) + 1):
        keep(store, articles[count - 1 : count])
        found = grouped(store, articles[:count])
        if count % 10 == 0:
            assert found == expected(articles[:count])
    assert grouped(store, articles) == expected(ARTICLES)
    with Store.open(tmp_path / "other.db") as other:
        grouped(other, keep(other, ARTICLES))
        assert links(store) == links(other)


@pytest.mark.usefixtures("common", "at_once")
def test_in_batches_gives_what_all_at_once_gives(store: Store) -> None:
    articles = shuffled(3)
    for count in (5, 20, 21, len(articles)):
        keep(store, articles[:count])
        assert grouped(store, articles[:count]) == expected(articles[:count])


@pytest.mark.parametrize("few", [True, False])
@pytest.mark.usefixtures("common")
def test_an_article_dated_anew_or_taken_away_is_taken_out(
    store: Store, few: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    grouped(store, keep(store, ARTICLES))
    monkeypatch.setattr(grouping, "ONE_BY_ONE", 10 if few else -1)
    day = datetime.date(2019, 3, 4)
    dated = [
        replace(one, published=Published(day, day, day, DateBasis.INFERRED))
        if at in (1, 7)
        else one
        for at, one in enumerate(ARTICLES)
    ]
    assert grouped(store, dated) == expected(dated)
    assert grouped(store, ARTICLES) == expected(ARTICLES)
    for gone in range(0, 12, 3):
        left = ARTICLES[:gone] + ARTICLES[gone + 2 :]
        assert grouped(store, left) == expected(left)
    assert grouped(store, ARTICLES) == expected(ARTICLES)


def test_few_articles_are_taken_in_row_by_row(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    grouped(store, keep(store, ARTICLES[:-3]))

    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(regrouping.Anew, "work_out", never)
    assert grouped(store, keep(store, ARTICLES)) == expected(ARTICLES)
    bare = [replace(article, text="") for article in ARTICLES]
    assert grouped(store, bare) == expected(ARTICLES)


def test_texts_are_read_from_the_ledger_where_they_are_left_out(store: Store) -> None:
    keep(store, ARTICLES)
    assert grouped(store, [replace(one, text="") for one in ARTICLES]) == expected(ARTICLES)


@pytest.mark.usefixtures("common")
def test_a_persons_word_holds_and_can_be_taken_back(store: Store) -> None:
    keep(store, ARTICLES)
    plain = grouped(store, ARTICLES)
    retold = next(one for one in plain.reports if len(one.articles) > 1)
    stranger = next(one.id for one in ARTICLES if one.id not in retold.articles)
    word: dict[str, Any] = {
        "apart": [retold.articles[:2], ("no such", "article")],
        "together": [(retold.articles[0], stranger)],
    }
    assert grouped(store, ARTICLES, **word) == expected(ARTICLES, **word) != plain
    assert grouped(store, ARTICLES) == plain


class BrokenOffError(Exception):
    """Stands for a crash."""


def breaks_at(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, call: int) -> None:
    whole: Callable[..., Any] = getattr(owner, name)
    calls = iter(range(1000))

    def broken(*arguments: Any) -> Any:
        if next(calls) == call:
            raise BrokenOffError
        return whole(*arguments)

    monkeypatch.setattr(owner, name, broken)


@pytest.mark.parametrize(
    ("owner", "name", "call"),
    [
        (report_shelf, "put", 1),
        (report_shelf, "put", 9),
        (report_shelf, "remove", 2),
        (report_rows, "put", 0),
        (report_rows, "next_edition", 0),
    ],
)
def test_a_crash_while_few_are_taken_in_changes_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, call: int
) -> None:
    grouped(store, keep(store, ARTICLES[:-3]))
    before = links(store)
    keep(store, ARTICLES)
    with monkeypatch.context() as broken:
        breaks_at(broken, owner, name, call)
        with pytest.raises(BrokenOffError):
            grouped(store, ARTICLES)
    assert links(store) == before
    assert grouped(store, ARTICLES) == expected(ARTICLES)


@pytest.mark.parametrize(
    ("owner", "name", "call"),
    [
        (regrouping.Anew, "_prepare", 1),
        (regrouping.Anew, "_keep", 0),
        (report_rows, "next_edition", 0),
        (regrouping.Anew, "_found_rows", 0),
    ],
)
def test_a_crash_while_many_are_taken_in_loses_no_reading_of_texts(
    store: Store, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, call: int
) -> None:
    keep(store, ARTICLES)
    monkeypatch.setattr(regrouping, "AT_ONCE", 12)
    with monkeypatch.context() as broken:
        breaks_at(broken, owner, name, call)
        with pytest.raises(BrokenOffError):
            grouped(store, ARTICLES)
    read: list[str] = []

    def counted(article: Article) -> Any:
        read.append(article.id)
        return features(article)

    monkeypatch.setattr(regrouping, "features", counted)
    assert grouped(store, ARTICLES) == expected(ARTICLES)
    assert len(read) == (len(ARTICLES) - 12 if name == "_prepare" else 0)


def test_what_another_process_kept_meanwhile_stays(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(store, ARTICLES)
    whole = regrouping.Anew.work_out

    def slow(anew: regrouping.Anew) -> None:
        monkeypatch.setattr(regrouping.Anew, "work_out", whole)
        grouped(store, ARTICLES[:20])
        whole(anew)

    monkeypatch.setattr(regrouping.Anew, "work_out", slow)
    assert grouped(store, ARTICLES) == expected(ARTICLES)
    assert grouped(store, ARTICLES) == expected(ARTICLES)


def test_a_ledger_that_cannot_be_written_is_grouped_all_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    grouped(store, keep(store, ARTICLES[:20]))
    keep(store, ARTICLES)
    with store.connected() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA query_only = ON")
    assert grouped(store, ARTICLES) == expected(ARTICLES)
    assert len(links(store)) < len(ARTICLES)


def test_other_rules_group_anew(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    grouped(store, keep(store, ARTICLES))
    monkeypatch.setattr(report_rows, "rules", lambda: "other")
    monkeypatch.setattr(index, "TOGETHER", 0.99)
    assert grouped(store, ARTICLES) == expected(ARTICLES)


def test_a_ledger_from_before_the_index_is_brought_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.db"
    with monkeypatch.context() as older:
        older.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:3])
        older.setattr(schema, "SCHEMA_VERSION", 3)
        with Store.open(path) as store:
            keep(store, ARTICLES)
            store.keep_derived("grouping", {"digest": "{}"})
            store.keep_derived("vector", {"digest": "AAAA"})
    with Store.open(path) as store:
        assert grouped(store, list(store.articles())) == expected(ARTICLES)
        assert store.derived("grouping") == store.derived("vector") == {}
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] >= 4


def test_a_grouping_that_is_known_is_kept_without_comparing(store: Store) -> None:
    keep(store, ARTICLES)
    known = expected(ARTICLES)
    regrouping.keep_grouping(store, known)
    assert links(store) == {}
    assert grouped(store, ARTICLES) == known


def test_an_empty_ledger_has_no_reports(store: Store) -> None:
    assert grouped(store, []) == Grouping()
    grouped(store, keep(store, ARTICLES[:2]))
    assert grouped(store, []) == Grouping()
