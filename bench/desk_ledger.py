"""A made-up ledger of any size, written through the store's own tables."""

from __future__ import annotations

import datetime
import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from hashlib import blake2b
from itertools import islice
from pathlib import Path

from willing.agenda import DEFAULT_AGENDA, load
from willing.ledger.reports import Report
from willing.model import (
    Action,
    Actor,
    ActorKind,
    Article,
    Condition,
    ConditionKind,
    DateBasis,
    DateSpan,
    Position,
    Published,
    Reading,
    Source,
    SourceKind,
    Span,
    Stance,
)
from willing.store import Store, report_rows, report_tables, rows

POSITIONS = 20
"""Positions of each article."""

RETOLD = 3
"""Articles that retell each report."""

FIRST = datetime.date(2022, 1, 1)
LAST_DAY = 1460

CONDITIONS = ("if the parliament agrees", "as part of a wider force", "unless the truce fails")
SPEAKERS = (
    Source("the minister", SourceKind.NAMED, "the minister", "said"),
    Source("a senior official", SourceKind.ANONYMOUS, "a senior official", "told reporters"),
    Source("the ministry", SourceKind.INSTITUTION, "the ministry", "confirmed"),
)


def make(path: Path, articles: int, parties: int, seed: int = 1) -> None:
    """Write a ledger of so many ``articles`` by so many ``parties`` to the new file ``path``."""
    agenda = load(DEFAULT_AGENDA)
    issues = [issue.key for issue in agenda.issues]
    chance = random.Random(seed)
    holders = [
        Actor(f"party-{n}", f"Party {n:03}", f"Party {n:03}", ActorKind.COUNTRY)
        for n in range(parties)
    ]
    weights = [1 / (n + 3) for n in range(parties)]
    reports: list[Report] = []
    waiting = _articles(articles, chance, reports)
    with Store.open(path) as store:
        while batch := list(islice(waiting, 500)):
            with store.writing() as connection:
                for bare in batch:
                    who = chance.choices(holders, weights, k=POSITIONS)
                    article, found = _filled(bare, who, issues, chance)
                    reading = Reading(article.id, "made-1", agenda.version, found)
                    rows.add(connection, article, reading)
        group(store, reports)


def group(store: Store, reports: list[Report]) -> None:
    """Keep ``reports`` as those that the articles in ``store`` retell."""
    with store.writing() as connection:
        articles = list(store.articles())
        numbers = {article.id: number for number, article in enumerate(articles, 1)}
        report_rows.clear(connection)
        told = (
            report_rows.article(numbers[one.id], one.id, report_rows.stamp(one), True)
            for one in articles
        )
        found = (
            {"number": numbers[one.articles[0]], "payload": report_rows.payload((one, {}))}
            for one in reports
        )
        report_rows.put(connection, report_tables.articles, told)
        report_rows.put(connection, report_tables.found, found)
        report_rows.next_edition(connection, 0)


def _filled(
    bare: Article, who: list[Actor], issues: list[str], chance: random.Random
) -> tuple[Article, tuple[Position, ...]]:
    """Return the article with a sentence of each party in ``who``, and its positions."""
    found: list[Position] = []
    at = 0
    for number, holder in enumerate(who):
        found.append(_position(bare, number, at, holder, issues, chance))
        at = found[-1].sentence.end + 1
    text = " ".join(one.sentence.text for one in found)
    return replace(bare, text=text), tuple(found)


def _articles(count: int, chance: random.Random, reports: list[Report]) -> Iterator[Article]:
    for number in range(count):
        report = number // RETOLD
        day = FIRST + datetime.timedelta(days=report * LAST_DAY // max(1, count // RETOLD))
        published = Published(day, day, day, DateBasis.METADATA)
        origin = f"Outlet {report % 40:02}"
        outlet = f"Outlet {chance.randrange(120):02}"
        article_id = blake2b(f"article {number}".encode(), digest_size=8).hexdigest()
        if number % RETOLD == 0:
            span = DateSpan(day, day, DateBasis.METADATA)
            reports.append(Report(f"r{report:08}", origin, (), (), span))
        last = reports[-1]
        reports[-1] = Report(last.id, origin, (), (*last.articles, article_id), last.date)
        title = f"Parties weigh their part in the force, report {report} told by {outlet}"
        path = f"made/{number:06}.txt"
        yield Article(article_id, path, title, outlet, published, origin, last.id, "")


def _position(
    article: Article,
    number: int,
    start: int,
    holder: Actor,
    issues: list[str],
    chance: random.Random,
) -> Position:
    stance = chance.choice(tuple(Stance))
    issue = chance.choice(issues)
    terms = (chance.choice(CONDITIONS),) if chance.random() < 0.3 else ()
    words = f"{holder.name} would {stance} on {issue}"
    source = chance.choice(SPEAKERS)
    sentence = f"{' '.join((words, *terms))}, {source.text} {source.cue} on the record."
    day = article.published.date
    assert day is not None
    day -= datetime.timedelta(days=chance.randrange(3))
    outlet = Source(article.origin or "", SourceKind.OUTLET, article.origin or "", "reported")
    return Position(
        blake2b(f"{article.id} {number}".encode(), digest_size=6).hexdigest(),
        article.id,
        Span(start, start + len(sentence), sentence),
        holder,
        stance,
        Action(holder, f"would {stance} on {issue}", issue),
        tuple(Condition(ConditionKind.IF, text) for text in terms),
        (outlet, source),
        DateSpan(day, day, DateBasis.TEXT),
    )


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
