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
_PAST = re.compile(rf"(?<!\bbe )\b(?:[a-z]{{2,}}ed|{any_of(_W['past_verbs'])})\b")
_TO_VERB = r"to(?=\s+(?!(?:the|a|an|its|his|her|their|our|this|that|all|both|\w+ing)\b)(?-i:[a-z]))"
_FUTURE = re.compile(
    rf"(?i)(?:\b|(?=['’]))(?:{any_of([*_W['future'], *_W['scheduled']])}|{_TO_VERB})\b"
)
_SPEECH = frozenset(_W["speech"])
_CLAUSE_JOINT = re.compile(r"(?i);|,\s+(?:and|but|then|while|whereas|so|yet|nor)\b")
_COMPARISON = re.compile(r"(?i)(?:^|,\s+|[\s\"“])as\s+[^,;]*$")
# Days: a date without a year that was long ago but comes round soon is one still to come.
_SOON = 90
_LONG_AGO = 240
_OPENING_WORDS = 4
_CONDITION = re.compile(rf"(?i)\b(?:{any_of(_W['conditions'])})\b")
_RELATIVE = re.compile(
    rf"(?i)(?:,\s+(?:{any_of(_W['after_comma'])})|\b(?:{any_of(_W['relative_pronouns'])}))\b"
)
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
_DETERMINER = re.compile(r"(?i)\b(?:a|an|the|its|his|her|their)\s+$")
_PREVIOUS_REACH = 3000

# Weights of the signs that an expression dates the position; higher is better, below 0 is out.
_LEADING = 3.0
_AFTER_REPORTING = 3.0
_AFTER_PAST = 2.0
_IN_CLAUSE = 1.0
_IN_ACTION = -3.0
_OTHER_CLAUSE = -4.0
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
            if days and not _rather_ahead(expression, days, anchor):
                last = min(days[1], anchor[1]) if anchor else days[1]
                scored.append((score, (days[0], last)))
    return max(scored, key=lambda pair: pair[0])[1] if scored else None


def _rather_ahead(expression: Expression, days: Interval, anchor: Interval | None) -> bool:
    """Whether ``days`` lie after the article, or would if a date without a year were just ahead."""
    if anchor is None:
        return False
    if days[0] > anchor[1]:
        return True
    if expression.kind is not Kind.DATE or expression.year is not None:
        return False
    ahead = resolve(expression, anchor, "future")
    soon = ahead is not None and (ahead[0] - anchor[1]).days <= _SOON
    return soon and (anchor[0] - days[1]).days > _LONG_AGO


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
    if expression.bound or _is_ahead(expression):
        return -1.0
    score = _DAY_PRECISE if _is_day(expression) else 0.0
    score += _noun_use(before, after, expression)
    score += _IN_CLAUSE if clause == sentence else 0.0
    if _LEAD_IN.match(before):
        parted = ";" in text[expression.end : clause[0]]
        return score + (_OTHER_CLAUSE if parted else _LEADING)
    score += _governed(before, after)
    if clause != sentence and clause[0] <= expression.start and expression.end <= clause[1]:
        opening = text[clause[0] : expression.start].split()[:_OPENING_WORDS]
        verbal = any(_PAST.search(word) or _REPORTING.search(word) for word in opening)
        score += _IN_CLAUSE if verbal else _IN_ACTION
    if clause != sentence and _parted(text, sentence[0], clause[0], before):
        score += _OTHER_CLAUSE
    if _COMPARISON.search(before):
        score += _OTHER_CLAUSE
    if _in_other_relative(text, sentence, clause, before):
        score += _IN_OTHER_RELATIVE
    return score


def _parted(text: str, start: int, clause: int, before: str) -> bool:
    """Whether another main clause begins between expression and position, unless someone speaks.

    "He signed in May, but wants more" is parted; "he said in May that A would, but B not" is not.
    """
    here = start + len(before)
    between = text[min(clause, here) : max(clause, here)]
    spoken = [match.group().lower() for match in _REPORTING.finditer(before)]
    if spoken and spoken[-1] in _SPEECH:
        return ";" in between
    return bool(_CLAUSE_JOINT.search(between))


def _noun_use(before: str, after: str, expression: Expression) -> float:
    """A penalty where the expression only says which one: "the 2014 study", "of May 2024"."""
    bare_year = expression.year is not None and expression.month is None
    score = 0.0
    if _NOUN_USE.match(after) or (bare_year and _DETERMINER.search(before)):
        score += _ATTRIBUTIVE
    if _OF.search(before) or _HISTORY.search(" ".join(before.split()[-3:])):
        score += _ATTRIBUTIVE
    return score


def _governed(before: str, after: str) -> float:
    """What the nearest verbs say: reporting ones for, future ones and conditions against."""
    if _CONDITION.search(_last_clause(before)):
        return _IN_CONDITION
    verb, past, future = (_last(each, before) for each in (_REPORTING, _PAST, _FUTURE))
    if future is not None and future > max(verb or 0, past or 0):
        if not _CLAUSE_END.search(before[future:]):
            return _AFTER_FUTURE
        return _AFTER_REPORTING / 2 if _REPORTING.search(after) else 0.0
    if verb is not None:
        return _AFTER_REPORTING + _FAR * (len(before) - verb)
    if past is not None:
        return _AFTER_PAST + _FAR * (len(before) - past)
    return _AFTER_REPORTING / 2 if _REPORTING.search(after) else 0.0


def _in_other_relative(
    text: str, sentence: tuple[int, int], clause: tuple[int, int], before: str
) -> bool:
    """Whether the expression stands in a relative clause ("who ... in May") that holds not ours."""
    openings = [match.start() for match in _RELATIVE.finditer(before)]
    if not openings or "," in before[openings[-1] + 1 :]:
        return False
    start = sentence[0] + openings[-1]
    end = text.find(",", sentence[0] + len(before), sentence[1])
    return not start <= clause[0] < (end if end >= 0 else sentence[1])


def _last(pattern: re.Pattern[str], text: str) -> int | None:
    found = None
    for match in pattern.finditer(text):
        found = match.end()
    return found


def _is_ahead(expression: Expression) -> bool:
    later = expression.kind is Kind.SHIFT and not expression.from_previous
    return (expression.high or 0) > 0 and (later or expression.kind is Kind.SPAN)


def _is_day(expression: Expression) -> bool:
    if expression.kind is Kind.DATE:
        return expression.day is not None
    return expression.kind is Kind.WEEKDAY or expression.unit == "day"
