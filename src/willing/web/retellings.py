"""Two tellings of one report → their positions side by side, with what the rewrite changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from willing.export import words
from willing.ledger import Entry, Report
from willing.ledger.voices import speaker
from willing.model import Article, Position
from willing.names import fold
from willing.story import Aligned, Change, align
from willing.web.told import Told, told

LONGEST_VERB = 60
"""Characters between the party and its action that are still taken for the verb."""

_STANCE = (Change.STRONGER, Change.WEAKER, Change.OTHER_STANCE)
_CONDITION = (Change.CONDITION_LOST, Change.CONDITION_ADDED)
_SOURCE = (Change.SOURCE_KIND, Change.SOURCE_COUNT, Change.SOURCE_LOST)


@dataclass(frozen=True, slots=True)
class Part:
    """Some words of a sentence; ``change`` names what differs in them, empty where nothing does."""

    text: str
    change: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a rewrite changed: the kind in words, before and after in words."""

    kind: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A position in two tellings, each sentence with what differs marked."""

    first: Told
    second: Told
    first_parts: tuple[Part, ...]
    second_parts: tuple[Part, ...]
    changes: tuple[Difference, ...]
    likeness: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two tellings: the positions that both have, and those that only one of them has."""

    pairs: tuple[Pair, ...]
    only_first: tuple[Told, ...]
    only_second: tuple[Told, ...]

    @property
    def tally(self) -> tuple[tuple[str, int], ...]:
        """How often each kind of change occurs, the most frequent first."""
        return tuple(Counter(c.kind for pair in self.pairs for c in pair.changes).most_common())


def compared(first: Sequence[Entry], second: Sequence[Entry]) -> Comparison:
    """Return the entries of two articles side by side, in the order of the first one's text."""
    by_id = {entry.position.id: entry for entry in (*first, *second)}
    found = align([e.position for e in first], [e.position for e in second])
    taken = {one.first.id for one in found} | {one.second.id for one in found}
    return Comparison(
        tuple(_pair(one, by_id) for one in found),
        tuple(told(entry) for entry in first if entry.position.id not in taken),
        tuple(told(entry) for entry in second if entry.position.id not in taken),
    )


def original(report: Report, articles: Mapping[str, Article]) -> Article | None:
    """Return that one of ``articles``, by their ids, to compare the others of ``report`` with.

    It is that of the outlet whose report it was, if it was read, else the first to appear.
    """
    known = [articles[one] for one in report.articles if one in articles]
    own = [one for one in known if report.origin and fold(one.outlet or "") == fold(report.origin)]
    return min(own or known, key=_appeared, default=None)


def others(report: Report, articles: Mapping[str, Article], but: str) -> list[Article]:
    """Return the other articles that retell ``report``, the first to appear first."""
    known = [articles[one] for one in report.articles if one in articles]
    return sorted((one for one in known if one.id != but), key=_appeared)


def _appeared(article: Article) -> tuple[bool, str, str]:
    day = article.published.date or article.published.latest or article.published.earliest
    return (day is None, day.isoformat() if day else "", article.id)


def _pair(found: Aligned, by_id: dict[str, Entry]) -> Pair:
    one, other = found.first, found.second
    return Pair(
        told(by_id[one.id]),
        told(by_id[other.id]),
        marked(one, found.changes),
        marked(other, found.changes),
        tuple(_difference(change, one, other) for change in found.changes),
        round(found.likeness, 3),
    )


def _difference(change: Change, one: Position, other: Position) -> Difference:
    return Difference(change.value, *(_said(change, position) for position in (one, other)))


def _said(change: Change, position: Position) -> str:
    """Return what ``position`` has where ``change`` says that two differ."""
    if change in _STANCE:
        return position.stance.value
    if change in _CONDITION:
        return words.conditions(position.conditions) or "no condition"
    source = speaker(position)
    if change is Change.SOURCE_KIND and source:
        return f"{words.speaker(source.text)} ({source.kind.value})"
    if change in (Change.SOURCE_COUNT, Change.SOURCE_LOST):
        return words.speaker(source.text) if source else "no source"
    if change is Change.NUMBER:
        return words.quantity(position.action.quantity) or words.one_line(position.action.text)
    person = position.actor.person or (source.name if source else "")
    return words.one_line(person) or "no name"


def marked(position: Position, changes: Iterable[Change]) -> tuple[Part, ...]:
    """Return the sentence of ``position``, cut where the words begin and end that ``changes`` mean.

    The parts' texts joined are the sentence.  A change whose words don't stand in it isn't marked.
    """
    sentence = position.sentence.text
    roles = [""] * len(sentence)
    for change in changes:
        for start, end in _places(change, position, sentence):
            roles[start:end] = [change.value] * (end - start)
    parts, at = [], 0
    for role, run in groupby(roles):
        length = len(list(run))
        parts.append(Part(sentence[at : at + length], role))
        at += length
    return tuple(parts)


def _places(change: Change, position: Position, sentence: str) -> list[tuple[int, int]]:
    if change in _STANCE:
        return _verb(position, sentence)
    if change in _CONDITION:
        return _found(sentence, (one.text for one in position.conditions))
    source = speaker(position)
    said = [source.text, source.name] if source else []
    if change in _SOURCE:
        return _found(sentence, said[:1])
    if change is Change.NUMBER:
        return _found(sentence, [position.action.text])
    return _found(sentence, [position.actor.person or "", *said])


def _verb(position: Position, sentence: str) -> list[tuple[int, int]]:
    """Return where the words between the party and its action stand, if they are few."""
    action = sentence.find(position.action.text) if position.action.text else -1
    actor = sentence.rfind(position.actor.text, 0, action) if action > 0 else -1
    start = actor + len(position.actor.text) if actor >= 0 else -1
    between = sentence[start:action] if 0 <= start < action else ""
    stripped = between.strip(" ,")
    if not stripped or len(stripped) > LONGEST_VERB:
        return []
    begins = start + between.index(stripped)
    return [(begins, begins + len(stripped))]


def _found(sentence: str, texts: Iterable[str]) -> list[tuple[int, int]]:
    places = [(sentence.find(text), len(text)) for text in texts if text]
    return [(start, start + length) for start, length in places if start >= 0]
