"""What reviewers work on: the readings, the most doubtful first, and what was said of each."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from willing.agenda import OTHER, Agenda, Issue
from willing.export.issues import ordered
from willing.ledger import Entry, Ledger, LedgerError, Ruling, State
from willing.ledger.decide import decide
from willing.ledger.judging import ON_POSITIONS, Judged, apply, in_force
from willing.model import Judgement, Position, WillingError
from willing.names import fold
from willing.web.desk import Desk
from willing.web.doubt import Doubtful, doubtful
from willing.web.parties import Parties
from willing.web.state import View

LONGEST_NAME = 60
"""Characters of a reviewer's name."""

KEPT = 8
"""Filters of a large ledger whose readings are kept."""

OPEN, SECOND, MINE = "open", "second", "mine"
QUEUES = {
    OPEN: "nobody has judged them",
    SECOND: "others have judged them, you haven’t",
    MINE: "you haven’t judged them",
}
"""Which positions a reviewer is given, and what they have in common."""


@dataclass(frozen=True)
class Readings:
    """The positions as the machine read them, the most doubtful first; no judgement changes it."""

    order: tuple[Doubtful, ...]
    parties: Parties
    issues: tuple[Issue, ...]
    place: Mapping[str, int] = field(repr=False)

    @classmethod
    def of(cls, book: Ledger, agendas: Sequence[Agenda] = ()) -> Readings:
        """Return the readings of ``book``, those that a person rejected included.

        ``issues`` are those of ``agendas`` and those that occur.
        """
        number = {article.id: at for at, article in enumerate(book.articles)}
        entries = sorted(
            (*book.entries, *book.rejected),
            key=lambda one: (number[one.article.id], one.read.sentence.start, one.position.id),
        )
        order = doubtful(entries)
        place = {one.entry.position.id: at for at, one in enumerate(order)}
        keys = {entry.read.action.issue for entry in entries} | {OTHER}
        keys |= {issue.key for agenda in agendas for issue in agenda.issues}
        return cls(order, Parties(entries), ordered(keys, agendas), place)


@dataclass(frozen=True)
class Said:
    """All judgements on positions and what became of them, in the order of their making."""

    rulings: tuple[Ruling, ...]
    on: Mapping[str, tuple[Judgement, ...]]
    """Those in force, by the position's id."""

    @classmethod
    def of(cls, judgements: Iterable[Judgement], about: Mapping[str, str]) -> Said:
        """Return what ``judgements`` say; ``about`` leads from a judgement to its position."""
        given = list(judgements)
        force = {one.id for one in in_force(given)}
        on: dict[str, list[Judgement]] = {}
        rulings = []
        for judgement in sorted(given, key=lambda one: one.made):
            if judgement.verdict not in ON_POSITIONS:
                continue
            home = about.get(judgement.id)
            state = State.IN_FORCE if home else State.LOST
            state = state if judgement.id in force else State.UNDONE
            rulings.append(Ruling(judgement, state, home or judgement.target))
            if state is State.IN_FORCE and home:
                on.setdefault(home, []).append(judgement)
        return cls(tuple(rulings), {key: tuple(value) for key, value in on.items()})

    def by(self, reviewer: str, position_id: str) -> tuple[Judgement, ...]:
        """Return the judgements in force of one reviewer on one position."""
        return tuple(one for one in self.on.get(position_id, ()) if one.author == reviewer)

    def last(self, reviewer: str | None = None) -> tuple[Ruling, ...]:
        """Return the rulings in force, the last first: of ``reviewer``, or of all."""
        return tuple(
            one
            for one in reversed(self.rulings)
            if one.state is State.IN_FORCE and reviewer in (None, one.judgement.author)
        )


