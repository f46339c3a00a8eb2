"""Article → Reading: the one path from a text to its positions, a step a module."""

from __future__ import annotations

from collections.abc import Iterator

from willing.agenda import Agenda
from willing.encoder import Encoder
from willing.extract.attribution import attributions, quotations
from willing.extract.dialogue import interviewee, principal
from willing.extract.gazetteer import Gazetteer
from willing.extract.issues import IssueFinder
from willing.extract.learned import LearnedReader
from willing.extract.lines import LineReader, Role
from willing.extract.parse import parser
from willing.extract.people import People
from willing.extract.positions import Desk
from willing.extract.references import References, Scene
from willing.extract.rules import RulesReader
from willing.extract.text import PlainText, plain
from willing.model import Article, Reading

READERS = ("learned", "rules")
DEFAULT_READER = "learned"
RULES_VERSION = "2"


def version(reader: str = DEFAULT_READER) -> str:
    """Return what a reading by ``reader`` is filed under; another version reads anew."""
    return f"{reader}-{RULES_VERSION}"


VERSION = version()


class Extractor:
    """Reads articles under one agenda; holds the parser, so make one and use it for many."""

    def __init__(self, agenda: Agenda, reader: str = DEFAULT_READER) -> None:
        """Load the parser, the encoder, the lexicons and the reader, and prepare ``agenda``."""
        self.version = version(reader)
        self._parser = parser()
        self.gazetteer = Gazetteer(self._parser)
        self.people = People(self.gazetteer)
        self._lines = LineReader()
        self._encoder = Encoder()
        self.reader = _reader(reader)
        self.use(agenda)

    def use(self, agenda: Agenda) -> None:
        """Read under ``agenda`` from now on."""
        self.agenda = agenda
        self.issues = IssueFinder(agenda, self._encoder)

    def read(self, article: Article) -> Reading:
        """Return the positions that ``article`` reports, in the order of their sentences."""
        text = plain(article.text)
        references = References(self.gazetteer, self.people)
        desk = Desk(article, text, references, self.headline(text, article))
        for scene in self.scenes(article, text, desk):
            desk.take(scene, self.reader.read(scene, desk, self.issues))
            desk.leave(scene)
        return Reading(
            article.id,
            self.version,
            self.agenda.version,
            desk.positions(self.issues),
            tuple(references.introduced.values()),
        )

    def scenes(self, article: Article, text: PlainText, desk: Desk) -> Iterator[Scene]:
        """Yield the sentences of the article's body, their names, sources and speakers known."""
        lines = self._lines.lines(text.text, article.title)
        body = [line for line in lines if line.role is Role.BODY]
        docs = self._parser.pipe(text.text[line.start : line.end] for line in body)
        seen = self.gazetteer.survey(self._parser.make_doc(text.text))
        parsed = [(doc, self.gazetteer.find(doc, seen.copy())) for doc in docs]
        who = principal(text.text, lines, self._parser, self.gazetteer, article.outlet)
        desk.references.survey(
            [doc for doc, _ in parsed], seen, article.outlet, article.published, who
        )
        desk.interviewee = interviewee(text.text, lines)
        for line, (doc, names) in zip(body, parsed, strict=True):
            quoted = quotations(doc)
            label = self._parser.make_doc(line.speaker) if line.speaker else None
            label_names = self.gazetteer.find(label, seen.copy()) if label is not None else {}
            scenes = desk.enter_line(doc, line, names, label, label_names)
            for scene in scenes:
                desk.attribute(scene, list(attributions(scene.span, quoted)), quoted)
            yield from scenes

    def headline(self, text: PlainText, article: Article) -> str:
        """Return the article's headline as it stands in the text, or nothing."""
        lines = self._lines.lines(text.text, article.title)
        title = next((line for line in lines if line.role is Role.TITLE), None)
        return text.text[title.start : title.end] if title is not None else ""


def _reader(name: str) -> RulesReader | LearnedReader:
    return LearnedReader() if name == "learned" else RulesReader()
