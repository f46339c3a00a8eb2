"""Whose report does an article retell? Only where its title or its opening says so."""

from __future__ import annotations

import re
from functools import lru_cache

from willing.read import outlets

LEAD_PARAGRAPHS = 3
"""Paragraphs from the top in which a retold report is named; later ones quote in passing."""

MIN_PARAGRAPH_WORDS = 9
"""Fewest words of a paragraph of the lead, so that sub-headings and place lines don't count."""

_SAYS = (
    r"(?:reports?|reported|writes?|wrote|says?|said|notes?|noted|reveals?|revealed|claims?|claimed"
    r"|learn(?:s|ed|t)|understands|informs?|informed|conveys?|conveyed)"
)
_MEDIUM = (
    r"(?:(?:an?|the|its|US|UK|[A-Z][a-z]+(?:ish|an|ese|ch|sh|i|ic))\s+){0,2}(?:\w+\s+)?"
    r"(?:newspaper|paper|daily|weekly|magazine|agency|broadcaster|outlet|publication|website"
    r"|portal|channel|tabloid|news\s+agency|news\s+site)\s+"
)
_REPORT = r"(?:report|reports|reporting|article|story|account|interview|investigation|publication)"


_TITLE_PREFIX = re.compile(r"^(?P<outlet>(?:[A-Z][\w’'.&-]*\s?){1,5}(?<!\s)):\s")


_BULLETS = ("- ", "* ", "• ", "– ")


def origin(title: str | None, text: str, outlet: str | None = None) -> str | None:
    """Return the name of the outlet whose report ``text`` retells, ``None`` where it names none.

    ``outlet`` is the article's own publisher, which is never its origin.
    """
    body = text[len(title) :] if title and text.startswith(title) else text
    lead = _lead(body)
    if title:
        found = _in_title(title, " ".join(lead))
        if found and not _same(found, outlet):
            return found
    for paragraph in lead:
        for cue in _cues():
            for match in cue.finditer(paragraph):
                name = _name(match["outlet"])
                if name and not _same(name, outlet):
                    return name
    return None


def _same(name: str, outlet: str | None) -> bool:
    """Tell whether ``name`` is ``outlet`` itself, or an edition of it."""
    if outlet is None:
        return False
    one, other = (
        (outlets.canonical(words) or words).lower().removeprefix("the ") for words in (name, outlet)
    )
    return one == other or one.startswith(f"{other} ") or other.startswith(f"{one} ")


def _lead(body: str) -> list[str]:
    paragraphs = (" ".join(line.split()) for line in body.split("\n"))
    long_ones = (
        line
        for line in paragraphs
        if len(line.split()) >= MIN_PARAGRAPH_WORDS and not line.startswith(_BULLETS)
    )
    return [line for line, _ in zip(long_ones, range(LEAD_PARAGRAPHS), strict=False)]


def _in_title(title: str, lead: str) -> str | None:
    for cue in _title_cues():
        if match := cue.search(title):
            return _name(match["outlet"])
    if (match := _TITLE_PREFIX.match(title)) and _credited(match["outlet"], lead):
        return _name(match["outlet"])
    match = _title_suffix().search(title)
    name = _name(match["outlet"]) if match else None
    mentioned = name is not None and name.removeprefix("The ") in lead
    return name if mentioned else None


def _credited(name: str, lead: str) -> bool:
    """Tell whether ``lead`` says that ``name``, which no list holds, has reported it."""
    escaped = re.escape(name)
    return re.search(rf"{escaped}\s+{_SAYS}\b|{_SAYS}\s+{escaped}\b", lead) is not None


def _name(words: str) -> str | None:
    name = " ".join(words.split())
    return outlets.canonical(name) or ("The " + name[4:] if name.startswith("the ") else name)


@lru_cache(maxsize=1)
def _title_cues() -> tuple[re.Pattern[str], ...]:
    known = rf"(?P<outlet>{outlets.pattern()})"
    return (
        re.compile(rf"^{known}\s*:\s"),
        re.compile(rf"[,–—-]\s*{known}\s+{_SAYS}\W*$"),
        re.compile(rf"^{known}\s+{_SAYS}\b"),
        re.compile(rf"\b(?:citing|according\s+to|tell|tells|told|in)\s+{known}\W*$"),
    )


@lru_cache(maxsize=1)
def _title_suffix() -> re.Pattern[str]:
    return re.compile(rf"\s[-–—|]\s+(?P<outlet>{outlets.pattern()})\s*$")


@lru_cache(maxsize=1)
def _cues() -> tuple[re.Pattern[str], ...]:
    """Return the patterns for a paragraph, the surest first."""
    named = rf"(?:{_MEDIUM})?(?P<outlet>{outlets.pattern()}|{outlets.OUTLET_LIKE})(?![\w-])"
    known = rf"(?P<outlet>{outlets.pattern()}|[Tt]he\s+{outlets.OUTLET_LIKE})(?![\w-])"
    called = rf"{_MEDIUM}(?P<outlet>{outlets.pattern()}|(?:[A-Z][\w’'-]*\s?){{1,4}}(?<!\s))"
    return tuple(
        re.compile(form)
        for form in (
            rf"\b(?:citing|cites?|cited|quoting|quotes?|with\s+reference\s+to|referring\s+to"
            rf"|[Rr]eferring\s+to|based\s+on)\s+(?:an?\s+|the\s+)?(?:\w+\s+)?"
            rf"(?:{_REPORT}\s+(?:by|in|of|from)\s+)?{named}",
            rf"\b[Aa]ccording\s+to\s+(?:an?\s+|the\s+)?(?:\w+\s+)?"
            rf"(?:{_REPORT}\s+(?:\w+\s+)?(?:by|in|of|from)\s+)?{named}",
            rf"\b{_REPORT}\s+(?:\w+\s+){{0,2}}(?:by|in|from|with)\s+{named}",
            rf"\b(?:reported|published|quoted|revealed|disclosed|seen|obtained|interviewed|broken)"
            rf"\s+(?:\w+\s+)?(?:by|in)\s+{named}",
            rf"\b(?:told|tells|tell|speaking\s+to|spoke\s+to|spoke\s+with|interview\s+(?:to|with)"
            rf"|comments\s+to|interviewed\s+by|sources\s+of)\s+{named}",
            rf"\b[Aa]s\s+{named}\s+{_SAYS}",
            rf"{named}(?:,[^,.;]{{0,80}},)?\s+(?:also\s+|first\s+|earlier\s+|has\s+|had\s+)?{_SAYS}\b",
            rf"\b(?:reports|writes|informs|reported)\s+{known}",
            rf"{named}(?:[’']s?)?\s+(?:{_REPORT}|sources)\b",
            rf"{called}\s+{_SAYS}\b",
        )
    )
