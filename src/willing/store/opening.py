"""Store → Ledger: groups articles into reports and dates positions anew, keeping what it costs."""

from __future__ import annotations

import contextlib
import datetime
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import Any

from pydantic import TypeAdapter

from willing import ledger as pure
from willing.ledger.reports import Grouping, Pairs, Report
from willing.model import Article, DateBasis, DateSpan, Position, Published
from willing.store import Store, StoreError
from willing.temporal import date_position

GROUPING, VECTOR, DATES = "grouping", "vector", "dates"
"""The kinds of what is kept: the reports, the leads' embeddings, positions' days by article."""


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


def grouped(
    store: Store,
    articles: Sequence[Article],
    apart: Pairs,
    together: Pairs,
    texts: Callable[[], Iterable[Article]] | None = None,
) -> Grouping:
    """Return the reports that ``articles`` retell, as kept in ``store`` or worked out now.

    ``articles`` may be without their texts where ``texts`` yields them with them.
    """
    key = _key(articles, apart, together)
    kept = store.derived(GROUPING).get(key)
    if kept is not None:
        return _grouping_type().validate_json(kept)
    if texts is not None:
        known = {article.id: article.published for article in articles}
        articles = [replace(one, published=known[one.id]) for one in texts() if one.id in known]
    grouping = _grouped_anew(store, articles, apart, together)
    payload = _grouping_type().dump_json(grouping).decode()
    with contextlib.suppress(StoreError):
        store.keep_derived(GROUPING, {key: payload}, only=True)
    return grouping


def _grouped_anew(
    store: Store, articles: Sequence[Article], apart: Pairs, together: Pairs
) -> Grouping:
    from willing.story import Index, features, narrowed

    vectors = _Vectors(store)
    index = Index(vectors.encode)
    for article in articles:
        index.add(features(article))
    reports = index.reports(apart, together)
    dates: dict[str, Published] = {}
    for report in reports:
        dates |= narrowed(report, [index[article_id] for article_id in report.articles])
    vectors.keep()
    return Grouping(
        tuple(Report(r.id, r.origin, r.rivals, r.articles, r.date) for r in reports), dates
    )


def _key(articles: Iterable[Article], apart: Pairs, together: Pairs) -> str:
    """Return a digest of all that a grouping hangs on, the program's own rules included."""
    told = [
        (one.id, str(one.published), one.title, one.outlet, one.origin)
        for one in sorted(articles, key=lambda article: article.id)
    ]
    words = json.dumps([_rules(), told, sorted(apart), sorted(together)], ensure_ascii=True)
    return blake2b(words.encode(), digest_size=16).hexdigest()


@cache
def _rules() -> str:
    """Return a digest of the code that groups articles: with another one they are grouped anew."""
    digest = blake2b(digest_size=16)
    modules = (one for one in (files("willing") / "story").iterdir() if one.name.endswith(".py"))
    for module in sorted(modules, key=lambda one: one.name):
        digest.update(module.read_bytes())
    return digest.hexdigest()


class _Vectors:
    """The embeddings of texts, worked out once for each text."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept = store.derived(VECTOR)
        self._new: dict[str, str] = {}
        self._encode: Callable[[str], Any] | None = None

    def encode(self, text: str) -> Any:
        import numpy

        key = blake2b(text.encode(errors="replace"), digest_size=16).hexdigest()
        kept = self._kept.get(key)
        if kept is not None:
            return numpy.frombuffer(b64decode(kept), dtype="<f2").astype(numpy.float32)
        if self._encode is None:
            from willing.encoder import Encoder

            self._encode = Encoder().encode
        vector = self._encode(text)
        self._new[key] = b64encode(vector.astype("<f2").tobytes()).decode()
        self._kept[key] = self._new[key]
        return vector

    def keep(self) -> None:
        if self._new:
            with contextlib.suppress(StoreError):
                self._store.keep_derived(VECTOR, self._new)


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


@cache
def _grouping_type() -> TypeAdapter[Grouping]:
    return TypeAdapter(Grouping)
