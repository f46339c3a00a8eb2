from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

import willing
from ledger_sample import sample
from willing.cli import app
from willing.coalition.file import load_model, read_model
from willing.model import Quantity
from willing.modelling import base_of
from willing.store import Store

EXAMPLE = Path(__file__).parents[1] / "examples" / "reassurance-force-model" / "force.yaml"
MODEL = """\
format: willing-model/1
name: small
title: A small force
events:
  ceasefire: {title: A ceasefire holds}
  congress: {title: Congress agrees, concession: true, cost: 3, by: USA}
commitments:
  - {id: gbr-land, actor: GBR, issue: land, low: 5000, high: 10000, unit: troops,
     firmness: offer, when: "ceasefire and USA.guarantee", sentence: London would go.}
  - id: usa-guarantee
    actor: USA
    issue: guarantee
    when:
      - {if: "congress or europe.burden", sentence: Europe has to carry its share.}
  - {id: europe-burden, actor: europe, issue: burden, when: "#gbr-land"}
  - {id: est-land, actor: EST, issue: land, low: 150, firmness: deliver}
requirements:
  - {id: full, by: UKR, needs: {land: 5100}, actors: [USA]}
beliefs:
  ceasefire: [0.2, 0.4]
  congress: 0.5
"""
QUESTIONS = [
    ["what-if"],
    ["why", "est-land"],
    ["why-not", "gbr-land"],
    ["unlock", "full"],
    ["block", "full"],
    ["hangs-on", "full"],
    ["likelihood", "full"],
    ["force", "full"],
]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WILLING_LEDGER", raising=False)
    monkeypatch.setenv("COLUMNS", "120")
    Path("small.yaml").write_text(MODEL, encoding="utf-8")
    with Store.open(tmp_path / "x.db") as store:
        for article, reading in zip(*sample(), strict=True):
            store.add(article, reading)


def run(*arguments: str, status: int = 0) -> str:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == status, result.output
    assert "Traceback" not in result.output
    return result.output


def ask(*arguments: str) -> dict[str, object]:
    return dict(json.loads(run(*arguments, "--model", "small.yaml", "--json")))


def test_what_if_answers_in_the_published_form() -> None:
    answer = ask("what-if", "--assume", "ceasefire")
    assert answer["stands"] == ["est-land"]
    assert answer["only_together"] == ["gbr-land", "usa-guarantee", "europe-burden"]
    assert answer["falls"] == []
    assert answer["totals"] == {
        "land": {"guaranteed": 150, "hopeful": 150, "together": 5150},
        "guarantee": {"guaranteed": 0, "hopeful": 0, "together": 0},
        "burden": {"guaranteed": 0, "hopeful": 0, "together": 0},
    }
    assert answer["requirements"] == [{"id": "full", "met": False, "met_together": True}]


def test_assumptions_add_up_and_quantities_can_be_taken_at_their_high_end() -> None:
    both = ["--assume", "ceasefire", "--assume", "not USA.guarantee"]
    assert ask("what-if", *both)["only_together"] == []
    answer = ask("what-if", "--assume", "ceasefire", "--optimistic")
    assert answer["totals"]["land"]["together"] == 10150  # type: ignore[index]


def test_the_other_questions_answer_in_the_published_form() -> None:
    under = ["--assume", "ceasefire"]
    unlock = ask("unlock", "full", *under)
    assert unlock["sets"] == [["congress"]]
    assert unlock["complete"] is True
    assert unlock["jump_sets"] == [["gbr-land"], ["usa-guarantee"], ["europe-burden"]]
    assert ask("unlock", "full", *under, "--size", "0")["sets"] == []
    assert ["gbr-land"] in ask("block", "full", *under)["sets"]  # type: ignore[operator]
    hangs = ask("hangs-on", "full", *under)
    assert hangs["vetoers"] == ["GBR", "USA", "EST"]
    assert set(hangs) >= {"vetoers", "banzhaf", "shapley", "birnbaum"}
    likely = ask("likelihood", "full")
    assert likely["stands"] == {"low": 0.1, "high": 0.2}
    assert likely["method"] == "exact"
    assert ask("likelihood", "full", "--defaults")["assumed"]
    sustained = ask("force", "full", "--ratio", "2.5", *under)
    assert sustained["issues"]["land"]["sustained"]["guaranteed"] == 60  # type: ignore[index]
    stopped = ask("why-not", "gbr-land", *under)["stopped"]
    assert [one["id"] for one in stopped] == [  # type: ignore[attr-defined]
        *("gbr-land", "usa-guarantee", "europe-burden"),
    ]
    assert ask("why", "#est-land")["stands"] is True


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one[0])
def test_each_question_has_an_answer_for_people(question: list[str]) -> None:
    shown = run(*question, "--model", "small.yaml", "--assume", "ceasefire")
    assert shown.strip()
    assert not shown.startswith("{")


