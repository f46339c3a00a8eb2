"""read → extract → store: resumable, over any executor, a bounded number of articles at a time."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from willing.agenda import Agenda
from willing.extract import DEFAULT_READER, Extractor, version
from willing.model import Article, Reading, WillingError
from willing.read import Problem, articles, discover, path_text
from willing.store import Store
from willing.temporal import date_article

IN_FLIGHT = 16
"""Articles that are handed to an executor and not yet stored; bounds memory, feeds 8 cores."""

_mine = threading.local()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: files begun and to be read, articles dealt with, and the file at hand."""

    files: int
    total: int
    articles: int
    path: str


@dataclass(slots=True)
class RunReport:
    """What a run did: articles ``read`` and stored, those there ``already``, positions found.

    ``problems`` holds what could not be read, in the order in which it was met.
    """

    files: int = 0
    read: int = 0
    already: int = 0
    positions: int = 0
    problems: list[Problem] = field(default_factory=list)


def pool(
    agenda: Agenda, workers: int | None = None, reader: str = DEFAULT_READER
) -> ProcessPoolExecutor:
    """Return a pool of processes, each with its own parser for ``agenda``, ready for ``read_into``.

    ``workers`` is the number of processes, one a core by default; ``reader`` is the one that
    ``read_into`` is given. The pool ignores Ctrl-C, which
    is the caller's to handle; use it in a ``with`` statement.
    """
    return ProcessPoolExecutor(
        max_workers=workers or os.cpu_count() or 1,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_prepare,
        initargs=(agenda, reader),
    )


def read_into(
    store: Store,
    paths: Iterable[str | os.PathLike[str]],
    agenda: Agenda,
    *,
    outlet: str | None = None,
    published: date | None = None,
    progress: Callable[[Progress], None] | None = None,
    executor: Executor | None = None,
    reader: str = DEFAULT_READER,
) -> RunReport:
    """Read the articles in ``paths`` under ``agenda`` into ``store``, and return what was done.

    An article that this extractor version has read under this agenda is passed over, so a run that
    was broken off goes on where it stopped; each article is stored with its reading in one
    transaction. ``outlet`` and ``published`` stand in where a file doesn't say. Without an
    ``executor`` all is done in this process; ``pool`` makes one of processes. ``reader`` is one of
    ``willing.extract.READERS``.

    Raises:
        StoreError: the store can't be written.
        WillingError: the extractor can't be made, or a process of the executor died.
    """
    run = _Run(store, agenda, reader, executor)
    given = [Path(path) for path in paths]
    total = sum(1 for _ in discover(given))
    try:
        for found in discover(given):
            run.report.files += 1
            place = found.path if isinstance(found, Problem) else path_text(found)
            run.forget(place)
            if isinstance(found, Problem):
                run.refuse(found)
            else:
                for article in articles(found, outlet=outlet, published=published):
                    run.take(dated(article), place)
                    if progress:
                        progress(run.progress(total, place))
            if progress:
                progress(run.progress(total, place))
        run.finish()
    except BaseException:
        run.give_up()
        raise
    return run.report


def dated(article: Article | Problem) -> Article | Problem:
    """Return an article with the days of publication that its text and its metadata leave."""
    if isinstance(article, Problem):
        return article
    return replace(article, published=date_article(article.text, article.published))


class _Run:
    """The state of one run: what is in flight, and the report so far."""

    def __init__(
        self, store: Store, agenda: Agenda, reader: str, executor: Executor | None
    ) -> None:
        self.store = store
        self.agenda = agenda
        self.reader = reader
        self.executor = executor
        self.report = RunReport()
        self.waiting: deque[tuple[Article, str, Future[Reading | str]]] = deque()
        self.old_problems = {problem.path for problem in store.problems()}

    def progress(self, total: int, place: str) -> Progress:
        done = self.report.read + self.report.already
        return Progress(self.report.files, max(total, self.report.files), done, place)

    def forget(self, place: str) -> None:
        """Drop what an earlier run said of a file that is now read again."""
        if place in self.old_problems:
            self.store.clear_problems(place)
            self.old_problems.discard(place)

    def refuse(self, problem: Problem) -> None:
        self.store.add_problem(problem)
        self.report.problems.append(problem)

    def take(self, article: Article | Problem, place: str) -> None:
        """Deal with one article or problem of the file ``place``, now or once it has been read."""
        if isinstance(article, Problem):
            self.refuse(article)
            return
        in_flight = any(article.id == other.id for other, _, _ in self.waiting)
        if in_flight or self.store.has_reading(
            article.id, version(self.reader), self.agenda.version
        ):
            self.report.already += 1
            return
        if self.executor is None:
            self.keep(article, place, _extract(self.agenda, self.reader, article))
            return
        try:
            future = self.executor.submit(_extract, self.agenda, self.reader, article)
        except BrokenExecutor as error:
            raise _died(article) from error
        self.waiting.append((article, place, future))
        if len(self.waiting) >= IN_FLIGHT:
            self.keep_oldest()

    def keep_oldest(self) -> None:
        article, place, future = self.waiting.popleft()
        try:
            outcome = future.result()
        except BrokenExecutor as error:
            raise _died(article) from error
        self.keep(article, place, outcome)

    def keep(self, article: Article, place: str, outcome: Reading | str) -> None:
        if isinstance(outcome, str):
            which = "" if article.path == place else f"holds {article.path}, which "
            self.refuse(Problem(place, which + outcome))
            return
        self.store.add(article, outcome)
        self.report.read += 1
        self.report.positions += len(outcome.positions)

    def finish(self) -> None:
        while self.waiting:
            self.keep_oldest()

    def give_up(self) -> None:
        for _, _, future in self.waiting:
            future.cancel()


def _died(article: Article) -> WillingError:
    return WillingError(
        f"A reading process died, perhaps at {article.path}; what was read is kept, run it again."
    )


def _prepare(agenda: Agenda, reader: str) -> None:
    """Make a worker process ready: its parser loaded, Ctrl-C left to the process that began it.

    An extractor that can't be made is tried again at the first article, which can say so.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(WillingError):
        _extractor(agenda, reader)


def _extract(agenda: Agenda, reader: str, article: Article) -> Reading | str:
    """Return the reading of ``article``, or the sentence that says why there is none.

    Raises:
        WillingError: the extractor can't be made.
    """
    extractor = _extractor(agenda, reader)
    try:
        return extractor.read(article)
    except WillingError:
        raise
    except Exception as error:
        return f"could not be searched for positions ({type(error).__name__}: {error})."


def _extractor(agenda: Agenda, reader: str) -> Extractor:
    """Return this thread's extractor for ``agenda``, made once."""
    wanted = (agenda.version, reader)
    held: tuple[tuple[str, str], Extractor] | None = getattr(_mine, "held", None)
    if held is None or held[0] != wanted:
        try:
            held = (wanted, Extractor(agenda, reader))
        except WillingError:
            raise
        except Exception as error:
            raise WillingError(
                f"The extractor can't be started ({type(error).__name__}: {error}); "
                "reinstall the program."
            ) from error
        _mine.held = held
    return held[1]
