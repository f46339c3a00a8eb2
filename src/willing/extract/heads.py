"""What the learned reader's small heads make of the encoder's states: stances, actions, issues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from willing.extract.encoding import INSIDE, TAGS, Encoded

Array = NDArray[np.float32]
LEAST_HANGING = 0.5
LONGEST_ACTION = 48
_NEVER = np.float32(-1e4)


@dataclass(frozen=True, slots=True)
class Seen:
    """A sentence as the encoder sees it: its pieces' states, and one vector a holder.

    ``holders`` has a row for each mention and a last one for a speaker that isn't mentioned.
    """

    encoded: Encoded
    states: Array
    holders: Array

    def mean(self, start: int, end: int) -> Array | None:
        """Return the mean state of the words ``[start, end)``, ``None`` where they were cut off."""
        pieces = self.encoded.pieces(start, end)
        if pieces is None:
            return None
        result: Array = self.states[pieces[0] : pieces[1]].mean(0)
        return result


class Heads:
    """The trained weights, by name, and what is computed with them."""

    def __init__(self, weights: Mapping[str, Array]) -> None:
        """Take the arrays of ``heads.npz``."""
        self._weights = dict(weights)
        self.calibration = self._weights["calibration"]

    def see(self, encoded: Encoded, states: Array, mentions: Sequence[tuple[int, int]]) -> Seen:
        """Return a sentence's states with the vectors of those who may hold a position in it."""
        rows = []
        for mark, (start, end) in zip(encoded.marks, mentions, strict=False):
            pieces = encoded.pieces(start, end)
            own = states[mark] if pieces is None else states[pieces[0] : pieces[1]].mean(0)
            rows.append(np.concatenate([states[mark], own]))
        rows.append(np.concatenate([states[encoded.marks[-1]], states[0]]))
        return Seen(encoded, states, np.stack(rows))

    def stances(self, seen: Seen) -> Array:
        """Return for each holder (a row) how likely it is to hold each stance (a column)."""
        hidden = _gelu(self._linear("holder", seen.holders))
        return _sigmoid(self._linear("stance", hidden))

    def asked(self, seen: Seen, holder: int, stance: int) -> Array:
        """Return the vector that asks for the action of a holder's stance (its place and one)."""
        result: Array = (
            _gelu(self._linear("asking", seen.holders[holder]))
            + self._weights["asking_stance.weight"][stance]
        )
        return result

    def action(self, seen: Seen, asked: Array) -> tuple[int, int]:
        """Return the words ``[start, end)`` of the action asked for."""
        places = [i for i, piece in enumerate(seen.encoded.first) if piece >= 0]
        states = seen.states[[seen.encoded.first[i] for i in places]]
        begins = _log_softmax(self._linear("begins", states) @ asked / np.float32(16))
        ends = _log_softmax(self._linear("ends", states) @ asked / np.float32(16))
        joint = begins[:, None] + ends[None, :]
        count = len(places)
        far = np.subtract.outer(np.arange(count), np.arange(count))
        joint[(far > 0) | (far <= -LONGEST_ACTION)] = _NEVER
        start, end = divmod(int(joint.argmax()), count)
        return places[start], places[end] + 1

    def conditions(self, seen: Seen) -> list[tuple[str, int, int]]:
        """Return the conditions that the sentence states: kind, and words ``[start, end)``."""
        places = [i for i, piece in enumerate(seen.encoded.first) if piece >= 0]
        if not places:
            return []
        states = seen.states[[seen.encoded.first[i] for i in places]]
        names = [TAGS[tag] for tag in decode(self._linear("condition", states))]
        found: list[tuple[str, int, int]] = []
        for place, name in zip(places, names, strict=True):
            if name.startswith("B-"):
                found.append((name[2:], place, place + 1))
            elif name == INSIDE and found:
                kind, start, _ = found[-1]
                found[-1] = (kind, start, place + 1)
        return found

    def hanging(self, seen: Seen, asked: Array, condition: tuple[int, int]) -> float:
        """Return how likely the action asked for is to hang on a condition's words."""
        state = seen.mean(*condition)
        if state is None:
            return 0.0
        left = np.tanh(self._linear("hanging_action", asked))
        right = np.tanh(self._linear("hanging_condition", state))
        joined = np.concatenate([left, right, left * right])
        return float(_sigmoid(self._linear("hanging", joined))[0])

    def _linear(self, name: str, vector: Array) -> Array:
        result: Array = vector @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
        return result


def decode(scores: Array) -> list[int]:
    """Return the best sequence of tags in which each inside follows a beginning or an inside."""
    shares = scores - np.logaddexp.reduce(scores, axis=-1, keepdims=True)
    best = shares[0] + _START
    back = []
    for row in shares[1:]:
        paths = best[:, None] + _ALLOWED
        back.append(paths.argmax(0))
        best = paths.max(0) + row
    sequence = [int(best.argmax())]
    for pointers in reversed(back):
        sequence.append(int(pointers[sequence[-1]]))
    return sequence[::-1]


def _transitions() -> tuple[Array, Array]:
    count = len(TAGS)
    allowed = np.zeros((count, count), dtype=np.float32)
    start = np.zeros(count, dtype=np.float32)
    start[TAGS.index(INSIDE)] = _NEVER
    allowed[0, TAGS.index(INSIDE)] = _NEVER
    return allowed, start


_ALLOWED, _START = _transitions()


def _gelu(values: Array) -> Array:
    """Return the Gaussian error linear unit; the error function by Abramowitz and Stegun 7.1.26."""
    x = np.abs(values) / np.sqrt(np.float32(2))
    t = 1 / (1 + 0.3275911 * x)
    poly = t * (
        0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))
    )
    error = np.sign(values) * (1 - poly * np.exp(-x * x))
    result: Array = (0.5 * values * (1 + error)).astype(np.float32)
    return result


def _sigmoid(values: Array) -> Array:
    result: Array = np.reciprocal(1 + np.exp(-values))
    return result


def _log_softmax(values: Array) -> Array:
    result: Array = values - np.logaddexp.reduce(values)
    return result