def test_people_see_a_glyph_and_a_word_and_the_sentences() -> None:
    shown = run("what-if", "--model", "small.yaml", "--assume", "ceasefire")
    assert "● stands" in shown
    assert "◐ only together" in shown
    assert "◐ met only together" in shown
    assert "5,000–10,000 troops" in shown
    assert "○ falls" in run("what-if", "--model", "small.yaml")
    shown = run("why-not", "gbr-land", "--model", "small.yaml", "--assume", "ceasefire")
    assert "↻ in a loop with usa-guarantee, europe-burden" in shown
    assert "“Europe has to carry its share.”" in shown
    shown = run("unlock", "--model", "small.yaml", "--assume", "ceasefire")
    assert "Congress agrees" in shown
    assert "Cheapest: congress, at 3" in shown
    shown = run("force", "full", "--model", "small.yaml", "--assume", "ceasefire")
    assert "short by 4,950" in shown


@pytest.mark.parametrize("picture", ["graph", "standing", "force"])
def test_each_picture_is_drawn(picture: str) -> None:
    under = ("--model", "small.yaml", "--assume", "ceasefire")
    run("what-if", *under, "--svg", "x.svg", "--picture", picture)
    assert Path("x.svg").read_text(encoding="utf-8").startswith("<svg")


def test_force_draws_its_bars() -> None:
    run("force", "full", "--model", "small.yaml", "--svg", "x.svg")
    assert "guaranteed" in Path("x.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("question", QUESTIONS[3:], ids=lambda one: one[0])
def test_an_unknown_requirement_is_one_sentence(question: list[str]) -> None:
    shown = run(question[0], "nope", "--model", "small.yaml", status=2)
    assert shown == "willing: No requirement “nope”; the model has full.\n"


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (("low: 5000", "low: 50x0"), "small.yaml, line 8, column 50: expected a number"),
        (("USA.guarantee", "USA.guarantee and"), "small.yaml, line 9, column"),
        (("format", "fromat"), "small.yaml, line 1, column 1: unknown key “fromat”"),
        (("events:", "events: ["), "not YAML"),
        ((MODEL, ""), "an empty file"),
    ],
)
def test_a_model_that_cannot_be_read_is_located(edit: tuple[str, str], expected: str) -> None:
    Path("small.yaml").write_text(MODEL.replace(*edit), encoding="utf-8")
    shown = run("what-if", "--model", "small.yaml", status=2)
    assert expected in shown
    assert shown.startswith("willing: ")
    assert shown.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["what-if", "--model", "missing.yaml"],
        ["what-if", "--model", "."],
        ["what-if", "--model", "x.db"],
        ["what-if", "--ledger", "missing.db"],
        ["what-if", "--model", "small.yaml", "--assume", "the moon"],
        ["what-if", "--model", "small.yaml", "--assume", "ceasefire and not ceasefire"],
        ["why-not", "nobody", "--model", "small.yaml"],
        ["force", "--model", "small.yaml", "--ratio", "0"],
        ["force", "--model", "small.yaml", "--ratio", "many"],
        ["what-if", "--model", "small.yaml", "--svg", "missing/x.svg"],
        ["model", "--keep", "all"],
        ["model", "--changes", "small.yaml"],
        ["unlock", "--ledger", "x.db"],
    ],
    ids=" ".join,
)
def test_what_goes_wrong_is_said_in_one_sentence(arguments: list[str]) -> None:
    lines = run(*arguments, status=2).splitlines()
    (said,) = [line for line in lines if line.startswith("willing: ")]
    assert said.endswith(".")


