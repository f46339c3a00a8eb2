"""The commands by which a person corrects the ledger: judge, date, log, undo."""

from __future__ import annotations

import datetime
import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from willing.cli import listings, options, terminal
from willing.cli.options import Format
from willing.model import Actor, Article, Judgement, Stance, WillingError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from willing.ledger import Ledger

AUTHOR_VARIABLE = "WILLING_AUTHOR"

app = typer.Typer(
    help="Accept, reject, edit, merge, split, join, import.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

_Position = Annotated[str, typer.Argument(metavar="ID", help="A position's id, or how it begins.")]
_Articles = Annotated[
    list[str],
    typer.Argument(metavar="ARTICLE", help="Articles: an id or a path, or how it begins or ends."),
]
_Author = Annotated[
    str | None,
    typer.Option(
        "--author",
        envvar=AUTHOR_VARIABLE,
        metavar="NAME",
        help="Who decides; else the user's name.",
    ),
]


@app.command()
def accept(
    id: _Position, author: _Author = None, ledger: options.LedgerFile = options.DEFAULT_LEDGER
) -> None:
    """Say that a position was read right, also one that was rejected."""
    _judge_position(ledger, id, "accept", author, {})


@app.command()
def reject(
    id: _Position, author: _Author = None, ledger: options.LedgerFile = options.DEFAULT_LEDGER
) -> None:
    """Take a position out of the ledger; it stays in the file."""
    _judge_position(ledger, id, "reject", author, {})


@app.command()
def edit(
    id: _Position,
    stance: Annotated[
        Stance | None, typer.Option("--stance", metavar="WORD", help="The stance it is.")
    ] = None,
    issue: Annotated[
        str | None, typer.Option("--issue", metavar="KEY", help="The issue it is on.")
    ] = None,
    actor: Annotated[
        str | None, typer.Option("--actor", metavar="WHO", help="The party that holds it.")
    ] = None,
    agent: Annotated[
        str | None, typer.Option("--agent", metavar="WHO", help="The party that would act.")
    ] = None,
    condition: Annotated[
        list[str] | None,
        typer.Option("--condition", metavar="WORDS", help="What it depends on; repeatable."),
    ] = None,
    unconditional: Annotated[
        bool, typer.Option("--unconditional", help="It depends on nothing.")
    ] = False,
    date: Annotated[
        str | None,
        typer.Option("--date", metavar="DAY|DAY/DAY", help="When it was taken, as 2025-01-31."),
    ] = None,
    author: _Author = None,
    ledger: options.LedgerFile = options.DEFAULT_LEDGER,
) -> None:
    """Correct a position; what isn't named stays as it is."""
    book = listings.open_book(ledger)
    changes: dict[str, Any] = {
        "stance": stance.value if stance else None,
        "issue": issue,
        "actor": _known_actor(book, actor) if actor else None,
        "agent": _known_actor(book, agent) if agent else None,
        "conditions": [] if unconditional else condition,
        "date": date,
    }
    given = {name: value for name, value in changes.items() if value is not None}
    if not given:
        raise WillingError("Say what to change: --stance, --issue, --actor, --agent, … (--help).")
    _judge_position(ledger, id, "edit", author, given, book)


@app.command()
def merge(
    actor: Annotated[str, typer.Argument(metavar="ACTOR", help="Id or name of a party.")],
    into: Annotated[str, typer.Argument(metavar="INTO", help="The party that it is the same as.")],
    author: _Author = None,
    ledger: options.LedgerFile = options.DEFAULT_LEDGER,
) -> None:
    """Make two parties one, under the second's id and name."""
    from willing.ledger.decide import decide

    book = listings.open_book(ledger)
    gone, kept = _known_actor(book, actor), _known_actor(book, into)
    if gone["id"] == kept["id"]:
        raise WillingError(f"{actor} and {into} are one party already.")
    detail = {"into": kept["id"], "name": kept["name"]}
    _append(ledger, decide("merge", gone["id"], detail, *_by(author)))


@app.command()
def split(
    articles: _Articles, author: _Author = None, ledger: options.LedgerFile = options.DEFAULT_LEDGER
) -> None:
    """Set articles apart from the others of their report."""
    from willing.ledger import decide

    book = listings.open_book(ledger)
    chosen = [_article(book, one) for one in articles]
    ids = {article.id for article in chosen}
    reports = [one for one in book.reports if set(one.articles) & ids]
    rest = [book.by_id[one] for r in reports for one in r.articles if one not in ids]
    if not rest:
        raise WillingError("No other article retells their report, so there is nothing to split.")
    _append(ledger, decide.split(chosen, rest, *_by(author)))


@app.command()
def join(
    articles: _Articles, author: _Author = None, ledger: options.LedgerFile = options.DEFAULT_LEDGER
) -> None:
    """Say that two or more articles retell one report."""
    from willing.ledger import decide

    book = listings.open_book(ledger)
    chosen = list(
        {article.id: article for article in (_article(book, a) for a in articles)}.values()
    )
    if len(chosen) < 2:
        raise WillingError("Name at least two articles to join.")
    _append(ledger, decide.join(chosen, *_by(author)))


@app.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="JSON Lines, as `willing log` writes them.")
    ],
    ledger: options.LedgerFile = options.DEFAULT_LEDGER,
) -> None:
    """Append judgements from another ledger; those that are there already are passed over."""
    from willing.ledger.decide import from_record
    from willing.store import Store

    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise WillingError(f"{file} can't be read: {error}.") from error
    judgements = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                judgements.append(from_record(line))
            except WillingError as error:
                raise WillingError(
                    f"{file}, line {number} {error}; nothing was imported."
                ) from error
    with Store.open(ledger, create=False) as store:
        new = sum(store.add_judgement(judgement) for judgement in judgements)
    terminal.remarks().print(f"{ledger}: {new} new of {len(judgements)} judgements.")


