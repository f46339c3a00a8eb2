"""Sources: how much is known on whose word, named against anonymous; each number has its list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter

from willing.export import words
from willing.ledger import Entry, independent
from willing.ledger.voices import source_kind
from willing.model import SourceKind
from willing.names import fold
from willing.web import worked
from willing.web.counted import BY, KINDS, Line, chosen, counted
from willing.web.leaves import leaf
from willing.web.pages import Asked, Page, page
from willing.web.told import told

router = APIRouter()

SHOWN, LINES = 30, 12
"""Positions on one page, and lines of a table before it is asked for whole."""

COLUMNS = (
    "by", "key", "name", "kind", "positions", "articles", "reports", "parties", "own_word",
    *(one.value for one in KINDS),
)  # fmt: skip

TABLES = (
    ("publisher", "By the outlet that published it", "outlet"),
    ("origin", "By the outlet whose report it was", "origin"),
    ("speaker", "By who spoke", "source"),
)
"""The tables: what they count by, their heading, and the word for one of their lines."""

IN_WORDS = {
    SourceKind.NAMED: "a named person",
    SourceKind.ANONYMOUS: "an unnamed source",
    SourceKind.INSTITUTION: "an institution",
    SourceKind.DOCUMENT: "a document",
    SourceKind.OUTLET: "an outlet’s own account",
}
ORDER = tuple(IN_WORDS)


@page(router, "/sources", "sources.html", "sources")
def show(asked: Asked) -> Page:
    """Return the counts under the filters, and the positions behind the number that was chosen."""
    view, desk = asked.view, asked.desk
    entries = desk.book(view).entries
    choices = {by: view.get(by) for by in BY if view.get(by)}
    tables = worked.kept(desk, view, "sources", lambda: {by: counted(entries, by) for by in BY})
    q = fold(view.q)
    behind = [one for one in chosen(entries, choices) if not q or q in fold(_text(one))]
    listed = leaf(behind, view.page, SHOWN, lambda entry: entry.position.id)
    kinds = {line.key: line for line in tables["kind"]}
    return Page(
        {
            "positions": len(entries),
            "reports": len(independent(entry.origin for entry in entries)),
            "articles": len({entry.article.id for entry in entries}),
            **{by: [_plain(line) for line in lines] for by, lines in tables.items()},
            "chosen": choices,
            "statements": [asdict(told(entry)) for entry in listed.items],
            "total": listed.total,
            "next": listed.following or None,
        },
        COLUMNS,
        ({"by": by, **_plain(line)} for by, lines in tables.items() for line in lines),
        {
            "kinds": [kinds[one.value] for one in ORDER if one.value in kinds],
            "shares": _shares(kinds, len(entries)),
            "order": ORDER,
            "in_words": {one.value: text for one, text in IN_WORDS.items()},
            "tables": [
                (by, title, word, _lines(tables[by], bool(view.get("whole") == by)), tables[by])
                for by, title, word in TABLES
            ],
            "places": {kind.value: at for at, kind in enumerate(KINDS)},
            "choices": choices,
            "choice_words": _in_words(choices, tables),
            "listed": listed,
            "told": [told(entry) for entry in listed.items],
            "cut": desk.cut(view),
            "read": bool(desk.totals[1]),
        },
    )


def _lines(lines: Sequence[Line], whole: bool) -> Sequence[Line]:
    return lines if whole else lines[:LINES]


def _plain(line: Line) -> dict[str, Any]:
    return {
        "key": line.key,
        "name": line.name,
        "kind": line.kind,
        "positions": line.positions,
        "articles": line.articles,
        "reports": line.reports,
        "parties": line.parties,
        "own_word": line.own,
        **{kind.value: count for kind, count in zip(KINDS, line.kinds, strict=True)},
    }


def _shares(kinds: dict[str, Line], total: int) -> list[tuple[str, float, float, int]]:
    """Return each kind with the place and the width of its part of a bar, in percent."""
    found: list[tuple[str, float, float, int]] = []
    at = 0.0
    for one in ORDER:
        if one.value in kinds and total:
            width = 100 * kinds[one.value].positions / total
            found.append((one.value, round(at, 2), round(width, 2), kinds[one.value].positions))
            at += width
    return found


def _in_words(choices: dict[str, str], tables: dict[str, tuple[Line, ...]]) -> str:
    """Return in words what the positions listed have in common."""
    parts = []
    for by, key in choices.items():
        name = next((line.name for line in tables[by] if line.key == key), key)
        if by == "kind":
            known = {one.value: text for one, text in IN_WORDS.items()}
            parts.append(f"on the word of {known.get(name, name)}")
        elif by == "publisher":
            parts.append(f"published by {name}")
        elif by == "origin":
            parts.append(f"from {name}’s report")
        else:
            parts.append(f"said by {name}")
    return ", ".join(parts)


def _text(entry: Entry) -> str:
    position = entry.position
    chain = words.chain(position, entry.article)
    return f"{position.actor.name} {chain} {source_kind(position).value} {position.sentence.text}"
