"""Which issue of the agenda some words are about: by the agenda's terms, and by their meaning."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from willing.agenda import OTHER, Agenda
from willing.encoder import Encoder

LONGEST_CHARACTERS = 400
READINGS_KEPT = 512
Scores = NDArray[np.float64]
_WORD = re.compile(r"[a-z0-9]+(?:['-][a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Weights:
    """What one reading of some words counts for: likeness to title, to an example, a term."""

    title: float
    example: float
    term: float


ACTION = Weights(5.7, 3.7, 3.2)
SENTENCE = Weights(3.8, 2.7, 1.7)
SENTENCE_BEFORE = Weights(0.4, 0.7, 1.2)
EARLIER = 1.2
HEADLINE = Weights(0.9, 1.0, 0.8)
SAME_AS_BEFORE = 0.8
SAME_WHEN_SHORT = 0.35
"""A conditional logit fitted on corpus/ (3,485 positions under 24 agendas): the words' share of
belief (of the sentences before the last, only their terms), and what speaks for the issue of the
position before, more where the words are few.  On tests/gold/look, with the actions' words given:
67 % right one by one, 71 % as a sequence."""
SHORT_WORDS = 2


@dataclass(frozen=True, slots=True)
class Verdict:
    """What some words are about: each issue's score, whether they name the best by a term.

    ``fit`` is how much the words are like the best issue, from 0 to about 1; ``short`` says that
    they have hardly a content word of their own.
    """

    scores: Scores
    named: bool
    fit: float
    short: bool

    @property
    def share(self) -> float:
        """The best issue's share of belief, from 0 to 1."""
        if not len(self.scores):
            return 1.0
        return float(1 / np.exp(self.scores - self.scores.max()).sum())


@dataclass(frozen=True, slots=True)
class Context:
    """The words around an action: its sentence, the ones before, the article's headline."""

    sentence: str
    before: str = ""
    earlier: str = ""
    headline: str = ""


class IssueFinder:
    """Scores words against the issues of one agenda."""

    def __init__(self, agenda: Agenda, encoder: Encoder) -> None:
        """Prepare the terms' stems and the vectors of titles, terms and examples."""
        self._encoder = encoder
        self.keys = [issue.key for issue in agenda.issues if issue.key != OTHER]
        issues = [issue for issue in agenda.issues if issue.key != OTHER]
        self._terms: dict[tuple[str, ...], Counter[str]] = {}
        for issue in issues:
            words = [*issue.terms, issue.title.lower(), issue.key.replace("_", " ")]
            for term in dict.fromkeys(word.lower() for word in words):
                stems = _stems(term)
                if stems:
                    self._terms.setdefault(stems, Counter())[issue.key] = 1
        self._likeness = lru_cache(READINGS_KEPT)(self._compare)
        self._longest = max((len(stems) for stems in self._terms), default=1)
        self._titles = [
            encoder.encode(f"{issue.title}: {', '.join(issue.terms[:12])}") for issue in issues
        ]
        self._examples = [
            [encoder.encode(example) for example in issue.examples] for issue in issues
        ]

    def totals(self, words: str, context: Context) -> Scores:
        """Return the score of each issue for the action's ``words`` in their ``context``."""
        parts = (
            (ACTION, words),
            (SENTENCE, context.sentence),
            (SENTENCE_BEFORE, context.before),
            (HEADLINE, context.headline),
        )
        total = EARLIER * self._named(context.earlier)
        for weights, text in parts:
            if text:
                title, example, term = self._likeness(text)
                total += weights.title * title + weights.example * example + weights.term * term
        return total

    def find(self, words: str, context: Context) -> Verdict:
        """Return what the action's ``words`` are about, its context settling what is vague."""
        scores = self.totals(words, context)
        if not self.keys:
            return Verdict(scores, False, 0.0, True)
        best = int(np.argmax(scores))
        title, example, _ = self._likeness(words)
        named = self._term_scores(words)[self.keys[best]] > 0
        short = sum(len(word) > 3 for word in _WORD.findall(words.lower())) <= SHORT_WORDS
        return Verdict(scores, named, float(max(title[best], example[best])), short)

    def settle(self, verdicts: Sequence[Verdict]) -> list[str]:
        """Return the issue of each verdict of an article, in order, the likeliest as a sequence."""
        if not self.keys:
            return [OTHER] * len(verdicts)
        if not verdicts:
            return []
        best = verdicts[0].scores
        back = []
        for verdict in verdicts[1:]:
            stay = best + SAME_AS_BEFORE + SAME_WHEN_SHORT * verdict.short
            change = best.max()
            back.append(np.where(stay >= change, np.arange(len(best)), best.argmax()))
            best = np.maximum(stay, change) + verdict.scores
        path = [int(best.argmax())]
        for pointers in reversed(back):
            path.append(int(pointers[path[-1]]))
        return [self.keys[index] for index in reversed(path)]

    def _compare(self, text: str) -> tuple[Scores, Scores, Scores]:
        vector = self._encoder.encode(text[:LONGEST_CHARACTERS])
        title = np.array([float(vector @ other) for other in self._titles])
        example = np.array(
            [
                max((float(vector @ other) for other in others), default=0.0)
                for others in self._examples
            ]
        )
        return title, example, self._named(text)

    def _named(self, text: str) -> Scores:
        found = self._term_scores(text)
        return np.array([1 - math.exp(-found[key]) for key in self.keys])

    def _term_scores(self, words: str) -> dict[str, float]:
        stems = [_stem(word) for word in _WORD.findall(words.lower())]
        scores: dict[str, float] = defaultdict(float)
        index = 0
        while index < len(stems):
            for length in range(min(self._longest, len(stems) - index), 0, -1):
                owners = self._terms.get(tuple(stems[index : index + length]))
                if owners:
                    for key in owners:
                        scores[key] += math.sqrt(length) / len(owners)
                    index += length - 1
                    break
            index += 1
        return scores


def _stems(term: str) -> tuple[str, ...]:
    return tuple(_stem(word) for word in _WORD.findall(term.lower()))


def _stem(word: str) -> str:
    """Cut the endings that inflection adds; enough to match "quotas" with "quota"."""
    word = word.removesuffix("'s")
    for ending, least in (("ies", 4), ("ing", 6), ("ed", 5), ("es", 5), ("s", 4), ("e", 5)):
        if word.endswith(ending) and len(word) >= least and not word.endswith("ss"):
            return word[: -len(ending)] + ("i" if ending == "ies" else "")
    return word[:-1] + "i" if word.endswith("y") and len(word) > 3 else word
