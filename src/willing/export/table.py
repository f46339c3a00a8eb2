"""Listings as tables for a terminal; piped, they stay readable and without colour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from willing.agenda import Issue
from willing.export import words
from willing.export.brief import Cell, Row, matrix_rows
from willing.export.highlight import pieces
from willing.export.issues import label
from willing.export.looks import FIRMNESS, GLYPHS, TERMINAL_COLOURS
from willing.ledger import Entry, Ledger, Rule, Side, Standing, Wording, side
from willing.model import DateBasis, Position, Stance

_ACTOR_WIDTH = 18
_CELL_WIDTH = 14
_WIDEST_FIXED = 14
_ROLE_STYLES = {"action": "bold", "actor": "underline", "condition": "italic"}


def plain(text: str | None, style: str = "") -> Text:
    """Return an article's words as they are: on one line, without markup or control codes."""
    return Text(words.one_line(text or ""), style=style)


def stance_text(stance: Stance, note: str = "") -> Text:
    """Return a stance's glyph and word in its colour."""
    return Text(f"{GLYPHS[stance]} {stance.value}{note}", style=TERMINAL_COLOURS[side(stance)])


def sentence_text(position: Position) -> Text:
    """Return the sentence of ``position`` on one line, its parts marked."""
    text = Text()
    for piece in pieces(position):
        visible = "".join(" " if char.isspace() else char for char in piece.text)
        text.append(
            "".join(char for char in visible if char.isprintable()),
            style=_ROLE_STYLES.get(piece.role, ""),
        )
    return text


def positions_table(ledger: Ledger, prefix_length: int) -> Table:
    """Return the positions, one a row, with ``prefix_length`` characters of each id."""
    rows = table("id", "actor", "stance", "what, on which condition, on whose word", "when")
    for entry in ledger.entries:
        position = entry.position
        what = plain(position.action.text)
        if position.conditions:
            what.append(f"\n{words.conditions(position.conditions)}", style="italic")
        what.append(f"\n{words.chain(position, entry.article)}", style="dim")
        rows.add_row(
            Text(position.id[:prefix_length], style="dim"),
            plain(position.actor.name, "bold"),
            stance_text(position.stance).append(f"\n{label(position.action.issue)}", "default"),
            what,
            _when(entry),
        )
    return flexible(rows, 3)


def articles_table(ledger: Ledger) -> Table:
    """Return the ledger's articles with how many positions each yielded."""
    rows = table("title", "outlet", "origin", "date, and its basis", "positions")
    rows.columns[-1].justify = "right"
    for article in ledger.articles:
        date = Text(words.published(article.published))
        if article.published.basis is not DateBasis.NONE:
            date.append(f"\n{article.published.basis}", style="dim")
        rows.add_row(
            plain(article.title or article.path, "bold" if article.title else "italic"),
            plain(article.outlet or "–"),
            plain(article.origin or "–"),
            date,
            str(ledger.found[article.id]),
        )
    return flexible(rows, 0)


def standing_table(stands: Iterable[Standing], prefix_length: int) -> Table:
    """Return standing positions, one a row, with the rule that decided where one had to."""
    rows = table("actor", "issue", "stance", "when", "on which condition, by which rule", "id")
    previous = ""
    for stand in stands:
        position = stand.entry.position
        name = stand.actor_name if stand.actor_id != previous else ""
        previous = stand.actor_id
        why = [Text(words.conditions(position.conditions), "italic")] * bool(position.conditions)
        if stand.decided is not Rule.ALONE:
            why.append(Text(stand.decided.value, "bold" if stand.contested else "dim"))
        reports = words.count(len(stand.reports), "report")
        rows.add_row(
            plain(name, "bold"),
            label(stand.issue),
            stance_text(position.stance).append(f"\n{FIRMNESS[stand.firmness]}", "default"),
            _when(stand.entry).append(f"\n{reports}", "dim"),
            Text("\n").join(why),
            Text(position.id[:prefix_length], style="dim"),
        )
    return flexible(rows, 4)


