"""Which articles retell the same report, whose it was and when, and what each rewrite changed."""

from __future__ import annotations

from willing.story.compare import Parts, Score, score
from willing.story.index import Index, reports
from willing.story.profile import Features, features
from willing.story.report import Report, narrowed
from willing.story.rewording import Aligned, Change, align, changes, together
from willing.story.witness import Witness, witnesses

__all__ = [
    "Aligned",
    "Change",
    "Features",
    "Index",
    "Parts",
    "Report",
    "Score",
    "Witness",
    "align",
    "changes",
    "features",
    "narrowed",
    "reports",
    "score",
    "together",
    "witnesses",
]
