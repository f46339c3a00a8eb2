"""Store → Ledger: groups articles into reports and dates positions anew, keeping what it costs."""

from __future__ import annotations

import contextlib
import datetime
import json
from typing import Any

from willing import ledger as pure
from willing.model import Article, DateBasis, DateSpan, Position
from willing.store import Store, StoreError
from willing.store.grouping import grouped
from willing.temporal import date_position

DATES = "dates"
"""The kind of what is kept: positions' days by article."""


def opened(store: Store) -> pure.Ledger:
    """Return the ledger that ``store`` holds, its articles grouped into reports.

    What was worked out for it is kept in the store where that may be written, so that the next
    opening of an unchanged ledger works out nothing.
    """
    dates = Dates(store)
    book = pure.build(
        store.articles(),
        store.readings(),
        store.judgements(),
        group=lambda articles, apart, together: grouped(store, articles, apart, together),
        redate=dates.redate,
    )
    dates.keep()
    return book


class Dates:
    """The days of positions whose article's date isn't the one that it was read with."""

    def __init__(self, store: Store) -> None:
        """Begin with what ``store`` keeps."""
        self._store = store
        self._kept: dict[str, dict[str, Any]] | None = None
        self._changed: set[str] = set()

    def redate(self, position: Position, old: Article, new: Article) -> DateSpan:
        """Return the days of ``position`` now that its article is ``new`` and no longer ``old``."""
        if self._kept is None:
            self._kept = {k: json.loads(v) for k, v in self._store.derived(DATES).items()}
        key = f"{new.id} {new.published.date} {new.published.earliest} {new.published.latest}"
        known = self._kept.setdefault(key, {})
        if position.id in known:
            start, end, basis = known[position.id]
            return DateSpan(_day(start), _day(end), DateBasis(basis))
        span = redated(position, old, new)
        known[position.id] = [*map(_words, (span.start, span.end)), span.basis.value]
        self._changed.add(key)
        return span

    def keep(self) -> None:
        """Keep what was worked out in the store, where that may be written."""
        if self._kept and self._changed:
            payloads = {key: json.dumps(self._kept[key]) for key in sorted(self._changed)}
            with contextlib.suppress(StoreError):
                self._store.keep_derived(DATES, payloads)


def redated(position: Position, old: Article, new: Article) -> DateSpan:
    """Return the days of ``position`` now that its article is dated as ``new`` and not as ``old``.

    Where the days that it was read with can't be worked out again from its words, days that the
    text gave stay as they are.
    """
    for clause in (_clause(position, new.text), None):
        span = (position.sentence.start, position.sentence.end)
        if date_position(old.text, span, clause, old.published) == position.date:
            return date_position(new.text, span, clause, new.published)
    if position.date.basis is DateBasis.TEXT:
        return position.date
    published = new.published
    start, end = published.earliest or published.date, published.latest or published.date
    return DateSpan(start, end, published.basis if start or end else DateBasis.NONE)


def _clause(position: Position, text: str) -> tuple[int, int] | None:
    start = text.find(position.action.text, position.sentence.start, position.sentence.end)
    return None if start < 0 else (start, start + len(position.action.text))


def _day(words: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(words) if words else None


def _words(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None
