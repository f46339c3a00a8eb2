"""Alignment of positions across retellings, on gold that no threshold was fixed on."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml

from willing.model import (
    Action,
    Actor,
    ActorKind,
    Condition,
    ConditionKind,
    DateBasis,
    DateSpan,
    Position,
    Quantity,
    Source,
    SourceKind,
    Span,
    Stance,
)
from willing.story import Change, align, changes, together
from willing.story.text import sentences

GOLD = Path(__file__).parent / "story_gold"
ALIGNMENT_FLOOR = 0.90


def article_texts(half: str) -> dict[str, str]:
    return {
        article["id"]: "\n".join(filter(None, (article.get("title"), article["text"])))
        for path in sorted((GOLD / half).glob("*.yaml"))
        for article in yaml.safe_load(path.read_text(encoding="utf-8"))["articles"]
    }


def gold_positions(half: str) -> dict[str, list[tuple[Position, str]]]:
    """Return each article's positions, each with the name that its wordings share."""
    texts = article_texts(half)
    records = yaml.safe_load((GOLD / "positions" / f"{half}.yaml").read_text(encoding="utf-8"))
    return {
        article: [
            (_position(f"{article}-{number}", article, record, texts[article]), record["as"])
            for number, record in enumerate(given)
        ]
        for article, given in records.items()
    }


def _position(position_id: str, article: str, record: dict[str, Any], text: str) -> Position:
    words = next(one for one in sentences(text) if one.startswith(record["in"]))
    start = text.index(words)
    actor = _party(record["actor"])
    kind, condition = record.get("if", (None, None))
    source_kind, source = record.get("by", (None, None))
    return Position(
        id=position_id,
        article_id=article,
        sentence=Span(start, start + len(words), words),
        actor=actor,
        stance=Stance(record["stance"]),
        action=Action(_party(record.get("agent", actor.id)), record["action"], record["issue"]),
        conditions=(Condition(ConditionKind(kind), condition),) if kind else (),
        attribution=(Source(source, SourceKind(source_kind), source),) if source_kind else (),
        date=DateSpan(None, None, DateBasis.NONE),
    )


def _party(name: str) -> Actor:
    return Actor(name, name.capitalize(), name, ActorKind.GROUP)


def alignment_f1(half: str) -> float:
    positions = gold_positions(half)
    groups: dict[str, list[str]] = {}
    for article in positions:
        groups.setdefault(article[:-1], []).append(article)
    both = found = true = 0
    for articles in groups.values():
        for one, other in combinations(articles, 2):
            names = {p.id: name for article in (one, other) for p, name in positions[article]}
            pairs = align([p for p, _ in positions[one]], [p for p, _ in positions[other]])
            found += len(pairs)
            both += sum(names[pair.first.id] == names[pair.second.id] for pair in pairs)
            true += len({n for _, n in positions[one]} & {n for _, n in positions[other]})
    return 2 * both / (found + true)


@pytest.mark.parametrize("half", ["tune", "check"])
def test_wordings_of_one_position_are_aligned(half: str) -> None:
    assert alignment_f1(half) >= ALIGNMENT_FLOOR, alignment_f1(half)


def test_positions_of_other_actors_are_never_aligned() -> None:
    given = [position for position, _ in gold_positions("check")["bank-a1"]]
    pairs = align(given[:1], given[1:])
    assert pairs == []


def test_together_gathers_every_wording_once() -> None:
    gold = gold_positions("check")
    readings = [[p for p, _ in gold[article]] for article in ("dam-a1", "dam-a2", "dam-a3")]
    groups = together(readings)
    assert sorted(len(group) for group in groups) == [3, 3, 3]
    assert groups == together(readings[::-1])


def example(
    stance: Stance = Stance.OFFER,
    words: str = "send 5,000 troops",
    condition: str | None = "if asked",
    source: Source | None = None,
    quantity: Quantity | None = None,
    person: str | None = None,
) -> Position:
    actor = Actor("FRA", "France", "France", ActorKind.COUNTRY, person)
    source = source or Source("a diplomat", SourceKind.ANONYMOUS, "a diplomat", "said")
    return Position(
        id="p",
        article_id="a",
        sentence=Span(0, 6, "France"),
        actor=actor,
        stance=stance,
        action=Action(actor, words, "land", quantity),
        conditions=(Condition(ConditionKind.IF, condition),) if condition else (),
        attribution=(source,),
        date=DateSpan(None, None, DateBasis.NONE),
    )


NAMED = Source("Anne Roux", SourceKind.NAMED, "Anne Roux", "said")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (example(), example(), ()),
        (example(), example(Stance.COMMIT), (Change.STRONGER,)),
        (example(Stance.REFUSE), example(Stance.DOUBT), (Change.WEAKER,)),
        (example(), example(Stance.DEMAND), (Change.OTHER_STANCE,)),
        (example(), example(condition=None), (Change.CONDITION_LOST,)),
        (example(condition=None), example(), (Change.CONDITION_ADDED,)),
        (example(), example(source=NAMED), (Change.SOURCE_KIND,)),
        (
            example(),
            example(source=Source("diplomats", SourceKind.ANONYMOUS, "diplomats")),
            (Change.SOURCE_COUNT,),
        ),
        (
            example(),
            example(source=Source("The Post", SourceKind.OUTLET, "The Post")),
            (Change.SOURCE_LOST,),
        ),
        (example(), example(words="send 15,000 troops"), (Change.NUMBER,)),
        (
            example(quantity=Quantity(10, 10, "ships")),
            example(quantity=Quantity(10, 12, "ships")),
            (Change.NUMBER,),
        ),
        (
            example(source=NAMED),
            example(source=Source("Paul Brun", SourceKind.NAMED, "Paul Brun")),
            (Change.NAME,),
        ),
        (example(person="Anne Roux"), example(person="Paul Brun"), (Change.NAME,)),
        (example(person="Anne Roux"), example(person="Roux"), ()),
    ],
)
def test_what_a_rewrite_changed_is_named(
    first: Position, second: Position, expected: tuple[Change, ...]
) -> None:
    assert changes(first, second) == expected
