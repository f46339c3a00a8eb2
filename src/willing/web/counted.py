"""Entries → on whose word they are known: by kind of source, by outlet, by origin, by speaker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field

from willing.export import words
from willing.ledger import Entry, voice
from willing.ledger.voices import Voice, source_kind, speaker
from willing.model import SourceKind
from willing.names import fold

KINDS = tuple(SourceKind)


@dataclass(frozen=True, slots=True)
class Line:
    """How many positions are known through one outlet, origin, kind of source or speaker.

    ``kinds`` are the counts by kind of the innermost source, in the order of ``KINDS``;
    ``reports`` the independent reports, ``own`` the positions in the party's own word.
    """

    key: str
    name: str
    positions: int
    articles: int
    reports: int
    parties: int
    own: int
    kinds: tuple[int, ...]
    kind: str = ""


@dataclass
class _Sum:
    name: str
    kind: str
    positions: int = 0
    own: int = 0
    articles: set[str] = field(default_factory=set)
    reports: set[str] = field(default_factory=set)
    parties: set[str] = field(default_factory=set)
    kinds: Counter[SourceKind] = field(default_factory=Counter)

    def line(self, key: str) -> Line:
        return Line(
            key,
            self.name,
            self.positions,
            len(self.articles),
            len(self.reports),
            len(self.parties),
            self.own,
            tuple(self.kinds[kind] for kind in KINDS),
            self.kind,
        )


Key = tuple[str, str, str]
"""A key for the address, a name for people, and a kind of source or nothing."""


def publisher(entry: Entry) -> Key:
    """Return the outlet that published the article."""
    name = words.one_line(entry.article.outlet or "")
    return (fold(name) or "unnamed", name or "an unnamed outlet", "")


def origin(entry: Entry) -> Key:
    """Return the outlet whose report the position counts for."""
    name = words.one_line(entry.origin.name)
    return (fold(name) or entry.origin.key, name, "")


def kind(entry: Entry) -> Key:
    """Return the kind of the innermost source."""
    of = source_kind(entry.position).value
    return (of, of, of)


def spoke(entry: Entry) -> Key | None:
    """Return the innermost source that is no outlet, by name; ``None`` where only outlets speak."""
    source = speaker(entry.position)
    if source is None:
        return None
    name = words.one_line(source.name or source.text)
    return (f"{source.kind.value}:{fold(name)}", words.speaker(name), source.kind.value)


BY: dict[str, Callable[[Entry], Key | None]] = {
    "kind": kind,
    "publisher": publisher,
    "origin": origin,
    "speaker": spoke,
}
"""What positions are counted by; each name is also a choice in the address."""


def counted(entries: Iterable[Entry], by: str) -> tuple[Line, ...]:
    """Return the lines of ``entries`` by a key of ``BY``, those with the most positions first."""
    sums: dict[Hashable, _Sum] = {}
    for entry in entries:
        found = BY[by](entry)
        if found is None:
            continue
        key, name, of = found
        one = sums.setdefault(key, _Sum(name, of))
        one.positions += 1
        one.own += voice(entry.position) is Voice.OWN
        one.articles.add(entry.article.id)
        one.reports.add(entry.origin.key)
        one.parties.add(entry.position.actor.id)
        one.kinds[source_kind(entry.position)] += 1
    lines = (one.line(str(key)) for key, one in sums.items())
    return tuple(sorted(lines, key=lambda line: (-line.positions, line.name.casefold(), line.key)))


def chosen(entries: Iterable[Entry], choices: dict[str, str]) -> tuple[Entry, ...]:
    """Return the entries that have each of ``choices``: a key of ``BY`` → the key of a line."""
    wanted = {by: key for by, key in choices.items() if key}
    return tuple(
        entry
        for entry in entries
        if all((found := BY[by](entry)) and found[0] == key for by, key in wanted.items())
    )
