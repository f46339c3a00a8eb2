from __future__ import annotations

import csv
import io
import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

import willing
from ledger_sample import sample
from willing.cli import app, reading, reference, terminal
from willing.cli.demo import example_folder
from willing.export import rows
from willing.store import Store

DOCS = Path(__file__).parents[1] / "docs"
TEXT = """Denmark offers troops

COPENHAGEN, January 24, 2025 - Denmark is ready to send soldiers to Ukraine if Kyiv asks for them,
its prime minister said on Friday. Germany will not send any troops, the chancellor told reporters.
"""
COMMANDS = (
    "read articles positions standing why reports moves disputes timeline brief date judge log undo"
    " agenda demo model what-if why-not unlock block hangs-on likelihood force serve evaluate"
).split()


@pytest.fixture
def ledger(tmp_path: Path) -> str:
    path = tmp_path / "sample.db"
    with Store.open(path) as store:
        for article, reading in zip(*sample(), strict=True):
            store.add(article, reading)
    return str(path)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WILLING_LEDGER", raising=False)
    monkeypatch.delenv("COLUMNS", raising=False)


def run(*arguments: str, status: int = 0) -> str:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == status, result.output
    assert "Traceback" not in result.output
    return result.output


def process(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "willing", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(willing.__file__).parents[1])},
        start_new_session=True,
    )


def test_the_commands_are_these_and_the_help_names_each() -> None:
    help_text = run("--help")
    found = re.findall(r"^  (\w[\w-]*)  +[A-Z]", help_text, re.MULTILINE)
    assert found == COMMANDS or sorted(found) == sorted(COMMANDS)
    assert "..." not in help_text.partition("Commands:")[2]


def test_help_answers_at_once() -> None:
    times = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        with process("--help") as running:
            assert "Usage" in running.communicate()[0]
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(times) < 0.3, "seconds of processor time, so that a busy machine fails nobody"


def test_the_reference_of_the_commands_has_not_drifted() -> None:
    assert (DOCS / "cli.md").read_text(encoding="utf-8") == reference.render()


def test_positions_as_jsonl_have_exactly_the_contracts_fields(ledger: str) -> None:
    records = [
        json.loads(line)
        for line in run("positions", "--ledger", ledger, "--format", "jsonl").splitlines()
    ]
    assert len(records) == 5
    fields = "article sentence actor stance action conditions attribution date"
    assert " ".join(records[0]) == fields


def test_articles_as_jsonl_have_exactly_the_contracts_fields(ledger: str) -> None:
    line = run("articles", "--ledger", ledger, "--format", "jsonl").splitlines()[0]
    assert " ".join(json.loads(line)) == "id path title outlet published origin report"


@pytest.mark.parametrize(
    ("command", "columns", "count"),
    [
        ("positions", rows.POSITION_COLUMNS, 5),
        ("articles", rows.ARTICLE_COLUMNS, 4),
        ("standing", rows.STANDING_COLUMNS, 4),
    ],
)
def test_listings_as_csv(ledger: str, command: str, columns: tuple[str, ...], count: int) -> None:
    text = run(command, "--ledger", ledger, "--format", "csv")
    reader = csv.DictReader(io.StringIO(text, newline=""))
    assert len(list(reader)) == count
    assert tuple(reader.fieldnames or ()) == columns


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        (["--actor", "CHE"], 2),
        (["--actor", "switzerland", "--actor", "TUR"], 3),
        (["--issue", "guarantee"], 1),
        (["--stance", "refuse"], 2),
        (["--since", "2025-01-24", "--until", "2025-01-24"], 1),
        (["--outlet", "Beta"], 1),
        (["--source-kind", "anonymous"], 1),
    ],
)
def test_filters(ledger: str, filters: list[str], count: int) -> None:
    text = run("positions", *filters, "--ledger", ledger, "--format", "jsonl")
    assert len(text.splitlines()) == count


