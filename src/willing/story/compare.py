"""Do two articles retell the same report? Each sign is weighed on its own and shown."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from willing.story.packed import Meanings
from willing.story.profile import SKETCH, Features

Vector = NDArray[np.float32]
Encode = Callable[[str], Vector]

CLASH = 3
"""Amounts that two articles each give without one in common that speak fully against one report."""

DOUBT = 1
"""Amounts added to the fewer of two articles', so that one lone amount in common isn't all."""

FAR = 28
"""Days between two articles after which more days say no more."""

SAME_NEWS = 14
"""Days within which two articles that name one outlet as their origin mean one report of it."""

EVEN = 0.5
"""Chance that two articles are within ``SAME_NEWS`` days above which they count as being so."""

TOO_FAR = 60
"""Days between two articles beyond which only a copy counts as the same report."""

COPY = 0.5
"""Share of five-word sequences in common from which an article is a copy."""

LEAST_WORDS = 0.15
"""Cosine of the words below which two articles that are no copies aren't compared further.

The least alike retellings of the tuning material have .16.
"""

UNLIKELY, UNLIKELY_DATED, SURE = 0.02, 0.1, 0.9
"""Likelihoods by all other signs beyond which the meaning isn't asked for: it costs the most.

Where both articles have dates the other signs know more, so less is left to ask.  Asking costs time
but no quality: .02 was chosen over .05 and .1 since undated news lost pairs at those.
"""

SENTENCE_LEAD = 0.11
"""How much the sentences' alignment exceeds the words' cosine at most, in the tuning material."""

LEAST_LINK = 0.05
"""A score that even the best alignment and the rest unseen can't lift above this is no link."""

# Fitted with bench/story.py fit: a logistic regression on the pairs of tests/story_gold/tune, of
# corpus/ and of examples/ whose words have a cosine of .2 or more, each pair four times: as it is,
# without its dates, without its origins, without both. Weights are held to their sign.
WEIGHTS = {
    "words": 9.45,
    "meaning": 14.4,
    "sentences": 9.41,
    "quotations": 0.44,
    "figures": 2.57,
    "clash": -3.54,
    "days": 0.0,
    "same_origin": 4.7,
    "other_origin": -2.77,
    "far": -4.88,
}
BIAS = -11.08

# The same without the meaning.
WEIGHTS_UNREAD = {
    "words": 14.11,
    "sentences": 10.3,
    "quotations": 0.54,
    "figures": 1.93,
    "clash": -4.8,
    "days": 0.77,
    "same_origin": 4.8,
    "other_origin": -2.7,
    "far": -5.16,
}
BIAS_UNREAD = -6.63


@dataclass(frozen=True, slots=True)
class Parts:
    """The signs, each from 0 to 1 where more speaks for one report, unless it says otherwise.

    ``words`` is the cosine of the weighted words, ``meaning`` the mean cosine of each opening
    sentence's embedding with its likest in the other article (``None`` where the other signs
    decide alone), ``sentences`` how much of the shorter article's weight has its like in the other,
    ``quotations`` the share of quoted words in common, ``figures`` of amounts, ``days`` of days
    named; ``clash`` is how many amounts they give with none in common; ``origin`` is 1 where within
    days, likelier than not, both retell the same outlet, or one the other's, -1 where they retell
    different ones or one outlet wrote both, 0 where that isn't known; ``apart`` is the least number
    of days between their dates, ``copied`` the share of five-word sequences in common.
    """

    words: float
    meaning: float | None
    sentences: float
    quotations: float
    figures: float
    clash: float
    days: float
    origin: float
    apart: float
    copied: float


@dataclass(frozen=True, slots=True)
class Score:
    """How likely two articles retell the same report, from 0 to 1, and what it rests on."""

    total: float
    parts: Parts


def score(a: Features, b: Features, encode: Encode | None = None) -> Score:
    """Return how likely ``a`` and ``b`` retell the same report; the same for ``b`` and ``a``.

    ``encode`` turns a text into a vector of length 1; by default the shipped encoder does.
    """
    return measure(a, b, lambda article: meanings(article, encode or shipped_encoder()))


def measure(a: Features, b: Features, meanings_of: Callable[[Features], Meanings]) -> Score:
    """Return the score of ``a`` and ``b``, asking for their sentences' meanings only at need."""
    seen = unread(a, b)
    return read(seen, a, b, meanings_of) if is_open(seen, a, b) else seen


