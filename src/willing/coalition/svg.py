"""The small alphabet of the pictures: escaped text, boxes, colours, glyphs and words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from unicodedata import east_asian_width
from xml.sax.saxutils import escape as escape_text
from xml.sax.saxutils import quoteattr

from willing.coalition.values import Commitment, Model, Number

FONT = "system-ui, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', Arial, sans-serif"
INK, FAINT, PAPER = "#1b2430", "#5b6673", "#ffffff"

# Line, fill, glyph and word of each status: colour is never the only sign.
STATUS = {
    "stands": ("#1d5fa6", "#dcebfa", "●", "stands"),
    "only_together": ("#b35c00", "#ffe9cf", "◐", "only together"),
    "falls": ("#6b7280", "#eceef1", "○", "falls"),
    "undetermined": ("#6d4aa3", "#ece4f7", "?", "undetermined"),
}
LEGEND = {
    "stands": "nobody has to jump first",
    "only_together": "if all of them move at once",
    "falls": "in no way",
    "undetermined": "conditions with “not” do not settle it",
}

Link = Callable[[str], str | None]


def anchor(key: str) -> str:
    """Return the default link: the part of the same page whose id is `key`."""
    return f"#{key}"


def clean(text: str) -> str:
    """Return text without the characters that XML does not allow."""
    return "".join(c for c in text if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff"))


def escaped(text: str) -> str:
    """Return text as it may stand between tags."""
    return escape_text(clean(text))


def attribute(text: str) -> str:
    """Return text as a quoted attribute."""
    return quoteattr(clean(text))


def width_of(text: str, size: float = 12) -> float:
    """Estimate the width of text in pixels, on the generous side."""
    units = sum(
        1.0
        if east_asian_width(c) in "WF"
        else 0.33
        if c in "iljtf.,:;'|! "
        else 0.86
        if c in "mwMW"
        else 0.62
        for c in text
    )
    return units * size


def cut(text: str, width: float, size: float = 12) -> str:
    """Return text cut to a width, with an ellipsis where something is gone."""
    if width_of(text, size) <= width:
        return text
    kept = text
    while kept and width_of(kept + "…", size) > width:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def wrapped(text: str, width: float, size: float = 12, most: int = 2) -> list[str]:
    """Return text broken into at most `most` lines, the last one cut where it has to be."""
    lines: list[str] = []
    rest = text.split()
    while rest and len(lines) < most - 1:
        line = [rest.pop(0)]
        while rest and width_of(" ".join([*line, rest[0]]), size) <= width:
            line.append(rest.pop(0))
        lines.append(cut(" ".join(line), width, size))
    return [*lines, cut(" ".join(rest), width, size)] if rest or not lines else lines


def number(value: float) -> str:
    """Return a coordinate, short and always the same."""
    return f"{value:.1f}".rstrip("0").rstrip(".") or "0"


def amount(value: Number) -> str:
    """Return a quantity as people write it."""
    if isinstance(value, int):
        return f"{value:,}"
    return f"{float(value):,.2f}".rstrip("0").rstrip(".")


def quantity(commitment: Commitment) -> str:
    """Return a commitment's quantity in words: nothing where it has none."""
    if not commitment.low and not commitment.high:
        return ""
    high = commitment.high
    ends = amount(commitment.low)
    if high is not None and high != commitment.low:
        ends = f"up to {amount(high)}" if not commitment.low else f"{ends}–{amount(high)}"
    return f"{ends} {commitment.unit}" if commitment.unit else ends


def text(x: float, y: float, words: str, size: float = 12, fill: str = INK, extra: str = "") -> str:
    """Return one line of text."""
    place = f'x="{number(x)}" y="{number(y)}" font-size="{number(size)}" fill="{fill}"'
    return f"<text {place}{' ' + extra if extra else ''}>{escaped(words)}</text>"


def box(
    x: float, y: float, width: float, height: float, line: str, fill: str, extra: str = ""
) -> str:
    """Return a box with rounded corners."""
    place = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
    return f'<rect {place} rx="5" fill="{fill}" stroke="{line}"{" " + extra if extra else ""}/>'


def linked(content: Iterable[str], href: str | None, hint: str) -> str:
    """Return content that leads somewhere and shows a hint."""
    inside = f"<title>{escaped(hint)}</title>" + "".join(content)
    if href is None:
        return f"<g>{inside}</g>"
    return f"<a href={attribute(href)}>{inside}</a>"


def hint_of(commitment: Commitment) -> str:
    """Return what a commitment's node tells on hover: who, what, when, and the sentences."""
    lines = [f"{commitment.actor} · {commitment.issue} {quantity(commitment)}".rstrip()]
    lines += [f"when {part.formula.text}" for part in commitment.when]
    lines += [commitment.sentence] if commitment.sentence else []
    lines += [part.sentence for part in commitment.when if part.sentence]
    return "\n".join(dict.fromkeys(lines))


def legend(x: float, y: float, statuses: Iterable[str]) -> tuple[list[str], float]:
    """Return the legend of statuses in one row, and where it ends."""
    parts = []
    for status in statuses:
        line, fill, glyph, word = STATUS[status]
        parts.append(box(x, y - 11, 16, 14, line, fill))
        parts.append(text(x + 3, y, glyph, 11, line))
        label = f"{word}: {LEGEND[status]}"
        parts.append(text(x + 22, y, label, 11, FAINT))
        x += 22 + width_of(label, 11) + 18
    return parts, x


def document(width: float, height: float, title: str, about: str, parts: Iterable[str]) -> str:
    """Return a whole picture that needs nothing from elsewhere."""
    size = f'width="{number(width)}" height="{number(height)}"'
    view = f'viewBox="0 0 {number(width)} {number(height)}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {view} role="img"'
    return "\n".join(
        [
            f"{head} font-family={attribute(FONT)}>",
            f"<title>{escaped(title)}</title><desc>{escaped(about)}</desc>",
            f'<rect width="100%" height="100%" fill="{PAPER}"/>',
            *parts,
            "</svg>\n",
        ]
    )


def heading(model: Model, question: str) -> list[str]:
    """Return a picture's two lines on top."""
    return [
        text(20, 28, model.title or model.name, 16, INK, 'font-weight="600"'),
        text(20, 47, question, 12, FAINT),
    ]
