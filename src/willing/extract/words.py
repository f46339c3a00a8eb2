"""The role nouns that references go by, from the data files, ready to be looked up."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from willing.lexicon import load

_PARTS = re.compile(r"[a-z0-9+]+")
_UNFOLDED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})


@dataclass(frozen=True, slots=True)
class Roles:
    """Sets of lower-case lemmas: people in office, bodies, words for one's own country."""

    people: frozenset[str]
    bodies: frozenset[str]
    own: frozenset[str]
    collective: frozenset[str]
    never: frozenset[str]
    anonymous: frozenset[str]
    titles: frozenset[str]
    titling: frozenset[str]
    acting: frozenset[str]
    national: frozenset[str]
    quantifiers: frozenset[str]
    labour: frozenset[str]
    employees: frozenset[str]
    members: frozenset[str]
    peaks: frozenset[str]
    organs: frozenset[str]
    firms: frozenset[str]
    suffixes: frozenset[str]
    portfolios: frozenset[str]
    between: frozenset[str]
    honorifics: frozenset[str]
    times: frozenset[str]
    abstract: frozenset[str]
    groups: frozenset[str]
    think_tanks: frozenset[str]
    persons: frozenset[str]
    legislatures: frozenset[str]
    lawmakers: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        """Every noun that stands for a party without naming it."""
        return self.people | self.bodies | self.own | self.collective


def folded(text: str) -> list[str]:
    """Return the words of ``text`` in lower case, accents and marks gone."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_UNFOLDED))
    return _PARTS.findall("".join(c for c in plain if not unicodedata.combining(c)))


def _roles() -> Roles:
    offices = {key: _lower(words) for key, words in load("offices", "actors").items()}
    roles = {key: _lower(words) for key, words in load("roles").items()}
    people = offices["head"] | offices["minister"] | offices["official"]
    single = frozenset(word.split()[-1] for word in people)
    bodies = frozenset(word.split()[-1] for word in offices["body"])
    return Roles(
        people=people | single,
        bodies=bodies,
        own=roles["self"],
        collective=roles["collective"],
        never=roles["never"] | roles["times"],
        anonymous=_lower(load("cues")["anonymous_heads"]),
        titles=people | single | roles["honorifics"],
        titling=frozenset(word for office in people for word in office.split()),
        acting=roles["acting"],
        national=roles["national"],
        quantifiers=roles["quantifiers"],
        labour=roles["labour"],
        employees=roles["employees"],
        members=roles["members"],
        peaks=roles["peaks"],
        organs=roles["organs"],
        firms=roles["firms"],
        suffixes=roles["suffixes"],
        portfolios=roles["portfolios"],
        between=roles["between"],
        honorifics=roles["honorifics"],
        times=roles["times"],
        abstract=roles["abstract"],
        groups=roles["people"],
        think_tanks=roles["think_tanks"],
        legislatures=roles["legislatures"],
        lawmakers=roles["lawmakers"],
        persons=people | single | (roles["organs"] - roles["plenary"]),
    )


def _lower(words: list[str]) -> frozenset[str]:
    return frozenset(str(word).lower() for word in words)


ROLES = _roles()
