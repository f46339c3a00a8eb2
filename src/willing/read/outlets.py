"""The outlets that news cites: their names, and the one name by which each is known here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import yaml

_DATA = files("willing") / "data" / "outlets.yaml"

_WORD_START = re.compile(r"(?<![\w-])[^\W_]")
_OUTLET_WORDS = (
    "Agency|Bulletin|Broadcasting|Chronicle|Courier|Daily|Digest|Dispatch|Echo|Examiner|Gazette"
    "|Globe|Guardian|Herald|Inquirer|Insider|Journal|Ledger|Mail|Messenger|Mirror|Monitor|News"
    "|Newswire|Observer|Post|Press|Radio|Record|Register|Review|Service|Standard|Star|Sun|Telegraph|Times"
    "|Tribune|TV|Weekly|Wire|World"
)
_GOES_ON = re.compile(rf"[\w-]|\s(?:{_OUTLET_WORDS})\b")
OUTLET_LIKE = rf"(?<!\w)(?:[Tt]he\s+)?(?:[A-Z][\w&’'-]*\s+){{1,4}}(?:{_OUTLET_WORDS})"
"""A pattern for outlets that no list holds: capitalised words that end as outlets' names do."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """A newspaper, agency, broadcaster or site: its name, and the other names it goes by."""

    name: str
    also: tuple[str, ...]


@lru_cache(maxsize=1)
def known() -> tuple[Outlet, ...]:
    """Return the outlets of ``data/outlets.yaml``, in its order."""
    entries = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return tuple(
        Outlet(str(entry["name"]), tuple(str(name) for name in entry.get("also") or ()))
        for entry in entries
    )


def canonical(words: str) -> str | None:
    """Return the name of the outlet that ``words`` name as a whole, ``None`` where unknown."""
    name = " ".join(words.split()).strip(" ,.;:")
    return _by_name().get(name) or _by_name().get(_with_capital_the(name))


def mentions(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and name of each known outlet in ``text``, the longest name at each place.

    ``text`` must have single spaces; upper and lower case count, but for a leading "The".
    """
    past = 0
    for start in (match.start() for match in _WORD_START.finditer(text)):
        if start < past:
            continue
        for form in _by_opening().get(_opening(text, start), ()):
            end = start + len(form)
            if text.startswith(form, start) and not _GOES_ON.match(text, end):
                yield start, end, _by_name()[_with_capital_the(form)]
                past = end
                break


def _opening(text: str, start: int) -> str:
    """Return the characters by which the names that may stand at ``start`` are looked up."""
    if text.startswith(("The ", "the "), start):
        return text[start : start + 6]
    return text[start : start + 2]


def _with_capital_the(name: str) -> str:
    return "The " + name[4:] if name.startswith("the ") else name


@lru_cache(maxsize=1)
def _by_opening() -> dict[str, tuple[str, ...]]:
    """Return the names, also those with "the" for "The", by ``_opening``; the longest first."""
    forms = set(_by_name())
    forms |= {"the " + name[4:] for name in forms if name.startswith("The ")}
    names: dict[str, list[str]] = {}
    for form in sorted(forms, key=lambda form: (-len(form), form)):
        names.setdefault(_opening(form, 0), []).append(form)
    return {opening: tuple(group) for opening, group in names.items()}


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    names: dict[str, str] = {}
    for outlet in known():
        for name in (outlet.name, *outlet.also):
            names.setdefault(name, outlet.name)
    return names
