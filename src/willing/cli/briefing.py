"""The command that writes a brief for a reader."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from willing.cli import listings, options, terminal
from willing.cli.coalition import Consider, in_one_sentence, read_text

if TYPE_CHECKING:
    from willing.coalition.values import Model
    from willing.ledger import Ledger


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
    html: Annotated[
        bool, typer.Option("--html", help="HTML, in which scenarios can be played offline.")
    ] = False,
    model: Annotated[
        Path | None,
        typer.Option(
            "--model", metavar="FILE", help="The coalition to play; without it, from the ledger."
        ),
    ] = None,
    consider: Consider = False,
    agenda: options.AgendaName = None,
    ledger: options.LedgerFile = options.DEFAULT_LEDGER,
) -> None:
    """Write a brief for a reader, in Markdown or HTML.

    The HTML is one file that opens offline, prints well, and plays scenarios: who would do what
    if this happens, or if that party refuses.
    """
    from willing.agenda import load
    from willing.cli.coalition_pictures import play
    from willing.export import html as page
    from willing.export import markdown
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
    html_wanted = html or html_wanted
    chosen_format = format or (BriefFormat.HTML if html_wanted else BriefFormat.MARKDOWN)
    if chosen_format is BriefFormat.HTML:
        with in_one_sentence():
            played = play(book, composed, _coalition(model, book, consider, as_of))
        content = page.render(replace(composed, play=played))
    else:
        content = markdown.render(composed)
    if output is None:
        print(content, end="")
        return
    terminal.write_file(output, content)
    terminal.remarks().print(f"Wrote {output}.")


def _coalition(file: Path | None, book: Ledger, consider: bool, as_of: Any) -> Model:
    """Return the model that a brief plays: of a file, or of what the brief is about."""
    from willing.coalition.file import read_model
    from willing.export.issues import agendas_of
    from willing.modelling import build_model

    if file is not None:
        return read_model(read_text(file), str(file))
    day = options.day(as_of)
    return build_model(book, consider=consider, as_of=day, agendas=agendas_of(book))
