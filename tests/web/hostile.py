"""A ledger in which everything that an article or a person can say is an attack."""

from __future__ import annotations

import datetime
import hashlib
import json
from pathlib import Path

from willing.agenda import DEFAULT_AGENDA, load
from willing.ledger import build, decide
from willing.model import (
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
from willing.store import Store

PAYLOADS = tuple(
    line
    for line in (Path(__file__).parent / "payloads.txt").read_text(encoding="utf-8").split("\n")
    if line.strip()
)
STANCES = tuple(Stance)
FIRST = datetime.date(2025, 1, 1)


def make(path: Path) -> None:
    """Write a ledger whose every text is a payload, each in every field in turn."""
    issues = [one.key for one in load(DEFAULT_AGENDA).issues]
    with Store.open(path) as store:
        read = []
        for number, payload in enumerate(PAYLOADS):
            article = _article(number, payload)
            reading = _reading(number, article, issues)
            store.add(article, reading)
            read.append((article, reading))
        book = build(*zip(*read, strict=True))
        for number, entry in enumerate(book.entries[::7]):
            payload = PAYLOADS[number % len(PAYLOADS)]
            made = datetime.datetime(2026, 1, 1, 0, number % 60, tzinfo=datetime.UTC)
            change = {"conditions": [payload], "actor": {"id": f"x{number}", "name": payload}}
            verdict = ("accept", "reject", "edit")[number % 3]
            changes = change if verdict == "edit" else {}
            store.add_judgement(decide.on_position(verdict, entry, payload, made, changes))


def agenda(folder: Path) -> Path:
    """Write an agenda whose titles and terms are payloads, under the default one's keys."""
    keys = [one.key for one in load(DEFAULT_AGENDA).issues]
    lines = [f"name: {json.dumps('hostile')}", f"title: {json.dumps(PAYLOADS[0])}", "issues:"]
    for key, payload in zip(keys, PAYLOADS[1:], strict=False):
        lines += [f"  {key}:", f"    title: {json.dumps(payload)}"]
        lines += [f"    terms: [{json.dumps(f'troops {key}')}]", "    examples: []"]
    path = folder / "hostile.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _article(number: int, payload: str) -> Article:
    day = FIRST + datetime.timedelta(days=number)
    text = f"{payload}\n\n{_sentence(number)} {_sentence(number + 1)}\n\n{payload}\n"
    digest = hashlib.sha256(f"{number} {text}".encode()).hexdigest()[:16]
    return Article(
        digest,
        f"news/{payload}.txt",
        payload,
        PAYLOADS[(number + 5) % len(PAYLOADS)],
        Published(day, day, day, DateBasis.INFERRED),
        PAYLOADS[(number + 9) % len(PAYLOADS)] if number % 2 else None,
        None,
        text,
    )


def _sentence(number: int) -> str:
    who, what, terms = (_words(number, offset) for offset in (1, 2, 3))
    return f"{who} would send {what} if {terms}, said X{number}."


def _words(number: int, offset: int) -> str:
    return PAYLOADS[(number * 3 + offset) % len(PAYLOADS)]


def _reading(number: int, article: Article, issues: list[str]) -> Reading:
    found = tuple(_position(article, number + n, n, issues) for n in range(2))
    people = (
        Introduction(_words(number, 4), f"p{number}", _words(number, 1), ActorKind.COUNTRY, "x"),
    )
    return Reading(article.id, "hand-1", load(DEFAULT_AGENDA).version, found, people)


def _position(article: Article, number: int, place: int, issues: list[str]) -> Position:
    sentence = _sentence(number)
    start = article.text.index(sentence)
    name = _words(number, 1)
    kind = tuple(ActorKind)[number % 4]
    holder = Actor(f"a{number}", name, name, kind, _words(number, 4))
    agent = Actor(f"b{number}", _words(number, 6), _words(number, 2), ActorKind.GROUP)
    day = FIRST + datetime.timedelta(days=number)
    return Position(
        hashlib.sha256(f"{article.id} {place}".encode()).hexdigest()[:12],
        article.id,
        Span(start, start + len(sentence), sentence),
        holder,
        STANCES[number % len(STANCES)],
        Action(
            agent if number % 3 else holder,
            _words(number, 2),
            issues[number % len(issues)],
            Quantity(10.0, None, _words(number, 7)),
        ),
        (Condition(ConditionKind.IF, f"if {_words(number, 3)}", "USA", issues[0]),),
        (
            Source(_words(number, 5), SourceKind.OUTLET, _words(number, 5), _words(number, 8)),
            Source(_words(number, 8), SourceKind.ANONYMOUS, _words(number, 9), _words(number, 7)),
        ),
        DateSpan(day, day, DateBasis.TEXT),
        (Inference("actor", _words(number, 2), _words(number, 3)),),
    )
