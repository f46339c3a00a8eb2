"""The index of reports in the ledger's file: takes an article in or out, touching few rows.

It does what ``story.Index`` does in memory, and with the same result, but looks up only what the
article at hand shares with others.  All of it happens on one connection, in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.engine import Connection

from willing.store import report_tables as tables
from willing.store.report_rows import article, fetched, put, remove
from willing.story import cluster, index
from willing.story.compare import LEAST_LINK, TOO_FAR, comparable, days_apart, is_open, read, unread
from willing.story.keys import found, keys, share_enough
from willing.story.nearby import Nearby, apart, span
from willing.story.packed import (
    Meanings,
    pack,
    pack_meanings,
    unpack,
    unpack_meanings,
)
from willing.story.profile import Features

Triples = NDArray[np.int32]


class UncommonError(Exception):
    """A key that was common isn't any more, so pairs that were passed over are to be compared."""


class Shelf:
    """The rows of the index that were looked at, and what became of them."""

    def __init__(self, connection: Connection, meanings_of: Callable[[Features], Meanings]) -> None:
        """Look at the index through ``connection``; ``meanings_of`` works out what isn't kept."""
        self._connection = connection
        self._work_out = meanings_of
        self._features: dict[int, Features] = {}
        self._numbers: dict[str, int] = {}
        self._common = {
            row.number: row.held for row in connection.execute(sa.select(tables.common))
        }
        self._links: dict[int, dict[int, int]] = {}
        self.stale: set[int] = set()

    def add(self, number: int, new: Features, stamp: str) -> None:
        """Take in the article of that number, with its links."""
        self._features[number] = new
        self._numbers[new.id] = number
        postings = self._postings(keys(new))
        links = self._found(new, postings)
        put(self._connection, tables.articles, [article(number, new.id, stamp, True)])
        put(self._connection, tables.features, [{"number": number, "packed": pack(new)}])
        mine = np.array([[number, *span(new)]], np.int32)
        changed, doubtful = [], []
        for key in keys(new):
            if key in self._common:
                self._hold(key, self._common[key] + 1)
                continue
            held = np.concatenate((postings.get(key, mine[:0]), mine))
            if len(held) > index.COMMON:
                self._hold(key, len(held))
                remove(self._connection, tables.keys, [key])
                doubtful.append(held[:, 0].tolist())
            else:
                changed.append({"number": key, "packed": held.tobytes()})
        put(self._connection, tables.keys, changed)
        self._tie(number, links)
        for numbers in doubtful:
            self._drop_links(numbers)

    def remove(self, number: int) -> None:
        """Take out the article of that number, with its links."""
        gone = self._feature([number])[number]
        changed, emptied = [], []
        for key, held in self._postings(keys(gone)).items():
            left = held[held[:, 0] != number]
            if len(left):
                changed.append({"number": key, "packed": left.tobytes()})
            else:
                emptied.append(key)
        put(self._connection, tables.keys, changed)
        remove(self._connection, tables.keys, emptied)
        for key in self._common.keys() & set(keys(gone)):
            self._hold(key, self._common[key] - 1)
        self._tie(number, {})
        self.stale.update(self._with(number))
        self.stale.discard(number)
        for table in tables.OF_ARTICLES:
            remove(self._connection, table, [number])
        self._features.pop(number, None)
        self._links.pop(number, None)

    def _found(self, new: Features, postings: Mapping[int, Triples]) -> dict[int, int]:
        """Return the articles with a link to ``new``, by number, and how likely each is."""
        if not postings:
            return {}
        near, copies = found((key, held[:, 0]) for key, held in postings.items())
        seen = np.concatenate(list(postings.values()))
        _, places = np.unique(seen[:, 0], return_index=True)
        days = seen[places[np.searchsorted(seen[places, 0], near)]]
        kept = (apart(span(new), days[:, 1], days[:, 2]) <= TOO_FAR) | copies
        numbers = near[kept].tolist()
        nearby = Nearby()
        packed = fetched(self._connection, tables.features, numbers)
        for number in numbers:
            nearby.append(packed[number])
        links = {}
        for place in nearby.likely(new, np.arange(len(numbers)), copies[kept]):
            other = self._features[numbers[place]] = nearby[place]
            self._numbers[other.id] = numbers[place]
            score = unread(new, other)
            if not comparable(score.parts):
                continue
            if is_open(score, new, other):
                score = read(score, new, other, self._meanings)
            value = round(score.total * cluster.ONE)
            if value >= LEAST_LINK * cluster.ONE:
                links[numbers[place]] = value
        return links

    def _postings(self, wanted: Iterable[int]) -> dict[int, Triples]:
        rows = fetched(self._connection, tables.keys, wanted)
        return {key: np.frombuffer(row, np.int32).reshape(-1, 3) for key, row in rows.items()}

    def _hold(self, key: int, held: int) -> None:
        self._common[key] = held
        put(self._connection, tables.common, [{"number": key, "held": held}])

    def _meanings(self, of_one: Features) -> Meanings:
        number = self._numbers[of_one.id]
        for packed in fetched(self._connection, tables.meanings, [number]).values():
            return unpack_meanings(packed)
        made = self._work_out(of_one)
        row = {"number": number, "packed": pack_meanings(made)}
        put(self._connection, tables.meanings, [row])
        return made

    def _feature(self, numbers: Iterable[int]) -> dict[int, Features]:
        wanted = list(numbers)
        missing = [number for number in wanted if number not in self._features]
        for number, packed in fetched(self._connection, tables.features, missing).items():
            self._features[number] = unpack(packed)
        return {number: self._features[number] for number in wanted}

    # ---- links

    def links_of(self, numbers: Iterable[int]) -> dict[int, dict[int, int]]:
        """Return the links of articles, each the likeness by the number of the other one."""
        wanted = list(numbers)
        missing = [number for number in wanted if number not in self._links]
        rows = fetched(self._connection, tables.links, missing)
        for number in missing:
            self._links[number] = unpacked_links(rows.get(number, b""))
        return {number: self._links[number] for number in wanted}

    def _tie(self, number: int, links: Mapping[int, int]) -> None:
        """Give the article of that number these links in place of those it has."""
        old = self.links_of([number])[number]
        self.links_of([*old, *links])
        for other in old:
            self._links[other].pop(number, None)
        for other, value in links.items():
            self._links[other][number] = value
        self._links[number] = dict(links)
        self.stale.update((number, *old, *links))
        self._write_links({number, *old, *links})

    def _write_links(self, numbers: Collection[int]) -> None:
        rows = [{"number": one, "packed": packed_links(self._links[one])} for one in numbers]
        put(self._connection, tables.links, [row for row in rows if row["packed"]])
        remove(self._connection, tables.links, [one for one in numbers if not self._links[one]])

    def _drop_links(self, numbers: list[int]) -> None:
        """Drop the links among articles that hung on a key that has become common."""
        among = set(numbers)
        changed: set[int] = set()
        for one, links in self.links_of(numbers).items():
            pairs = [other for other in links if other in among and other > one]
            if not pairs:
                continue
            known = self._feature([one, *pairs])
            for other in pairs:
                far = days_apart(known[one], known[other]) > TOO_FAR
                telling = self._telling(known[one]), self._telling(known[other])
                if not share_enough(telling[0], telling[1], far):
                    del self._links[one][other], self._links[other][one]
                    changed |= {one, other}
        self.stale |= changed
        self._write_links(changed)

    def _telling(self, one: Features) -> list[int]:
        return [key for key in keys(one) if key not in self._common]

    # ---- groups

    def regroup(self) -> tuple[set[int], list[dict[int, Features]]]:
        """Group anew what changed; return the reports that went, by number, and the new groups.

        Raises:
            UncommonError: a key is no longer common, and the index is to be made anew.
        """
        if any(held <= index.COMMON for held in self._common.values()):
            raise UncommonError
        touched = {member for number in self.stale for member in self._with(number)}
        groups = self.grouped(self.stale | touched, {})
        everyone = [number for group in groups for number in group]
        gone = set(fetched(self._connection, tables.members, everyone).values())
        firsts = [
            {"number": number, "first": min(group, key=lambda one: group[one].id)}
            for group in groups
            for number in group
        ]
        put(self._connection, tables.members, firsts)
        self.stale.clear()
        return gone, groups

    def grouped(
        self, numbers: Iterable[int], said: Mapping[int, Mapping[int, int]]
    ) -> list[dict[int, Features]]:
        """Return the groups of articles that strong links join to ``numbers``.

        What people ``said`` of two articles stands in place of their link.
        """
        names: dict[int, str] = {}
        links: dict[str, dict[str, int]] = {}
        waiting = set(numbers)
        while waiting:
            found_links = self.links_of(waiting)
            all_of = {n: {**of_one, **said.get(n, {})} for n, of_one in found_links.items()}
            others = {other for of_one in all_of.values() for other in of_one}
            names.update(self._names((waiting | others) - names.keys()))
            for number, of_one in all_of.items():
                links[names[number]] = {names[other]: value for other, value in of_one.items()}
            waiting = {
                other
                for of_one in all_of.values()
                for other, value in of_one.items()
                if value >= index.TOGETHER * cluster.ONE and names[other] not in links
            }
        place = {name: number for number, name in names.items()}
        groups = [
            [place[name] for name in members]
            for component in cluster.reached(links, links, index.TOGETHER)
            for members in cluster.groups(component, links, index.TOGETHER)
        ]
        known = self._feature(number for group in groups for number in group)
        return [{number: known[number] for number in group} for group in groups]

    def with_all(self, numbers: Iterable[int]) -> set[int]:
        """Return the articles that are in one report with any of ``numbers``, these included."""
        return {member for number in numbers for member in self._with(number)}

    def _with(self, number: int) -> list[int]:
        for first in fetched(self._connection, tables.members, [number]).values():
            query = sa.select(tables.members.c.number).where(tables.members.c.first == first)
            return list(self._connection.execute(query).scalars())
        return [number]

    def _names(self, numbers: Iterable[int]) -> dict[int, str]:
        return fetched(self._connection, tables.articles, numbers)


def packed_links(links: Mapping[int, int]) -> bytes:
    """Return an article's links as bytes."""
    return np.array(sorted(links.items()), np.int32).tobytes()


def unpacked_links(packed: bytes) -> dict[int, int]:
    """Return the links that ``packed_links`` made into bytes."""
    others, values = np.frombuffer(packed, np.int32).reshape(-1, 2).T.tolist()
    return dict(zip(others, values, strict=True))
