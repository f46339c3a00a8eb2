"""The command that shows the main job on an example: a folder of articles becomes a ledger."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from willing.cli import listings, reading, terminal
from willing.model import WillingError

EXAMPLE = "reassurance-force"
DEMO_LEDGER = "willing-demo.db"


def demo(
    ledger: Annotated[
        str, typer.Option("--ledger", metavar="FILE", help="The demonstration's own ledger.")
    ] = DEMO_LEDGER,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="Where the brief goes.")
    ] = Path("brief.html"),
) -> None:
    """Read the example articles and show what comes out.

    Who stands where, on which conditions, and a brief with every sentence behind it.
    """
    from willing.agenda import DEFAULT_AGENDA, load
    from willing.cli.coalition_pictures import play
    from willing.export.brief import compose, in_order
    from willing.export.html import render
    from willing.export.issues import agendas_of, ordered
    from willing.export.table import conditions_list, legend, matrix
    from willing.ledger import standing
    from willing.modelling import build_model

    folder = example_folder()
    reading.tell(reading.read_into(ledger, [folder], load(DEFAULT_AGENDA)), ledger)
    book = listings.open_book(ledger)
    stands = in_order(standing(book.entries))
    conditional = [stand for stand in stands if stand.entry.position.conditions]
    if not stands:
        raise WillingError(f"No position was found in {folder}; reinstall the program.")
    issues = ordered((stand.issue for stand in stands), agendas_of(book))
    terminal.show("\nWho stands where (* on a condition, ≠ contested)\n")
    terminal.show(matrix(stands, issues, terminal.output().width))
    terminal.show(legend(stands))
    terminal.show("\nOn which conditions\n")
    terminal.show(conditions_list(conditional))
    brief = compose(book)
    terminal.write_file(output, render(replace(brief, play=play(book, brief, build_model(book)))))
    first = conditional or stands
    prefix = first[0].entry.position.id[: book.prefix_length()]
    terminal.show(f"\nThe brief, with every sentence behind this, is in {output}.")
    terminal.show(f"One position in full:  willing why {prefix} --ledger {ledger}")


def example_folder() -> Path:
    """Return the folder of the example's articles, of the installed package or the checkout.

    Raises:
        WillingError: neither is there.
    """
    installed = Path(str(files("willing") / "data" / "examples" / EXAMPLE))
    checkout = Path(__file__).parents[3] / "examples" / EXAMPLE
    for folder in (installed, checkout):
        if folder.is_dir():
            return folder
    raise WillingError("The example articles aren't installed; get them with the source code.")