def test_tables_are_readable_when_piped(ledger: str) -> None:
    for arguments in (["positions"], ["articles"], ["standing"], ["standing", "--matrix"]):
        text = run(*arguments, "--ledger", ledger)
        assert "\x1b" not in text
        lines = text.splitlines()
        assert max(map(len, lines)) <= terminal.PIPED_WIDTH
        assert lines == [line.rstrip() for line in lines]


def test_standing_shows_the_position_and_its_conditions(ledger: str) -> None:
    text = " ".join(run("standing", "--ledger", ledger, "--actor", "CHE").split())
    assert "◑ offer" in text
    assert "if requested; and the government" in text
    (line,) = run(
        "standing", "--actor", "CHE", "--ledger", ledger, "--format", "jsonl"
    ).splitlines()
    record = json.loads(line)
    assert (record["reports"], record["report_names"]) == (1, ["Globe"])


def test_standing_as_of_a_day(ledger: str) -> None:
    text = run("standing", "--as-of", "2025-01-23", "--ledger", ledger, "--format", "jsonl")
    assert [json.loads(line)["actor"] for line in text.splitlines()] == ["TUR"]


def test_why_takes_the_beginning_of_an_id(ledger: str) -> None:
    id_ = sample()[1][0].positions[1].id
    text = " ".join(run("why", id_[:8], "--ledger", ledger).split())
    assert "Ankara will not send soldiers" in text
    assert "Alpha, retelling Globe: a diplomat said" in text
    assert "22 Jan 2025 (by the text)" in text
    assert (
        json.loads(run("why", id_, "--ledger", ledger, "--format", "jsonl"))["stance"] == "refuse"
    )
    assert "No position has an id" in run("why", "zzz", "--ledger", ledger, status=2)


def test_a_brief_goes_to_the_output_or_a_file(ledger: str) -> None:
    assert run("brief", "--ledger", ledger).startswith("# A peace operation")
    assert run("brief", "--format", "html", "--ledger", ledger).startswith("<!doctype html>")
    run("brief", "--output", "b.html", "--title", "A title", "--actor", "CHE", "--ledger", ledger)
    document = Path("b.html").read_text(encoding="utf-8")
    assert "<h1>A title</h1>" in document
    assert "· CHE</p>" in document
    run("brief", "--output", "b.md", "--ledger", ledger)
    assert Path("b.md").read_text(encoding="utf-8").startswith("# ")
    assert "Can't write" in run("brief", "-o", "no/such/b.html", "--ledger", ledger, status=2)


def test_what_is_empty_says_what_would_fill_it(ledger: str, tmp_path: Path) -> None:
    empty = str(tmp_path / "empty.db")
    Store.open(empty).close()
    for command in ("articles", "positions", "standing"):
        assert "willing read FOLDER" in run(command, "--ledger", empty)
    assert "passes this filter" in run("positions", "--actor", "Narnia", "--ledger", ledger)
    assert run("positions", "--ledger", empty, "--format", "jsonl") == ""


