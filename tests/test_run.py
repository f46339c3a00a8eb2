"""read → extract → store: resumable at any moment, over any executor, nothing twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from hostile_stub import Stub
from willing import run
from willing.agenda import Agenda, load
from willing.extract import VERSION
from willing.model import Article, Reading, WillingError
from willing.store import Store

HERE = Path(__file__).parent
AGENDA = load()


@pytest.fixture(autouse=True)
def _stub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "Extractor", Stub)
    monkeypatch.setattr(run, "_mine", threading.local())


def text(number: int) -> str:
    return (
        f"Northland will not send ship number {number} to the strait. Its minister said on "
        "Tuesday that the council had not asked for it, and that it would stay at home."
    )


def corpus(folder: Path, count: int) -> Path:
    """Write ``count`` articles, half of them in one file of JSON lines."""
    folder.mkdir()
    for number in range(count // 2):
        (folder / f"{number:05}.txt").write_text(text(number))
    lines = (json.dumps({"text": text(number)}) for number in range(count // 2, count))
    (folder / "records.jsonl").write_text("\n".join(lines))
    return folder


def numbers(ledger: Path) -> tuple[int, int, int]:
    with Store.open(ledger, create=False) as store:
        positions = [position.id for position in store.positions()]
        assert len(set(positions)) == len(positions)
        return len(list(store.articles())), len(list(store.readings())), len(positions)


def test_a_run_reads_and_a_second_one_repeats_nothing(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "news", 40)
    seen: list[run.Progress] = []
    with Store.open(tmp_path / "a.db") as store:
        first = run.read_into(store, [folder], AGENDA, progress=seen.append)
        assert (first.files, first.read, first.already, first.positions) == (21, 40, 0, 40)
        before = list(store.readings())
        second = run.read_into(store, [folder, folder], AGENDA)
        assert (second.read, second.already, second.positions) == (0, 80, 0)
        assert list(store.readings()) == before
    assert (seen[-1].files, seen[-1].total, seen[-1].articles) == (21, 21, 40)


def test_another_agenda_is_another_reading(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "news", 4)
    with Store.open(tmp_path / "a.db") as store:
        run.read_into(store, [folder], AGENDA)
        report = run.read_into(store, [folder], load("trade"))
        assert (report.read, report.already) == (4, 0)
        assert len(list(store.articles())) == 4
        assert len(list(store.readings(VERSION, AGENDA.version))) == 4


def test_what_is_given_stands_in(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "news", 2)
    with Store.open(tmp_path / "a.db") as store:
        run.read_into(store, [folder], AGENDA, outlet="Desk")
        assert {article.outlet for article in store.articles()} == {"Desk"}


def test_any_executor_gives_the_same_ledger(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "news", 60)
    with Store.open(tmp_path / "a.db") as alone, Store.open(tmp_path / "b.db") as threads:
        run.read_into(alone, [folder], AGENDA)
        with ThreadPoolExecutor(3) as executor:
            report = run.read_into(threads, [folder, folder], AGENDA, executor=executor)
        assert (report.read, report.already) == (60, 60)
        assert list(alone.readings()) == list(threads.readings())


class Counting(Executor):
    """An executor that does nothing until asked for a result, and counts what it holds."""

    def __init__(self) -> None:
        self.held = self.most = 0

    def submit(self, work: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        executor = self
        self.held += 1
        self.most = max(self.most, self.held)

        class Lazy(Future[Any]):
            def result(self, timeout: float | None = None) -> Any:
                executor.held -= 1
                return work(*arguments, **named)

        return Lazy()


def test_the_number_in_flight_is_bounded(tmp_path: Path) -> None:
    executor = Counting()
    with Store.open(tmp_path / "a.db") as store:
        run.read_into(store, [corpus(tmp_path / "news", 80)], AGENDA, executor=executor)
    assert executor.most == run.IN_FLIGHT
    assert executor.held == 0


def test_an_article_that_breaks_the_extractor_is_reported_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Breaking(Stub):
        def read(self, article: Article) -> Reading:
            if "number 3 " in article.text or "number 7 " in article.text:
                raise ValueError("too odd")
            return super().read(article)

    monkeypatch.setattr(run, "Extractor", Breaking)
    folder = corpus(tmp_path / "news", 10)
    with Store.open(tmp_path / "a.db") as store:
        report = run.read_into(store, [folder], AGENDA)
        assert report.read == 8
        problem, other = report.problems
        assert other.path.endswith("records.jsonl")
        assert other.sentence.startswith(f"holds {other.path}#3, which could not be searched")
        assert problem.path.endswith("00003.txt")
        assert problem.sentence == "could not be searched for positions (ValueError: too odd)."
        monkeypatch.setattr(run, "Extractor", Stub)
        monkeypatch.setattr(run, "_mine", threading.local())
        again = run.read_into(store, [folder], AGENDA)
        assert (again.read, again.already, again.problems) == (2, 8, [])
        assert list(store.problems()) == []


def test_an_extractor_that_cannot_be_made_ends_the_run_with_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Unmade(Stub):
        def __init__(self, agenda: Agenda, reader: str) -> None:
            raise OSError("no model")

    monkeypatch.setattr(run, "Extractor", Unmade)
    monkeypatch.setattr(run, "_mine", threading.local())
    with (
        Store.open(tmp_path / "a.db") as store,
        pytest.raises(WillingError, match=r"can't be started \(OSError: no model\)"),
    ):
        run.read_into(store, [corpus(tmp_path / "news", 3)], AGENDA)


def test_a_dead_process_ends_the_run_with_a_sentence(tmp_path: Path) -> None:
    class Dead(Executor):
        def submit(self, work: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
            future: Future[Any] = Future()
            future.set_exception(BrokenExecutor("gone"))
            return future

    with (
        Store.open(tmp_path / "a.db") as store,
        pytest.raises(WillingError, match="what was read is kept"),
    ):
        run.read_into(store, [corpus(tmp_path / "news", 4)], AGENDA, executor=Dead())


def test_a_pool_of_processes_reads_with_the_real_extractor(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "news", 6)
    with Store.open(tmp_path / "a.db") as store, run.pool(AGENDA, 2) as executor:
        report = run.read_into(store, [folder], AGENDA, executor=executor)
        assert (report.read, report.problems) == (6, [])


def start(ledger: Path, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(HERE / "hostile_run.py"), str(ledger), str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(["src", *sys.path])},
        cwd=HERE.parent,
    )


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("moment", [1, 7, 41])
def test_killed_at_any_moment_and_run_again(
    tmp_path: Path, sign: signal.Signals, moment: int
) -> None:
    count = 60
    folder, ledger = corpus(tmp_path / "news", count), tmp_path / "a.db"
    with start(ledger, folder) as first:
        assert first.stdout is not None
        for line in first.stdout:
            if int(line) >= moment:
                break
        first.send_signal(sign)
        first.wait(30)
        assert first.returncode != 0
    kept = numbers(ledger)
    assert moment <= kept[0] < count
    assert kept == (kept[0], kept[0], kept[0])
    with start(ledger, folder) as second:
        out, _ = second.communicate(timeout=60)
    assert out.split("\n")[-2] == f"done {count - kept[0]} {kept[0]} {count - kept[0]}"
    assert numbers(ledger) == (count, count, count)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGKILL])
def test_killed_while_it_starts(tmp_path: Path, sign: signal.Signals) -> None:
    folder, ledger = corpus(tmp_path / "news", 10), tmp_path / "a.db"
    for _ in range(4):
        with start(ledger, folder) as first:
            while not ledger.exists() and first.poll() is None:
                time.sleep(0.005)
            first.send_signal(sign)
            first.wait(30)
    with start(ledger, folder) as last:
        last.communicate(timeout=60)
    assert numbers(ledger) == (10, 10, 10)
