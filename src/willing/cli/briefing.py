"""The command that writes a brief for a reader."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from willing.cli import listings, options, terminal


class BriefFormat(StrEnum):
    """In what a brief is written."""

    MARKDOWN = "markdown"
    HTML = "html"


def brief(
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to; without it, printed."),
    ] = None,
    format: Annotated[
        BriefFormat | None,
        typer.Option(
            "--format", metavar="markdown|html", help="By default as FILE ends, otherwise Markdown."
        ),
    ] = None,
    title: Annotated[
        str | None, typer.Option("--title", metavar="WORDS", help="The headline.")
    ] = None,
    actor: options.Actors = None,
    issue: options.Issues = None,
    stance: options.Stances = None,
    since: options.Since = None,
    until: options.Until = None,
    outlet: options.Outlets = None,
    source_kind: options.SourceKinds = None,
    as_of: options.AsOf = None,
    agenda: options.AgendaName = None,
    ledger: options.LedgerFile = options.DEFAULT_LEDGER,
) -> None:
    """Write a brief for a reader, in Markdown or HTML.

    The HTML is one file that opens offline and prints well.
    """
    from willing.agenda import load
    from willing.cli.coalition_pictures import pictures
    from willing.export import html, markdown
    from willing.export.brief import compose

    chosen = options.selection(actor, issue, stance, since, until, outlet, source_kind)
    book = listings.open_book(ledger).select(chosen)
    composed = compose(
        book,
        agenda=load(agenda) if agenda else None,
        title=title,
        as_of=options.day(as_of),
        scope=options.in_words(chosen),
    )
    html_wanted = output is not None and output.suffix.casefold() in (".html", ".htm")
    chosen_format = format or (BriefFormat.HTML if html_wanted else BriefFormat.MARKDOWN)
    if chosen_format is BriefFormat.HTML:
        content = html.render(replace(composed, pictures=pictures(book, composed)))
    else:
        content = markdown.render(composed)
    if output is None:
        print(content, end="")
        return
    terminal.write_file(output, content)
    terminal.remarks().print(f"Wrote {output}.")