def unread(a: Features, b: Features) -> Score:
    """Return the score of ``a`` and ``b`` by all signs but the meaning."""
    seen = parts(*_in_order(a, b))
    return Score(1.0 if seen.copied >= COPY else likelihood(seen), seen)


def is_open(seen: Score, a: Features, b: Features) -> bool:
    """Tell whether the score that ``unread`` gave leaves it open and the meaning is asked for."""
    least = UNLIKELY_DATED if _dated(a) and _dated(b) else UNLIKELY
    return seen.parts.copied < COPY and least < seen.total < SURE


def read(
    seen: Score, a: Features, b: Features, meanings_of: Callable[[Features], Meanings]
) -> Score:
    """Return the score of ``a`` and ``b`` with the meaning put to what was ``seen`` of them."""
    one, other = map(meanings_of, _in_order(a, b))
    signs = replace(seen.parts, meaning=likeness(one, other))
    return Score(likelihood(signs), signs)


def _in_order(a: Features, b: Features) -> tuple[Features, Features]:
    return (b, a) if b.id < a.id else (a, b)


def parts(a: Features, b: Features) -> Parts:
    """Return the signs of ``a`` and ``b`` but for their meaning."""
    return Parts(
        words=cosine(a, b),
        meaning=None,
        sentences=alignment(a, b),
        quotations=_shared(a.quoted, b.quoted),
        figures=_shared(a.figures, b.figures, DOUBT),
        clash=_clash(a.figures, b.figures),
        days=_shared(a.days, b.days),
        origin=_same_origin(a, b),
        apart=float(days_apart(a, b)),
        copied=copied(a, b),
    )


def comparable(seen: Parts) -> bool:
    """Tell whether two articles with these signs can be the same report at all."""
    if seen.copied >= COPY:
        return True
    if seen.words < LEAST_WORDS or seen.apart > TOO_FAR:
        return False
    best = best_case(
        seen.words, seen.figures, seen.clash, seen.origin, seen.apart, seen.words + SENTENCE_LEAD
    )
    return bool(best >= _LEAST_LOGIT)


def best_case(words: Any, figures: Any, clash: Any, origin: Any, apart: Any, sentences: Any) -> Any:
    """Return the logit at the best that the signs left out can be, for numbers or for arrays."""
    weights = WEIGHTS_UNREAD
    return (
        BIAS_UNREAD
        + weights["words"] * words
        + weights["sentences"] * sentences
        + weights["quotations"]
        + weights["days"]
        + weights["figures"] * figures
        + weights["clash"] * clash
        + weights["same_origin"] * np.maximum(origin, 0)
        + weights["other_origin"] * np.maximum(np.negative(origin), 0)
        + weights["far"] * np.minimum(apart, FAR) / FAR
    )


_LEAST_LOGIT = math.log(LEAST_LINK / (1 - LEAST_LINK))


def weighed(signs: Parts) -> dict[str, float]:
    """Return the signs as they are weighed."""
    return {
        "words": signs.words,
        "meaning": signs.meaning or 0.0,
        "sentences": signs.sentences,
        "quotations": signs.quotations,
        "figures": signs.figures,
        "clash": signs.clash,
        "days": signs.days,
        "same_origin": max(signs.origin, 0.0),
        "other_origin": max(-signs.origin, 0.0),
        "far": min(signs.apart, FAR) / FAR,
    }


def likelihood(signs: Parts) -> float:
    """Return how likely two articles with ``signs`` retell the same report."""
    values = weighed(signs)
    weights, bias = (WEIGHTS_UNREAD, BIAS_UNREAD) if signs.meaning is None else (WEIGHTS, BIAS)
    return 1.0 / (1.0 + math.exp(-bias - sum(weights[name] * values[name] for name in weights)))


def meanings(article: Features, encode: Encode) -> Meanings:
    """Return the vectors of the opening sentences, in the half precision in which they are kept."""
    if not article.opening:
        return np.zeros((0, 0), np.float16)
    return np.array([encode(sentence) for sentence in article.opening], np.float16)


def likeness(one: Meanings, other: Meanings) -> float:
    """Return the mean of the two directions' mean cosine of each sentence with its likest."""
    if not len(one) or not len(other):
        return 0.0
    cosines = one.astype(np.float64) @ other.astype(np.float64).T
    return float(cosines.max(axis=0).mean() + cosines.max(axis=1).mean()) / 2


@lru_cache(maxsize=1)
def shipped_encoder() -> Encode:
    """Return the encoder that comes with the package, loaded at its first use."""
    from willing.encoder import Encoder

    encode: Encode = Encoder().encode
    return encode


