"""Jobs that read what was uploaded, one at a time in a process of their own; watched, cancelled."""

from __future__ import annotations

import contextlib
import json
import queue
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from willing.agenda import Agenda

MOST_WAITING = 5
"""Jobs that wait for their turn; more are refused."""

KEPT = 20
"""Finished jobs whose reports stay to be seen."""

MOST_SECONDS = 3600.0
"""Longest time of one job."""

MOST_FILE_SECONDS = 300.0
"""Longest time without a sign of life from one file; it is given up, the others go on."""

TICK = 0.1


class Step(StrEnum):
    """What a job is about; each value is a phrase for people."""

    WAITING = "waiting for its turn"
    FETCHING = "fetching"
    STARTING = "getting ready"
    READING = "reading"
    GROUPING = "finding which articles retell one report"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "stopped"


ENDED = (Step.DONE, Step.CANCELLED, Step.FAILED)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a job's report: what, and a sentence about it."""

    label: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article that a job read: its id, what it is called, how many positions it yielded."""

    id: str
    title: str
    label: str
    positions: int


@dataclass
class Job:
    """What was asked for, how far it is, and what came of it.

    ``prepare`` gives the files as pairs of a path and a label, and may add problems; ``order``
    holds what the worker needs beside them.  Changed only by the thread that does the job.
    """

    title: str
    order: Mapping[str, Any]
    prepare: Callable[[Job], list[tuple[str, str]]]
    folder: tempfile.TemporaryDirectory[str] | None = None
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    step: Step = Step.WAITING
    total: int = 0
    files: int = 0
    at: str = ""
    already: int = 0
    articles: list[ReadArticle] = field(default_factory=list)
    problems: list[Line] = field(default_factory=list)
    remark: str = ""
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def ended(self) -> bool:
        """Whether nothing will change any more."""
        return self.step in ENDED

    @property
    def positions(self) -> int:
        """How many positions its articles yielded."""
        return sum(article.positions for article in list(self.articles))

    def take(self, event: Mapping[str, Any]) -> None:
        """Take in what the worker tells."""
        kind = event["event"]
        if kind == "begin":
            self.step, self.at = Step.READING, event["label"]
        elif kind == "article":
            self.articles.append(
                ReadArticle(event["id"], event["title"], event["label"], event["positions"])
            )
        elif kind == "problem":
            self.problems.append(Line(event["label"], event["sentence"]))
        elif kind == "count":
            self.files += 1
            self.already += event["already"]
        elif kind == "grouping":
            self.step, self.at = Step.GROUPING, ""
        elif kind == "failed":
            self.remark = event["sentence"]


def agenda_data(agenda: Agenda) -> dict[str, Any]:
    """Return ``agenda`` as a JSON object from which an equal one can be made."""
    issues = {
        one.key: {"title": one.title, "terms": list(one.terms), "examples": list(one.examples)}
        for one in agenda.issues
    }
    return {"name": agenda.name, "title": agenda.title, "issues": issues}


class BusyError(Exception):
    """Too many jobs wait already."""


Command = Sequence[str]
WORKER: Command = (sys.executable, "-P", "-m", "willing.web.worker")


class Jobs:
    """Does one job after another in a thread; safe to ask from several."""

    def __init__(
        self,
        command: Command = WORKER,
        *,
        seconds: float = MOST_SECONDS,
        file_seconds: float = MOST_FILE_SECONDS,
    ) -> None:
        """Begin without a job; ``command`` starts the process that reads."""
        self._command = command
        self._seconds = seconds
        self._file_seconds = file_seconds
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}
        self._waiting: queue.Queue[Job] = queue.Queue()
        self._thread: threading.Thread | None = None

    def add(self, job: Job) -> None:
        """Let ``job`` wait for its turn.

        Raises:
            BusyError: too many wait already.
        """
        with self._lock:
            if sum(not one.ended for one in self._jobs.values()) > MOST_WAITING:
                raise BusyError
            ended = [one.id for one in self._jobs.values() if one.ended]
            for old in ended[: max(0, len(ended) - KEPT + 1)]:
                del self._jobs[old]
            self._jobs[job.id] = job
            self._waiting.put(job)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="reading", daemon=True)
                self._thread.start()

    def find(self, job_id: str) -> Job | None:
        """Return the job with that id, if it is still known."""
        return self._jobs.get(job_id)

    def all(self) -> tuple[Job, ...]:
        """Return the jobs, the last one first."""
        with self._lock:
            return tuple(reversed(self._jobs.values()))

    def _work(self) -> None:
        while True:
            job = self._waiting.get()
            try:
                self._do(job)
            except Exception as error:
                job.remark = job.remark or f"Something went wrong ({type(error).__name__})."
                job.step = Step.FAILED
            finally:
                if job.folder:
                    with contextlib.suppress(OSError):
                        job.folder.cleanup()

    def _do(self, job: Job) -> None:
        deadline = time.monotonic() + self._seconds
        files = [] if job.stop.is_set() else job.prepare(job)
        job.total = max(job.total, len(files))
        while files and not job.stop.is_set() and not job.remark:
            job.step = Step.STARTING if job.step is not Step.READING else job.step
            reached = self._run(job, files, deadline)
            if reached is None:
                break
            files = files[reached + 1 :]
        job.at = ""
        if job.stop.is_set():
            job.step = Step.CANCELLED
        else:
            job.step = Step.FAILED if job.remark else Step.DONE

    def _run(self, job: Job, files: list[tuple[str, str]], deadline: float) -> int | None:
        """Let a process read ``files``; return the place of the one that it was lost at, if any."""
        order = json.dumps({**job.order, "files": files})
        place, begun = -1, time.monotonic()
        with _Process(self._command, order) as process:
            for event in process.events():
                now = time.monotonic()
                if event is not None:
                    begun = now
                    job.take(event)
                    place = event["at"] if event["event"] == "begin" else place
                    if event["event"] in ("done", "failed"):
                        return None
                if job.stop.is_set():
                    return None
                if now > deadline:
                    minutes = self._seconds / 60
                    job.remark = f"It took longer than {minutes:g} minutes; what was read is kept."
                    return None
                if now - begun > self._file_seconds and job.step is not Step.GROUPING:
                    return self._lost(job, files, place, self._stuck())
        return self._lost(job, files, place, "ended the process that read it, and was left out.")

    def _stuck(self) -> str:
        return f"took longer than {self._file_seconds:g} seconds, and was left out."

    def _lost(
        self, job: Job, files: list[tuple[str, str]], place: int, sentence: str
    ) -> int | None:
        if job.step is Step.GROUPING:
            return None
        if place < 0:
            job.remark = "The reader could not be started; `willing read` may say why."
            return None
        job.files += 1
        job.problems.append(Line(files[place][1], sentence))
        return place


class _Process:
    """A running worker, killed at the end whatever happens."""

    def __init__(self, command: Command, order: str) -> None:
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        self._events: queue.Queue[str | None] = queue.Queue()
        self._order = order

    def __enter__(self) -> _Process:
        threading.Thread(target=self._listen, daemon=True).start()
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.write(self._order + "\n")
            self._process.stdin.flush()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                with contextlib.suppress(OSError, ValueError):
                    stream.close()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with contextlib.suppress(OSError, ValueError):
            for line in self._process.stdout:
                self._events.put(line)
        self._events.put(None)

    def events(self) -> Iterator[Mapping[str, Any] | None]:
        """Yield each event, ``None`` where a while passes without one; ends with the process."""
        while True:
            try:
                line = self._events.get(timeout=TICK)
            except queue.Empty:
                yield None
                continue
            if line is None:
                return
            with contextlib.suppress(json.JSONDecodeError):
                yield json.loads(line)