class Board:
    """Hands out positions to review and takes judgements; safe to use from several threads.

    Judgements on positions are taken in as they come; only where something else changes are the
    readings worked out again, so that the next position is there at once.
    """

    def __init__(self, desk: Desk) -> None:
        """Begin with nothing worked out."""
        self._desk = desk
        self._lock = threading.RLock()
        self._revision = ""
        self._large = False
        self._readings: dict[Hashable, Readings] = {}
        self._about: dict[str, str] = {}
        self._known: set[str] = set()
        self._said = Said((), {})

    def state(self, view: View) -> tuple[Readings, Said]:
        """Return the readings and what was said of them, as the ledger's file has them now.

        Of a ledger too large to hold, the readings are the newest that the filters of ``view``
        let through.
        """
        with self._lock:
            revision = self._desk.store.revision()
            if revision != self._revision:
                self._take_in(revision)
            key = (view.selection, view.as_of) if self._large else ()
            if key not in self._readings:
                book = self._desk.book(view if self._large else None)
                if len(self._readings) >= KEPT:
                    self._readings.clear()
                self._readings[key] = Readings.of(book, self._desk.agendas)
            return self._readings[key], self._said

    def _take_in(self, revision: str) -> None:
        judgements = list(self._desk.store.judgements())
        new = [one for one in judgements if one.id not in self._known]
        same = _readings_of(revision) == _readings_of(self._revision)
        if same and all(map(self._is_plain, new)):
            self._about |= {one.id: one.target for one in new if one.verdict in ON_POSITIONS}
        else:
            self._begin_anew(judgements)
        self._known = {one.id for one in judgements}
        self._said = Said.of(judgements, self._about)
        self._revision = revision

    def _begin_anew(self, judgements: Iterable[Judgement]) -> None:
        self._readings.clear()
        self._large = self._desk.cut() > 0
        if self._large:
            self._about = {one.id: one.target for one in judgements if one.verdict in ON_POSITIONS}
            return
        book = self._desk.book()
        self._readings[()] = Readings.of(book, self._desk.agendas)
        self._about = {
            ruling.judgement.id: ruling.about
            for ruling in book.rulings
            if ruling.about in self._readings[()].place
        }

    def _is_plain(self, judgement: Judgement) -> bool:
        """Tell whether a judgement leaves all readings but its own position's as they are."""
        if judgement.verdict == "undo":
            return judgement.target in self._about
        known = self._large or judgement.target in self._readings[()].place
        return judgement.verdict in ON_POSITIONS and known

    def judge(self, judgement: Judgement) -> None:
        """Append ``judgement`` to the ledger.

        Raises:
            StoreError: the ledger can't be written.
        """
        self._desk.judge([judgement])

    def undo(self, view: View, reviewer: str, judgement_id: str | None = None) -> str:
        """Undo the reviewer's last judgement in force, or that one; return its position's id.

        Raises:
            WillingError: there is none.
        """
        with self._lock:
            _, said = self.state(view)
            mine = said.last(reviewer)
            chosen = [one for one in mine if judgement_id in (None, one.judgement.id)]
            if not chosen:
                raise WillingError("There is no decision of yours to undo.")
            self.judge(decide("undo", chosen[0].judgement.id, {}, reviewer, now()))
            return chosen[0].about

    def add(self, judgements: Iterable[Judgement]) -> int:
        """Append judgements from elsewhere; return how many are new."""
        return sum(self._desk.store.add_judgement(judgement) for judgement in judgements)


def visible(readings: Readings, view: View) -> Sequence[Doubtful]:
    """Return the readings that the filters of ``view`` let through, in order."""
    if not view.filtered and view.as_of is None:
        return readings.order
    return tuple(one for one in readings.order if shown(view, one.entry))


def waits(said: Said, one: Doubtful, reviewer: str, kind: str) -> bool:
    """Tell whether a position is in that queue of ``reviewer``."""
    on = said.on.get(one.entry.position.id)
    if on is None:
        return kind != SECOND
    return kind != OPEN and all(judgement.author != reviewer for judgement in on)


def counts(lane: Sequence[Doubtful], said: Said, reviewer: str) -> dict[str, int]:
    """Return how many positions of ``lane`` wait in each queue of ``reviewer``."""
    there = {one.entry.position.id for one in lane} if len(said.on) else set()
    on = [judgements for key, judgements in said.on.items() if key in there]
    mine = sum(any(one.author == reviewer for one in judgements) for judgements in on)
    return {OPEN: len(lane) - len(on), SECOND: len(on) - mine, MINE: len(lane) - mine}


def following(
    lane: Sequence[Doubtful], readings: Readings, said: Said, reviewer: str, kind: str, after: str
) -> Doubtful | None:
    """Return the first that waits in ``lane`` after the position ``after``, or of all."""
    place = readings.place.get(after, -1)
    start = place + 1 if lane is readings.order else 0
    for one in islice(lane, start, None):
        if readings.place[one.entry.position.id] > place and waits(said, one, reviewer, kind):
            return one
    return None


def shown(view: View, entry: Entry) -> bool:
    """Tell whether the filters of ``view`` let the reading of ``entry`` through."""
    read, article = entry.read, entry.article
    if view.selection and not view.selection.holds(read, article):
        return False
    if view.as_of is not None and (read.date.end is None or read.date.end > view.as_of):
        return False
    if not view.q:
        return True
    said = fold(f"{read.actor.name} {read.sentence.text} {article.title or ''}")
    return all(word in said for word in fold(view.q).split())


def find(readings: Readings, position_id: str) -> Doubtful:
    """Return the position with that id.

    Raises:
        LedgerError: there is none.
    """
    place = readings.place.get(position_id)
    if place is None:
        raise LedgerError("There is no such position in this ledger.")
    return readings.order[place]


def judged(entry: Entry, judgements: Iterable[Judgement]) -> Judged:
    """Return the reading of ``entry`` as ``judgements`` on it, all in force, make it."""
    read = entry.read
    mine = [one for one in judgements if one.verdict in ON_POSITIONS]
    here = [_onto(one, read) for one in mine]
    return apply([read], here)[0][0]


def _onto(judgement: Judgement, position: Position) -> Judgement:
    return Judgement(
        judgement.id,
        judgement.made,
        judgement.author,
        judgement.verdict,
        position.id,
        judgement.detail,
    )


def reviewer_name(words: str) -> str:
    """Return a reviewer's name on one line; empty where none was given.

    Raises:
        WillingError: it is too long, or holds what no name holds.
    """
    name = " ".join(words.split())
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise WillingError(f"A reviewer’s name has {LONGEST_NAME} printable characters at most.")
    return name


def now() -> datetime.datetime:
    """Return the time at which a judgement is made."""
    return datetime.datetime.now(datetime.UTC)


def _readings_of(revision: str) -> str:
    """Return the part of a store's revision that no judgement changes."""
    return revision.rpartition("-")[0]
