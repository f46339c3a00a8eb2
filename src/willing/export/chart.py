"""The timeline as an SVG picture: a lane for each party and issue, uncertain days as bars."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from willing.export import words
from willing.export.issues import label
from willing.export.looks import GLYPHS
from willing.ledger import Event, Side

WIDTH = 960
LEFT = 210
RIGHT = 24
TOP = 34
LANE = 26
FOOT = 22
MOST_LANES = 40
"""Lanes that are drawn; the rest are counted below them."""
SHORTEST_SPAN = datetime.timedelta(days=14)
_NAME_LENGTH = 27
_COLOURS = {
    Side.FOR: ("#1c5a9e", "#86b8f2"),
    Side.OPEN: ("#6a665e", "#aaa59b"),
    Side.AGAINST: ("#ad4a06", "#f1a35f"),
}


@dataclass(frozen=True, slots=True)
class _Scale:
    first: datetime.date
    last: datetime.date

    def x(self, day: datetime.date) -> float:
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)


def picture(events: Iterable[Event], *, standalone: bool = True) -> str:
    """Return ``events`` as SVG, equal for equal events; nothing where none of them is dated.

    A claim of one day is a dot, one of several days a bar over all of them, a move a ring and a
    line from the position before.  ``standalone`` makes it a file of its own.
    """
    dated = [event for event in events if event.claim.dated]
    if not dated:
        return ""
    lanes = _lanes(dated)
    shown = lanes[:MOST_LANES]
    scale = _scale([event for _, lane in shown for event in lane])
    height = TOP + LANE * len(shown) + FOOT
    parts = [
        f'<svg class="timeline"{_NAMESPACE if standalone else ""} viewBox="0 0 {WIDTH} {height}" '
        f'role="img" aria-label="{escape(_summary(dated), quote=True)}" '
        f'font-family="system-ui, sans-serif" font-size="12">',
        f"<style>{_STYLE}</style>",
        *_axis(scale, height),
    ]
    for number, (name, lane) in enumerate(shown):
        parts += _lane(name, lane, TOP + LANE * number + LANE // 2, scale)
    if len(lanes) > len(shown):
        more = words.count(len(lanes) - len(shown), "more lane")
        parts.append(f'<text class="tl-tick" x="{LEFT}" y="{height - 6}">and {more}</text>')
    return "\n".join([*parts, "</svg>"])


_NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'
_STYLE = (
    ".tl-name{fill:#1b1a18}.tl-tick{fill:#6a665e;font-size:11px}.tl-grid{stroke:#dcd6ca}"
    + "".join(
        f".tl-{side.value}{{fill:{light};stroke:{light}}}" for side, (light, _) in _COLOURS.items()
    )
    + ".tl-bar{fill-opacity:.28;stroke-opacity:.55}.tl-ring{fill:none;stroke-width:1.5}"
    ".tl-line{fill:none;stroke-width:1.5;stroke-dasharray:3 2}"
    "@media screen and (prefers-color-scheme:dark){.tl-name{fill:#e9e6df}.tl-tick{fill:#a29d93}"
    ".tl-grid{stroke:#35373d}"
    + "".join(
        f".tl-{side.value}{{fill:{dark};stroke:{dark}}}" for side, (_, dark) in _COLOURS.items()
    )
    + ".tl-ring,.tl-line{fill:none}}.tl-note{stroke:none}"
)


def _lanes(dated: Sequence[Event]) -> list[tuple[str, list[Event]]]:
    """Return the lanes: those with moves or disputes first, then by how many claims they hold."""
    found: dict[tuple[str, str], list[Event]] = {}
    for event in dated:
        position = event.claim.entry.position
        found.setdefault((position.actor.id, position.action.issue), []).append(event)

    def order(key: tuple[str, str]) -> tuple[bool, int, tuple[str, str]]:
        lane = found[key]
        return not any(event.move or event.disputed for event in lane), -len(lane), key

    kept = sorted(sorted(found, key=order)[:MOST_LANES], key=lambda key: (key[0], key[1]))
    rest = [key for key in found if key not in set(kept)]
    return [(_name(found[key][0]), found[key]) for key in (*kept, *rest)]


def _name(event: Event) -> str:
    position = event.claim.entry.position
    name = f"{words.one_line(position.actor.name)} · {label(position.action.issue)}"
    return name if len(name) <= _NAME_LENGTH else name[: _NAME_LENGTH - 1] + "…"


def _scale(events: Sequence[Event]) -> _Scale:
    first = min(event.claim.start or datetime.date.max for event in events)
    last = max(event.claim.end or datetime.date.min for event in events)
    if last - first < SHORTEST_SPAN:
        first, last = first - SHORTEST_SPAN / 2, last + SHORTEST_SPAN / 2
    return _Scale(first, last)


def _axis(scale: _Scale, height: int) -> list[str]:
    parts = []
    for day in _ticks(scale):
        x = scale.x(day)
        text = f"{day:%b %Y}" if day.day == 1 else words.day(day)
        parts.append(
            f'<line class="tl-grid" x1="{x}" y1="{TOP - 8}" x2="{x}" y2="{height - FOOT}"/>'
            f'<text class="tl-tick" x="{x}" y="{TOP - 14}" text-anchor="middle">{text}</text>'
        )
    return parts


def _ticks(scale: _Scale) -> list[datetime.date]:
    """Return the beginnings of months, or of every so many months, that fit; else both ends."""
    months = (scale.last.year - scale.first.year) * 12 + scale.last.month - scale.first.month
    step = next((one for one in (1, 2, 3, 6, 12, 24, 60, 120) if months / one <= 9), 240)
    ticks = []
    day = scale.first.replace(day=1)
    while day <= scale.last:
        if day >= scale.first and (day.month - 1 + 12 * day.year) % step == 0:
            ticks.append(day)
        day += datetime.timedelta(days=calendar.monthrange(day.year, day.month)[1])
    return ticks if len(ticks) > 1 else [scale.first, scale.last]


def _lane(name: str, lane: Sequence[Event], y: int, scale: _Scale) -> list[str]:
    parts = [
        f'<text class="tl-name" x="{LEFT - 12}" y="{y + 4}" text-anchor="end">{escape(name)}</text>'
        f'<line class="tl-grid" x1="{LEFT}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}"/>'
    ]
    return parts + [_mark(event, y, scale) for event in lane]


def _mark(event: Event, y: int, scale: _Scale) -> str:
    claim = event.claim
    if claim.start is None or claim.end is None:
        return ""
    side = f"tl-{claim.side.value}"
    left, right = scale.x(claim.start), scale.x(claim.end)
    middle = round((left + right) / 2, 1)
    if claim.start == claim.end:
        mark = f'<circle class="{side}" cx="{left}" cy="{y}" r="5"/>'
    else:
        width = max(round(right - left, 1), 6)
        place = f'x="{left}" y="{y - 5}" width="{width}" height="10"'
        mark = f'<rect class="{side} tl-bar" {place} rx="3"/>'
    if event.move and event.move.before.dated:
        old = event.move.before
        start = scale.x(old.end or claim.start)
        mark = f'<path class="{side} tl-line" d="M{start} {y}H{middle}"/>{mark}'
        mark += f'<circle class="{side} tl-ring" cx="{middle}" cy="{y}" r="8.5"/>'
    if event.disputed:
        mark += (
            f'<text class="{side} tl-note" x="{middle}" y="{y - 9}" text-anchor="middle">≠</text>'
        )
    return f"<g>{mark}<title>{escape(_told(event))}</title></g>"


def _told(event: Event) -> str:
    position, article = event.claim.entry.position, event.claim.entry.article
    parts = [
        f"{words.one_line(position.actor.name)}, {label(position.action.issue)}: "
        f"{GLYPHS[position.stance]} {position.stance.value}",
        words.dated(position.date),
        words.chain(position, article),
        event.move.kind.value if event.move else "",
        "disputed" if event.disputed else "",
    ]
    return "; ".join(part for part in parts if part)


def _summary(dated: Sequence[Event]) -> str:
    scale = _scale(dated)
    return (
        f"Timeline of {words.count(len(dated), 'statement')}, {words.days(scale.first, scale.last)}"
    )
