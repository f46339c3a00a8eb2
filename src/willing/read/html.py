"""A web page → its article: text, title, outlet and date, by trafilatura."""

from __future__ import annotations

import re
from dataclasses import dataclass

from willing.read.problem import Unreadable

MAX_BYTES = 20_000_000
"""Largest page: those with pictures written into them reach 10 MB."""

MAX_DEPTH = 250
"""Deepest nesting that is parsed: libxml2 itself gives up at 256; real pages reach 60."""

_TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-zA-Z][\w:-]*)[^<>]*?(?P<empty>/?)>")
_NEVER_CLOSED = re.compile(
    r"(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr"
    r"|p|li|td|tr|th|dt|dd|option|thead|tbody|tfoot)$",
    re.IGNORECASE,
)
_NO_MARKUP = re.compile(r"<!--.*?-->|<(script|style)\b[^>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_DECLARED = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """What a page's markup and text say; ``date`` as trafilatura gives it, YYYY-MM-DD."""

    text: str
    title: str | None
    outlet: str | None
    date: str | None


def declared_encoding(data: bytes) -> str | None:
    """Return the encoding that a page names in its first 4 kB."""
    match = _DECLARED.search(data[:4096])
    return match[1].decode("ascii") if match else None


def page(content: str) -> Page:
    """Return the article in the markup ``content``.

    Raises:
        Unreadable: the markup is nested beyond ``MAX_DEPTH``, or holds no article.
    """
    if depth(content) > MAX_DEPTH:
        raise Unreadable(f"is nested more than {MAX_DEPTH} elements deep, as no real page is.")
    import trafilatura

    try:
        document = trafilatura.bare_extraction(
            content,
            include_comments=False,
            include_tables=False,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except (RecursionError, ValueError, AttributeError, TypeError) as error:
        raise Unreadable(f"can't be taken apart as a web page ({type(error).__name__}).") from error
    if document is None or isinstance(document, dict):
        raise Unreadable("is a web page without an article in it.")
    text = document.text or ""
    if not text.strip():
        raise Unreadable("is a web page without an article in it.")
    return Page(
        text,
        _clean(document.title),
        _clean(document.sitename) or _clean(document.hostname),
        _clean(document.date),
    )


def depth(content: str) -> int:
    """Return how deep the elements of ``content`` are nested, those left open included."""
    deepest = current = 0
    for tag in _TAG.finditer(_NO_MARKUP.sub("", content)):
        if tag["empty"] or _NEVER_CLOSED.match(tag["name"]):
            continue
        current = max(0, current - 1) if tag["close"] else current + 1
        deepest = max(deepest, current)
    return deepest


def _clean(words: str | None) -> str | None:
    return " ".join(words.split()) or None if words else None
