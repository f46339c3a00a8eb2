"""The command that reads articles into the ledger."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from willing.agenda import DEFAULT_AGENDA, load
from willing.cli import options, terminal
from willing.export.words import count, one_line

if TYPE_CHECKING:
    from willing.agenda import Agenda
    from willing.run import Progress, RunReport


class Reader(StrEnum):
    """The readers, as ``willing.extract.READERS`` names them."""

    LEARNED = "learned"
    RULES = "rules"


DEFAULT_READER = Reader.LEARNED
INTERRUPTED = 130
"""The exit status after Ctrl-C, as shells have it: 128 and the signal's number."""
UNREAD = 1
"""The exit status when some files couldn't be read; the others were."""


def read(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH", help="Files and folders: .txt, .md, .html, .jsonl."),
    ],
    agenda: Annotated[
        str, typer.Option("--agenda", metavar="NAME|FILE", help="The issues at stake.")
    ] = DEFAULT_AGENDA,
    outlet: Annotated[
        str | None,
        typer.Option("--outlet", metavar="NAME", help="Who published what doesn't say."),
    ] = None,
    published: Annotated[
        datetime.datetime | None,
        typer.Option(
            "--published", formats=[options.DAY], metavar="DAY", help="When, as 2025-01-31."
        ),
    ] = None,
    reader: Annotated[
        Reader, typer.Option("--reader", help="What reads: the trained reader, or rules alone.")
    ] = DEFAULT_READER,
    ledger: options.LedgerFile = options.DEFAULT_LEDGER,
) -> None:
    """Read articles into the ledger, passing over those it holds.

    Exit status 1 says that something could not be read, and what; the rest was read.
    """
    report = read_into(ledger, paths, load(agenda), outlet, options.day(published), reader.value)
    tell(report, ledger)
    if report.problems:
        raise typer.Exit(UNREAD)


def read_into(
    ledger: str,
    paths: list[Path],
    agenda: Agenda,
    outlet: str | None = None,
    published: datetime.date | None = None,
    reader: str = DEFAULT_READER.value,
) -> RunReport:
    """Read ``paths`` into the file ``ledger`` with a progress bar; Ctrl-C leaves it whole."""
    from willing import run
    from willing.store import Store
    from willing.store.opening import opened

    try:
        with Store.open(ledger, create=True) as store:
            with _progress() as advance:
                report = run.read_into(
                    store,
                    paths,
                    agenda,
                    outlet=outlet,
                    published=published,
                    progress=advance,
                    reader=reader,
                )
            with terminal.patience("Grouping the articles into reports"):
                opened(store)
            return report
    except KeyboardInterrupt:
        typer.echo(
            f"\nStopped. What was read is kept in {ledger}; the same command goes on from there.",
            err=True,
        )
        raise typer.Exit(INTERRUPTED) from None


def tell(report: RunReport, ledger: str) -> None:
    """Say what was read, what was there already, and what couldn't be read, a line each."""
    remarks = terminal.remarks()
    for problem in report.problems:
        remarks.print(one_line(str(problem)), soft_wrap=True)
    parts = [
        f"{count(report.read, 'article')} read",
        f"{count(report.positions, 'position')} found",
    ]
    if report.already:
        parts.append(f"{report.already:,} already in the ledger")
    if report.problems:
        parts.append(f"{count(len(report.problems), 'problem')}, listed above")
    remarks.print(f"{ledger}: {', '.join(parts)}.", soft_wrap=True)


@contextmanager
def _progress() -> Iterator[Callable[[Progress], None]]:
    """Give a function that shows how far the run is, where somebody watches."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    console = terminal.remarks()
    columns = (TextColumn("Reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Reading", total=None)

        def advance(at: Progress) -> None:
            bar.update(task, completed=at.files, total=at.total)

        yield advance
