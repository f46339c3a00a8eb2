"""The stable models of commitments with “not”, and the loops that make them so."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from willing.coalition.lanes import Deadline
from willing.coalition.loops import Loop, loops
from willing.coalition.problem import Core, core_of
from willing.coalition.scenario import Scenario
from willing.coalition.standing import Standing, least, standing
from willing.coalition.values import Model

MOST = 64


@dataclass(frozen=True)
class StableModels:
    """Each model as the ids that stand; `loops` are the circles through “not” behind them.

    An even loop lets its commitments settle in more than one way, an odd one in none.
    """

    models: tuple[tuple[str, ...], ...]
    complete: bool
    loops: tuple[Loop, ...]


def stable_models(
    model: Model,
    scenario: Scenario | None = None,
    most: int = MOST,
    seconds: float | None = 20.0,
    optimistic: bool = False,
) -> StableModels:
    """Return up to `most` stable models under `scenario`; one where all is determined."""
    answer = standing(model, scenario, optimistic)
    if not answer.undetermined:
        return StableModels((answer.stands,), True, ())
    network = answer.network
    under, over = answer.least
    open_nodes = [network.commitment[name] for name in answer.undetermined]
    core = core_of(network, under, over, open_nodes)
    deadline = Deadline(seconds)
    if core.fits_clingo:
        from willing.coalition.solver import solve_stable

        found, complete = solve_stable(core, network.absent, open_nodes, most, deadline)
    else:
        found, complete = _by_guessing(answer, core, most, deadline)
    through_not = tuple(
        loop for loop in loops(network, set(answer.undetermined)) if loop.kind != "positive"
    )
    models = sorted(
        tuple(
            name for place, name in enumerate(network.ids, 2) if under[place] == 1 or place in extra
        )
        for extra in found
    )
    return StableModels(tuple(models), complete, through_not)


def _by_guessing(
    answer: Standing, core: Core, most: int, deadline: Deadline
) -> tuple[list[frozenset[int]], bool]:
    """Try every guess of which negated commitments stand; keep those that come true."""
    network = answer.network
    under, _ = answer.least
    negated = [c for c, node in network.absent.items() if node in core.nodes]
    fixed = [n for c, n in network.absent.items() if under[n] == 1]
    found: list[frozenset[int]] = []
    for count in range(len(negated) + 1):
        for guess in combinations(negated, count):
            if deadline.passed or len(found) == most:
                return found, False
            holding = [network.absent[c] for c in negated if c not in guess]
            state = least(
                network, [*answer.inputs.holding, *fixed, *holding], answer.inputs.blocked
            )
            if all((state[c] == 1) == (c in guess) for c in negated):
                last = len(network.ids) + 2
                found.append(frozenset(node for node in range(2, last) if state[node] == 1))
    return found, True
