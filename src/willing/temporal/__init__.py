"""Find, resolve and apply the dates of English news text; nothing here parses sentences."""

from __future__ import annotations

from willing.temporal.article import date_article
from willing.temporal.expressions import Expression, Kind, find
from willing.temporal.position import date_position
from willing.temporal.reasons import reasons
from willing.temporal.resolve import Interval, Tense, resolve

__all__ = [
    "Expression",
    "Interval",
    "Kind",
    "Tense",
    "date_article",
    "date_position",
    "find",
    "reasons",
    "resolve",
]
