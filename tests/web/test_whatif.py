from __future__ import annotations

import csv
import io
import json
import re
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from fastapi.testclient import TestClient

from coalition.oracle import random_model
from web.conftest import client_of
from web.whatif_reading import FORCE, force_model, page_of
from willing.coalition.commands import unlock_json, what_if_json
from willing.coalition.file import read_model
from willing.coalition.scenario import Scenario, read_assumptions
from willing.coalition.values import Model
from willing.export.conditions import Vocabulary, pieces
from willing.export.gates import LARGEST_WHOLE, gates_record
from willing.export.scenario import answer_record, literals, page_record
from willing.export.scenario_html import fragment, offline_script, script_data

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


@pytest.fixture(scope="module")
def played(example_ledger: Path) -> Iterator[TestClient]:
    """A client of a desk that plays the model file of the example."""
    with client_of(example_ledger, model=FORCE) as made:
        yield made


def scenarios(random: Random, model: Model, count: int) -> Iterator[Scenario]:
    for _ in range(count):
        events = {name: random.choice((True, False, None)) for name in model.all_events}
        ids = {one.id: random.choice((True, False, None, None, None)) for one in model.commitments}
        yield Scenario(
            frozenset(name for name, holds in events.items() if holds),
            frozenset(name for name, holds in events.items() if holds is False),
            frozenset(name for name, holds in ids.items() if holds),
            frozenset(name for name, holds in ids.items() if holds is False),
        )


def test_a_scenario_becomes_assumptions_that_read_back_as_it() -> None:
    random = Random(5)
    for _ in range(60):
        model = random_model(random, negate=True)
        page = page_of(model)
        for scenario in scenarios(random, model, 5):
            assert read_assumptions(model, literals(page, scenario)) == scenario


def test_names_that_need_quotes_and_parties_named_as_events_read_back() -> None:
    model = read_model(
        "format: willing-model/1\nname: x\ncommitments:\n"
        '- {id: "a b", actor: "not", issue: land, when: "\\"at least\\""}\n'
        "- {id: peace-2, actor: peace, issue: land, when: peace}\n"
    )
    page = page_of(model)
    for scenario in scenarios(Random(1), model, 60):
        assert read_assumptions(model, literals(page, scenario)) == scenario


def test_what_a_condition_says_is_read_off_its_pieces() -> None:
    model = force_model()
    words = Vocabulary({"USA": "United States"})
    found = pieces(model, model.by_id["usa-guarantee"].when[0].formula, words)
    assert [piece["text"] for piece in found] == [
        "europe, burden",
        " or ",
        "Washington gives the guarantee before the shares are settled",
    ]
    found = pieces(model, model.by_id["che-land"].when[1].formula, words)
    assert found[0]["text"].startswith("not: ")
    assert found[0]["positive"] is False


def test_weights_beyond_what_a_browser_holds_are_strings() -> None:
    small, large = (random_model(Random(3), scale=scale) for scale in (1, LARGEST_WHOLE))
    assert gates_record(small)["big"] is False
    record = gates_record(large)
    assert record["big"] is True
    assert all(isinstance(w, str) for inputs, _ in record["sums"] for _, w in inputs)


def test_hostile_words_are_only_ever_text() -> None:
    quoted = json.dumps(HOSTILE)
    model = read_model(
        f"format: willing-model/1\nname: {quoted}\ntitle: {quoted}\n"
        f"events:\n  {quoted}: {{title: {quoted}, concession: true, by: {quoted}}}\n"
        f"commitments:\n- {{id: {quoted}, actor: {quoted}, issue: {quoted}, unit: {quoted}, low: 1,"
        f" title: {quoted}, sentence: {quoted}, note: {quoted}, evidence: [{quoted}],"
        f" when: {json.dumps(json.dumps(HOSTILE))}}}\n"
        f"requirements:\n- {{id: {quoted}, by: {quoted}, title: {quoted}, sentence: {quoted},"
        f" commitments: [{quoted}]}}\n"
    )
    page = page_record(model, Vocabulary({HOSTILE: HOSTILE}), lambda _: f"/position/{HOSTILE}")
    html = fragment(page, answer_record(page, model, Scenario(frozenset({HOSTILE}))))
    assert "<script" not in html
    assert "<img" not in html
    assert script_data(page, answer_record(page, model, Scenario()))["events"][0]["name"] == HOSTILE


def test_the_one_script_of_a_brief_is_what_its_policy_allows() -> None:
    script, policy = offline_script()
    assert policy.startswith("'sha256-")
    assert not re.search(r"^(import|export) ", script, re.MULTILINE)
    assert "</script" not in script.casefold()


def test_the_page_as_json_says_what_the_engine_says(played: TestClient) -> None:
    model = force_model()
    for assume in ([], ["ceasefire"], ["ceasefire", "not USA"], ["europe-goes-first", "#gbr-land"]):
        found = played.get("/whatif.json?" + urlencode({"assume": assume}, doseq=True)).json()
        engine = what_if_json(model, assume)
        for status in ("stands", "only_together", "falls"):
            assert {k for k, v in found["commitments"].items() if v == status} == set(
                engine[status]
            )
        assert found["unlock"] == unlock_json(model, "backed-force", assume)


