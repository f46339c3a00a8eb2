"""The library's front door: read articles, extract positions, open a ledger and ask it."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, overload

from willing import ledger as pure
from willing.agenda import DEFAULT_AGENDA, Agenda
from willing.agenda import load as load_agenda
from willing.model import (
    Action,
    Actor,
    Article,
    Condition,
    DateSpan,
    Inference,
    Position,
    Source,
    SourceKind,
    Span,
    Stance,
)

if TYPE_CHECKING:
    from willing.extract import Extractor
    from willing.run import RunReport

DEFAULT_LEDGER = "willing.db"
LEDGER_VARIABLE = "WILLING_LEDGER"

Many = str | Iterable[str] | None
_Path = str | os.PathLike[str]


@dataclass(frozen=True, slots=True)
class Record:
    """One position with the article that reports it; a notebook shows its sentence highlighted."""

    entry: pure.Entry

    @property
    def position(self) -> Position:
        """The position itself."""
        return self.entry.position

    @property
    def article(self) -> Article:
        """The article that reports it."""
        return self.entry.article

    @property
    def id(self) -> str:
        """The position's id."""
        return self.entry.position.id

    @property
    def actor(self) -> Actor:
        """The party that holds it."""
        return self.entry.position.actor

    @property
    def stance(self) -> Stance:
        """Where the party stands."""
        return self.entry.position.stance

    @property
    def action(self) -> Action:
        """What the position is about."""
        return self.entry.position.action

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What it is said to depend on."""
        return self.entry.position.conditions

    @property
    def attribution(self) -> tuple[Source, ...]:
        """On whose word it is known, outermost first."""
        return self.entry.position.attribution

    @property
    def sentence(self) -> Span:
        """The sentence that reports it, with its place in the article's text."""
        return self.entry.position.sentence

    @property
    def date(self) -> DateSpan:
        """When it was taken, as far as is known."""
        return self.entry.position.date

    @property
    def inferred(self) -> tuple[Inference, ...]:
        """What the program concluded about it, and from what."""
        return self.entry.position.inferred

    def as_dict(self) -> dict[str, Any]:
        """Return exactly the fields of the annotation contract, ready for JSON."""
        from willing.export.records import position_record

        return position_record(self.entry.position, self.entry.article)

    def __str__(self) -> str:
        from willing.export.words import conditions

        phrase = conditions(self.conditions)
        parts = [self.actor.name, self.action.issue, self.stance.value, *([phrase] * bool(phrase))]
        return " · ".join(parts)

    def _repr_html_(self) -> str:
        from willing.export.html import snippet

        return snippet(self.entry)


class Records(Sequence[Record]):
    """Positions in the order of their articles and sentences; a notebook shows them all."""

    def __init__(self, entries: Iterable[pure.Entry]) -> None:
        """Hold ``entries``."""
        self._records = tuple(Record(entry) for entry in entries)

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Record]: ...
    def __getitem__(self, index: int | slice) -> Record | Sequence[Record]:
        """Return one record, or several."""
        return self._records[index]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._records)

    def __iter__(self) -> Iterator[Record]:
        """Yield each record."""
        return iter(self._records)

    def __repr__(self) -> str:
        return "\n".join(map(str, self._records)) or "No positions."

    def _repr_html_(self) -> str:
        return "".join(record._repr_html_() for record in self._records) or "No positions."


