"""The opened ledger behind every page; views ask it and never speak SQL."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from willing import ledger as pure
from willing.agenda import Agenda, Issue
from willing.export.issues import agendas_of, ordered
from willing.ledger import Entry, Ledger, LedgerError
from willing.model import Article, Judgement
from willing.names import fold
from willing.store import Store
from willing.store.opening import opened
from willing.web.state import View


@dataclass(frozen=True, slots=True)
class Named:
    """Something to choose from: its key, its name for people, how many positions it has."""

    key: str
    name: str
    count: int
    kind: str = ""


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
        self.store = Store.open(self.path, create=False)
        self._agenda = agenda
        self._lock = threading.RLock()
        self._book: tuple[str, Ledger] | None = None

    def close(self) -> None:
        """Let go of the file."""
        self.store.close()

    @property
    def revision(self) -> str:
        """What changes whenever the ledger does, by whichever process."""
        return self.store.revision()

    def book(self, view: View | None = None) -> Ledger:
        """Return the ledger as ``view`` filters it (not by ``q``), as of its day.

        Of a very large ledger only the newest entries that pass are in it; ``cut`` tells.
        """
        with self._lock:
            revision = self.revision
            if self._book is None or self._book[0] != revision:
                self._book = (revision, opened(self.store))
            whole = self._book[1]
        if view is None:
            return whole
        return whole.select(view.selection).as_of(view.as_of)

    def cut(self, view: View | None = None) -> int:
        """Return how many entries ``book`` leaves out because there are too many; mostly 0."""
        del view
        return 0

    @property
    def agendas(self) -> tuple[Agenda, ...]:
        """The agendas that the ledger was read under, or the one that was asked for."""
        return (self._agenda,) if self._agenda else agendas_of(self.book())

    @property
    def title(self) -> str:
        """What the ledger is about."""
        return self.agendas[0].title if self.agendas else "The ledger"

    def issues(self, keys: Iterable[str] | None = None) -> tuple[Issue, ...]:
        """Return the issues with ``keys`` (by default all that occur) in the agenda's order."""
        if keys is None:
            keys = {entry.position.action.issue for entry in self.book().entries}
        return ordered(keys, self.agendas)

    def actors(self) -> tuple[Named, ...]:
        """Return the parties that hold positions, by name."""
        found: dict[str, Named] = {}
        for entry in self.book().entries:
            actor = entry.position.actor
            so_far = found.get(actor.id)
            count = so_far.count + 1 if so_far else 1
            found[actor.id] = Named(actor.id, actor.name, count, actor.kind.value)
        return tuple(sorted(found.values(), key=lambda one: fold(one.name)))

    def find(self, position_id: str) -> Entry:
        """Return the entry of a position, one that a person rejected included.

        Raises:
            LedgerError: there is none whose id begins so, or more than one.
        """
        return self.book().find(position_id, rejected=True)

    def article(self, article_id: str) -> Article:
        """Return an article with its text, dated and grouped as the ledger has it.

        Raises:
            LedgerError: there is none with that id.
        """
        found = self.book().by_id.get(article_id)
        if found is None:
            raise LedgerError("There is no such article in this ledger.")
        return found

    def entries_of(self, article_id: str) -> tuple[Entry, ...]:
        """Return the entries that an article yielded, in the order of its text."""
        return tuple(one for one in self.book().entries if one.article.id == article_id)

    def standing(self, view: View) -> tuple[pure.Standing, ...]:
        """Return the standing positions of what ``view`` filters, as of its day."""
        return pure.standing(self.book(view).entries)

    def judge(self, judgements: Iterable[Judgement]) -> None:
        """Append ``judgements`` to the ledger; every page shows them from then on.

        Raises:
            StoreError: the ledger can't be written.
        """
        for judgement in judgements:
            self.store.add_judgement(judgement)
