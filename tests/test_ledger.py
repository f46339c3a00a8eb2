from __future__ import annotations

import datetime
import json
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger_sample import (
    CHE,
    TUR,
    USA,
    anonymous,
    article,
    named,
    on,
    outlet,
    person,
    position,
    published,
    reading,
    sample,
    sample_ledger,
)
from willing.ledger import (
    Firmness,
    Ledger,
    LedgerError,
    Rule,
    Selection,
    Voice,
    build,
    origin_of,
    standing,
    voice,
)
from willing.ledger.judging import in_force
from willing.model import (
    UNDATED,
    ActorKind,
    Article,
    DateBasis,
    Introduction,
    Judgement,
    Position,
    SourceKind,
    Stance,
    WillingError,
)
from willing.names import fold

TEXT = "Washington may send troops."
MACRON = Introduction(
    "Emmanuel Macron", "FRA", "France", ActorKind.COUNTRY, "French President Emmanuel Macron"
)


def ledger_of(*found: tuple[Article, Position]) -> Ledger:
    articles = list({art.id: art for art, _ in found}.values())
    readings = [
        reading(art, *(pos for other, pos in found if other.id == art.id)) for art in articles
    ]
    return build(articles, readings)


def one(
    *found: tuple[Article, Position], as_of: datetime.date | None = None
) -> tuple[Stance, Rule]:
    (stand,) = standing(ledger_of(*found).entries, as_of)
    return stand.entry.position.stance, stand.decided


def judgement(number: int, verdict: str, target: str, **detail: str) -> Judgement:
    made = datetime.datetime(2025, 3, number, tzinfo=datetime.UTC)
    return Judgement(f"j{number}", made, "ada", verdict, target, json.dumps(detail))


# Origins


def test_a_report_is_known_first_by_its_id_then_by_the_innermost_outlet_it_leads_back_to() -> None:
    art = article(TEXT, "Alpha", origin="Globe", report="r1")
    pos = position(art, USA, Stance.CONSIDER, "land", outlet("Beta"), outlet("Globe"))
    assert origin_of(pos, art).key == "report:r1"
    assert origin_of(pos, article(TEXT, "Alpha")).key == "outlet:globe"


def test_without_sources_the_origin_counts_then_the_outlet_then_the_article() -> None:
    pos = position(article(TEXT), USA, Stance.CONSIDER, "land", anonymous("a diplomat"))
    assert origin_of(pos, article(TEXT, "Alpha", origin="The Globe")).name == "The Globe"
    assert origin_of(pos, article(TEXT, "Alpha")).key == "outlet:alpha"
    assert origin_of(pos, article(TEXT)).key == f"article:{article(TEXT).id}"


def test_forty_retellings_of_one_outlet_are_one_witness() -> None:
    found = []
    for number in range(40):
        art = article(f"{TEXT} {number}", f"Site {number}", origin="Globe")
        found.append((art, position(art, USA, Stance.CONSIDER, "land", sentence=TEXT)))
    (stand,) = standing(ledger_of(*found).entries)
    assert len(stand.same) == 40
    assert [origin.name for origin in stand.reports] == ["Globe"]


# Standing, rule by rule


def test_alone_a_position_stands() -> None:
    art = article(TEXT)
    assert one((art, position(art, USA, Stance.CONSIDER, "land"))) == (Stance.CONSIDER, Rule.ALONE)


def test_own_voice_wins_even_over_a_later_word_of_others() -> None:
    art = article(TEXT)
    own = position(art, USA, Stance.REFUSE, "land", named("Washington"), date=on("2025-01-01"))
    said = position(art, USA, Stance.OFFER, "land", named("Paris"), date=on("2025-03-01"))
    assert one((art, own), (art, said)) == (Stance.REFUSE, Rule.VOICE)


def test_an_outlets_account_wins_over_others_word() -> None:
    art = article(TEXT)
    told = position(art, USA, Stance.REFUSE, "land", outlet("Globe"))
    said = position(art, USA, Stance.OFFER, "land", named("Paris"))
    assert one((art, said), (art, told)) == (Stance.REFUSE, Rule.VOICE)


