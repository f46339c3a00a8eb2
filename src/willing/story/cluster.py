"""Groups of alike items by mean likeness, so that a bridge never joins two dense groups.

Average linkage: two groups join when the mean over all pairs between them, pairs without any
likeness counted as 0, is high enough.  An item that resembles one member of a group isn't
drawn in by it, and of two groups that share one go-between only one gets it.  Likenesses are
whole numbers and ties go to the smaller name, so the order of the items changes nothing.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Mapping

ONE = 1_000_000
"""The whole number that stands for a likeness of 1."""

_FINE = 1 << 32
"""Parts of a likeness of one millionth that means are told apart by; whole numbers are fast."""

Links = Mapping[str, Mapping[str, int]]


def reached(names: Iterable[str], links: Links, least: float) -> list[list[str]]:
    """Return the sets of names that links of ``least`` or more join to any of ``names``.

    Each set is in order, and so are the sets.
    """
    found = []
    seen: set[str] = set()
    enough = _enough(least)
    for name in sorted(names):
        if name in seen:
            continue
        seen.add(name)
        waiting, here = [name], []
        while waiting:
            here.append(waiting.pop())
            for other, value in links.get(here[-1], {}).items():
                if value >= enough and other not in seen:
                    seen.add(other)
                    waiting.append(other)
        found.append(sorted(here))
    return sorted(found)


def groups(names: Collection[str], links: Links, least: float) -> list[tuple[str, ...]]:
    """Return the groups of ``names`` whose mean likeness is ``least`` or more, each in order.

    ``links`` holds the likeness of two names, from 0 to ``ONE``, under both; it may be below
    0 to hold two names apart.  Two groups only join where some pair between them is that alike,
    so names without a path of such pairs never meet: each component of them may be given alone.
    """
    joiner = _Joiner(names, links)
    joiner.join(_enough(least) * _FINE)
    return sorted(tuple(sorted(members)) for members in joiner.members.values())


def _enough(least: float) -> int:
    return round(least * ONE)


class _Joiner:
    """Groups under the name of their first member, with the sum of likenesses between them."""

    def __init__(self, names: Collection[str], links: Links) -> None:
        self.members = {name: [name] for name in names}
        self.sums = {
            name: {
                other: value
                for other, value in links.get(name, {}).items()
                if other != name and other in self.members
            }
            for name in names
        }
        self.waiting = [
            (-value * _FINE, name, other)
            for name, others in self.sums.items()
            for other, value in others.items()
            if name < other
        ]
        heapq.heapify(self.waiting)

    def mean(self, one: str, other: str) -> int:
        pairs = len(self.members[one]) * len(self.members[other])
        return self.sums[one].get(other, 0) * _FINE // pairs

    def join(self, least: int) -> None:
        while self.waiting:
            negative, one, other = heapq.heappop(self.waiting)
            if -negative < least:
                return
            present = one in self.members and other in self.members
            if present and self.mean(one, other) == -negative:
                self.merge(one, other)

    def merge(self, one: str, other: str) -> None:
        """Make ``one`` and ``other`` a group under ``one``, which is the smaller name."""
        self.members[one] += self.members.pop(other)
        gone = self.sums.pop(other)
        mine = self.sums[one]
        mine.pop(other, None)
        gone.pop(one, None)
        for third, value in gone.items():
            self.sums[third].pop(other)
            mine[third] = mine.get(third, 0) + value
            self.sums[third][one] = mine[third]
        for third in mine:
            first, second = min(one, third), max(one, third)
            heapq.heappush(self.waiting, (-self.mean(first, second), first, second))