class Ledger:
    """A ledger as it was when it was opened: what was read, and what that adds up to.

    ``book`` is the same as a plain value, for ``willing.ledger``'s functions.
    """

    def __init__(self, book: pure.Ledger, report: RunReport | None = None) -> None:
        """Wrap ``book``; ``report`` says what the reading that made it did."""
        self.book = book
        self.report = report

    @classmethod
    def open(cls, path: _Path | None = None) -> Ledger:
        """Return the ledger in the file ``path``, by default ``$WILLING_LEDGER`` or willing.db.

        Raises:
            WillingError: it isn't there, is no ledger, or is from a newer version.
        """
        return cls(load(_ledger_path(path)))

    @property
    def articles(self) -> tuple[Article, ...]:
        """The articles that were read, in the order of their reading."""
        return self.book.articles

    def positions(
        self,
        *,
        actor: Many = None,
        issue: Many = None,
        stance: Many = None,
        since: datetime.date | None = None,
        until: datetime.date | None = None,
        outlet: Many = None,
        source_kind: Many = None,
    ) -> Records:
        """Return the positions that pass every filter; a filter's values are alternatives.

        ``actor`` takes ids or names; ``since`` and ``until`` are days, inclusive, and leave
        undated positions out.

        Raises:
            ValueError: a stance or a kind of source isn't one of the contract's.
        """
        chosen = pure.Selection(
            _several(actor),
            _several(issue),
            tuple(Stance(value) for value in _several(stance)),
            since,
            until,
            _several(outlet),
            tuple(SourceKind(value) for value in _several(source_kind)),
        )
        return Records(self.book.select(chosen).entries)

    def standing(
        self,
        *,
        actor: Many = None,
        issue: Many = None,
        as_of: datetime.date | None = None,
    ) -> tuple[pure.Standing, ...]:
        """Return the position now standing (or as of a day) of each party on each issue."""
        chosen = pure.Selection(_several(actor), _several(issue))
        return pure.standing(self.book.select(chosen).entries, as_of)

    @property
    def reports(self) -> tuple[pure.Report, ...]:
        """The reports that the articles retell."""
        return self.book.reports

    def moves(
        self, *, actor: Many = None, issue: Many = None, as_of: datetime.date | None = None
    ) -> tuple[pure.Move, ...]:
        """Return where parties' positions changed, by the last day on which they can have."""
        return pure.moves(self._chosen(actor, issue, as_of).entries)

    def disputes(
        self, *, actor: Many = None, issue: Many = None, as_of: datetime.date | None = None
    ) -> tuple[pure.Dispute, ...]:
        """Return the reports that can't both be right on one party, issue and time."""
        return pure.disputes(self._chosen(actor, issue, as_of).entries)

    def timeline(
        self, *, actor: Many = None, issue: Many = None, as_of: datetime.date | None = None
    ) -> tuple[pure.Event, ...]:
        """Return what was said when, one report's wordings together, the undated last."""
        return pure.timeline(self._chosen(actor, issue, as_of).entries)

    def _chosen(self, actor: Many, issue: Many, as_of: datetime.date | None) -> pure.Ledger:
        chosen = pure.Selection(_several(actor), _several(issue))
        return self.book.select(chosen).as_of(as_of)

    def find(self, prefix: str) -> Record:
        """Return the position whose id begins with ``prefix``.

        Raises:
            LedgerError: there is none, or more than one.
        """
        return Record(self.book.find(prefix))

    def brief(self, *, as_of: datetime.date | None = None) -> str:
        """Return the ledger's brief as one HTML document that opens offline."""
        from willing.export.brief import compose
        from willing.export.html import render

        return render(compose(self.book, as_of=as_of))

    def __repr__(self) -> str:
        return f"<Ledger: {len(self.articles)} articles, {len(self.book.entries)} positions>"


def read(
    *paths: _Path,
    ledger: _Path | None = None,
    agenda: str | Agenda = DEFAULT_AGENDA,
    outlet: str | None = None,
    published: datetime.date | None = None,
) -> Ledger:
    """Read files and folders into a ledger, and return it; its ``report`` says what was done.

    ``ledger`` is a file, made if it isn't there (by default ``$WILLING_LEDGER`` or willing.db);
    ``outlet`` and ``published`` hold for articles that don't say themselves.  What can't be read
    is in ``report.problems``; the rest is read.

    Raises:
        WillingError: the agenda or the ledger can't be used.
    """
    from willing.run import read_into
    from willing.store import Store
    from willing.store.opening import opened

    chosen = agenda if isinstance(agenda, Agenda) else load_agenda(agenda)
    with Store.open(_ledger_path(ledger), create=True) as store:
        report = read_into(store, paths, chosen, outlet=outlet, published=published)
        return Ledger(opened(store), report)


def extract(
    text: str,
    *,
    agenda: str | Agenda = DEFAULT_AGENDA,
    title: str | None = None,
    outlet: str | None = None,
    published: datetime.date | None = None,
) -> Records:
    """Return the positions that the article ``text`` reports; nothing is stored.

    Raises:
        WillingError: the agenda can't be used, or the text is no article in English.
    """
    from willing.model import WillingError
    from willing.read import article as article_of
    from willing.read.problem import Unreadable
    from willing.temporal import date_article

    chosen = agenda if isinstance(agenda, Agenda) else load_agenda(agenda)
    try:
        article = article_of(text, title=title, outlet=outlet, published=published)
    except Unreadable as error:
        raise WillingError(f"The text {error}") from error
    article = replace(article, published=date_article(article.text, article.published))
    reading = _extractor(chosen).read(article)
    return Records(pure.build([article], [reading]).entries)


def load(path: _Path) -> pure.Ledger:
    """Return what the ledger file ``path`` holds, as a plain value.

    Raises:
        WillingError: it isn't there, is no ledger, or is from a newer version.
    """
    from willing.store import Store
    from willing.store.opening import opened

    with Store.open(path, create=False) as store:
        return opened(store)


@lru_cache(maxsize=2)
def _extractor(agenda: Agenda) -> Extractor:
    from willing.extract import Extractor

    return Extractor(agenda)


def _ledger_path(path: _Path | None) -> _Path:
    return path or os.environ.get(LEDGER_VARIABLE) or DEFAULT_LEDGER


def _several(value: Many) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)
