"""The learned reader: a trained encoder says who holds which stance, on what, on which terms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.resources import as_file, files

import numpy as np
import onnxruntime
from spacy.tokens import Token

from willing.extract import clauses
from willing.extract.candidates import Candidate, candidates
from willing.extract.encoding import STANCES, Pieces, claims_of
from willing.extract.finding import Finding, Phrase
from willing.extract.heads import LEAST_HANGING, Array, Heads, Seen
from willing.extract.issues import IssueFinder, Verdict
from willing.extract.positions import Desk
from willing.extract.references import Reference, Scene
from willing.extract.rules import RulesReader
from willing.model import ConditionKind, SourceKind, Stance

LEAST_HEARD = 0.02
LEAST_OWN = 0.8
"""Swept on negotiations of corpus/ that the model was not trained on, and on tests/gold/look: what
the rules say is dropped only where the model is nearly sure that it is wrong."""
LEAST_SHARE = 1e-6
_TELLING = frozenset({"NOUN", "PROPN", "VERB", "AUX", "PRON"})


@dataclass(frozen=True, slots=True)
class _Held:
    """How sure the model is that somebody holds a stance: their row among the holders, the share.

    ``stance`` is its place in ``STANCES`` and one; ``reference`` is ``None`` for a speaker whom
    the sentence doesn't mention.
    """

    holder: int
    stance: int
    share: float
    reference: Reference | None


@dataclass(frozen=True, slots=True)
class _Sentence:
    """What is known of one sentence while it is read; words are counted from its first."""

    scene: Scene
    desk: Desk
    mentions: list[Candidate]
    by_rules: list[Finding]
    seen: Seen
    conditions: list[tuple[str, int, int]]

    @property
    def offset(self) -> int:
        """The place of the sentence's first word in its parsed line."""
        return self.scene.span.start


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
            self._heads = Heads(np.load(path))
        self._pieces = Pieces()
        self._rules = RulesReader()

    def read(self, scene: Scene, desk: Desk, issues: IssueFinder) -> Iterator[Finding]:
        """Yield what ``scene`` says of anybody's stance, in the order of the words.

        The model hears what the rules say, drops what it is sure is wrong, adds what they missed,
        and settles the conditions and the confidence of all.
        """
        by_rules = list(self._rules.read(scene, desk, issues))
        mentions = candidates(scene, desk.references)
        if not by_rules and not mentions and not desk.chain(scene.span.root):
            return
        sentence = self._see(scene, desk, mentions, by_rules)
        if not any(piece >= 0 for piece in sentence.seen.encoded.first):
            yield from by_rules
            return
        best = self._best(sentence)
        found = [*self._kept(sentence, best), *self._added(sentence, best, issues)]
        yield from sorted(found, key=lambda finding: finding.start)

    def _see(
        self, scene: Scene, desk: Desk, mentions: list[Candidate], by_rules: list[Finding]
    ) -> _Sentence:
        offset = scene.span.start
        ranges = [(mention.start - offset, mention.end - offset) for mention in mentions]
        context = desk.context(scene)
        encoded = self._pieces.encode(
            [token.text for token in scene.span],
            f"{context.headline} . {context.before}",
            ranges,
            [parties_of(mention) for mention in mentions],
            claims_of(by_rules, offset),
        )
        ids = np.array([encoded.ids], dtype=np.int64)
        states = self._session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        seen = self._heads.see(encoded, states[0][0], ranges)
        return _Sentence(scene, desk, mentions, by_rules, seen, self._heads.conditions(seen))

    def _best(self, sentence: _Sentence) -> dict[tuple[str | None, int], _Held]:
        """Return how surely each party holds each stance, by the mention that shows it best.

        The keys are a party's id, ``None`` for a speaker whom the sentence doesn't mention, and
        the stance's place in ``STANCES`` and one.
        """
        shares = self._heads.stances(sentence.seen)
        best: dict[tuple[str | None, int], _Held] = {}
        for holder, mention in enumerate(sentence.mentions):
            for place, share in enumerate(shares[holder].tolist(), 1):
                for reference in mention.references:
                    key = (reference.party.id, place)
                    if key not in best or best[key].share < share:
                        best[key] = _Held(holder, place, share, reference)
        for place, share in enumerate(shares[-1].tolist(), 1):
            best[None, place] = _Held(len(shares) - 1, place, share, None)
        return best

    def _kept(
        self, sentence: _Sentence, best: dict[tuple[str | None, int], _Held]
    ) -> Iterator[Finding]:
        """Yield the rules' findings, without the holders that the model is sure are wrong."""
        for finding in sentence.by_rules:
            place = STANCES.index(finding.stance) + 1
            believed = [
                (reference, best.get((reference.party.id, place)) or best[None, place])
                for reference in finding.holders
            ]
            kept = [(reference, held) for reference, held in believed if held.share >= LEAST_HEARD]
            if not kept:
                continue
            surest = max((held for _, held in kept), key=lambda held: held.share)
            asked = self._heads.asked(sentence.seen, surest.holder, surest.stance)
            action = (finding.start - sentence.offset, finding.end - sentence.offset)
            others = self._phrases(sentence, asked, action)
            yield replace(
                finding,
                holders=tuple(reference for reference, _ in kept),
                conditions=_together(finding.conditions, others),
                confidence=self._confidence(surest.share, finding.about),
            )

    def _added(
        self,
        sentence: _Sentence,
        best: dict[tuple[str | None, int], _Held],
        issues: IssueFinder,
    ) -> Iterator[Finding]:
        """Yield what the model is sure of and the rules don't say."""
        said = {
            (reference.party.id, STANCES.index(finding.stance) + 1)
            for finding in sentence.by_rules
            for reference in finding.holders
        }
        for (party, place), held in best.items():
            if held.share < LEAST_OWN or (party, place) in said:
                continue
            asked = self._heads.asked(sentence.seen, held.holder, held.stance)
            action = self._heads.action(sentence.seen, asked)
            start, end = action[0] + sentence.offset, action[1] + sentence.offset
            root = root_of(sentence.scene, start, end)
            holders = (
                (held.reference,)
                if held.reference is not None
                else _implied(root, sentence.scene, sentence.desk)
            )
            if not holders or any((one.party.id, place) in said for one in holders):
                continue
            about = issues.find(_clause(root), sentence.desk.context(sentence.scene))
            yield Finding(
                Stance(STANCES[place - 1]),
                holders,
                root,
                start,
                end,
                about,
                self._phrases(sentence, asked, action),
                clauses.own_subject(root),
                root,
                frozenset(),
                self._confidence(held.share, about),
            )

    def _phrases(
        self, sentence: _Sentence, asked: Array, action: tuple[int, int]
    ) -> tuple[Phrase, ...]:
        """Return the conditions that hang on the action asked for."""
        return tuple(
            Phrase(ConditionKind(kind), start + sentence.offset, end + sentence.offset)
            for kind, start, end in sentence.conditions
            if any(token.pos_ in _TELLING for token in sentence.scene.span[start:end])
            and not (start <= action[0] and action[1] <= end)
            and self._heads.hanging(sentence.seen, asked, (start, end)) >= LEAST_HANGING
        )

    def _confidence(self, share: float, about: Verdict) -> float:
        """Return what share of the positions as sure as this one are right, as calibrated."""
        odds = max(LEAST_SHARE, share) / max(LEAST_SHARE, 1 - share)
        signs = np.array([np.log(odds), np.log(about.share), 1.0])
        return float(1 / (1 + np.exp(-float(self._heads.calibration @ signs))))


def parties_of(mention: Candidate) -> frozenset[str]:
    """Return the ids of the parties that a mention may mean."""
    return frozenset(reference.party.id for reference in mention.references)


def _together(stated: tuple[Phrase, ...], others: tuple[Phrase, ...]) -> tuple[Phrase, ...]:
    """Return the rules' conditions with those of the model's that are none of them."""
    more = (
        other
        for other in others
        if not any(one.start < other.end and other.start < one.end for one in stated)
    )
    return (*stated, *more)


def _clause(root: Token) -> str:
    """Return the words of all that hangs on an action's root: they tell best what it is about."""
    places = [token.i for token in root.subtree]
    return str(root.doc[min(places) : max(places) + 1].text)


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
