from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from willing import agenda as agendas
from willing.read.problem import Problem
from willing.store import Store
from willing.web import jobs as module
from willing.web import uploads as uploads_module
from willing.web.jobs import BusyError, Job, Jobs, Step, agenda_data
from willing.web.uploads import Uploads, addresses

FAKE = (sys.executable, str(Path(__file__).with_name("fake_worker.py")))


def made(tmp_path: Path, *texts: str) -> Job:
    folder = tempfile.TemporaryDirectory(dir=tmp_path)
    uploads = Uploads(Path(folder.name))
    for number, text in enumerate(texts):
        uploads.add_file(f"{number}.txt", io.BytesIO(text.encode()))
    return Job("a job", {}, lambda _: uploads.files, folder)


def ended(job: Job, seconds: float = 20) -> Job:
    until(lambda: job.ended, seconds)
    return job


def until(done: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def run(job: Job, **limits: float) -> Job:
    Jobs(FAKE, **limits).add(job)
    return ended(job)


def test_a_job_reads_everything_and_leaves_no_file(tmp_path: Path) -> None:
    job = run(made(tmp_path, "one", "bad", "babble"))
    assert (job.step, job.files, job.total) == (Step.DONE, 3, 3)
    assert [one.title for one in job.articles] == ["one", "babble"]
    assert [(line.label, line.sentence) for line in job.problems] == [("1.txt", "is bad.")]
    assert job.positions == 4
    until(lambda: list(tmp_path.iterdir()) == [])


def test_a_file_that_ends_the_reader_is_a_line_and_the_rest_is_read(tmp_path: Path) -> None:
    job = run(made(tmp_path, "one", "crash", "two", "crash", "three"))
    assert job.step is Step.DONE
    assert [one.title for one in job.articles] == ["one", "two", "three"]
    assert [line.label for line in job.problems] == ["1.txt", "3.txt"]
    assert "ended the process" in job.problems[0].sentence
    assert job.files == 5


def test_a_file_that_takes_too_long_is_a_line_and_the_rest_is_read(tmp_path: Path) -> None:
    job = run(made(tmp_path, "one", "hang", "two"), file_seconds=1.0)
    assert job.step is Step.DONE
    assert [one.title for one in job.articles] == ["one", "two"]
    assert "longer than 1 seconds" in job.problems[0].sentence


def test_a_job_has_a_longest_time(tmp_path: Path) -> None:
    job = run(made(tmp_path, "one", "hang", "two"), seconds=1.5)
    assert job.step is Step.FAILED
    assert "what was read is kept" in job.remark
    assert [one.title for one in job.articles] == ["one"]


def test_a_job_is_cancelled_in_the_middle_of_a_file(tmp_path: Path) -> None:
    job = made(tmp_path, "one", "hang", "two")
    Jobs(FAKE).add(job)
    until(lambda: job.at == "1.txt")
    job.stop.set()
    began = time.monotonic()
    assert ended(job).step is Step.CANCELLED
    assert time.monotonic() - began < 2
    assert [one.title for one in job.articles] == ["one"]
    until(lambda: list(tmp_path.iterdir()) == [])


def test_a_job_that_waits_can_be_cancelled_before_it_begins(tmp_path: Path) -> None:
    jobs = Jobs(FAKE)
    first, second = made(tmp_path, "slow"), made(tmp_path, "one")
    jobs.add(first)
    jobs.add(second)
    second.stop.set()
    assert ended(second).step is Step.CANCELLED
    assert second.articles == []
    assert first.step is Step.DONE


def test_jobs_are_bounded_in_number_and_old_ones_are_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = Jobs(FAKE)
    hold = threading.Event()

    def prepare(_: Job) -> list[tuple[str, str]]:
        hold.wait(20)
        return []

    waiting = [Job(str(at), {}, prepare) for at in range(6)]
    for one in waiting:
        jobs.add(one)
    with pytest.raises(BusyError):
        jobs.add(made(tmp_path, "one"))
    hold.set()
    for one in waiting:
        ended(one)
    monkeypatch.setattr(module, "KEPT", 3)
    last = made(tmp_path, "one")
    jobs.add(last)
    ended(last)
    assert [one.title for one in jobs.all()] == ["a job", "5", "4"]
    assert jobs.find(waiting[0].id) is None


def test_a_reader_that_cannot_be_started_is_said(tmp_path: Path) -> None:
    job = made(tmp_path, "one")
    Jobs((sys.executable, "-c", "raise SystemExit(1)")).add(job)
    assert ended(job).step is Step.FAILED
    assert "could not be started" in job.remark
    other = made(tmp_path, "one")
    Jobs(("/nonexistent/reader",)).add(other)
    assert ended(other).step is Step.FAILED


def test_an_agenda_survives_the_way_to_the_reader() -> None:
    for name in agendas.shipped():
        agenda = agendas.load(name)
        data = json.loads(json.dumps(agenda_data(agenda)))
        assert agendas.parse(json.dumps(data), name) == agenda


HOSTILE = [
    "../../etc/passwd.txt", "/etc/cron.d/x.txt", "..\\..\\x.md", "a\x00b.txt", "a\nb.txt",
    "C:\\x.html", ".txt", "\u202egnp.txt", "x" * 500 + ".txt", "~/.ssh/x.jsonl", "%2e%2e%2fx.txt",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_reaches_the_file_system(tmp_path: Path, name: str) -> None:
    inside = tmp_path / "deep" / "inside"
    inside.mkdir(parents=True)
    uploads = Uploads(inside)
    uploads.add_file(name, io.BytesIO(b"words"))
    ((path, label),) = uploads.files
    assert Path(path).parent == inside
    assert Path(path).name.startswith("0001.")
    written = [one for one in tmp_path.rglob("*") if one.is_file()]
    assert written == [Path(path)]
    assert label.isprintable()
    assert len(label) <= uploads_module.LONGEST_LABEL


def test_kinds_and_sizes_that_are_not_taken_are_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads_module, "MOST_FILE_BYTES", 1000)
    uploads = Uploads(tmp_path)
    uploads.add_file("run.sh", io.BytesIO(b"rm -rf /"))
    uploads.add_file("big.txt", io.BytesIO(b"a" * 1001))
    uploads.add_file("fits.txt", io.BytesIO(b"a" * 1000))
    assert [line.label for line in uploads.problems] == ["run.sh", "big.txt"]
    assert [label for _, label in uploads.files] == ["fits.txt"]
    assert len(list(tmp_path.iterdir())) == 1


def test_a_file_without_an_end_is_not_written_on_and_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads_module, "MOST_FILE_BYTES", 1000)

    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += 1
            return b"a" * 100 if self.given < 10_000 else b""

    endless = Endless()
    Uploads(tmp_path).add_file("endless.txt", endless)  # type: ignore[arg-type]
    assert endless.given == 11
    assert list(tmp_path.iterdir()) == []


