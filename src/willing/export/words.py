"""A position's circumstances in words: its sources, date, conditions, quantity, inferences."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterable

from willing.model import (
    Article,
    Condition,
    DateBasis,
    DateSpan,
    Position,
    Published,
    Quantity,
    Source,
    SourceKind,
)
from willing.names import fold

_PRONOUNS = frozenset({"he", "she", "they", "it", "we", "i", "who"})
_CAPITALISED_ONLY_AT_THE_START = re.compile(
    r"(an?|the|one|two|three|some|several|many|sources|officials|diplomats|experts|analysts|people|"
    r"another|other|both|his|her|their|its|this|that|these|those)\b",
    re.IGNORECASE,
)
_LEADING_CUES = ("according", "in the words", "per", "citing", "as told", "in the view")
BASIS_WORDS = {
    DateBasis.TEXT: "by the text",
    DateBasis.METADATA: "by the article’s metadata",
    DateBasis.INFERRED: "inferred",
    DateBasis.NONE: "",
}


def chain(position: Position, article: Article) -> str:
    """Return on whose word ``position`` is known: "UNN, retelling Bloomberg: a diplomat said"."""
    publisher = article.outlet
    retold = [link.name for link in position.attribution if link.kind is SourceKind.OUTLET]
    if not retold and article.origin:
        retold = [article.origin]
    retold = [name for name in retold if fold(name) != fold(publisher or "")]
    if not publisher and not retold:
        publisher = f"“{one_line(article.title)}”" if article.title else "an unnamed outlet"
    lead = ", retelling ".join([publisher or "an unnamed outlet", *retold])
    said = " that ".join(
        _said(link) for link in position.attribution if link.kind is not SourceKind.OUTLET
    )
    return f"{lead}: {said}" if said else lead


def _said(link: Source) -> str:
    who = speaker(link.name if link.text.casefold() in _PRONOUNS else link.text)
    cue = one_line(link.cue or "said").casefold().removesuffix(" that")
    return f"{cue} {who}" if cue.startswith(_LEADING_CUES) else f"{who} {cue}"


def speaker(name: str) -> str:
    """Return ``name`` as it stands inside a sentence: "The minister" becomes "the minister"."""
    who = one_line(name)
    at_the_start = _CAPITALISED_ONLY_AT_THE_START.match(who)
    return who[0].lower() + who[1:] if at_the_start else who


def day(date: datetime.date) -> str:
    """Return ``date`` as in "22 Jan 2025"."""
    return f"{date.day} {date:%b %Y}"


def days(start: datetime.date | None, end: datetime.date | None) -> str:
    """Return a span of days in words; an unknown end is left open."""
    if start and end:
        return _closed(start, end)
    if start:
        return f"from {day(start)}"
    return f"by {day(end)}" if end else "undated"


def _closed(start: datetime.date, end: datetime.date) -> str:
    if start == end:
        return day(start)
    if (start.year, start.month) == (end.year, end.month):
        last = calendar.monthrange(end.year, end.month)[1]
        if start.day == 1 and end.day == last:
            return f"{start:%B %Y}"
        return f"{start.day}–{day(end)}"
    if start.year == end.year:
        return f"{start.day} {start:%b} – {day(end)}"
    return f"{day(start)} – {day(end)}"


def date(span: DateSpan) -> str:
    """Return the days of ``span`` without their basis."""
    return days(span.start, span.end)


def dated(span: DateSpan) -> str:
    """Return the days of ``span`` with what they rest on: "22 Jan 2025 (by the text)"."""
    basis = BASIS_WORDS[span.basis]
    return f"{date(span)} ({basis})" if basis else date(span)


def published(value: Published) -> str:
    """Return when an article was published, without the basis."""
    return days(value.date or value.earliest, value.date or value.latest)


def conditions(all_of_them: Iterable[Condition]) -> str:
    """Return the conditions as one phrase: "if requested; and the parliament agrees".

    Words that state the conditions of several parties at once are given once.
    """
    phrase = ""
    for words in dict.fromkeys(condition.text for condition in all_of_them):
        text = one_line(words).rstrip(".,; ").removesuffix(" and").rstrip(", ")
        text = text[:1].lower() + text[1:] if text.split(" ", 1)[0].istitle() else text
        if not phrase:
            phrase = text
        else:
            phrase += f"; {text}" if text.casefold().startswith("and ") else f"; and {text}"
    return phrase


def quantity(amount: Quantity | None) -> str:
    """Return an amount in words: "10,000 to 15,000 troops"; nothing for none."""
    if amount is None or (amount.low is None and amount.high is None):
        return ""
    low, high, unit = amount.low, amount.high, amount.unit or ""
    if low is None or low == 0:
        text = f"up to {_number(high or 0)}"
    elif high is None:
        text = f"{_number(low)} or more"
    else:
        text = _number(low) if low == high else f"{_number(low)} to {_number(high)}"
    return f"{text} {unit}".strip()


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,}"


def inferences(position: Position, but: str = "") -> tuple[str, ...]:
    """Return a phrase for each thing that the program concluded, save about the field ``but``."""
    fields: dict[tuple[str, str], list[str]] = {}
    for note in position.inferred:
        if note.field != but:
            name = note.field.rpartition(".")[2]
            fields.setdefault((note.value, one_line(note.because)), []).append(name)
    return tuple(
        f"{' and '.join(names)} {value}: {because}" for (value, because), names in fields.items()
    )


def count(number: int, noun: str) -> str:
    """Return "1 report" or "2 reports"."""
    return f"{number:,} {noun if number == 1 else noun + 's'}"


def one_line(text: str) -> str:
    """Return ``text`` on one line, without control characters that a terminal would obey."""
    visible = "".join(char if char.isprintable() or char.isspace() else "" for char in text)
    return " ".join(visible.split())
