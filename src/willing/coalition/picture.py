"""The pictures of a coalition: who waits for whom, what stands, force against requirement."""

from __future__ import annotations

from collections import Counter

from willing.coalition.force import IssueForce, force
from willing.coalition.graph import condition_graph
from willing.coalition.scenario import Scenario
from willing.coalition.standing import standing
from willing.coalition.svg import (
    FAINT,
    INK,
    STATUS,
    Link,
    amount,
    anchor,
    box,
    cut,
    document,
    heading,
    hint_of,
    legend,
    linked,
    number,
    quantity,
    text,
    width_of,
)
from willing.coalition.values import Commitment, Model, Number

__all__ = ["condition_graph", "force_bars", "standing_table"]

MOST_ROWS = 300
CELL, CHIP, LABEL = 176.0, 24.0, 120.0
BAR, BAR_ROOM = 16.0, 420.0


def _chip(commitment: Commitment, status: str, x: float, y: float, link: Link) -> str:
    line, fill, glyph, word = STATUS[status]
    words = f"{glyph} {quantity(commitment) or word}"
    content = [
        box(x, y, CELL - 12, CHIP - 4, line, fill),
        text(x + 7, y + 14, cut(words, CELL - 26, 11.5), 11.5, line),
    ]
    return linked(content, link(commitment.id), f"{word}\n{hint_of(commitment)}")


def standing_table(
    model: Model,
    scenario: Scenario | None = None,
    optimistic: bool = False,
    link: Link = anchor,
) -> str:
    """Return an SVG of what stands, only together, or falls, by actor (rows) and issue (columns).

    `link` gives the address of a commitment by its id, or None. At most MOST_ROWS actors are
    drawn, and the picture says how many are left out.
    """
    base = scenario or Scenario()
    answer = standing(model, base, optimistic)
    status = answer.statuses
    assumed = ", ".join(sorted(base.happens)) or "nothing"
    question = f"What stands, by actor and issue, if this happens: {assumed}."
    cells: dict[tuple[str, str], list[Commitment]] = {}
    for commitment in model.commitments:
        cells.setdefault((commitment.actor, commitment.issue), []).append(commitment)
    issues = [issue for issue in model.issues if any(key[1] == issue for key in cells)]
    parts, right = legend(20, 70, [s for s in STATUS if s in status.values()])
    y = 96.0
    for column, issue in enumerate(issues):
        x = 20 + LABEL + column * CELL
        parts.append(text(x, y, cut(issue, CELL - 12), 12, FAINT, 'font-weight="600"'))
    y += 12
    actors = model.actors[:MOST_ROWS]
    wide = 20 + LABEL + len(issues) * CELL + 20
    for actor in actors:
        rows = max(len(cells.get((actor, issue), ())) for issue in issues)
        rule = f'<line x1="20" x2="{number(wide - 20)}" y1="{number(y)}" y2="{number(y)}"'
        parts.append(f'{rule} stroke="#dfe3e8"/>')
        parts.append(text(20, y + 20, cut(actor, LABEL - 10, 13), 13, INK, 'font-weight="600"'))
        for column, issue in enumerate(issues):
            for row, commitment in enumerate(cells.get((actor, issue), ())):
                x = 20 + LABEL + column * CELL
                top = y + 5 + row * CHIP
                parts.append(_chip(commitment, status[commitment.id], x, top, link))
        y += rows * CHIP + 8
    if len(model.actors) > len(actors):
        left_out = f"and {len(model.actors) - len(actors)} more actors"
        parts.append(text(20, y + 18, left_out, 12, FAINT))
        y += 24
    counted = Counter(status.values())
    counts = ", ".join(f"{counted[key]} {STATUS[key][3]}" for key in STATUS if counted[key])
    width = max(wide, right + 10, width_of(question) + 40)
    title = f"{model.title or model.name}: what stands"
    return document(width, y + 16, title, counts, [*heading(model, question), *parts])


def _bar(
    x: float, y: float, label: str, value: Number, scale: float, look: tuple[str, str, str]
) -> list[str]:
    line, fill, extra = look
    length = float(value) * scale
    return [
        text(x - 10, y + 12.5, label, 11.5, INK, 'text-anchor="end"'),
        box(x, y, max(length, 1.5), BAR, line, fill, extra) if value else "",
        text(x + max(length, 1.0) + 7, y + 12.5, amount(value), 11.5, line),
    ]


def _issue(found: IssueForce, model: Model, y: float, link: Link) -> tuple[list[str], float]:
    """Return one issue's bars and where they end."""
    fielded = found.fielded
    values = [fielded.guaranteed, fielded.hopeful, fielded.together, *(n for _, n in found.needs)]
    largest = max(float(value) for value in values)
    scale = BAR_ROOM / largest if largest else 0.0
    name = f"{found.issue} ({found.unit})" if found.unit else found.issue
    parts = [text(20, y + 14, name, 13, INK, 'font-weight="600"')]
    y += 24
    x = 220.0
    blue, orange = STATUS["stands"], STATUS["only_together"]
    rows = [
        ("● guaranteed", fielded.guaranteed, (blue[0], blue[0], "")),
        ("● hopeful", fielded.hopeful, (blue[0], blue[1], "")),
        ("◐ all together", fielded.together, (orange[0], orange[1], "")),
    ]
    for label, value, look in rows:
        parts += _bar(x, y, label, value, scale, look)
        y += BAR + 6
    for requirement, least in found.needs:
        by = model.requirement_by_id[requirement].by
        label = cut(f"{requirement}{f', {by}' if by else ''} needs", 190, 11.5)
        look = (INK, "#ffffff", 'stroke-width="1.5"')
        row = _bar(x, y, label, least, scale, look)
        short = least - fielded.guaranteed
        verdict = f"guaranteed falls short by {amount(short)}" if short > 0 else "guaranteed"
        at = x + float(least) * scale + 14 + width_of(amount(least), 11.5)
        row.append(text(at, y + 12.5, verdict, 11.5, FAINT))
        hint = model.requirement_by_id[requirement].sentence or label
        parts.append(linked(row, link(requirement), hint))
        mark = x + float(least) * scale
        ends = f'y1="{number(y - (BAR + 6) * 3)}" y2="{number(y)}"'
        parts.append(
            f'<line x1="{number(mark)}" x2="{number(mark)}" {ends} stroke="{INK}" '
            'stroke-dasharray="2 3"/>'
        )
        y += BAR + 6
    return parts, y + 14


def force_bars(
    model: Model,
    scenario: Scenario | None = None,
    optimistic: bool = False,
    link: Link = anchor,
) -> str:
    """Return an SVG of force against requirement: a group of bars for each issue, to its scale.

    `link` gives the address of a requirement by its id, or None.
    """
    base = scenario or Scenario()
    assumed = ", ".join(sorted(base.happens)) or "nothing"
    question = f"Force against requirement, if this happens: {assumed}."
    parts: list[str] = []
    y = 66.0
    drawn = 0
    for found in force(model, base, optimistic=optimistic):
        totals = found.fielded
        if not (found.needs or totals.hopeful or totals.together):
            continue
        group, y = _issue(found, model, y, link)
        parts += group
        drawn += 1
    if not drawn:
        parts.append(text(20, y + 14, "No commitment has a quantity.", 12, FAINT))
        y += 30
    width = max(220 + BAR_ROOM + 320, width_of(question) + 40)
    title = f"{model.title or model.name}: force against requirement"
    return document(width, y + 6, title, question, [*heading(model, question), *parts])
