from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from ledger_sample import CHE, TUR, USA, article, country, on, position, reading, sample_ledger
from willing.agenda import load
from willing.coalition.commands import unlock_json, what_if_json, why_not_json
from willing.coalition.file import read_model
from willing.coalition.formula import parse
from willing.coalition.picture import condition_graph
from willing.coalition.scenario import read_assumptions
from willing.coalition.values import Model
from willing.coalition.writer import dump_model
from willing.ledger import Ledger, build
from willing.model import (
    Actor,
    ActorKind,
    Condition,
    ConditionKind,
    Position,
    Quantity,
    Stance,
)
from willing.modelling import base_of, build_model

GBR = country("GBR", "United Kingdom", "London")
FRA = country("FRA", "France")
DEU = country("DEU", "Germany")
UKR = country("UKR", "Ukraine", "Kyiv")
EUROPE = Actor("europe", "European allies", "Europe", ActorKind.GROUP)
AGENDA = load("peace-operation")
EXAMPLES = Path(__file__).parents[1] / "examples"


def said(
    who: Actor,
    stance: Stance,
    issue: str,
    *conditions: tuple[str, str] | Condition,
    agent: Actor | None = None,
    quantity: Quantity | None = None,
    action: str = "do it",
    number: int = 0,
) -> tuple[object, Position]:
    whole = tuple(
        one if isinstance(one, Condition) else Condition(ConditionKind(one[0]), one[1])
        for one in conditions
    )
    text = f"{number}: {who.name} {stance} on {issue}: {' '.join(one.text for one in whole)}."
    source = article(text)
    found = position(source, who, stance, issue, action=action, agent=agent, quantity=quantity)
    return source, dataclasses.replace(found, conditions=whole)


def ledger_of(*pairs: tuple[object, Position]) -> Ledger:
    return build(
        [source for source, _ in pairs],  # type: ignore[misc]
        [reading(source, found) for source, found in pairs],  # type: ignore[arg-type]
    )


def model_of(*pairs: tuple[object, Position], consider: bool = False) -> Model:
    found = build_model(ledger_of(*pairs), consider=consider, agendas=[AGENDA])
    assert read_model(dump_model(found)) == found
    return found


def gate(kind: str, text: str, who: Actor = GBR, *others: tuple[object, Position]) -> str:
    found = model_of(said(who, Stance.OFFER, "land", (kind, text)), *others)
    return found.by_id[f"{who.id.lower()}-land"].when[0].formula.text


@pytest.mark.parametrize("stance", [Stance.DELIVER, Stance.COMMIT, Stance.OFFER])
def test_what_a_party_would_do_is_a_commitment(stance: Stance) -> None:
    pair = said(GBR, stance, "land", quantity=Quantity(5000.0, 10000.0, "soldiers"))
    (one,) = model_of(pair).commitments
    assert (one.id, one.actor, one.issue, one.low, one.high, one.unit, one.firmness, one.when) == (
        *("gbr-land", "GBR", "land", 5000, 10000, "troops", stance.value, ()),
    )
    assert one.evidence == (pair[1].id,)
    assert one.sentence == pair[1].sentence.text


@pytest.mark.parametrize(
    "stance",
    [one for one in Stance if one not in (Stance.DELIVER, Stance.COMMIT, Stance.OFFER)],
)
def test_no_other_stance_is_a_commitment(stance: Stance) -> None:
    assert model_of(said(GBR, stance, "land")).commitments == ()


def test_what_is_considered_is_a_commitment_where_asked_for() -> None:
    pair = said(GBR, Stance.CONSIDER, "land")
    assert model_of(pair).commitments == ()
    assert [one.firmness for one in model_of(pair, consider=True).commitments] == ["consider"]


