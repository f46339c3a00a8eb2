"""What an address carries: the filters, the day, the order and a view's own choices, as a value."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from willing.ledger import Selection
from willing.model import SourceKind, Stance, WillingError

LONGEST = 500
"""Characters of one value of an address; a longer one is refused."""

MOST = 200
"""Pairs of a name and a value that an address may have."""

YEARS = range(1000, 9000)
"""The years of the days that are looked at."""

SEVERAL = ("actor", "issue", "stance", "outlet", "source_kind")
"""The filters that may be given several times; their values are alternatives."""

DAYS = ("since", "until", "as_of")
SINGLE = ("q", "sort", "page")

Pairs = tuple[tuple[str, str], ...]


class AddressError(WillingError):
    """An address whose filters can't be used; the text says which and what would do."""


@dataclass(frozen=True)
class View:
    """Everything that decides what a page shows, and so everything that its address carries.

    ``actor`` … ``source_kind`` are the filters of ``willing.ledger.Selection``, ``q`` words to
    search for, ``as_of`` the day that is looked at (``None`` is now, the undated included),
    ``sort`` and ``page`` the order and the place in a listing, ``extra`` what only one view knows.
    """

    actor: tuple[str, ...] = ()
    issue: tuple[str, ...] = ()
    stance: tuple[str, ...] = ()
    outlet: tuple[str, ...] = ()
    source_kind: tuple[str, ...] = ()
    since: datetime.date | None = None
    until: datetime.date | None = None
    as_of: datetime.date | None = None
    q: str = ""
    sort: str = ""
    page: str = ""
    extra: Pairs = ()

    @classmethod
    def from_query(cls, pairs: Iterable[tuple[str, str]]) -> View:
        """Return the view that the ``pairs`` of a query string ask for; empty values ask nothing.

        Raises:
            AddressError: a day, a stance or a kind of source isn't one, or there is too much of it.
        """
        given = [(name, value.strip()) for name, value in pairs]
        given = [(name, value) for name, value in given if value]
        if len(given) > MOST or any(len(n) > LONGEST or len(v) > LONGEST for n, v in given):
            raise AddressError("The address is too long.")
        values: dict[str, Any] = {}
        extra: list[tuple[str, str]] = []
        for name, value in given:
            if name in SEVERAL:
                values[name] = tuple(dict.fromkeys((*values.get(name, ()), value)))
            elif name in DAYS:
                values[name] = _day(name, value)
            elif name in SINGLE:
                values[name] = value
            elif (name, value) not in extra:
                extra.append((name, value))
        _check("stance", values.get("stance", ()), [one.value for one in Stance])
        _check("source_kind", values.get("source_kind", ()), [one.value for one in SourceKind])
        return cls(**values, extra=tuple(extra))

    @cached_property
    def selection(self) -> Selection:
        """The filters as the ledger's functions take them."""
        return Selection(
            self.actor,
            self.issue,
            tuple(Stance(one) for one in self.stance),
            self.since,
            self.until,
            self.outlet,
            tuple(SourceKind(one) for one in self.source_kind),
        )

    @property
    def filtered(self) -> bool:
        """Whether anything is filtered or searched for."""
        return bool(self.selection) or bool(self.q)

    def get(self, name: str, default: str = "") -> str:
        """Return the first value of the view's own choice ``name``."""
        return next((value for key, value in self.extra if key == name), default)

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of the view's own choice ``name``."""
        return tuple(value for key, value in self.extra if key == name)

    def changed(self, **changes: Any) -> View:
        """Return the view with ``changes``: a field, or a choice of its own (``None`` drops it).

        A field that may have several values takes one or an iterable.  Whatever changes, the
        listing begins at its first page, unless ``page`` is given.
        """
        fields: dict[str, Any] = {"page": ""}
        extra = list(self.extra)
        for name, value in changes.items():
            if name in SEVERAL:
                fields[name] = _several(value)
            elif name in DAYS:
                fields[name] = _day(name, value) if isinstance(value, str) and value else value
                fields[name] = fields[name] or None
            elif name in SINGLE:
                fields[name] = str(value or "")
            else:
                extra = [pair for pair in extra if pair[0] != name]
                extra += [(name, one) for one in _several(value)]
        return replace(self, **fields, extra=tuple(extra))

    def toggled(self, name: str, value: str) -> View:
        """Return the view with ``value`` added to ``name``, or taken out if it was there."""
        now = getattr(self, name) if name in SEVERAL else self.all(name)
        kept = tuple(one for one in now if one != value)
        return self.changed(**{name: kept if len(kept) < len(now) else (*now, value)})

    def pairs(self) -> Pairs:
        """Return what a query string has to carry, in a fixed order."""
        found = [(name, value) for name in SEVERAL for value in getattr(self, name)]
        found += [(name, getattr(self, name).isoformat()) for name in DAYS if getattr(self, name)]
        found += [(name, getattr(self, name)) for name in SINGLE if getattr(self, name)]
        return (*found, *self.extra)

    def url(self, path: str, **changes: Any) -> str:
        """Return the address of ``path`` in this state, but for ``changes``."""
        view = self.changed(**changes) if changes else self
        query = urlencode(view.pairs())
        return f"{path}?{query}" if query else path

    def elsewhere(self, path: str, **changes: Any) -> str:
        """Return the address of another view; the filters and the day go along."""
        return replace(self, sort="", page="", extra=()).url(path, **changes)

    def as_data(self) -> dict[str, Any]:
        """Return the state as a JSON object."""
        found: dict[str, Any] = {}
        for name, value in self.pairs():
            if name in DAYS or name in SINGLE:
                found[name] = value
            else:
                found.setdefault(name, []).append(value)
        return found


def _several(value: Any) -> tuple[str, ...]:
    if value is None or value == "":
        return ()
    return (value,) if isinstance(value, str) else tuple(str(one) for one in value)


def _day(name: str, value: str) -> datetime.date:
    try:
        day = datetime.date.fromisoformat(value)
        if day.year in YEARS:
            return day
        raise ValueError
    except ValueError:
        raise AddressError(f"{value!r} is no day for {name}: write it as in 2025-01-31.") from None


def _check(name: str, values: Iterable[str], known: list[str]) -> None:
    for value in values:
        if value not in known:
            raise AddressError(f"{value!r} is no {name}: use {', '.join(known)}.")
