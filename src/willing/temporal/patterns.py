"""The regular expressions that temporal expressions are found by, built from the word lists."""

from __future__ import annotations

import re

from willing.temporal.words import any_of, lexicon

_W = lexicon()


def _capitalised(names: list[str]) -> str:
    return any_of([*names, *(name.upper() for name in names)])


_BOUND = rf"(?:(?P<bound>(?i:{any_of(_W['bounds'])}))\s+(?:at\s+)?(?:(?:on|in)\s+)?)?"
_PART = rf"(?:(?P<part>(?i:{any_of(_W['parts'])}))(?:-|\s+))?"
_HEAD = rf"(?<![\w-]){_BOUND}{_PART}"
_MONTH_FULL = _capitalised(_W["months"])
_MONTH_ANY = rf"(?P<month>{_MONTH_FULL}|(?:{_capitalised(list(_W['month_short']))})\b\.?)"
_WEEKDAY_FULL = rf"(?P<weekday>{_capitalised(_W['weekdays'])})"
_WEEKDAY_ANY = (
    rf"(?:(?P<weekday>{_capitalised(_W['weekdays'])}|(?:{_capitalised(list(_W['weekday_short']))})"
    r"\b\.?),?\s+(?:the\s+)?)?"
)
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_DAY_RANGE = _DAY + r"(?:\s*(?:-|–|—|to|and)\s*(?P<last_day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_YEAR_WORD = r"(?:\s+(?:of\s+)?(?P<year_word>last|this|next)\s+year\b)"
_AFTER_NUMBER = r"(?![\w%]|[.,:]\d)"
_UNIT = r"(?P<unit>hour|day|week|month|year)"
_COUNT = (
    rf"(?P<count>(?i:{any_of([*_W['numbers'], *_W['vague_numbers']])})|\d{{1,3}})"
    rf"(?:\s*(?:-|–|to|or)\s*(?P<more>(?i:{any_of(_W['numbers'])})|\d{{1,3}}))?"
)
_OFFSET = rf"(?P<offset>(?i:{any_of(_W['offsets'])}))"
_TIMES = any_of(_W["times_of_day"])
_SEASON = rf"(?P<season>(?i:{any_of(_W['seasons'])}))"
_ORDINAL = rf"(?P<ordinal>(?i:{any_of(_W['ordinals'])}))"
_DAY_WORDS = any_of(_W["day_words"])

_SOURCES: dict[str, str] = {
    "day_month": rf"{_HEAD}{_WEEKDAY_ANY}{_DAY_RANGE}(?:\s+of)?\s+{_MONTH_ANY}"
    rf"(?:,?\s+{_YEAR}{_AFTER_NUMBER}|{_YEAR_WORD})?(?!\w)",
    "month_day": rf"{_HEAD}{_WEEKDAY_ANY}{_MONTH_ANY}\s+(?:the\s+)?{_DAY_RANGE}{_AFTER_NUMBER}"
    rf"(?:,?\s+{_YEAR}{_AFTER_NUMBER}|{_YEAR_WORD})?",
    "month": rf"{_HEAD}(?:{_OFFSET}\s+)?(?:{_MONTH_ANY}(?:,?\s+|\s+of\s+){_YEAR}{_AFTER_NUMBER}|"
    rf"(?P<bare>{_MONTH_FULL})\b(?!\s+\d){_YEAR_WORD}?)",
    "iso": rf"(?<![\w./-]){_BOUND}(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d|-\d)",
    "numeric": rf"(?<![\d./-]){_BOUND}(?P<day>\d\d?)(?P<sep>[./])(?P<month>\d\d?)(?P=sep)"
    r"(?P<year>(?:19|20)\d\d|\d\d)(?!\d|[./]\d)",
    "year": rf"(?<![\w$€£#№/.,:-]){_BOUND}{_PART}(?P<year>(?:19|20)\d\d)(?![\w%/-]|[.,:]\d)",
    "piece": rf"{_HEAD}(?i:the\s+)?(?:Q(?P<quarter>[1-4])|{_ORDINAL}\s+(?P<unit>quarter|half))"
    rf"(?:\s*,?\s*(?:of\s+)?{_YEAR}{_AFTER_NUMBER}|\s+of\s+(?:{_OFFSET}|the)\s+year)?(?!\w)",
    "season": rf"{_HEAD}(?:{_OFFSET}\s+)?(?i:the\s+)?{_SEASON}(?:(?:\s+of)?\s+{_YEAR}"
    rf"{_AFTER_NUMBER}|\b)",
    "weekday": rf"{_HEAD}(?:{_OFFSET}\s+)?{_WEEKDAY_FULL}\b(?:\s+(?:{_TIMES})\b)?"
    r"(?:\s+(?:of\s+)?(?P<week>this|last|next)\s+week\b)?",
    "day_word": rf"(?i){_HEAD}(?P<word>{_DAY_WORDS})\b(?:\s+(?:{_TIMES})\b)?",
    "calendar": rf"(?i){_HEAD}(?:{_OFFSET}|the)\s+(?P<unit>weekend|week|month|quarter|year)\b",
    "shift": rf"(?i)(?<![\w-])(?:{_COUNT}\s+)?{_UNIT}s?\s+"
    r"(?P<way>ago|earlier|later|from\s+now|before(?=[,.;]))\b",
    "in_shift": rf"(?i)(?<![\w-])in\s+(?:about\s+|around\s+)?{_COUNT}\s+{_UNIT}s?\b"
    r"(?!\s+of\b|\s+(?:ago|earlier|later))(?:['’]s?\s+time\b)?",
    "span": rf"(?i)(?<![\w-])(?:the\s+)?(?P<way>coming|next|recent|past|last)\s+"
    rf"(?:{_COUNT}\s+)?{_UNIT}(?P<plural>s)?\b",
    "within": rf"(?i)(?<![\w-])within\s+(?:the\s+next\s+)?(?:{_COUNT}\s+)?{_UNIT}(?P<plural>s)?\b",
    "same": r"(?i)(?<![\w-])(?:(?P<same>the\s+same|that\s+same|that)|(?P<next>the\s+following)|"
    r"(?P<before>the\s+(?:previous|preceding)))\s+(?P<unit>day|week|weekend|month|year)\b",
    "next_day": r"(?i)(?<![\w-])the\s+(?:(?P<next>next\s+day)\b|day\s+(?:(?P<after>after)|before)\b"
    r"(?=\s*(?:[,.;]|$|that\b|he\b|she\b|they\b)))",
    "fixed": rf"{_HEAD}(?P<word>{any_of(_W['fixed_days'])})\b(?:,?\s+{_YEAR}{_AFTER_NUMBER})?",
}
"""What is looked for; where two match at one place, the one that starts first, then the longer."""

PATTERNS = {name: re.compile(pattern) for name, pattern in _SOURCES.items()}
