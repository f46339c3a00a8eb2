from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from web.conftest import client_of, csrf_of
from web.web_ledgers import LINES, make
from willing.api import load
from willing.ledger.decide import decide
from willing.store import Store
from willing.web.board import now
from willing.web.desk import Desk
from willing.web.views import review

ADA = "/review?by=ada"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return make(tmp_path / "x.db")


@pytest.fixture
def client(ledger: Path) -> Iterator[TestClient]:
    with client_of(ledger) as made:
        yield made


def post(client: TestClient, path: str, partial: bool = True, /, **fields: str) -> Any:
    headers = csrf_of(client) | ({"X-Partial": "1"} if partial else {})
    return client.post(path, data=fields, headers=headers)


def here(client: TestClient, address: str = ADA) -> dict[str, Any]:
    path, _, query = address.partition("?")
    found: dict[str, Any] = client.get(f"{path}.json?{query}").json()
    return found


def decided(ledger: Path) -> list[tuple[str, str, str]]:
    with Store.open(ledger) as store:
        return [(one.author, one.verdict, one.target) for one in store.judgements()]


def test_the_page_asks_for_a_name_and_keeps_it(client: TestClient) -> None:
    page = client.get("/review")
    assert page.status_code == 200
    assert 'name="by"' in page.text
    assert "Accept" not in page.text
    assert "Accept" in client.get(ADA).text
    assert "Reviewing as" in client.get("/review").text
    assert client.get("/review?by=" + "a" * 90).status_code == 400


def test_the_most_doubtful_comes_first_with_its_reasons(client: TestClient) -> None:
    item = here(client)["item"]
    assert item["actor_name"] == "Ann Other"
    assert "the party is a person, not a country" in item["signs"]
    assert item["sentence"] == LINES[0]


def test_a_decision_brings_the_next_position_and_its_address(
    client: TestClient, ledger: Path
) -> None:
    first = here(client)["item"]["id"]
    answer = post(client, "/review/decide?by=ada", position=first, verdict="accept")
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "Accepted: Ann Other" in answer.text
    after = here(client)["item"]["id"]
    assert f"at={after}" in answer.text
    assert after != first
    assert decided(ledger) == [("ada", "accept", first)]


def test_without_a_script_a_decision_leads_to_the_next_page(client: TestClient) -> None:
    first = here(client)["item"]["id"]
    answer = post(client, "/review/decide?by=ada", False, position=first, verdict="reject")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/review?by=ada&at=")


def test_a_judgement_lies_over_the_reading_and_never_changes_it(
    client: TestClient, ledger: Path
) -> None:
    before = load(ledger).entries
    item = next(e for e in before if e.position.actor.id == "TUR").position
    changes = {"actor": "France", "stance": "doubt", "issue": "sea", "agent": "CHE"}
    days = {"start": "2025-01-20", "end": "2025-01-22"}
    answer = post(
        client, "/review/decide?by=ada", position=item.id, verdict="edit",
        conditions="unless asked\nonly if Bern agrees", **changes, **days,
    )  # fmt: skip
    assert "Corrected: France, doubt, sea." in answer.text
    entry = load(ledger).find(item.id)
    now_so = entry.position
    assert (now_so.actor.id, now_so.stance, now_so.action.issue) == ("FRA", "doubt", "sea")
    assert now_so.action.agent.id == "CHE"
    assert [one.kind for one in now_so.conditions] == ["unless", "only_if"]
    assert (str(now_so.date.start), str(now_so.date.end)) == ("2025-01-20", "2025-01-22")
    assert entry.read == item
    with Store.open(ledger) as store:
        assert next(store.positions(id=item.id)) == item


def test_only_what_was_changed_is_in_the_edit(client: TestClient, ledger: Path) -> None:
    entry = next(e for e in load(ledger).entries if len(e.position.conditions) == 2)
    form = here(client, f"{ADA}&at={entry.position.id}")["item"]["form"]
    path = "/review/decide?by=ada"
    answer = post(client, path, position=entry.position.id, verdict="edit", **form)
    assert "Nothing was changed" in answer.text
    form["conditions"] = form["conditions"].splitlines()[1]
    post(client, path, position=entry.position.id, verdict="edit", **form)
    with Store.open(ledger) as store:
        (judgement,) = store.judgements()
    detail = json.loads(judgement.detail)
    assert set(detail) == {"anchor", "conditions"}
    assert detail["conditions"] == [{"kind": "if", "text": "and the government is not against it"}]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"actor": "Atlantis"}, "No party is known as"),
        ({"actor": " "}, "1 to 120"),
        ({"actor": "Atlantis", "actor_kind": "island"}, "no kind of party"),
        ({"stance": "maybe"}, "is no stance"),
        ({"issue": "weather"}, "is no issue"),
        ({"start": "2025-02-03", "end": "2025-01-01"}, "before the first"),
        ({"start": "", "end": ""}, "Give the day"),
        ({"start": "soon", "end": ""}, "can&#39;t be used"),
        ({"conditions": "\n".join(map(str, range(30)))}, "20 conditions at most"),
    ],
)
def test_what_cannot_be_used_is_said_and_nothing_is_kept(
    client: TestClient, ledger: Path, fields: dict[str, str], words: str
) -> None:
    entry = next(e for e in load(ledger).entries if e.position.actor.id == "TUR")
    answer = post(
        client, "/review/decide?by=ada", position=entry.position.id, verdict="edit", **fields
    )
    assert words in answer.text
    assert "<details" in answer.text
    assert decided(ledger) == []


