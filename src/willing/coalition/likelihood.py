"""How likely a requirement is to hold, and which belief moves it most."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import TYPE_CHECKING

from willing.coalition.errors import OutOfTimeError
from willing.coalition.gates import Network, network_of
from willing.coalition.lanes import (
    Deadline,
    LaneEngine,
    LaneInputs,
    cone,
    counting_planes,
    event_polarity,
    pack,
    scenario_lanes,
    unpack,
)
from willing.coalition.scenario import Scenario
from willing.coalition.standing import requirement_node
from willing.coalition.unlock import SECONDS
from willing.coalition.values import Belief, Model

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from willing.coalition.lanes import Plane

MOST_EXACT = 16
SAMPLES = 1 << 18
_CHUNK = 1 << 14

# Assumptions, used only where they are asked for, and named in every answer that used them.
FIRMNESS_KEPT = {
    "deliver": Fraction(1),
    "commit": Fraction(9, 10),
    "offer": Fraction(6, 10),
    "consider": Fraction(3, 10),
}

UNKNOWN = Belief(Fraction(0), Fraction(1))


@dataclass(frozen=True)
class Variable:
    """Something open: an event that may happen, or a commitment (by id) that may be kept."""

    name: str
    is_event: bool
    belief: Belief


@dataclass(frozen=True)
class Chance:
    """A probability, or an interval where `low` and `high` differ; `error` where it was sampled.

    `bounds` says that the interval may be wider than what the beliefs allow.
    """

    low: float
    high: float
    error: float | None = None
    bounds: bool = False


@dataclass(frozen=True)
class Likelihood:
    """How likely the requirement is when nobody jumps first, and when all move together.

    `birnbaum` is by event, or `#` and a commitment's id: how much the probability of standing
    changes with the belief. `unknown` are events without a belief, taken as anything from 0 to 1.
    `assumed` are the defaults by firmness that were used. `complete` is whether time sufficed.
    """

    stands: Chance
    together: Chance
    method: str
    birnbaum: dict[str, Chance]
    unknown: tuple[str, ...]
    assumed: dict[str, float]
    samples: int = 0
    complete: bool = True


class _Question:
    """One requirement with everything that is open about it."""

    def __init__(
        self, model: Model, requirement: str, scenario: Scenario, optimistic: bool, defaults: bool
    ) -> None:
        self.model = model
        self.network: Network = network_of(model, optimistic)
        self.target = requirement_node(self.network, requirement)
        self.engine = LaneEngine(self.network, [self.target])
        self.beliefs = dict(model.beliefs)
        self.assumed: dict[str, float] = {}
        self.unknown: list[str] = []
        self.happens = set(scenario.happens)
        self.excluded = set(scenario.excluded)
        self.included = scenario.included
        self.signs = event_polarity(self.network, self.target)
        self.variables = [*self._events(scenario), *self._commitments(scenario, defaults)]
        self.scenario = Scenario(
            frozenset(self.happens), scenario.fails, scenario.included, frozenset(self.excluded)
        )

    def _events(self, scenario: Scenario) -> list[Variable]:
        found = []
        for name in scenario.open_events(self.model):
            if name not in self.signs:
                continue
            if name not in self.beliefs:
                self.unknown.append(name)
            belief = self.beliefs.get(name, UNKNOWN)
            if belief.low == 1:
                self.happens.add(name)
            elif belief.high > 0:
                found.append(Variable(name, True, belief))
        return found

    def _commitments(self, scenario: Scenario, defaults: bool) -> list[Variable]:
        nodes = cone(self.network, [self.target])
        found = []
        for commitment in self.model.commitments:
            name = commitment.id
            if self.network.commitment[name] not in nodes:
                continue
            if name in scenario.included or name in scenario.excluded:
                continue
            belief = self._kept(name, commitment.firmness, defaults)
            if belief is None or belief.low == 1:
                continue
            if belief.high == 0:
                self.excluded.add(name)
            else:
                found.append(Variable(name, False, belief))
        return found

    def _kept(self, name: str, firmness: str | None, defaults: bool) -> Belief | None:
        if f"#{name}" in self.beliefs:
            return self.beliefs[f"#{name}"]
        if firmness is None:
            return None
        if firmness in self.beliefs and firmness not in self.model.all_events:
            return self.beliefs[firmness]
        if not defaults:
            return None
        value = FIRMNESS_KEPT[firmness]
        self.assumed[firmness] = float(value)
        return Belief(value, value)

    def inputs(self, lower: list[Plane], upper: list[Plane], words: int) -> LaneInputs:
        """Return inputs from below: what surely is; swap the two for inputs from above."""
        surely = {v.name: p for v, p in zip(self.variables, lower, strict=True) if v.is_event}
        possibly = {v.name: p for v, p in zip(self.variables, upper, strict=True) if v.is_event}
        found = scenario_lanes(self.network, self.scenario, surely, possibly, words)
        for variable, plane in zip(self.variables, lower, strict=True):
            if not variable.is_event:
                found.blocked[self.network.commitment[variable.name]] = ~plane
        return found

    def label(self, variable: Variable) -> str:
        """Return how a variable is named in an answer."""
        return variable.name if variable.is_event else f"#{variable.name}"


def _tables(
    question: _Question, from_above: bool, deadline: Deadline
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return for every assignment whether the target surely, and whether it possibly, holds."""
    count = len(question.variables)
    lanes = 1 << count
    words = (lanes + 63) // 64
    planes = counting_planes(count, 0, lanes)
    inputs = question.inputs(planes, planes, words)
    under, over = question.engine.run(inputs, None, words, from_above, deadline)
    target = question.target
    return tuple(unpack(side[target], lanes).astype("float64") for side in (under, over))  # type: ignore[return-value]


