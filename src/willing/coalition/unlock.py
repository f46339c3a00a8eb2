"""What unlocks a requirement, what blocks it, and who would have to go first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import comb

from willing.coalition.gates import Network, network_of
from willing.coalition.lanes import Deadline, event_polarity
from willing.coalition.loops import stratified
from willing.coalition.problem import Choice, Problem
from willing.coalition.scenario import Scenario
from willing.coalition.search import search_cheapest, search_minimal
from willing.coalition.standing import given, requirement_node, standing
from willing.coalition.values import Model, Number, exact

SIZE = 4
SECONDS = 20.0

# Sets to try times sums to work out for each: below this, trying is quicker than clingo.
LITTLE_WORK = 2_000_000


@dataclass(frozen=True)
class Sets:
    """Minimal sets, smallest first; `complete` says that there are no others up to the size.

    `given` are the events that the answer takes as happening beyond those that were assumed.
    """

    sets: tuple[tuple[str, ...], ...]
    complete: bool
    given: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cheapest:
    """The cheapest set and its cost; None where there is none, `proven` unless time ran out."""

    names: tuple[str, ...] | None
    cost: Number | None
    proven: bool


def _by_clingo(problem: Problem) -> bool:
    return problem.core.fits_clingo and stratified(problem.network)


def _few_to_try(problem: Problem, size: int) -> bool:
    """Whether trying every set out is quicker than starting a solver."""
    count = len(problem.relevant)
    trials = sum(comb(count, chosen) for chosen in range(min(size, count) + 1))
    return trials * len(problem.network.sums) <= LITTLE_WORK


def _minimal(problem: Problem, size: int | None, seconds: float | None) -> Sets:
    if problem.hopeless:
        return Sets((), True)
    under, over = problem.bounds
    state = under if problem.wanted else over
    if (state[problem.target] == 1) == problem.wanted:
        return Sets(((),), True)
    deadline = Deadline(seconds)
    most = len(problem.choices) if size is None else size
    if _by_clingo(problem) and not _few_to_try(problem, most):
        from willing.coalition.solver import solve_minimal

        found, complete = solve_minimal(problem, most, deadline)
    else:
        found, complete = search_minimal(problem, most, deadline)
    ordered = sorted(found, key=lambda members: (len(members), members))
    named = tuple(tuple(problem.choices[place].name for place in s) for s in ordered)
    return Sets(named, complete)


def _concessions(model: Model, network: Network, scenario: Scenario) -> tuple[Choice, ...]:
    fixed = scenario.happens | scenario.fails
    found = []
    for event in model.all_events.values():
        if not event.concession or event.name in fixed:
            continue
        on = [network.positive[event.name]] if event.name in network.positive else []
        off = [network.negative[event.name]] if event.name in network.negative else []
        found.append(Choice(event.name, event.cost, tuple(on), tuple(off)))
    return tuple(found)


def _unlocking(model: Model, requirement: str, scenario: Scenario, optimistic: bool) -> Problem:
    network = network_of(model, optimistic)
    target = requirement_node(network, requirement)
    choices = _concessions(model, network, scenario)
    return Problem(network, target, True, choices, given(network, scenario))


def unlocking_sets(
    model: Model,
    requirement: str,
    scenario: Scenario | None = None,
    size: int | None = SIZE,
    seconds: float | None = SECONDS,
    optimistic: bool = False,
) -> Sets:
    """Return the minimal sets of up to `size` concessions whose granting meets the requirement.

    Events that are neither assumed nor granted do not happen. One empty set means that nothing
    needs to be granted. `size` None means any. Raises UnknownNameError.
    """
    problem = _unlocking(model, requirement, scenario or Scenario(), optimistic)
    return _minimal(problem, size, seconds)


def cheapest_set(
    model: Model,
    requirement: str,
    scenario: Scenario | None = None,
    seconds: float | None = SECONDS,
    optimistic: bool = False,
) -> Cheapest:
    """Return the concessions, of any number, that meet the requirement at the least total cost."""
    problem = _unlocking(model, requirement, scenario or Scenario(), optimistic)
    if problem.hopeless:
        return Cheapest(None, None, True)
    under, _ = problem.bounds
    deadline = Deadline(seconds)
    members: tuple[int, ...] | None
    if under[problem.target] == 1:
        members, proven = (), True
    else:
        from willing.coalition.solver import costs_fit, solve_cheapest

        if _by_clingo(problem) and costs_fit(problem):
            members, proven = solve_cheapest(problem, deadline)
        else:
            members, proven = search_cheapest(problem, deadline)
    if members is None:
        return Cheapest(None, None, proven)
    names = tuple(problem.choices[place].name for place in members)
    return Cheapest(names, cost_of(model, names), proven)


def cost_of(model: Model, names: Iterable[str]) -> Number:
    """Return what granting these concessions costs together."""
    return exact(sum((Fraction(model.all_events[name].cost) for name in names), Fraction(0)))


def jump_sets(
    model: Model,
    requirement: str,
    scenario: Scenario | None = None,
    size: int | None = SIZE,
    seconds: float | None = SECONDS,
    optimistic: bool = False,
) -> Sets:
    """Return the minimal sets of commitments, of those that stand only together, to go first.

    Once they stand, the requirement holds in the least fixpoint. Raises UnknownNameError.
    """
    answer = standing(model, scenario, optimistic)
    network = answer.network
    target = requirement_node(network, requirement)
    choices = tuple(Choice(name, on=(network.commitment[name],)) for name in answer.only_together)
    return _minimal(Problem(network, target, True, choices, answer.inputs), size, seconds)


def best_case(
    model: Model, requirement: str, scenario: Scenario | None = None, optimistic: bool = False
) -> tuple[Scenario, tuple[str, ...]]:
    """Return a scenario in which the requirement holds, and the events it takes as happening.

    It is `scenario` itself where the requirement holds there, or where nothing helps; otherwise
    the open events that help are taken as happening.
    """
    base = scenario or Scenario()
    if standing(model, base, optimistic).met(requirement):
        return base, ()
    network = network_of(model, optimistic)
    signs = event_polarity(network, requirement_node(network, requirement))
    open_events = [name for name in base.open_events(model) if True in signs.get(name, ())]
    for names in (open_events, [name for name in open_events if False not in signs[name]]):
        if standing(model, base.granting(names), optimistic).met(requirement):
            return base.granting(names), tuple(names)
    return base, ()


def blocking_sets(
    model: Model,
    requirement: str,
    scenario: Scenario | None = None,
    size: int | None = SIZE,
    seconds: float | None = SECONDS,
    optimistic: bool = False,
    among: str = "all",
) -> Sets:
    """Return the minimal sets of events and commitments whose failing makes the requirement fail.

    They are looked for in `best_case`; `given` names what that takes as happening. `among` limits
    them to `events` or to `commitments`. One empty set means that it fails already.
    """
    base, taken = best_case(model, requirement, scenario, optimistic)
    answer = standing(model, base, optimistic)
    network = answer.network
    choices = []
    if among in ("all", "events"):
        for name in model.all_events:
            if name in base.happens:
                on = [network.negative[name]] if name in network.negative else []
                off = [network.positive[name]] if name in network.positive else []
                choices.append(Choice(name, on=tuple(on), off=tuple(off)))
    if among in ("all", "commitments"):
        for name in answer.stands:
            shown = f"#{name}" if name in model.all_events else name
            choices.append(Choice(shown, stop=(network.commitment[name],)))
    target = requirement_node(network, requirement)
    problem = Problem(network, target, False, tuple(choices), answer.inputs)
    found = _minimal(problem, size, seconds)
    return Sets(found.sets, found.complete, taken)
