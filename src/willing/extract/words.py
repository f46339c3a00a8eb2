"""The role nouns that references go by, from the data files, ready to be looked up."""

from __future__ import annotations

from dataclasses import dataclass

from willing.lexicon import load


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
    acting: frozenset[str]
    national: frozenset[str]
    quantifiers: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        """Every noun that stands for a party without naming it."""
        return self.people | self.bodies | self.own | self.collective


def _roles() -> Roles:
    offices = {key: _lower(words) for key, words in load("offices", "actors").items()}
    roles = load("roles")
    people = offices["head"] | offices["minister"] | offices["official"]
    single = frozenset(word.split()[-1] for word in people)
    bodies = frozenset(word.split()[-1] for word in offices["body"])
    return Roles(
        people=people | single,
        bodies=bodies,
        own=_lower(roles["self"]),
        collective=_lower(roles["collective"]),
        never=_lower(roles["never"]) | _lower(roles["people"]),
        anonymous=_lower(load("cues")["anonymous_heads"]),
        quantifiers=_lower(roles["quantifiers"]),
        national=_lower(roles["national"]),
        acting=_lower(roles["acting"]),
        titles=people
        | single
        | frozenset({"mr", "mrs", "ms", "dr", "sir", "lord", "gen", "general"}),
    )


def _lower(words: list[str]) -> frozenset[str]:
    return frozenset(str(word).lower() for word in words)


ROLES = _roles()
