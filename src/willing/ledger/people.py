"""People whose party an article leaves out, found through the articles that introduce them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from willing.model import (
    Actor,
    ActorKind,
    Article,
    Inference,
    Introduction,
    Position,
    Reading,
)
from willing.names import fold


@dataclass(frozen=True, slots=True)
class _Found:
    introduction: Introduction
    article: Article


class Directory:
    """Who speaks for whom, as the introductions of a whole ledger tell."""

    def __init__(self, readings: Iterable[Reading], articles: dict[str, Article]) -> None:
        """Collect the introductions of ``readings``, whose articles are in ``articles``."""
        self._full: dict[str, list[_Found]] = {}
        self._last: dict[str, list[_Found]] = {}
        for reading in readings:
            for introduction in reading.introductions:
                if introduction.kind is ActorKind.PERSON:
                    continue
                words = fold(introduction.name).split()
                if not words or reading.article_id not in articles:
                    continue
                found = _Found(introduction, articles[reading.article_id])
                self._full.setdefault(" ".join(words), []).append(found)
                self._last.setdefault(words[-1], []).append(found)

    def party(self, name: str) -> _Found | None:
        """Return an introduction of ``name``, unless there is none or they name two parties."""
        words = fold(name).split()
        found = self._full.get(" ".join(words), [])
        if not found and len(words) == 1:
            found = self._last.get(words[0], [])
        return found[0] if len({one.introduction.actor_id for one in found}) == 1 else None

    def resolve(self, position: Position) -> Position:
        """Return ``position`` with each person it can place made the party they speak for."""
        actor, of_actor = self._resolved(position.actor, "actor", position.article_id)
        agent, of_agent = self._resolved(position.action.agent, "action.agent", position.article_id)
        conditions = tuple(
            replace(condition, agent=actor.id)
            if of_actor and condition.agent == position.actor.id
            else condition
            for condition in position.conditions
        )
        if not of_actor and not of_agent:
            return position
        return replace(
            position,
            actor=actor,
            action=replace(position.action, agent=agent),
            conditions=conditions,
            inferred=position.inferred + of_actor + of_agent,
        )

    def _resolved(
        self, actor: Actor, field: str, article_id: str
    ) -> tuple[Actor, tuple[Inference, ...]]:
        if actor.kind is not ActorKind.PERSON:
            return actor, ()
        found = self.party(actor.person or actor.name)
        if found is None:
            return actor, ()
        introduction, article = found.introduction, found.article
        where = "this article" if article.id == article_id else f"“{article.title or article.path}”"
        party = Actor(
            introduction.actor_id,
            introduction.actor_name,
            actor.text,
            introduction.kind,
            actor.person or introduction.name,
        )
        because = f"{where} introduces “{introduction.words}”"
        return party, (Inference(field, introduction.actor_id, because),)
