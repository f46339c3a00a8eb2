"""Sets of days, as stretches in their order: what each clue leaves, and what all leave together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

Windows = tuple[tuple[date, date], ...]
"""Stretches of days in rising order, apart from each other, both ends included."""

EVER: Windows = ((date.min, date.max),)
"""Every day."""


def windows(stretches: Iterable[tuple[date, date]]) -> Windows:
    """Return the days that any of ``stretches`` holds; empty stretches drop out."""
    merged: list[tuple[date, date]] = []
    for start, end in sorted(stretch for stretch in stretches if stretch[0] <= stretch[1]):
        if merged and start <= _after(merged[-1][1]):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def meet(one: Windows, other: Windows) -> Windows:
    """Return the days that both hold."""
    return windows((max(a, c), min(b, d)) for a, b in one for c, d in other)


def shifted(day: date, days: int) -> date:
    """Return the day ``days`` later, or the last or first day that there is."""
    try:
        return day + timedelta(days)
    except OverflowError:
        return date.max if days > 0 else date.min


def _after(day: date) -> date:
    return shifted(day, 1)