def matrix(stands: Sequence[Standing], issues: Sequence[Issue], width: int) -> RenderableType:
    """Return party × issue in as many tables as ``width`` columns of a terminal ask for."""
    across = max(2, (width - _ACTOR_WIDTH) // _CELL_WIDTH)
    rounds = -(-len(issues) // across)
    across = -(-len(issues) // max(1, rounds))
    blocks = [issues[at : at + across] for at in range(0, len(issues), across)]
    return Group(*(_matrix_block(stands, block) for block in blocks))


def _matrix_block(stands: Sequence[Standing], issues: Sequence[Issue]) -> Table:
    keys = {issue.key for issue in issues}
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
    table.add_column("", width=_ACTOR_WIDTH - 1, overflow="fold")
    for issue in issues:
        table.add_column(label(issue.key), width=_CELL_WIDTH - 1, no_wrap=True)
    for row in matrix_rows([stand for stand in stands if stand.issue in keys], issues):
        table.add_row(Text(row.actor, style="bold"), *_cells(row))
    return table


def _cells(row: Row) -> Iterator[Text]:
    for cell in row.cells:
        yield _cell(cell) if cell else Text("·", style="bright_black")


def _cell(cell: Cell) -> Text:
    text = Text(f"{cell.glyph} {cell.word}", style=TERMINAL_COLOURS[cell.side])
    if cell.contested:
        return text.append("≠", style="bold")
    return text.append("*") if cell.hangs_on else text


def why(
    entry: Entry,
    around: tuple[str, str],
    beside: Iterable[Standing],
    retold: Sequence[Wording] = (),
) -> RenderableType:
    """Return one position in full; ``around`` is the text before and after its sentence.

    ``retold`` are the other wordings of the same piece of evidence, set side by side with it.
    """
    position, article = entry.position, entry.article
    head = Text.assemble(
        (words.one_line(position.actor.name), "bold"), " · ", label(position.action.issue), " · "
    ).append_text(stance_text(position.stance))
    if position.conditions:
        head.append(f" · {words.conditions(position.conditions)}", style="italic")
    context = Text.assemble((words.one_line(around[0]), "dim"), " ")
    context.append_text(sentence_text(position))
    context.append(" ").append(words.one_line(around[1]), style="dim")
    facts = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1, 0, 0))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column(overflow="fold")
    for name, value in _facts(entry, beside):
        facts.add_row(name, plain(value))
    for note in words.inferences(position):
        facts.add_row("inferred", plain(note, "italic"))
    where = f"{words.one_line(article.path)}, characters {position.sentence.start}–"
    facts.add_row("evidence", Text(f"{where}{position.sentence.end}"))
    facts.add_row("id", Text(position.id))
    for judgement in entry.judgements:
        made = f"{judgement.made:%d %b %Y}"
        facts.add_row("judged", plain(f"{judgement.verdict}, {judgement.author}, {made}"))
    parts: list[RenderableType] = [head, "", context, "", facts]
    if retold:
        parts += ["", _side_by_side(entry, retold)]
    return Group(*parts)


def _side_by_side(entry: Entry, retold: Sequence[Wording]) -> Table:
    shown = table("who tells it", "in which words", "what differs")
    pairs = [(entry, ("as above",)), *((one.entry, one.changes) for one in retold)]
    for one, changes in pairs:
        name = one.article.outlet or one.article.title or one.article.path
        told = "\n".join(map(words.one_line, changes)) or "nothing of weight"
        shown.add_row(plain(name, "bold"), sentence_text(one.position), Text(told))
    return shown


def _facts(entry: Entry, beside: Iterable[Standing]) -> Iterator[tuple[str, str]]:
    position, article = entry.position, entry.article
    yield "action", f"“{position.action.text}”"
    if position.action.agent.id != position.actor.id:
        yield "asked of", position.action.agent.name
    amount = words.quantity(position.action.quantity)
    if amount:
        yield "quantity", amount
    yield "on whose word", words.chain(position, article)
    yield "counts for", entry.origin.name
    yield "when", words.dated(position.date)
    if article.title:
        yield "article", article.title
    for stand in beside:
        if stand.entry.position.id == position.id:
            yield "standing", f"yes: {stand.decided.value}"
            continue
        rule = next((g.rule for g in stand.given if g.entry.position.id == position.id), None)
        now = f"{stand.entry.position.stance.value}, {stand.entry.position.id[:8]}"
        yield "standing", f"no, gave way to {now}: {rule.value}" if rule else f"yes, as {now} says"


def _when(entry: Entry) -> Text:
    inferred = any(note.field == "date" for note in entry.position.inferred)
    return Text(words.date(entry.position.date), style="italic" if inferred else "")


def table(*columns: str) -> Table:
    """Return an empty table with these columns."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="dim", padding=(0, 1, 0, 0))
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column in ("id", "stance"))
    return table


def flexible(table: Table, index: int) -> Table:
    """Give the column at ``index`` what the others leave, and those no more than they need."""
    table.expand = True
    for column in table.columns:
        column.max_width = _WIDEST_FIXED
    table.columns[index].max_width = None
    table.columns[index].ratio = 1
    return table


def rows_table(columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> Table:
    """Return any rows as a table, numbers to the right."""
    shown = table(*columns)
    for row in rows:
        shown.add_row(*(plain(str(row[column])) for column in columns))
    for index, column in enumerate(columns):
        if all(isinstance(row[column], int) for row in rows):
            shown.columns[index].justify = "right"
    return shown


def conditions_list(stands: Iterable[Standing]) -> Text:
    """Return a line for each position that has conditions: who, on what, how, on which."""
    lines = []
    for stand in stands:
        position = stand.entry.position
        line = plain(stand.actor_name, "bold").append(
            f" · {label(stand.issue)} · ", style="not bold"
        )
        line.append_text(stance_text(position.stance))
        lines.append(line.append(f" · {words.conditions(position.conditions)}"))
    return Text("\n").join(lines)


def legend(stands: Iterable[Standing]) -> Text:
    """Return what the colours of the matrix mean, each with the stances that have it."""
    used = {stand.entry.position.stance for stand in stands}
    meanings = ((Side.FOR, "for it"), (Side.OPEN, "asks, or open"), (Side.AGAINST, "against it"))
    text = Text()
    for one, meaning in meanings:
        glyphs = " ".join(
            GLYPHS[stance] for stance in Stance if stance in used and side(stance) is one
        )
        if glyphs:
            text.append(f"{glyphs} {meaning}   ", style=TERMINAL_COLOURS[one])
    return text