def test_the_certainly_later_wins_and_overlapping_spans_do_not_decide() -> None:
    art = article(TEXT)
    early = position(art, USA, Stance.REFUSE, "land", date=on("2025-01-01"))
    late = position(art, USA, Stance.OFFER, "land", date=on("2025-03-01"))
    undated = position(art, USA, Stance.DOUBT, "land")
    assert one((art, late), (art, early), (art, undated)) == (Stance.OFFER, Rule.LATER)
    same_day = position(art, USA, Stance.CONSIDER, "land", date=on("2025-03-01"))
    assert one((art, late), (art, same_day)) == (Stance.OFFER, Rule.FIRMER)


def test_official_wins_over_anonymous() -> None:
    art = article(TEXT)
    official = position(art, USA, Stance.CONSIDER, "land", named("Paris"))
    leak = position(art, USA, Stance.REFUSE, "land", anonymous("a diplomat"))
    assert one((art, leak), (art, official)) == (Stance.CONSIDER, Rule.OFFICIAL)


def test_more_independent_reports_win_and_copies_do_not_count() -> None:
    found = []
    for number, site in enumerate(["Alpha", "Beta", "Gamma"]):
        art = article(f"{TEXT} {number}", site, origin="Globe")
        found.append((art, position(art, USA, Stance.REFUSE, "land", sentence=TEXT)))
    for number, site in enumerate(["Delta", "Epsilon"]):
        art = article(f"{TEXT} again {number}", site)
        found.append((art, position(art, USA, Stance.CONSIDER, "land", sentence=TEXT)))
    assert one(*found) == (Stance.CONSIDER, Rule.REPORTS)


def test_the_firmer_wins_last_and_equals_are_contested() -> None:
    art = article(TEXT)
    commit = position(art, USA, Stance.COMMIT, "land")
    consider = position(art, USA, Stance.CONSIDER, "land")
    refuse = position(art, USA, Stance.REFUSE, "land")
    assert one((art, consider), (art, commit)) == (Stance.COMMIT, Rule.FIRMER)
    (stand,) = standing(ledger_of((art, commit), (art, refuse)).entries)
    assert stand.contested
    assert [given.rule for given in stand.given] == [Rule.UNDECIDED]


def test_what_gave_way_says_by_which_rule() -> None:
    art = article(TEXT)
    own = position(art, USA, Stance.REFUSE, "land", named("Washington"))
    said = position(art, USA, Stance.OFFER, "land", named("Paris"))
    (stand,) = standing(ledger_of((art, own), (art, said)).entries)
    assert [(given.entry.position.stance, given.rule) for given in stand.given] == [
        (Stance.OFFER, Rule.VOICE)
    ]
    assert stand.firmness is Firmness.FIRM


def test_the_wording_with_the_most_conditions_is_shown() -> None:
    ledger = sample_ledger()
    stand = next(stand for stand in standing(ledger.entries) if stand.actor_id == "CHE")
    assert stand.entry.article.published.date == datetime.date(2025, 1, 24)
    assert len(stand.entry.position.conditions) == 2
    assert (len(stand.same), len(stand.reports)) == (2, 1)


def test_a_condition_of_a_report_long_ago_is_not_shown_for_a_later_one() -> None:
    found = []
    for day, conditions in (("2025-01-01", ("if asked",)), ("2025-03-01", ())):
        art = article(f"{TEXT} {day}", "Globe", published(day))
        pos = position(art, USA, Stance.OFFER, "land", conditions=conditions, sentence=TEXT)
        found.append((art, pos))
    (stand,) = standing(ledger_of(*found).entries)
    assert stand.entry.position.conditions == ()


def test_as_of_a_day_only_what_was_certainly_said_by_then_counts() -> None:
    art = article(TEXT)
    early = position(art, USA, Stance.REFUSE, "land", date=on("2025-01-01"))
    late = position(art, USA, Stance.OFFER, "land", date=on("2025-03-01"))
    undated = position(art, USA, Stance.DOUBT, "land")
    found = [(art, early), (art, late), (art, undated)]
    assert one(*found, as_of=datetime.date(2025, 2, 1))[0] is Stance.REFUSE
    assert standing(ledger_of(*found).entries, datetime.date(2024, 1, 1)) == ()