def test_the_ledger_is_asked_where_no_model_is_named() -> None:
    Path("willing.db").write_bytes(Path("x.db").read_bytes())
    answer = json.loads(run("what-if", "--json"))
    assert answer["falls"] == ["che-land"]
    answer = json.loads(run("what-if", "--json", "--assume", "request"))
    assert answer["stands"] == ["che-land"]
    assert "waits for request" in run("why-not", "che-land")
    assert run("why", "che-land", "--assume", "request").startswith("● che-land stands")


def test_why_shows_a_position_where_the_id_is_one() -> None:
    (commitment,) = read_model(run("model", "--ledger", "x.db")).commitments
    shown = run("why", commitment.evidence[0], "--ledger", "x.db")
    assert "Switzerland would send soldiers" in shown


def test_model_writes_a_file_that_a_person_corrects_and_a_rebuild_keeps() -> None:
    printed = run("model", "--ledger", "x.db", "--name", "swiss")
    assert read_model(printed).name == "swiss"
    assert base_of(printed) is not None
    said = run("model", "--ledger", "x.db", "--name", "swiss", "-o", "swiss.yaml")
    assert "1 commitments, 2 events" in said
    assert Path("swiss.yaml").read_text(encoding="utf-8") == printed
    assert "Nothing was changed" in run("model", "--changes", "swiss.yaml")
    corrected = printed.replace("high: 200", "high: 300  # the chief said so")
    Path("swiss.yaml").write_text(corrected, encoding="utf-8")
    assert "± che-land.high" in run("model", "--changes", "swiss.yaml")
    assert "nothing new" in run("model", "--update", "swiss.yaml", "--ledger", "x.db")
    assert Path("swiss.yaml").read_text(encoding="utf-8") == corrected


def test_a_conflict_is_shown_and_settled_from_the_command_line() -> None:
    printed = run("model", "--ledger", "x.db").replace("high: 200", "high: 300")
    Path("swiss.yaml").write_text(printed, encoding="utf-8")
    with Store.open(Path("x.db").resolve()) as store:
        articles, readings = sample()
        first = readings[0]
        told = replace(
            first.positions[0],
            action=replace(first.positions[0].action, quantity=Quantity(0, 150, "soldiers")),
        )
        again = replace(first, extractor="hand-2", positions=(told, *first.positions[1:]))
        store.add(articles[0], again)
    shown = run("model", "--update", "swiss.yaml", "--ledger", "x.db", status=1)
    assert "≠ conflict: che-land.quantity" in shown
    assert load_model("swiss.yaml").by_id["che-land"].high == 300
    run("model", "--update", "swiss.yaml", "--ledger", "x.db", "--take", "che-land.quantity")
    assert load_model("swiss.yaml").by_id["che-land"].high == 150


def test_the_example_says_only_together_and_which_concession_opens_it() -> None:
    under = ("--model", str(EXAMPLE), "--assume", "ceasefire")
    answer = json.loads(run("what-if", *under, "--json"))
    assert answer["only_together"] == ["gbr-land", "usa-guarantee", "europe-burden"]
    shown = run("unlock", "backed-force", *under)
    assert "usa-goes-first" in shown
    assert "Cheapest: europe-goes-first, at 2" in shown
    assert "± gbr-land.when" in run("model", "--changes", str(EXAMPLE)) or "+ gbr-land.when" in run(
        "model", "--changes", str(EXAMPLE)
    )


def test_help_imports_nothing_of_the_coalition() -> None:
    code = (
        "import sys, io, contextlib\nfrom willing.cli import app\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):\n"
        "    app(['what-if', '--help'])\nprint(*sys.modules)"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(willing.__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    loaded = set(done.stdout.split())
    assert not loaded & {"willing.coalition.values", "willing.modelling", "clingo", "rich"}
