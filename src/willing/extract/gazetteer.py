"""Find the names of countries, organisations, groups and outlets in a parsed text."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Token

from willing.lexicon import load
from willing.model import ActorKind


@dataclass(frozen=True, slots=True)
class Party:
    """A party that can hold a position."""

    id: str
    name: str
    kind: ActorKind


@dataclass(frozen=True, slots=True)
class Name:
    """A name found in a text: its tokens ``[start, end)``, whose it is, and what sort of name."""

    start: int
    end: int
    party: Party
    sort: str


ADJECTIVE = "adjective"
SEAT = "seat"
CAPITAL = "capital"
PROPER = "name"
OUTLET = "outlet"
LEAST_LOUD = 4
"""Letters from which on a country's or capital's name is also known all in capitals."""


class Gazetteer:
    """All names that the program knows, ready to be matched."""

    def __init__(self, nlp: Language) -> None:
        """Build the matchers with the tokenizer of ``nlp``."""
        self.parties: dict[str, Party] = {}
        self._readings: dict[str, list[tuple[Party, str]]] = defaultdict(list)
        self._ambiguous: set[tuple[str, str]] = set()
        self.demonyms: dict[str, str] = {}
        for entry in load("countries", "actors"):
            self._add_country(entry)
        for entry in load("organisations", "actors"):
            self._add_organisation(entry)
        for entry in load("outlets", ""):
            self._add_outlet(entry)
        self._cities = PhraseMatcher(nlp.vocab, attr="ORTH")
        for country, cities in load("cities", "actors").items():
            self._cities.add(country, [nlp.make_doc(city) for city in cities])
        self._exact = PhraseMatcher(nlp.vocab, attr="ORTH")
        self._loose = PhraseMatcher(nlp.vocab, attr="LOWER")
        for alias in self._readings:
            matcher = self._loose if alias.islower() else self._exact
            matcher.add(alias, [nlp.make_doc(alias)])

    def organisation(self, name: str) -> Party | None:
        """Return the listed organisation that goes by exactly this name, if one does."""
        readings = [party for party, sort in self._readings.get(name, ()) if sort == PROPER]
        bodies = [party for party in readings if party.kind is ActorKind.ORGANISATION]
        return bodies[0] if bodies else None

    def survey(self, doc: Doc) -> Counter[str]:
        """Return how often a whole article names each party, by id, its cities included."""
        seen: Counter[str] = Counter()
        for key, _, _ in self._cities(doc):
            seen[doc.vocab.strings[key]] += 1
        names = self.find(doc, seen)
        for name in {name.start: name for name in names.values()}.values():
            seen[name.party.id] += name.sort != OUTLET
        return seen

    def find(self, doc: Doc, seen: Counter[str]) -> dict[int, Name]:
        """Return the name at each token that one covers, longest names first.

        ``seen`` counts the parties named so far in the article, by id; those found are added.
        """
        spans = [
            (start, end, self._vocab_name(doc, key))
            for matcher in (self._exact, self._loose)
            for key, start, end in matcher(doc)
        ]
        spans.sort(key=lambda span: (span[0] - span[1], span[0]))
        names: dict[int, Name] = {}
        for start, end, alias in spans:
            if any(index in names for index in range(start, end)):
                continue
            if start - 1 not in names and _inside_longer_name(doc, start, end):
                continue
            if self._is_unsupported(alias, seen) or _is_own_kind(doc, start, end, alias):
                continue
            party, sort = self._choose(alias, seen)
            name = Name(start, end, party, sort)
            names.update(dict.fromkeys(range(start, end), name))
            if sort != OUTLET and (alias, party.id) not in self._ambiguous:
                seen[party.id] += 1
        return names

    @staticmethod
    def _vocab_name(doc: Doc, key: int) -> str:
        return doc.vocab.strings[key]

    def _choose(self, alias: str, seen: Counter[str]) -> tuple[Party, str]:
        readings = self._readings[alias]
        if len(readings) == 1:
            return readings[0]
        sure = [reading for reading in readings if (alias, reading[0].id) not in self._ambiguous]
        if len(sure) == 1:
            return sure[0]
        mentioned = [reading for reading in readings if reading[0].id in seen]
        organisations = [
            reading for reading in readings if reading[0].kind is ActorKind.ORGANISATION
        ]
        mentioned.sort(key=lambda reading: -seen[reading[0].id])
        return (mentioned or organisations or readings)[0]

    def _is_unsupported(self, alias: str, seen: Counter[str]) -> bool:
        """Tell whether a word ("bloc", "Treasury") could be a party's, but none that is named."""
        readings = self._readings[alias]
        if not alias.islower() and any(
            sort == SEAT and p.kind is not ActorKind.COUNTRY for p, sort in readings
        ):
            return False
        return (alias.islower() or len(readings) > 1) and all(
            (alias, party.id) in self._ambiguous and not seen[party.id] for party, _ in readings
        )

    def _add(self, alias: str, party: Party, sort: str, ambiguous: set[str]) -> None:
        self._readings[alias].append((party, sort))
        if alias in ambiguous:
            self._ambiguous.add((alias, party.id))

    def _add_country(self, entry: dict[str, Any]) -> None:
        party = Party(entry["id"], entry["name"], ActorKind.COUNTRY)
        self.parties[party.id] = party
        ambiguous = set(entry.get("ambiguous") or ())
        if entry.get("demonyms"):
            self.demonyms[party.id] = entry["demonyms"][0].lower()
        known: set[str] = set()
        for key, sort in (
            ("names", PROPER),
            ("demonyms", ADJECTIVE),
            ("people", PROPER),
            ("capitals", CAPITAL),
            ("seats", SEAT),
        ):
            for alias in entry.get(key) or ():
                if alias not in known:
                    known.add(alias)
                    self._add(alias, party, sort, ambiguous)
                    loud = alias.upper()
                    if sort in {PROPER, CAPITAL} and len(alias) >= LEAST_LOUD and loud not in known:
                        known.add(loud)
                        self._add(loud, party, sort, ambiguous)

    def _add_organisation(self, entry: dict[str, Any]) -> None:
        party = Party(entry["id"], entry["name"], ActorKind(entry["kind"]))
        self.parties[party.id] = party
        ambiguous = set(entry.get("ambiguous") or ())
        known: set[str] = set()
        for key, sort in (("names", PROPER), ("adjectives", ADJECTIVE), ("seats", SEAT)):
            for alias in entry.get(key) or ():
                alias = alias.removeprefix("the ") if alias.islower() else alias
                if alias not in known:
                    known.add(alias)
                    self._add(alias, party, sort, ambiguous)

    def _add_outlet(self, entry: dict[str, Any]) -> None:
        party = Party(entry["name"], entry["name"], ActorKind.ORGANISATION)
        for alias in dict.fromkeys([entry["name"], *(entry.get("also") or ())]):
            self._add(alias, party, OUTLET, set())


def _inside_longer_name(doc: Doc, start: int, end: int) -> bool:
    """Tell whether a name is only the last word of a longer one ("Christian Democrats")."""
    if end - start > 1 or not doc[start].text[0].isupper() or start == 0:
        return False
    before: Token = doc[start - 1]
    return (
        before.pos_ == "PROPN"
        and before.dep_ in {"compound", "amod"}
        and before.head == doc[start]
        and before.text[0].isupper()
        and before.text not in _MAY_PRECEDE
    )


def _is_own_kind(doc: Doc, start: int, end: int, alias: str) -> bool:
    """Tell whether a noun before a common one makes another party of it ("beet growers")."""
    if end - start > 1 or start == 0 or not alias.islower():
        return False
    before = doc[start - 1]
    return before.pos_ == "NOUN" and before.dep_ == "compound" and before.head == doc[start]


_MAY_PRECEDE = frozenset({
    "North", "South", "East", "West", "Northern", "Southern", "Eastern", "Western", "Central",
    "Mr", "Mrs", "Ms", "President", "Premier", "House", "Senate", "Q", "Q.",
    "A", "A.",
})  # fmt: skip
