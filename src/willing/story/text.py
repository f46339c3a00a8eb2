"""What a text is made of, found without a parser: words, sentences, quotations, figures, days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from willing.lexicon import load

SHORTEST_QUOTATION = 4
"""Fewest words of a quotation that can be recognised again; shorter ones are scare quotes."""

SMALLEST_FIGURE = 3
"""Counts below this are in every article ("two countries") and recognise none."""

_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’ʼ]s?$")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“‘(]*[A-Z0-9])|\n+")
_ABBREVIATION = re.compile(r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|Gen|Col|Lt|Sgt|St|Jr|Sr|Sen|Rep|No))\.$")
_QUOTATION = re.compile(r"“([^“”\n]{8,600})”|\"([^\"\n]{8,600})\"|«([^«»\n]{8,600})»")
_SCALE = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SCALE |= {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12}
_FIGURE = re.compile(
    r"(?<![\w.,:/])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?![\d/:])"
    r"(?:\s?-?(thousand|million|billion|trillion|bn|mn|tn|m|k)\b)?"
)
_YEARS = range(1900, 2101)


def words(text: str) -> list[str]:
    """Return the words of ``text`` in order: lower case, without possessives and plural endings."""
    return [_stem(word) for word in _WORD.findall(text.lower())]


def sentences(text: str) -> list[str]:
    """Return the sentences of ``text`` in order; a line's end ends a sentence, too."""
    found: list[str] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        piece = text[start : match.start()]
        if "\n" not in match[0] and _ABBREVIATION.search(piece):
            continue
        found.append(text[start : match.end()].strip())
        start = match.end()
    found.append(text[start:].strip())
    return [sentence for sentence in found if sentence]


def quotations(text: str) -> list[list[str]]:
    """Return the words of each quotation in ``text`` that is long enough to be known again."""
    found = (words("".join(match.groups(""))) for match in _QUOTATION.finditer(text))
    return [quotation for quotation in found if len(quotation) >= SHORTEST_QUOTATION]


def figures(text: str) -> frozenset[float]:
    """Return the amounts that ``text`` gives in digits or words, without years, days and clocks."""
    found = set(_digits(_day().sub(" ", text)))
    found.update(_spelled(text))
    return frozenset(found)


def days(text: str) -> frozenset[tuple[int, int]]:
    """Return the days that ``text`` names by month and day ("22 January", "23.01.25")."""
    found = set()
    for match in _day().finditer(text):
        if match["month"]:
            month, day = int(match["month"]), int(match["dotted"])
        else:
            month, day = _months()[match["before"] or match["after"]], int(match["day"])
        if 1 <= month <= 12 and 1 <= day <= 31:
            found.add((month, day))
    return frozenset(found)


def _stem(word: str) -> str:
    if not word.isalnum():
        word = _POSSESSIVE.sub("", word)
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def _digits(text: str) -> Iterator[float]:
    for match in _FIGURE.finditer(text):
        whole, fraction, scale = match.groups()
        if not fraction and not scale and "," not in whole and int(whole) in _YEARS:
            continue
        value = float(whole.replace(",", "") + (fraction or "")) * _SCALE.get(scale or "", 1)
        if value >= SMALLEST_FIGURE:
            yield round(value, 4)


def _spelled(text: str) -> Iterator[float]:
    numbers = _numbers()
    for match in _number_words().finditer(text.lower()):
        value = float(sum(numbers[word] for word in re.split(r"[\s-]+", match["number"])))
        value *= _SCALE.get(match["scale"] or "", 1)
        if value >= SMALLEST_FIGURE:
            yield value


@lru_cache(maxsize=1)
def _numbers() -> dict[str, int]:
    numbers = load("temporal", ".")["numbers"]
    return {str(word): int(value) for word, value in numbers.items() if " " not in str(word)}


@lru_cache(maxsize=1)
def _number_words() -> re.Pattern[str]:
    numbers = _numbers()
    tens = "|".join(word for word, value in numbers.items() if 20 <= value <= 90)
    small = "|".join(word for word, value in numbers.items() if 1 <= value < 10 and len(word) > 2)
    every = "|".join(word for word, value in numbers.items() if value > 1)
    scales = "|".join(scale for scale in _SCALE if len(scale) > 2)
    return re.compile(
        rf"\b(?P<number>(?:{tens})-(?:{small})|{every})\b(?:\s(?P<scale>{scales})\b)?"
    )


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    data = load("temporal", ".")
    months = {str(name): number for number, name in enumerate(data["months"], 1)}
    return months | {str(name): int(number) for name, number in data["month_short"].items()}


@lru_cache(maxsize=1)
def _day() -> re.Pattern[str]:
    name = "|".join(sorted(_months(), key=len, reverse=True))
    return re.compile(
        rf"\b(?:(?P<before>{name})\.?\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?(before)|\s+(?:of\s+)?"
        rf"(?P<after>{name}))\b(?!,?\d)|\b(?P<dotted>\d{{1,2}})\.(?P<month>\d{{1,2}})\.(?:\d{{4}}|\d{{2}})\b"
    )
