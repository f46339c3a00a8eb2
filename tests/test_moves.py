from __future__ import annotations

import dataclasses
import itertools

from ledger_sample import CHE, TUR, USA, anonymous, article, named, on, position, reading
from willing.export.chart import picture
from willing.ledger import Entry, build, disputes, moves, timeline, withdrawals, wordings
from willing.ledger.disputes import Why, contradict
from willing.ledger.moves import Basis, Kind
from willing.model import Actor, ActorKind, DateBasis, DateSpan, Source, Stance
from willing.story import align

EUROPE = Actor("europe", "European allies", "European allies", ActorKind.GROUP)


def said(
    day: str | None,
    stance: Stance,
    *sources: Source,
    report: str | None = None,
    actor: Actor = TUR,
    agent: Actor | None = None,
    conditions: tuple[str, ...] = (),
    text: str = "",
) -> tuple[Entry, ...]:
    """Return the entry of an article that reports one position."""
    name = f"{day} {stance} {report} {actor.id} {text}"
    art = article(text or f"Words of {name}.", f"Outlet {name}", report=report)
    date = on(day) if day else DateSpan(None, None, DateBasis.NONE)
    found = position(
        art, actor, stance, "land", *sources, date=date, agent=agent, conditions=conditions
    )
    return build([art], [reading(art, found)]).entries


def test_a_change_of_sides_is_a_move_with_its_days_and_word() -> None:
    entries = said("2025-01-10", Stance.REFUSE) + said("2025-03-01", Stance.OFFER, named("Ankara"))
    (move,) = moves(entries)
    assert (move.kind, move.basis, move.own_word) == (Kind.TURNED, Basis.DAYS, True)
    assert (move.before.stance, move.after.stance) == (Stance.REFUSE, Stance.OFFER)
    assert (str(move.earliest), str(move.latest)) == ("2025-01-10", "2025-03-01")


def test_who_expects_or_warns_has_not_moved_and_a_threat_is_no_refusal() -> None:
    for stance in (Stance.EXPECT, Stance.WARN):
        assert not moves(said("2025-01-10", stance) + said("2025-03-01", Stance.OFFER))
    (move,) = moves(said("2025-01-10", Stance.THREATEN) + said("2025-03-01", Stance.REFUSE))
    assert move.kind is Kind.SHIFTED


def test_moves_hang_on_no_order_and_a_step_back_is_another_move() -> None:
    parts = [
        said("2025-01-10", Stance.REFUSE),
        said("2025-02-01", Stance.COMMIT),
        said("2025-02-01", Stance.COMMIT, report="other"),
        said("2025-03-01", Stance.OFFER),
    ]
    told = {
        tuple((m.before.stance, m.after.stance, m.kind) for m in moves(itertools.chain(*order)))
        for order in itertools.permutations(parts)
    }
    assert told == {
        (
            (Stance.REFUSE, Stance.COMMIT, Kind.TURNED),
            (Stance.COMMIT, Stance.OFFER, Kind.SOFTER),
        )
    }


def test_overlapping_days_undated_claims_and_rewrites_of_one_report_are_no_moves() -> None:
    assert not moves(said("2025-01-10", Stance.REFUSE) + said("2025-01-10", Stance.OFFER))
    assert not moves(said(None, Stance.REFUSE) + said("2025-01-10", Stance.OFFER))
    inferred = on("2025-01-12", DateBasis.INFERRED)
    first = said("2025-01-10", Stance.REFUSE, report="r1")
    (late,) = said("2025-01-12", Stance.OFFER, report="r1")
    rewritten = dataclasses.replace(
        late, position=dataclasses.replace(late.position, date=inferred)
    )
    assert not moves((*first, rewritten))


def test_who_opposed_the_plan_and_is_open_to_take_part_has_moved() -> None:
    plan = said("2025-01-10", Stance.OPPOSE, agent=EUROPE)
    (move,) = moves(plan + said("2025-03-01", Stance.CONSIDER))
    assert move.kind is Kind.TURNED
    support = said("2025-01-10", Stance.SUPPORT, agent=EUROPE)
    assert not moves(support + said("2025-03-01", Stance.REFUSE))


def test_an_article_that_says_later_tells_a_move_without_days() -> None:
    art = article("Ankara opposed it. However, Ankara later said it was open to it.")
    before, after = art.text.split(". ", 1)
    found = reading(
        art,
        position(art, TUR, Stance.REFUSE, "land", sentence=before + "."),
        position(art, TUR, Stance.CONSIDER, "land", sentence=after),
    )
    (move,) = moves(build([art], [found]).entries)
    assert move.basis is Basis.WORDS


