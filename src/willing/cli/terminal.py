"""What commands print, and where: results on the output, progress and remarks beside it."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from willing.model import WillingError

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

PIPED_WIDTH = 100
"""Columns of a table that is piped, where no terminal and no COLUMNS says how many there are."""
PATIENCE = 2.0
"""Seconds after which a person is told what is going on."""


def output() -> Console:
    """Return the console for results; nothing in them is taken for markup."""
    from rich.console import Console

    piped = not sys.stdout.isatty() and "COLUMNS" not in os.environ
    return Console(width=PIPED_WIDTH if piped else None, highlight=False, markup=False, emoji=False)


def remarks() -> Console:
    """Return the console for progress and remarks, which is the standard error."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, markup=False, emoji=False)


def show(renderable: RenderableType) -> None:
    """Print a table or a text, without blanks at the ends of lines when piped."""
    console = output()
    if console.is_terminal:
        console.print(renderable)
        return
    with console.capture() as captured:
        console.print(renderable)
    for line in captured.get().splitlines():
        print(line.rstrip())


def show_jsonl(records: Iterable[Mapping[str, Any]]) -> None:
    """Print records as JSON Lines."""
    from willing.export.jsonl import lines

    for line in lines(records):
        print(line)


def show_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Print rows as CSV."""
    from willing.export.csv import write

    write(columns, rows, sys.stdout)


@contextmanager
def patience(doing: str) -> Iterator[None]:
    """Say what is going on, once it takes longer than ``PATIENCE``, where somebody watches."""
    if not sys.stderr.isatty():
        yield
        return
    status = remarks().status(doing)
    timer = threading.Timer(PATIENCE, status.start)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        status.stop()


def write_file(path: Path, content: str) -> None:
    """Write a text file in UTF-8.

    Raises:
        WillingError: it can't be written there.
    """
    try:
        path.write_text(content, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise WillingError(f"Can't write {path}: {reason}; name another --output.") from error
