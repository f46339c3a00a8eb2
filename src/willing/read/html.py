"""A web page → its article: text, title, outlet and date, by trafilatura."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass

from willing.read.problem import Unreadable

MAX_BYTES = 20_000_000
"""Largest page: those with pictures written into them reach 10 MB."""

MAX_DEPTH = 250
"""Deepest nesting that is parsed as it is: libxml2 gives up at 256; real pages reach 60."""

_TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-zA-Z][\w:-]*+)[^<>]*+>")
_NEVER_CLOSED = re.compile(
    r"(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr"
    r"|p|li|td|tr|th|dt|dd|option|thead|tbody|tfoot)$",
    re.IGNORECASE,
)
_FLAT = re.compile(r"(?:html|head|title|meta|link|body|article|p|h[1-6]|br|time)$", re.IGNORECASE)
_OPAQUE = re.compile(r"<!--|<(?P<name>script|style)\b", re.IGNORECASE)
_DECLARED = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)

for _name in ("trafilatura", "htmldate", "courlan"):
    logging.getLogger(_name).addHandler(logging.NullHandler())


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
        Unreadable: the markup holds no article, or can't be taken apart.
    """
    if depth(content) > MAX_DEPTH:
        content = _flat(content)
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
    for tag in _TAG.finditer(_markup(content)):
        if tag[0].endswith("/>") or _NEVER_CLOSED.match(tag["name"]):
            continue
        current = max(0, current - 1) if tag["close"] else current + 1
        deepest = max(deepest, current)
    return deepest


def _flat(content: str) -> str:
    """Return markup nested beyond measure with little but its paragraphs and headings."""
    kept = _TAG.sub(lambda tag: tag[0] if _FLAT.match(tag["name"]) else " ", _markup(content))
    return f"<html>{kept.strip()}</html>"


def _markup(content: str) -> str:
    """Return ``content`` without comments, scripts and styles; in time linear to its length."""
    pieces: list[str] = []
    position = 0
    while opening := _OPAQUE.search(content, position):
        pieces.append(content[position : opening.start()])
        closer = f"</{opening['name']}" if opening["name"] else "-->"
        closing = re.compile(re.escape(closer), re.IGNORECASE).search(content, opening.end())
        if closing is None:
            return "".join(pieces)
        position = closing.end()
    return "".join([*pieces, content[position:]])


def _clean(words: str | None) -> str | None:
    return " ".join(words.split()) or None if words else None