def test_a_party_that_is_not_known_can_be_entered(client: TestClient, ledger: Path) -> None:
    entry = next(e for e in load(ledger).entries if e.position.actor.id == "TUR")
    fields = {"actor": "Free City of Atlantis", "position": entry.position.id, "verdict": "edit"}
    assert 'name="actor_kind"' in post(client, "/review/decide?by=ada", **fields).text
    post(client, "/review/decide?by=ada", **fields, actor_kind="group")
    actor = load(ledger).find(entry.position.id).position.actor
    assert (actor.id, actor.kind) == ("free-city-of-atlantis", "group")


def test_verdicts_positions_and_reviewers_that_do_not_exist(
    client: TestClient, ledger: Path
) -> None:
    first = here(client)["item"]["id"]
    path = "/review/decide?by=ada"
    assert post(client, path, position="zzz", verdict="accept").status_code == 404
    assert post(client, path, False, position=first, verdict="eat").status_code == 422
    client.cookies.clear()
    nobody = post(client, "/review/decide", False, position=first, verdict="accept")
    assert nobody.status_code == 422
    assert client.get("/review?by=ada&at=zzz").status_code == 404
    assert decided(ledger) == []


def test_undo_takes_back_ones_own_last_decision_and_returns_to_it(
    client: TestClient, ledger: Path
) -> None:
    ids = []
    for reviewer in ("ada", "ada", "ben"):
        ids.append(here(client, "/review?by=" + reviewer)["item"]["id"])
        path = f"/review/decide?by={reviewer}"
        post(client, path, position=ids[-1], verdict="reject")
    answer = post(client, "/review/undo?by=ada")
    assert f'data-position="{ids[1]}"' in answer.text
    assert len(load(ledger).rejected) == 2
    post(client, "/review/undo?by=ada")
    answer = post(client, "/review/undo?by=ada")
    assert "no decision of yours" in answer.text
    assert [one.position.id for one in load(ledger).rejected] == [ids[2]]
    assert [verdict for _, verdict, _ in decided(ledger)] == ["reject"] * 3 + ["undo"] * 2


def test_another_than_the_last_decision_is_undone_by_its_id(client: TestClient) -> None:
    ids = []
    for _ in range(2):
        ids.append(here(client)["item"]["id"])
        post(client, "/review/decide?by=ada", position=ids[-1], verdict="accept")
    first = here(client)["last"][1]
    post(client, "/review/undo?by=ada", judgement=first["id"])
    assert [one["about"] for one in here(client)["last"]] == [ids[1]]
    answer = post(client, "/review/undo?by=ben", False, judgement=first["id"])
    assert answer.status_code == 422


def test_skipping_leads_on_and_round(client: TestClient) -> None:
    seen = []
    address = ADA
    while (page := here(client, address))["item"]:
        seen.append(page["item"]["id"])
        address = f"{ADA}&at={page['next']}"
    assert len(seen) == len(set(seen)) == page["waiting"] == 18
    assert "You skipped 18 positions" in client.get(address).text


def test_the_last_ten_decisions_are_in_sight(client: TestClient) -> None:
    for _ in range(12):
        post(client, "/review/decide?by=ada", position=here(client)["item"]["id"], verdict="accept")
    assert len(here(client)["last"]) == 10
    assert here(client)["waiting"] == 6


def test_filters_narrow_the_queue(client: TestClient) -> None:
    assert here(client)["waiting"] == 18
    assert here(client, f"{ADA}&actor=USA&issue=sea")["waiting"] == 12
    assert here(client, f"{ADA}&actor=USA&issue=sea&q=14 ships")["waiting"] == 1
    assert here(client, f"{ADA}&as_of=2025-01-23")["waiting"] == 1


def test_the_second_opinion_is_given_without_seeing_the_first(client: TestClient) -> None:
    item = here(client, "/review?by=zelda")["item"]["id"]
    post(
        client, "/review/decide?by=zelda", position=item, verdict="edit", stance="support",
        actor="Switzerland",
    )  # fmt: skip
    assert here(client, "/review?by=ben&queue=second")["waiting"] == 1
    page = here(client, "/review?by=ben&queue=second")
    assert (page["item"]["id"], page["item"]["stance"]) == (item, "oppose")
    assert page["item"]["judgements"] == page["last"] == []
    text = client.get("/review?by=ben&queue=second").text
    assert "zelda" not in text[text.index('class="bench"') : text.index("agreement-title")]
    seen = here(client, f"/review?by=ben&queue=mine&at={item}")["item"]
    assert seen["judgements"][0]["author"] == "zelda"


