"""The commands about what happened: reports, moves, disputes, the timeline."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from willing.cli import listings, options, terminal
from willing.cli.options import Format
from willing.ledger import Ledger

if TYPE_CHECKING:
    from rich.console import RenderableType


class TimelineFormat(StrEnum):
    """How a timeline is printed."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"
    SVG = "svg"


def reports(
    ledger: options.LedgerFile = options.DEFAULT_LEDGER,
    format: options.ListingFormat = Format.TABLE,
) -> None:
    """List the reports and who retells them.

    Forty rewrites of one report are one witness. Whose it was is left open where nothing tells.
    """
    from willing.export import history

    book = listings.open_book(ledger)
    rows = [history.report_row(report, book) for report in book.reports]

    def table() -> RenderableType:
        from willing.export.history_table import reports_table

        return reports_table(book)

    show(history.REPORT_COLUMNS, rows, format, table, "No article has been read yet.")


def moves(
    actor: options.Actors = None,
    issue: options.Issues = None,
    since: options.Since = None,
    until: options.Until = None,
    outlet: options.Outlets = None,
    source_kind: options.SourceKinds = None,
    as_of: options.AsOf = None,
    ledger: options.LedgerFile = options.DEFAULT_LEDGER,
    format: options.ListingFormat = Format.TABLE,
) -> None:
    """List where parties moved.

    From what to what, when, on whose word. Only a position that certainly came later is a move,
    by its days or by the article's own words.
    """
    from willing.export import history
    from willing.ledger import moves as moves_of

    book = _book(ledger, actor, issue, since, until, outlet, source_kind, as_of)
    found = moves_of(book.entries)

    def table() -> RenderableType:
        from willing.export.history_table import moves_table

        return moves_table(found, book.prefix_length())

    rows = [history.move_row(move) for move in found]
    show(history.MOVE_COLUMNS, rows, format, table, "No party is known to have moved.")


def disputes(
    actor: options.Actors = None,
    issue: options.Issues = None,
    since: options.Since = None,
    until: options.Until = None,
    outlet: options.Outlets = None,
    source_kind: options.SourceKinds = None,
    as_of: options.AsOf = None,
    ledger: options.LedgerFile = options.DEFAULT_LEDGER,
    format: options.ListingFormat = Format.TABLE,
) -> None:
    """List reports that can't both be right.

    They are about one party, issue and time. Positions that the party itself took back later are
    listed after them, and said to be so.
    """
    from willing.export import history
    from willing.ledger import disputes as disputes_of
    from willing.ledger import withdrawals as withdrawals_of

    book = _book(ledger, actor, issue, since, until, outlet, source_kind, as_of)
    found, withdrawn = disputes_of(book.entries), withdrawals_of(book.entries)
    rows = [history.dispute_row(one) for one in found]
    rows += [history.withdrawal_row(one) for one in withdrawn]

    def table() -> RenderableType:
        from willing.export.history_table import disputes_table

        return disputes_table(found, withdrawn, book.prefix_length())

    show(history.DISPUTE_COLUMNS, rows, format, table, "No two reports contradict each other.")


def timeline(
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where the SVG picture goes."),
    ] = None,
    actor: options.Actors = None,
    issue: options.Issues = None,
    stance: options.Stances = None,
    since: options.Since = None,
    until: options.Until = None,
    outlet: options.Outlets = None,
    source_kind: options.SourceKinds = None,
    as_of: options.AsOf = None,
    ledger: options.LedgerFile = options.DEFAULT_LEDGER,
    format: Annotated[
        TimelineFormat | None,
        typer.Option(
            "--format", metavar="table|jsonl|csv|svg", help="A table, unless FILE is given: SVG."
        ),
    ] = None,
) -> None:
    """List what was said when.

    One report's wordings are one line, the undated come last. As SVG it has a lane for each party
    and issue; days that aren't known exactly are bars.
    """
    from willing.export import history
    from willing.ledger import timeline as timeline_of

    book = _book(ledger, actor, issue, since, until, outlet, source_kind, as_of, stance)
    events = timeline_of(book.entries)
    chosen = format or (TimelineFormat.SVG if output else TimelineFormat.TABLE)
    if chosen is TimelineFormat.SVG:
        from willing.export.chart import picture

        _picture(picture(events), output)
        return

    def table() -> RenderableType:
        from willing.export.history_table import timeline_table

        return timeline_table(events, book.prefix_length())

    rows = [history.event_row(event) for event in events]
    empty = "No position passes this filter, or none was found."
    show(history.TIMELINE_COLUMNS, rows, Format(chosen.value), table, empty)


def show(
    columns: Sequence[str],
    rows: Iterable[Mapping[str, Any]],
    format: Format,
    table: Callable[[], RenderableType],
    empty: str,
) -> None:
    """Print rows in a format; an empty table says so beside the output."""
    from willing.export.history import record

    listed = list(rows)
    if format is Format.JSONL:
        terminal.show_jsonl(record(dict(row)) for row in listed)
    elif format is Format.CSV:
        terminal.show_csv(columns, listed)
    elif listed:
        terminal.show(table())
    else:
        terminal.remarks().print(empty)


def _picture(svg: str, output: Path | None) -> None:
    if not svg:
        terminal.remarks().print("Nothing that passes has a date, so there is nothing to draw.")
    elif output is None:
        print(svg)
    else:
        terminal.write_file(output, svg + "\n")
        terminal.remarks().print(f"Wrote {output}.")


def _book(
    ledger: str,
    actor: options.Actors,
    issue: options.Issues,
    since: options.Since,
    until: options.Until,
    outlet: options.Outlets,
    source_kind: options.SourceKinds,
    as_of: options.AsOf,
    stance: options.Stances = None,
) -> Ledger:
    chosen = options.selection(actor, issue, stance, since, until, outlet, source_kind)
    return listings.open_book(ledger).select(chosen).as_of(options.day(as_of))