def cosine(a: Features, b: Features) -> float:
    """Return the cosine of the weighted words of two articles."""
    _, of_a, of_b = np.intersect1d(a.terms, b.terms, assume_unique=True, return_indices=True)
    return float(np.dot(a.values[of_a].astype(np.float64), b.values[of_b].astype(np.float64)))


def alignment(a: Features, b: Features) -> float:
    """Return the mean, over the shorter article's sentences, of the likest sentence's cosine.

    Sentences count by the number of their terms.
    """
    if not a.sentence_ends or not b.sentence_ends:
        return 0.0
    shared = np.intersect1d(a.terms, b.terms, assume_unique=True)
    if not len(shared):
        return 0.0
    likeness = _rows(a, shared) @ _rows(b, shared).T
    means = []
    for likest, side in ((likeness.max(axis=1), a), (likeness.max(axis=0), b)):
        lengths = np.diff(np.array([0, *side.sentence_ends]))
        means.append((int(lengths.sum()), float(np.dot(likest, lengths) / lengths.sum())))
    return min(means)[1]


def _rows(side: Features, shared: NDArray[np.uint32]) -> NDArray[np.float32]:
    """Return a row for each sentence, a column for each of the ``shared`` terms."""
    lengths = np.diff(np.array([0, *side.sentence_ends]))
    places = np.minimum(np.searchsorted(shared, side.sentence_terms), len(shared) - 1)
    known = shared[places] == side.sentence_terms
    rows = np.zeros((len(lengths), len(shared)), np.float32)
    rows[np.repeat(np.arange(len(lengths)), lengths)[known], places[known]] = side.sentence_values[
        known
    ]
    return rows


def days_apart(a: Features, b: Features) -> int:
    """Return the least number of days between the dates of two articles, 0 where one has none."""
    gaps = [0]
    for one, other in ((a, b), (b, a)):
        if one.latest and other.earliest:
            gaps.append((other.earliest - one.latest).days)
    return max(gaps)


def _dated(article: Features) -> bool:
    return bool(article.earliest or article.latest)


def _shared(one: frozenset[Any], other: frozenset[Any], doubt: int = 0) -> float:
    """Return the share of the smaller set, enlarged by ``doubt``, that both hold; 0 for none."""
    smaller = min(len(one), len(other))
    return len(one & other) / (smaller + doubt) if smaller else 0.0


def _clash(one: frozenset[float], other: frozenset[float]) -> float:
    """Return how many amounts each gives without one in common, as a share of ``CLASH``."""
    if one & other:
        return 0.0
    return min(len(one), len(other), CLASH) / CLASH


def _same_origin(a: Features, b: Features) -> float:
    """Return 1 for one origin, -1 for two, 0 where it isn't known.

    An outlet has many reports on one subject, so its name tells only together with the days.
    """
    if not a.origin and not b.origin:
        return -1.0 if a.outlet and a.outlet == b.outlet else 0.0
    if a.origin and b.origin and a.origin != b.origin:
        return -1.0
    retold = {(a.origin, b.origin), (a.origin, b.outlet), (b.origin, a.outlet)}
    is_one = any(name and name == other for name, other in retold)
    return float(is_one and chance_of_same_days(a, b) > EVEN)


def chance_of_same_days(a: Features, b: Features) -> float:
    """Return how likely two articles are within ``SAME_NEWS`` days, each day being as likely.

    Days that two vague dates happen to share are no sign that the articles appeared together, so
    a date with an open end gives 0.
    """
    if not (a.earliest and a.latest and b.earliest and b.latest):
        return 0.0
    (first, last), (start, end) = sorted(
        (
            (a.earliest.toordinal(), a.latest.toordinal()),
            (b.earliest.toordinal(), b.latest.toordinal()),
        ),
        key=lambda days: days[1] - days[0],
    )
    days = range(first, min(last, first + TOO_FAR) + 1)
    near = (min(end, day + SAME_NEWS) - max(start, day - SAME_NEWS) + 1 for day in days)
    return sum(max(each, 0) for each in near) / (len(days) * (end - start + 1))


def copied(a: Features, b: Features) -> float:
    """Return the estimated share of five-word sequences in common, from the sketches."""
    if not a.sketch or not b.sketch:
        return 0.0
    one, other = np.frombuffer(a.sketch, np.uint32), np.frombuffer(b.sketch, np.uint32)
    return float(np.count_nonzero(one == other)) / SKETCH
