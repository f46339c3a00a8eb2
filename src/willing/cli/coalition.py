"""The commands that make the ledger run: what stands, and why, what unlocks and what blocks it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from willing.cli import listings, options, terminal
from willing.cli.options import Format
from willing.model import WillingError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from willing.coalition.values import Model


class Picture(StrEnum):
    """Which picture is drawn."""

    GRAPH = "graph"
    STANDING = "standing"
    FORCE = "force"


ModelFile = Annotated[
    Path | None,
    typer.Option("--model", metavar="FILE", help="A model file; without it, from the ledger."),
]
Consider = Annotated[
    bool, typer.Option("--consider", help="Also what parties only consider counts as commitment.")
]
Assume = Annotated[
    list[str] | None,
    typer.Option(
        "--assume", metavar="WHAT", help="Such as “ceasefire” or “not USA.guarantee”; repeatable."
    ),
]
Optimistic = Annotated[
    bool, typer.Option("--optimistic", help="Count quantities at their high end.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Seconds = Annotated[
    float,
    typer.Option("--seconds", min=0.01, help="Longest search; then the best so far is shown."),
]
Size = Annotated[int, typer.Option("--size", min=0, help="Most members of a set.")]
Need = Annotated[
    str | None,
    typer.Argument(metavar="REQ", help="A requirement's id; not needed where there is one."),
]
Svg = Annotated[
    Path | None, typer.Option("--svg", metavar="FILE", help="Also draw a picture, as SVG.")
]
DEFAULT_SECONDS = 20.0
DEFAULT_SIZE = 4


@contextmanager
def in_one_sentence() -> Iterator[None]:
    """Say what a model, an assumption or a question got wrong as every command does."""
    from willing.coalition.errors import CoalitionError, ModelFileError

    try:
        yield
    except ModelFileError as error:
        place = f"{error.name}, line {error.line}, column {error.column}"
        raise WillingError(f"{place}: {error.problem}.") from None
    except CoalitionError as error:
        raise WillingError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from None


def read_text(path: Path) -> str:
    """Return a model file's text.

    Raises:
        WillingError: it can't be read.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise WillingError(f"{path} is not UTF-8 text at byte {error.start + 1}.") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise WillingError(f"Can't read {path}: {reason}.") from error


def from_ledger(
    ledger: str,
    consider: bool,
    as_of: Any = None,
    name: str | None = None,
    title: str | None = None,
) -> Model:
    """Return the model of the ledger."""
    from willing.export.issues import agendas_of
    from willing.modelling import DEFAULT_NAME, build_model

    book = listings.open_book(ledger)
    return build_model(
        book,
        name=name or DEFAULT_NAME,
        title=title,
        consider=consider,
        as_of=options.day(as_of),
        agendas=agendas_of(book),
    )


def model_of(file: Path | None, ledger: str, consider: bool) -> Model:
    """Return the model of a file, or else of the ledger."""
    from willing.coalition.file import read_model

    return from_ledger(ledger, consider) if file is None else read_model(read_text(file), str(file))


def requirement_of(model: Model, asked: str | None) -> str:
    """Return the requirement that is asked about, which is the only one where none is named."""
    known = [requirement.id for requirement in model.requirements]
    if asked is not None:
        return asked
    if len(known) == 1:
        return known[0]
    if not known:
        raise WillingError("The model has no requirement; add one to the model file.")
    raise WillingError(f"Name a requirement, one of: {', '.join(known)}.")


def answer(found: dict[str, Any], as_json: bool, view: Callable[[Any], RenderableType]) -> None:
    """Print an answer as JSON, or as ``view`` shows it."""
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
        return
    terminal.show(view(found))


def what_if(
    file: ModelFile = None,
    ledger: options.LedgerFile = options.DEFAULT_LEDGER,
    consider: Consider = False,
    assume: Assume = None,
    optimistic: Optimistic = False,
    open_events: Annotated[
        bool, typer.Option("--open", help="Also what is certain and possible, open events open.")
    ] = False,
    seconds: Seconds = DEFAULT_SECONDS,
    svg: Svg = None,
    picture: Annotated[
        Picture,
        typer.Option(
            "--picture",
            metavar="graph|standing|force",
            help="Who waits for whom, what stands, or force against requirement.",
        ),
    ] = Picture.GRAPH,
    as_json: AsJson = False,
) -> None:
    """Show what stands, what only together, what falls.

    With the totals by issue and whether each requirement is met. An event that isn't assumed
    doesn't happen.
    """
    from willing.cli import coalition_views as views
    from willing.coalition.commands import what_if_json

    with in_one_sentence():
        of = model_of(file, ledger, consider)
        found = what_if_json(of, assume or (), optimistic, seconds, open_events)
        answer(found, as_json, lambda one: views.what_if(of, one, assume or []))
        if svg is not None:
            draw(of, picture, svg, assume, optimistic)


