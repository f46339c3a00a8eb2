"""The learned reader: a trained encoder finds actions, conditions, holders and stances."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import as_file, files

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from spacy.tokens import Token

from willing.extract import clauses
from willing.extract.candidates import Candidate, candidates
from willing.extract.encoding import (
    ACTION,
    ACTION_INSIDE,
    CONDITION_INSIDE,
    STANCES,
    TAGS,
    Encoded,
    Pieces,
)
from willing.extract.finding import Finding, Phrase
from willing.extract.issues import IssueFinder
from willing.extract.positions import Desk
from willing.extract.references import Reference, Scene
from willing.model import ConditionKind, SourceKind, Stance

LEAST_STANCE = 0.5
LEAST_BEST_STANCE = 0.35
LEAST_HANGING = 0.5
Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence as the encoder sees it: its words' tags, its pieces' states."""

    encoded: Encoded
    tags: Array
    states: Array

    def span(self, start: int, end: int) -> Array | None:
        """Return the mean state of the words ``[start, end)``."""
        places = [i for i in range(start, end) if self.encoded.first[i] >= 0]
        if not places:
            return None
        rows = self.states[self.encoded.first[places[0]] : self.encoded.last[places[-1]]]
        mean: Array = rows.mean(0)
        return mean


class LearnedReader:
    """Reads sentences by the shipped model, ``data/reader``."""

    def __init__(self) -> None:
        """Load the model and its heads."""
        folder = files("willing") / "data" / "reader"
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        with as_file(folder / "model.onnx") as path:
            self._session = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )
        with as_file(folder / "heads.npz") as path:
            self._heads: dict[str, Array] = dict(np.load(path))
        self._pieces = Pieces()
        self._vectors: dict[str, Array] = {}

    def read(self, scene: Scene, desk: Desk, issues: IssueFinder) -> Iterator[Finding]:
        """Yield what ``scene`` says of anybody's stance, in the order of the actions."""
        mentions = candidates(scene, desk.references)
        context = desk.context(scene)
        read = self._run(
            [token.text for token in scene.span], f"{context.headline} . {context.before}"
        )
        acts, conditions = _spans(decode(read.tags))
        if not acts:
            return
        offset = scene.span.start
        hanging = self._hanging(read, acts, conditions)
        for index, (start, end) in enumerate(acts):
            words = read.span(start, end)
            if words is None:
                continue
            holders = self._holders(
                read, words, mentions, scene, desk, (start + offset, end + offset)
            )
            if not holders:
                continue
            about = issues.find(scene.span[start:end].text, context)
            phrases = tuple(
                Phrase(ConditionKind(kind), a + offset, b + offset)
                for c, (kind, a, b) in enumerate(conditions)
                if hanging[index][c]
            )
            root = _root(scene, start + offset, end + offset)
            for stance, references, confidence in holders:
                yield Finding(
                    stance,
                    references,
                    root,
                    start + offset,
                    end + offset,
                    about,
                    phrases,
                    clauses.own_subject(root),
                    root,
                    frozenset(),
                    confidence,
                )

    def _run(self, words: list[str], context: str) -> _Read:
        encoded = self._pieces.encode(words, context)
        ids = np.array([encoded.ids], dtype=np.int64)
        tags, states = self._session.run(
            None, {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        )
        places = [place if place >= 0 else 0 for place in encoded.first]
        return _Read(encoded, tags[0][places], states[0])

    def _linear(self, name: str, vector: Array) -> Array:
        result: Array = vector @ self._heads[f"{name}.weight"].T + self._heads[f"{name}.bias"]
        return result

    def _pair(self, name: str, left: Array, right: Array) -> Array:
        left = np.broadcast_to(left, right.shape)
        joined = np.concatenate([np.tanh(left), np.tanh(right), np.tanh(left * right)], -1)
        return self._linear(name, joined)

    def _holders(
        self,
        read: _Read,
        words: Array,
        mentions: list[Candidate],
        scene: Scene,
        desk: Desk,
        at: tuple[int, int],
    ) -> list[tuple[Stance, tuple[Reference, ...], float]]:
        """Return the parties that take a stance on an action, with the stance and its share."""
        offset = scene.span.start
        nobody = self._heads["nobody"]
        rows = []
        for mention in mentions:
            state = read.span(mention.start - offset, mention.end - offset)
            rows.append(nobody if state is None else self._linear("mention", state))
        scores = self._pair(
            "stance", self._linear("action", words)[None], np.array([*rows, nobody])
        )
        shares = _softmax(scores)
        takes = 1 - shares[:, 0]
        chosen = [i for i in range(len(takes)) if takes[i] >= LEAST_STANCE]
        if not chosen and takes.max() >= LEAST_BEST_STANCE:
            chosen = [int(takes.argmax())]
        best: dict[str, tuple[Stance, tuple[Reference, ...], float]] = {}
        for index in sorted(chosen, key=lambda i: -takes[i]):
            stance = Stance(STANCES[1 + int(shares[index, 1:].argmax())])
            share = float(shares[index, 1:].max())
            references = (
                mentions[index].references if index < len(mentions) else _implied(scene, desk, at)
            )
            for reference in references:
                best.setdefault(reference.party.id, (stance, (reference,), share))
        return list(best.values())

    def _hanging(
        self, read: _Read, acts: list[tuple[int, int]], conditions: list[tuple[str, int, int]]
    ) -> NDArray[np.bool_]:
        """Tell which act hangs on which condition; each condition has one act at least."""
        result = np.zeros((len(acts), len(conditions)), dtype=bool)
        for c, (_, start, end) in enumerate(conditions):
            state = read.span(start, end)
            if state is None:
                continue
            right = self._linear("condition", state)
            shares = np.zeros(len(acts))
            for a, act in enumerate(acts):
                words = read.span(*act)
                if words is not None:
                    score = self._pair("hangs", self._linear("action", words)[None], right[None])
                    shares[a] = 1 / (1 + np.exp(-float(score[0, 0])))
            result[:, c] = shares >= LEAST_HANGING
            result[int(shares.argmax()), c] = True
        return result


def decode(tags: Array) -> list[int]:
    """Return the best sequence of tags in which each inside follows its beginning or itself."""
    scores = tags - np.logaddexp.reduce(tags, axis=-1, keepdims=True)
    best = scores[0] + _START
    back = []
    for row in scores[1:]:
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
    never = np.float32(-1e4)
    for j, after in enumerate(TAGS):
        if not after.startswith("I-"):
            continue
        start[j] = never
        for i, before in enumerate(TAGS):
            if after == ACTION_INSIDE:
                follows = before in (ACTION, ACTION_INSIDE)
            else:
                follows = before == CONDITION_INSIDE or (
                    before.startswith("B-") and before != ACTION
                )
            if not follows:
                allowed[i, j] = never
    return allowed, start


_ALLOWED, _START = _transitions()


def _spans(tags: list[int]) -> tuple[list[tuple[int, int]], list[tuple[str, int, int]]]:
    acts: list[tuple[int, int]] = []
    conditions: list[tuple[str, int, int]] = []
    index = 0
    while index < len(tags):
        name = TAGS[tags[index]]
        end = index + 1
        if name.startswith("B-"):
            inside = ACTION_INSIDE if name == ACTION else CONDITION_INSIDE
            while end < len(tags) and TAGS[tags[end]] == inside:
                end += 1
            if name == ACTION:
                acts.append((index, end))
            else:
                conditions.append((name[2:], index, end))
        index = end
    return acts, conditions


def _root(scene: Scene, start: int, end: int) -> Token:
    """Return the token of ``[start, end)`` that hangs on one outside."""
    doc = scene.span.doc
    for index in range(start, end):
        token = doc[index]
        if token.dep_ == "ROOT" or not start <= token.head.i < end:
            return token
    return doc[start]


def _implied(scene: Scene, desk: Desk, at: tuple[int, int]) -> tuple[Reference, ...]:
    """Return the speaker of the words, where the sentence doesn't mention whose stance it is."""
    root = _root(scene, *at)
    for link in reversed(desk.chain(root)):
        if link.source.kind is not SourceKind.OUTLET and link.speakers:
            return link.speakers
    return scene.speakers.get(root.i, ())


def _softmax(scores: Array) -> Array:
    shifted = np.exp(scores - scores.max(-1, keepdims=True))
    result: Array = shifted / shifted.sum(-1, keepdims=True)
    return result