def test_a_refusal_takes_an_earlier_offer_away_and_a_demand_on_others_does_not() -> None:
    offer, refusal = said(GBR, Stance.OFFER, "land"), said(GBR, Stance.REFUSE, "land")
    offer = (offer[0], dataclasses.replace(offer[1], date=on("2025-01-01")))
    refusal = (refusal[0], dataclasses.replace(refusal[1], date=on("2025-02-01")))
    assert model_of(offer, refusal).commitments == ()
    demand = said(GBR, Stance.DEMAND, "land", agent=FRA)
    demand = (demand[0], dataclasses.replace(demand[1], date=on("2025-02-01")))
    assert "gbr-land" in model_of(offer, demand).by_id


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("after", "once a ceasefire has been reached", "ceasefire"),
        ("if", "in the event of a truce", "ceasefire"),
        ("if", "if Russia does not stop the fighting", "not ceasefire"),
        ("after", "after a peace deal", "peace"),
        ("if", "if requested", "request"),
        ("if", "if Kyiv asks for it", "ukr-request"),
        ("if", "if the government in London has no objection", "not gbr-against"),
        ("if", "and the government is not against it", "not gbr-against"),
        ("if", "if parliament agrees", "gbr-parliament"),
        ("if", "if asked and if the government is not against it", "request and not gbr-against"),
        ("unless", "unless it is asked or the government objects", "not (request or gbr-against)"),
        ("unless", "unless an attack takes place", "not attack"),
        ("until", "until there is a ceasefire", "not ceasefire"),
        ("if", "without a ceasefire", "not ceasefire"),
        ("only_if", "only with a UN mandate", "mandate"),
        ("if", "if the United States provides a backstop", "USA.guarantee"),
        ("only_if", "without the United States", "USA.land"),
        ("if", "if the US takes part", "USA.land"),
        ("if", "if the US does not take part", "not USA.land"),
        ("unless", "unless Turkey joins", "not TUR.land"),
        ("if", "if France and Germany join", "FRA.land and DEU.land"),
        ("if", "if France or Germany joins", "FRA.land or DEU.land"),
        ("in_exchange", "in exchange for American guarantees", "USA.guarantee"),
        ("if", "if the moon is full", '"the moon is full"'),
        ("unless", "unless the moon is full", 'not "the moon is full"'),
        ("unless", "unless it rains", 'not "GBR: it rains"'),
        ("if", "if", "if"),
        (
            "if",
            "if its share is counted against the debt",
            '"GBR: its share is counted against the debt"',
        ),
        ("only_if", "with a ceasefire, not with a pause", "ceasefire"),
    ],
)
def test_conditions_are_read_from_their_words(kind: str, text: str, expected: str) -> None:
    others = (said(USA, Stance.WARN, "other"),)
    assert gate(kind, text, GBR, *others) == expected


def test_what_the_article_tells_of_a_condition_counts_before_its_words() -> None:
    told = Condition(ConditionKind.IN_EXCHANGE, "in return for a larger share", "europe", "burden")
    found = model_of(said(USA, Stance.COMMIT, "guarantee", told))
    assert found.by_id["usa-guarantee"].when[0].formula.text == "europe.burden"
    (event,) = found.events
    assert (event.name, event.concession, event.by) == ("europe.burden", True, "europe")


def test_a_list_that_is_told_party_by_party_is_one_gate_over_all() -> None:
    words = "if France and Germany did likewise"
    told = [Condition(ConditionKind.IF, words, who, "land") for who in ("FRA", "DEU")]
    found = model_of(said(GBR, Stance.OFFER, "land", *told))
    (part,) = found.by_id["gbr-land"].when
    assert part.formula.text == "(FRA.land and DEU.land)"


def test_numbers_of_parties_and_of_troops_are_gates_over_the_others() -> None:
    others = (said(FRA, Stance.OFFER, "land"), said(DEU, Stance.COMMIT, "land"))
    expected = "at least 2 of (DEU.land, FRA.land)"
    assert gate("if", "if at least two other countries join", GBR, *others) == expected
    expected = "total(land, of: (DEU, FRA)) >= 20000"
    assert gate("if", "if 20,000 troops are pledged", GBR, *others) == expected
    alone = gate("if", "if at least two other countries join")
    assert alone == '"at least two other countries join"'


@pytest.mark.parametrize(
    "text",
    ["", "if", "“”", "and or not", 'if "x" and (', "if \\ is", "unless " + "very " * 200 + "late"],
)
def test_any_words_give_a_gate_that_can_be_read_back(text: str) -> None:
    found = model_of(said(GBR, Stance.OFFER, "land", ("if", text)))
    assert len(found.by_id["gbr-land"].when) == 1
    parse(found.by_id["gbr-land"].when[0].formula.text)


def test_every_gate_keeps_its_sentence_and_its_evidence() -> None:
    pair = said(CHE, Stance.OFFER, "land", ("if", "if requested"), ("if", "if the sun shines"))
    model = model_of(pair)
    for part in model.by_id["che-land"].when:
        assert (part.sentence, part.evidence) == (pair[1].sentence.text, (pair[1].id,))
    assert [event.name for event in model.events] == ["request", "the sun shines"]
    assert {event.title for event in model.events} >= {"if the sun shines"}


def test_the_same_condition_in_two_wordings_is_one_gate_with_both_sentences() -> None:
    pairs = [
        said(CHE, Stance.OFFER, "land", ("if", "if requested"), number=1),
        said(CHE, Stance.OFFER, "land", ("if", "if it were asked to"), number=2),
    ]
    (part,) = model_of(*pairs).by_id["che-land"].when
    assert part.formula.text == "request"
    assert set(part.evidence) == {found.id for _, found in pairs}