def _corners(
    table: npt.NDArray[np.float64], beliefs: list[Belief | None]
) -> npt.NDArray[np.float64]:
    """Return the probability at every corner of the box of beliefs; a None belief stays open.

    The probability is linear in each belief, so that its extremes lie at corners.
    """
    import numpy as np

    rest = table.reshape((2,) * len(beliefs)) if beliefs else table.reshape(())
    for axis, belief in enumerate(reversed(beliefs)):
        if belief is None:
            continue
        zero, one = np.take(rest, 0, axis=axis), np.take(rest, 1, axis=axis)
        ends = dict.fromkeys((float(belief.low), float(belief.high)))
        rest = np.stack([(1 - p) * zero + p * one for p in ends], axis=axis)
    return rest


def _exact(question: _Question, deadline: Deadline) -> tuple[Chance, Chance, dict[str, Chance]]:
    import numpy as np

    beliefs: list[Belief | None] = [variable.belief for variable in question.variables]
    chances = []
    tables = [_tables(question, from_above, deadline) for from_above in (False, True)]
    for under, over in tables:
        low, high = _corners(under, beliefs).min(), _corners(over, beliefs).max()
        chances.append(Chance(float(low), float(high)))
    birnbaum = {}
    under = tables[0][0]
    for place, variable in enumerate(question.variables):
        left_open: list[Belief | None] = [*beliefs]
        left_open[place] = None
        corners = _corners(under, left_open)
        change = np.diff(corners, axis=len(beliefs) - 1 - place)
        label = question.label(variable)
        birnbaum[label] = Chance(float(change.min()), float(change.max()))
    return chances[0], chances[1], birnbaum


class _Sampler:
    """Draws chunks of scenarios from the beliefs, the same ones for both ends of an interval."""

    def __init__(self, question: _Question, seed: int) -> None:
        import numpy as np

        self.question = question
        self.random = np.random.default_rng(seed)
        self.words = _CHUNK // 64

    def planes(self) -> tuple[list[Plane], list[Plane]]:
        lower, upper = [], []
        for variable in self.question.variables:
            drawn = self.random.random(_CHUNK)
            lower.append(pack(drawn < float(variable.belief.low)))
            same = variable.belief.is_point
            upper.append(lower[-1] if same else pack(drawn < float(variable.belief.high)))
        return lower, upper

    def hits(
        self, lower: list[Plane], upper: list[Plane], from_above: bool, deadline: Deadline
    ) -> tuple[int, int]:
        question = self.question
        below = question.inputs(lower, upper, self.words)
        points = all(low is high for low, high in zip(lower, upper, strict=True))
        above = None if points else question.inputs(upper, lower, self.words)
        sides = question.engine.run(below, above, self.words, from_above, deadline)
        low, high = (int(unpack(side[question.target], _CHUNK).sum()) for side in sides)
        return low, high


