from __future__ import annotations

import datetime
import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger_sample import CHE, anonymous, article, named, outlet, position, reading
from willing.ledger import build, standing
from willing.ledger.succession import mark_of, succession
from willing.model import DateBasis, DateSpan, Source, Stance

FIRST = datetime.date(2025, 1, 1)


@st.composite
def spans(draw: st.DrawFn) -> DateSpan:
    kind = draw(st.sampled_from(["day", "span", "span", "from", "by", "none"]))
    start = FIRST + datetime.timedelta(days=draw(st.integers(0, 40)))
    end = start + datetime.timedelta(days=draw(st.integers(0, 30)) if kind == "span" else 0)
    return DateSpan(
        None if kind in ("by", "none") else start,
        None if kind in ("from", "none") else end,
        DateBasis.NONE if kind == "none" else DateBasis.TEXT,
    )


Told = tuple[Stance, DateSpan, tuple[Source, ...], str | None, int]

SOURCES = st.sampled_from(
    [(), (anonymous("a diplomat"),), (named("the minister"),), (named("Switzerland"),)]
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([Stance.OFFER, Stance.REFUSE, Stance.COMMIT, Stance.DEMAND]),
            spans(),
            SOURCES,
            st.sampled_from(["Alpha", "Beta", None]),
            st.integers(0, 2),
        ),
        min_size=1,
        max_size=9,
    )
)
def test_what_stood_is_what_standing_says_of_every_day(told: list[Told]) -> None:
    articles, readings = [], []
    for number, (stance, span, sources, paper, conditions) in enumerate(told):
        art = article(f"Switzerland speaks, {number}.", outlet=paper)
        chain = (*sources, *((outlet("Gamma"),) if number % 3 == 0 else ()))
        terms = tuple(f"if {n}" for n in range(conditions))
        found = position(art, CHE, stance, "land", *chain, conditions=terms, date=span)
        articles.append(art)
        readings.append(reading(art, found))
    book = build(articles, readings)
    marks = [mark_of(entry, place) for place, entry in enumerate(book.entries)]
    spells, now = succession(marks)
    days = [FIRST + datetime.timedelta(days=n) for n in range(-1, 75)]
    for day in (*days, None):
        expected = standing(book.entries, day)
        stood = [one for one in spells if day and one.since and one.since <= day]
        spell = now if day is None else stood[-1] if stood else None
        if not expected:
            assert spell is None
            continue
        (stand,) = expected
        assert spell is not None
        assert spell.stance is stand.entry.position.stance
        assert book.entries[spell.shown] is stand.entry
        assert spell.reports == len(stand.reports)
        assert spell.positions == len(stand.same)
        assert spell.decided is stand.decided
    replaced = None
    for earlier, later in itertools.pairwise(spells):
        replaced = earlier.stance if earlier.stance is not later.stance else replaced
        assert later.before is replaced
