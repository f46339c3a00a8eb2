"""The options that several commands share, and what they become."""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Annotated

import typer

from willing.ledger import Selection
from willing.model import SourceKind, Stance

DAY = "%Y-%m-%d"
DEFAULT_LEDGER = "willing.db"
LEDGER_VARIABLE = "WILLING_LEDGER"


class Format(StrEnum):
    """How a listing is printed."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"


LedgerFile = Annotated[
    str,
    typer.Option(
        "--ledger", envvar=LEDGER_VARIABLE, metavar="FILE", help="The ledger, an SQLite database."
    ),
]
ListingFormat = Annotated[
    Format,
    typer.Option(
        "--format", metavar="table|jsonl|csv", help="A table to read, JSON Lines, or CSV."
    ),
]
Actors = Annotated[
    list[str] | None,
    typer.Option("--actor", metavar="WHO", help="Id or name of a party or person; repeatable."),
]
Issues = Annotated[
    list[str] | None,
    typer.Option("--issue", metavar="KEY", help="An issue of the agenda; repeatable."),
]
Stances = Annotated[
    list[Stance] | None,
    typer.Option("--stance", metavar="WORD", help="A stance, such as offer; repeatable."),
]
Since = Annotated[
    datetime.datetime | None,
    typer.Option("--since", formats=[DAY], metavar="DAY", help="From this day on, as 2025-01-31."),
]
Until = Annotated[
    datetime.datetime | None,
    typer.Option("--until", formats=[DAY], metavar="DAY", help="Up to this day, as 2025-01-31."),
]
Outlets = Annotated[
    list[str] | None,
    typer.Option("--outlet", metavar="NAME", help="Published, or cited, by it; repeatable."),
]
SourceKinds = Annotated[
    list[SourceKind] | None,
    typer.Option("--source-kind", metavar="KIND", help="Kind of the last source; repeatable."),
]
AsOf = Annotated[
    datetime.datetime | None,
    typer.Option(
        "--as-of", formats=[DAY], metavar="DAY", help="What stood on that day; undated left out."
    ),
]
AgendaName = Annotated[
    str | None,
    typer.Option("--agenda", metavar="NAME|FILE", help="Titles and order of the issues."),
]


def selection(
    actor: list[str] | None,
    issue: list[str] | None,
    stance: list[Stance] | None,
    since: datetime.datetime | None,
    until: datetime.datetime | None,
    outlet: list[str] | None,
    source_kind: list[SourceKind] | None,
) -> Selection:
    """Return the filter that the options ask for."""
    return Selection(
        tuple(actor or ()),
        tuple(issue or ()),
        tuple(stance or ()),
        day(since),
        day(until),
        tuple(outlet or ()),
        tuple(source_kind or ()),
    )


def day(moment: datetime.datetime | None) -> datetime.date | None:
    """Return the day that an option names."""
    return moment.date() if moment else None


def in_words(chosen: Selection) -> str:
    """Return a filter in words, for the head of a brief."""
    parts = [
        ", ".join(chosen.actor),
        ", ".join(chosen.issue),
        ", ".join(chosen.stance),
        f"since {chosen.since}" if chosen.since else "",
        f"until {chosen.until}" if chosen.until else "",
        f"from {', '.join(chosen.outlet)}" if chosen.outlet else "",
        f"on the word of: {', '.join(chosen.source_kind)}" if chosen.source_kind else "",
    ]
    return "; ".join(part for part in parts if part)
