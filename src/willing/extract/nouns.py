"""What a noun's own words tell: a name, an office, a place, people who act."""

from __future__ import annotations

from spacy.tokens import Token

from willing.extract.gazetteer import CAPITAL, SEAT, Name
from willing.extract.mentions import Scene, is_plural
from willing.extract.words import ROLES

SERVING = frozenset({"speak", "negotiate", "act"})


def is_sure(token: Token) -> bool:
    """Tell whether a noun is surely a party: a name, or a word for those who act."""
    words = {token.lemma_.lower(), token.lower_}
    if token.pos_ == "PROPN":
        return not words & ROLES.abstract
    return bool(words & (ROLES.acting | ROLES.employees | ROLES.members | ROLES.groups)) or (
        is_plural(token) and looks_human(token)
    )


def acts(token: Token) -> bool:
    """Tell whether a noun is a name or a word for those who act in negotiations."""
    words = {token.lemma_.lower(), token.lower_}
    acting = ROLES.acting | ROLES.employees | ROLES.members | ROLES.between | ROLES.all
    acting |= ROLES.organs | ROLES.firms
    return token.pos_ == "PROPN" or bool(words & acting)


def looks_human(token: Token) -> bool:
    """Tell whether a plural ends as words for people do ("archivists")."""
    lemma = token.lemma_.lower()
    return (
        is_plural(token)
        and len(lemma) > 4
        and lemma.endswith(("ist", "eer", "ian", "man", "woman", "wife", "keeper", "worker", "tor"))
    )


def served(verb: Token) -> Token | None:
    """Return for whom a person is said to speak or negotiate."""
    for child in verb.children:
        if verb.lemma_ in SERVING and child.dep_ == "prep" and child.lower_ == "for":
            return next((noun for noun in child.children if noun.dep_ == "pobj"), None)
    return None


def is_general(token: Token) -> bool:
    """Tell whether an office is that of a body, not of a country ("general secretary")."""
    return token.lower_ == "secretary" and token.i > 0 and token.nbor(-1).lower_ == "general"


def is_office(token: Token) -> bool:
    """Tell whether a noun is an office that speaks for a party."""
    lemma = token.lemma_.lower()
    return lemma in ROLES.people or lemma in ROLES.organs


def name_run(token: Token, scene: Scene) -> list[Token]:
    """Return the tokens of the person's name that ends in ``token``, titles included."""
    start = token.i
    while (
        start > scene.span.start
        and token.doc[start - 1].pos_ == "PROPN"
        and token.doc[start - 1].dep_ == "compound"
        and scene.names.get(start - 1) is None
    ):
        start -= 1
    return [token.doc[index] for index in range(start, token.i + 1)]


def is_place(token: Token, name: Name) -> bool:
    """Tell whether a capital or country is only where something happens ("in Oslo")."""
    return (
        name.sort in {CAPITAL, SEAT}
        and token.dep_ == "pobj"
        and token.head.lower_ in {"in", "at", "near", "outside", "around"}
        and not any(child.dep_ == "relcl" for child in token.children)
    )
