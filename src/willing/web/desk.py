"""The opened ledger behind every page; views ask it and never speak SQL."""

from __future__ import annotations

import datetime
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from willing import ledger as pure
from willing.agenda import Agenda, Issue
from willing.export.issues import agendas_of, ordered
from willing.ledger import Entry, Ledger, LedgerError, Report
from willing.ledger.judging import rulings_of
from willing.ledger.succession import succession
from willing.model import Article, Judgement
from willing.names import fold
from willing.store import Store, asking
from willing.store.asking import Listed, Stood
from willing.store.context import Context
from willing.store.projecting import Advance, Refreshed, mark_from, refresh
from willing.web.state import View
from willing.witness import Retold

WHOLE = 50_000
"""Positions up to which a ledger is held in memory as a whole."""

MOST_ENTRIES = 3_000
"""Entries of a larger ledger that a page gets to work with, the newest that pass its filters."""

MOST_MARKS = 40_000
"""Entries, the newest, by which a filtered matrix of a very large ledger is decided."""

KEPT = 24
"""Answers to the same question that are kept until the ledger changes."""

_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Named:
    """Something to choose from: its key, its name for people, how many positions it has."""

    key: str
    name: str
    count: int
    kind: str = ""


@dataclass
class _State:
    """What is known of the ledger at one revision."""

    revision: str
    context: Context
    judgements: dict[str, Judgement]
    totals: tuple[int, int, int]
    answers: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)
    asked: dict[Hashable, threading.RLock] = field(default_factory=dict)


@dataclass
class _Whole:
    """A ledger held in memory, by article, so that what changes can be replaced."""

    entries: dict[str, list[Entry]]
    rejected: dict[str, list[Entry]]


