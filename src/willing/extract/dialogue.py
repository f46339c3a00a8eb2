"""Say whose answers an interview or a briefing prints, by its headline, its deck and its outlet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from willing.extract.gazetteer import CAPITAL, OUTLET, SEAT, Gazetteer, Name, Party
from willing.extract.lines import Line, Role
from willing.extract.words import ROLES, folded
from willing.model import ActorKind

LEAST_TURNS = 3
LONGEST_QUESTION = 40
HEAD_LINES = 3
_PERSON = re.compile(r"(?:[A-Z][\w'.-]+ ){1,3}[A-Z][\w'-]+(?=,| (?:[a-z]{2,})\b)")
QUOTES = frozenset("\"“”«»'‘’")
PLACED = frozenset({"in", "at", "near", "from", "to", "outside", "around", "through", "about"})
OFFICIAL = frozenset({"department", "commission", "ministry", "government", "office", "council"})


@dataclass(frozen=True, slots=True)
class Principal:
    """Whose answers are printed: the party, and the words of the head matter that tell it."""

    party: Party
    words: frozenset[str]


def principal(
    text: str, lines: Sequence[Line], parser: Language, gazetteer: Gazetteer, outlet: str | None
) -> Principal | None:
    """Return who answers in a dialogue; ``None`` where the text is none, or does not tell."""
    turns = [_is_turn(text, line) for line in lines]
    if sum(turns) < LEAST_TURNS:
        return None
    head = [line for line in lines[: turns.index(True)] if line.role is not Role.JUNK]
    words: set[str] = set()
    docs = []
    for line in head[:HEAD_LINES]:
        doc = parser.make_doc(text[line.start : line.end])
        words.update(folded(doc.text))
        docs.append(doc)
    for doc in docs:
        party = _first_named(doc, gazetteer)
        if party is not None:
            return Principal(party, frozenset(words))
    party = _publisher(parser.make_doc(outlet), gazetteer) if outlet else None
    return Principal(party, frozenset(words)) if party is not None else None


def interviewee(text: str, lines: Sequence[Line]) -> str | None:
    """Return the name of the person whose answers a dialogue prints, as its deck begins."""
    turns = [_is_turn(text, line) for line in lines]
    if sum(turns) < LEAST_TURNS:
        return None
    for line in lines[: turns.index(True)][:HEAD_LINES]:
        found = _PERSON.match(text[line.start : line.end].strip())
        if found is not None:
            return found.group()
    return None


def is_question(text: str) -> bool:
    """Tell whether a line only asks."""
    return text.rstrip("\"”' ").endswith("?") and len(text.split()) <= LONGEST_QUESTION


def _is_turn(text: str, line: Line) -> bool:
    if line.role is not Role.BODY:
        return False
    return line.speaker is not None or is_question(text[line.start : line.end])


def _first_named(doc: Doc, gazetteer: Gazetteer) -> Party | None:
    names = gazetteer.find(doc, Counter())
    quoted = _quoted(doc)
    for index in sorted(names):
        name = names[index]
        if index != name.start or index in quoted or name.sort == OUTLET or _is_place(doc, name):
            continue
        return name.party
    return None


def _publisher(doc: Doc, gazetteer: Gazetteer) -> Party | None:
    if not {token.lower_ for token in doc} & OFFICIAL:
        return None
    names = gazetteer.find(doc, Counter())
    found = [names[index].party for index in sorted(names) if names[index].sort != OUTLET]
    return found[0] if found else None


def _is_place(doc: Doc, name: Name) -> bool:
    before = doc[name.start - 1].lower_ if name.start else ""
    return before in PLACED or (name.sort in {CAPITAL, SEAT} and before in {",", ""})


def _quoted(doc: Doc) -> set[int]:
    """Return the tokens inside quotation marks."""
    inside: set[int] = set()
    start: int | None = None
    for token in doc:
        if token.text not in QUOTES:
            continue
        if start is None:
            start = token.i
        else:
            inside.update(range(start, token.i))
            start = None
    return inside


def answers_to(label: Sequence[str], who: Principal) -> bool:
    """Tell whether a speaker's label ("MR REYES", "SPOKESPERSON") is that of who answers."""
    words = {part for word in label for part in folded(word)}
    if words & (ROLES.acting - ROLES.organs) and who.party.kind is not ActorKind.ORGANISATION:
        return False
    return bool(words & who.words - ROLES.times) or bool(words & (ROLES.people | ROLES.organs))


__all__ = ["Principal", "answers_to", "interviewee", "is_question", "principal"]
