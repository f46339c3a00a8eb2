"""Events → lanes of a timeline: where each mark stands, in percent of the width, and on which row.

A position of one day is a mark, one of several days a bar over all of them: no day is guessed.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from willing.export import words
from willing.export.issues import label
from willing.export.looks import GLYPHS
from willing.ledger import Event, Report
from willing.model import Article

MARGIN = 3.0
"""Percent of the width left free on both sides, so that no mark is cut."""

APART = 4.2
"""Percent of the width that a mark takes up at least: as much as its glyph on a narrow screen."""

MOST_ROWS = 6
"""Rows of a lane; marks that fit on none are counted and stand in the list below."""

MOST_MARKS = 50
"""Marks of a lane: moves first, then what is disputed, then the newest."""

MOST_TICKS = 8
SHORTEST = datetime.timedelta(days=14)
DAY = datetime.timedelta(days=1)

_Thing = TypeVar("_Thing")


@dataclass(frozen=True, slots=True)
class Scale:
    """The days that a chart covers; ``at`` gives a day's place in percent of the width."""

    first: datetime.date
    last: datetime.date

    def at(self, day: datetime.date) -> float:
        """Return the place of ``day``, a day before or after the chart's at its edge."""
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return round(MARGIN + min(max(share, 0.0), 1.0) * (100 - 2 * MARGIN), 2)


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled day of the axis."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing on a lane, from ``left`` to ``right``; ``day`` says that it is one day exactly.

    ``since`` is where the position before a move ended; ``text`` says all of it in words and
    ``page`` and ``id`` what it leads to.
    """

    left: float
    right: float
    day: bool
    row: int
    page: str
    id: str
    glyph: str
    stance: str
    text: str
    since: float | None = None
    disputed: bool = False

    @property
    def middle(self) -> float:
        """Its middle."""
        return round((self.left + self.right) / 2, 2)


@dataclass(frozen=True, slots=True)
class Lane:
    """One line of the chart; ``hidden`` marks found no room on it."""

    key: str
    name: str
    group: str
    group_name: str
    note: str
    marks: tuple[Mark, ...]
    rows: int
    hidden: int
    moved: bool
    disputed: bool


@dataclass(frozen=True, slots=True)
class Sketch:
    """A lane before its marks are placed: what it is called, and how to ``draw`` it."""

    key: str
    name: str
    group_name: str
    draw: Callable[[], Lane]


@dataclass(frozen=True, slots=True)
class Chart:
    """The lanes over a stretch of days; ``undated`` events are on none of them."""

    scale: Scale | None
    ticks: tuple[Tick, ...]
    lanes: tuple[Sketch, ...]
    undated: int


def by_party(events: Iterable[Event], *, group: str = "actor", busy: bool = False) -> Chart:
    """Return a lane for each party and issue, ``group`` ("actor" or "issue") saying which is first.

    With ``busy``, only lanes on which something moved or is disputed.
    """
    listed = list(events)
    shown = [event for event in listed if event.claim.start or event.claim.end]
    found: dict[tuple[str, str], list[Event]] = {}
    for event in shown:
        position = event.claim.entry.position
        pair = (position.actor.id, position.action.issue)
        found.setdefault(pair if group == "actor" else (pair[1], pair[0]), []).append(event)
    if busy:
        found = {key: lane for key, lane in found.items() if any(map(_busy, lane))}
    scale = _scale([_span(event) for lane in found.values() for event in lane])
    if scale is None:
        return Chart(None, (), (), len(listed) - len(shown))
    lanes = [_sketch(key, lane, group, scale) for key, lane in found.items()]
    lanes.sort(key=lambda lane: (lane.group_name.casefold(), lane.name.casefold(), lane.key))
    return Chart(scale, _ticks(scale), tuple(lanes), len(listed) - len(shown))


def by_report(reports: Iterable[Report], articles: Mapping[str, Article]) -> Chart:
    """Return a lane for each report: its days, and the articles that retell it.

    ``articles`` are those of the ledger by their ids.
    """
    listed = list(reports)
    dated = [one for one in listed if one.date.start or one.date.end]
    spans = [(one.date.start, one.date.end) for one in dated]
    spans += [
        _published(articles[name]) for one in dated for name in one.articles if name in articles
    ]
    scale = _scale(spans)
    if scale is None:
        return Chart(None, (), (), len(listed))
    lanes = tuple(
        Sketch(one.id, _whose(one), "", partial(_report_lane, one, articles, scale))
        for one in dated
    )
    return Chart(scale, _ticks(scale), lanes, len(listed) - len(dated))


def _sketch(key: tuple[str, str], events: Sequence[Event], group: str, scale: Scale) -> Sketch:
    position = events[0].claim.entry.position
    party, issue = words.one_line(position.actor.name), label(position.action.issue)
    name, group_name = (issue, party) if group == "actor" else (party, issue)
    draw = partial(_party_lane, key, name, group_name, events, scale)
    return Sketch("/".join(key), name, group_name, draw)


def _whose(report: Report) -> str:
    return words.one_line(report.origin or " or ".join(report.rivals) or "nobody’s known report")


def _party_lane(
    key: tuple[str, str], name: str, group_name: str, events: Sequence[Event], scale: Scale
) -> Lane:
    kept = sorted(events, key=_weight)[:MOST_MARKS]
    marks, rows, hidden = _stacked(kept, lambda event: _mark(event, scale))
    return Lane(
        "/".join(key),
        name,
        key[0],
        group_name,
        words.count(len(events), "statement"),
        marks,
        rows,
        hidden + len(events) - len(kept),
        any(event.move for event in events),
        any(event.disputed for event in events),
    )


def _weight(event: Event) -> tuple[bool, bool, int]:
    """Return what puts moves first, then what is disputed, then the newest."""
    day = event.claim.end or event.claim.start
    return (event.move is None, not event.disputed, -day.toordinal() if day else 0)


def _report_lane(report: Report, articles: Mapping[str, Article], scale: Scale) -> Lane:
    left, right = _ends(report.date.start, report.date.end, scale)
    whose = _whose(report)
    own = Mark(
        left,
        right,
        report.date.start == report.date.end,
        0,
        "report",
        report.id,
        "◆",
        "report",
        f"{whose}’s report, {words.date(report.date)}",
    )
    known = [articles[name] for name in report.articles if name in articles]
    marks, rows, hidden = _stacked(known, lambda one: _retelling(one, scale), taken=own)
    return Lane(
        report.id,
        whose,
        "",
        "",
        words.count(len(known), "article"),
        (own, *marks),
        rows,
        hidden,
        False,
        False,
    )


def _retelling(article: Article, scale: Scale) -> Mark | None:
    start, end = _published(article)
    if start is None and end is None:
        return None
    title = words.one_line(article.title or article.path)
    outlet = words.one_line(article.outlet or "an unnamed outlet")
    text = f"{outlet}: {title}, {words.published(article.published)}"
    left, right = _ends(start, end, scale)
    return Mark(left, right, start == end, 0, "article", article.id, "▪", "article", text)


def _published(article: Article) -> tuple[datetime.date | None, datetime.date | None]:
    published = article.published
    return published.date or published.earliest, published.date or published.latest


def _mark(event: Event, scale: Scale) -> Mark | None:
    claim = event.claim
    position = claim.entry.position
    left, right = _ends(claim.start, claim.end, scale)
    before = event.move.before if event.move else None
    return Mark(
        left,
        right,
        claim.start is not None and claim.start == claim.end,
        0,
        "position",
        position.id,
        GLYPHS[position.stance],
        position.stance.value,
        told_event(event),
        scale.at(before.end) if before and before.end else None,
        event.disputed,
    )


def told_event(event: Event) -> str:
    """Return an event in words: who, on what, how, when, on whose word, and what is special."""
    position, article = event.claim.entry.position, event.claim.entry.article
    parts = [
        f"{words.one_line(position.actor.name)}, {label(position.action.issue)}: "
        f"{position.stance.value}",
        words.dated(position.date),
        words.chain(position, article),
        f"moved: {event.move.kind.value}" if event.move else "",
        "disputed" if event.disputed else "",
    ]
    return "; ".join(part for part in parts if part)


def _busy(event: Event) -> bool:
    return event.move is not None or event.disputed


def _span(event: Event) -> tuple[datetime.date | None, datetime.date | None]:
    return event.claim.start, event.claim.end


def _ends(
    start: datetime.date | None, end: datetime.date | None, scale: Scale
) -> tuple[float, float]:
    """Return where a span begins and ends; an end that isn't known is the chart's edge."""
    return (scale.at(start) if start else 0.0, scale.at(end) if end else 100.0)


def _stacked(
    things: Sequence[_Thing], mark: Callable[[_Thing], Mark | None], taken: Mark | None = None
) -> tuple[tuple[Mark, ...], int, int]:
    """Return the marks, each on the first row with room, how many rows, how many had no room."""
    ends: list[float] = [taken.right + APART / 2] if taken else []
    placed: list[Mark] = []
    hidden = 0
    found = [one for one in map(mark, things) if one is not None]
    for one in sorted(found, key=lambda m: (m.left, m.right, m.id)):
        left, right = min(one.left, one.middle - APART / 2), max(one.right, one.middle + APART / 2)
        row = next((at for at, end in enumerate(ends) if end <= left), len(ends))
        if row >= MOST_ROWS:
            hidden += 1
            continue
        ends[row:] = [right, *ends[row + 1 :]]
        placed.append(replace(one, row=row))
    return tuple(placed), max(1, len(ends)), hidden


def _scale(spans: Iterable[tuple[datetime.date | None, datetime.date | None]]) -> Scale | None:
    days = [day for span in spans for day in span if day]
    if not days:
        return None
    first, last = min(days), max(days)
    if last - first < SHORTEST:
        first, last = first - SHORTEST / 2, last + SHORTEST / 2
    return Scale(first, last)


def _ticks(scale: Scale) -> tuple[Tick, ...]:
    """Return round days: of weeks where the chart is short, else beginnings of months or years."""
    length = (scale.last - scale.first).days
    if length <= 7 * MOST_TICKS:
        step = 7 if length > 3 * MOST_TICKS else 3
        days = [scale.first + DAY * n for n in range(0, length + 1, step)]
        return tuple(Tick(scale.at(day), f"{day.day} {day:%b}") for day in days)
    months = length / 30.4
    step = next((n for n in (1, 2, 3, 6, 12, 24, 60, 120) if months / n <= MOST_TICKS), 240)
    found = []
    day = scale.first.replace(day=1)
    while day <= scale.last:
        if day >= scale.first and (day.month - 1 + 12 * day.year) % step == 0:
            text = f"{day:%Y}" if step >= 12 else f"{day:%b %Y}"
            found.append(Tick(scale.at(day), text))
        day += DAY * calendar.monthrange(day.year, day.month)[1]
    return tuple(found)
