from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

import willing
from willing.ledger import decide, standing
from willing.model import Article, Judgement, Reading
from willing.store import Store, schema
from willing.store.opening import opened
from willing.store.projecting import NOW, positions, refresh, up_to_date

EXAMPLES = Path(__file__).parents[1] / "examples" / "reassurance-force"
MADE = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Article, Reading | None]]:
    path = tmp_path_factory.mktemp("projecting") / "x.db"
    willing.read(EXAMPLES, ledger=path)
    with Store.open(path) as store:
        readings = {one.article_id: one for one in store.readings()}
        return [(article, readings.get(article.id)) for article in store.articles()]


@pytest.fixture
def store(read_once: list[tuple[Article, Reading | None]], tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "x.db") as made:
        for article, reading in read_once:
            made.add(article, reading)
        yield made


def agrees(store: Store) -> None:
    """The tables say what the pure functions say of the same articles and judgements."""
    book = opened(store)
    entries = schema.entries
    with store.connected() as connection:
        found = connection.execute(sa.select(entries).order_by(entries.c.number)).all()
        counts = positions(connection, [row.number for row in found])
        spells = connection.execute(
            sa.select(schema.spells, schema.cells).join(
                schema.cells, schema.cells.c.number == schema.spells.c.cell
            )
        ).all()
    kept = [row for row in found if not row.rejected]
    assert [counts[row.number] for row in kept] == [one.position for one in book.entries]
    assert [(row.origin, row.origin_name) for row in kept] == [
        (one.origin.key, one.origin.name) for one in book.entries
    ]
    assert [counts[row.number] for row in found if row.rejected] == [
        one.position for one in book.rejected
    ]
    days = sorted({one.position.date.end for one in book.entries if one.position.date.end})
    for day in (*days, None):
        expected = {
            (one.actor_id, one.issue): (
                one.entry.position.id,
                one.entry.position.stance,
                len(one.reports),
                len(one.same),
                one.decided,
            )
            for one in standing(book.entries, day)
        }
        stood: dict[tuple[str, str], tuple[object, ...]] = {}
        for row in sorted(spells, key=lambda row: row.since):
            if row.since <= (day or NOW):
                what = (row.shown_id, row.stance, row.reports, row.positions, row.decided)
                stood[row.actor, row.issue] = what
        if day is not None:
            assert stood == expected
        else:
            assert {key: stood[key] for key in expected} == expected


def test_the_tables_say_what_the_ledger_says(store: Store) -> None:
    steps: list[tuple[str, int, int]] = []
    assert not up_to_date(store)
    assert refresh(store, advance=lambda *step: steps.append(step)).anew
    assert up_to_date(store)
    assert {what for what, _, _ in steps} == {"Placing positions", "Deciding what stands"}
    agrees(store)
    again = refresh(store)
    assert not again.anew
    assert again.articles == {}


def test_only_what_a_judgement_touches_is_worked_out_anew(store: Store) -> None:
    refresh(store)
    book = opened(store)
    one, other, third = (book.entries[at] for at in (3, 10, 20))
    judgements = [
        decide.on_position("reject", one, "a", MADE, {}),
        decide.on_position("edit", other, "a", MADE, {"stance": "refuse", "issue": "sea"}),
        decide.on_position("edit", third, "a", MADE, {"actor": {"id": "FRA", "name": "France"}}),
    ]
    for judgement in judgements:
        store.add_judgement(judgement)
        done = refresh(store)
        assert len(done.articles) == 1
        agrees(store)
    undo = Judgement("u1", MADE + datetime.timedelta(1), "a", "undo", judgements[0].id, "{}")
    store.add_judgement(undo)
    assert set(refresh(store).articles) == {one.article.id}
    agrees(store)


def test_a_merge_and_a_split_are_laid_out(store: Store) -> None:
    refresh(store)
    book = opened(store)
    actors = list(dict.fromkeys(one.position.actor.id for one in book.entries))
    merge = Judgement(
        "m1", MADE, "a", "merge", actors[0], json.dumps({"into": actors[1], "name": "Both"})
    )
    store.add_judgement(merge)
    assert not refresh(store).anew
    agrees(store)
    report = max(book.reports, key=lambda one: len(one.articles))
    chosen = [book.by_id[one] for one in report.articles]
    store.add_judgement(decide.split(chosen[:1], chosen[1:], "a", MADE))
    refresh(store)
    agrees(store)
    store.add_judgement(Judgement("u2", MADE + datetime.timedelta(1), "a", "undo", "m1", "{}"))
    refresh(store)
    agrees(store)


def test_what_is_read_later_joins(
    read_once: list[tuple[Article, Reading | None]], tmp_path: Path
) -> None:
    with Store.open(tmp_path / "y.db") as store:
        for number, (article, reading) in enumerate(read_once):
            store.add(article, reading)
            if number % 3 == 2:
                refresh(store)
                agrees(store)
        refresh(store)
        agrees(store)


def test_an_empty_ledger_has_no_cells(tmp_path: Path) -> None:
    with Store.open(tmp_path / "z.db") as store:
        assert refresh(store).anew
        assert up_to_date(store)
