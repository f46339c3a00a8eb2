"""The command that scores a reader against annotated articles."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from willing.cli import terminal
from willing.cli.reading import DEFAULT_READER, Reader

if TYPE_CHECKING:
    from rich.progress import Progress

    from willing.evaluation.judging import Evaluation

Thing = TypeVar("Thing")
WORST = 10
"""Sentences that are shown where no other number is asked for."""


class EvaluationFormat(StrEnum):
    """How an evaluation is printed."""

    TABLE = "table"
    JSON = "json"


def evaluate(
    gold: Annotated[
        Path,
        typer.Argument(
            metavar="GOLD", help="A folder of annotated articles, or of folders of them."
        ),
    ],
    reader: Annotated[
        Reader, typer.Option("--reader", help="What reads: the trained reader, or rules alone.")
    ] = DEFAULT_READER,
    worst: Annotated[
        int, typer.Option("--worst", min=0, metavar="N", help="How many bad sentences to show.")
    ] = WORST,
    format: Annotated[
        EvaluationFormat,
        typer.Option("--format", metavar="table|json", help="Tables to read, or JSON."),
    ] = EvaluationFormat.TABLE,
) -> None:
    """Score a reader against annotated articles.

    Each folder has an agenda.yaml and a YAML file an article, as in corpus/. Precision, recall and
    F1 on growing demands, chains of sources, confidence, confusion of stances, worst sentences.
    """
    from willing.evaluation import report

    evaluation = _evaluation(gold, reader.value)
    if format is EvaluationFormat.JSON:
        print(json.dumps(report.record(evaluation, worst), ensure_ascii=False, indent=2))
    else:
        terminal.show(report.tables(evaluation, worst))


def _evaluation(gold: Path, reader: str) -> Evaluation:
    from willing.evaluation import judging, reading

    papers = reading.papers(gold)
    with _progress(len(papers)) as watched:
        return judging.evaluate(
            reading.pair(paper.record, records)
            for paper, records in zip(
                papers, watched(reading.read_all(papers, reader)), strict=True
            )
        )


class _Watched:
    """Passes things on, and shows how many once it takes longer than ``terminal.PATIENCE``."""

    def __init__(self, bar: Progress, total: int) -> None:
        self._bar = bar
        self._task = bar.add_task("Reading", total=total)
        self._begun = time.monotonic()

    def __call__(self, things: Iterable[Thing]) -> Iterator[Thing]:
        shown = False
        for thing in things:
            self._bar.advance(self._task)
            if not shown and time.monotonic() - self._begun > terminal.PATIENCE:
                self._bar.start()
                shown = True
            yield thing


@contextmanager
def _progress(total: int) -> Iterator[_Watched]:
    """Give what shows how far the reading is, where somebody watches."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    console = terminal.remarks()
    columns = (TextColumn("Reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    try:
        yield _Watched(bar, total)
    finally:
        bar.stop()
