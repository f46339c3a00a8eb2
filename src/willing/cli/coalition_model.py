"""The command that makes the ledger a model file, and rebuilds it with a person's edits kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from willing.cli import coalition, options, terminal
from willing.model import WillingError

if TYPE_CHECKING:
    from willing.coalition.values import Model

UNSETTLED = 1
"""The exit status where a rebuilt file holds conflicts."""


def model(
    ledger: options.LedgerFile = options.DEFAULT_LEDGER,
    consider: coalition.Consider = False,
    as_of: options.AsOf = None,
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="The model's name.")
    ] = None,
    title: Annotated[
        str | None, typer.Option("--title", metavar="WORDS", help="Its title for people.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to; without it, printed."),
    ] = None,
    update: Annotated[
        Path | None,
        typer.Option("--update", metavar="FILE", help="Bring this file up to date, edits kept."),
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option("--keep", metavar="WHAT", help="Settle a conflict, or all, for the file."),
    ] = None,
    take: Annotated[
        list[str] | None,
        typer.Option("--take", metavar="WHAT", help="Settle a conflict, or all, for the ledger."),
    ] = None,
    changes: Annotated[
        Path | None,
        typer.Option("--changes", metavar="FILE", help="Show what a person changed in this file."),
    ] = None,
) -> None:
    """Make the ledger a model to read, correct and extend.

    `willing model > force.yaml` writes one. `willing model --update force.yaml` rebuilds it from a
    ledger that has grown: what you edited stays, and what both you and the ledger changed is shown
    as a conflict, with exit status 1.
    """
    if (keep or take) and update is None:
        raise WillingError("--keep and --take settle conflicts of --update FILE; name it.")
    with coalition.in_one_sentence():
        if changes is not None:
            _show_changes(changes)
        elif update is not None:
            _update(update, output, coalition.from_ledger(ledger, consider, as_of), keep, take)
        else:
            _build(coalition.from_ledger(ledger, consider, as_of, name, title), output)


def _build(built: Model, output: Path | None) -> None:
    from willing.cli import coalition_edits as views
    from willing.coalition.writer import dump_model, model_record
    from willing.modelling import with_base

    text = with_base(dump_model(built), model_record(built))
    if output is None:
        print(text, end="")
        return
    terminal.write_file(output, text)
    terminal.remarks().print(views.built(built, output))


def _show_changes(path: Path) -> None:
    from willing.cli import coalition_edits as views
    from willing.coalition.file import read_model
    from willing.modelling import base_of
    from willing.modelling import changes as changes_of

    text = coalition.read_text(path)
    mine = read_model(text, str(path))
    base = base_of(text)
    if base is None:
        raise WillingError(f"{path} holds no base, so what was changed in it can't be told.")
    terminal.show(views.changes(changes_of(base, mine)))


def _update(
    path: Path,
    output: Path | None,
    built: Model,
    keep: list[str] | None,
    take: list[str] | None,
) -> None:
    from willing.cli import coalition_edits as views
    from willing.modelling import update as updated

    done = updated(coalition.read_text(path), built, keep or (), take or (), str(path))
    terminal.write_file(output or path, done.text)
    terminal.remarks().print(views.updated(done, output or path))
    if done.merged.conflicts:
        raise typer.Exit(UNSETTLED)
