"""The commands about agendas: the issues at stake in a negotiation."""

from __future__ import annotations

from typing import Annotated

import typer

from willing.agenda import DEFAULT_AGENDA, OTHER, Agenda, load, shipped
from willing.cli import options, terminal
from willing.cli.options import Format

app = typer.Typer(
    help="List, show and check agendas: the issues at stake.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
_Which = Annotated[str, typer.Argument(metavar="NAME|FILE", help="A shipped one, or a YAML file.")]


@app.command("list")
def list_(format: options.ListingFormat = Format.TABLE) -> None:
    """List the agendas that come with the program."""
    rows = [
        {"name": name, "title": load(name).title, "issues": len(load(name).issues)}
        for name in shipped()
    ]
    _show(("name", "title", "issues"), rows, format)


@app.command()
def show(agenda: _Which = DEFAULT_AGENDA, format: options.ListingFormat = Format.TABLE) -> None:
    """Show an agenda's issues, with the words that name them."""
    rows = [
        {
            "issue": issue.key,
            "title": issue.title,
            "terms": ", ".join(issue.terms),
            "examples": len(issue.examples),
        }
        for issue in load(agenda).issues
    ]
    _show(("issue", "title", "terms", "examples"), rows, format)


@app.command()
def check(agenda: _Which) -> None:
    """Check your own agenda, and say what would make it better.

    Exit status 1 says that something would.
    """
    loaded = load(agenda)
    remarks = list(_weaknesses(loaded))
    terms = sum(len(issue.terms) for issue in loaded.issues)
    typer.echo(f"{loaded.name}: {len(loaded.issues)} issues, {terms} terms; it can be used.")
    for remark in remarks:
        typer.echo(f"- {remark}")
    if remarks:
        raise typer.Exit(1)


def _weaknesses(agenda: Agenda) -> list[str]:
    found = []
    owner: dict[str, str] = {}
    for issue in agenda.issues:
        if issue.key == OTHER:
            continue
        if not issue.terms:
            found.append(f"{issue.key} has no terms: give the words that name it.")
        if not issue.examples:
            found.append(f"{issue.key} has no examples: give a few sentences about it.")
        for term in issue.terms:
            first = owner.setdefault(term.casefold(), issue.key)
            if first != issue.key:
                found.append(f"“{term}” is a term of both {first} and {issue.key}: keep one.")
    return found


def _show(columns: tuple[str, ...], rows: list[dict[str, object]], format: Format) -> None:
    if format is Format.JSONL:
        terminal.show_jsonl(rows)
    elif format is Format.CSV:
        terminal.show_csv(columns, rows)
    else:
        from willing.export.table import rows_table

        terminal.show(rows_table(columns, rows))