def test_the_ledger_is_also_named_by_the_environment(
    ledger: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WILLING_LEDGER", ledger)
    assert len(run("articles", "--format", "jsonl").splitlines()) == 4


@pytest.mark.parametrize(
    "arguments",
    [
        ["positions"],
        ["standing", "--ledger", "text.db"],
        ["read", ".", "--agenda", "nonsense"],
        ["agenda", "show", "nonsense"],
        ["brief", "--agenda", "nonsense", "--ledger", "text.db"],
    ],
)
def test_errors_are_one_sentence(arguments: list[str]) -> None:
    Path("text.db").write_text("This is no ledger, but a text.", encoding="utf-8")
    text = run(*arguments, status=2)
    assert text.startswith("willing: ")
    assert text.strip().count("\n") == 0
    assert Path("text.db").read_text(encoding="utf-8").startswith("This is no ledger")


def test_read_reads_reports_and_does_not_repeat() -> None:
    Path("in").mkdir()
    Path("in/a.txt").write_text(TEXT, encoding="utf-8")
    assert "1 article read" in run("read", "in")
    assert "0 articles read" in run("read", "in")
    Path("in/b.txt").write_bytes(b"")
    text = run("read", "in", status=1)
    assert "b.txt" in text
    assert "1 problem" in text
    assert len(run("articles", "--format", "jsonl").splitlines()) == 1


def test_ctrl_c_ends_with_130_and_says_how_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    from willing import run as running

    def interrupted(*_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(running, "read_into", interrupted)
    Path("a.txt").write_text(TEXT, encoding="utf-8")
    text = run("read", "a.txt", status=reading.INTERRUPTED)
    assert "What was read is kept in willing.db; the same command goes on" in text


def test_ctrl_c_from_the_keyboard_leaves_no_traceback() -> None:
    Path("in").mkdir()
    for number in range(400):
        Path(f"in/{number}.txt").write_text(f"{TEXT}\nPage {number}.", encoding="utf-8")
    with process("read", "in") as running:
        deadline = time.monotonic() + 60
        while not Path("willing.db").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.3)
        os.kill(running.pid, signal.SIGINT)
        _output, errors = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "Traceback" not in errors
    assert "goes on from there" in errors


def test_a_closed_pipe_is_no_error(ledger: str) -> None:
    with process("positions", "--ledger", ledger, "--format", "jsonl") as running:
        assert running.stdout
        running.stdout.close()
        assert running.stderr
        assert "Traceback" not in running.stderr.read()


def test_agendas_are_listed_shown_and_checked() -> None:
    names = [json.loads(x)["name"] for x in run("agenda", "list", "--format", "jsonl").splitlines()]
    assert names == ["climate-finance", "peace-operation", "trade"]
    assert "peacekeeper" in run("agenda", "show")
    Path("mine.yaml").write_text(
        "issues: {a: {terms: [x], examples: [An x.]}, b: {terms: [X]}}", encoding="utf-8"
    )
    text = run("agenda", "check", "mine.yaml", status=1)
    assert "mine: 3 issues, 2 terms; it can be used." in text
    assert "“X” is a term of both a and b: keep one." in text
    assert "b has no examples" in text
    Path("good.yaml").write_text("issues: {a: {terms: [x], examples: [An x.]}}", encoding="utf-8")
    assert "it can be used" in run("agenda", "check", "good.yaml")


@pytest.mark.parametrize("name", ["peace-operation", "climate-finance", "trade"])
def test_the_shipped_agendas_load_in_the_check(name: str) -> None:
    result = CliRunner().invoke(app, ["agenda", "check", name])
    assert "it can be used" in result.output


def test_the_version_is_said() -> None:
    assert re.fullmatch(r"willing (\d+\.\d+\.\d+|\(not installed\))\n", run("--version"))


def test_the_demonstration_shows_a_ledger_and_writes_a_brief() -> None:
    text = run("demo")
    assert "Who stands where" in text
    assert "On which conditions" in text
    flat = " ".join(text.split())
    assert "Switzerland · land ·" in flat
    assert "Turkey · land · ✕ refuse · unless" in flat
    assert "brief.html" in text
    assert "Switzerland" in Path("brief.html").read_text(encoding="utf-8")
    found = re.search(r"willing why (\w+) --ledger (\S+)", text)
    assert found
    assert "evidence" in run("why", found[1], "--ledger", found[2])
    assert "0 articles read" in run("demo")


def test_the_brief_draws_the_coalition_and_every_link_in_it_leads_somewhere() -> None:
    run("demo")
    page = Path("brief.html").read_text(encoding="utf-8")
    assert page.count("<svg") >= 3
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert any(link.startswith("p-") for link in links)
    assert links <= set(re.findall(r'\bid="([^"]+)"', page))


def test_the_example_is_where_the_demonstration_looks() -> None:
    assert any(example_folder().iterdir())


def test_every_command_has_help() -> None:
    group = typer.main.get_command(app)
    for name in COMMANDS:
        assert group.commands[name].help  # type: ignore[attr-defined]
