"""The learned reader: a trained encoder finds actions, conditions, holders and stances."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
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
    TAG_INDEX,
    TAGS,
    Encoded,
    Hints,
    Pieces,
    governor,
    hints,
)
from willing.extract.finding import Finding, Phrase
from willing.extract.issues import Context, IssueFinder
from willing.extract.positions import Desk
from willing.extract.references import Reference, Scene
from willing.extract.rules import RulesReader
from willing.model import ConditionKind, SourceKind, Stance

LEAST_STANCE = 0.75
LEAST_ACTION = 0.05
"""Swept on tests/gold/look: more of the model's own costs more precision than it gains."""
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


@dataclass(frozen=True, slots=True)
class _Model:
    """What the model and the rules have made of one sentence, words counted from its first."""

    read: _Read
    acts: list[tuple[int, int]]
    conditions: list[tuple[str, int, int]]
    said: Hints
    mentions: list[Candidate]
    scene: Scene
    desk: Desk


class LearnedReader:
    """Reads sentences by the shipped model, ``data/reader``."""

    def __init__(self) -> None:
        """Load the model, its heads, and the rules that it listens to."""
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
        self._rules = RulesReader()

    def read(self, scene: Scene, desk: Desk, issues: IssueFinder) -> Iterator[Finding]:
        """Yield what ``scene`` says of anybody's stance, in the order of the words.

        Where the rules know the stance word, their stance stands; the model adds the positions
        that they miss, drops those it is sure are none, and settles the conditions of all.
        """
        by_rules = list(self._rules.read(scene, desk, issues))
        mentions = candidates(scene, desk.references)
        if not by_rules and not mentions:
            return
        words = [token.text for token in scene.span]
        offset = scene.span.start
        said = hints(by_rules, offset, len(words))
        read = self._run(words, desk.context(scene), said)
        acts, conditions = _spans(decode(read.tags))
        model = _Model(read, acts, conditions, said, mentions, scene, desk)
        found = [*self._kept(by_rules, model), *self._added(by_rules, model, issues)]
        yield from sorted(found, key=lambda finding: finding.start)

    def _kept(self, by_rules: list[Finding], model: _Model) -> Iterator[Finding]:
        """Yield the rules' findings that the model doesn't contradict, conditions settled."""
        offset = model.scene.span.start
        shares = _softmax(model.read.tags)[:, [TAG_INDEX[ACTION], TAG_INDEX[ACTION_INSIDE]]].sum(1)
        for finding in by_rules:
            start, end = finding.start - offset, finding.end - offset
            belief = float(shares[start:end].max()) if end > start else 0.0
            if belief < LEAST_ACTION:
                continue
            phrases = self._phrases(model, (start, end)) or finding.conditions
            yield replace(finding, conditions=phrases, confidence=belief)

    def _added(
        self, by_rules: list[Finding], model: _Model, issues: IssueFinder
    ) -> Iterator[Finding]:
        """Yield what the model finds and the rules don't."""
        offset = model.scene.span.start
        for start, end in model.acts:
            first, last = start + offset, end + offset
            taken = {
                holder.party.id
                for finding in by_rules
                if finding.start < last and first < finding.end
                for holder in finding.holders
            }
            root = root_of(model.scene, first, last)
            for stance, holders, confidence in self._holders(model, (start, end), root):
                if confidence < LEAST_STANCE or holders[0].party.id in taken:
                    continue
                about = issues.find(
                    model.scene.span[start:end].text, model.desk.context(model.scene)
                )
                phrases = self._phrases(model, (start, end))
                yield Finding(
                    stance,
                    holders,
                    root,
                    first,
                    last,
                    about,
                    phrases,
                    clauses.own_subject(root),
                    root,
                    frozenset(),
                    confidence,
                )

    def _phrases(self, model: _Model, act: tuple[int, int]) -> tuple[Phrase, ...]:
        """Return the conditions that hang on an act, or that no act of the model's has."""
        offset = model.scene.span.start
        acts = model.acts if act in model.acts else [*model.acts, act]
        hanging = self._hanging(model.read, acts, model.conditions)[acts.index(act)]
        return tuple(
            Phrase(ConditionKind(kind), a + offset, b + offset)
            for c, (kind, a, b) in enumerate(model.conditions)
            if hanging[c] and not (a < act[1] and act[0] < b)
        )

    def _run(self, words: list[str], context: Context, said: Hints) -> _Read:
        encoded = self._pieces.encode(words, f"{context.headline} . {context.before}")
        ids = np.array([encoded.ids], dtype=np.int64)
        states = self._session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        places = [place if place >= 0 else 0 for place in encoded.first]
        heard = np.eye(len(TAGS), dtype=np.float32)[list(said.tags)]
        tags = self._linear("tag", np.concatenate([states[0][0][places], heard], -1))
        return _Read(encoded, tags, states[0][0])

    def _linear(self, name: str, vector: Array) -> Array:
        result: Array = vector @ self._heads[f"{name}.weight"].T + self._heads[f"{name}.bias"]
        return result

    def _holders(
        self, model: _Model, act: tuple[int, int], root: Token
    ) -> list[tuple[Stance, tuple[Reference, ...], float]]:
        """Return the parties that take a stance on an action, with the stance and its share."""
        shares = _softmax(self._stance_scores(model, act, root))
        takes = 1 - shares[:, 0]
        best: dict[str, tuple[Stance, tuple[Reference, ...], float]] = {}
        for index in sorted(range(len(takes)), key=lambda i: -takes[i]):
            if takes[index] < 0.5:
                break
            stance = Stance(STANCES[1 + int(shares[index, 1:].argmax())])
            share = float(shares[index, 1:].max())
            named = index < len(model.mentions)
            references = (
                model.mentions[index].references
                if named
                else _implied(root, model.scene, model.desk)
            )
            for reference in references:
                best.setdefault(reference.party.id, (stance, (reference,), share))
        return list(best.values())

    def _stance_scores(self, model: _Model, act: tuple[int, int], root: Token) -> Array:
        """Return a row of stance scores for each mention and a last one for nobody mentioned."""
        read, mentions, said, scene = model.read, model.mentions, model.said, model.scene
        offset, length = scene.span.start, len(scene.span)
        nobody = self._heads["nobody"]
        rows, heard = [], []
        for mention in mentions:
            state = read.span(mention.start - offset, mention.end - offset)
            rows.append(nobody if state is None else self._linear("mention", state))
            parties = frozenset(reference.party.id for reference in mention.references)
            heard.append(said.stance(*act, parties))
        words = read.span(*act)
        place = governor(root, offset, length)
        above = read.span(place, place + 1)
        if words is None:
            words = read.states.mean(0)
        right = np.array([*rows, nobody])
        left = np.broadcast_to(self._linear("action", words), right.shape)
        above = np.broadcast_to(
            self._linear("governor", words if above is None else above), right.shape
        )
        joined = [np.tanh(left), np.tanh(right), np.tanh(left * right), np.tanh(above)]
        joined.append(np.eye(len(STANCES), dtype=np.float32)[[*heard, 0]])
        return self._linear("stance", np.concatenate(joined, -1))

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
                    left = self._linear("action", words)
                    joined = np.concatenate([np.tanh(left), np.tanh(right), np.tanh(left * right)])
                    shares[a] = 1 / (1 + np.exp(-float(self._linear("hangs", joined)[0])))
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


def root_of(scene: Scene, start: int, end: int) -> Token:
    """Return the token of ``[start, end)`` that hangs on one outside."""
    doc = scene.span.doc
    for index in range(start, end):
        token = doc[index]
        if token.dep_ == "ROOT" or not start <= token.head.i < end:
            return token
    return doc[start]


def _implied(root: Token, scene: Scene, desk: Desk) -> tuple[Reference, ...]:
    """Return the speaker of the words, where the sentence doesn't mention whose stance it is."""
    for link in reversed(desk.chain(root)):
        if link.source.kind is not SourceKind.OUTLET and link.speakers:
            return link.speakers
    return scene.speakers.get(root.i, ())


def _softmax(scores: Array) -> Array:
    shifted = np.exp(scores - scores.max(-1, keepdims=True))
    result: Array = shifted / shifted.sum(-1, keepdims=True)
    return result
