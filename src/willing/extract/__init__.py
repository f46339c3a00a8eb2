"""Article → Reading: the one path from a text to its positions, a step a module."""

from __future__ import annotations

from willing.agenda import Agenda
from willing.model import Article, Reading

VERSION = "rules-1"


class Extractor:
    """Reads articles under one agenda; holds the parser, so make one and use it for many."""

    def __init__(self, agenda: Agenda) -> None:
        """Load the parser and the lexicons, and prepare ``agenda``."""
        self.agenda = agenda

    def read(self, article: Article) -> Reading:
        """Return the positions that ``article`` reports, in the order of their sentences."""
        return Reading(article.id, VERSION, self.agenda.version, ())