def draw(
    of: Model, picture: Picture, path: Path, assume: list[str] | None, optimistic: bool
) -> None:
    """Write one of the pictures as SVG."""
    from willing.coalition import picture as pictures
    from willing.coalition.scenario import read_assumptions

    scenario = read_assumptions(of, assume or ())
    draw = {
        Picture.GRAPH: pictures.condition_graph,
        Picture.STANDING: pictures.standing_table,
        Picture.FORCE: pictures.force_bars,
    }[picture]
    terminal.write_file(path, draw(of, scenario, optimistic))
    terminal.remarks().print(f"Wrote {path}.")


def why(
    id: Annotated[
        str,
        typer.Argument(metavar="ID", help="A position's id, or how it begins; or a commitment's."),
    ],
    file: ModelFile = None,
    ledger: options.LedgerFile = options.DEFAULT_LEDGER,
    format: options.ListingFormat = Format.TABLE,
    consider: Consider = False,
    assume: Assume = None,
    optimistic: Optimistic = False,
    as_json: AsJson = False,
) -> None:
    """Show a position's evidence, or why a commitment stands.

    Of a position its sentence in context, its source chain, what was inferred, whether it stands,
    and how other articles of the same report word it, with what each rewrite changed. Of a
    commitment (such as gbr-land, or any id with --model) the shortest derivation.
    """
    if file is None and not _is_commitment(id):
        listings.why(id, ledger, format)
        return
    from willing.cli import coalition_views as views
    from willing.coalition.commands import why_json

    with in_one_sentence():
        of = model_of(file, ledger, consider)
        found = why_json(of, id, assume or (), optimistic)
        answer(found, as_json or format is Format.JSONL, lambda one: views.why(of, one))


def _is_commitment(id: str) -> bool:
    """Tell whether an id can't be a position's: those are hexadecimal digits only."""
    return id.startswith("#") or "-" in id


def why_not(
    id: Annotated[str, typer.Argument(metavar="ID", help="A commitment's id.")],
    file: ModelFile = None,
    ledger: options.LedgerFile = options.DEFAULT_LEDGER,
    consider: Consider = False,
    assume: Assume = None,
    optimistic: Optimistic = False,
    as_json: AsJson = False,
) -> None:
    """Show why a commitment doesn't stand.

    The unmet conditions, down to the sentences that said so.
    """
    from willing.cli import coalition_views as views
    from willing.coalition.commands import why_not_json

    with in_one_sentence():
        of = model_of(file, ledger, consider)
        found = why_not_json(of, id, assume or (), optimistic)
        answer(found, as_json, lambda one: views.why_not(of, one))


def unlock(
    requirement: Need = None,
    file: ModelFile = None,
    ledger: options.LedgerFile = options.DEFAULT_LEDGER,
    consider: Consider = False,
    assume: Assume = None,
    optimistic: Optimistic = False,
    size: Size = DEFAULT_SIZE,
    seconds: Seconds = DEFAULT_SECONDS,
    as_json: AsJson = False,
) -> None:
    """Show which concessions meet a requirement.

    Every smallest set with its cost, and the cheapest. And the jump sets: who would have to go
    first, so that those who wait for each other follow.
    """
    from willing.cli import coalition_views as views
    from willing.coalition.commands import unlock_json

    with in_one_sentence():
        of = model_of(file, ledger, consider)
        asked = requirement_of(of, requirement)
        found = unlock_json(of, asked, assume or (), size, seconds, optimistic)
        answer(found, as_json, lambda one: views.unlock(of, asked, one))


def block(
    requirement: Need = None,
    file: ModelFile = None,
    ledger: options.LedgerFile = options.DEFAULT_LEDGER,
    consider: Consider = False,
    assume: Assume = None,
    optimistic: Optimistic = False,
    size: Size = DEFAULT_SIZE,
    seconds: Seconds = DEFAULT_SECONDS,
    as_json: AsJson = False,
) -> None:
    """Show what makes a requirement fail.

    Every smallest set of events and commitments whose failing does it.
    """
    from willing.cli import coalition_views as views
    from willing.coalition.commands import block_json

    with in_one_sentence():
        of = model_of(file, ledger, consider)
        asked = requirement_of(of, requirement)
        found = block_json(of, asked, assume or (), size, seconds, optimistic)
        answer(found, as_json, lambda one: views.block(of, asked, one))
