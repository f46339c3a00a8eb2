"""The commands that list what the ledger holds: articles, positions, standing, why."""

from __future__ import annotations

from typing import Annotated

import typer

from willing.cli import options, terminal
from willing.cli.options import Format
from willing.ledger import Entry, Ledger, wordings
from willing.ledger import standing as stand_of
from willing.model import UNDATED, DateBasis

CONTEXT = 280
"""Characters of the article shown before and after a sentence."""


def articles(
    ledger: options.LedgerFile = options.DEFAULT_LEDGER,
    format: options.ListingFormat = Format.TABLE,
) -> None:
    """List the articles read.

    Title, outlet, origin, date and what it rests on, how many positions were found.
    """
    from willing.export import records, rows

    book = open_book(ledger)
    if format is Format.JSONL:
        terminal.show_jsonl(map(records.article_record, book.articles))
    elif format is Format.CSV:
        listing = (rows.article_row(one, book.found[one.id]) for one in book.articles)
        terminal.show_csv(rows.ARTICLE_COLUMNS, listing)
    elif book.articles:
        from willing.export.table import articles_table

        terminal.show(articles_table(book))
    else:
        _say_why_empty(book, filtered=False)


def positions(
    actor: options.Actors = None,
    issue: options.Issues = None,
    stance: options.Stances = None,
    since: options.Since = None,
    until: options.Until = None,
    outlet: options.Outlets = None,
    source_kind: options.SourceKinds = None,
    ledger: options.LedgerFile = options.DEFAULT_LEDGER,
    format: options.ListingFormat = Format.TABLE,
) -> None:
    """List the positions found.

    As JSON Lines they have exactly the fields of the contract; as CSV also an id, whose report
    they count for, what was inferred, and the event codes of PLOVER and CAMEO.
    """
    from willing.export import records, rows

    chosen = options.selection(actor, issue, stance, since, until, outlet, source_kind)
    book = open_book(ledger)
    found = book.select(chosen)
    if format is Format.JSONL:
        terminal.show_jsonl(records.position_record(e.position, e.article) for e in found.entries)
    elif format is Format.CSV:
        terminal.show_csv(rows.POSITION_COLUMNS, map(rows.position_row, found.entries))
    elif found.entries:
        from willing.export.table import positions_table

        terminal.show(positions_table(found, book.prefix_length()))
    else:
        _say_why_empty(book, filtered=bool(chosen))


def standing(
    actor: options.Actors = None,
    issue: options.Issues = None,
    stance: options.Stances = None,
    since: options.Since = None,
    until: options.Until = None,
    outlet: options.Outlets = None,
    source_kind: options.SourceKinds = None,
    as_of: options.AsOf = None,
    matrix: Annotated[
        bool, typer.Option("--matrix", help="Party by issue at a glance, for people only.")
    ] = False,
    ledger: options.LedgerFile = options.DEFAULT_LEDGER,
    format: options.ListingFormat = Format.TABLE,
) -> None:
    """List where each party now stands on each issue.

    A party's own voice counts before others' word, then later before earlier, official or named
    before anonymous, more independent reports before fewer, firmer before less firm.
    """
    from willing.export import rows
    from willing.export.brief import in_order

    chosen = options.selection(actor, issue, stance, since, until, outlet, source_kind)
    book = open_book(ledger)
    stands = in_order(stand_of(book.select(chosen).entries, options.day(as_of)))
    if format is Format.JSONL:
        terminal.show_jsonl(map(rows.standing_record, stands))
    elif format is Format.CSV:
        terminal.show_csv(rows.STANDING_COLUMNS, map(rows.standing_row, stands))
    elif not stands:
        _say_why_empty(book, filtered=bool(chosen) or as_of is not None)
    elif matrix:
        from willing.export.issues import agendas_of, ordered
        from willing.export.table import matrix as matrix_of

        issues = ordered((stand.issue for stand in stands), agendas_of(book))
        terminal.show(matrix_of(stands, issues, terminal.output().width))
    else:
        from willing.export.table import standing_table

        terminal.show(standing_table(stands, book.prefix_length()))


def why(
    id: Annotated[str, typer.Argument(metavar="ID", help="A position's id, or how it begins.")],
    ledger: options.LedgerFile = options.DEFAULT_LEDGER,
    format: options.ListingFormat = Format.TABLE,
) -> None:
    """Show one position with the evidence behind it.

    Its sentence in context, its source chain, what was inferred, whether it stands, and how other
    articles of the same report word it, with what each rewrite changed.
    """
    from willing.export import records, rows

    book = open_book(ledger)
    entry = book.find(id)
    if format is Format.JSONL:
        terminal.show_jsonl([records.position_record(entry.position, entry.article)])
    elif format is Format.CSV:
        terminal.show_csv(rows.POSITION_COLUMNS, [rows.position_row(entry)])
    else:
        from willing.export.table import why as explained
        from willing.story import align

        position = entry.position
        same_cell = (
            other
            for other in book.entries
            if other.position.actor.id == position.actor.id
            and other.position.action.issue == position.action.issue
        )
        terminal.show(
            explained(
                entry, around(entry), stand_of(same_cell), wordings(entry, book.entries, align)
            )
        )
        if rests := date_basis(entry):
            from willing.export.table import plain

            terminal.show(plain(f"\n{rests}", "italic"))


def open_book(path: options.LedgerFile) -> Ledger:
    """Return what the ledger file at ``path`` holds."""
    from willing.api import load

    with terminal.patience(f"Opening {path}"):
        return load(path)


def around(entry: Entry) -> tuple[str, str]:
    """Return the article's text before and after the entry's sentence, cut between words."""
    text, sentence = entry.article.text, entry.position.sentence
    before = text[max(0, sentence.start - CONTEXT) : sentence.start]
    after = text[sentence.end : sentence.end + CONTEXT]
    if sentence.start > CONTEXT:
        before = "… " + before.partition(" ")[2]
    if sentence.end + CONTEXT < len(text):
        after = after.rpartition(" ")[0] + " …"
    return before, after


def date_basis(entry: Entry) -> str:
    """Return what an inferred date of the entry's article rests on; empty where it was given."""
    from willing.export import words
    from willing.temporal import date_article, reasons

    article = entry.article
    published = article.published
    if published.basis is not DateBasis.INFERRED:
        return ""
    own = date_article(article.text, UNDATED)
    because = list(reasons(article.text, own))
    if own != published:
        because.append("the other articles of its report")
    when = words.days(published.earliest, published.latest)
    told = "; ".join(map(words.one_line, because))
    return f"The article is dated {when} by {told}."


def _say_why_empty(book: Ledger, *, filtered: bool) -> None:
    from willing.export.brief import why_empty

    terminal.remarks().print(why_empty(book, filtered))
