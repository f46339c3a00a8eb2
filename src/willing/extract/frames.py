"""What hangs below a stance word: its complements, each with the frame that joins it."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from willing.extract import clauses

NONE = "none"
_ORDER = {
    "prep-to": 0, "object-to": 1, "to": 2, "ing": 3, "that": 4, "whether": 5, "object": 6,
}  # fmt: skip
_LAST = 7
_QUESTION_WORDS = frozenset({
    "whether", "if", "how", "what", "which", "when", "where", "who", "why",
})  # fmt: skip
_REFLEXIVE = frozenset({"itself", "himself", "herself", "themselves", "ourselves", "myself"})
_PEOPLE_AFTER = frozenset({"on", "upon", "for", "with", "to", "at"})
_TIMES = frozenset({
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today",
    "tomorrow", "week", "month", "year", "time", "day", "night", "morning", "evening",
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december", "first", "paper", "principle", "return", "exchange",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Frame:
    """A complement: how it is joined, its head, and the noun that would do it."""

    name: str
    complement: Token | None = None
    agent: Token | None = None


def frames(head: Token, matched: frozenset[int]) -> list[Frame]:
    """Return the complements below the phrase ``matched``, the most telling first, "none" last."""
    children = [
        child
        for index in sorted(matched)
        for child in head.doc[index].children
        if child.i not in matched
    ]
    obj = next(
        (c for c in children if c.dep_ in {"dobj", "dative"} and c.pos_ in clauses.NOMINAL), None
    )
    found: dict[str, Frame] = {}
    for child in children:
        if child.dep_ == "pobj":
            _keep(found, Frame("object", child))
        elif child.dep_ == "pcomp":
            _keep(found, Frame("ing", child, clauses.own_subject(child)))
        if _is_apart(child, head):
            continue
        if child.dep_ in {"xcomp", "acl", "ccomp", "advcl"} and (
            child.i > head.i or child.dep_ in {"ccomp", "xcomp"}
        ):
            _keep(found, *_clause(child, obj))
        elif child.dep_ in {"prep", "dative", "agent"} and child.lower_ != "by":
            _keep(found, *_preposition(child))
    if obj is not None:
        if obj.lower_ not in _REFLEXIVE:
            _keep(found, Frame("object", obj))
    elif clauses.is_passive(head) and "object" not in found:
        subject = clauses.own_subject(head)
        if subject is not None and subject.i not in matched:
            _keep(found, Frame("object", subject))
    ordered = sorted(found.values(), key=lambda frame: _ORDER.get(frame.name, _LAST))
    return [*ordered, Frame(NONE)]


def _is_apart(child: Token, head: Token) -> bool:
    """Tell whether a stop stands between the two, so that the parse only seems to join them."""
    first, last = sorted((child.i, head.i))
    return child.dep_ == "ccomp" and any(
        head.doc[i].text in {";", ":"} for i in range(first + 1, last)
    )


def first_complement(carrier: Token, matched: frozenset[int], first: Token) -> Frame:
    """Return the first complement below ``carrier`` or ``first``, the ends of a fixed phrase."""
    for token in (carrier, first):
        for frame in frames(token, matched | {token.i}):
            if frame.complement is not None:
                return frame
        for child in token.children:
            if child.dep_ in {"pobj", "pcomp"} and child.i not in matched:
                return Frame("object", child)
    return Frame(NONE)


def _keep(found: dict[str, Frame], *frames_found: Frame) -> None:
    for frame in frames_found:
        found.setdefault(frame.name, frame)


def _clause(child: Token, obj: Token | None) -> list[Frame]:
    infinitive = _is_infinitive(child)
    subject = clauses.own_subject(child)
    if child.dep_ == "advcl":
        return [Frame("to", child)] if infinitive and subject is None and obj is None else []
    if child.dep_ != "relcl" and any(c.lower_ in _QUESTION_WORDS for c in child.children):
        return [Frame("whether", child, subject)]
    if infinitive and (subject is not None or obj is not None) and child.dep_ != "acl":
        result = [Frame("object-to", child, subject if subject is not None else obj)]
        return result if subject is not None else [*result, Frame("to", child)]
    if infinitive:
        return [Frame("to", child)]
    if child.tag_ == "VBG" and subject is None:
        return [Frame("ing", child)]
    if child.dep_ in {"ccomp", "acl"} and subject is not None:
        return [Frame("that", child, subject)]
    if child.dep_ == "xcomp":
        return [Frame("to", child)]
    return []


def _is_infinitive(verb: Token) -> bool:
    return any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children)


def _preposition(preposition: Token) -> list[Frame]:
    word = preposition.lower_
    name = "to-noun" if word == "to" else word
    result: list[Frame] = []
    for child in preposition.children:
        if child.dep_ == "pobj":
            if word in _PEOPLE_AFTER and child.lower_ not in _TIMES:
                nearby = [*child.children, *preposition.head.children]
                verb = next(
                    (
                        c for c in nearby
                        if c.i > child.i and c.dep_ in {"acl", "xcomp", "relcl", "advcl", "ccomp"}
                        and _is_infinitive(c)
                    ),
                    None,
                )  # fmt: skip
                if verb is not None:
                    result.append(Frame("prep-to", verb, child))
            if child.lower_ not in _TIMES:
                result.append(Frame(name, child))
        elif child.dep_ == "pcomp":
            result.append(Frame(name, child, clauses.own_subject(child)))
        elif child.dep_ == "prep":
            result.extend(_preposition(child))
    return result
