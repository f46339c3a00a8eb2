"""Date a text by the office-holders that it names: in office, elect, outgoing, new or former."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

from willing.lexicon import load
from willing.temporal.clue import Clue, sentences
from willing.temporal.windows import Windows, shifted, windows
from willing.temporal.words import any_of, lexicon

NEW_FOR = 120
"""Days for which an office-holder is called new."""


@dataclass(frozen=True, slots=True)
class _Term:
    """One holder's time in office; ``elect`` and ``leaving`` open the times around it."""

    name: str
    start: date
    end: date
    elect: date
    leaving: date
    acting: bool


@dataclass(frozen=True, slots=True)
class _Office:
    """An office: words for it and for the bodies that stand for it, whose it is, who held it."""

    titles: str
    bodies: str
    owners: re.Pattern[str]
    holders: tuple[tuple[str, re.Pattern[str], tuple[_Term, ...]], ...]
    terms: tuple[_Term, ...]


@cache
def _roles() -> dict[str, str]:
    return {word: role for role, words in lexicon()["roles_in_time"].items() for word in words}


@cache
def _offices() -> tuple[_Office, ...]:
    return tuple(_office(entry) for entry in load("terms", ""))


def _office(entry: dict[str, Any]) -> _Office:
    bodies = ["administration"] if entry.get("administration") else []
    bodies += ["government", "cabinet"] if entry.get("government") else []
    owners = re.compile(rf"(?<![\w-])(?:{any_of(plain(each) for each in entry['of'])})(?![\w-])")
    terms, given = [], entry["terms"]
    for place, term in enumerate(given):
        end = shifted(term["until"], -1) if term["until"] else date.max
        following = given[place + 1] if place + 1 < len(given) else {}
        leaving = min(term.get("leaving") or end, following.get("elected") or end)
        elect = term.get("elected", term["from"])
        terms.append(
            _Term(term["name"], term["from"], end, elect, leaving, term.get("acting", False))
        )
    titles = any_of(entry["office"])
    names = dict.fromkeys(term.name for term in terms)
    holders = (
        (one, _holder(one, titles), tuple(t for t in terms if t.name == one)) for one in names
    )
    return _Office(titles, any_of(bodies), owners, tuple(holders), tuple(terms))


def _holder(name: str, titles: str) -> re.Pattern[str]:
    """The title and the name after it, or the name and the administration."""
    family = re.escape(plain(name).split()[-1])
    whole = rf"(?:{re.escape(plain(name))}|(?:[a-z]+\.? ){{0,2}}{family})"
    return re.compile(
        rf"\b(?P<title>{titles})(?P<after>[\s-](?:elect|designate))?\s+(?P<name>{whole})(?!\w)"
        rf"|\b{family}(?:['’]s)?\s+administration\b"
    )


@cache
def _role_and_office() -> re.Pattern[str]:
    ways = (way for office in _offices() for way in (office.titles, office.bodies) if way)
    titles = "|".join(dict.fromkeys(ways))
    return re.compile(
        rf"(?<![\w-])(?:(?P<role>{any_of(sorted(_roles()))})\s+(?P<own>(?:[\w.'’-]+\s+){{0,2}}?)"
        rf"(?P<title>{titles})|(?P<other>{titles})[\s-](?P<late>elect|designate|in-waiting))(?!\w)"
    )


@lru_cache(maxsize=4)
def plain(text: str) -> str:
    """Return ``text`` in lower case without accents, each character in its place."""
    letters = (unicodedata.normalize("NFKD", character)[:1] or " " for character in text.lower())
    result = "".join(letters)
    return result if len(result) == len(text) else text.lower()[: len(text)]


def term_clues(text: str) -> Iterator[Clue]:
    """Yield what the office-holders in ``text`` say of its day.

    A holder named with his title was in office, unless the words say otherwise ("former",
    "-elect", "outgoing", "new"); an office with such a word and its country says it without a name.
    """
    if not text:
        return
    lowered = plain(text)
    found: dict[Clue, None] = {}
    for office in _offices():
        found |= dict.fromkeys(_named(text, lowered, office))
    found |= dict.fromkeys(_unnamed(text, lowered))
    yield from found
    yield from dict.fromkeys(_listed(text, lowered))


def _named(text: str, lowered: str, office: _Office) -> Iterator[Clue]:
    for name, pattern, terms in office.holders:
        if plain(name).split()[-1] not in lowered:
            continue
        for match in pattern.finditer(lowered):
            called = text[match.start("name") : match.end("name")] if match["name"] else ""
            whole = plain(called) == plain(name)
            if not whole and not all(word[:1].isupper() for word in called.split()):
                continue
            before = " ".join(lowered[max(0, match.start() - 40) : match.start()].split()[-3:])
            role = _role(f"{before} {match['after'] or ''}")
            days = _days(role, terms) if role != "not" else ()
            if days:
                yield from _both(
                    " ".join(text[match.start() : match.end()].split()), name, role, days
                )


def _both(words: str, name: str, role: str, days: Windows) -> Iterator[Clue]:
    """The start as a fact, the whole time as what usually holds."""
    because = f"the time in office of {name}" if role == "in" else f"{name}: {role}"
    if role == "in":
        yield Clue(words, because, ((days[0][0], date.max),))
    yield Clue(words, because, days, firm=False)