def test_more_if_somebody_joins_is_a_commitment_on_top() -> None:
    first = said(GBR, Stance.OFFER, "land", quantity=Quantity(5000.0, 5000.0, "troops"))
    second = said(
        GBR,
        Stance.OFFER,
        "land",
        ("if", "if the United States joins"),
        quantity=Quantity(3000.0, None, "troops"),
        action="send another 3,000 troops",
    )
    model = model_of(first, second)
    assert [(one.id, one.low, len(one.when)) for one in model.commitments] == [
        ("gbr-land", 5000, 0),
        ("gbr-land-more", 3000, 1),
    ]


def test_demands_are_requirements_of_those_who_say_them() -> None:
    guarantee = said(USA, Stance.COMMIT, "guarantee")
    model = model_of(
        guarantee,
        said(UKR, Stance.DEMAND, "guarantee", agent=USA),
        said(UKR, Stance.DEMAND, "land", quantity=Quantity(20000.0, None, "troops")),
        said(UKR, Stance.DEMAND, "talks", action="be heard"),
    )
    found = {one.id: one for one in model.requirements}
    assert found["ukr-guarantee-usa"].commitments == ("usa-guarantee",)
    assert found["ukr-guarantee-usa"].by == "UKR"
    assert found["ukr-land"].needs == (("land", 20000),)
    assert model.note
    assert "UKR on talks" in model.note
    met = {one["id"]: one["met"] for one in what_if_json(model)["requirements"]}
    assert met == {"ukr-guarantee-usa": True, "ukr-land": False}


def test_a_demand_on_who_made_no_commitment_is_not_met_by_something_else_of_theirs() -> None:
    model = model_of(
        said(USA, Stance.COMMIT, "talks"),
        said(USA, Stance.REFUSE, "land"),
        said(UKR, Stance.DEMAND, "land", agent=USA),
    )
    answer = what_if_json(model)
    assert answer["falls"] == ["usa-land"]
    assert answer["requirements"][0]["met"] is False
    assert unlock_json(model, "ukr-land-usa")["sets"] == [["usa-land-agreed"]]
    assert model.by_id["usa-land"].evidence == ()


def test_who_waits_for_each_other_stands_only_together() -> None:
    model = model_of(
        said(
            GBR, Stance.OFFER, "land", ("after", "after a ceasefire"), ("if", "with US guarantees")
        ),
        said(
            USA,
            Stance.COMMIT,
            "guarantee",
            Condition(
                ConditionKind.IN_EXCHANGE, "in return for a larger share", "europe", "burden"
            ),
        ),
        said(EUROPE, Stance.OFFER, "burden", ("if", "if Britain sends troops")),
    )
    answer = what_if_json(model, ["ceasefire"])
    assert set(answer["only_together"]) == {"gbr-land", "usa-guarantee", "europe-burden"}
    stopped = why_not_json(model, "gbr-land", ["ceasefire"])["stopped"][0]
    assert set(stopped["waits_with"]) == {"usa-guarantee", "europe-burden"}
    assert stopped["unmet"][0]["sentence"]


def test_equal_ledgers_make_equal_models_and_an_empty_one_an_empty_model() -> None:
    assert build_model(sample_ledger()) == build_model(sample_ledger())
    assert build_model(build([], [])).commitments == ()
    assert "che-land" in build_model(sample_ledger()).by_id
    assert TUR.id not in build_model(sample_ledger()).actors


def example() -> tuple[str, Model]:
    text = (EXAMPLES / "reassurance-force-model" / "force.yaml").read_text(encoding="utf-8")
    return text, read_model(text)


def test_in_the_example_britain_america_and_the_burden_share_wait_for_each_other() -> None:
    _, model = example()
    waiting = ["gbr-land", "usa-guarantee", "europe-burden"]
    answer = what_if_json(model, ["ceasefire"])
    assert answer["only_together"] == waiting
    found = unlock_json(model, "backed-force", ["ceasefire"])
    assert found["sets"] == [["usa-goes-first"], ["europe-goes-first"]]
    assert found["jump_sets"] == [[name] for name in waiting]
    drawn = condition_graph(model, read_assumptions(model, ["ceasefire"]))
    assert "loop" in drawn
    assert all(f"#{name}" in drawn for name in waiting)


def test_the_example_shows_its_corrections_and_quotes_only_its_articles() -> None:
    text, model = example()
    assert base_of(text) is not None
    articles = "".join(
        " ".join(path.read_text(encoding="utf-8").replace('\\"', '"').split())
        for path in sorted((EXAMPLES / "reassurance-force").iterdir())
    )
    said = [one.sentence for one in model.events]
    said += [one.sentence for one in model.commitments]
    said += [one.sentence for one in model.requirements]
    said += [part.sentence for one in model.commitments for part in one.when]
    quoted = {sentence for sentence in said if sentence}
    assert [sentence for sentence in quoted if sentence not in articles] == []
    corrected = [one for one in model.commitments if (one.note or "").startswith("Corrected")]
    assert len(corrected) >= 3
