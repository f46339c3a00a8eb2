"""What sort of word a source is: an outlet, a named person, an unnamed one, a body, a paper."""

from __future__ import annotations

from spacy.tokens import Token

from willing.extract import clauses
from willing.extract.gazetteer import OUTLET
from willing.extract.references import Reference, References, Scene
from willing.extract.words import ROLES
from willing.lexicon import load
from willing.model import ActorKind, Source, SourceKind

_CUES = load("cues")
_DOCUMENTS = frozenset(_CUES["document_heads"])
_INSTITUTIONS = frozenset(_CUES["institution_heads"])
_OUTLET_HEADS = frozenset(_CUES["outlet_heads"])
_INDEFINITE = frozenset(
    "a an one two three four five six several some many another other senior unnamed anonymous "
    "high-ranking multiple few both".split()
)
_LEADING = frozenset({"leader", "ally", "partner", "government", "minister", "lawmaker", "member"})
_SPOKEN_FOR = ("spokes",)
_WORDS = frozenset({"relcl", "acl", "advcl", "ccomp", "conj", "cc", "punct"})


class SourceReader:
    """Makes sources of the nouns that attributions point at, remembering whom "he" is."""

    def __init__(self, references: References, outlet: str | None) -> None:
        """Remember only the outlet whose report the article retells, if any."""
        self._references = references
        self._last: Source | None = None
        self.outlet = outlet

    def read(self, head: Token, scene: Scene, cue: str | None) -> Source:
        """Return the source that the noun phrase headed by ``head`` names."""
        start, end = clauses.span_of(head, _WORDS)
        text = head.doc[start:end].text.strip(" ,")
        references = self._references.resolve(head, scene)
        kind = self._kind(head, scene, references)
        source = Source(text, kind, self._name(head, scene, references, text), cue)
        if kind is SourceKind.OUTLET:
            source = self._settle_outlet(source, scene, head)
        if head.lower_ in {"he", "she", "they", "it"} and self._last is not None:
            same = references and references[0].person
            source = Source(text, kind, same or self._last.name, cue)
        else:
            self._last = source
        return source

    def _settle_outlet(self, source: Source, scene: Scene, head: Token) -> Source:
        """Let "the newspaper" and "the Post" be the outlet that was named before."""
        named = any(
            index in scene.names and scene.names[index].sort == OUTLET
            for index in range(*clauses.span_of(head, _WORDS))
        )
        if named or self.outlet is None:
            self.outlet = source.name if named else self.outlet
            return source
        return Source(source.text, source.kind, self.outlet, source.cue)

    def _kind(self, head: Token, scene: Scene, references: tuple[Reference, ...]) -> SourceKind:
        word, lemma = head.lower_, head.lemma_.lower()
        name = scene.names.get(head.i)
        if name is not None and name.sort == OUTLET:
            return SourceKind.OUTLET
        if lemma in _OUTLET_HEADS or any(
            child.dep_ == "appos" and (found := scene.names.get(child.i)) and found.sort == OUTLET
            for child in head.children
        ):
            return SourceKind.OUTLET
        if self.outlet and lemma in {part.lower() for part in self.outlet.split()[1:]}:
            return SourceKind.OUTLET
        if word in {"he", "she", "i"}:
            return SourceKind.NAMED
        if word in {"they", "it", "we", "them", "who", "that", "which"}:
            if self._last is not None:
                return self._last.kind
            return SourceKind.NAMED if word == "who" else SourceKind.INSTITUTION
        if lemma in _DOCUMENTS:
            return SourceKind.DOCUMENT
        if lemma in ROLES.anonymous and lemma not in _LEADING:
            return self._person_kind(head, lemma)
        if name is not None:
            return SourceKind.INSTITUTION
        if lemma.startswith(_SPOKEN_FOR):
            return SourceKind.NAMED
        if head.pos_ == "PROPN" and not (lemma in _INSTITUTIONS or lemma in ROLES.bodies):
            return SourceKind.NAMED
        if lemma in ROLES.people or lemma in ROLES.anonymous:
            return self._person_kind(head, lemma)
        if lemma in _INSTITUTIONS or lemma in ROLES.bodies or lemma in ROLES.collective:
            return SourceKind.INSTITUTION
        if references and references[0].party.kind is not ActorKind.PERSON:
            return SourceKind.INSTITUTION
        return (
            SourceKind.NAMED if head.tag_ == "NN" and _is_definite(head) else SourceKind.ANONYMOUS
        )

    @staticmethod
    def _person_kind(head: Token, lemma: str) -> SourceKind:
        if any(child.dep_ == "appos" and child.pos_ == "PROPN" for child in head.children):
            return SourceKind.NAMED
        if head.tag_ in {"NNS", "NNPS"}:
            if lemma in _LEADING:
                return SourceKind.INSTITUTION
            return SourceKind.ANONYMOUS
        words = {child.lower_ for child in head.children}
        if words & _INDEFINITE or lemma in {"source", "insider", "person"}:
            return SourceKind.ANONYMOUS
        if lemma in {"diplomat", "official", "interlocutor"} and not _is_definite(head):
            return SourceKind.ANONYMOUS
        if lemma in {"diplomat", "official", "interlocutor"}:
            return SourceKind.ANONYMOUS
        return SourceKind.NAMED

    def _name(self, head: Token, scene: Scene, references: tuple[Reference, ...], text: str) -> str:
        name = scene.names.get(head.i)
        if name is not None:
            return name.party.name
        for child in head.children:
            found = scene.names.get(child.i) if child.dep_ == "appos" else None
            if found is not None and found.sort == OUTLET:
                return found.party.name
        if references and references[0].person and head.pos_ == "PROPN":
            return references[0].person
        for article in ("the ", "a ", "an "):
            if text.lower().startswith(article):
                return text[len(article) :]
        return text


def _is_definite(head: Token) -> bool:
    return any(
        child.dep_ in {"det", "poss"} and child.lower_ not in {"a", "an", "some", "one", "another"}
        for child in head.children
    )
