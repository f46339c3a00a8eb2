"""All measures of a reading in one pass over its articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from willing.evaluation.calibration import Calibration, calibration
from willing.evaluation.errors import Failing, confusion, failing
from willing.evaluation.matching import agreement, matched
from willing.evaluation.reading import Pair, pair
from willing.evaluation.scores import Scores, Tally
from willing.export.records import Record

RIGHT = "actor+stance+issue"
"""What must agree for a position to be right, where confidence is judged."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What came of reading annotated articles.

    ``confusion`` counts annotated stances with the read ones, ``None`` for no position;
    ``calibration`` is ``None`` where the reader says no confidence.
    """

    articles: int
    scores: Scores
    calibration: Calibration | None
    confusion: Mapping[tuple[str | None, str | None], int]
    failing: tuple[Failing, ...]


def evaluate(pairs: Iterable[Pair]) -> Evaluation:
    """Return every measure of ``pairs``, an article each."""
    tally, counts = Tally(), Counter[tuple[str | None, str | None]]()
    sentences: list[Failing] = []
    judged: list[tuple[float, bool]] = []
    articles = 0
    for one in pairs:
        articles += 1
        places = matched(one.expected, one.found)
        tally.add(one.expected, one.found, places)
        counts.update(confusion(one, places))
        sentences += failing(one, places)
        right = {
            column
            for row, column in places
            if RIGHT in agreement(one.expected[row], one.found[column])
        }
        judged += [
            (mark.confidence, column in right)
            for column, mark in enumerate(one.found)
            if mark.confidence is not None
        ]
    return Evaluation(articles, tally.scores(), calibration(judged), counts, tuple(sentences))


def judge(readings: Iterable[tuple[Record, list[Record]]]) -> Scores:
    """Return the scores of ``readings``, each an annotated article and the records read from it."""
    return evaluate(pair(annotated, records) for annotated, records in readings).scores
