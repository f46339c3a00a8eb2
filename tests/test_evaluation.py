from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from rich.progress import Progress
from typer.testing import CliRunner

from willing.cli import app, evaluating, terminal
from willing.evaluation.calibration import calibration
from willing.evaluation.chains import same_chain
from willing.evaluation.errors import MADE_UP, MISSED, STANCES, WRONG_STANCE, failing, worst
from willing.evaluation.judging import evaluate
from willing.evaluation.marks import Link, Mark
from willing.evaluation.matching import matched
from willing.evaluation.reading import Pair

TEXT = "Denmark is ready to send ships if Kyiv asks, its minister said. Norway will not."
FIRST, SECOND = (0, 63), (64, len(TEXT))
DENMARK = {"id": "DNK", "name": "Denmark", "text": "Denmark", "kind": "country"}
ARTICLE: dict[str, Any] = {
    "id": "one",
    "title": None,
    "outlet": None,
    "published": None,
    "text": TEXT,
    "positions": [
        {
            "quote": TEXT[:63],
            "actor": DENMARK,
            "stance": "offer",
            "action": {"agent": DENMARK, "text": "send ships", "issue": "sea"},
            "conditions": [{"kind": "if", "text": "if Kyiv asks"}],
            "attribution": [{"text": "its minister", "kind": "named", "name": "minister"}],
        }
    ],
}
Folder = Callable[..., Path]


def position(actor: str, stance: str, place: tuple[int, int] = FIRST, **more: Any) -> Mark:
    fields: dict[str, Any] = {"stances": frozenset([stance]), "issues": frozenset(["sea"])}
    return Mark(*place, actor, actor, stance=stance, **(fields | more))


def pair(expected: list[Mark], found: list[Mark]) -> Pair:
    return Pair("one.yaml", TEXT, tuple(expected), tuple(found))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    def write(name: str = "one.yaml", **changes: Any) -> Path:
        (tmp_path / name).write_text(yaml.safe_dump(ARTICLE | changes), encoding="utf-8")
        return tmp_path

    return write


def run(*arguments: str, status: int = 0) -> str:
    result = CliRunner().invoke(app, ["evaluate", *arguments])
    assert result.exit_code == status, result.output
    assert "Traceback" not in result.output
    return result.output


def test_a_chain_is_right_as_a_whole() -> None:
    outlet, diplomat = Link("The Courier", "outlet"), Link("a senior diplomat", "anonymous")
    assert same_chain([outlet, diplomat], [outlet, Link("senior diplomat", "anonymous")])
    assert not same_chain([outlet, diplomat], [diplomat, outlet])
    assert not same_chain([outlet, diplomat], [outlet])
    assert not same_chain([outlet, diplomat], [outlet, Link("a senior diplomat", "named")])
    assert not same_chain([outlet, diplomat], [outlet, Link("a minister", "anonymous")])


def test_confidence_is_judged_by_what_share_is_right() -> None:
    chance = random.Random(3)
    honest = [(share, chance.random() < share) for share in (chance.random() for _ in range(20000))]
    found = calibration(honest)
    assert found is not None
    assert found.error < 0.02
    assert sum(one.count for one in found.bins) == 20000
    boastful = calibration([(1.0, True), (1.0, False), (0.05, False)])
    assert boastful is not None
    assert [(one.low, one.count, one.right) for one in boastful.bins] == [(0, 1, 0), (0.9, 2, 0.5)]
    assert boastful.error == pytest.approx((2 * 0.5 + 0.05) / 3)
    assert calibration([]) is None


