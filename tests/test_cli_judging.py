from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ledger_sample import sample
from willing.api import load
from willing.cli import app
from willing.store import Store


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    path = str(tmp_path / "sample.db")
    monkeypatch.setenv("WILLING_LEDGER", path)
    monkeypatch.setenv("WILLING_AUTHOR", "ada")
    with Store.open(path) as store:
        for article, reading in zip(*sample(), strict=True):
            store.add(article, reading)
    return path


def run(*arguments: str, status: int = 0) -> str:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == status, result.output
    return result.output


def test_what_is_rejected_is_out_can_be_accepted_and_undone(ledger: str) -> None:
    target = load(ledger).entries[0].position.id
    run("judge", "reject", target)
    assert target not in [entry.position.id for entry in load(ledger).entries]
    run("judge", "accept", target)
    assert target in [entry.position.id for entry in load(ledger).entries]
    run("undo")
    assert [entry.position.id for entry in load(ledger).rejected] == [target]
    rows = [json.loads(line) for line in run("log", "--format", "jsonl").splitlines()]
    assert [row["verdict"] for row in rows] == ["reject", "accept", "undo"]
    assert {row["author"] for row in rows} == {"ada"}
    assert "undone" in run("log")


def test_edits_merges_and_what_cannot_be_done(ledger: str) -> None:
    target = load(ledger).entries[1].position.id
    run(
        *("judge", "edit", target, "--stance", "doubt", "--actor", "USA", "--agent", "CHE"),
        *("--condition", "unless asked", "--date", "2025-01-20/2025-01-22"),
    )
    changed = load(ledger).find(target).position
    assert (changed.stance, changed.actor.id, changed.action.agent.id) == ("doubt", "USA", "CHE")
    assert (changed.conditions[0].kind, str(changed.date.end)) == ("unless", "2025-01-22")
    run("judge", "merge", "Switzerland", "USA")
    assert {entry.position.actor.id for entry in load(ledger).entries} == {"USA"}
    assert "Say what to change" in run("judge", "edit", target, status=2)
    assert "no day" in run("date", load(ledger).articles[0].id, "--published", "soon", status=2)
    assert "holds no party" in run("judge", "merge", "Atlantis", "USA", status=2)
    assert "No judgements" in run("undo", "zzz", status=2)


def test_a_date_redates_what_hung_on_it(ledger: str) -> None:
    third = load(ledger).articles[2]
    run("date", third.path, "--published", "2025-03-03")
    book = load(ledger)
    assert str(book.by_id[third.id].published.date) == "2025-03-03"
    (entry,) = (one for one in book.entries if one.article.id == third.id)
    assert str(entry.position.date.start) == "2025-03-03"
    run("undo")
    assert load(ledger).by_id[third.id].published == third.published


def test_articles_are_joined_and_split(ledger: str) -> None:
    first, second, third, _fourth = load(ledger).articles
    run("judge", "join", first.id, third.id)
    book = load(ledger)
    assert book.by_id[first.id].report == book.by_id[third.id].report
    run("judge", "split", third.id)
    book = load(ledger)
    assert book.by_id[first.id].report != book.by_id[third.id].report
    assert second.report


def test_judgements_travel_as_json_lines(ledger: str, tmp_path: Path) -> None:
    target = load(ledger).entries[0].position.id
    run("judge", "reject", target)
    file = tmp_path / "log.jsonl"
    file.write_text(run("log", "--format", "jsonl"), encoding="utf-8")
    other = str(tmp_path / "other.db")
    with Store.open(other) as store:
        for article, reading in zip(*sample(), strict=True):
            store.add(article, reading)
    for _ in range(2):
        run("judge", "import", str(file), "--ledger", other)
    assert [one.position.id for one in load(other).rejected] == [target]
    assert len(load(other).rulings) == 1
    file.write_text('{"verdict": "reject"}', encoding="utf-8")
    assert "line 1" in run("judge", "import", str(file), "--ledger", other, status=2)


@pytest.mark.parametrize("command", ["reports", "moves", "disputes", "timeline", "log"])
@pytest.mark.parametrize("format", ["table", "jsonl", "csv"])
def test_every_listing_has_every_format(ledger: str, command: str, format: str) -> None:
    text = run(command, "--format", format)
    for line in text.splitlines() if format == "jsonl" else ():
        assert json.loads(line)


def test_the_timeline_as_a_picture(ledger: str, tmp_path: Path) -> None:
    run("timeline", "--output", str(tmp_path / "t.svg"))
    svg = (tmp_path / "t.svg").read_text(encoding="utf-8")
    assert svg.startswith("<svg")
    assert svg.count("<g>") == svg.count("<title>")
