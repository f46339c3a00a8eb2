"""Date a text by the public events that it names: what "next week's summit" says of its day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from willing.lexicon import load
from willing.temporal.clue import Clue, sentences
from willing.temporal.expressions import Expression, Kind
from willing.temporal.resolve import Tense, moved, resolve
from willing.temporal.terms import plain
from willing.temporal.windows import Windows, shifted, windows
from willing.temporal.words import any_of, lexicon

KNOWN_AHEAD = 400
"""Days before a scheduled event from which texts speak of it."""

REACHES = {"day": 4, "week": 22, "weekend": 22, "month": 70, "quarter": 190}
"""Days around an event in which a text can place it by such units, a weekday being of a week."""

GAP = 45
"""Characters between an event and the words that say when, in one clause."""

NEAR = 600
"""Characters back to the weekday on which an event that is told with it happened."""

_W = lexicon()
_SPEECH_BETWEEN = re.compile(rf"(?i)[;:“”\"\n]|\b(?:{any_of(_W['speech'])})\b")
_ENDED = re.compile(rf"(?i)\b(?:{any_of(_W['event_ended'])})\b")
_BEGAN = re.compile(rf"(?i)\b(?:{any_of(_W['event_began'])})\b")
_AHEAD = re.compile(rf"(?i)\b(?:{any_of(_W['event_ahead'])})(?:\s+[\w'’-]+){{0,4}}\s*$")
_AFTER = re.compile(rf"(?i)\b(?:{any_of(_W['event_past'])})(?:\s+[\w'’-]+){{0,4}}\s*$")
_OPENS = re.compile(r"(?i)(?:^|,|\s[-–—])\W*(?:(?:now|only|just|about|exactly|on \w+day,)\s+)*$")
_WAS = re.compile(r"(?i)\b(?:was|were|had|when|since|after)\b")
_UNITS = r"(?P<unit>day|week|month|year)"
_COUNT = rf"(?P<count>\d{{1,2}},\d{{3}}|\d{{1,4}}|{any_of(_W['numbers'])})"
_DISTANCE = re.compile(
    rf"(?i)(?:(?P<hedge>{any_of(_W['nearly'])})\s+)?(?:\b(?:{_COUNT}\s+{_UNITS}s?|(?P<one>the\s+day))"
    rf"\s+(?P<way>after|before|ahead of|since|into|from|on from)|\bon\s+the\s+eve\s+of)\b"
    r"[^,.;]{0,60}$"
)
_ANNIVERSARY = re.compile(
    rf"(?i)\b(?P<nth>{any_of(_W['nth'])}|\d{{1,2}}(?:st|nd|rd|th))\s+(?P<what>anniversary|year|winter)\b"
)
_WAR_DAY = re.compile(
    r"(?i)\b(?:day\s+(?P<day>\d{1,2},?\d{3}|\d{2,3})|(?P<nth>\d{1,2},?\d{3}|\d{2,3})(?:st|nd|rd|th)\s+day)\b"
)
_WAR = re.compile(rf"(?i)\b(?:{any_of(_W['the_war'])})\b")


@dataclass(frozen=True, slots=True)
class _Word:
    """The ways in which a word of an event stands, and the pattern that finds them."""

    ways: tuple[str, ...]
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Event:
    name: str
    groups: tuple[tuple[_Word, ...], ...]
    days: Windows
    known: date
    sudden: bool


@dataclass(frozen=True, slots=True)
class Mention:
    """An event at characters ``start`` to ``end`` of a sentence that begins at ``sentence``."""

    event: _Event
    start: int
    end: int
    sentence: tuple[int, int]


@cache
def _events() -> tuple[_Event, ...]:
    public = (_event(entry) for entry in load("events", ""))
    return (*public, *(_taking_office(entry) for entry in load("terms", "")))


def _taking_office(entry: dict[str, Any]) -> _Event:
    words = ["|".join(entry["of"]), "|".join(entry["office"]), "|".join(_W["takes_office"])]
    days = tuple((term["from"], term["from"]) for term in entry["terms"])
    name = f"the {entry['of'][0]} {entry['office'][0]}’s taking office"
    return _Event(name, (tuple(_word(word) for word in words),), days, date.min, sudden=False)


def _event(entry: dict[str, Any]) -> _Event:
    groups = tuple(tuple(_word(word) for word in group) for group in entry["words"])
    days = windows((start, end) for start, end in entry["days"])
    sudden = entry.get("sudden", False)
    known = entry.get("known") or shifted(days[0][0], 0 if sudden else -KNOWN_AHEAD)
    return _Event(entry["event"], groups, days, known, sudden)


def _word(word: object) -> _Word:
    ways = tuple(plain(way) for way in str(word).split("|"))
    pattern = rf"(?<!\w)(?:{any_of(ways)})(?:(?<=\w\w\w\w)\w*|(?!\w))"
    return _Word(ways, re.compile(pattern))


def mentions(text: str) -> list[Mention]:
    """Return the events that the sentences of ``text`` name, one for each event and sentence."""
    lowered = plain(text)
    events = [event for event in _events() if _may_be_in(event, lowered)]
    if not events:
        return []
    found = []
    for start, end in sentences(text):
        part = lowered[start:end]
        for event in events:
            span = _all_in(event, lowered, start, end) if _may_be_in(event, part) else None
            if span:
                found.append(Mention(event, *span, (start, end)))
    return found


def _may_be_in(event: _Event, lowered: str) -> bool:
    return any(
        all(any(way.split(" ")[0] in lowered for way in word.ways) for word in group)
        for group in event.groups
    )


def _all_in(event: _Event, lowered: str, start: int, end: int) -> tuple[int, int] | None:
    """The stretch between the first and the last word of a group that is all there."""
    for group in event.groups:
        places = [word.pattern.search(lowered, start, end) for word in group]
        hits = [place for place in places if place]
        if len(hits) == len(group):
            return min(hit.start() for hit in hits), max(hit.end() for hit in hits)
    return None


TenseOf = Callable[[Expression], Tense | None]


def event_clues(
    text: str, expressions: list[Expression], tense_of: TenseOf, is_history: Callable[[int], bool]
) -> Iterator[Clue]:
    """Yield what the events named in ``text`` say of its day.

    ``tense_of`` tells on which side of the text an expression lies, and ``is_history`` whether
    what stands at a place is told as long past.
    """
    for mention in mentions(text):
        words = " ".join(text[mention.start : mention.end].split())
        counted = tuple(_distances(text, mention, words))
        yield from counted
        days, because = ((), "") if counted else _placed(text, mention, expressions, tense_of)
        if days:
            yield Clue(words, because, days, firm=False, fresh=True)
        yield from _sided(text, mention, words, bool(days), is_history(mention.start))
    yield from _war_clues(text)


def _placed(
    text: str, mention: Mention, expressions: list[Expression], tense_of: TenseOf
) -> tuple[Windows, str]:
    """The days from which the words beside an event mean one of its days."""
    for expression in _beside(text, mention, expressions):
        tense = tense_of(expression)
        days = _inverse(expression, _day_meant(text, mention, expression), tense)
        if days:
            return days, f"“{expression.text}” is {_days_of(mention.event)}"
    for expression in _weekdays_before(mention, expressions):
        days = _inverse(expression, _single_days(mention.event), "past")
        if days:
            return days, f"told with “{expression.text}”, {_days_of(mention.event)}"
    return (), ""


def _beside(text: str, mention: Mention, expressions: list[Expression]) -> Iterator[Expression]:
    """The relative expressions in the clause of an event, the nearest first."""
    near = []
    for expression in expressions:
        if expression.kind not in {Kind.WEEKDAY, Kind.CALENDAR, Kind.SHIFT} or expression.bound:
            continue
        if expression.from_previous or expression.unit == "year":
            continue
        if not mention.sentence[0] <= expression.start < mention.sentence[1]:
            continue
        inside = mention.start <= expression.start <= mention.end
        between = (
            text[expression.end : mention.start]
            if expression.end <= mention.start
            else text[mention.end : expression.start]
        )
        if inside or (len(between) <= GAP and not _SPEECH_BETWEEN.search(between)):
            near.append((0 if inside else len(between), expression))
    yield from (expression for _, expression in sorted(near, key=lambda pair: pair[0]))


def _weekdays_before(mention: Mention, expressions: list[Expression]) -> Iterator[Expression]:
    """The last bare weekday before an event, where nothing in the event's sentence says when."""
    start, end = mention.sentence
    if any(start <= each.start < end and each.kind is not Kind.SAME for each in expressions):
        return
    before = [each for each in expressions if start - NEAR <= each.start < start]
    if before and (weekdays := [each for each in before if each.kind is Kind.WEEKDAY]):
        last = weekdays[-1]
        if last.unit is None and all(
            each.kind is Kind.SAME for each in before if each.start > last.start
        ):
            yield last


