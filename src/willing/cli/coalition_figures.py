"""The commands that put figures on a model: what it hangs on, how likely it is, its force."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

import typer

from willing.cli import coalition, options
from willing.cli.coalition import DEFAULT_SECONDS, Picture
from willing.model import WillingError

Seed = Annotated[
    int, typer.Option("--seed", help="Of what is sampled; equal seeds, equal figures.")
]


def hangs_on(
    requirement: coalition.Need = None,
    file: coalition.ModelFile = None,
    ledger: options.LedgerFile = options.DEFAULT_LEDGER,
    consider: coalition.Consider = False,
    assume: coalition.Assume = None,
    optimistic: coalition.Optimistic = False,
    seconds: coalition.Seconds = DEFAULT_SECONDS,
    seed: Seed = 0,
    as_json: coalition.AsJson = False,
) -> None:
    """Show what a requirement hangs on.

    Who has a veto, the indices of Banzhaf and Shapley, and Birnbaum's importance of each event,
    where the model has beliefs.
    """
    from willing.cli import coalition_views as views
    from willing.coalition.commands import hangs_on_json

    with coalition.in_one_sentence():
        of = coalition.model_of(file, ledger, consider)
        asked = coalition.requirement_of(of, requirement)
        found = hangs_on_json(of, asked, assume or (), seconds, optimistic, seed)
        coalition.answer(found, as_json, lambda one: views.hangs_on(of, asked, one))


def likelihood(
    requirement: coalition.Need = None,
    file: coalition.ModelFile = None,
    ledger: options.LedgerFile = options.DEFAULT_LEDGER,
    consider: coalition.Consider = False,
    assume: coalition.Assume = None,
    optimistic: coalition.Optimistic = False,
    defaults: Annotated[
        bool, typer.Option("--defaults", help="Assume the shipped beliefs by firmness.")
    ] = False,
    seconds: coalition.Seconds = DEFAULT_SECONDS,
    seed: Seed = 0,
    as_json: coalition.AsJson = False,
) -> None:
    """Show how likely a requirement is, by your beliefs.

    They are those of the model file. Two figures: when nobody jumps first, and when all move
    together.
    """
    from willing.cli import coalition_views as views
    from willing.coalition.commands import likelihood_json

    with coalition.in_one_sentence():
        of = coalition.model_of(file, ledger, consider)
        asked = coalition.requirement_of(of, requirement)
        found = likelihood_json(of, asked, assume or (), seconds, optimistic, defaults, seed)
        coalition.answer(found, as_json, lambda one: views.likelihood(asked, one))


def force(
    requirement: coalition.Need = None,
    file: coalition.ModelFile = None,
    ledger: options.LedgerFile = options.DEFAULT_LEDGER,
    consider: coalition.Consider = False,
    assume: coalition.Assume = None,
    optimistic: coalition.Optimistic = False,
    ratio: Annotated[
        str, typer.Option("--ratio", metavar="N", help="How many it takes to keep one in place.")
    ] = "3",
    svg: coalition.Svg = None,
    as_json: coalition.AsJson = False,
) -> None:
    """Show the force against every requirement.

    By issue what is fielded, and what a pool of that size sustains.
    """
    from willing.cli import coalition_views as views
    from willing.coalition.commands import force_json
    from willing.coalition.values import exact

    try:
        pool = exact(Fraction(ratio))
    except (ValueError, ZeroDivisionError):
        raise WillingError(f"--ratio must be a number such as 3 or 2.5, not {ratio!r}.") from None
    if not 1 <= pool <= 10**6:
        raise WillingError(f"--ratio must be from 1 to a million, not {ratio}.")
    with coalition.in_one_sentence():
        of = coalition.model_of(file, ledger, consider)
        found = force_json(of, requirement, assume or (), pool, optimistic)
        coalition.answer(found, as_json, lambda one: views.force(of, one))
        if svg is not None:
            coalition.draw(of, Picture.FORCE, svg, assume, optimistic)
