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
SELF = frozenset({"i", "we"})
_COUNTING = frozenset(
    "one two three four five six several some many few others another third second most "
    "someone somebody".split()
)
_COUNTERPARTS = frozenset({"counterpart", "colleague", "predecessor", "successor", "deputy"})
_REPORTING = frozenset({"reports", "writes", "reported", "wrote"})
_PERSONAL = frozenset({"he", "she", "his", "her", "him", "who"})
_SPOKEN_FOR = ("spokes",)
_WORDS = frozenset({"relcl", "acl", "advcl", "ccomp", "conj", "cc", "punct"})


def carried(outlet: Source) -> Source:
    """Return the outlet as it is carried over to later sentences: without a cue, by its name."""
    named = any(word[0].isupper() for word in outlet.text.split()[1:] or [outlet.text])
    return Source(outlet.text if named else outlet.name, SourceKind.OUTLET, outlet.name)


def outlet_words(scene: Scene) -> str | None:
    """Return "the agency", or what else a sentence calls the outlet whose report it retells."""
    for token in scene.span:
        if token.lemma_.lower() in _OUTLET_HEADS and token.i not in scene.names:
            before = token.doc[token.i - 1] if token.i > scene.span.start else token
            if before.lower_ == "the":
                return f"{before.text} {token.text}"
    return None


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
        if cue is not None and cue.lower() in _REPORTING and head.i not in scene.names:
            unknown = head.text.isupper() and self._is_unknown_name(head, scene)
            kind = SourceKind.OUTLET if unknown else kind
        source = Source(text, kind, self._name(head, scene, references, text), cue)
        if kind is SourceKind.OUTLET:
            source = self._settle_outlet(source, scene, head)
        if head.lower_ in {"he", "she", "they", "it"} and self._last is not None:
            same = references and references[0].person
            source = Source(text, kind, same or self._last.name, cue)
        else:
            self._last = source
        return source

    def outlet_told(self, head: Token | None, scene: Scene) -> Source | None:
        """Return the outlet that somebody speaks to, ``None`` where it is none."""
        if head is None:
            return None
        start, end = clauses.span_of(head, _WORDS)
        text = head.doc[start:end].text.strip(" ,")
        name = scene.names.get(head.i)
        if name is not None:
            found = name.party.name if name.sort == OUTLET else None
        elif head.lemma_.lower() in _OUTLET_HEADS:
            found = self.outlet or text
        else:
            found = text if self._is_unknown_name(head, scene) else None
        return Source(text, SourceKind.OUTLET, found) if found is not None else None

    def _is_unknown_name(self, head: Token, scene: Scene) -> bool:
        """Tell whether a bare name is of no party and no person that the article knows."""
        bare = not any(child.dep_ in {"det", "poss", "appos"} for child in head.children)
        named = head.pos_ == "PROPN" or head.lower_ in {"dpa", "tass"}
        if not (bare and named) or head.doc[max(0, head.i - 1)].lower_ in ROLES.titles:
            return False
        found = self._references.resolve(head, scene)
        return not found or (
            found[0].person is None and found[0].party.kind not in {ActorKind.COUNTRY}
        )

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
        if lemma == "paper" and not _is_definite(head):
            return SourceKind.DOCUMENT
        if lemma in _OUTLET_HEADS or any(
            child.dep_ == "appos" and (found := scene.names.get(child.i)) and found.sort == OUTLET
            for child in head.children
        ):
            return SourceKind.OUTLET
        if self.outlet and lemma in {part.lower() for part in self.outlet.split()[1:]}:
            return SourceKind.OUTLET
        if word in {"he", "she", "him", "i"}:
            unnamed = self._last is not None and self._last.kind is SourceKind.ANONYMOUS
            return SourceKind.ANONYMOUS if unnamed and word != "i" else SourceKind.NAMED
        if word in _COUNTING and name is None:
            return SourceKind.ANONYMOUS
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
        if _is_body(head, lemma):
            return SourceKind.INSTITUTION
        if lemma in _COUNTERPARTS:
            return SourceKind.ANONYMOUS if head.tag_ == "NNS" else SourceKind.NAMED
        if head.pos_ == "PROPN" and any(child.lower_ in {"a", "an"} for child in head.children):
            return SourceKind.ANONYMOUS
        if head.pos_ == "PROPN" and not (lemma in _INSTITUTIONS or lemma in ROLES.bodies):
            return SourceKind.INSTITUTION if _is_thing(head) else SourceKind.NAMED
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


def _is_body(head: Token, lemma: str) -> bool:
    """Tell whether the noun means a body rather than its members or its head."""
    return (
        (lemma in _INSTITUTIONS or lemma in ROLES.bodies)
        and lemma not in _LEADING
        and lemma not in {"head", "house"}
        and not (head.tag_ in {"NNS", "NNPS"} and lemma in ROLES.people)
    )


def _is_thing(head: Token) -> bool:
    """Tell whether the words after an unknown name speak of it as "it"."""
    for token in head.doc[head.i + 1 : head.sent.end]:
        if token.lower_ in _PERSONAL:
            return False
        if token.lower_ in {"it", "its"}:
            return token.dep_ != "expl"
    return False


def _is_definite(head: Token) -> bool:
    return any(
        child.dep_ in {"det", "poss"} and child.lower_ not in {"a", "an", "some", "one", "another"}
        for child in head.children
    )
