"""Counts over the projection that pages show beside lists too long to be loaded."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from willing.store import Store, schema
from willing.store.asking import AT_ONCE


def positions_of(store: Store, article_ids: Iterable[str]) -> dict[str, int]:
    """Return how many positions each of the articles yielded, by the articles' ids."""
    ids = list(dict.fromkeys(article_ids))
    shelved = schema.shelved
    found: dict[str, int] = {}
    with store.connected() as connection:
        for at in range(0, len(ids), AT_ONCE):
            some = ids[at : at + AT_ONCE]
            query = sa.select(shelved.c.id, shelved.c.positions).where(shelved.c.id.in_(some))
            found |= {row.id: row.positions for row in connection.execute(query)}
    return found
