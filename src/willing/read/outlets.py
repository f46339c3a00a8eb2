"""The outlets that news cites: their names, and the one name by which each is known here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import yaml

_DATA = files("willing") / "data" / "outlets.yaml"

_OUTLET_WORDS = (
    "Agency|Bulletin|Broadcasting|Chronicle|Courier|Daily|Digest|Dispatch|Echo|Examiner|Gazette"
    "|Globe|Guardian|Herald|Inquirer|Insider|Journal|Ledger|Mail|Messenger|Mirror|Monitor|News"
    "|Newswire|Observer|Post|Press|Radio|Record|Register|Review|Service|Standard|Star|Sun|Telegraph|Times"
    "|Tribune|TV|Weekly|Wire|World"
)
OUTLET_LIKE = rf"(?:[Tt]he\s+)?(?:[A-Z][\w&’'-]*\s+){{1,4}}(?:{_OUTLET_WORDS})"
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


@lru_cache(maxsize=1)
def pattern() -> str:
    """Return a regular expression for all known names, the longest first, without groups."""
    names = sorted(_by_name(), key=lambda name: (-len(name), name))
    forms = (re.escape(name).replace(r"\ ", r"\s+") for name in names)
    return "(?:" + "|".join(re.sub(r"^The\\s\+", r"[Tt]he\\s+", form) for form in forms) + ")"


def _with_capital_the(name: str) -> str:
    return "The " + name[4:] if name.startswith("the ") else name


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    names: dict[str, str] = {}
    for outlet in known():
        for name in (outlet.name, *outlet.also):
            names.setdefault(name, outlet.name)
    return names
