"""The game of who is in: which sets of actors meet a requirement, as a table or step by step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from willing.coalition.gates import Network
from willing.coalition.lanes import (
    CHUNK_BITS,
    Deadline,
    LaneEngine,
    LaneInputs,
    cone,
    counting_planes,
    unpack,
)
from willing.coalition.scenario import Scenario
from willing.coalition.standing import Given, fixpoint, given, requirement_node
from willing.coalition.values import Model

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True)
class Game:
    """The requirement holds with only some actors' commitments available, or does not."""

    model: Model
    network: Network
    target: int
    inputs: Given

    @cached_property
    def by_actor(self) -> dict[str, tuple[int, ...]]:
        """The commitment nodes of each actor."""
        found: dict[str, list[int]] = {}
        for commitment in self.model.commitments:
            node = self.network.commitment[commitment.id]
            found.setdefault(commitment.actor, []).append(node)
        return {actor: tuple(nodes) for actor, nodes in found.items()}

    @cached_property
    def players(self) -> tuple[str, ...]:
        """The actors on whose commitments the requirement hangs at all, in the model's order."""
        nodes = cone(self.network, [self.target])
        return tuple(
            actor for actor, own in self.by_actor.items() if any(node in nodes for node in own)
        )

    def holds(self, actors: Iterable[str]) -> bool:
        """Whether the requirement holds with only these actors' commitments available."""
        inside = set(actors)
        out = [n for actor, own in self.by_actor.items() if actor not in inside for n in own]
        inputs = Given(self.inputs.holding, (*self.inputs.blocked, *out))
        return fixpoint(self.network, inputs)[0][self.target] == 1

    def table(self, deadline: Deadline) -> npt.NDArray[np.bool_]:
        """Return the game's value for every set of players, the set's bits being its place."""
        import numpy as np

        engine = LaneEngine(self.network, [self.target])
        count = len(self.players)
        whole = np.zeros(1 << count, dtype=np.bool_)
        lanes = 1 << min(count, CHUNK_BITS)
        words = (lanes + 63) // 64
        ones = ~np.zeros(words, dtype=np.uint64)
        for start in range(0, 1 << count, lanes):
            inputs = LaneInputs({}, dict.fromkeys(self.inputs.blocked, ones))
            for node in self.inputs.holding:
                derived = self.network.source[node] is not None
                (inputs.forced if derived else inputs.planes)[node] = ones
            planes = counting_planes(count, start, lanes)
            for actor, plane in zip(self.players, planes, strict=True):
                for node in self.by_actor[actor]:
                    inputs.blocked[node] = inputs.blocked.get(node, ~ones) | ~plane
            under, _ = engine.run(inputs, None, words, deadline=deadline)
            whole[start : start + lanes] = unpack(under[self.target], lanes)
        return whole


def game_of(network: Network, model: Model, requirement: str, scenario: Scenario) -> Game:
    """Return the game of a requirement under a scenario; raises UnknownNameError."""
    target = requirement_node(network, requirement)
    return Game(model, network, target, given(network, scenario))