class Desk:
    """A ledger's file, kept open; what is worked out from it is kept until the ledger changes.

    Safe to use from several threads.
    """

    def __init__(self, path: Path | str, agenda: Agenda | None = None) -> None:
        """Open the ledger in the file ``path``; ``agenda`` gives the issues' titles and order.

        Raises:
            StoreError: there is no ledger there.
        """
        self.path = Path(path)
        self.store = Store.open(path, create=False)
        self._agenda = agenda
        self._lock = threading.RLock()
        self._state: _State | None = None
        self._whole: _Whole | None = None

    def close(self) -> None:
        """Let go of the file."""
        self.store.close()

    def prepare(self, advance: Advance | None = None) -> None:
        """Work out what every page needs, the first time or after the ledger changed.

        ``advance`` is told how far it is: what is being done, how much of it, of how much.

        Raises:
            StoreError: the ledger can't be read, or what is worked out can't be kept in it.
        """
        with self._lock:
            if self._state is not None and self._state.revision == self.store.revision():
                return
            done = refresh(self.store, self._state.context if self._state else None, advance)
            revision = self.store.revision()
            judgements = {one.id: one for one in done.context.given}
            self._state = _State(revision, done.context, judgements, asking.totals(self.store))
            self._replace(done)

    def warm(self) -> None:
        """Work out what the first page would have to wait for."""
        self.prepare()
        self.issues()
        for ask in (self.actors, self.outlets, self.kinds, self.days):
            ask()
        self.stood(View())

    @property
    def revision(self) -> str:
        """What changes whenever the ledger does, by whichever process."""
        return self._now().revision

    def _now(self) -> _State:
        self.prepare()
        state = self._state
        assert state is not None
        return state

    def once(self, question: Hashable, answer: Callable[[], _Answer]) -> _Answer:
        """Return what ``answer`` says, asked once for each ``question`` while the ledger stays."""
        state = self._now()
        with self._lock:
            if question in state.answers:
                state.answers.move_to_end(question)
                return state.answers[question]  # type: ignore[no-any-return]
            turn = state.asked.setdefault(question, threading.RLock())
        with turn:
            if question in state.answers:
                return state.answers[question]  # type: ignore[no-any-return]
            found = answer()
            with self._lock:
                state.answers[question] = found
                state.asked.pop(question, None)
                while len(state.answers) > KEPT:
                    state.answers.popitem(last=False)
            return found

    @property
    def totals(self) -> tuple[int, int, int]:
        """How many positions, articles and reports the ledger holds."""
        return self._now().totals

    def book(self, view: View | None = None) -> Ledger:
        """Return the ledger as ``view`` filters it (not by ``q``), as of its day.

        Of a very large ledger only the newest entries that pass are in it; ``cut`` tells.
        """
        chosen = view or View()
        key = ("book", chosen.selection, chosen.as_of)
        return self.once(key, lambda: self._book(chosen))

    def _book(self, view: View) -> Ledger:
        if self.totals[0] > WHOLE:
            return self._newest(view)
        if not view.selection and view.as_of is None:
            return self._assembled()
        return self.book().select(view.selection).as_of(view.as_of)

    def cut(self, view: View | None = None) -> int:
        """Return how many entries ``book`` leaves out because there are too many; mostly 0."""
        if self.totals[0] <= WHOLE:
            return 0
        chosen = view or View()

        def count() -> int:
            if not chosen.selection and chosen.as_of is None:
                return self.totals[0]
            return asking.counted(self.store, self._wanted(chosen))

        key = ("count", chosen.selection, chosen.as_of)
        return max(0, self.once(key, count) - MOST_ENTRIES)

    def _wanted(self, view: View) -> Sequence[Any]:
        names = {fold(name) for name in view.actor}
        ids = [one.key for one in self.actors() if {fold(one.key), fold(one.name)} & names]
        return asking.conditions(view.selection, view.as_of, ids)

    def _newest(self, view: View) -> Ledger:
        numbers = asking.newest(self.store, self._wanted(view), MOST_ENTRIES)
        found = asking.fetched(self.store, numbers, self._now().judgements)
        articles = {entry.article.id: entry.article for entry, _ in found}
        told = {article.report for article in articles.values()}
        context = self._now().context
        return Ledger(
            tuple(articles.values()),
            tuple(entry for entry, _ in found),
            context.agendas,
            tuple(one for one in context.reports if one.id in told),
        )

    def _replace(self, done: Refreshed) -> None:
        """Bring the ledger in memory, if it is there, to what a refresh found."""
        if self._whole is None:
            return
        if done.anew or self.totals[0] > WHOLE:
            self._whole = None
            return
        judgements = self._now().judgements
        for article_id in done.articles:
            numbers = asking.of_article(self.store, article_id)
            found = asking.fetched(self.store, numbers, judgements)
            self._whole.entries[article_id] = [entry for entry, gone in found if not gone]
            self._whole.rejected[article_id] = [entry for entry, gone in found if gone]

    def _assembled(self) -> Ledger:
        with self._lock:
            context = self._now().context
            if self._whole is None:
                self._whole = self._loaded()
            whole = self._whole
            texts = self.once(("texts",), self._articles)
            entries = [one for key in context.by_id for one in whole.entries.get(key, ())]
            rejected = [one for key in context.by_id for one in whole.rejected.get(key, ())]
        return Ledger(
            texts,
            tuple(entries),
            context.agendas,
            context.reports,
            tuple(rejected),
            tuple(rulings_of(context.given, context.targets, context.by_id)),
        )

    def _articles(self) -> tuple[Article, ...]:
        context = self._now().context
        with self.store.connected() as connection:
            numbers = [context.numbers[one] for one in context.by_id]
            found = asking.placed(connection, numbers)
        return tuple(found[number] for number in numbers)

    def _loaded(self) -> _Whole:
        whole = _Whole({}, {})
        numbers = asking.listed(self.store, [], -1, 2 * WHOLE)
        for entry, gone in asking.fetched(self.store, numbers, self._now().judgements):
            where = whole.rejected if gone else whole.entries
            where.setdefault(entry.article.id, []).append(entry)
        return whole

    @property
    def agendas(self) -> tuple[Agenda, ...]:
        """The agendas that the ledger was read under, or the one that was asked for."""
        if self._agenda:
            return (self._agenda,)
        versions = self._now().context.agendas
        return self.once(("agendas",), lambda: agendas_of(Ledger((), (), versions)))

    @property
    def title(self) -> str:
        """What the ledger is about."""
        return self.agendas[0].title if self.agendas else "The ledger"

    def issues(self, keys: Iterable[str] | None = None) -> tuple[Issue, ...]:
        """Return the issues with ``keys`` (by default all that occur) in the agenda's order."""
        if keys is None:
            keys = self.once(("issues",), lambda: asking.issue_counts(self.store))
        return ordered(keys, self.agendas)

    def actors(self) -> tuple[Named, ...]:
        """Return the parties that hold positions, by name."""

        def find() -> tuple[Named, ...]:
            found = [Named(key, name, n, kind) for key, name, kind, n in asking.parties(self.store)]
            return tuple(sorted(found, key=lambda one: fold(one.name)))

        return self.once(("actors",), find)

    def outlets(self) -> tuple[Named, ...]:
        """Return the outlets that published most, with how many articles, at most a hundred."""

        def find() -> tuple[Named, ...]:
            return tuple(Named(one, one, n) for one, n in asking.outlets(self.store, "", 100))

        return self.once(("outlets",), find)

    def reports(self) -> tuple[Report, ...]:
        """Return every report that the articles retell."""
        return self._now().context.reports

    def shelf(self) -> Mapping[str, Article]:
        """Return every article by its id, dated and grouped as it counts, without its text."""
        return self._now().context.by_id

    def kinds(self) -> dict[str, int]:
        """Return how many positions rest on each kind of source."""
        wanted = [asking.entries.c.rejected == 0]
        return self.once(
            ("kinds",), lambda: dict(asking.grouped(self.store, "source_kind", wanted, 10))
        )

    def days(self) -> tuple[datetime.date, datetime.date] | None:
        """Return the first and the last day on which anything came to stand."""
        return self.once(("days",), lambda: asking.days(self.store))

    def stood(self, view: View) -> tuple[Stood, ...]:
        """Return what stands in every cell, of what ``view`` filters, as of its day.

        Filters by party and issue choose cells, the others choose the positions that count; the
        stances in ``view`` are those that stand.
        """
        partly = view.since or view.until or view.outlet or view.source_kind
        key = ("stood", replace(view, stance=(), q="", sort="", page="", extra=()))
        found = self.once(key, lambda: self._decided(view) if partly else self._stood(view))
        if view.stance:
            found = tuple(one for one in found if one.stance in view.stance)
        return found

    def _stood(self, view: View) -> tuple[Stood, ...]:
        if not (view.actor or view.issue):
            return tuple(asking.stood(self.store, view.as_of))
        ids: list[str] = []
        if view.actor:
            names = {fold(name) for name in view.actor}
            ids = [one.key for one in self.actors() if {fold(one.key), fold(one.name)} & names]
            if not ids:
                return self._decided(view)
        return tuple(asking.stood(self.store, view.as_of, view.issue, ids))

    def _decided(self, view: View) -> tuple[Stood, ...]:
        """Return what stands by the positions that pass, decided here."""
        wanted = self._wanted(replace(view, stance=()))
        tracks: dict[tuple[str, str], list[Any]] = {}
        for actor, issue, row in asking.marks(self.store, wanted, MOST_MARKS):
            tracks.setdefault((actor, issue), []).append(mark_from(row))
        nows = {cell: succession(marks)[1] for cell, marks in tracks.items()}
        entries = {
            entry.position.id: entry
            for entry, _ in asking.fetched(self.store, (one.shown for one in nows.values()), {})
        }
        ids = asking.ids(self.store, [one.shown for one in nows.values()])
        found = []
        for (actor, issue), now in nows.items():
            entry = entries[ids[now.shown]]
            holder = entry.position.actor
            found.append(
                Stood(
                    actor,
                    holder.name,
                    holder.kind.value,
                    issue,
                    now.stance.value,
                    entry.position.id,
                    tuple((one.kind.value, one.text) for one in entry.position.conditions),
                    now.reports,
                    now.positions,
                    now.decided.value,
                    now.held,
                    now.before.value if now.before else None,
                    len(tracks[actor, issue]),
                )
            )
        return tuple(found)

    def find(self, prefix: str) -> Entry:
        """Return the entry of a position, one that a person rejected included.

        Raises:
            LedgerError: there is none whose id begins with ``prefix``, or more than one.
        """
        return self.found(prefix)[0]

    def entries(self, position_ids: Sequence[str]) -> dict[str, Entry]:
        """Return the entries of several positions by their ids; those that aren't there are not."""
        self.prepare()
        numbers = asking.numbers(self.store, position_ids)
        found = asking.fetched(self.store, numbers, self._now().judgements)
        return {entry.position.id: entry for entry, _ in found}

    def found(self, prefix: str) -> tuple[Entry, bool]:
        """Return what ``find`` does, and whether a person rejected it."""
        wanted = prefix.strip().casefold()
        near = asking.with_prefix(self.store, wanted, 2) if wanted else []
        exact = [one for one in near if one[1] == wanted] or near
        self.prepare()
        if not exact:
            raise LedgerError(f"No position has an id that begins with {prefix!r}.")
        if len(exact) > 1:
            raise LedgerError(f"Several positions have an id that begins with {prefix!r}.")
        return asking.fetched(self.store, [exact[0][0]], self._now().judgements)[0]

    def cell_of(self, entry: Entry, most: int) -> list[Entry]:
        """Return the newest positions of the same party on the same issue, in their order."""
        return self._like(asking.same_cell(entry), most)

    def cell_count(self, entry: Entry) -> int:
        """Return how many positions the same party has on the same issue."""
        return asking.counted(self.store, asking.same_cell(entry))

    def same_report(self, entry: Entry) -> list[Entry]:
        """Return the positions of the same party and issue that count for the same report."""
        return self._like(asking.same_report(entry), MOST_ENTRIES)

    def _like(self, wanted: Sequence[Any], most: int) -> list[Entry]:
        numbers = asking.newest(self.store, wanted, most)
        return [one for one, _ in asking.fetched(self.store, numbers, self._now().judgements)]

    def report_of(self, article_id: str) -> Retold | None:
        """Return the report that an article retells."""
        return self._now().context.shelf.by_article.get(article_id)

    def article(self, article_id: str) -> Article:
        """Return an article with its text, dated and grouped as the ledger has it.

        Raises:
            LedgerError: there is none with that id.
        """
        self.prepare()
        found = asking.article(self.store, article_id)
        if found is None:
            raise LedgerError("There is no such article in this ledger.")
        return found

    def entries_of(self, article_id: str) -> tuple[Entry, ...]:
        """Return the entries that an article yielded, in the order of its text."""
        return tuple(entry for entry, gone in self.all_of(article_id) if not gone)

    def all_of(self, article_id: str) -> list[tuple[Entry, bool]]:
        """Return the entries of an article, each with whether a person rejected it."""
        self.prepare()
        numbers = asking.of_article(self.store, article_id)
        return asking.fetched(self.store, numbers, self._now().judgements)

    def articles(
        self, view: View, order: str, after: tuple[Any, int] | None, most: int
    ) -> tuple[list[Listed], int]:
        """Return the next articles that pass the filters and hold the words, and how many do."""
        self.prepare()
        wanted = asking.article_conditions(view.selection, view.q, self._wanted(view))
        key = ("articles", view.selection, view.as_of, view.q)
        count = self.once(key, lambda: asking.article_count(self.store, wanted))
        return asking.articles(self.store, order, after, most, wanted), count

    def listed(self, view: View, after: int, most: int) -> list[tuple[int, Entry]]:
        """Return the next entries that pass the filters, by their numbers, after that number."""
        self.prepare()
        numbers = asking.listed(self.store, self._wanted(view), after, most)
        found = asking.fetched(self.store, numbers, self._now().judgements)
        return [(number, entry) for number, (entry, _) in zip(numbers, found, strict=True)]

    def standing(self, view: View) -> tuple[pure.Standing, ...]:
        """Return the standing positions of what ``view`` filters, as of its day."""
        key = ("standing", view.selection, view.as_of)
        return self.once(key, lambda: pure.standing(self.book(view).entries))

    def judge(self, judgements: Iterable[Judgement]) -> int:
        """Append ``judgements`` to the ledger, and return how many are new.

        Every page shows them from then on.

        Raises:
            StoreError: the ledger can't be written.
        """
        return sum(self.store.add_judgement(judgement) for judgement in judgements)
