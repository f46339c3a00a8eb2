"""A group of retellings → the report: whose it was, when, and what that says of its articles."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from willing.model import DateBasis, DateSpan, Published
from willing.story.profile import Features

REACH = datetime.timedelta(days=3)
"""How long after a report its first retellings appear, and how far apart they are."""

CONTRADICTION = datetime.timedelta(days=60)
"""Dates of one report that are further apart than this can't all be right."""


@dataclass(frozen=True, slots=True)
class Report:
    """One report and the articles that retell it.

    ``origin`` is the outlet whose report it was, ``None`` where that can't be told; ``rivals`` are
    then the outlets between which nothing decides.  ``articles`` are ids in order, ``date`` the
    days on which the report can have appeared.  ``id`` is a digest of the first article's id.
    """

    id: str
    origin: str | None
    rivals: tuple[str, ...]
    articles: tuple[str, ...]
    date: DateSpan


def report(members: Sequence[Features]) -> Report:
    """Return the report that ``members``, one or more, retell; their order doesn't matter."""
    ordered = sorted(members, key=lambda member: member.id)
    origin, rivals = whose(ordered)
    digest = blake2b(ordered[0].id.encode(), digest_size=6).hexdigest()
    return Report(
        id=f"r{digest}",
        origin=origin,
        rivals=rivals,
        articles=tuple(member.id for member in ordered),
        date=when(ordered, origin),
    )


def whose(members: Sequence[Features]) -> tuple[str | None, tuple[str, ...]]:
    """Return the outlet whose report ``members`` retell, or ``None`` and those it may be.

    Citations are followed inside the group: where A cites B and B cites C, it is C's.  Outlets that
    cite each other in a ring are all rivals, and so are those with equally many citations.
    Where nobody cites anybody, it is the outlet that certainly was first.
    """
    cites = {
        member.outlet: member.origin
        for member in reversed(members)
        if member.outlet and member.origin and member.outlet != member.origin
    }
    votes: Counter[str] = Counter()
    for member in members:
        if member.origin:
            votes.update(_ends(member.origin, cites))
    if votes:
        most = max(votes.values())
        names = sorted(name for name, count in votes.items() if count == most)
    else:
        names = _first(members)
    return (names[0], ()) if len(names) == 1 else (None, tuple(names))


def _ends(name: str, cites: dict[str, str]) -> list[str]:
    """Return where the citations that begin at ``name`` end: one outlet, or a whole ring."""
    path = [name]
    while (following := cites.get(path[-1])) is not None:
        if following in path:
            return path[path.index(following) :]
        path.append(following)
    return path[-1:]


def _first(members: Sequence[Features]) -> list[str]:
    """Return the outlet that certainly published before the others, else all of them."""
    for member in members:
        others = [other for other in members if other.id != member.id]
        if member.outlet and all(
            other.outlet == member.outlet
            or (member.latest and other.earliest and member.latest < other.earliest)
            for other in others
        ):
            return [member.outlet]
    return sorted({member.outlet for member in members if member.outlet})


def when(members: Sequence[Features], origin: str | None) -> DateSpan:
    """Return the days on which the report can have appeared, by the dates of ``members``.

    The origin's own article dates it.  Otherwise all retellings lie after it and close to it: it
    can't be later than the first of them, nor more than ``REACH`` before it where they are dated
    to the day.  Dates that contradict each other leave the span between them.
    """
    own = [member for member in members if member.origin is None and member.outlet == origin]
    dated = [m for m in (own or members) if m.earliest or m.latest] or [
        m for m in members if m.earliest or m.latest
    ]
    starts = [member.earliest for member in dated if member.earliest]
    ends = [member.latest for member in dated if member.latest]
    if not starts or not ends:
        start, end = max(starts, default=None), min(ends, default=None)
        return DateSpan(start, end, DateBasis.INFERRED if dated else DateBasis.NONE)
    start, end = max(starts), min(ends)
    if start - end > CONTRADICTION:
        return DateSpan(end, start, DateBasis.INFERRED)
    own_dated = [member for member in own if member in dated]
    if own_dated:
        day = min(start, end)
        basis = own_dated[0].published.basis if day == end else DateBasis.INFERRED
        return DateSpan(day, end, basis)
    return DateSpan(max(min(start, end - REACH), min(starts) - REACH), end, DateBasis.INFERRED)


def narrowed(found: Report, members: Sequence[Features]) -> dict[str, Published]:
    """Return the articles whose date the report narrows, by id, each with its new date.

    An article without a date appeared between the report and ``REACH`` after the latest closely
    dated retelling; one with a wider interval keeps the part of it that this leaves.  An article
    dated to the day, or at odds with the report, stays as it is.
    """
    start, end = found.date.start, found.date.end
    if start is None or end is None or end - start > CONTRADICTION:
        return {}
    close = [member for member in members if _is_close(member)] or members
    latest = max((m.latest for m in close if m.latest), default=end)
    earliest = max((m.earliest for m in close if m.earliest), default=start)
    last = max(latest, earliest + REACH) if latest - end <= CONTRADICTION else end + REACH
    result = {}
    for member in members:
        if member.published.date is not None:
            continue
        first_day = max(start, member.earliest or start)
        last_day = min(last, member.latest or last)
        same = (first_day, last_day) == (member.earliest, member.latest)
        if first_day <= last_day and not same:
            only = first_day if first_day == last_day else None
            result[member.id] = Published(only, first_day, last_day, DateBasis.INFERRED)
    return result


def _is_close(member: Features) -> bool:
    """Tell whether the days of ``member`` are few enough to say when the others appeared."""
    if member.earliest is None or member.latest is None:
        return False
    return member.latest - member.earliest <= 2 * REACH