def _unnamed(text: str, lowered: str) -> Iterator[Clue]:
    """Offices with "-elect", "outgoing", "new", "interim" and the words for whose they are."""
    places = None
    for match in _role_and_office().finditer(lowered):
        role = _roles()[match["role"] or match["late"]]
        if role in {"not", "former"} or _followed_by_holder(lowered, match.end()):
            continue
        places = places or sentences(text)
        sentence = next(span for span in places if span[0] <= match.start() < span[1])
        office = _owned(lowered, sentence, match, role)
        days = _days(role, office.terms) if office else ()
        if days:
            words = " ".join(text[match.start() : match.end()].split())
            yield Clue(words, f"{role} holder of the office", days, firm=False)


def _followed_by_holder(lowered: str, end: int) -> bool:
    """Whether a listed holder is named right after; other names say nothing."""
    after = lowered[end : end + 40].lstrip()
    return any(
        after.startswith(plain(name)) for office in _offices() for name, _, _ in office.holders
    )


def _owned(
    lowered: str, sentence: tuple[int, int], match: re.Match[str], role: str
) -> _Office | None:
    """The office that the words mean: that of the country right beside them.

    An interim or elected head may also be that of the last country before in the sentence.
    """
    title = match["title"] or match["other"]
    offices = [
        office
        for office in _offices()
        if re.fullmatch(office.titles, title) or re.fullmatch(office.bodies, title)
    ]
    led = re.match(r"\s+(?:of|in)\s+(?:the\s+)?", lowered[match.end() : sentence[1]])
    if led:
        after = [o for o in _offices() if o.owners.match(lowered, match.end() + led.end())]
        if after:
            return next((office for office in offices if office in after), None)
    start, end = match.start(), match.start("title" if match["title"] else "other")
    before = lowered[sentence[0] : end]
    found = [
        (owner.end() + sentence[0], office)
        for office in offices
        for owner in office.owners.finditer(before)
    ]
    if not found:
        return None
    place, office = max(found, key=lambda pair: pair[0])
    beside = place > start or not re.search(r"\w{2}", lowered[place:start])
    is_body = not re.fullmatch(office.titles, title)
    return office if beside or (role in {"elect", "acting"} and not is_body) else None


def _role(around: str) -> str:
    words = re.findall(r"\w+(?:-\w+)*", around)
    known = [_roles()[word] for word in words if word in _roles()]
    return known[-1] if known else "in"


def _days(role: str, terms: Iterable[_Term]) -> Windows:
    """The days on which one of ``terms`` is what ``role`` says."""
    chosen = list(terms)
    if role == "in":
        return windows((term.start, term.end) for term in chosen)
    if role == "elect":
        return windows((term.elect, term.start) for term in chosen if term.elect < term.start)
    if role == "outgoing":
        return windows((term.leaving, term.end) for term in chosen if term.leaving < term.end)
    if role == "new":
        return windows((term.start, shifted(term.start, NEW_FOR)) for term in chosen)
    if role == "acting":
        acting = [(term.start, term.end) for term in chosen if term.acting]
        leaving = [(term.leaving, term.end) for term in chosen if term.leaving < term.end]
        return windows(acting or leaving)
    again = [term.start for term in chosen]
    ends = [term.end for term in chosen if term.end < date.max]
    return windows(
        (end, min((start for start in again if start > end), default=date.max)) for end in ends
    )


def _listed(text: str, lowered: str) -> Iterator[Clue]:
    """Ministers and others of the list of people, dated to the month."""
    for name, offices in _people().items():
        place = lowered.find(name)
        while place >= 0:
            before = lowered[max(0, place - 80) : place]
            for title, days in offices:
                match = title.search(before)
                if not match or _role(before[: match.start()][-24:]) != "in":
                    continue
                words = " ".join(text[place - len(match.group()) : place + len(name)].split())
                because = "the time in office that the list of people has"
                yield Clue(words, because, ((days[0][0], date.max),), firm=False)
                yield Clue(words, because, days, firm=False)
            place = lowered.find(name, place + len(name))


@cache
def _people() -> dict[str, list[tuple[re.Pattern[str], Windows]]]:
    heads = {plain(term.name) for office in _offices() for term in office.terms}
    times: dict[tuple[str, str], list[tuple[date, date]]] = {}
    for entry in load("people", "actors"):
        if entry["since"] is None or plain(entry["name"]) in heads:
            continue
        days = (_month(entry["since"])[0], _month(entry["until"])[1])
        for spelling in (entry["name"], *(one for one in entry["also"] if " " in one)):
            times.setdefault((plain(spelling), plain(entry["office"])), []).append(days)
    result: dict[str, list[tuple[re.Pattern[str], Windows]]] = {}
    for (name, office), spans in times.items():
        words = re.escape(office).replace("defence", "defen[cs]e")
        title = re.compile(rf"\b{words}(?:\s+of\s+(?:the\s+)?[\w ]{{2,40}})?,?\s+$")
        result.setdefault(name, []).append((title, windows(spans)))
    return result


def _month(words: str | None) -> tuple[date, date]:
    if words is None:
        return date.max, date.max
    year, month = (int(part) for part in str(words).split("-")[:2])
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
