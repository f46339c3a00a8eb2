"""Articles → their reports, as kept in the ledger; only what is new or changed is worked out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from willing.ledger.reports import Grouping, Pairs
from willing.model import Article
from willing.store import Store, StoreError, report_rows, schema
from willing.store import report_tables as tables

if TYPE_CHECKING:
    from willing.story import Features
    from willing.story.packed import Meanings

ONE_BY_ONE = 10
"""New or changed articles that are always taken in one by one, and one more for each ..."""

FOR_EACH = 1000
"""... of so many articles in the ledger; more are taken in at once, with the index in memory."""


def grouped(
    store: Store, articles: Sequence[Article], apart: Pairs = (), together: Pairs = ()
) -> Grouping:
    """Return the reports that ``articles`` retell, and keep in ``store`` what that took.

    ``articles`` may be without their texts, which are then read from the store.  In a store that
    can't be written all is worked out and nothing kept.
    """
    wanted = {article.id: report_rows.stamp(article) for article in articles}
    with store.connected() as connection:
        edition = report_rows.edition(connection)
        known = report_rows.stamps(connection) if edition else {}
    if known != wanted:
        from willing.store.regrouping import Anew

        gone = [one for one in known if known[one] != wanted.get(one)]
        new = [one for one in articles if known.get(one.id) != wanted[one.id]]
        few = len(gone) + len(new) <= ONE_BY_ONE + len(known) // FOR_EACH
        if not (few and _updated(store, edition, gone, new)):
            anew = Anew(store, {one.id: one for one in articles}, wanted)
            anew.work_out()
            if not anew.kept(edition):
                return anew.grouping(apart, together)
    with store.connected() as connection:
        reports = report_rows.reports(connection)
        if apart or together:
            reports = _judged(connection, reports, apart, together)
    return report_rows.grouping(reports)


def add(store: Store, articles: Sequence[Article]) -> bool:
    """Take new articles of ``store`` into its reports; tell whether that could be done.

    It costs what they touch, however many articles there are; where it can't be done, the next
    ``grouped`` makes up for it.
    """
    with store.connected() as connection:
        edition = report_rows.edition(connection)
        known = report_rows.numbers(connection, tables.articles, [one.id for one in articles])
    return _updated(store, edition, list(known), articles)


def _updated(store: Store, edition: int, gone: Sequence[str], new: Sequence[Article]) -> bool:
    """Take a few articles out and in, in one transaction; tell whether that could be done."""
    from willing.store.report_shelf import Shelf, UncommonError
    from willing.story import features

    try:
        with store.writing() as connection:
            if report_rows.edition(connection) != edition:
                return False
            if not edition:
                report_rows.clear(connection)
            shelf = Shelf(connection, _worked_out)
            for number in report_rows.numbers(connection, tables.articles, gone).values():
                shelf.remove(number)
            numbers = report_rows.numbers(connection, schema.articles, [one.id for one in new])
            for article in report_rows.with_texts(connection, new):
                mark = report_rows.stamp(article)
                shelf.add(numbers[article.id], features(article), mark)
            went, groups = shelf.regroup()
            report_rows.remove(connection, tables.found, went)
            report_rows.put(
                connection, tables.found, (report_rows.found(group) for group in groups)
            )
            report_rows.next_edition(connection, edition)
    except (StoreError, UncommonError, sa.exc.IntegrityError):
        return False
    return True


def _worked_out(article: Features) -> Meanings:
    from willing.story.compare import meanings, shipped_encoder

    return meanings(article, shipped_encoder())


def _judged(
    connection: Connection,
    reports: Iterable[report_rows.Found],
    apart: Pairs,
    together: Pairs,
) -> list[report_rows.Found]:
    """Return ``reports`` with those in place that people's word makes of the ones it touches."""
    from willing.store.report_shelf import Shelf
    from willing.story.index import said

    named = said(apart, together)
    numbers = report_rows.numbers(connection, tables.articles, named)
    word = {
        numbers[one]: {numbers[other]: value for other, value in others.items() if other in numbers}
        for one, others in named.items()
        if one in numbers
    }
    shelf = Shelf(connection, _worked_out)
    groups = shelf.grouped(shelf.with_all(word), word)
    changed = [report_rows.told(group.values()) for group in groups]
    touched = {article_id for report, _ in changed for article_id in report.articles}
    return changed + [one for one in reports if touched.isdisjoint(one[0].articles)]
