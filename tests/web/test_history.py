"""The timeline, the map, the reports, the disputes and the sources, as a client gets them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from ledger_sample import sample
from web.conftest import client_of
from willing.api import load
from willing.ledger import disputes, moves, withdrawals
from willing.store import Store
from willing.web.views.map import first_frame

VIEWS = ("/timeline", "/map", "/reports", "/disputes", "/sources")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A desk over the ledger made by hand, which holds hostile words."""
    path = tmp_path_factory.mktemp("hostile") / "hostile.db"
    articles, readings = sample()
    with Store.open(path) as store:
        for article, reading in zip(articles, readings, strict=True):
            store.add(article, reading)
    with client_of(path) as made:
        yield made


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A desk over an empty ledger."""
    path = tmp_path_factory.mktemp("nothing") / "empty.db"
    Store.open(path).close()
    with client_of(path) as made:
        yield made


def get(client: TestClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.text


def json_of(client: TestClient, address: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(address).raise_for_status().json()
    return found


def rows_of(client: TestClient, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(get(client, address))))


def book_of(client: TestClient) -> Any:
    return client.app.state.desk.book()  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", VIEWS)
def test_an_empty_ledger_says_what_would_fill_the_view(nothing: TestClient, path: str) -> None:
    page = get(nothing, path)
    assert 'class="empty"' in page
    assert "reading some" in page


@pytest.mark.parametrize("path", VIEWS)
def test_a_filter_that_nothing_passes_says_so(client: TestClient, path: str) -> None:
    assert 'class="empty"' in get(client, f"{path}?actor=nobody-at-all")


@pytest.mark.parametrize("path", [*VIEWS, "/timeline?by=report", "/sources?kind=outlet"])
def test_hostile_words_are_only_words(hostile: TestClient, path: str) -> None:
    page = get(hostile, path)
    assert "<script>alert" not in page
    for text in re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', page, re.S):
        assert "<" not in text


@pytest.mark.parametrize("path", VIEWS)
def test_nothing_in_a_page_is_styled_or_run_inline(client: TestClient, path: str) -> None:
    page = get(client, path)
    assert not re.search(r"\sstyle=|\son[a-z]+=|javascript:", page)


def test_the_timeline_draws_and_lists_the_same_statements(client: TestClient) -> None:
    every = rows_of(client, "/timeline.csv")
    data = json_of(client, "/timeline.json?all=yes&until=2999-01-01&since=1900-01-01")
    assert data["total"] == sum(bool(row["date_start"] or row["date_end"]) for row in every)
    drawn = data["lanes"]
    cursor = data["lanes_next"]
    while cursor:
        more = json_of(client, f"/timeline.json?all=yes&lane={cursor}")
        drawn, cursor = drawn + more["lanes"], more["lanes_next"]
    assert len({lane["key"] for lane in drawn}) == len(drawn) == data["lanes_total"]


def test_the_timeline_s_pages_hold_every_statement_once(client: TestClient) -> None:
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        data = json_of(client, f"/timeline.json?page={cursor}")
        seen += [one["id"] for one in data["statements"]]
        cursor = data["next"]
    assert len(seen) == len(set(seen)) == data["total"]


def test_a_move_doesn_t_vanish_when_the_days_before_it_aren_t_looked_at(
    client: TestClient,
) -> None:
    move = max(
        (one for one in moves(book_of(client).entries) if one.after.start and one.after.end),
        key=lambda one: str(one.after.start),
    )
    data = json_of(client, f"/timeline.json?actor={move.actor_id}&since={move.after.start}")
    moved = {one["id"] for one in data["statements"] if one["moved"]}
    assert moved & {claim.entry.position.id for claim in move.same}


def test_as_of_a_day_nothing_later_is_known(client: TestClient) -> None:
    data = json_of(client, "/timeline.json?as_of=2025-02-28")
    assert data["statements"]
    assert all(one["end"] <= "2025-02-28" for one in data["statements"])
    assert data["week"]["last"] == "2025-02-28"


def test_the_map_has_every_party_of_the_issue_with_its_standing_position(
    client: TestClient,
) -> None:
    desk = client.app.state.desk  # type: ignore[attr-defined]
    data = json_of(client, "/map.json?issue=land")
    standing = {
        one.actor_id: one.entry.position.stance.value
        for one in desk.standing(desk_view("issue=land"))
    }
    assert {one["id"]: one["stance"] for one in data["contributors"]} == standing
    assert sum(data["stances"].values()) == len(standing)
    offered = json_of(client, "/map.json?issue=land&stance=offer")
    assert {one["stance"] for one in offered["contributors"]} == {"offer"}
    assert offered["stances"] == data["stances"]


def desk_view(query: str) -> Any:
    from willing.web.state import View

    return View.from_query([tuple(pair.split("=")) for pair in query.split("&")])  # type: ignore[misc]


def test_the_map_begins_where_most_countries_are() -> None:
    from willing.web.contributors import Contributor, territories

    def one(key: str) -> Contributor:
        return Contributor(key, key, "country", "offer", key, "", 1, False, territories().get(key))

    europe = [one(key) for key in ("FRA", "DEU", "POL", "USA")]
    assert first_frame(europe) == "europe"
    assert first_frame([one(key) for key in ("FRA", "USA", "JPN", "ZAF")]) == "all"
    assert first_frame([]) == "all"


def test_each_article_is_in_one_report(client: TestClient) -> None:
    rows = rows_of(client, "/reports.csv")
    ids = [one for row in rows for one in row["article_ids"].split(" | ")]
    assert sorted(ids) == sorted(article.id for article in book_of(client).articles)
    assert sum(int(row["positions"]) for row in rows) == len(book_of(client).entries)
    first = json_of(client, "/reports.json")["reports"][0]
    assert first["articles"] == max(int(row["articles"]) for row in rows)


def test_a_report_sets_two_tellings_side_by_side(client: TestClient) -> None:
    report = json_of(client, "/reports.json")["reports"][0]
    data = json_of(client, f"/report/{report['id']}.json")
    pairs = data["comparison"]["pairs"]
    assert pairs
    for pair in pairs:
        for side in ("first", "second"):
            text = "".join(part["text"] for part in pair[f"{side}_parts"])
            assert " ".join(text.split()) == pair[side]["sentence"]
    turned = json_of(
        client, f"/report/{report['id']}.json?first={data['second']}&second={data['first']}"
    )
    assert len(turned["comparison"]["pairs"]) == len(pairs)
    changes = rows_of(client, f"/report/{report['id']}.csv")
    assert len(changes) == sum(len(pair["changes"]) for pair in pairs)
    page = get(client, f"/report/{report['id']}")
    assert page.count("changed-words") >= 1


def test_a_report_that_isn_t_there_says_so(client: TestClient) -> None:
    assert client.get("/report/r0000").status_code == 404
    assert client.get("/report/r0000.json").status_code == 404


def test_disputes_and_withdrawals_are_told_apart(client: TestClient) -> None:
    entries = book_of(client).entries
    data = json_of(client, "/disputes.json")
    assert (data["disputed"], data["withdrawn"]) == (
        len(disputes(entries)),
        len(withdrawals(entries)),
    )
    for kind in ("dispute", "withdrawn"):
        only = json_of(client, f"/disputes.json?kind={kind}")["contradictions"]
        assert {one["kind"] for one in only} == {kind}
        assert {row["kind"] for row in rows_of(client, f"/disputes.csv?kind={kind}")} == {kind}
    page = get(client, "/disputes")
    assert "Taken back" in page
    assert page.count("/position/") >= 2 * len(data["contradictions"])


def test_each_number_of_the_sources_leads_to_as_many_positions(client: TestClient) -> None:
    page = get(client, "/sources")
    links = re.findall(r'href="(/sources\?[^"#]*)#positions">([\d,]+)</a></td>', page)
    assert links
    data = json_of(client, "/sources.json")
    for line in data["publisher"]:
        found = json_of(client, f"/sources.json?publisher={line['key']}")
        assert found["total"] == line["positions"]
        anonymous = json_of(client, f"/sources.json?publisher={line['key']}&kind=anonymous")
        assert anonymous["total"] == line["anonymous"]
    assert sum(line["positions"] for line in data["kind"]) == data["positions"]


def test_a_large_ledger_says_what_is_left_out(
    ledger_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from willing.web import desk

    monkeypatch.setattr(desk, "WHOLE", 50)
    monkeypatch.setattr(desk, "MOST_ENTRIES", 60)
    older = len(load(ledger_copy).entries) - 60
    assert older > 0
    with client_of(ledger_copy) as made:
        for path in ("/timeline", "/disputes", "/sources"):
            page = get(made, path)
            assert "very large" in page
            assert f"{older} older" in page
        assert len(rows_of(made, "/reports.csv")) == len(made.app.state.desk.reports())  # type: ignore[attr-defined]
        report = json_of(made, "/reports.json")["reports"][0]["id"]
        assert json_of(made, f"/report/{report}.json")["comparison"]["pairs"]
        assert json_of(made, "/map.json")["contributors"]
