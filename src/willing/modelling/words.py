"""The words by which conditions are understood: the package's list, as typed values."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from willing.lexicon import load

_TOKEN = re.compile(r"\w+(?:[.’'-]\w+)*\.?|[€$]")
_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Known:
    """An event that the list knows: `own` ones are another event for each party."""

    name: str
    title: str
    own: bool
    concession: bool
    by: str | None


@dataclass(frozen=True)
class Words:
    """The lists of words.yaml, with phrases as tuples of folded tokens."""

    events: dict[tuple[str, ...], Known]
    lists: dict[str, frozenset[tuple[str, ...]]]
    numbers: dict[tuple[str, ...], int]
    units: dict[str, str]
    introducers: dict[tuple[str, ...], str]

    def has(self, name: str, tokens: list[str]) -> bool:
        """Whether a phrase of the list `name` is among the tokens."""
        return any(self.count(name, tokens))

    def count(self, name: str, tokens: list[str]) -> list[tuple[int, int]]:
        """Return where phrases of the list `name` stand among the tokens, longest first."""
        return spans(tokens, self.lists[name])

    def unit(self, word: str | None) -> str | None:
        """Return the unit under which a word for a unit is counted."""
        return None if word is None else self.units.get(word.casefold(), word)


def tokens_of(text: str) -> list[str]:
    """Return the words of a text as written, without the signs between them."""
    return [match.group().rstrip(".") for match in _TOKEN.finditer(text)]


def folded(text: str) -> list[str]:
    """Return the words of a text in lower case, with “n’t” as a word of its own."""
    found: list[str] = []
    for token in tokens_of(text.replace("’", "'")):
        low = token.casefold()
        if low.endswith("n't") and len(low) > len("n't"):
            found += [low.removesuffix("n't"), "n't"]
        else:
            found.append(low.removesuffix("'s"))
    return found


def spans(tokens: list[str], phrases: Iterable[tuple[str, ...]]) -> list[tuple[int, int]]:
    """Return where phrases stand among the tokens, none inside another, from left to right."""
    known = set(phrases)
    longest = max((len(phrase) for phrase in known), default=0)
    found = []
    at = 0
    while at < len(tokens):
        for size in range(min(longest, len(tokens) - at), 0, -1):
            if tuple(tokens[at : at + size]) in known:
                found.append((at, at + size))
                at += size
                break
        else:
            at += 1
    return found


def slug(text: str) -> str:
    """Return a text as part of an id: lower case, with dashes for everything else."""
    return _SLUG.sub("-", text.casefold()).strip("-")


def _phrase(text: str) -> tuple[str, ...]:
    return tuple(folded(text)) or (text.casefold(),)


@cache
def words() -> Words:
    """Return the lists, read once."""
    content = (files("willing.modelling") / "words.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(content)
    events = {
        _phrase(word): Known(
            name,
            body["title"],
            bool(body.get("own")),
            bool(body.get("concession")),
            body.get("by"),
        )
        for name, body in data["events"].items()
        for word in body["words"]
    }
    names = (
        "negative",
        "turning",
        "joining",
        "empty",
        "pronouns",
        "introducing",
        "parties",
        "more",
    )
    return Words(
        events,
        {name: frozenset(_phrase(str(word)) for word in data[name]) for name in names},
        {_phrase(word): number for word, number in data["numbers"].items()},
        {word.casefold(): row[0] for row in data["units"] for word in row},
        _introducers(),
    )


def _introducers() -> dict[tuple[str, ...], str]:
    """Return the phrases that introduce a condition, and the kind of it, by the shipped list."""
    data = load("conditions")
    found: dict[tuple[str, ...], str] = {}
    for group in ("phrase", "clause"):
        for kind, phrases in data[group].items():
            for phrase in phrases:
                found[_phrase(str(phrase))] = kind
    return found