def test_each_fault_is_named_and_put_in_its_sentence() -> None:
    expected = [
        position("dnk", "offer"),
        position("swe", "commit"),
        position("nor", "refuse", SECOND),
        position("fin", "refuse", SECOND, core=False),
    ]
    found = [position("dnk", "commit"), position("swe", "commit"), position("est", "deliver")]
    one = pair(expected, found)
    sentences = failing(one, matched(one.expected, one.found))
    assert [(s.text, [(f.kind, f.actor) for f in s.faults]) for s in sentences] == [
        (TEXT[:63], [(WRONG_STANCE, "dnk"), (MADE_UP, "est")]),
        (TEXT[64:], [(MISSED, "nor")]),
    ]
    assert worst(reversed(sentences), 1) == sentences[:1]
    counts = evaluate([one]).confusion
    assert counts == {
        ("offer", "commit"): 1,
        ("commit", "commit"): 1,
        ("refuse", None): 1,
        (None, "deliver"): 1,
    }


def test_a_stance_that_the_annotator_allows_is_not_confused() -> None:
    allowed = position("dnk", "offer", stances=frozenset(["offer", "consider"]))
    found = evaluate([pair([allowed], [position("dnk", "consider")])])
    assert found.confusion == {("offer", "offer"): 1}
    assert found.failing == ()


def test_confidence_counts_what_nobody_annotated_as_wrong() -> None:
    found = [
        position("dnk", "offer", confidence=0.75),
        position("swe", "offer", confidence=0.75),
        position("nor", "refuse", SECOND),
    ]
    judged = evaluate([pair([position("dnk", "offer")], found)]).calibration
    assert judged is not None
    assert [(one.count, one.right) for one in judged.bins] == [(2, 0.5)]
    assert evaluate([pair([], [position("dnk", "offer")])]).calibration is None


def test_the_columns_of_the_confusion_differ() -> None:
    assert len({stance[:4] for stance in STANCES}) == len(STANCES) == 15


def test_a_folder_is_scored_as_tables_and_as_json(folder: Folder) -> None:
    path = str(folder())
    shown = run(path)
    for words in ("actor+stance+issue", "whole chain", "Confidence", "annotated down, read across"):
        assert words in shown
    record = json.loads(run(path, "--format", "json"))
    assert (record["articles"], record["core"]) == (1, 1)
    assert record["rates"]["actor"]["recall"] == 1.0
    assert set(record["shares"]) == {"condition kind", "source kind", "quantity", "chain"}


def test_the_learned_reader_says_how_sure_it_is(folder: Folder) -> None:
    record = json.loads(run(str(folder()), "--reader", "learned", "--format", "json"))
    assert record["read"] == 0 or record["calibration"]["bins"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"text": None}, "is no annotated article"),
        ({"positions": [{**ARTICLE["positions"][0], "stance": "maybe"}]}, "'maybe' is no stance"),
        ({"positions": [{**ARTICLE["positions"][0], "quote": "Not there."}]}, "not in the text"),
        ({"positions": 3}, "no annotated article"),
    ],
)
def test_what_breaks_the_contract_is_told_in_a_sentence(
    folder: Folder, changes: dict[str, Any], words: str
) -> None:
    told = run(str(folder(**changes)), status=2)
    assert words in told
    assert told.startswith("willing: ")
    assert len(told.strip().splitlines()) == 1


def test_what_is_no_gold_is_told_in_a_sentence(tmp_path: Path, folder: Folder) -> None:
    assert "There is no folder" in run(str(tmp_path / "none"), status=2)
    (tmp_path / "empty").mkdir()
    assert "holds no annotated articles" in run(str(tmp_path / "empty"), status=2)
    folder()
    (tmp_path / "two.yaml").write_text("a: [b", encoding="utf-8")
    told = run(str(tmp_path), status=2)
    assert "is no YAML" in told
    assert len(told.strip().splitlines()) == 1
    (tmp_path / "two.yaml").write_text("- a list", encoding="utf-8")
    assert "no annotated article" in run(str(tmp_path), status=2)


def test_the_progress_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[bool] = []
    bar = Progress(disable=True)
    monkeypatch.setattr(bar, "start", lambda: started.append(True))
    assert list(evaluating._Watched(bar, 3)(range(3))) == [0, 1, 2]
    assert started == []
    monkeypatch.setattr(terminal, "PATIENCE", -1.0)
    assert list(evaluating._Watched(bar, 3)(range(3))) == [0, 1, 2]
    assert started == [True]
