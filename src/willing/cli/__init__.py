"""The command line: a thin skin over the library, which imports the NLP only where it's used."""

from __future__ import annotations

import io
import sys
from typing import Annotated, Any

import typer

from willing.cli import (
    agendas,
    briefing,
    coalition,
    coalition_figures,
    coalition_model,
    demo,
    evaluating,
    history,
    judging,
    listings,
    reading,
    serving,
)
from willing.model import WillingError

FAILED = 2
"""The exit status when nothing could be done; 1 says that a part couldn't."""


class _Group(typer.core.TyperGroup):
    """A group of commands that says what went wrong in one sentence."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; a failure that a person can mend ends it without a traceback."""
        try:
            return super().invoke(ctx)
        except WillingError as error:
            typer.echo(f"willing: {error}", err=True)
            raise typer.Exit(FAILED) from None


app = typer.Typer(
    name="willing",
    cls=_Group,
    help="Who would do what, how firmly, on which conditions, on whose word.",
    epilog="Begin with `willing demo`, or with `willing read FOLDER` and `willing standing`.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            typer.echo(f"willing {version('willing')}")
        except PackageNotFoundError:
            typer.echo("willing (not installed)")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version.")
    ] = False,
) -> None:
    del version


app.command("read")(reading.read)
app.command("articles")(listings.articles)
app.command("positions")(listings.positions)
app.command("standing")(listings.standing)
app.command("why")(coalition.why)
app.command("reports")(history.reports)
app.command("moves")(history.moves)
app.command("disputes")(history.disputes)
app.command("timeline")(history.timeline)
app.command("model")(coalition_model.model)
app.command("what-if")(coalition.what_if)
app.command("why-not")(coalition.why_not)
app.command("unlock")(coalition.unlock)
app.command("block")(coalition.block)
app.command("hangs-on")(coalition_figures.hangs_on)
app.command("likelihood")(coalition_figures.likelihood)
app.command("force")(coalition_figures.force)
app.command("serve")(serving.serve)
app.command("brief")(briefing.brief)
app.command("date")(judging.date)
app.add_typer(judging.app, name="judge")
app.command("log")(judging.log)
app.command("undo")(judging.undo)
app.add_typer(agendas.app, name="agenda")
app.command("evaluate")(evaluating.evaluate)
app.command("demo")(demo.demo)


def main() -> None:
    """Run the command line on the process's arguments and leave with its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    app()
