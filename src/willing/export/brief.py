"""What a brief says, before its format: the matrix, then who would do what, issue by issue."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from willing.agenda import Agenda, Issue
from willing.export import words
from willing.export.chart import picture
from willing.export.highlight import Piece, pieces
from willing.export.issues import agendas_of, label, ordered
from willing.export.looks import FIRMNESS, GLYPHS, HANGS_ON
from willing.ledger import (
    Claim,
    Dispute,
    Entry,
    Ledger,
    Move,
    Rule,
    Side,
    Standing,
    disputes,
    independent,
    moves,
    side,
    standing,
    timeline,
)
from willing.model import ActorKind, DateBasis, Stance

if TYPE_CHECKING:
    from willing.export.scenario_html import Play

ALSO_SHOWN = 3
"""How many further entries of a party on an issue are shown beside the standing one."""

_KINDS = tuple(ActorKind)
_SIDES = tuple(Side)


@dataclass(frozen=True, slots=True)
class Statement:
    """One entry in words, ready to be set.

    ``agent`` says of or about whom, where that is another; ``pieces`` are the sentence, its parts
    marked.
    """

    id: str
    actor: str
    person: str
    stance: Stance
    glyph: str
    side: Side
    agent: str
    action: str
    quantity: str
    conditions: str
    pieces: tuple[Piece, ...]
    chain: str
    date: str
    basis: str
    date_inferred: bool
    title: str
    inferred: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gave:
    """A statement that gave way to the standing one, and the rule by which it did."""

    statement: Statement
    rule: str


@dataclass(frozen=True, slots=True)
class Item:
    """A standing position with what stands beside it."""

    anchor: str
    statement: Statement
    firmness: str
    reports: str
    report_names: str
    decided: str
    contested: bool
    also: tuple[Statement, ...]
    gave: tuple[Gave, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Section:
    """An issue and its standing positions, those for it first."""

    key: str
    title: str
    items: tuple[Item, ...]
    tally: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A party's standing position in the matrix."""

    anchor: str
    glyph: str
    word: str
    side: Side
    hangs_on: str
    contested: bool
    reports: int
    summary: str


@dataclass(frozen=True, slots=True)
class Row:
    """A party's line of the matrix; a cell is ``None`` where nothing is known."""

    actor: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything that a brief says; the formats only set it."""

    title: str
    scope: str
    counts: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    sections: tuple[Section, ...]
    legend: tuple[tuple[str, str, Side], ...]
    undated: int
    empty: str
    moves: tuple[Turn, ...] = ()
    disputes: tuple[Contradiction, ...] = ()
    timeline: str = ""
    play: Play | None = None

    def anchors(self) -> frozenset[str]:
        """Return the names under which the HTML shows its positions."""
        return frozenset(item.anchor for section in self.sections for item in section.items)


@dataclass(frozen=True, slots=True)
class Turn:
    """A move in words: who, on what, from and to which statement, when, how it is known."""

    issue: str
    before: Statement
    after: Statement
    kind: str
    when: str
    basis: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A dispute in words: who, on what, what each side says and from which reports, and why."""

    actor: str
    issue: str
    one: Statement
    one_reports: str
    other: Statement
    other_reports: str
    why: str


def compose(
    ledger: Ledger,
    *,
    agenda: Agenda | None = None,
    title: str | None = None,
    as_of: datetime.date | None = None,
    scope: str = "",
) -> Brief:
    """Return the brief of ``ledger``, as of a day if one is given.

    ``agenda`` gives the issues' order and titles (by default those that the ledger was read
    under), ``title`` the headline, ``scope`` says in words how the ledger was filtered.
    """
    stands = standing(ledger.entries, as_of)
    then = ledger.as_of(as_of)
    agendas = (agenda,) if agenda else agendas_of(ledger)
    issues = ordered((stand.issue for stand in stands), agendas)
    headline = title or (agendas[0].title if agendas else "Who would do what, on whose word")
    used = dict.fromkeys(stand.entry.position.stance for stand in stands)
    entries = [entry for stand in stands for entry in (*stand.same, *_entries(stand))]
    return Brief(
        headline,
        "; ".join(filter(None, [f"as of {words.day(as_of)}" if as_of else "", scope])),
        _counts(entries),
        tuple((label(issue.key), issue.title) for issue in issues),
        matrix_rows(stands, issues),
        tuple(_section(issue, stands) for issue in issues),
        tuple((GLYPHS[one], one.value, side(one)) for one in Stance if one in used),
        sum(entry.position.date.basis is DateBasis.NONE for entry in entries),
        "" if stands else why_empty(ledger, bool(scope or as_of)),
        tuple(_turn(move) for move in moves(then.entries)),
        tuple(_contradiction(dispute) for dispute in disputes(then.entries)),
        picture(timeline(then.entries), standalone=False),
    )


def _turn(move: Move) -> Turn:
    after = move.after
    return Turn(
        label(move.issue),
        statement(move.before.entry),
        statement(after.entry),
        move.kind.value,
        words.days(after.start, after.end),
        move.basis.value,
    )


def _contradiction(dispute: Dispute) -> Contradiction:
    def named(side: tuple[Claim, ...]) -> str:
        reports = independent(claim.origin for claim in side)
        return ", ".join(words.one_line(origin.name) for origin in reports)

    return Contradiction(
        words.one_line(dispute.actor_name),
        label(dispute.issue),
        statement(dispute.one[0].entry),
        named(dispute.one),
        statement(dispute.other[0].entry),
        named(dispute.other),
        dispute.why.value,
    )


