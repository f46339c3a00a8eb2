"""What the views on history make of entries: lanes, weeks, counts, pages, marked sentences."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from ledger_sample import (
    HOSTILE,
    TUR,
    USA,
    anonymous,
    article,
    named,
    on,
    outlet,
    position,
    reading,
    sample_ledger,
)
from willing.ledger import Ledger, build, disputes, moves, timeline, withdrawals
from willing.model import DateBasis, DateSpan, Quantity, Stance
from willing.story import Change
from willing.web import counted, lanes
from willing.web.contributors import contributors, most_offered, territories
from willing.web.leaves import leaf
from willing.web.opposed import DISPUTED, TAKEN_BACK, Contrary, Opposed, opposed
from willing.web.retellings import marked
from willing.web.told import told
from willing.web.weeks import week

DAY = datetime.date(2025, 5, 31)


def span(first: str | None, last: str | None) -> DateSpan:
    def day(text: str | None) -> datetime.date | None:
        return datetime.date.fromisoformat(text) if text else None

    return DateSpan(day(first), day(last), DateBasis.TEXT)


def moving(*days: tuple[Stance, DateSpan]) -> Ledger:
    """A ledger in which Ankara says something else in each article, in its own word."""
    articles, readings = [], []
    for number, (stance, date) in enumerate(days):
        one = article(f"Ankara says its part, number {number}.", f"Outlet {number}")
        articles.append(one)
        said = position(one, TUR, stance, "land", named("Ankara"), action="send", date=date)
        readings.append(reading(one, said))
    return build(articles, readings)


def test_a_day_is_a_point_and_a_span_is_a_bar_over_all_its_days() -> None:
    book = moving(
        (Stance.OFFER, on("2025-05-01")), (Stance.REFUSE, span("2025-05-16", "2025-05-31"))
    )
    chart = lanes.by_party(timeline(book.entries))
    (lane,) = (one.draw() for one in chart.lanes)
    point, bar = lane.marks
    assert chart.scale
    assert point.day
    assert point.left == point.right == chart.scale.at(datetime.date(2025, 5, 1))
    assert not bar.day
    assert (bar.left, bar.right) == (
        chart.scale.at(datetime.date(2025, 5, 16)),
        chart.scale.at(datetime.date(2025, 5, 31)),
    )
    assert bar.since == point.right
    assert lane.moved


def test_an_open_end_reaches_the_edge_and_the_undated_are_counted() -> None:
    book = moving(
        (Stance.OFFER, span("2025-05-01", None)),
        (Stance.OFFER, on("2025-06-01")),
        (Stance.OFFER, span(None, None)),
    )
    chart = lanes.by_party(timeline(book.entries))
    assert chart.lanes[0].draw().marks[0].right == 100.0
    assert chart.undated == 1


def test_marks_of_one_day_stand_on_rows_of_their_own_until_there_is_no_room() -> None:
    many = [(Stance.OFFER, on("2025-05-01"))] * (lanes.MOST_ROWS + 3)
    chart = lanes.by_party(timeline(moving(*many).entries))
    (lane,) = (one.draw() for one in chart.lanes)
    assert sorted(mark.row for mark in lane.marks) == list(range(lanes.MOST_ROWS))
    assert lane.hidden == 3
    assert lane.rows == lanes.MOST_ROWS


@pytest.mark.parametrize("group", ["actor", "issue"])
def test_every_dated_statement_has_a_mark(group: str) -> None:
    events = timeline(sample_ledger().entries)
    chart = lanes.by_party(events, group=group)
    every = [one.draw() for one in chart.lanes]
    drawn = sum(len(lane.marks) + lane.hidden for lane in every)
    assert drawn + chart.undated == len(events)
    assert all(0 <= m.left <= m.right <= 100 for lane in every for m in lane.marks)


def test_the_week_tells_what_certainly_moved_from_what_perhaps_did() -> None:
    book = moving(
        (Stance.OFFER, on("2025-05-01")),
        (Stance.REFUSE, span("2025-05-16", "2025-05-31")),
        (Stance.COMMIT, on("2025-06-30")),
    )
    found = week(moves(book.entries), book.entries, DAY)
    assert [(one.after.stance, one.sure) for one in found.moved] == [("refuse", False)]
    later = week(moves(book.entries), book.entries, None)
    assert later.last == datetime.date(2025, 6, 30)
    assert later.because
    assert [(one.after.stance, one.sure) for one in later.moved] == [("commit", True)]
    assert [one.after.stance for one in later.earlier] == ["refuse"]


def test_the_week_of_an_undated_ledger_says_nothing() -> None:
    book = moving((Stance.OFFER, span(None, None)))
    assert week(moves(book.entries), book.entries, None).last is None


def test_a_cursor_walks_a_list_forth_and_back() -> None:
    things = [str(number) for number in range(25)]
    first = leaf(things, "", 10, str)
    second = leaf(things, first.following, 10, str)
    third = leaf(things, second.following, 10, str)
    assert [first.first, second.first, third.first] == [1, 11, 21]
    assert third.last == third.total == 25
    assert third.following == ""
    assert (first.previous, second.previous, third.previous) == (None, "", "10")
    assert leaf(things, "gone", 10, str) == first
    assert leaf([], "", 10, str).total == 0


def test_counts_add_up_and_each_leads_to_as_many_positions() -> None:
    entries = sample_ledger().entries
    for by in ("kind", "publisher", "origin"):
        lines = counted.counted(entries, by)
        assert sum(line.positions for line in lines) == len(entries)
        for line in lines:
            assert len(counted.chosen(entries, {by: line.key})) == line.positions
            assert sum(line.kinds) == line.positions
    (diplomat,) = counted.counted(entries, "speaker")
    assert (diplomat.kind, diplomat.positions) == ("anonymous", 1)


def test_a_copy_is_no_second_report() -> None:
    line = next(
        one for one in counted.counted(sample_ledger().entries, "origin") if one.articles == 2
    )
    assert line.reports == 1


def test_what_changed_is_marked_where_it_stands() -> None:
    text = "Ankara may be ready to send 5,000 soldiers if asked, a diplomat said."
    one = article(text)
    found = position(
        one,
        TUR,
        Stance.OFFER,
        "land",
        anonymous("a diplomat"),
        action="send 5,000 soldiers",
        conditions=("if asked",),
        quantity=Quantity(5000, 5000, "soldiers"),
    )
    changes = [Change.STRONGER, Change.CONDITION_LOST, Change.SOURCE_LOST]
    parts = marked(found, changes)
    assert "".join(part.text for part in parts) == text
    assert {(part.text, part.change) for part in parts if part.change} == {
        ("may be ready to", Change.STRONGER.value),
        ("if asked", Change.CONDITION_LOST.value),
        ("a diplomat", Change.SOURCE_LOST.value),
    }
    assert [part.text for part in marked(found, [Change.NUMBER]) if part.change] == [
        "send 5,000 soldiers"
    ]
    absent = replace(found, actor=USA)
    assert all(not part.change for part in marked(absent, [Change.STRONGER]))


def contraries(book: Ledger) -> list[Opposed]:
    every: list[Contrary] = [*disputes(book.entries), *withdrawals(book.entries)]
    return [opposed(one) for one in every]


def test_disputes_and_what_was_taken_back_are_told_apart() -> None:
    taken = moving((Stance.COMMIT, on("2025-01-01")), (Stance.REFUSE, on("2025-02-01")))
    found = contraries(taken)
    assert [(one.kind, one.one.stance, one.other.stance) for one in found] == [
        (TAKEN_BACK, "commit", "refuse")
    ]
    one, other = article("Ankara commits.", "Alpha"), article("Ankara refuses.", "Beta")
    unclear = build(
        [one, other],
        [
            reading(one, position(one, TUR, Stance.COMMIT, "land", outlet("Alpha"))),
            reading(other, position(other, TUR, Stance.REFUSE, "land", outlet("Beta"))),
        ],
    )
    (dispute,) = contraries(unclear)
    assert dispute.kind == DISPUTED
    assert {dispute.one.stance, dispute.other.stance} == {
        "commit",
        "refuse",
    }
    assert dispute.one.reports
    assert dispute.other.said[0].sentence


def test_every_listed_country_has_a_place_on_the_map() -> None:
    from importlib.resources import files

    import yaml

    known = yaml.safe_load((files("willing") / "data/actors/countries.yaml").read_text("utf-8"))
    assert {one["id"] for one in known} <= set(territories())
    for one in territories().values():
        assert -180 <= one.longitude <= 180
        assert -90 <= one.latitude <= 90


def test_the_map_begins_with_the_issue_that_most_countries_are_for() -> None:
    from willing.store.asking import Stood

    def cell(actor: str, issue: str, stance: Stance) -> Stood:
        return Stood(
            actor, actor, "country", issue, stance.value, f"{actor}{issue}", (), 1, 1,
            "nothing says otherwise", None, None, 1,
        )  # fmt: skip

    cells = [
        cell("CHE", "land", Stance.OFFER),
        cell("FRA", "sky", Stance.COMMIT),
        cell("GBR", "sky", Stance.OFFER),
        cell("TUR", "sky", Stance.REFUSE),
        cell("nobody", "land", Stance.COMMIT),
    ]
    assert most_offered(cells) == "sky"
    assert [one.id for one in contributors(cells, "sky")] == ["FRA", "GBR", "TUR"]
    assert [one.id for one in contributors(cells, "land") if one.territory] == ["CHE"]
    assert most_offered([]) == ""


def test_hostile_words_stay_words() -> None:
    entries = sample_ledger().entries
    entry = next(one for one in entries if one.position.action.issue == "guarantee")
    shown = told(entry)
    assert shown.action == HOSTILE
    assert "".join(piece.text for piece in shown.pieces) == entry.position.sentence.text
    assert shown.agent == ""