@given(st.permutations(list(range(12))))
def test_standing_does_not_depend_on_the_order_of_arrival(order: list[int]) -> None:
    stances = [Stance.REFUSE, Stance.OFFER, Stance.CONSIDER, Stance.COMMIT]
    found = []
    for number in range(12):
        art = article(f"{TEXT} {number}", f"Site {number % 5}")
        source = [(), (named("Paris"),), (anonymous("a diplomat"),)][number % 3]
        day = on(f"2025-01-{1 + number % 7:02}")
        pos = position(art, USA, stances[number % 4], "land", *source, date=day, sentence=TEXT)
        found.append((art, pos))
    assert one(*found)[0] is one(*(found[at] for at in order))[0]


# Voices


def test_a_surname_is_the_speakers_own_voice_and_an_office_holders_act_is_too() -> None:
    art = article(TEXT)
    starmer = CHE.__class__("GBR", "United Kingdom", "London", ActorKind.COUNTRY, "Keir Starmer")
    assert voice(position(art, starmer, Stance.OFFER, "land", named("Starmer"))) is Voice.OWN
    assert voice(position(art, starmer, Stance.OFFER, "land")) is Voice.OWN
    assert voice(position(art, CHE, Stance.OFFER, "land", outlet("Globe"))) is Voice.OUTLET
    assert voice(position(art, CHE, Stance.OFFER, "land", named("Paris"))) is Voice.OTHERS


def test_names_are_compared_without_accents_case_and_apostrophes() -> None:
    assert fold("  Côte  d’Ivoire ") == fold("cote d'ivoire") == fold("CÔTE DʼIVOIRE")


# People


def test_a_person_is_placed_by_another_articles_introduction_and_it_says_so() -> None:
    told = article("French President Emmanuel Macron spoke.", title="Who he is")
    untold = article("Macron may send troops.")
    pos = position(untold, person("Macron"), Stance.CONSIDER, "land")
    ledger = build([told, untold], [reading(told, people=(MACRON,)), reading(untold, pos)])
    placed = ledger.entries[0].position
    assert (placed.actor.id, placed.actor.name) == ("FRA", "France")
    assert (placed.actor.text, placed.actor.person) == ("Macron", "Emmanuel Macron")
    assert placed.action.agent.id == "FRA"
    note = placed.inferred[0]
    assert (note.field, note.value) == ("actor", "FRA")
    assert note.because == "“Who he is” introduces “French President Emmanuel Macron”"


def test_a_person_introduced_with_two_parties_or_none_stays_a_person() -> None:
    art = article("Macron may send troops.")
    other = Introduction("Brigitte Macron", "EU", "EU", ActorKind.ORGANISATION, "EU envoy Macron")
    pos = position(art, person("Macron"), Stance.CONSIDER, "land")
    for people in ((MACRON, other), ()):
        ledger = build([art], [reading(art, pos, people=people)])
        assert ledger.entries[0].position.actor.kind is ActorKind.PERSON


def test_a_full_name_is_not_placed_by_a_namesake() -> None:
    art = article("Laura Macron may send troops.")
    pos = position(art, person("Laura Macron"), Stance.CONSIDER, "land")
    ledger = build([art], [reading(art, pos, people=(MACRON,))])
    assert ledger.entries[0].position.actor.id == "laura-macron"


# Dates


def test_a_position_without_a_date_takes_its_articles_and_says_so() -> None:
    art = article(TEXT, published=published("2025-01-24"))
    entry = ledger_of((art, position(art, USA, Stance.CONSIDER, "land"))).entries[0]
    assert entry.position.date == on("2025-01-24", DateBasis.METADATA)
    assert entry.position.inferred[-1].field == "date"


def test_a_position_keeps_its_own_date_and_an_undated_article_gives_none() -> None:
    art = article(TEXT, published=published("2025-01-24"))
    own = position(art, USA, Stance.CONSIDER, "land", date=on("2025-01-02"))
    assert ledger_of((art, own)).entries[0].position == own
    bare = article(TEXT, published=UNDATED)
    entry = ledger_of((bare, position(bare, USA, Stance.CONSIDER, "land"))).entries[0]
    assert entry.position.date.basis is DateBasis.NONE


# Filters and lookups


