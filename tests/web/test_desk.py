from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from willing.ledger import LedgerError, decide, standing
from willing.store import Store
from willing.store.opening import opened
from willing.web import desk as desk_module
from willing.web.desk import Desk
from willing.web.state import View

MADE = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
VIEWS = [
    View(),
    View(actor=("USA",)),
    View(actor=("France", "nobody")),
    View(issue=("land", "guarantee")),
    View(as_of=datetime.date(2025, 3, 1)),
    View(outlet=("Bloomberg",)),
    View(source_kind=("anonymous",)),
    View(since=datetime.date(2025, 2, 1), until=datetime.date(2025, 4, 1)),
    View(actor=("Zelenskyy",)),
]


def test_the_book_is_the_one_that_the_ledger_opens_to(ledger_copy: Path) -> None:
    desk = Desk(ledger_copy)
    with Store.open(ledger_copy) as store:
        assert desk.book() == opened(store)
        entry = desk.book().entries[5]
        desk.judge([decide.on_position("reject", entry, "a", MADE)])
        assert desk.book() == opened(store)
        assert desk.find(entry.position.id).position == entry.position
        edit = decide.on_position("edit", desk.book().entries[7], "a", MADE, {"stance": "refuse"})
        assert desk.judge([edit]) == 1
        assert desk.judge([edit]) == 0
        assert desk.book() == opened(store)
    desk.close()


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: str(view.as_data()))
def test_what_stands_is_what_the_ledger_says(example_ledger: Path, view: View) -> None:
    desk = Desk(example_ledger)
    with Store.open(example_ledger) as store:
        chosen = opened(store).select(view.selection)
    expected = {
        (one.actor_id, one.issue, one.entry.position.id, one.entry.position.stance)
        for one in standing(chosen.entries, view.as_of)
    }
    stood = desk.stood(view)
    assert {(one.actor, one.issue, one.position, one.stance) for one in stood} == expected
    reports = {one.position: one.reports for one in stood}
    for one in standing(chosen.entries, view.as_of):
        assert reports[one.entry.position.id] == len(one.reports)
    desk.close()


def test_a_large_ledger_gives_the_newest_that_pass(
    example_ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Desk(example_ledger)
    every = whole.book()
    monkeypatch.setattr(desk_module, "WHOLE", 10)
    monkeypatch.setattr(desk_module, "MOST_ENTRIES", 20)
    desk = Desk(example_ledger)
    book = desk.book()
    assert len(book.entries) == 20
    assert desk.cut() == len(every.entries) - 20
    assert set(book.entries) <= set(every.entries)
    oldest = min(one.position.date.end for one in book.entries if one.position.date.end)
    newer = [
        one for one in every.entries if one.position.date.end and one.position.date.end > oldest
    ]
    assert set(newer) <= set(book.entries)
    one = View(actor=("USA",))
    assert desk.cut(one) == max(0, len(every.select(one.selection).entries) - 20)
    for desk_ in (whole, desk):
        desk_.close()


def test_what_is_not_there_is_said(example_ledger: Path) -> None:
    desk = Desk(example_ledger)
    for prefix in ("", "zzzz", "a"):
        with pytest.raises(LedgerError):
            desk.find(prefix)
    with pytest.raises(LedgerError):
        desk.article("nothing")
    desk.close()
