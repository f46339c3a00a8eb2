"""Tell the day on which the position that a sentence reports was taken or reported."""

from __future__ import annotations

import re

from willing.model import DateBasis, DateSpan, Published
from willing.temporal.expressions import Expression, Kind, find
from willing.temporal.resolve import Interval, resolve
from willing.temporal.words import any_of, lexicon

_W = lexicon()
_REPORTING = re.compile(
    rf"(?i)\b(?!(?-i:States))(?:{any_of([*_W['reporting'], *_W['reporting_nouns']])})\b"
)
_FUTURE = re.compile(rf"(?i)(?:\b|(?=['’]))(?:{any_of([*_W['future'], *_W['scheduled']])})\b")
_CONDITION = re.compile(rf"(?i)\b(?:{any_of(_W['conditions'])})\b")
_RELATIVE = re.compile(rf"(?i),\s+(?:{any_of(_W['relative_pronouns'])})\b")
_CLAUSE_END = re.compile(r"[,;:—–]\s|[\"“”]")
_HISTORY = re.compile(rf"(?i)\b(?:{any_of(_W['history'])})\b")
_LEAD_IN = re.compile(
    r"(?i)^[\"“”'‘\s]*(?:(?:and|but|earlier|late|early|only|also|then|meanwhile,?)\s+)*"
    r"(?:(?:on|in|at|over|during)\s+)?(?:the\s+)?$"
)
_NOUN_USE = re.compile(
    r"['’]s?\s+\w|\s+(?:election|deadline|summit|meeting|talks|deal|agreement|war)\b"
)
_OF = re.compile(r"(?i)\bof\s+(?:the\s+)?$")
_PREVIOUS_REACH = 3000

# Weights of the signs that an expression dates the position; higher is better, below 0 is out.
_LEADING = 3.0
_AFTER_REPORTING = 3.0
_IN_CLAUSE = 1.0
_DAY_PRECISE = 1.0
_AFTER_FUTURE = -4.0
_IN_CONDITION = -6.0
_IN_OTHER_RELATIVE = -4.0
_ATTRIBUTIVE = -4.0
_FAR = -0.01


def date_position(
    text: str,
    sentence_span: tuple[int, int],
    clause_span: tuple[int, int] | None,
    published: Published,
) -> DateSpan:
    """The days on which the position in ``text[slice(*sentence_span)]`` was taken or reported.

    ``clause_span`` is the stretch that holds the stance or reporting verb and what goes with it
    (``None``: the whole sentence); both are pairs of character offsets, ends exclusive. A date of
    the action itself ("will deploy in May") or of a condition is passed over. Without a date of
    its own the position has the days on which the article may have been published; basis
    ``none`` where those are unknown too.
    """
    anchor = _anchor(published)
    best = _best(text, sentence_span, clause_span or sentence_span, anchor)
    if best is not None:
        return DateSpan(best[0], best[1], DateBasis.TEXT)
    start, end = published.earliest or published.date, published.latest or published.date
    if start is None and end is None:
        return DateSpan(None, None, DateBasis.NONE)
    metadata = published.basis is DateBasis.METADATA
    return DateSpan(start, end, DateBasis.METADATA if metadata else DateBasis.INFERRED)


def _anchor(published: Published) -> Interval | None:
    earliest = published.earliest or published.date
    latest = published.latest or published.date
    return (earliest, latest) if earliest and latest else None


def _best(
    text: str, sentence: tuple[int, int], clause: tuple[int, int], anchor: Interval | None
) -> Interval | None:
    expressions = find(text)
    scored = []
    for place, expression in enumerate(expressions):
        if not (sentence[0] <= expression.start and expression.end <= sentence[1]):
            continue
        score = _score(text, sentence, clause, expression)
        if score > 0:
            previous = _previous(text, expressions[:place], anchor)
            days = resolve(expression, anchor, "past", previous)
            if days and (anchor is None or days[0] <= anchor[1]):
                last = min(days[1], anchor[1]) if anchor else days[1]
                scored.append((score, (days[0], last)))
    return max(scored, key=lambda pair: pair[0])[1] if scored else None


def _previous(text: str, before: list[Expression], anchor: Interval | None) -> Interval | None:
    """The day last spoken of before an expression such as "on the same day"."""
    previous: Interval | None = None
    recent = [each for each in before if each.start >= before[-1].start - _PREVIOUS_REACH]
    for expression in recent:
        if expression.bound or _follows_future(text, expression):
            continue
        days = resolve(expression, anchor, "past", previous)
        if days and (days[1] - days[0]).days <= 1:
            previous = days
    return previous


def _follows_future(text: str, expression: Expression) -> bool:
    start = max(text.rfind(mark, 0, expression.start) for mark in ".!?\n") + 1
    return bool(_FUTURE.search(_last_clause(text[start : expression.start])))


def _last_clause(before: str) -> str:
    ends = [match.end() for match in _CLAUSE_END.finditer(before)]
    return before[ends[-1] :] if ends else before


def _score(
    text: str, sentence: tuple[int, int], clause: tuple[int, int], expression: Expression
) -> float:
    """How well ``expression`` stands as the date of the clause's position."""
    before = text[sentence[0] : expression.start]
    after = text[expression.end : sentence[1]]
    if expression.bound or (expression.kind is Kind.SHIFT and (expression.low or 0) > 0):
        return -1.0
    score = _DAY_PRECISE if _is_day(expression) else 0.0
    inside = clause[0] <= expression.start and expression.end <= clause[1]
    score += _IN_CLAUSE if inside else 0.0
    if _NOUN_USE.match(after):
        score += _ATTRIBUTIVE
    if _OF.search(before) or _HISTORY.search(" ".join(before.split()[-3:])):
        score += _ATTRIBUTIVE
    if _LEAD_IN.match(before):
        return score + _LEADING
    segment = _last_clause(before)
    verb = _last(_REPORTING, before)
    future = _last(_FUTURE, before)
    condition = _last(_CONDITION, segment)
    if condition is not None:
        score += _IN_CONDITION
    if future is not None and (verb is None or future > verb):
        back = not _CLAUSE_END.search(before[future:])
        score += _AFTER_FUTURE if back else 0.0
    if verb is not None and condition is None:
        score += _AFTER_REPORTING + _FAR * (len(before) - verb)
    elif _REPORTING.search(after):
        score += _AFTER_REPORTING / 2
    pronoun = _open_relative(before)
    if pronoun is not None and (not inside or clause[0] < sentence[0] + pronoun):
        score += _IN_OTHER_RELATIVE
    return score


def _open_relative(before: str) -> int | None:
    """Where the relative clause that ``before`` ends in opens (its comma), if it ends in one."""
    openings = [match.start() for match in _RELATIVE.finditer(before)]
    if not openings or "," in before[openings[-1] + 1 :]:
        return None
    return openings[-1]


def _last(pattern: re.Pattern[str], text: str) -> int | None:
    found = None
    for match in pattern.finditer(text):
        found = match.end()
    return found


def _is_day(expression: Expression) -> bool:
    if expression.kind is Kind.DATE:
        return expression.day is not None
    return expression.kind is Kind.WEEKDAY or expression.unit == "day"
