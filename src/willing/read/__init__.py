"""Files → articles: whatever a folder holds, each file gives articles or says why it doesn't."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from willing.model import UNDATED, Article, DateBasis, Published
from willing.read import dates, decode, html, markdown, prose
from willing.read.files import SUFFIXES, contents, discover
from willing.read.frame import Frame, frame
from willing.read.identity import article_id
from willing.read.origin import origin
from willing.read.problem import Problem, Unreadable, path_text

__all__ = [
    "MAX_TEXT_BYTES",
    "SUFFIXES",
    "Problem",
    "Unreadable",
    "article",
    "article_id",
    "articles",
    "discover",
    "path_text",
]

MAX_TEXT_BYTES = 2_000_000
"""Largest plain text or Markdown file: the longest text that is read, four bytes a character."""


@dataclass(frozen=True, slots=True)
class _Given:
    """What is known of a text from outside it: from its markup, its record or a person."""

    title: str | None = None
    outlet: str | None = None
    published: Published = UNDATED
    origin: str | None = None


def articles(
    path: str | os.PathLike[str],
    *,
    outlet: str | None = None,
    published: datetime.date | None = None,
) -> Iterator[Article | Problem]:
    """Yield the articles in the file ``path``, and a ``Problem`` for what can't be read.

    ``outlet`` and ``published`` stand in where the file itself doesn't say. A file of JSON lines
    is read a line at a time; all others hold one article. Never raises for what a file holds.
    """
    file = Path(path)
    where = path_text(file)
    spare = _Given(None, outlet, dates.on(published, DateBasis.METADATA) if published else UNDATED)
    try:
        if file.suffix.lower() == ".jsonl":
            yield from _from_records(file, where, spare)
        elif file.suffix.lower() in (".html", ".htm"):
            yield _from_page(file, where, spare)
        elif file.suffix.lower() == ".md":
            yield _from_markdown(file, where, spare)
        else:
            yield _made(decode.text(contents(file, MAX_TEXT_BYTES)), where, _Given(), spare)
    except Unreadable as error:
        yield Problem(where, str(error))


def article(
    text: str,
    *,
    path: str = "",
    title: str | None = None,
    outlet: str | None = None,
    published: datetime.date | None = None,
) -> Article:
    """Return the article whose text is ``text``, be it one sentence; it fills what isn't given.

    Raises:
        Unreadable: the text is empty, too long, not in English, or holds what is no character.
    """
    spare = _Given(None, outlet, dates.on(published, DateBasis.METADATA) if published else UNDATED)
    return _made(decode.newlines(text), path, _Given(title), spare, prose.check_language)


def _from_page(file: Path, where: str, spare: _Given) -> Article:
    data = contents(file, html.MAX_BYTES)
    if not data.strip():
        raise Unreadable("is empty.")
    page = html.page(decode.text(data, html.declared_encoding(data)))
    given = _Given(page.title, page.outlet, _dated(page.date))
    return _made(decode.newlines(page.text), where, given, spare)


def _from_markdown(file: Path, where: str, spare: _Given) -> Article:
    head = markdown.front_matter(decode.text(contents(file, MAX_TEXT_BYTES)))
    given = _Given(head.title, head.outlet, _dated(head.published), head.origin)
    return _made(head.text, where, given, spare)


def _from_records(file: Path, where: str, spare: _Given) -> Iterator[Article | Problem]:
    from willing.read import records

    for line in records.records(file):
        if isinstance(line, Problem):
            yield line
            continue
        record = line.record
        given = _Given(
            _text(record.title),
            _text(record.outlet),
            _dated(record.published),
            _text(record.origin),
        )
        place = _text(record.url) or f"{where}#{_text(record.id) or line.number}"
        try:
            yield _made(decode.newlines(record.text), place, given, spare)
        except Unreadable as error:
            yield Problem(where, f"line {line.number} {error}")


def _made(
    text: str,
    path: str,
    given: _Given,
    spare: _Given,
    check: Callable[[str], None] = prose.check,
) -> Article:
    """Return the article of ``text``: what is given counts first, then the text, then the spare."""
    if not decode.storable(text):
        raise Unreadable("has a text with characters that stand for nothing (NUL or half a pair).")
    check(text)
    found = frame(text)
    title = given.title or found.title
    outlet = given.outlet or found.outlet or spare.outlet
    return Article(
        id=article_id(text),
        path=path,
        title=title,
        outlet=outlet,
        published=_first_date(given.published, found, spare),
        origin=given.origin or origin(title, text, outlet),
        report=None,
        text=text,
    )


def _first_date(given: Published, found: Frame, spare: _Given) -> Published:
    for published in (given, found.published, spare.published):
        if published != UNDATED:
            return published
    return UNDATED


def _dated(words: str | None) -> Published:
    return dates.published(words, DateBasis.METADATA) if words else UNDATED


def _text(words: str | None) -> str | None:
    """Return ``words`` on one line, ``None`` where they are none or no storable text."""
    if not words or not decode.storable(words):
        return None
    return " ".join(words.split()) or None
