"""Article → Reading: the one path from a text to its positions, a step a module."""

from __future__ import annotations

from willing.agenda import Agenda
from willing.extract.attribution import attributions, quotations
from willing.extract.conditions import ConditionFinder
from willing.extract.encoder import Encoder
from willing.extract.gazetteer import Gazetteer
from willing.extract.issues import IssueFinder
from willing.extract.lines import LineReader, Role
from willing.extract.parse import parser
from willing.extract.people import People
from willing.extract.positions import Desk
from willing.extract.references import References
from willing.extract.stance import StanceFinder
from willing.extract.text import plain
from willing.model import Article, Reading

VERSION = "rules-1"


class Extractor:
    """Reads articles under one agenda; holds the parser, so make one and use it for many."""

    def __init__(self, agenda: Agenda) -> None:
        """Load the parser, the encoder and the lexicons, and prepare ``agenda``."""
        self.agenda = agenda
        self._parser = parser()
        self._gazetteer = Gazetteer(self._parser)
        self._people = People(self._gazetteer)
        self._lines = LineReader()
        self._stances = StanceFinder()
        self._conditions = ConditionFinder()
        self._issues = IssueFinder(agenda, Encoder())

    def read(self, article: Article) -> Reading:
        """Return the positions that ``article`` reports, in the order of their sentences."""
        text = plain(article.text)
        lines = self._lines.lines(text.text, article.title)
        body = [line for line in lines if line.role is Role.BODY]
        docs = self._parser.pipe(text.text[line.start : line.end] for line in body)
        references = References(self._gazetteer, self._people)
        headline = next((text.text[l.start : l.end] for l in lines if l.role is Role.TITLE), "")
        desk = Desk(article, text, references, self._issues, headline)
        seen: set[str] = set()
        self._gazetteer.find(self._parser.make_doc(text.text), seen)
        for line, doc in zip(body, docs, strict=True):
            names = self._gazetteer.find(doc, seen)
            quoted = quotations(doc)
            scenes = desk.enter_line(doc, line, names)
            for scene in scenes:
                desk.attribute(scene, list(attributions(scene.span, quoted)), quoted)
            for scene in scenes:
                claims = self._stances.find(scene.span)
                if claims:
                    desk.take(scene, claims, self._conditions.find(scene.span))
        return Reading(
            article.id, VERSION, self.agenda.version, desk.positions(),
            tuple(references.introduced.values()),
        )