@pytest.mark.parametrize(
    ("selection", "actors"),
    [
        (Selection(), ["CHE", "TUR", "CHE", "USA", "USA"]),
        (Selection(actor=("switzerland",)), ["CHE", "CHE"]),
        (Selection(actor=("che", "TUR")), ["CHE", "TUR", "CHE"]),
        (Selection(issue=("guarantee",)), ["USA"]),
        (Selection(stance=(Stance.REFUSE,)), ["TUR", "USA"]),
        (Selection(outlet=("globe",)), ["CHE", "TUR", "CHE"]),
        (Selection(outlet=("Beta",)), ["CHE"]),
        (Selection(source_kind=(SourceKind.ANONYMOUS,)), ["TUR"]),
        (Selection(since=datetime.date(2025, 1, 24)), ["CHE", "CHE", "USA"]),
        (Selection(until=datetime.date(2025, 1, 24)), ["CHE", "TUR"]),
        (Selection(actor=("Narnia",)), []),
    ],
)
def test_filters(selection: Selection, actors: list[str]) -> None:
    found = sample_ledger().select(selection).entries
    assert [entry.position.actor.id for entry in found] == actors


def test_an_id_is_found_by_a_unique_beginning() -> None:
    ledger = sample_ledger()
    length = ledger.prefix_length()
    for entry in ledger.entries:
        assert ledger.find(entry.position.id[:length].upper()) == entry
    with pytest.raises(LedgerError, match="No position has an id"):
        ledger.find("zzz")
    with pytest.raises(LedgerError, match="No position"):
        ledger.find("")


def test_an_ambiguous_beginning_is_refused_in_one_sentence() -> None:
    art = article(TEXT)
    ids = ("abc1", "abc2", "abd1")
    positions = [replace(position(art, USA, Stance.OFFER, "land"), id=one) for one in ids]
    ledger = build([art], [reading(art, *positions)])
    with pytest.raises(LedgerError, match="2 positions have an id that begins with 'abc'"):
        ledger.find("abc")
    assert ledger.find("abd").position.id == "abd1"
    assert ledger.prefix_length() == 4


def test_equal_input_gives_equal_ledgers() -> None:
    assert sample_ledger() == sample_ledger()
    articles, readings = sample()
    random.Random(1).shuffle(readings)
    assert build(articles, readings).entries == sample_ledger().entries


def test_a_later_reading_of_the_same_agenda_replaces_the_earlier() -> None:
    art = article(TEXT)
    old = reading(art, position(art, USA, Stance.CONSIDER, "land"))
    new = reading(art, position(art, TUR, Stance.REFUSE, "land"))
    assert [e.position.actor.id for e in build([art], [old, new]).entries] == ["TUR"]


# Judgements


def test_a_rejected_position_is_out_until_that_is_undone() -> None:
    articles, readings = sample()
    target = readings[0].positions[0].id
    rejection = judgement(1, "reject", target)
    undo = judgement(2, "undo", "j1")
    redo = judgement(3, "undo", "j2")
    assert len(build(articles, readings, [rejection]).entries) == 4
    assert len(build(articles, readings, [rejection, undo]).entries) == 5
    assert len(build(articles, readings, [rejection, undo, redo]).entries) == 4
    assert in_force([rejection, undo]) == ()


def test_edits_and_merges_say_who_decided() -> None:
    articles, readings = sample()
    target = readings[0].positions[1].id
    edit = judgement(1, "edit", target, stance="doubt", issue="logistics")
    merge = judgement(2, "merge", "TUR", into="TÜR", name="Türkiye")
    changed = build(articles, readings, [edit, merge]).entries[1].position
    assert (changed.stance, changed.action.issue) == (Stance.DOUBT, "logistics")
    assert (changed.actor.id, changed.actor.name) == ("TÜR", "Türkiye")
    assert "ada decided so on 01 Mar 2025" in changed.inferred[0].because


def test_merges_in_a_circle_end() -> None:
    articles, readings = sample()
    circle = [judgement(1, "merge", "TUR", into="USA"), judgement(2, "merge", "USA", into="TUR")]
    assert build(articles, readings, circle).entries


@pytest.mark.parametrize("detail", ["{", "[]", '{"stance": "maybe"}'])
def test_a_judgement_that_cannot_be_used_says_so(detail: str) -> None:
    articles, readings = sample()
    made = datetime.datetime(2025, 3, 1, tzinfo=datetime.UTC)
    broken = Judgement("j1", made, "ada", "edit", readings[0].positions[0].id, detail)
    with pytest.raises(WillingError, match="j1"):
        build(articles, readings, [broken])
