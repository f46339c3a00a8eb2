"""Reports of vaguely dated articles, and of outlets that cite each other in a ring."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from ledger_sample import TUR, USA, article, outlet, position, reading
from willing.ledger import Grouping, build, disputes
from willing.ledger import Report as Counted
from willing.ledger.disputes import Why
from willing.model import Article, DateBasis, DateSpan, Published, Stance
from willing.story import Features, features, narrowed, witnesses
from willing.story.compare import chance_of_same_days
from willing.story.report import Report, report

FIRST = datetime.date(2031, 5, 1)


def day(number: int) -> datetime.date:
    return FIRST + datetime.timedelta(number)


def between(start: int, end: int, name: str = "One") -> Features:
    days = Published(day(start) if start == end else None, day(start), day(end), DateBasis.INFERRED)
    words = f"{name} says that ships would sail {start} to {end}."
    return features(article(words, name, days, origin="Globe"))


@pytest.mark.parametrize(
    ("one", "other", "chance"),
    [((3, 3), (9, 9), 1.0), ((3, 3), (30, 30), 0.0), ((0, 5), (2, 8), 1.0)],
)
def test_close_days_are_surely_the_same_and_distant_ones_surely_not(
    one: tuple[int, int], other: tuple[int, int], chance: float
) -> None:
    assert chance_of_same_days(between(*one), between(*other)) == chance


def test_vague_dates_that_overlap_are_hardly_a_sign_and_an_open_one_is_none() -> None:
    spring, may = between(0, 55), between(43, 73)
    assert 0 < chance_of_same_days(spring, may) < 0.5
    assert chance_of_same_days(spring, may) == chance_of_same_days(may, spring)
    open_end = replace(may, published=Published(None, day(43), None, DateBasis.INFERRED))
    assert chance_of_same_days(spring, open_end) == 0


def test_a_closely_dated_retelling_narrows_a_vague_one() -> None:
    members = [between(10, 16, "Close"), between(8, 60, "Vague")]
    found = narrowed(report(members), members)
    assert found[members[1].id] == Published(None, day(10), day(16), DateBasis.INFERRED)


# ---- rings


def ring() -> tuple[list[Article], Report]:
    """Return two articles whose outlets cite each other, and their report."""
    days = Published(day(0), day(0), day(0), DateBasis.METADATA)
    told = [
        article("Ships would sail, the Sun says.", "Star", days, origin="Sun"),
        article("Ships would sail, the Star says.", "Sun", days, origin="Star"),
    ]
    return told, report([features(one) for one in told])


def test_a_ring_of_citations_is_one_witness_of_unknown_origin() -> None:
    told, found = ring()
    assert (found.origin, found.rivals) == (None, ("Star", "Sun"))
    positions = [
        position(told[0], TUR, Stance.OFFER, "sea", outlet("Sun")),
        position(told[1], TUR, Stance.OFFER, "sea", outlet("Star")),
    ]
    keys = {one.key for one in witnesses(positions, told, [found]).values()}
    assert keys == {f"report:{found.id}"}


def test_the_ledger_counts_a_ring_once_and_another_outlet_in_it_for_itself() -> None:
    told, found = ring()
    counted = Counted(found.id, found.origin, found.rivals, found.articles, found.date)
    readings = [
        reading(
            told[0],
            position(told[0], TUR, Stance.OFFER, "sea", outlet("Sun")),
            position(told[0], USA, Stance.OFFER, "sea", outlet("Echo")),
        ),
        reading(told[1], position(told[1], TUR, Stance.OFFER, "sea", outlet("Star"))),
    ]
    book = build(told, readings, group=lambda *_: Grouping((counted,)))
    keys = [(one.position.actor.id, one.origin.key) for one in book.entries]
    own = f"report:{found.id}"
    assert sorted(keys) == [("TUR", own), ("TUR", own), ("USA", "outlet:echo")]


# ---- disputes


def test_reports_whose_vague_days_overlap_are_in_dispute() -> None:
    told = []
    for name, stance, start, end in (
        ("Spring", Stance.COMMIT, 0, 55),
        ("May", Stance.REFUSE, 43, 73),
    ):
        one = article(f"Words of {name}.", name)
        span = DateSpan(day(start), day(end), DateBasis.INFERRED)
        told.append((one, position(one, USA, stance, "guarantee", date=span)))
    book = build([one for one, _ in told], [reading(one, pos) for one, pos in told])
    (dispute,) = disputes(book.entries)
    assert (dispute.why, dispute.issue) == (Why.SAME_DAYS, "guarantee")
    assert (dispute.one[0].stance, dispute.other[0].stance) == (Stance.COMMIT, Stance.REFUSE)
