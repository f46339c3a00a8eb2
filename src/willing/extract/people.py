"""The office-holders that news never introduces, by full name and by family name."""

from __future__ import annotations

from collections import defaultdict

from willing.extract.gazetteer import Gazetteer
from willing.lexicon import load
from willing.model import ActorKind, Introduction

_PARTICLES = frozenset("van von de der den del della di da dos bin al el la le ten ter".split())


class People:
    """Known office-holders; a family name that two parties share is nobody's."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        """Index the people whose party the gazetteer knows."""
        self._full: dict[str, Introduction] = {}
        families: dict[str, set[str]] = defaultdict(set)
        by_family: dict[str, Introduction] = {}
        for entry in load("people", "actors"):
            party = gazetteer.parties.get(entry["party"])
            kind = party.kind if party else ActorKind.ORGANISATION
            known = Introduction(
                entry["name"],
                entry["party"],
                party.name if party else entry["party"],
                kind,
                str(entry.get("office") or ""),
            )
            for name in (entry["name"], *(entry.get("also") or ())):
                self._full[name] = known
                families[surname(name)].add(entry["party"])
                by_family[surname(name)] = known
        self._family = {
            name: known for name, known in by_family.items() if len(families[name]) == 1
        }

    def find(self, name: str) -> Introduction | None:
        """Return who ``name`` is: by the full name, or by a family name that stands alone."""
        if name in self._full:
            return self._full[name]
        return None if " " in name and _first_is_given(name) else self._family.get(surname(name))


def surname(name: str) -> str:
    """Return the family name, particles included, in lower case: "Jan de Boer" gives "de boer"."""
    words = name.split()
    if not words:
        return name
    index = len(words) - 1
    while index > 0 and words[index - 1].lower() in _PARTICLES:
        index -= 1
    return " ".join(words[index:]).casefold()


def _first_is_given(name: str) -> bool:
    return name.split()[0].lower() not in _PARTICLES
