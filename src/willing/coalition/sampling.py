"""Power indices by sampling, each with its standard error, for games too large to list."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from math import sqrt
from random import Random

from willing.coalition.game import Game
from willing.coalition.lanes import Deadline

MOST_SAMPLES = 20_000
_ORDERS = 12


class Growing:
    """The least fixpoint of a monotone network as actors come in one by one, and back out."""

    def __init__(self, game: Game) -> None:
        self.game = game
        network = game.network
        self.state = bytearray(network.size)
        self.out = bytearray(network.size)
        self.due = bytearray(network.size)
        self.values = [0] * len(network.sums)
        self.trail: list[tuple[bytearray, int]] = []
        self.sum_trail: list[tuple[int, int]] = []
        self.own = [game.by_actor[actor] for actor in game.players]
        for own in game.by_actor.values():
            for node in own:
                self.out[node] = 1
        for node in game.inputs.blocked:
            self.out[node] = 2
        self._hold([node for node in game.inputs.holding if not self.out[node]])
        for node in game.inputs.holding:
            self.due[node] = 1
        self.mark()

    def mark(self) -> None:
        """Make what stands now what `undo` returns to."""
        self.trail.clear()
        self.sum_trail.clear()

    def copy(self) -> Growing:
        """Return an independent copy in the same state."""
        twin = object.__new__(Growing)
        twin.__dict__.update(self.__dict__)
        twin.state, twin.out, twin.due = self.state[:], self.out[:], self.due[:]
        twin.values = self.values[:]
        twin.trail, twin.sum_trail = [], []
        return twin

    @property
    def met(self) -> bool:
        """Whether the requirement holds now."""
        return self.state[self.game.target] == 1

    def add(self, player: int) -> None:
        """Make one player's commitments available and let everything follow."""
        ready = []
        for node in self.own[player]:
            if self.out[node] == 1:
                self.out[node] = 0
                self.trail.append((self.out, node))
                if self.due[node]:
                    ready.append(node)
        self._hold(ready)

    def _hold(self, nodes: list[int]) -> None:
        network, state, values = self.game.network, self.state, self.values
        queue = []
        for node in nodes:
            if not state[node]:
                state[node] = 1
                self.trail.append((state, node))
                queue.append(node)
        while queue:
            for place, weight in network.fan[queue.pop()]:
                before = values[place]
                after = values[place] = before + weight
                self.sum_trail.append((place, weight))
                summed = network.sums[place]
                thresholds = summed.thresholds
                first = bisect_right(thresholds, before)
                for at in range(first, bisect_right(thresholds, after, first)):
                    self._reach(summed.outputs[thresholds[at]], queue)

    def _reach(self, nodes: list[int], queue: list[int]) -> None:
        for node in nodes:
            if self.out[node] == 1:
                self.due[node] = 1
                self.trail.append((self.due, node))
            elif not self.out[node] and not self.state[node]:
                self.state[node] = 1
                self.trail.append((self.state, node))
                queue.append(node)

    def undo(self) -> None:
        """Return to the last mark."""
        for array, node in reversed(self.trail):
            array[node] = 1 if array is self.out else 0
        for place, weight in self.sum_trail:
            self.values[place] -= weight
        self.mark()


def vetoers(game: Game, random: Random, deadline: Deadline) -> tuple[tuple[str, ...], bool]:
    """Return the actors without whom the requirement fails, and whether the time sufficed.

    None where it fails with everybody. Whoever comes in after it holds cannot veto, so that a few
    random orders leave few to try in turn.
    """
    everyone = set(game.by_actor)
    if not game.holds(everyone):
        return (), True
    suspects = list(range(len(game.players)))
    if game.network.monotone:
        start = Growing(game)
        for _ in range(_ORDERS):
            last = [player for player in range(len(game.players)) if player not in set(suspects)]
            random.shuffle(last)
            random.shuffle(suspects)
            came = []
            for player in (*last, *suspects):
                if start.met:
                    break
                start.add(player)
                came.append(player)
            start.undo()
            suspects = [player for player in suspects if player in set(came)]
    found: list[str] = []
    for player in sorted(suspects):
        if deadline.passed:
            return tuple(found), False
        if not game.holds(everyone - {game.players[player]}):
            found.append(game.players[player])
    return tuple(found), True


@dataclass(frozen=True)
class Sampled:
    """An estimate for each player, with the standard error of each."""

    values: dict[str, float]
    errors: dict[str, float]
    samples: int


def _shares(counts: list[int], samples: int, scale: float, players: tuple[str, ...]) -> Sampled:
    """Return hits as estimates; the error allows for one more hit than was seen."""
    values, errors = {}, {}
    for player, hits in zip(players, counts, strict=True):
        share = hits / samples
        cautious = (hits + 1) / (samples + 2)
        values[player] = share * scale
        errors[player] = sqrt(cautious * (1 - cautious) / samples) * scale
    return Sampled(values, errors, samples)


def sampled_shapley(game: Game, random: Random, deadline: Deadline) -> Sampled:
    """Estimate Shapley values: how often each player is the one who makes it hold, in turn."""
    count = len(game.players)
    pivots = [0] * count
    start = Growing(game)
    order = list(range(count))
    samples = 0
    while samples < MOST_SAMPLES and (samples < 2 or not deadline.passed):
        random.shuffle(order)
        samples += 1
        if start.met:
            continue
        for player in order:
            start.add(player)
            if start.met:
                pivots[player] += 1
                break
        start.undo()
    return _shares(pivots, samples, 1.0, game.players)


def sampled_banzhaf(game: Game, random: Random, deadline: Deadline) -> Sampled:
    """Estimate Banzhaf probabilities: of sets that fail, how many each player would turn.

    Every swing is a set that fails without the player and holds with it, so that sets without the
    player suffice: twice the share of all sets that fail, lack the player and are turned by it.
    """
    count = len(game.players)
    swings = [0] * count
    empty = Growing(game)
    samples = 0
    while samples < MOST_SAMPLES and (samples < 2 or not deadline.passed):
        samples += 1
        members = random.getrandbits(count)
        trial = empty.copy()
        for player in range(count):
            if members >> player & 1:
                trial.add(player)
                if trial.met:
                    break
        if trial.met:
            continue
        trial.mark()
        for player in range(count):
            if not members >> player & 1:
                trial.add(player)
                if trial.met:
                    swings[player] += 1
                trial.undo()
    return _shares(swings, samples, 2.0, game.players)