def test_nothing_that_is_uploaded_can_be_run(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    uploads.add_file("x.txt", io.BytesIO(b"#!/bin/sh\necho ran\n"))
    uploads.add_text("#!/bin/sh\necho ran")
    for path, _ in uploads.files:
        assert not os.access(path, os.X_OK)


def test_equal_names_are_told_apart(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    for _ in range(3):
        uploads.add_file("a.txt", io.BytesIO(b"words"))
    assert [label for _, label in uploads.files] == ["a.txt", "a.txt (2)", "a.txt (3)"]


def test_addresses_are_found_in_what_was_pasted() -> None:
    words = "<https://a.example/x>,\n https://b.example/y;https://b.example/y\nhttps://a.example/x"
    assert addresses(words)[0] == "https://a.example/x"
    assert addresses("") == []


ARTICLE = (
    "Norway offers soldiers\n"
    "Norway is ready to send soldiers to the strait, its prime minister said on Monday. "
    "He added that the decision would be taken by the parliament next week.\n"
)


def told(tmp_path: Path, *files: tuple[str, str, str], **order: Any) -> list[dict[str, Any]]:
    """Let the true worker read ``files`` (a name, a label, a text); return its events."""
    given = []
    for name, label, text in files:
        (tmp_path / name).write_text(text, encoding="utf-8")
        given.append((str(tmp_path / name), label))
    agenda = agenda_data(agendas.load())
    whole = {"ledger": str(tmp_path / "x.db"), "agenda": agenda, "files": given} | order
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.Popen(
        module.WORKER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
    )
    assert done.stdin is not None
    assert done.stdout is not None
    done.stdin.write(json.dumps(whole) + "\n")
    done.stdin.flush()
    events = [json.loads(line) for line in done.stdout]
    done.stdin.close()
    done.stdout.close()
    done.wait(20)
    return events


def test_the_true_reader_stores_articles_under_their_labels(tmp_path: Path) -> None:
    Store.open(tmp_path / "x.db").close()
    record = json.dumps({"text": ARTICLE.replace("Norway", "Denmark"), "id": "d"})
    events = told(
        tmp_path,
        ("0001.txt", "norway.txt", ARTICLE),
        ("0002.txt", "junk.txt", "\x00\x01"),
        ("0003.jsonl", "list.jsonl", f"{record}\n{{broken\n"),
        ("0004.txt", "again.txt", ARTICLE),
        outlet="Alpha",
        published="2025-03-03",
    )
    assert events[-1] == {"event": "done"}
    problems = {e["label"]: e["sentence"] for e in events if e["event"] == "problem"}
    assert problems["junk.txt"] == "is binary data, not text."
    assert problems["list.jsonl"].startswith("line 2 ")
    assert sum(e["already"] for e in events if e["event"] == "count") == 1
    with Store.open(tmp_path / "x.db") as store:
        articles = list(store.articles())
        assert [one.path for one in articles] == ["norway.txt", "list.jsonl#d"]
        assert {one.outlet for one in articles} == {"Alpha"}
        assert {str(one.published.date) for one in articles} == {"2025-03-03"}
        assert set(store.problems()) == {Problem(*one) for one in problems.items()}
        assert len(list(store.positions())) > 0
    assert str(tmp_path) not in json.dumps(events)


def test_the_true_reader_says_what_stops_it(tmp_path: Path) -> None:
    (event,) = told(tmp_path)
    assert event["event"] == "failed"
    assert "There is no ledger" in event["sentence"]
