"""What a requirement hangs on: vetoers, Banzhaf and Shapley, exact or sampled with an error."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import factorial
from random import Random

from willing.coalition.errors import OutOfTimeError
from willing.coalition.game import Game, game_of
from willing.coalition.gates import network_of
from willing.coalition.lanes import Deadline
from willing.coalition.sampling import Sampled, sampled_banzhaf, sampled_shapley, vetoers
from willing.coalition.scenario import Scenario
from willing.coalition.unlock import SECONDS, best_case
from willing.coalition.values import Model
from willing.coalition.weighted import weighted_indices

MOST_EXACT_PLAYERS = 18

Share = Fraction | float


@dataclass(frozen=True)
class Indices:
    """Vetoers and power by actor; the errors are empty where the figures are exact.

    `banzhaf` is normalised: the actors' shares of all swings. `given` are the events taken as
    happening beyond those assumed. `method` is `listed`, `added up` or `sampled`; `complete` is
    whether the time sufficed.
    """

    vetoers: tuple[str, ...]
    banzhaf: dict[str, Share]
    shapley: dict[str, Share]
    banzhaf_errors: dict[str, float]
    shapley_errors: dict[str, float]
    method: str
    complete: bool
    given: tuple[str, ...] = ()


def _listed(game: Game, deadline: Deadline) -> tuple[dict[str, int], dict[str, Fraction]]:
    """Return swings and Shapley values from the value of every set of players."""
    import numpy as np

    table = game.table(deadline).astype(np.int8)
    count = len(game.players)
    sizes = np.array([0], dtype=np.int64)
    for _ in range(count):
        sizes = np.concatenate([sizes, sizes + 1])
    swings, shapley = {}, {}
    for place, actor in enumerate(game.players):
        pairs = table.reshape(-1, 2, 1 << place)
        change = (pairs[:, 1] - pairs[:, 0]).ravel()
        smaller = sizes.reshape(-1, 2, 1 << place)[:, 0].ravel()
        by_size = [int(change[smaller == size].sum()) for size in range(count)]
        swings[actor] = sum(by_size)
        total = sum(n * factorial(s) * factorial(count - s - 1) for s, n in enumerate(by_size))
        shapley[actor] = Fraction(total, factorial(count))
    return swings, shapley


def _normalised(game: Game, sampled: Sampled) -> tuple[dict[str, Share], dict[str, float]]:
    whole = sum(sampled.values.values())
    if not whole:
        return dict.fromkeys(game.players, 0.0), sampled.errors
    shares: dict[str, Share] = {actor: value / whole for actor, value in sampled.values.items()}
    return shares, {actor: error / whole for actor, error in sampled.errors.items()}


def _everyone(model: Model, shares: dict[str, Share], nothing: Share) -> dict[str, Share]:
    return {actor: shares.get(actor, nothing) for actor in model.actors}


def _exact(game: Game, deadline: Deadline) -> tuple[dict[str, Share], dict[str, Share], str] | None:
    """Return Banzhaf and Shapley as fractions, and how; None where only sampling is left."""
    if len(game.players) <= MOST_EXACT_PLAYERS:
        try:
            found, method = _listed(game, deadline), "listed"
        except OutOfTimeError:
            return None
    else:
        added_up = weighted_indices(game, deadline)
        if added_up is None:
            return None
        found, method = added_up, "added up"
    swings, shapley = found
    whole = sum(swings.values()) or 1
    return {actor: Fraction(count, whole) for actor, count in swings.items()}, {**shapley}, method


def power_indices(
    model: Model,
    requirement: str,
    scenario: Scenario | None = None,
    seconds: float | None = SECONDS,
    optimistic: bool = False,
    seed: int = 0,
) -> Indices:
    """Return what the requirement hangs on, over the game of whose commitments are available.

    The game is played in `best_case`. Up to MOST_EXACT_PLAYERS actors every set is listed; games
    that only add up weights are counted exactly at any size; others are sampled, in a quarter of
    `seconds` for each index. Where the actors are too many for that and conditions contain “not”
    over commitments, only the vetoers are returned. Raises UnknownNameError.
    """
    base, given = best_case(model, requirement, scenario, optimistic)
    network = network_of(model, optimistic)
    game = game_of(network, model, requirement, base)
    share = (SECONDS if seconds is None else seconds) / 4
    random = Random(seed)
    veto, complete = vetoers(game, random, Deadline(share))
    exact = _exact(game, Deadline(share))
    if exact is not None:
        banzhaf, shapley, method = exact
        zero = Fraction(0)
        everyone = _everyone(model, banzhaf, zero), _everyone(model, shapley, zero)
        return Indices(veto, *everyone, {}, {}, method, complete, given)
    if not network.monotone:
        return Indices(veto, {}, {}, {}, {}, "vetoers only", False, given)
    sampled = sampled_shapley(game, random, Deadline(share))
    shares, errors = _normalised(game, sampled_banzhaf(game, random, Deadline(share)))
    return Indices(
        vetoers=veto,
        banzhaf=_everyone(model, shares, 0.0),
        shapley=_everyone(model, {**sampled.values}, 0.0),
        banzhaf_errors=errors,
        shapley_errors=sampled.errors,
        method="sampled",
        complete=complete,
        given=given,
    )
