"""Annotated articles → training instances: sentences with their actions, conditions and holders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from willing import agenda, gold
from willing.extract import Extractor
from willing.extract.candidates import Candidate, candidates
from willing.extract.encoding import (
    ACTION,
    ACTION_INSIDE,
    CONDITION_INSIDE,
    OUTSIDE,
    STANCES,
    TAGS,
    Encoded,
    Pieces,
)
from willing.extract.issues import IssueFinder
from willing.extract.positions import Desk
from willing.extract.references import References, Scene
from willing.extract.text import plain
from willing.model import UNDATED, Article

TAG_INDEX = {tag: index for index, tag in enumerate(TAGS)}


@dataclass
class Act:
    """One action: its words ``[start, end)``, each mention's stance, the issues that are right.

    ``stances`` has an entry for each mention of the instance (0: no stance) and a last one for a
    holder that the sentence doesn't mention; ``conditions`` are indices of the instance's.
    """

    start: int
    end: int
    stances: list[int]
    conditions: set[int]
    static: np.ndarray
    right: np.ndarray
    agenda: str


@dataclass
class Instance:
    """One sentence: tags of its words, the word ranges of its mentions and conditions, its acts."""

    article: str
    encoded: Encoded
    tags: list[int]
    mentions: list[tuple[int, int]]
    conditions: list[tuple[int, int]]
    acts: list[Act] = field(default_factory=list)


@dataclass
class Agendas:
    """The issue vectors of each agenda seen, by its path."""

    vectors: dict[str, np.ndarray] = field(default_factory=dict)


def instances(folders: list[Path], agendas: Agendas) -> Iterator[Instance]:
    """Yield the instances of every article under the negotiations' folders."""
    pieces = Pieces()
    extractor: Extractor | None = None
    for folder in folders:
        issues = agenda.load(str(folder / gold.AGENDA_FILE))
        if extractor is None:
            extractor = Extractor(issues, reader="")
        extractor.use(issues)
        agendas.vectors[str(folder)] = extractor.issues.vectors()
        for article in gold.load(folder):
            yield from _of_article(article, extractor, pieces, str(folder))


def _of_article(
    data: dict[str, Any], extractor: Extractor, pieces: Pieces, agenda_path: str
) -> Iterator[Instance]:
    text = plain(data["text"])
    article = Article(
        str(data["id"]),
        data["path"],
        data.get("title"),
        data.get("outlet"),
        UNDATED,
        data.get("origin"),
        None,
        text.text,
    )
    text = plain(text.text)
    references = References(extractor.gazetteer, extractor.people)
    desk = Desk(article, text, references, extractor.headline(text, article))
    placed = list(_placed(data, text.text))
    for scene in extractor.scenes(article, text, desk):
        start, end = desk.bounds(scene)
        here = [p for p in placed if start <= p["at"][0] < end]
        mentions = candidates(scene, references)
        owners = [_owner(position, mentions, scene) for position in here]
        yield _instance(
            mentions, here, owners, scene, desk, pieces, extractor.issues, agenda_path, article.id
        )
        desk.leave(scene)


def _placed(data: dict[str, Any], text: str) -> Iterator[dict[str, Any]]:
    for position in data.get("positions") or []:
        quote = plain(position["quote"]).text
        start = text.find(quote)
        if start < 0:
            continue
        words = plain(position["action"]["text"]).text
        at = text.find(words, start, start + len(quote))
        if at < 0:
            continue
        conditions = []
        for condition in position.get("conditions") or []:
            there = text.find(plain(condition["text"]).text, start, start + len(quote))
            if there >= 0:
                conditions.append((there, there + len(condition["text"]), condition["kind"]))
        issues = {position["action"]["issue"], *(position.get("issue_ok") or [])}
        actor = plain(position["actor"].get("text") or "").text
        yield {
            "at": (at, at + len(words)),
            "quote": (start, start + len(quote)),
            "actor": actor,
            "id": str(position["actor"]["id"]),
            "stance": position["stance"],
            "conditions": conditions,
            "issues": issues,
        }


def _owner(position: dict[str, Any], mentions: list[Candidate], scene: Scene) -> int:
    """Return the index of the mention that names the holder, or their number where none does."""
    best, best_score = len(mentions), 0.0
    for index, mention in enumerate(mentions):
        same = any(r.party.id.lower() == position["id"].lower() for r in mention.references)
        words = scene.span.doc[mention.start : mention.end].text.lower()
        actor = position["actor"].lower()
        alike = bool(actor) and (
            words == actor
            or bool(re.search(rf"\b{re.escape(words)}\b", actor))
            or bool(re.search(rf"\b{re.escape(actor)}\b", words))
        )
        score = 2.0 * same * alike + 1.0 * alike * (mention.head.text.lower() in actor) + 0.9 * same
        if score > best_score:
            best, best_score = index, score
    return best


def _instance(
    mentions: list[Candidate],
    positions: list[dict[str, Any]],
    owners: list[int],
    scene: Scene,
    desk: Desk,
    pieces: Pieces,
    finder: IssueFinder,
    agenda_path: str,
    article: str,
) -> Instance:
    first = scene.span.start
    words = [token.text for token in scene.span]
    context = desk.context(scene)
    encoded = pieces.encode(words, f"{context.headline} . {context.before}")
    tags = [OUTSIDE] * len(words)
    instance = Instance(
        article, encoded, [], [(m.start - first, m.end - first) for m in mentions], []
    )
    for position, owner in zip(positions, owners, strict=True):
        start, end = _words(position["at"], scene, desk)
        act = next((a for a in instance.acts if a.start < end and start < a.end), None)
        if act is None and start < end:
            tags[start:end] = [ACTION, *[ACTION_INSIDE] * (end - start - 1)]
            static = finder.totals(scene.span[start:end].text, context)
            right = np.array([key in position["issues"] for key in finder.keys])
            act = Act(start, end, [0] * (len(mentions) + 1), set(), static, right, agenda_path)
            instance.acts.append(act)
        if act is None:
            continue
        act.stances[owner] = STANCES.index(position["stance"])
        for start_character, end_character, kind in position["conditions"]:
            span = _words((start_character, end_character), scene, desk)
            if span[0] >= span[1]:
                continue
            if span not in instance.conditions:
                instance.conditions.append(span)
            act.conditions.add(instance.conditions.index(span))
            for index in range(*span):
                if index == span[0]:
                    tags[index] = f"B-{kind}"
                elif tags[index] == OUTSIDE:
                    tags[index] = CONDITION_INSIDE
    instance.tags = [TAG_INDEX[tag] for tag in tags]
    return instance


def _words(at: tuple[int, int], scene: Scene, desk: Desk) -> tuple[int, int]:
    inside = [
        token.i - scene.span.start
        for token in scene.span
        if desk.offset + token.idx < at[1] and desk.offset + token.idx + len(token.text) > at[0]
    ]
    return (min(inside), max(inside) + 1) if inside else (0, 0)
