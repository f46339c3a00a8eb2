"""Tell from the words around a date whether it lies before or after the text."""

from __future__ import annotations

import re

from willing.temporal.expressions import Expression
from willing.temporal.words import any_of, lexicon

_W = lexicon()
_SENTENCE_END = re.compile(r"[.!?][\"”’)]*\s+(?=[A-Z\"“])|\n")
_CLAUSE_END = re.compile(r"[,;:—–]\s")
_FUTURE = rf"(?:{any_of([*_W['surely_future'], *_W['scheduled']])})"
_PAST = rf"(?:{any_of(_W['past_helpers'])}|(?-i:[a-z]{{2,}}ed)|{any_of(_W['past_verbs'])})"
_REPORTED = rf"(?!(?-i:States))(?:{any_of(_W['reporting'])})"
_CUE = re.compile(
    rf"(?i)\b(?:(?P<future>{_FUTURE})|(?P<report>{_REPORTED})|(?P<past>{_PAST})"
    rf"|(?P<open>{any_of(_W['open_verbs'])}))\b"
)
_PASSIVE = re.compile(r"(?i)\bbe\s+(?:\w+ly\s+)?$")
_OPENING = re.compile(r"(?i)\W*(?:(?:in|during|and|but|as\s+early\s+as|back\s+in)\s+)*")
_HISTORY = re.compile(rf"(?i)\b(?:{any_of(_W['history'])})\b")


def _clause(text: str, expression: Expression) -> tuple[str, str]:
    """What stands before and after ``expression`` in its own clause."""
    start = 0
    for match in _SENTENCE_END.finditer(text, max(0, expression.start - 400), expression.start):
        start = match.end()
    before = text[max(start, expression.start - 400) : expression.start]
    ends = [match.end() for match in _CLAUSE_END.finditer(before)]
    before = before[ends[-1] :] if ends else before
    stop = _SENTENCE_END.search(text, expression.end)
    return before, text[expression.end : stop.start() if stop else len(text)]


def tense_and_report(text: str, expression: Expression) -> tuple[str | None, bool]:
    """ "past", "future" or ``None`` by the nearest verb, and whether that verb reports."""
    before, after = _clause(text, expression)
    cues = list(_CUE.finditer(before))
    cue = cues[-1] if cues else _CUE.search(after)
    if cue is None or cue["open"]:
        return None, False
    if cues and _PASSIVE.search(before[: cue.start()]):
        return ("future" if any(other["future"] for other in cues) else None), False
    if cue["past"] and any(other["future"] or other["open"] for other in cues):
        return None, False
    if cue["future"]:
        return "future", False
    return "past", bool(cue["report"])


def dates_a_deed(text: str, expression: Expression) -> bool:
    """Tell whether ``expression`` says when something was done, not what is to be then.

    It opens its clause, or the verb before it is neither one of speech nor a mere helper: "a
    review in 2028 was agreed" and "they were promised money in 2028" say nothing of the past.
    """
    before = _clause(text, expression)[0]
    cues = list(_CUE.finditer(before))
    if cues:
        return bool(cues[-1]["past"]) and cues[-1].group().lower() not in _W["past_helpers"]
    return _OPENING.fullmatch(before) is not None


def is_history(text: str, expression: Expression) -> bool:
    """Tell whether the words before ``expression`` in its clause make it a thing long past."""
    return bool(_HISTORY.search(_clause(text, expression)[0]))
