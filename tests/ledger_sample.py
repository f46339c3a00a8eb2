"""A small ledger made by hand, for the tests of what is done with positions."""

from __future__ import annotations

import datetime
import hashlib

from willing.ledger import Ledger, build
from willing.model import (
    UNDATED,
    Action,
    Actor,
    ActorKind,
    Article,
    Condition,
    ConditionKind,
    DateBasis,
    DateSpan,
    Inference,
    Introduction,
    Position,
    Published,
    Quantity,
    Reading,
    Source,
    SourceKind,
    Span,
    Stance,
)

UNKNOWN = DateSpan(None, None, DateBasis.NONE)
AGENDA = "peace-operation-0a1b2c3d"


def country(code: str, name: str, text: str | None = None, person: str | None = None) -> Actor:
    return Actor(code, name, text or name, ActorKind.COUNTRY, person)


CHE = country("CHE", "Switzerland")
TUR = country("TUR", "Turkey", "Ankara")
USA = country("USA", "United States", "Washington")


def person(name: str) -> Actor:
    return Actor(name.lower().replace(" ", "-"), name, name, ActorKind.PERSON)


def on(day: str, basis: DateBasis = DateBasis.TEXT) -> DateSpan:
    date = datetime.date.fromisoformat(day)
    return DateSpan(date, date, basis)


def published(day: str) -> Published:
    date = datetime.date.fromisoformat(day)
    return Published(date, date, date, DateBasis.METADATA)


def anonymous(text: str) -> Source:
    return Source(text, SourceKind.ANONYMOUS, text, "said")


def named(text: str) -> Source:
    return Source(text, SourceKind.NAMED, text, "said")


def outlet(name: str) -> Source:
    return Source(name, SourceKind.OUTLET, name, "reported")


def article(
    text: str,
    outlet: str | None = None,
    published: Published = UNDATED,
    origin: str | None = None,
    report: str | None = None,
    title: str | None = None,
) -> Article:
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    return Article(digest, f"news/{digest}.txt", title, outlet, published, origin, report, text)


def position(
    article: Article,
    actor: Actor,
    stance: Stance,
    issue: str,
    *sources: Source,
    action: str = "",
    agent: Actor | None = None,
    conditions: tuple[str, ...] = (),
    date: DateSpan = UNKNOWN,
    quantity: Quantity | None = None,
    inferred: tuple[Inference, ...] = (),
    sentence: str | None = None,
) -> Position:
    quote = sentence or article.text
    start = article.text.index(quote)
    key = f"{article.id} {actor.id} {stance} {issue} {start} {action}"
    return Position(
        hashlib.sha256(key.encode()).hexdigest()[:12],
        article.id,
        Span(start, start + len(quote), quote),
        actor,
        stance,
        Action(agent or actor, action, issue, quantity),
        tuple(Condition(ConditionKind.IF, text) for text in conditions),
        sources,
        date,
        inferred,
    )


def reading(
    article: Article, *positions: Position, people: tuple[Introduction, ...] = ()
) -> Reading:
    return Reading(article.id, "hand", AGENDA, positions, people)


OFFER = "Switzerland would send soldiers if requested and the government is not against it."
REFUSAL = "Ankara will not send soldiers, a diplomat said."
HOSTILE = (
    '=HYPERLINK("https://example.org") <script>alert(1)</script> [x](https://example.org) | *b*'
)


def sample() -> tuple[list[Article], list[Reading]]:
    """Return four articles: two retell one report, one is undated, one holds hostile text."""
    first = article(f"A headline\n{OFFER} {REFUSAL}", "Alpha", published("2025-01-24"), "Globe")
    second = article(f"Another. {OFFER}", "Beta", published("2025-01-25"), "Globe")
    third = article("Washington doubts that troops will go.", None, title="No outlet, no date")
    fourth = article(f"Washington refuses {HOSTILE}.", "Gamma", published("2025-02-01"))
    return [first, second, third, fourth], [
        reading(
            first,
            position(
                first,
                CHE,
                Stance.OFFER,
                "land",
                action="send soldiers",
                conditions=("if requested", "and the government is not against it"),
                quantity=Quantity(0, 200, "soldiers"),
                sentence=OFFER,
            ),
            position(
                first,
                TUR,
                Stance.REFUSE,
                "land",
                anonymous("A diplomat"),
                action="send soldiers",
                date=on("2025-01-22"),
                sentence=REFUSAL,
            ),
        ),
        reading(
            second,
            position(second, CHE, Stance.OFFER, "land", action="send soldiers", sentence=OFFER),
        ),
        reading(
            third, position(third, USA, Stance.DOUBT, "land", action="troops will go", agent=TUR)
        ),
        reading(fourth, position(fourth, USA, Stance.REFUSE, "guarantee", action=HOSTILE)),
    ]


def sample_ledger() -> Ledger:
    return build(*sample())