def test_the_page_as_csv_has_a_row_for_every_commitment(played: TestClient) -> None:
    answer = played.get("/whatif.csv?assume=ceasefire&assume=not+TUR")
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(answer.text))}
    assert set(rows) == {one.id for one in force_model().commitments}
    assert rows["gbr-land"]["status"] == "only_together"
    assert rows["gbr-land"]["quantity_high"] == "10000.0"
    assert rows["tur-land"]["supposed"] == "out"


@pytest.mark.parametrize(
    "query",
    [
        "assume=nobody",
        "assume=(",
        "assume=ceasefire&assume=not+ceasefire",
        "requirement=none",
        "focus=none",
        "ratio=0",
        "believe=ceasefire:120",
        "believe=ceasefire:60-30",
        "believe=ceasefire:x",
        "believe=nothing:30",
    ],
)
@pytest.mark.parametrize("path", ["/whatif", "/whatif.json", "/whatif.csv", "/whatif/deep"])
def test_what_cannot_be_supposed_is_said_in_a_sentence(
    played: TestClient, path: str, query: str
) -> None:
    assert played.get(f"{path}?{query}").status_code == 400


def test_a_form_without_a_script_supposes_the_same(played: TestClient) -> None:
    page = page_of(force_model())
    number = [event["name"] for event in page["events"]].index("ceasefire")
    party = [actor["id"] for actor in page["actors"]].index("USA")
    found = played.get(f"/whatif.json?e{number}=yes&a{party}=no").json()
    assert found["assume"] == ["ceasefire", "not USA"]


def test_every_commitment_leads_to_positions_that_are_there(played: TestClient) -> None:
    html = played.get("/whatif?assume=ceasefire").text
    links = set(re.findall(r'href="(/position/\w+)"', html))
    assert len(links) >= 20
    found = played.get("/whatif.json").json()
    assert found["commitments"]
    for link in links:
        assert played.app.state.desk.find(link.rsplit("/", 1)[1])  # type: ignore[attr-defined]


def test_an_unlocking_set_leads_to_the_scenario_in_which_it_is_met(played: TestClient) -> None:
    html = played.get("/whatif?assume=ceasefire").text
    links = re.findall(r'class="wi-do" href="([^"]+)"', html)
    assert len(links) == 5
    for link in links:
        query = urlsplit(link.replace("&amp;", "&")).query
        assert "ceasefire" in parse_qs(query)["assume"]
        assert played.get(f"/whatif.json?{query}").json()["requirements"]["backed-force"] == "met"


def test_beliefs_give_a_probability_and_stay_in_the_address(played: TestClient) -> None:
    asks = "assume=ceasefire&believe=usa-goes-first:50&believe=europe-goes-first:20-40"
    found = played.get(f"/whatif.json?{asks}").json()["likelihood"]
    assert found["stands"]["low"] == pytest.approx(0.6)
    assert found["stands"]["high"] == pytest.approx(0.7)
    assert "60.0 to 70.0 %" in played.get(f"/whatif?{asks}").text
    by_form = "assume=ceasefire&l0=1&h0=2&believe=usa-goes-first:50"
    page = page_of(force_model())
    number = [event["name"] for event in page["events"]].index("europe-goes-first")
    by_form = f"assume=ceasefire&believe=usa-goes-first:50&l{number}=20&h{number}=40"
    assert played.get(f"/whatif.json?{by_form}").json()["likelihood"] == found


def test_firmness_counts_only_where_it_is_asked_for(played: TestClient) -> None:
    quiet = played.get("/whatif?assume=ceasefire").text
    asked = played.get("/whatif?assume=ceasefire&defaults=1").text
    assert "Assumed:" not in quiet
    assert "commit 90 %" in asked


def test_without_a_file_the_model_is_what_the_ledger_adds_up_to(client: TestClient) -> None:
    fewer = client.get("/whatif.json").json()["commitments"]
    more = client.get("/whatif.json?consider=1").json()["commitments"]
    assert set(fewer) < set(more)
    one = client.get("/whatif.json?consider=1&actor=CHE").json()["commitments"]
    assert set(one) == {"che-land"}


def test_an_empty_page_says_what_would_fill_it(client: TestClient) -> None:
    answer = client.get("/whatif?actor=nobody")
    assert answer.status_code == 200
    assert "consider" in answer.text


def test_a_model_file_that_cannot_be_read_is_named(example_ledger: Path, tmp_path: Path) -> None:
    path = tmp_path / "model.yaml"
    path.write_text("format: willing-model/1\nname: x\ncommitments: 3\n", encoding="utf-8")
    with client_of(example_ledger, model=path) as client:
        answer = client.get("/whatif")
        assert answer.status_code == 400
        assert "line 3" in answer.text
        path.write_text(FORCE.read_text(encoding="utf-8"), encoding="utf-8")
        assert client.get("/whatif").status_code == 200
        path.unlink()
        assert client.get("/whatif").status_code == 400


def test_an_answer_takes_less_than_a_tenth_of_a_second(played: TestClient) -> None:
    names = list(force_model().all_events)
    played.get("/whatif.json")
    times = []
    for number in range(1, 40):
        chosen = [name for bit, name in enumerate(names) if number >> bit & 1]
        start = time.perf_counter()
        played.get("/whatif/deep?" + urlencode({"assume": chosen}, doseq=True))
        times.append(time.perf_counter() - start)
    assert statistics.median(times) < 0.1
