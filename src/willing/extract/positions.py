"""Put a position together: holder, agent, issue, conditions, sources and date of each claim."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from willing.agenda import OTHER
from willing.extract import clauses
from willing.extract.agents import agent_of
from willing.extract.attribution import Attribution
from willing.extract.dialogue import is_question
from willing.extract.finding import Finding, Phrase
from willing.extract.gazetteer import OUTLET, Name
from willing.extract.issues import Context, IssueFinder, Verdict
from willing.extract.lines import Line
from willing.extract.quantity import quantity
from willing.extract.references import Reference, References, Scene
from willing.extract.sources import SELF, SourceReader, carried, outlet_words
from willing.extract.text import PlainText
from willing.model import (
    Action,
    Actor,
    Article,
    Condition,
    Inference,
    Position,
    Quantity,
    Source,
    SourceKind,
    Span,
)
from willing.temporal import date_position

SENTENCES_OF_CONTEXT = 3
ANSWERS = frozenset({"a", "answer"})
BEYOND = frozenset({"advcl", "conj", "parataxis", "relcl", "ccomp", "appos"})
REPORTED = frozenset({"would", "'d"})
QUESTIONS = frozenset({"q", "question", "reporter", "journalist", "interviewer", "moderator"})


@dataclass(frozen=True, slots=True)
class Link:
    """An attribution with the source already read."""

    attribution: Attribution
    source: Source
    speakers: tuple[Reference, ...]
    told: Source | None = None


class Desk:
    """Works through one article's sentences: sources, context, and positions of what was found."""

    def __init__(
        self, article: Article, text: PlainText, references: References, headline: str
    ) -> None:
        """Start with no sentence read."""
        self._article = article
        self._text = text
        self.references = references
        self._headline = headline
        self._sources = SourceReader(references, article.origin)
        self._sentence_number = 0
        self.offset = 0
        self._before: deque[str] = deque(maxlen=SENTENCES_OF_CONTEXT)
        self._links: list[Link] = []
        self._last_speakers: tuple[Reference, ...] = ()
        self._origin = self._origin_source()
        self._speaker: Source | None = None
        self._drafts: list[tuple[Verdict, list[Position]]] = []
        self._outlet_words: dict[int, str | None] = {}
        self.interviewee: str | None = None
        self._asked = False
        self._indirect: tuple[Link, ...] = ()

    def positions(self, issues: IssueFinder) -> tuple[Position, ...]:
        """Return what was found, in the order of the text, each party's position only once."""
        settled = issues.settle([about for about, _ in self._drafts])
        found: dict[tuple[int, str, str, str, str], Position] = {}
        for issue, (_, drafts) in zip(settled, self._drafts, strict=True):
            for draft in drafts:
                position = replace(draft, action=replace(draft.action, issue=issue))
                agent = position.action.agent.id
                key = (position.sentence.start, position.actor.id, position.stance, issue, agent)
                found.setdefault(key, replace(position, id=_identity(position)))
        return tuple(found.values())

    # -- a line at a time

    def enter_line(
        self,
        doc: Doc,
        line: Line,
        names: dict[int, Name],
        label: Doc | None = None,
        label_names: dict[int, Name] | None = None,
    ) -> list[Scene]:
        """Take in a parsed line and the label before its colon; return its sentences."""
        self.offset = line.start
        self._links = []
        self._indirect = ()
        speakers = self._label(doc.text, label, label_names or {})
        scenes = []
        for span in doc.sents:
            self._sentence_number += 1
            scene = Scene(span, names, self._sentence_number)
            if speakers:
                scene.speakers.update(dict.fromkeys(range(span.start, span.end), speakers))
            self.references.enter(scene)
            scenes.append(scene)
        return scenes

    def _label(self, line: str, label: Doc | None, names: dict[int, Name]) -> tuple[Reference, ...]:
        """Return the party that speaks the line, by the label before its colon."""
        self._speaker = None
        if self.interviewee is not None and (label is None or label.text.casefold() in ANSWERS):
            if is_question(line):
                self._asked = True
            elif self._asked or label is not None:
                self._speaker = Source(self.interviewee, SourceKind.NAMED, self.interviewee)
            return ()
        if label is None or label.text.casefold() in QUESTIONS:
            return ()
        self._speaker = Source(label.text, SourceKind.NAMED, label.text)
        reference = None
        for name in names.values():
            if name.sort != OUTLET:
                reference = Reference(name.party, label, name.start, name.end)
                break
        if reference is None:
            reference = self.references.person_named(label)
        if reference is None:
            return ()
        self.references.introduce_speaker(reference, self._sentence_number)
        return (reference,)

    def attribute(
        self, scene: Scene, attributions: list[Attribution], quoted: list[tuple[int, int]]
    ) -> None:
        """Read the sources of a sentence and note who speaks which quotation."""
        self._outlet_words[scene.span.start] = outlet_words(scene)
        for attribution in attributions:
            cue = scene.span.doc[attribution.cue[0] : attribution.cue[1]].text
            if not attribution.source.is_alpha and attribution.source.text != "I":
                continue
            source = self._sources.read(attribution.source, scene, cue)
            speakers = self.references.resolve(attribution.source, scene)
            if source.kind is SourceKind.OUTLET:
                speakers = ()
            told = self._sources.outlet_told(attribution.told, scene)
            self._links.append(Link(attribution, source, speakers, told))
            if attribution.direct and speakers:
                self._last_speakers = speakers
                for index in attribution.content:
                    scene.speakers[index] = speakers
        for start, end in quoted:
            for index in range(start, end):
                if index not in scene.speakers:
                    scene.speakers[index] = self._speaker_of(index)

    def _speaker_of(self, index: int) -> tuple[Reference, ...]:
        for link in self._links:
            if link.attribution.direct and index in link.attribution.content:
                return link.speakers
        return self._last_speakers

    def take(self, scene: Scene, findings: Iterable[Finding]) -> None:
        """Turn what a reader found in a sentence into positions, their issues still open."""
        for finding in findings:
            drafts = list(self._positions_of(scene, finding))
            if drafts:
                self._drafts.append((finding.about, drafts))

    def leave(self, scene: Scene) -> None:
        """Keep the sentence as context for those that follow."""
        self._before.appendleft(scene.span.text)
        here = range(scene.span.start, scene.span.end)
        said = tuple(link for link in self._links if link.attribution.cue[0] in here)
        self._indirect = said or self._indirect

    def bounds(self, scene: Scene) -> tuple[int, int]:
        """Return where the sentence begins and ends in the plain text."""
        return self.offset + scene.span.start_char, self.offset + scene.span.end_char

    # -- a claim at a time

    def _positions_of(self, scene: Scene, finding: Finding) -> Iterator[Position]:
        links = self.chain(finding.head, finding.cue_words)
        conditions = tuple(self._condition(scene, phrase) for phrase in finding.conditions)
        for holder in finding.holders:
            agent = agent_of(finding, holder, scene, self.references)
            yield self._position(scene, finding, holder, agent, conditions, links)

    def _quantity(self, finding: Finding) -> Quantity | None:
        """Return the amount in the action's words, or in what else its verb governs."""
        doc = finding.head.doc
        found = quantity(doc[finding.start : finding.end].text)
        if found is not None or finding.head.pos_ not in clauses.VERBAL:
            return found
        below = clauses.branch(finding.head, BEYOND)
        rest = sorted(node.i for node in below if node.i > finding.head.i)
        within = {i for phrase in finding.conditions for i in range(phrase.start, phrase.end)}
        return quantity(" ".join(doc[index].text for index in rest if index not in within))

    def _condition(self, scene: Scene, phrase: Phrase) -> Condition:
        parties = [
            scene.names[index].party.id
            for index in range(phrase.start, phrase.end)
            if index in scene.names and scene.names[index].sort != OUTLET
        ]
        text = self._span(scene.span.doc, phrase.start, phrase.end).text
        return Condition(phrase.kind, text, parties[0] if parties else None)

    def context(self, scene: Scene) -> Context:
        """Return the words around a sentence that tell what its actions are about."""
        before = list(self._before)
        return Context(
            scene.span.text, before[0] if before else "", " ".join(before[1:]), self._headline
        )

    def chain(self, head: Token, cue_words: frozenset[int] = frozenset()) -> list[Link]:
        """Return the attributions whose content holds ``head``, outermost first."""
        links = [
            link
            for link in self._links
            if head.i in link.attribution.content and link.attribution.cue[0] not in cue_words
        ]
        links.sort(key=lambda link: (link.attribution.cites, -len(link.attribution.content)))
        unique = {link.attribution.source.i: link for link in reversed(links)}
        return [link for link in links if unique[link.attribution.source.i] is link]

    def _position(
        self,
        scene: Scene,
        finding: Finding,
        holder: Reference,
        agent: Reference,
        conditions: tuple[Condition, ...],
        links: list[Link],
    ) -> Position:
        doc = scene.span.doc
        sentence = self._span(doc, scene.span.start, scene.span.end)
        words = self._span(doc, finding.start, finding.end)
        actor = self._actor(holder)
        action = Action(self._actor(agent), words.text, OTHER, self._quantity(finding))
        date = date_position(
            self._text.text,
            (self.offset + scene.span.start_char, self.offset + scene.span.end_char),
            (self.offset + doc[finding.start].idx, self.offset + _stop(doc, finding.end)),
            self._article.published,
        )
        inferred = tuple(
            Inference(field, reference.party.name, reference.because)
            for field, reference in (("actor", holder), ("agent", agent))
            if reference.because
        )
        return Position(
            "",
            self._article.id,
            sentence,
            actor,
            finding.stance,
            action,
            conditions,
            self.sources(finding.head, links),
            date,
            inferred,
            None if finding.confidence is None else round(finding.confidence, 3),
        )

    def _going_on(self, head: Token) -> list[Link]:
        """Return the sources of the sentence before, where their words go on ("It would …")."""
        here = range(head.sent.start, head.sent.end)
        told = any(link.attribution.cue[0] in here for link in self._links)
        if told or self._speaker is not None:
            return []
        verb = next((n for n in (head, *clauses.ancestors(head)) if clauses.auxiliaries(n)), head)
        reported = any(aux.lower_ in REPORTED for aux in clauses.auxiliaries(verb))
        return list(self._indirect) if reported else []

    @staticmethod
    def _actor(reference: Reference) -> Actor:
        party = reference.party
        return Actor(party.id, party.name, reference.text, party.kind, reference.person)

    def sources(self, head: Token, links: list[Link]) -> tuple[Source, ...]:
        """Return on whose word ``head`` is had, outermost first; ``links`` are its chain."""
        links = links or self._going_on(head)
        sources: list[Source] = []
        for link in links:
            if link.told is not None:
                sources.append(link.told)
            if self._speaker is None or link.source.text.lower() not in SELF:
                sources.append(link.source)
        if self._speaker is not None:
            sources.insert(0, self._speaker)
        outlets = [source for source in sources if source.kind is SourceKind.OUTLET]
        if outlets:
            self._origin = carried(outlets[0])
        elif self._origin is not None:
            origin = self._origin
            sources.insert(
                0, replace(origin, text=self._outlet_words.get(head.sent.start) or origin.text)
            )
        return tuple(sources)

    def _origin_source(self) -> Source | None:
        origin = self._article.origin
        if not origin or origin == self._article.outlet:
            return None
        return Source(origin, SourceKind.OUTLET, origin)

    # -- offsets

    def _span(self, doc: Doc, start: int, end: int) -> Span:
        first = self.offset + doc[start].idx
        begin, stop = self._text.original(first, self.offset + _stop(doc, end))
        return Span(begin, stop, self._article.text[begin:stop])


def _stop(doc: Doc, end: int) -> int:
    last: Token = doc[end - 1]
    return last.idx + len(last.text)


def _identity(position: Position) -> str:
    parts = [
        position.article_id,
        str(position.sentence.start),
        position.actor.id,
        position.stance,
        position.action.issue,
        position.action.agent.id,
        position.action.text,
    ]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:12]
