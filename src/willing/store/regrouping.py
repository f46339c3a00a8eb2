"""The index of reports made in memory, where too much is new to take it in row by row."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from willing.ledger.reports import Grouping, Pairs
from willing.model import Article
from willing.store import Store, StoreError, report_rows, schema
from willing.store import report_tables as tables
from willing.store.report_shelf import packed_links, unpacked_links
from willing.story import Features, Index, features
from willing.story.packed import Meanings, pack, pack_meanings, unpack, unpack_meanings

AT_ONCE = 2000
"""Articles whose features and meanings are worked out and then kept in one transaction."""


class Anew:
    """The index of all articles, begun with what the ledger keeps of it.

    What is worked out of each article's text is kept as it comes, so that a run that was broken
    off needn't do it again; the rest is kept at the end, all of it or nothing.
    """

    def __init__(
        self, store: Store, by_id: Mapping[str, Article], wanted: Mapping[str, str]
    ) -> None:
        """Begin with the articles ``by_id``, which have the stamps that are ``wanted``."""
        self._store = store
        self._by_id = by_id
        self._wanted = wanted
        with contextlib.suppress(StoreError), store.writing() as connection:
            if not report_rows.edition(connection):
                self._forget_other_rules(connection)
        with store.connected() as connection:
            self._numbers = report_rows.numbers(connection, schema.articles, by_id)
            old = connection.execute(sa.select(tables.articles)).all()
        self._same = {row.id for row in old if row.stamp == wanted.get(row.id)}
        self._linked = {row.id: row.number for row in old if row.linked and row.id in self._same}
        self._others = {row.id: row.number for row in old if row.id not in self._same}
        self._index = Index()

    def work_out(self) -> None:
        """Find the links and groups that aren't kept."""
        with ThreadPoolExecutor(os.cpu_count()) as executor:
            self._index = Index(executor=executor, recall=self._recall)
            if not self._restored():
                self._linked.clear()
                self._index = Index(executor=executor, recall=self._recall)
            self._fill()

    def take(self, groups: Iterable[tuple[str, ...]]) -> None:
        """Take ``groups`` as given, as if no article had a link outside them."""
        with self._store.connected() as connection:
            given = report_rows.with_texts(connection, self._by_id.values())
            self._index.restore(((features(one), {}) for one in given), groups)

    def grouping(self, apart: Pairs, together: Pairs) -> Grouping:
        """Return the reports, without anything being kept."""
        found = self._index.reports(apart, together)
        groups = ([self._index[name] for name in report.articles] for report in found)
        return report_rows.grouping(map(report_rows.told, groups))

    def kept(self, edition: int) -> bool:
        """Keep the index; tell whether it could be, and nobody changed it since ``edition``."""
        self._index.groups()
        try:
            with self._store.writing() as connection:
                if report_rows.edition(connection) != edition:
                    return False
                self._keep(connection)
                report_rows.next_edition(connection, edition)
        except (StoreError, sa.exc.IntegrityError):
            return False
        return True

    def _forget_other_rules(self, connection: Connection) -> None:
        """Forget what other rules made, but keep what a run by these rules has prepared."""
        row = connection.execute(sa.select(tables.state)).first()
        if row is None or row.rules != report_rows.rules():
            report_rows.clear(connection)
            values = {"rules": report_rows.rules(), "edition": 0}
            connection.execute(tables.state.insert().values(values))

    # ---- taking in

    def _restored(self) -> bool:
        """Begin with what is kept; tell whether it holds for the articles that there are now."""
        known: dict[int, list[str]] = {}
        id_of = {number: article_id for article_id, number in self._linked.items()}
        with self._store.connected() as connection:
            common = set(connection.execute(sa.select(tables.common.c.number)).scalars())
            for row in connection.execute(sa.select(tables.members)):
                if row.number in id_of:
                    known.setdefault(row.first, []).append(id_of[row.number])
            groups = (tuple(sorted(group)) for group in known.values())
            whole = not self._others
            self._index.restore(self._known(connection, id_of), groups if whole else None)
        return common <= self._index.postings.common.keys()

    def _known(
        self, connection: Connection, id_of: Mapping[int, str]
    ) -> Iterator[tuple[Features, dict[str, int]]]:
        for numbers in report_rows.parts(sorted(id_of)):
            packed = report_rows.fetched(connection, tables.features, numbers)
            links = report_rows.fetched(connection, tables.links, numbers)
            for number in numbers:
                mine = unpacked_links(links.get(number, b""))
                named = {id_of[other]: value for other, value in mine.items() if other in id_of}
                yield unpack(packed[number]), named

    def _fill(self) -> None:
        """Take in the articles that are new, those of the same days one after another."""
        new = sorted(self._wanted.keys() - self._linked.keys(), key=self._day)
        for some in report_rows.parts(new, AT_ONCE):
            given = self._features(some)
            self._index.add_all(given)
            self._prepare(given, self._index.worked_out())

    def _day(self, article_id: str) -> tuple[str, str]:
        return str(self._by_id[article_id].published.earliest or ""), article_id

    def _features(self, ids: Sequence[str]) -> list[Features]:
        numbers = {self._numbers[one]: one for one in ids if one in self._same}
        with self._store.connected() as connection:
            packed = report_rows.fetched(connection, tables.features, numbers)
            kept = [unpack(one) for one in packed.values()]
            known = {one.id for one in kept}
            missing = [self._by_id[one] for one in ids if one not in known]
            return kept + list(map(features, report_rows.with_texts(connection, missing)))

    def _recall(self, article_id: str) -> Meanings | None:
        if article_id not in self._by_id or article_id in self._others:
            return None
        with self._store.connected() as connection:
            number = self._numbers[article_id]
            packed = report_rows.fetched(connection, tables.meanings, [number])
        return unpack_meanings(packed[number]) if packed else None

    def _prepare(self, given: Sequence[Features], meanings: Mapping[str, Meanings]) -> None:
        """Keep what was worked out of the texts of new articles."""
        new = [o for o in given if o.id not in self._same and o.id not in self._others]
        articles = ((one.id, self._wanted[one.id]) for one in new)
        vectors = (
            {"number": self._numbers[one], "packed": pack_meanings(vector)}
            for one, vector in meanings.items()
            if one not in self._others
        )
        with (
            contextlib.suppress(StoreError, sa.exc.IntegrityError),
            self._store.writing() as connection,
        ):
            rows = (report_rows.article(self._numbers[o], o, mark, False) for o, mark in articles)
            report_rows.put(connection, tables.articles, rows)
            report_rows.put(connection, tables.features, map(self._packed, new))
            report_rows.put(connection, tables.meanings, vectors)

    def _packed(self, one: Features) -> report_rows.Row:
        return {"number": self._numbers[one.id], "packed": pack(one)}

    # ---- keeping

    def _keep(self, connection: Connection) -> None:
        for table in (tables.articles, tables.features, tables.meanings):
            report_rows.remove(connection, table, self._others.values())
        kept = set(report_rows.numbers(connection, tables.articles, self._same))
        changed = [self._index[one] for one in self._wanted if one not in kept]
        report_rows.put(connection, tables.features, map(self._packed, changed))
        for table, rows in (
            (tables.articles, self._article_rows()),
            (tables.keys, self._key_rows()),
            (tables.common, self._common_rows()),
            (tables.links, self._link_rows()),
            (tables.members, self._member_rows()),
            (tables.found, self._found_rows()),
        ):
            connection.execute(table.delete())
            for some in report_rows.parts(rows, AT_ONCE):
                connection.execute(table.insert(), some)

    def _article_rows(self) -> Iterable[report_rows.Row]:
        for one, mark in self._wanted.items():
            yield report_rows.article(self._numbers[one], one, mark, True)

    def _key_rows(self) -> Iterable[report_rows.Row]:
        index = self._index
        near = index.near
        spans = np.stack([np.array(index.numbers(self._numbers)), near.first, near.last], axis=1)
        spans = spans.astype(np.int32)
        for key, places in index.postings.items():
            yield {"number": key, "packed": spans[places].tobytes()}

    def _common_rows(self) -> Iterable[report_rows.Row]:
        for key, held in self._index.postings.common.items():
            yield {"number": key, "held": held}

    def _link_rows(self) -> Iterable[report_rows.Row]:
        for one, links in self._index.links.items():
            if links:
                mine = {self._numbers[other]: value for other, value in links.items()}
                yield {"number": self._numbers[one], "packed": packed_links(mine)}

    def _member_rows(self) -> Iterable[report_rows.Row]:
        for one, members in self._index.groups().items():
            yield {"number": self._numbers[one], "first": self._numbers[members[0]]}

    def _found_rows(self) -> Iterable[report_rows.Row]:
        for members in set(self._index.groups().values()):
            yield report_rows.found({self._numbers[one]: self._index[one] for one in members})


def keep_grouping(store: Store, grouping: Grouping) -> None:
    """Keep in ``store`` that its articles, as they were read, retell the reports of ``grouping``.

    Their dates and origins are worked out anew, but nothing is compared: for ledgers that are made
    up, where it is known.

    Raises:
        StoreError: the ledger can't be written.
    """
    articles = {article.id: article for article in store.articles()}
    anew = Anew(store, articles, {name: report_rows.stamp(one) for name, one in articles.items()})
    anew.take(tuple(sorted(report.articles)) for report in grouping.reports)
    with store.connected() as connection:
        edition = report_rows.edition(connection)
    if not anew.kept(edition):
        raise StoreError(f"{store.name} can't be written.")
