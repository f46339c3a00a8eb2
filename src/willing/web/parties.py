"""The parties that a reviewer can name: those in the ledger, those shipped, and new ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

from willing.ledger import Entry
from willing.lexicon import load
from willing.model import ActorKind, WillingError
from willing.names import fold

MOST_SUGGESTED = 400
"""Parties of the ledger that a form suggests, the most frequent of them."""

LONGEST_PARTY = 120
"""Characters of a party's name."""

Party = Mapping[str, str]
"""A party's ``id``, ``name`` and ``kind``, as an edit's detail has them."""


class UnknownPartyError(WillingError):
    """A party that neither the ledger nor the shipped lists hold; ``who`` are the words for it."""

    def __init__(self, who: str) -> None:
        """Remember the words."""
        super().__init__(f"No party is known as {who!r}. If it is right, say what it is.")
        self.who = who


class Parties:
    """Finds parties by their id or by their name, those of the ledger first."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Learn the parties that hold positions or would act in ``entries``."""
        counts: Counter[str] = Counter()
        self._by_id: dict[str, Party] = {}
        for entry in entries:
            for actor in (entry.position.actor, entry.position.action.agent):
                self._by_id.setdefault(
                    actor.id, {"id": actor.id, "name": actor.name, "kind": actor.kind.value}
                )
                counts[actor.id] += 1
        self._by_name: dict[str, Party] = {}
        for party_id, _ in counts.most_common():
            self._by_name.setdefault(fold(self._by_id[party_id]["name"]), self._by_id[party_id])
        self.suggested = tuple(
            self.shown(party_id) for party_id, _ in counts.most_common(MOST_SUGGESTED)
        )

    def shown(self, party_id: str) -> str:
        """Return what a form shows for a party of the ledger: its name, unless two share it."""
        party = self._by_id.get(party_id)
        if party is None or self._by_name[fold(party["name"])]["id"] != party_id:
            return party_id
        return party["name"]

    def find(self, who: str, kind: str = "") -> Party:
        """Return the party with that id or name; with a ``kind``, an unknown one is a new party.

        Raises:
            UnknownPartyError: there is none, and no kind was given.
            WillingError: the words or the kind can't be a party's.
        """
        words = " ".join(who.split())
        if not words or len(words) > LONGEST_PARTY or not words.isprintable():
            raise WillingError(f"A party’s name has 1 to {LONGEST_PARTY} printable characters.")
        for known in (self._by_id, self._by_name, _shipped()):
            found = known.get(words) or known.get(fold(words))
            if found:
                return found
        if not kind:
            raise UnknownPartyError(words)
        if kind not in set(ActorKind):
            raise WillingError(f"{kind!r} is no kind of party: use {', '.join(ActorKind)}.")
        return {"id": fold(words).replace(" ", "-") or words, "name": words, "kind": kind}


@cache
def _shipped() -> dict[str, Party]:
    """Return the shipped countries and organisations by their id and by their folded names."""
    found: dict[str, Party] = {}
    for name, kind in (("countries", ActorKind.COUNTRY), ("organisations", None)):
        for record in load(name, "actors"):
            of_kind = kind or ActorKind(record.get("kind") or ActorKind.ORGANISATION)
            party = {"id": record["id"], "name": record["name"], "kind": of_kind.value}
            unsure = set(record.get("ambiguous") or ())
            for key in (record["id"], fold(record["id"]), fold(record["name"])):
                found.setdefault(key, party)
            for word in record.get("names") or ():
                if word not in unsure:
                    found.setdefault(fold(word), party)
    return found
