"""Whose report does an article retell? Only where its title or its opening says so."""

from __future__ import annotations

import re

from willing.read import outlets

LEAD_PARAGRAPHS = 3
"""Paragraphs from the top in which a retold report is named; later ones quote in passing."""

MIN_PARAGRAPH_WORDS = 9
"""Fewest words of a paragraph of the lead, so that sub-headings and place lines don't count."""

MAX_PARAGRAPH_CHARACTERS = 1500
"""How much of a paragraph is looked at, which bounds the time."""

MAX_TITLE_CHARACTERS = 300
"""How much of a title is looked at."""

_SAYS = (
    r"(?:reports?|reported|writes?|wrote|says?|said|notes?|noted|reveals?|revealed|claims?|claimed"
    r"|learn(?:s|ed|t)|understands|informs?|informed|conveys?|conveyed)\b"
)
_MEDIUM = (
    r"(?:(?:an?|the|its|US|UK|[A-Z][a-z]+(?:ish|an|ese|ch|sh|i|ic))\s+){0,2}(?:\w+\s+)?"
    r"(?:newspaper|paper|daily|weekly|magazine|agency|broadcaster|outlet|publication|website"
    r"|portal|channel|tabloid|news\s+agency|news\s+site)\s+"
)
_REPORT = r"(?:report|reports|reporting|article|story|account|interview|investigation|publication)"

_OPEN, _CLOSE = "\ue000", "\ue001"
_KNOWN = rf"{_OPEN}[^{_CLOSE}]+{_CLOSE}"
_NAME = r"[A-Z][\w’'&-]*(?:\s[A-Z][\w’'&-]*){0,4}"
_LISTED = rf"(?P<outlet>{_KNOWN})"
_NAMED = rf"(?:{_MEDIUM})?(?P<outlet>{_KNOWN}|{outlets.OUTLET_LIKE}(?![\w-]))"
_THE_NAMED = rf"(?P<outlet>{_KNOWN}|[Tt]he\s+{outlets.OUTLET_LIKE}(?![\w-]))"
_CALLED = rf"{_MEDIUM}(?P<outlet>{_KNOWN}|{_NAME})"

_TITLE_CUES = tuple(
    re.compile(form)
    for form in (
        rf"^{_LISTED}\s*:\s",
        rf"[,–—-]\s*{_LISTED}\s+{_SAYS}\W*$",
        rf"^{_LISTED}\s+{_SAYS}",
        rf"\b(?:citing|according\s+to|tell|tells|told|in)\s+{_LISTED}[^\w{_CLOSE}]*$",
    )
)
_TITLE_PREFIX = re.compile(rf"^(?P<outlet>{_NAME}):\s")
_TITLE_SUFFIX = re.compile(rf"\s[-–—|]\s+{_LISTED}\s*$")
_CUES = tuple(
    re.compile(form)
    for form in (
        rf"\b(?:citing|cites?|cited|quoting|quotes?|with\s+reference\s+to|[Rr]eferring\s+to"
        rf"|based\s+on)\s+(?:an?\s+|the\s+)?(?:\w+\s+)?"
        rf"(?:{_REPORT}\s+(?:by|in|of|from)\s+)?{_NAMED}",
        rf"\b[Aa]ccording\s+to\s+(?:an?\s+|the\s+)?(?:\w+\s+)?"
        rf"(?:{_REPORT}\s+(?:\w+\s+)?(?:by|in|of|from)\s+)?{_NAMED}",
        rf"\b{_REPORT}\s+(?:\w+\s+){{0,2}}(?:by|in|from|with)\s+{_NAMED}",
        rf"\b(?:reported|published|quoted|revealed|disclosed|seen|obtained|interviewed|broken)"
        rf"\s+(?:\w+\s+)?(?:by|in)\s+{_NAMED}",
        rf"\b(?:told|tells|tell|speaking\s+to|spoke\s+to|spoke\s+with|interview\s+(?:to|with)"
        rf"|comments\s+to|interviewed\s+by|sources\s+of)\s+{_NAMED}",
        rf"\b[Aa]s\s+{_NAMED}\s+{_SAYS}",
        rf"{_NAMED}(?:,[^,.;]{{0,80}},)?\s+(?:also\s+|first\s+|earlier\s+|has\s+|had\s+)?{_SAYS}",
        rf"\b(?:reports|writes|informs|reported)\s+{_THE_NAMED}",
        rf"{_NAMED}(?:[’']s?)?\s+(?:{_REPORT}|sources)\b",
        rf"{_CALLED}\s+{_SAYS}",
    )
)
"""How a paragraph credits an outlet, the surest way first; known names stand in marks."""

_BULLETS = ("- ", "* ", "• ", "– ")


def origin(title: str | None, text: str, outlet: str | None = None) -> str | None:
    """Return the name of the outlet whose report ``text`` retells, ``None`` where it names none.

    ``outlet`` is the article's own publisher, which is never its origin.
    """
    body = text[len(title) :] if title and text.startswith(title) else text
    lead = [_marked(paragraph) for paragraph in _lead(body)]
    if title:
        found = _in_title(_marked(" ".join(title.split())[:MAX_TITLE_CHARACTERS]), " ".join(lead))
        if found and not _same(found, outlet):
            return found
    for paragraph in lead:
        for cue in _CUES:
            for match in cue.finditer(paragraph):
                name = _name(match["outlet"])
                if not _same(name, outlet):
                    return name
    return None


def _marked(words: str) -> str:
    """Return ``words`` with the name of each known outlet between marks."""
    words = words.replace(_OPEN, "").replace(_CLOSE, "")
    pieces: list[str] = []
    past = 0
    for start, end, name in outlets.mentions(words):
        pieces += [words[past:start], _OPEN, name, _CLOSE]
        past = end
    return "".join([*pieces, words[past:]])


def _same(name: str, outlet: str | None) -> bool:
    """Tell whether ``name`` is ``outlet`` itself, or an edition of it."""
    if outlet is None:
        return False
    one, other = (
        (outlets.canonical(words) or words).lower().removeprefix("the ") for words in (name, outlet)
    )
    return one == other or one.startswith(f"{other} ") or other.startswith(f"{one} ")


def _lead(body: str) -> list[str]:
    lead: list[str] = []
    for line in body.split("\n"):
        paragraph = " ".join(line.split())[:MAX_PARAGRAPH_CHARACTERS]
        if paragraph.startswith(_BULLETS) or len(paragraph.split()) < MIN_PARAGRAPH_WORDS:
            continue
        lead.append(paragraph)
        if len(lead) == LEAD_PARAGRAPHS:
            break
    return lead


def _in_title(title: str, lead: str) -> str | None:
    for cue in _TITLE_CUES:
        if match := cue.search(title):
            return _name(match["outlet"])
    if (match := _TITLE_PREFIX.match(title)) and _credited(match["outlet"], lead):
        return _name(match["outlet"])
    match = _TITLE_SUFFIX.search(title)
    return _name(match["outlet"]) if match and match["outlet"] in lead else None


def _credited(name: str, lead: str) -> bool:
    """Tell whether ``lead`` says that ``name``, which no list holds, has reported it."""
    escaped = re.escape(name)
    return re.search(rf"{escaped}\s+{_SAYS}|{_SAYS}\s+{escaped}\b", lead) is not None


def _name(words: str) -> str:
    name = words.strip(_OPEN + _CLOSE)
    return "The " + name[4:] if name.startswith("the ") else name
