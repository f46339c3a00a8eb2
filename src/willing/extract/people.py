"""The office-holders that news never introduces, by full name and by family name."""

from __future__ import annotations

import datetime
from collections import defaultdict
from typing import Any

from willing.extract.gazetteer import Gazetteer
from willing.lexicon import load
from willing.model import ActorKind, Introduction

_PARTICLES = frozenset({
    "van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "bin", "al", "el",
    "la", "le", "ten", "ter",
})  # fmt: skip


class People:
    """Known office-holders; a family name that two parties share is nobody's."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        """Index the people whose party the gazetteer knows."""
        self._gazetteer = gazetteer
        self._full: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._family: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for entry in load("people", "actors"):
            names = dict.fromkeys([entry["name"], *(entry.get("also") or ())])
            for name in names:
                self._full[name].append(entry)
            families = {entry["family"].casefold()} if entry.get("family") else set()
            for family in families or {surname(name) for name in names}:
                self._family[family].append(entry)

    def find(self, name: str, on: datetime.date | None = None) -> Introduction | None:
        """Return who ``name`` is: by the full name, or by a family name that stands alone.

        Of a person's offices it is the one held ``on`` that day, else the latest.
        """
        entries = self._full.get(name)
        if entries is None:
            alone = " " not in name or not _first_is_given(name)
            entries = self._family.get(surname(name), []) if alone else []
            if len({entry["name"] for entry in entries}) > 1:
                held = [entry for entry in entries if on is None or _holds(entry, on)]
                entries = held or entries
                entries = entries if len({entry["party"] for entry in entries}) == 1 else []
        return self._known(entries, on) if entries else None

    def _known(self, entries: list[dict[str, Any]], on: datetime.date | None) -> Introduction:
        held = [entry for entry in entries if on is not None and _holds(entry, on)]
        entry = (held or entries)[-1]
        party = self._gazetteer.parties.get(entry["party"])
        return Introduction(
            entry["name"],
            entry["party"],
            party.name if party else entry["party"],
            party.kind if party else ActorKind.ORGANISATION,
            str(entry.get("office") or ""),
        )


def surname(name: str) -> str:
    """Return the family name, particles included, in lower case: "Jan de Boer" gives "de boer"."""
    words = name.split()
    if not words:
        return name
    index = len(words) - 1
    while index > 0 and words[index - 1].lower() in _PARTICLES:
        index -= 1
    return " ".join(words[index:]).casefold()


def _holds(entry: dict[str, Any], on: datetime.date) -> bool:
    """Tell whether an entry's office is held on a day; an unknown end is open."""
    month = f"{on:%Y-%m}"
    since, until = entry.get("since"), entry.get("until")
    return not (since and month < str(since)) and not (until and month > str(until))


def _first_is_given(name: str) -> bool:
    return name.split()[0].lower() not in _PARTICLES
