"""A long list → one page of it, by a cursor that names the first thing on the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Leaf(Generic[T]):
    """The ``items`` of one page; ``first`` is the number of the first of ``total``, from 1.

    ``following`` is the cursor of the page after it, empty on the last one, and ``previous`` that
    of the page before it, ``None`` on the first one and empty where that is the list's beginning.
    """

    items: tuple[T, ...]
    first: int
    total: int
    following: str
    previous: str | None

    @property
    def last(self) -> int:
        """The number of the last item."""
        return self.first + len(self.items) - 1 if self.items else 0


def leaf(things: Sequence[T], cursor: str, size: int, key: Callable[[T], str]) -> Leaf[T]:
    """Return the page of ``size`` things that begins with the one whose ``key`` is ``cursor``.

    An empty cursor, or one that names nothing any more, is the beginning.
    """
    start = 0
    if cursor:
        start = next((at for at, one in enumerate(things) if key(one) == cursor), 0)
    end = min(start + size, len(things))
    back = max(0, start - size)
    return Leaf(
        tuple(things[start:end]),
        start + 1 if things else 0,
        len(things),
        key(things[end]) if end < len(things) else "",
        None if start == 0 else key(things[back]) if back else "",
    )