def why_empty(ledger: Ledger, filtered: bool) -> str:
    """Return a sentence that says why nothing is shown and what would fill it."""
    if not ledger.articles:
        return "The ledger is empty: `willing read FOLDER` reads articles into it."
    if filtered:
        return (
            "No position passes this filter: leave out a part of it, or look at what there is "
            "with `willing positions`."
        )
    articles = words.count(len(ledger.articles), "article")
    return (
        f"{articles} read, and no position found on this agenda: read more with `willing read`, "
        "or with another `--agenda`."
    )


def by_actor(stands: Iterable[Standing]) -> list[tuple[str, list[Standing]]]:
    """Return the parties' names, countries first and by name, each with its positions."""
    grouped: dict[str, list[Standing]] = {}
    for stand in stands:
        grouped.setdefault(stand.actor_id, []).append(stand)

    def order(group: list[Standing]) -> tuple[int, str]:
        return (_KINDS.index(group[0].entry.position.actor.kind), group[0].actor_name.casefold())

    return [(group[0].actor_name, group) for group in sorted(grouped.values(), key=order)]


def in_order(stands: Iterable[Standing]) -> list[Standing]:
    """Return ``stands`` by party, countries first and by name."""
    return [stand for _name, group in by_actor(stands) for stand in group]


def by_side(stands: Iterable[Standing]) -> list[Standing]:
    """Return ``stands`` with those for it first, the firmest of each side first."""
    return sorted(
        stands,
        key=lambda stand: (
            _SIDES.index(side(stand.entry.position.stance)),
            -stand.firmness,
            stand.entry.position.stance.value,
            stand.actor_name.casefold(),
        ),
    )


def matrix_rows(stands: Iterable[Standing], issues: Iterable[Issue]) -> tuple[Row, ...]:
    """Return the matrix of ``stands``: a row for each party, a cell for each of ``issues``."""
    keys = [issue.key for issue in issues]
    rows = []
    for name, group in by_actor(stands):
        cells = {stand.issue: _cell(stand) for stand in group}
        rows.append(Row(words.one_line(name), tuple(cells.get(key) for key in keys)))
    return tuple(rows)


def _cell(stand: Standing) -> Cell:
    position = stand.entry.position
    stance = position.stance
    phrase = words.conditions(position.conditions)
    summary = ", ".join(
        filter(
            None,
            [
                f"{words.one_line(stand.actor_name)}, {label(stand.issue)}: {stance.value}",
                phrase,
                words.dated(position.date),
                words.count(len(stand.reports), "report"),
            ],
        )
    )
    return Cell(
        _anchor(stand),
        GLYPHS[stance],
        stance.value,
        side(stance),
        " ".join(dict.fromkeys(HANGS_ON[c.kind] for c in position.conditions)),
        stand.contested,
        len(stand.reports),
        summary,
    )


def _anchor(stand: Standing) -> str:
    return f"p-{stand.entry.position.id}"


def _section(issue: Issue, stands: Iterable[Standing]) -> Section:
    items = tuple(_item(stand) for stand in by_side(s for s in stands if s.issue == issue.key))
    sides = [item.statement.side for item in items]
    tally = ", ".join(
        f"{sides.count(one)} {words_for}"
        for one, words_for in (
            (Side.FOR, "for"),
            (Side.OPEN, "asking or open"),
            (Side.AGAINST, "against"),
        )
        if one in sides
    )
    return Section(issue.key, issue.title, items, tally)


def _item(stand: Standing) -> Item:
    also = [entry for entry in stand.same if entry is not stand.entry]
    shown_also, shown_gave = also[:ALSO_SHOWN], stand.given[:ALSO_SHOWN]
    return Item(
        _anchor(stand),
        statement(stand.entry),
        FIRMNESS[stand.firmness],
        words.count(len(stand.reports), "independent report"),
        ", ".join(words.one_line(origin.name) for origin in stand.reports[1:] and stand.reports),
        "" if stand.decided is Rule.ALONE else stand.decided.value,
        stand.contested,
        tuple(statement(entry) for entry in shown_also),
        tuple(Gave(statement(given.entry), given.rule.value) for given in shown_gave),
        len(also) - len(shown_also) + len(stand.given) - len(shown_gave),
    )


def statement(entry: Entry) -> Statement:
    """Return ``entry`` in words."""
    position, article = entry.position, entry.article
    actor, action = position.actor, position.action
    return Statement(
        position.id,
        words.one_line(actor.name),
        words.speaker(actor.person or ""),
        position.stance,
        GLYPHS[position.stance],
        side(position.stance),
        ""
        if action.agent.id == actor.id
        else f"{_relation(position.stance)} {words.one_line(action.agent.name)}",
        words.one_line(action.text),
        words.quantity(action.quantity),
        words.conditions(position.conditions),
        pieces(position),
        words.chain(position, article),
        words.date(position.date),
        words.BASIS_WORDS[position.date.basis],
        position.date.basis is DateBasis.INFERRED
        or any(note.field == "date" for note in position.inferred),
        words.one_line(article.title or article.path),
        words.inferences(position, but="date"),
    )


def _relation(stance: Stance) -> str:
    return "of" if stance in (Stance.DEMAND, Stance.REQUEST, Stance.EXPECT) else "about"


def _entries(stand: Standing) -> Iterator[Entry]:
    for given in stand.given:
        yield given.entry


def _counts(entries: list[Entry]) -> str:
    articles = len({entry.article.id for entry in entries})
    reports = len(independent(entry.origin for entry in entries))
    return (
        f"{words.count(len(entries), 'position')} in {words.count(articles, 'article')}, "
        f"from {words.count(reports, 'independent report')}"
    )