def date(
    article: Annotated[
        str,
        typer.Argument(metavar="ARTICLE", help="Its id or path, or how it begins or ends."),
    ],
    published: Annotated[
        str,
        typer.Option("--published", metavar="DAY|DAY/DAY", help="When, as 2025-01-31."),
    ],
    author: _Author = None,
    ledger: options.LedgerFile = options.DEFAULT_LEDGER,
) -> None:
    """Say when an article was published.

    Everything that hangs on it is worked out anew: positions' days, reports, moves.
    """
    from willing.ledger.decide import on_date

    book = listings.open_book(ledger)
    _append(ledger, on_date(_article(book, article), published, *_by(author)))


def log(
    ledger: options.LedgerFile = options.DEFAULT_LEDGER,
    format: options.ListingFormat = Format.TABLE,
) -> None:
    """List the judgements and what became of each.

    As JSON Lines they can be imported into another ledger with `willing judge import`.
    """
    from willing.cli.history import show
    from willing.export import history
    from willing.ledger.decide import to_record

    book = listings.open_book(ledger)
    if format is Format.JSONL:
        terminal.show_jsonl(to_record(ruling.judgement) for ruling in book.rulings)
        return

    def table() -> RenderableType:
        from willing.export.history_table import log_table

        return log_table(book.rulings)

    rows = [history.ruling_row(ruling) for ruling in book.rulings]
    show(history.LOG_COLUMNS, rows, format, table, "Nobody has judged anything yet.")


def undo(
    id: Annotated[
        str | None,
        typer.Argument(metavar="JUDGEMENT", help="Its id, or how it begins; else the last one."),
    ] = None,
    author: _Author = None,
    ledger: options.LedgerFile = options.DEFAULT_LEDGER,
) -> None:
    """Undo a judgement by another; an undoing can be undone, too."""
    from willing.ledger import State
    from willing.ledger.decide import decide

    book = listings.open_book(ledger)
    rulings = [one for one in book.rulings if one.state is not State.UNDONE]
    if id is None:
        found = [one.judgement for one in rulings if one.judgement.verdict != "undo"][-1:]
    else:
        found = [one.judgement for one in rulings if one.judgement.id.startswith(id.strip())]
    if len(found) != 1:
        raise WillingError(
            f"{len(found) or 'No'} judgements in force have an id that begins with {id!r}; "
            "`willing log` shows them."
            if id
            else "There is no judgement to undo."
        )
    _append(ledger, decide("undo", found[0].id, {}, *_by(author)))


def _judge_position(
    ledger: str,
    prefix: str,
    verdict: str,
    author: str | None,
    changes: dict[str, Any],
    book: Ledger | None = None,
) -> None:
    from willing.ledger.decide import on_position

    book = book or listings.open_book(ledger)
    entry = book.find(prefix, rejected=True)
    _append(ledger, on_position(verdict, entry, *_by(author), changes))


def _append(ledger: str, judgement: Judgement) -> None:
    from willing.store import Store

    with Store.open(ledger, create=False) as store:
        store.add_judgement(judgement)
    terminal.remarks().print(
        f"{judgement.id}: {judgement.verdict} {judgement.target}, by {judgement.author}. "
        f"`willing undo {judgement.id}` takes it back.",
        soft_wrap=True,
    )


def _by(author: str | None) -> tuple[str, datetime.datetime]:
    if not author:
        try:
            author = getpass.getuser()
        except (OSError, KeyError, ImportError):
            author = "unknown"
    return author, datetime.datetime.now(datetime.UTC)


def _known_actor(book: Ledger, who: str) -> dict[str, str]:
    """Return id, name and kind of a party that the ledger holds, by its id or name.

    Raises:
        WillingError: it holds none of that name.
    """
    from willing.names import fold

    entries = (*book.entries, *book.rejected)
    actors: list[Actor] = [
        actor for e in entries for actor in (e.position.actor, e.position.action.agent)
    ]
    for matches in (lambda a: a.id == who, lambda a: fold(who) in (fold(a.id), fold(a.name))):
        found = next(filter(matches, actors), None)
        if found:
            return {"id": found.id, "name": found.name, "kind": found.kind.value}
    raise WillingError(
        f"The ledger holds no party {who!r}; `willing positions` shows those it does."
    )


def _article(book: Ledger, which: str) -> Article:
    """Return the one article with that id or path.

    Raises:
        WillingError: there is none, or more than one.
    """
    exact = [one for one in book.articles if which in (one.id, one.path)]
    found = exact or [
        one for one in book.articles if one.id.startswith(which) or one.path.endswith(which)
    ]
    if len(found) == 1:
        return found[0]
    raise WillingError(
        f"{len(found) or 'No'} articles have an id or path like {which!r}; "
        "`willing articles --format jsonl` shows them."
    )
