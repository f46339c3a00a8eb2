"""The words of a sentence that could name the holder of a position."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from willing.extract import clauses
from willing.extract.bodies import is_inside_name
from willing.extract.gazetteer import ADJECTIVE, OUTLET
from willing.extract.references import Reference, References, Scene

INSIDE_NAMES = frozenset({"compound", "nmod", "amod", "nummod", "punct", "case", "det"})
ACTING_NOUNS = frozenset({"NOUN", "PROPN"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mention ``[start, end)`` with the parties that it stands for."""

    head: Token
    start: int
    end: int
    references: tuple[Reference, ...]


def candidates(scene: Scene, references: References) -> list[Candidate]:
    """Return the mentions of parties in a sentence, in order, one a noun phrase."""
    found = []
    for token in scene.span:
        name = scene.names.get(token.i)
        adjective = (
            name is not None
            and name.sort == ADJECTIVE
            and token.dep_ in {"amod", "compound"}
            and token.head.pos_ in ACTING_NOUNS
        )
        if adjective and name is not None:
            reference = Reference(name.party, token.doc, name.start, name.end)
            if not references.resolve_one(token.head, scene, holder=False):
                found.append(Candidate(token, name.start, name.end, (reference,)))
            continue
        if token.pos_ not in clauses.NOMINAL and token.lower_ not in {"its", "their", "his", "her"}:
            continue
        if token.dep_ in INSIDE_NAMES or is_inside_name(token):
            continue
        if name is not None and name.sort == OUTLET and token.dep_ not in clauses.SUBJECTS:
            continue
        parties = references.resolve_one(token, scene, holder=True)
        if parties:
            start = min([parties[0].start, token.i]) if parties[0].doc is token.doc else token.i
            found.append(Candidate(token, start, token.i + 1, parties))
    return found
