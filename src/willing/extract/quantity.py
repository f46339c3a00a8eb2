"""Read the amount that an action's words give."""

from __future__ import annotations

import re

from willing.model import Quantity

_NUMBER_WORDS = (
    {
        word: value
        for value, word in enumerate(
            [
                "zero",
                "one",
                "two",
                "three",
                "four",
                "five",
                "six",
                "seven",
                "eight",
                "nine",
                "ten",
                "eleven",
                "twelve",
                "thirteen",
                "fourteen",
                "fifteen",
                "sixteen",
                "seventeen",
                "eighteen",
                "nineteen",
            ]
        )
    }
    | {
        word: 10 * (value + 2)
        for value, word in enumerate(
            ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
        )
    }
    | {"a dozen": 12, "dozen": 12, "a": 1, "an": 1}
)
_SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "m": 1e6,
    "mn": 1e6,
    "mln": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "bln": 1e9,
    "b": 1e9,
    "trillion": 1e12,
    "tn": 1e12,
    "trn": 1e12,
}
_CURRENCIES = {"$": "dollars", "€": "euros", "£": "pounds", "¥": "yen", "US$": "dollars"}
_WORD = "|".join(
    sorted((w for w in _NUMBER_WORDS if w not in {"a", "an", "a dozen"}), key=len, reverse=True)
)
_LARGE = "hundred|thousand|million|billion|trillion"
_SCALE = "hundred|thousand|million|billion|trillion|mn|mln|bn|bln|tn|trn|k|m|b"
_ONE = (
    rf"(?:(?P<currency{{n}}>US\$|[$€£¥])\s?)?"
    rf"(?P<number{{n}}>\d+(?:[, ]\d{{{{3}}}})*(?:\.\d+)?"
    rf"|\b(?:{_WORD})(?:-(?:{_WORD}))?\b|\ba dozen\b|\ban?\b(?=\s(?:{_LARGE})\b))"
    rf"(?!\d|(?:st|nd|rd|th)\b)(?:\s?-?(?P<scale{{n}}>{_SCALE})\b)?"
)
AT_LEAST = (
    "more than", "over", "at least", "no fewer than", "no less than", "not less than",
    "in excess of", "upwards of", "above", "a minimum of",
)  # fmt: skip
AT_MOST = (
    "up to", "as many as", "as much as", "at most", "no more than", "not more than",
    "fewer than", "less than", "under", "a maximum of", "below", "beyond", "as far as",
    "no further than", "no higher than", "within",
)  # fmt: skip
_ABOUT = ("about", "around", "roughly", "some", "approximately", "nearly", "almost", "an estimated")
_BOUND = "|".join((*AT_LEAST, *AT_MOST, *_ABOUT))
_AMOUNT = re.compile(
    rf"(?:(?P<bound>{_BOUND})\s+)?"
    rf"(?:between\s+)?{_ONE.format(n=1)}"
    rf"(?:\s?(?:-|—|to|and|or)\s?{_ONE.format(n=2)})?"
    rf"(?P<percent>\s?(?:%|per cent|percent))?"
    rf"(?:(?:\s+|-)(?P<unit>[A-Za-z][A-Za-z-]+(?:\s+(?:of\s+)?[a-z][A-Za-z-]+){{0,2}}))?",
    re.IGNORECASE,
)
_TARGET = re.compile(
    r"\b(?:cut|cuts|cutting|lower\w*|reduc\w*|rais\w*|increas\w*|halv\w*)\b.*\bfrom\s[^,;]*?\sto\s",
    re.IGNORECASE,
)
_PARTS: dict[str, float] = {
    "half": 50,
    "a third": 100 / 3,
    "a quarter": 25,
    "a fifth": 20,
    "a tenth": 10,
    "two thirds": 200 / 3,
    "two-thirds": 200 / 3,
    "three quarters": 75,
    "three-quarters": 75,
}
_PART = re.compile(
    rf"(?:\b(?P<part>{'|'.join(_PARTS)})\b(?=\s+(?:of|the|its|their|his|her)\b)"
    rf"|\bby\s+(?P<by>half))",
    re.IGNORECASE,
)
_MULTIPLES: dict[str, float] = {"twic": 2, "doub": 2, "trip": 3, "halv": 50}
_TIMES = re.compile(
    r"\b(?P<multiple>twice|doubl(?:e|es|ed|ing)|tripl(?:e|es|ed|ing)|halv(?:e|es|ed|ing))\b",
    re.IGNORECASE,
)
_SPAN = re.compile(
    r"\b(?:(?:by|for)\s+an?|an\s+extra|another|one\s+more)\s+(?P<unit>year|month|week|day|hour)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(?P<size>tens|hundreds|dozens|scores|thousands|millions|billions)\s+of\s+"
    r"(?P<scale>thousands|millions|billions)?(?:\s+of)?\s*(?P<unit>[a-z]+)?",
    re.IGNORECASE,
)
_VAGUE_SIZES: dict[str, tuple[float, float]] = {
    "tens": (10, 99),
    "dozens": (24, 99),
    "scores": (40, 99),
    "hundreds": (100, 999),
    "thousands": (1000, 9999),
    "millions": (1e6, 9999999),
    "billions": (1e9, 9999999999),
}
_NO_UNITS = frozenset(
    [
        "of",
        "the",
        "a",
        "an",
        "to",
        "in",
        "on",
        "at",
        "for",
        "by",
        "from",
        "with",
        "and",
        "or",
        "as",
        "that",
        "which",
        "who",
        "before",
        "after",
        "until",
        "between",
        "per",
        "each",
        "this",
        "next",
        "if",
        "because",
        "but",
        "not",
        "them",
        "it",
        "minds",
    ]
)
_MONTH = re.compile(
    r"^(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|am|pm|GMT)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"^(?:19|20)\d\d$")


def quantity(words: str) -> Quantity | None:
    """Return the first amount in ``words`` with its unit; ``None`` where they give none."""
    vague = _VAGUE.search(words)
    if vague:
        return _vague(vague)
    target = _TARGET.search(words)
    for match in _AMOUNT.finditer(words, target.end() if target else 0):
        found = _amount(match, words)
        if found is not None:
            return found
    return _share(words)


def _share(words: str) -> Quantity | None:
    """Return what "half of", "by a year" and "tripled" amount to."""
    part = _PART.search(words)
    if part:
        share = _PARTS[(part["part"] or part["by"]).lower()]
        return Quantity(share, share, "percent")
    times = _TIMES.search(words)
    if times:
        number = _MULTIPLES[times["multiple"].lower()[:4]]
        return Quantity(number, number, "percent" if number > 3 else "times")
    span = _SPAN.search(words)
    return Quantity(1, 1, span["unit"]) if span else None


def _amount(match: re.Match[str], words: str) -> Quantity | None:
    first_text = match["number1"].strip()
    unit = match["unit"]
    if _is_date(match, words, first_text, unit):
        return None
    second = match["number2"]
    scale1, scale2 = match["scale1"], match["scale2"]
    low = _value(first_text, scale1 or (scale2 if second else None))
    if low is None:
        return None
    high: float | None = low
    if second:
        high = _value(second.strip(), scale2)
        if high is None or high < low:
            high = low
    bound = (match["bound"] or "").lower()
    if not second and bound in AT_LEAST:
        high = None
    elif not second and bound in AT_MOST:
        low, high = 0, low
    currency = match["currency1"] or match["currency2"]
    if match["percent"]:
        unit = match["percent"].strip()
    elif currency:
        unit = _CURRENCIES[currency.upper() if currency.startswith("U") else currency]
    elif unit:
        unit = _unit(unit)
    if unit is None and first_text.lower() in _NUMBER_WORDS and not _counts(match, words):
        return None
    return Quantity(low, high, unit)


def _counts(match: re.Match[str], words: str) -> bool:
    """Tell whether a bare number word counts something: "six of them", "agrees to five"."""
    if match["scale1"]:
        return True
    after = words[match.end("number1") :].strip(" .,;\"'").lower()
    if after.startswith("of "):
        return match["number1"].lower() != "one"
    return not after and match["number1"].lower() != "one"


def _is_date(match: re.Match[str], words: str, number: str, unit: str | None) -> bool:
    if unit and _MONTH.match(unit):
        return True
    if _MONTH.match(words[match.end("number1") :].lstrip()):
        return True
    before = words[: match.start("number1")].rstrip().split()
    if before and _MONTH.match(before[-1]):
        return True
    if _YEAR.match(number) and not match["scale1"] and not match["currency1"]:
        return not unit or bool(
            before
            and before[-1].lower() in {"in", "by", "since", "until", "of", "for", "from", "the"}
        )
    return False


def _unit(words: str) -> str | None:
    kept = []
    for word in words.split():
        if word.lower() in _NO_UNITS:
            break
        kept.append(word)
    return kept[-1] if kept else None


def _value(number: str, scale: str | None) -> float | None:
    text = number.lower().replace(",", "").replace(" ", "")
    try:
        value = float(text)
    except ValueError:
        parts = number.lower().split("-")
        if not all(part in _NUMBER_WORDS for part in parts):
            return None
        value = float(sum(_NUMBER_WORDS[part] for part in parts))
    return value * _SCALES[scale.lower()] if scale else value


def _vague(match: re.Match[str]) -> Quantity:
    low, high = _VAGUE_SIZES[match["size"].lower()]
    if match["scale"]:
        factor = _SCALES[match["scale"].lower().rstrip("s")]
        low, high = low * factor, (high + 1) * factor - 1
    return Quantity(low, high, match["unit"])