def _error(hits: int, samples: int) -> float:
    share = (hits + 1) / (samples + 2)
    return sqrt(share * (1 - share) / samples)


def _estimate(hits: tuple[int, int], samples: int, bounds: bool) -> Chance:
    error = max(_error(count, samples) for count in hits)
    return Chance(hits[0] / samples, hits[1] / samples, error, bounds)


def _sampled(
    question: _Question, seed: int, most: int, deadline: Deadline
) -> tuple[Chance, Chance, int, bool]:
    """Return both chances, the number of samples, and whether as many as asked for were drawn."""
    sampler = _Sampler(question, seed)
    totals = [[0, 0], [0, 0]]
    samples = 0
    try:
        while samples < most:
            lower, upper = sampler.planes()
            both = [sampler.hits(lower, upper, above, deadline) for above in (False, True)]
            for total, hits in zip(totals, both, strict=True):
                total[0] += hits[0]
                total[1] += hits[1]
            samples += _CHUNK
    except OutOfTimeError:
        if not samples:
            return Chance(0.0, 1.0, None, True), Chance(0.0, 1.0, None, True), 0, False
    mixed = any(
        variable.is_event
        and not variable.belief.is_point
        and len(question.signs[variable.name]) > 1
        for variable in question.variables
    )
    bounds = mixed or not question.network.monotone
    stands, together = (
        _estimate((total[0], total[1]), samples, bounds and total[0] != total[1])
        for total in totals
    )
    return stands, together, samples, samples >= most


def _sampled_birnbaum(question: _Question, seed: int, deadline: Deadline) -> dict[str, Chance]:
    """Estimate each ∂P/∂p at the middle of the beliefs, with the same draws for both ends."""
    import numpy as np

    sampler = _Sampler(question, seed)
    planes = []
    for variable in question.variables:
        middle = float((variable.belief.low + variable.belief.high) / 2)
        planes.append(pack(sampler.random.random(_CHUNK) < middle))
    zeros = np.zeros(sampler.words, dtype=np.uint64)
    found: dict[str, Chance] = {}
    target = question.target
    for place, variable in enumerate(question.variables):
        sides = []
        for plane in (zeros, ~zeros):
            drawn = [*planes]
            drawn[place] = plane
            inputs = question.inputs(drawn, drawn, sampler.words)
            try:
                under, _ = question.engine.run(inputs, None, sampler.words, deadline=deadline)
            except OutOfTimeError:
                return found
            sides.append(unpack(under[target], _CHUNK).astype(np.int8))
        change = sides[1] - sides[0]
        value = float(change.mean())
        error = float(change.std()) / sqrt(_CHUNK) or 1 / _CHUNK
        found[question.label(variable)] = Chance(value, value, error)
    return found


def likelihood(
    model: Model,
    requirement: str,
    scenario: Scenario | None = None,
    seconds: float | None = SECONDS,
    optimistic: bool = False,
    defaults: bool = False,
    samples: int = SAMPLES,
    seed: int = 0,
    sample: bool = False,
) -> Likelihood:
    """Return how likely the requirement is, its events and commitments being independent.

    Up to MOST_EXACT open events and commitments every case is counted; beyond that (or where
    `sample` asks for it) scenarios are drawn. A commitment is kept once its condition holds,
    unless a belief in its id or firmness, or with `defaults` FIRMNESS_KEPT, says otherwise.
    Raises UnknownNameError.
    """
    question = _Question(model, requirement, scenario or Scenario(), optimistic, defaults)
    limit = SECONDS if seconds is None else seconds
    unknown, assumed = tuple(question.unknown), question.assumed
    if len(question.variables) <= MOST_EXACT and not sample:
        try:
            stands, together, birnbaum = _exact(question, Deadline(limit / 2))
            return Likelihood(stands, together, "exact", birnbaum, unknown, assumed)
        except OutOfTimeError:
            pass
    drawn = _sampled(question, seed, samples, Deadline(limit / 4))
    birnbaum = _sampled_birnbaum(question, seed + 1, Deadline(limit / 4))
    complete = drawn[3] and len(birnbaum) == len(question.variables)
    rest = (unknown, assumed, drawn[2], complete)
    return Likelihood(drawn[0], drawn[1], "sampled", birnbaum, *rest)
