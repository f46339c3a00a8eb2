"""A person's judgements laid over the machine's positions; neither overwrites the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product
from typing import Any

from willing.ledger import anchor
from willing.ledger.edits import detail_of, edited, published
from willing.model import Actor, Article, Judgement, Position, Published, WillingError

ON_POSITIONS = ("accept", "reject", "edit")
ON_ARTICLES = ("split", "join", "date")
VERDICTS = (*ON_POSITIONS, "merge", *ON_ARTICLES, "undo")


class State(StrEnum):
    """What has become of a judgement; each value is a phrase for people."""

    IN_FORCE = "in force"
    UNDONE = "undone"
    LOST = "finds nothing now"


@dataclass(frozen=True, slots=True)
class Ruling:
    """A judgement, what has become of it, and the id of what it is about now."""

    judgement: Judgement
    state: State
    about: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A position as it counts, as the machine read it, and the judgements on it."""

    position: Position
    machine: Position
    judgements: tuple[Judgement, ...]
    rejected: bool


@dataclass(frozen=True, slots=True)
class OnArticles:
    """What people said about articles: their dates, and which are not, or are, one report."""

    published: Mapping[str, Published]
    apart: tuple[tuple[str, str], ...]
    together: tuple[tuple[str, str], ...]


def in_force(judgements: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """Return the judgements that no other one in force undoes, by the time they were made.

    An undo can be undone too.
    """
    ordered = sorted(judgements, key=lambda judgement: judgement.made)
    gone = _undone(ordered)
    return tuple(one for one in ordered if one.verdict != "undo" and one.id not in gone)


def _undone(judgements: Iterable[Judgement]) -> set[str]:
    """Return the ids of the judgements, undoings included, that one in force undoes."""
    undoing: dict[str, list[str]] = {}
    for judgement in judgements:
        if judgement.verdict == "undo":
            undoing.setdefault(judgement.target, []).append(judgement.id)
    known: dict[str, bool] = {}

    def is_undone(identity: str, asking: frozenset[str]) -> bool:
        if identity not in known:
            known[identity] = any(
                undo not in asking and not is_undone(undo, asking | {undo})
                for undo in undoing.get(identity, ())
            )
        return known[identity]

    return {identity for identity in undoing if is_undone(identity, frozenset({identity}))}


def on_articles(judgements: Iterable[Judgement], articles: Iterable[Article]) -> OnArticles:
    """Return what those of ``judgements`` that are about ``articles`` say of them.

    An article is known by its id, or by the path that it was read from where its text changed.

    Raises:
        WillingError: a judgement's detail can't be used.
    """
    known = list(articles)
    ids = {article.id for article in known}
    by_path = {article.path: article.id for article in known}
    dates: dict[str, Published] = {}
    pairs: dict[str, list[tuple[str, str]]] = {"split": [], "join": []}
    for judgement in judgements:
        if judgement.verdict not in ON_ARTICLES:
            continue
        detail = detail_of(judgement)
        home = article_now(judgement.target, detail, ids, by_path)
        if judgement.verdict == "date" and home:
            dates[home] = published(judgement)
        elif judgement.verdict in pairs:
            pairs[judgement.verdict] += _pairs(judgement.verdict, home, detail, ids)
    return OnArticles(dates, tuple(pairs["split"]), tuple(pairs["join"]))


def article_now(
    target: str, detail: Mapping[str, Any], ids: Iterable[str], by_path: Mapping[str, str]
) -> str | None:
    """Return the id of the article that a judgement is about, ``None`` where it isn't there."""
    return target if target in ids else by_path.get(str(detail.get("path") or ""))


def _pairs(
    verdict: str, home: str | None, detail: Mapping[str, Any], ids: set[str]
) -> list[tuple[str, str]]:
    """Return the pairs of articles, of those that are there, that a judgement parts or joins."""
    named = [str(one) for one in detail.get("articles") or () if str(one) in ids]
    chosen = [home] if home else []
    if verdict == "join":
        return [(one, other) for one, other in product(chosen, named) if one != other]
    others = [str(one) for one in detail.get("from") or () if str(one) in ids]
    parted = dict.fromkeys([*chosen, *named])
    return [(one, other) for one, other in product(parted, others) if one != other]


def apply(
    positions: Sequence[Position],
    judgements: Iterable[Judgement],
    articles: Mapping[str, Article] | None = None,
) -> tuple[list[Judged], list[Ruling]]:
    """Return ``positions`` as ``judgements`` correct them, and what became of each judgement.

    A judgement is about the position with its target's id, or else about the one that its anchor
    finds in ``articles``.

    Raises:
        WillingError: a judgement's detail can't be used.
    """
    given = list(judgements)
    force = in_force(given)
    targets = _targets(positions, force, articles or {})
    merges = {one.target: (detail_of(one), one) for one in force if one.verdict == "merge"}
    laid: dict[str, list[Judgement]] = {}
    for judgement in force:
        if judgement.id in targets:
            laid.setdefault(targets[judgement.id], []).append(judgement)
    result = [_judged(position, laid.get(position.id, []), merges) for position in positions]
    return result, rulings_of(given, targets, articles or {})


def _targets(
    positions: Sequence[Position], force: Iterable[Judgement], articles: Mapping[str, Article]
) -> dict[str, str]:
    ids = {position.id for position in positions}
    found = {}
    for judgement in force:
        if judgement.verdict not in ON_POSITIONS:
            continue
        if judgement.target in ids:
            found[judgement.id] = judgement.target
            continue
        held = anchor.from_json(detail_of(judgement).get("anchor"))
        position = anchor.find(held, positions, articles) if held else None
        if position:
            found[judgement.id] = position.id
    return found


def _judged(
    machine: Position,
    judgements: Sequence[Judgement],
    merges: Mapping[str, tuple[dict[str, Any], Judgement]],
) -> Judged:
    position, rejected = machine, False
    for judgement in judgements:
        if judgement.verdict == "edit":
            position = edited(position, judgement)
        else:
            rejected = judgement.verdict == "reject"
    return Judged(_merged(position, merges), machine, tuple(judgements), rejected)


def rulings_of(
    judgements: Iterable[Judgement], targets: Mapping[str, str], articles: Mapping[str, Article]
) -> list[Ruling]:
    """Return what became of each of ``judgements``; ``targets`` are the positions they are on."""
    given = list(judgements)
    gone = _undone(given)
    by_path = {article.path: article.id for article in articles.values()}
    rulings = []
    for judgement in given:
        about: str | None = judgement.target
        if judgement.verdict in ON_POSITIONS:
            about = targets.get(judgement.id)
        elif judgement.verdict in ON_ARTICLES:
            about = article_now(judgement.target, detail_of(judgement), articles.keys(), by_path)
        state = State.IN_FORCE if about else State.LOST
        state = State.UNDONE if judgement.id in gone else state
        rulings.append(Ruling(judgement, state, about or judgement.target))
    return rulings


def _merged(position: Position, merges: Mapping[str, tuple[dict[str, Any], Judgement]]) -> Position:
    actor = _merge(position.actor, merges)
    agent = _merge(position.action.agent, merges)
    if actor is position.actor and agent is position.action.agent:
        return position
    return replace(position, actor=actor, action=replace(position.action, agent=agent))


def _merge(actor: Actor, merges: Mapping[str, tuple[dict[str, Any], Judgement]]) -> Actor:
    seen: set[str] = set()
    while actor.id in merges and actor.id not in seen:
        seen.add(actor.id)
        detail, judgement = merges[actor.id]
        if not detail.get("into"):
            raise WillingError(f"The judgement {judgement.id} says not into whom; undo it.")
        actor = replace(actor, id=str(detail["into"]), name=str(detail.get("name") or actor.name))
    return actor
