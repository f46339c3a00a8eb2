"""Put a position together: holder, agent, issue, conditions, sources and date of each claim."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from willing.extract import clauses
from willing.extract.attribution import Attribution
from willing.extract.conditions import Found, trimmed
from willing.extract.gazetteer import OUTLET, Name, Party
from willing.extract.issues import Context, IssueFinder, Verdict
from willing.extract.lines import Line
from willing.extract.quantity import quantity
from willing.extract.references import Reference, References, Scene
from willing.extract.sources import SourceReader
from willing.extract.stance import Claim
from willing.extract.text import PlainText
from willing.model import (
    Action,
    Actor,
    ActorKind,
    Article,
    Condition,
    Inference,
    Position,
    Source,
    SourceKind,
    Span,
    Stance,
)
from willing.temporal import date_position

SENTENCES_OF_CONTEXT = 3
LEAST_FIT_UNNAMED = 0.30
_LEFT_OUT = frozenset({"advcl", "parataxis", "mark"})
_CLAUSE_LEFT_OUT = frozenset({"nsubj", "nsubjpass", "aux", "auxpass", "neg", "advcl", "cc", "conj",
                              "punct", "mark", "ccomp", "parataxis", "expl"})


@dataclass(frozen=True, slots=True)
class _Link:
    """An attribution with the source already read."""

    attribution: Attribution
    source: Source
    speakers: tuple[Reference, ...]


class Desk:
    """Works through one article's sentences and collects its positions."""

    def __init__(
        self, article: Article, text: PlainText, references: References,
        issues: IssueFinder, headline: str,
    ) -> None:
        """Start with no sentence read."""
        self._article = article
        self._text = text
        self._references = references
        self._issues = issues
        self._headline = headline
        self._sources = SourceReader(references)
        self._sentence_number = 0
        self._offset = 0
        self._line: Line | None = None
        self._before: deque[str] = deque(maxlen=SENTENCES_OF_CONTEXT)
        self._links: list[_Link] = []
        self._last_speakers: tuple[Reference, ...] = ()
        self._origin = self._origin_source()
        self._found: list[Position] = []

    def positions(self) -> tuple[Position, ...]:
        """Return what was found, in the order of the text."""
        return tuple(self._found)

    # -- a line at a time

    def enter_line(self, doc: Doc, line: Line, names: dict[int, Name]) -> list[Scene]:
        """Take in a parsed line; return its sentences."""
        self._offset = line.start
        self._line = line
        self._links = []
        scenes = []
        for span in doc.sents:
            self._sentence_number += 1
            scene = Scene(span, names, self._sentence_number)
            self._references.enter(scene)
            scenes.append(scene)
        return scenes

    def attribute(
        self, scene: Scene, attributions: list[Attribution], quoted: list[tuple[int, int]]
    ) -> None:
        """Read the sources of a sentence and note who speaks which quotation."""
        for attribution in attributions:
            if attribution.source is None:
                continue
            cue = scene.span.doc[attribution.cue[0] : attribution.cue[1]].text
            source = self._sources.read(attribution.source, scene, cue)
            speakers = self._references.resolve(attribution.source, scene)
            if source.kind is SourceKind.OUTLET:
                speakers = ()
            self._links.append(_Link(attribution, source, speakers))
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

    def take(self, scene: Scene, claims: list[Claim], conditions: list[Found]) -> None:
        """Turn a sentence's claims into positions."""
        taken: set[tuple[str, str, str, str]] = set()
        for claim in claims:
            if any(c.start <= claim.head.i < c.end for c in conditions):
                continue
            for position in self._positions_of(scene, claim, claims, conditions):
                key = (
                    position.actor.id, position.stance, position.action.issue,
                    position.action.agent.id,
                )
                if key not in taken:
                    taken.add(key)
                    self._found.append(position)
        self._before.appendleft(scene.span.text)

    # -- a claim at a time

    def _positions_of(
        self, scene: Scene, claim: Claim, claims: list[Claim], conditions: list[Found]
    ) -> Iterator[Position]:
        links = self._chain(claim)
        holders = self._holders(scene, claim, links)
        if not holders:
            return
        words, (start, end) = self._action_words(claim, conditions)
        verdict = self._issues.find(words, self._context(scene))
        if not _is_relevant(claim, verdict, holders):
            return
        own_conditions = self._conditions(scene, claim, claims, conditions)
        for holder in holders:
            agent = self._agent(scene, claim, holder)
            yield self._position(
                scene, claim.stance, holder, agent, words, (start, end), verdict,
                own_conditions, links,
            )

    def _holders(
        self, scene: Scene, claim: Claim, links: list[_Link]
    ) -> tuple[Reference, ...]:
        if claim.by_speaker:
            for link in reversed(links):
                if link.source.kind is SourceKind.OUTLET:
                    continue
                return link.speakers
            return scene.speakers.get(claim.head.i, ())
        if claim.holder is None:
            return ()
        return self._references.resolve(claim.holder, scene, holder=claim.lexical)

    def _agent(self, scene: Scene, claim: Claim, holder: Reference) -> Reference:
        if claim.own or claim.stance is Stance.THREATEN:
            return holder
        if claim.agent is not None:
            found = self._references.resolve(claim.agent, scene) or self._references.party_within(
                claim.agent, scene
            )
            if not found:
                found = self._references.resolve(claim.agent, scene, holder=True)
            if found:
                return found[0]
        if claim.complement is not None:
            found = self._references.party_within(claim.complement, scene)
            if found:
                return found[0]
            for node in clauses.branch(claim.complement):
                name = scene.names.get(node.i)
                if name is not None and name.sort != OUTLET and name.party.id != holder.party.id:
                    return Reference(
                        name.party, node.doc, name.start, name.end, because="named in the action"
                    )
        return holder

    def _action_words(
        self, claim: Claim, conditions: list[Found]
    ) -> tuple[str, tuple[int, int]]:
        head = claim.complement if claim.complement is not None else claim.head
        left_out = _CLAUSE_LEFT_OUT if head.i == claim.head.i or head.pos_ in clauses.VERBAL else _LEFT_OUT
        within = {i for c in conditions for i in range(c.start, c.end)}
        nodes = [node.i for node in clauses.branch(head, left_out) if node.i not in within]
        nodes = [i for i in nodes if i >= head.i - 12] or [head.i]
        start, end = min(nodes), max(nodes) + 1
        inside = [c.start for c in conditions if start < c.start < end]
        if inside:
            end = min(inside)
        doc = head.doc
        while end - 1 > start and doc[end - 1].is_punct:
            end -= 1
        if doc[start].lower_ == "to" and end - start > 1:
            start += 1
        return doc[start:end].text, (start, end)

    def _context(self, scene: Scene) -> Context:
        before = list(self._before)
        return Context(
            scene.span.text, before[0] if before else "", " ".join(before[1:]), self._headline
        )

    def _conditions(
        self, scene: Scene, claim: Claim, claims: list[Claim], conditions: list[Found]
    ) -> tuple[Condition, ...]:
        result = []
        for found in conditions:
            if found.start <= claim.head.i < found.end:
                continue
            if not _qualifies(found, claim, claims):
                continue
            start, end = trimmed(found)
            text = self._original(scene.span.doc, start, end)
            parties = [
                scene.names[i].party.id
                for i in range(start, end)
                if i in scene.names and scene.names[i].sort != OUTLET
            ]
            result.append(Condition(found.kind, text, parties[0] if parties else None))
        return tuple(result)

    def _chain(self, claim: Claim) -> list[_Link]:
        links = [
            link for link in self._links
            if claim.head.i in link.attribution.content
            and link.attribution.cue[0] not in claim.words
        ]
        links.sort(key=lambda link: -len(link.attribution.content))
        return links

    def _position(
        self, scene: Scene, stance: Stance, holder: Reference, agent: Reference, words: str,
        tokens: tuple[int, int], verdict: Verdict, conditions: tuple[Condition, ...],
        links: list[_Link],
    ) -> Position:
        doc = scene.span.doc
        sentence = self._span(doc, scene.span.start, scene.span.end)
        action_span = self._span(doc, *tokens)
        actor = self._actor(holder)
        action = Action(
            self._actor(agent), action_span.text or words, verdict.issue, quantity(words)
        )
        attribution = self._attribution(links)
        date = date_position(
            self._text.text,
            (self._offset + doc[scene.span.start].idx, self._offset + _stop(doc, scene.span.end)),
            (self._offset + doc[tokens[0]].idx, self._offset + _stop(doc, tokens[1])),
            self._article.published,
        )
        inferred = tuple(
            Inference(field, reference.party.name, reference.because)
            for field, reference in (("actor", holder), ("agent", agent))
            if reference.because
        )
        identity = "|".join(
            [self._article.id, str(sentence.start), actor.id, stance, verdict.issue,
             action.agent.id, action.text]
        )
        return Position(
            hashlib.sha256(identity.encode()).hexdigest()[:12], self._article.id, sentence, actor,
            stance, action, conditions, attribution, date, inferred,
        )

    def _actor(self, reference: Reference) -> Actor:
        party: Party = reference.party
        text = self._original(reference.doc, reference.start, reference.end)
        if reference.doc is not self._current_doc:
            text = reference.text
        return Actor(party.id, party.name, text, party.kind, reference.person)

    def _attribution(self, links: list[_Link]) -> tuple[Source, ...]:
        sources = [link.source for link in links]
        outlets = [source for source in sources if source.kind is SourceKind.OUTLET]
        if outlets:
            self._origin = Source(outlets[0].text, SourceKind.OUTLET, outlets[0].name)
        elif self._origin is not None:
            sources.insert(0, self._origin)
        return tuple(sources)

    def _origin_source(self) -> Source | None:
        origin = self._article.origin
        if not origin or origin == self._article.outlet:
            return None
        return Source(origin, SourceKind.OUTLET, origin)

    # -- offsets

    @property
    def _current_doc(self) -> Doc | None:
        return None

    def _original(self, doc: Doc, start: int, end: int) -> str:
        return self._span(doc, start, end).text

    def _span(self, doc: Doc, start: int, end: int) -> Span:
        first = self._offset + doc[start].idx
        begin, stop = self._text.original(first, self._offset + _stop(doc, end))
        return Span(begin, stop, self._article.text[begin:stop])


def _stop(doc: Doc, end: int) -> int:
    last: Token = doc[end - 1]
    return last.idx + len(last.text)


def _is_relevant(claim: Claim, verdict: Verdict, holders: tuple[Reference, ...]) -> bool:
    if claim.lexical:
        return True
    if any(holder.party.kind is ActorKind.PERSON for holder in holders):
        return False
    return verdict.named or verdict.fit >= LEAST_FIT_UNNAMED


def _qualifies(found: Found, claim: Claim, claims: list[Claim]) -> bool:
    """Tell whether a condition bears on a claim: its governor is the claim's, above or below it."""
    reach = {claim.head.i, *claim.words}
    if claim.complement is not None:
        reach.update(node.i for node in clauses.branch(claim.complement, frozenset({"conj"})))
    verb = claim.head
    for _ in range(3):
        reach.add(verb.i)
        if verb.pos_ in clauses.VERBAL or verb.head == verb:
            break
        verb = verb.head
        reach.add(verb.i)
    if found.governor.i in reach:
        return True
    nearest = min(claims, key=lambda other: abs(other.head.i - found.governor.i))
    return nearest is claim or nearest.head.i == claim.head.i


__all__ = ["Desk"]