def _day_meant(text: str, mention: Mention, expression: Expression) -> _Event:
    """The event's last day where the words between say that it ended, its first where it began."""
    event = mention.event
    low, high = sorted((mention.start, expression.start))
    between = text[low : max(high, mention.end)]
    if _ENDED.search(between):
        return replace(event, days=tuple((last, last) for _, last in event.days))
    if _BEGAN.search(between):
        return replace(event, days=tuple((first, first) for first, _ in event.days))
    return event


def _single_days(event: _Event) -> _Event:
    return replace(event, days=tuple(span for span in event.days if span[0] == span[1]))


def _inverse(expression: Expression, event: _Event, tense: Tense | None) -> Windows:
    """The days of writing from which ``expression`` means a day of ``event``."""
    tenses: Iterable[Tense] = (tense,) if tense else ("past", "future")
    found = []
    reach = REACHES.get(expression.unit or "week", 22)
    if expression.kind is Kind.SHIFT:
        reach = max(abs(expression.low or 0), abs(expression.high or 0)) * reach + reach
    for first, last in event.days:
        for offset in range(-reach, reach + (last - first).days + 1):
            day = shifted(first, offset)
            if event.sudden and day < first:
                continue
            for each in tenses:
                meant = resolve(expression, (day, day), each)
                if meant and meant[0] <= last and first <= meant[1]:
                    found.append((day, day))
    return windows(found)


