"""What stands whatever the open events turn out to be, and what stands for some of them."""

from __future__ import annotations

from dataclasses import dataclass

from willing.coalition.gates import network_of
from willing.coalition.lanes import Deadline, LaneEngine, counting_planes, scenario_lanes, unpack
from willing.coalition.scenario import Scenario
from willing.coalition.standing import fixpoint, relaxed
from willing.coalition.values import Model

MOST_LISTED = 12


@dataclass(frozen=True)
class Completions:
    """Certain: stands under every completion of the scenario. Possible: under some.

    Not `exact`: what is certain surely is, and what is not possible surely is not, but the lists
    may be too short and too long.
    """

    certain: tuple[str, ...]
    possible: tuple[str, ...]
    open_events: tuple[str, ...]
    exact: bool


def completions(
    model: Model,
    scenario: Scenario | None = None,
    optimistic: bool = False,
    seconds: float | None = 20.0,
) -> Completions:
    """Return what is certain and what is possible under a scenario that leaves events open.

    An event that only helps, or only harms, is settled by its worse and its better end; up to
    MOST_LISTED events that do both are listed out. Raises OutOfTimeError.
    """
    base = scenario or Scenario()
    network = network_of(model, optimistic)
    open_events = base.open_events(model)
    listed = [name for name in open_events if name in network.positive and name in network.negative]
    if not network.monotone:
        used = {*network.positive, *network.negative}
        listed = [name for name in open_events if name in used]
    exact = len(listed) <= MOST_LISTED
    nodes = list(network.commitment.values())
    if not listed or not exact:
        happens = base.happens
        possibly = happens | set(open_events)
        lower = relaxed(network, happens, possibly, base)
        upper = relaxed(network, possibly, happens, base)
        under, over = fixpoint(network, lower, upper)
        certain = {node for node in nodes if under[node] == 1}
        possible = {node for node in nodes if over[node] == 1}
    else:
        certain, possible = _listed(model, base, listed, optimistic, Deadline(seconds))
    names = network.commitment.items()
    return Completions(
        tuple(name for name, node in names if node in certain),
        tuple(name for name, node in names if node in possible),
        open_events,
        exact,
    )


def _listed(
    model: Model, base: Scenario, listed: list[str], optimistic: bool, deadline: Deadline
) -> tuple[set[int], set[int]]:
    import numpy as np

    network = network_of(model, optimistic)
    nodes = list(network.commitment.values())
    lanes = 1 << len(listed)
    words = (lanes + 63) // 64
    zeros = np.zeros(words, dtype=np.uint64)
    planes = dict(zip(listed, counting_planes(len(listed), 0, lanes), strict=True))
    loose = [name for name in base.open_events(model) if name not in planes]
    none, every = dict.fromkeys(loose, zeros), dict.fromkeys(loose, ~zeros)
    lower = scenario_lanes(network, base, planes | none, planes | every, words)
    upper = scenario_lanes(network, base, planes | every, planes | none, words)
    under, over = LaneEngine(network, nodes).run(
        lower, upper if loose else None, words, deadline=deadline
    )
    certain = {node for node in nodes if unpack(under[node], lanes).all()}
    possible = {node for node in nodes if unpack(over[node], lanes).any()}
    return certain, possible