def test_reports_that_cannot_both_be_right_are_a_dispute() -> None:
    entries = said("2025-05-01", Stance.COMMIT) + said("2025-05-01", Stance.REFUSE)
    (dispute,) = disputes(entries)
    assert dispute.why is Why.SAME_DAYS
    assert {dispute.one[0].stance, dispute.other[0].stance} == {Stance.COMMIT, Stance.REFUSE}
    assert not withdrawals(entries)


def test_a_later_word_of_others_is_a_dispute_and_the_partys_own_a_withdrawal() -> None:
    spring = said("2025-03-20", Stance.COMMIT)
    others = spring + said("2025-05-10", Stance.REFUSE, anonymous("A diplomat"))
    assert [dispute.why for dispute in disputes(others)] == [Why.NOT_ITS_OWN_WORD]
    own = spring + said("2025-05-10", Stance.REFUSE, named("Ankara"))
    assert not disputes(own)
    (withdrawal,) = withdrawals(own)
    assert withdrawal.after.stance is Stance.REFUSE


def test_one_report_another_party_another_agent_or_two_conditions_are_no_dispute() -> None:
    commit = said("2025-05-01", Stance.COMMIT, report="r1")
    assert not disputes(commit + said("2025-05-01", Stance.REFUSE, report="r1"))
    assert not disputes(commit + said("2025-05-01", Stance.REFUSE, actor=USA))
    assert not disputes(commit + said("2025-05-01", Stance.OPPOSE, agent=EUROPE))
    hanging = said("2025-05-01", Stance.OFFER, conditions=("if asked",))
    assert not disputes(
        hanging + said("2025-05-01", Stance.REFUSE, conditions=("unless consulted",))
    )


def test_contradiction_is_mutual() -> None:
    for one, other in itertools.product(Stance, Stance):
        assert contradict(one, other) == contradict(other, one)
        assert not contradict(one, one)


def test_the_timeline_marks_moves_and_disputes_and_puts_the_undated_last() -> None:
    entries = (
        said(None, Stance.OFFER, actor=CHE)
        + said("2025-03-01", Stance.OFFER)
        + said("2024-10-10", Stance.REFUSE)
        + said("2025-03-01", Stance.REFUSE, report="other")
    )
    events = timeline(entries)
    assert [str(event.claim.start) for event in events] == [
        "2024-10-10",
        "2025-03-01",
        "2025-03-01",
        "None",
    ]
    assert sum(event.disputed for event in events) == 2


def test_the_picture_is_equal_every_time_and_draws_spans_as_bars() -> None:
    (entry,) = said("2025-03-01", Stance.OFFER, text='<b>"x"</b> & more')
    span = DateSpan(on("2025-01-01").start, on("2025-02-20").start, DateBasis.INFERRED)
    (wide,) = said("2025-01-01", Stance.REFUSE)
    vague = dataclasses.replace(wide, position=dataclasses.replace(wide.position, date=span))
    svg = picture(timeline([entry, vague]))
    assert svg == picture(timeline([vague, entry]))
    assert svg.count("<rect") == 1
    assert "<b>" not in svg
    assert "<script" not in svg
    assert picture(timeline(said(None, Stance.OFFER))) == ""


def test_wordings_of_one_report_say_what_a_rewrite_changed() -> None:
    (one,) = said(
        "2025-01-10", Stance.OFFER, anonymous("a diplomat"), report="r1", conditions=("if asked",)
    )
    (two,) = said("2025-01-10", Stance.COMMIT, anonymous("diplomats"), report="r1")
    (other,) = said("2025-01-10", Stance.COMMIT, report="r2")
    (wording,) = wordings(one, [one, two, other], align)
    assert wording.entry == two
    assert wording.changes == (
        "a stronger stance: commit, not offer",
        "a condition lost: “if asked”",
        "one source become several, or several one: “diplomats”, not “a diplomat”",
    )


def test_a_position_has_one_wording_in_an_article_and_each_wording_one_position() -> None:
    first = article("Turkey would send ships. Turkey will not send soldiers.", "One", report="r1")
    second = article("Ankara refuses to send soldiers. Ankara offers ships.", "Two", report="r1")
    told = [
        (first, Stance.OFFER, "Turkey would send ships.", "send ships"),
        (first, Stance.REFUSE, "Turkey will not send soldiers.", "send soldiers"),
        (second, Stance.REFUSE, "Ankara refuses to send soldiers.", "send soldiers"),
        (second, Stance.OFFER, "Ankara offers ships.", "ships"),
    ]
    found = [
        (one, position(one, TUR, stance, "land", sentence=words, action=action))
        for one, stance, words, action in told
    ]
    readings = [reading(a, *(p for b, p in found if b is a)) for a in (first, second)]
    entries = build([first, second], readings).entries
    pairs = {
        entry.position.action.text: [
            w.entry.position.stance for w in wordings(entry, entries, align)
        ]
        for entry in entries[:2]
    }
    assert pairs == {"send ships": [Stance.OFFER], "send soldiers": [Stance.REFUSE]}
