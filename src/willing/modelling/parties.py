"""Which parties a condition's words name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from willing.ledger import Entry
from willing.lexicon import load
from willing.modelling.words import tokens_of

_NAMES = ("names", "demonyms", "people", "capitals", "seats", "adjectives")
_LISTS = ("countries", "organisations")
_SHORTEST = 2


class Parties:
    """The names of parties, from the shipped lists and from the ledger itself."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.titles: dict[str, str] = {}
        self.by_name: dict[tuple[str, ...], str] = {}
        present: set[str] = set()
        self.holders = {entry.position.actor.id for entry in entries}
        people: dict[str, set[str]] = {}
        for entry in entries:
            for actor in (entry.position.actor, entry.position.action.agent):
                present.add(actor.id)
                self.titles.setdefault(actor.id, actor.name)
                self._learn(actor.name, actor.id)
                if actor.person:
                    people.setdefault(actor.person, set()).add(actor.id)
        for name, homes in people.items():
            if len(homes) == 1:
                self._learn(name, *homes)
                self._learn(name.split()[-1], *homes)
        sure, doubtful, titles = _shipped()
        self.shipped = frozenset(titles)
        self.titles = titles | self.titles
        self.by_name = {
            **{name: party for name, party in doubtful.items() if party in present},
            **sure,
            **{name: party for name, party in self.by_name.items() if name not in sure},
        }
        self.longest = max(map(len, self.by_name), default=0)

    def _learn(self, name: str, party: str) -> None:
        tokens = tuple(tokens_of(name))
        if tokens and len(name) >= _SHORTEST and name[0].isupper():
            self.by_name.setdefault(tokens, party)

    def knows(self, party: str) -> bool:
        """Whether an id is a party's: a shipped one, or one that holds a position."""
        return party in self.shipped or party in self.holders

    def title(self, party: str) -> str:
        """Return a party's name for people."""
        return self.titles.get(party, party)

    def named(self, text: str) -> list[tuple[str, int, int]]:
        """Return the parties that a text names, with the words (first, past the last) for each."""
        tokens = [token.removesuffix("'s").removesuffix("’s") for token in tokens_of(text)]
        found = []
        at = 0
        while at < len(tokens):
            for size in range(min(self.longest, len(tokens) - at), 0, -1):
                party = self.by_name.get(tuple(tokens[at : at + size]))
                if party:
                    found.append((party, at, at + size))
                    at += size
                    break
            else:
                at += 1
        return found


@cache
def _shipped() -> tuple[dict[tuple[str, ...], str], dict[tuple[str, ...], str], dict[str, str]]:
    """Return the shipped names that stand for one party, those that may not, and the titles."""
    sure: dict[tuple[str, ...], str] = {}
    doubtful: dict[tuple[str, ...], str] = {}
    titles = {}
    for record in (record for name in _LISTS for record in load(name, "actors")):
        titles[record["id"]] = record["name"]
        unsure = set(record.get("ambiguous") or ())
        for name in (name for field in _NAMES for name in record.get(field) or ()):
            for spelling in {name, name[:1].upper() + name[1:]}:
                into = doubtful if name in unsure else sure
                into.setdefault(tuple(tokens_of(spelling)), record["id"])
    return sure, doubtful, titles