def _days_of(event: _Event) -> str:
    first = event.days[0][0]
    return event.name if len(event.days) > 1 else f"{event.name}, {first.isoformat()}"


def _sided(text: str, mention: Mention, words: str, placed: bool, history: bool) -> Iterator[Clue]:
    """What a mention says without words that say when: not before, or not after the event."""
    event = mention.event
    before = text[mention.sentence[0] : mention.start]
    first, last = event.days[0][0], event.days[-1][1]
    fresh = not history and len(event.days) == 1
    if event.sudden:
        because = f"{event.name} was on {first.isoformat()}"
        yield Clue(words, because, ((first, date.max),), fresh=not history)
        return
    yield Clue(words, f"nobody spoke of {event.name} before", ((event.known, date.max),))
    if placed or _ANNIVERSARY.search(before[-40:]):
        return
    if _AHEAD.search(before):
        days = windows((shifted(start, -KNOWN_AHEAD), end) for start, end in event.days)
        yield Clue(words, f"{event.name}, until {last.isoformat()}, was to come", days, firm=False)
    elif _AFTER.search(before):
        because = f"{event.name} was on {first.isoformat()}"
        yield Clue(words, because, ((first, date.max),), firm=False, fresh=fresh)


def _distances(text: str, mention: Mention, words: str) -> Iterator[Clue]:
    """ "two weeks after the election", "nearly three years into the war", "third anniversary"."""
    before = text[mention.sentence[0] : mention.start]
    days: Windows = ()
    fresh = len(mention.event.days) == 1
    match = _DISTANCE.search(before)
    if match:
        words = " ".join((match.group() + text[mention.start : mention.end]).split())
        days = windows(span for day, _ in mention.event.days for span in _apart(match, day))
        if not _OPENS.search(before[: match.start()]):
            days = ((days[0][0], date.max),)
    elif found := _ANNIVERSARY.search(before[-60:]):
        words = " ".join((found.group() + text[mention.start : mention.end]).split())
        days = _anniversary(found, mention.event.days[0][0], before)
    if days:
        yield Clue(words, f"counted from {mention.event.name}", days, firm=False, fresh=fresh)


def _apart(match: re.Match[str], day: date) -> Iterator[tuple[date, date]]:
    """The days that are as far from ``day`` as the words say, as closely as they say it."""
    way = (match["way"] or "before").lower()
    count, unit = 1, (match["unit"] or "day").lower()
    if match["count"]:
        digits = match["count"].replace(",", "")
        count = int(digits) if digits.isdigit() else int(_W["numbers"][digits.lower()])
    back = way in {"before", "ahead of"}
    meant = moved(day, -count if back else count, unit)
    less, more = _W["distance_slack"][unit]
    if match["hedge"]:
        less, more = _W["hedged_slack"][unit], 7
    if back:
        less, more = more, less
    yield shifted(meant, -less), shifted(meant, more)


def _anniversary(match: re.Match[str], first: date, before: str) -> Windows:
    digits = re.sub(r"\D", "", match["nth"])
    count = int(digits) if digits else int(_W["nth"][match["nth"].lower()])
    if match["what"].lower() == "year":
        return windows([(moved(first, count - 1, "year"), moved(first, count, "year"))])
    if match["what"].lower() == "winter":
        return windows([(date(first.year + count - 1, 11, 1), date(first.year + count, 3, 15))])
    day = moved(first, count, "year")
    lead = before[: before.lower().rfind(match.group().lower())]
    if re.search(r"(?i)\b(?:on|marked|marks|marking)\s+(?:the\s+)?$", lead):
        return windows([(day - timedelta(1), day + timedelta(6))])
    if _AHEAD.search(lead):
        return windows([(shifted(day, -90), day)])
    return windows([(shifted(day, -60), shifted(day, 60))])


def _war_clues(text: str) -> Iterator[Clue]:
    """ "the war's 1,000th day", "now in its fourth year" of what began on a known day."""
    begun = next((event for event in _events() if event.name == _W["war_event"]), None)
    if begun is None:
        return
    first = begun.days[0][0]
    for start, end in sentences(text):
        sentence = text[start:end]
        if not _WAR.search(sentence):
            continue
        if match := _WAR_DAY.search(sentence):
            count = int((match["day"] or match["nth"]).replace(",", ""))
            if count >= _W["least_war_days"]:
                day = first + timedelta(count - 1)
                over = bool(_WAS.search(sentence[: match.start()]))
                told: Windows = ((day, date.max if over else day + timedelta(2)),)
                yield Clue(match.group(), f"counted from {begun.name}", told, firm=False)
        elif match := re.search(
            rf"(?i)\bin(?:to)?\s+(?:its|the|a)\s+(?P<nth>{any_of(_W['nth'])})\s+(?P<what>year|winter)",
            sentence,
        ):
            days = _anniversary(match, first, "")
            yield Clue(match.group(), f"counted from {begun.name}", days, firm=False)