def test_agreement_stands_below_once_two_have_judged(client: TestClient) -> None:
    assert "Once two people have judged" in client.get(ADA).text
    for number in range(4):
        item = here(client)["item"]["id"]
        post(client, "/review/decide?by=ada", position=item, verdict="accept")
        verdict = "reject" if number == 3 else "accept"
        post(client, "/review/decide?by=ben&queue=second", position=item, verdict=verdict)
    (row,) = here(client)["agreement"]
    assert (row["reviewers"], row["positions"], row["share"]) == (["ada", "ben"], 4, 0.75)
    assert row["alpha"] == pytest.approx(0.0)
    assert "75 %" in client.get(ADA).text


def test_judgements_are_exported_and_imported(client: TestClient, tmp_path: Path) -> None:
    item = here(client)["item"]["id"]
    post(client, "/review/decide?by=ada", position=item, verdict="reject")
    export = client.get("/review/judgements.jsonl")
    assert "attachment" in export.headers["content-disposition"]
    other = make(tmp_path / "other.db")
    with client_of(other) as there:
        headers = csrf_of(there)
        for new in (1, 0):
            answer = there.post("/review/import", content=export.content, headers=headers)
            assert answer.json() == {"new": new, "of": 1}
        assert here(there)["last"][0]["about"] == item
        assert here(there)["waiting"] == 17
    assert [one.position.id for one in load(other).rejected] == [item]


def line(**changes: Any) -> str:
    made = "2025-03-01T12:00:00+00:00"
    record = {"id": "x", "made": made, "author": "eve", "verdict": "edit", "target": "a"}
    return json.dumps(record | {"detail": {}} | changes)


@pytest.mark.parametrize(
    "bad",
    [
        "no json",
        "[]",
        line(verdict="destroy"),
        line(detail={"stance": "nonsense"}),
        line(detail={"actor": {"id": ""}}),
        line(detail={"date": "soon"}),
        line(verdict="date", detail={"published": "soon"}),
        line(verdict="merge"),
        line(made="2025-03-01T12:00:00"),
    ],
)
def test_an_import_that_would_spoil_the_ledger_is_refused_whole(
    client: TestClient, ledger: Path, bad: str
) -> None:
    good = line(detail={"stance": "doubt"})
    answer = client.post("/review/import", content=f"{good}\n{bad}\n", headers=csrf_of(client))
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("Line 2")
    assert decided(ledger) == []
    load(ledger)


def test_an_import_is_bounded_and_needs_the_token(
    client: TestClient, ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "MOST_IMPORT_BYTES", 100)
    answer = client.post("/review/import", content="\n" * 101, headers=csrf_of(client))
    assert answer.status_code == 413
    assert client.post("/review/import", content=line()).status_code == 403
    assert client.post("/review/decide?by=ada", data={"verdict": "accept"}).status_code == 403
    assert decided(ledger) == []


def test_the_queue_as_rows(client: TestClient) -> None:
    rows = list(csv.DictReader(client.get("/review.csv?by=ada").text.splitlines()))
    assert len(rows) == 18
    assert [int(row["doubt"]) for row in rows] == sorted(int(r["doubt"]) for r in rows)[::-1]
    assert rows[0]["actor_name"] == "Ann Other"


def test_what_other_processes_judge_is_taken_in(client: TestClient, ledger: Path) -> None:
    item = here(client)["item"]["id"]
    with Store.open(ledger) as store:
        store.add_judgement(decide("reject", item, {}, "cleo", now()))
        store.add_judgement(decide("merge", "USA", {"into": "CHE", "name": "Bern"}, "cleo", now()))
    page = here(client)
    assert page["item"]["id"] != item
    assert page["last"][0]["author"] == "cleo"


def test_a_decision_does_not_work_the_whole_ledger_out_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = here(client)["item"]["id"]

    def again(*_: object) -> None:
        raise AssertionError("the book was asked for")

    monkeypatch.setattr(Desk, "book", again)
    answer = post(client, "/review/decide?by=ada", position=item, verdict="accept")
    assert answer.status_code == 200
    assert post(client, "/review/undo?by=ada").status_code == 200


def test_hostile_names_and_texts_are_shown_as_they_are(client: TestClient, ledger: Path) -> None:
    hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    record = line(author=hostile, verdict="accept", target=here(client)["item"]["id"])
    client.post("/review/import", content=record, headers=csrf_of(client))
    entry = next(e for e in load(ledger).entries if "<script>" in e.position.sentence.text)
    for path in (f"{ADA}&queue=mine&at={entry.position.id}", ADA):
        text = client.get(path).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_an_empty_ledger_says_what_would_fill_the_queue(tmp_path: Path) -> None:
    Store.open(tmp_path / "empty.db").close()
    with client_of(tmp_path / "empty.db") as client:
        assert "once articles have been read" in client.get(ADA).text
        assert here(client)["item"] is None
