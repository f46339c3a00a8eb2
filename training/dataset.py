"""Annotated articles → training instances: sentences with those who hold a stance, and on what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from willing import agenda, gold
from willing.extract import Extractor
from willing.extract.candidates import Candidate, candidates
from willing.extract.encoding import STANCES, Claimed, claims_of
from willing.extract.learned import parties_of
from willing.extract.positions import Desk
from willing.extract.references import References, Scene
from willing.extract.text import plain
from willing.model import UNDATED, Article


@dataclass
class Held:
    """A position: its holder's place, its stance's place and one, its action's words.

    The holder's place is that among the mentions, or their number where none of them is it.
    """

    holder: int
    stance: int
    action: tuple[int, int]
    conditions: list[tuple[int, int, str]]


@dataclass
class Instance:
    """One sentence: its words and context, its mentions, what the rules say, what is right."""

    words: list[str]
    context: str
    mentions: list[tuple[int, int]]
    parties: list[frozenset[str]]
    claims: list[Claimed]
    held: list[Held] = field(default_factory=list)


SPLIT = "split.yaml"


def negotiations(root: Path, part: str) -> list[Path]:
    """Return the folders of negotiations under ``root`` that are its "train", "dev" or "test"."""
    folders = sorted(path.parent for path in root.rglob(gold.AGENDA_FILE))
    split: dict[str, list[str]] = yaml.safe_load((root / SPLIT).read_text(encoding="utf-8"))
    if part != "train":
        return [folder for folder in folders if folder.name in split[part]]
    kept = {name for names in split.values() for name in names}
    return [folder for folder in folders if folder.name not in kept]


def instances(folders: list[Path]) -> Iterator[Instance]:
    """Yield the instances of every article under the negotiations' folders."""
    extractor: Extractor | None = None
    for folder in folders:
        loaded = agenda.load(str(folder / gold.AGENDA_FILE))
        if extractor is None:
            extractor = Extractor(loaded, reader="rules")
        extractor.use(loaded)
        for article in gold.load(folder):
            yield from _of_article(article, extractor)


def _of_article(data: dict[str, Any], extractor: Extractor) -> Iterator[Instance]:
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
        said = list(extractor.reader.read(scene, desk, extractor.issues))
        first = scene.span.start
        context = desk.context(scene)
        instance = Instance(
            [token.text for token in scene.span],
            f"{context.headline} . {context.before}",
            [(mention.start - first, mention.end - first) for mention in mentions],
            [parties_of(mention) for mention in mentions],
            claims_of(said, first),
        )
        for position in here:
            held = _held(position, mentions, scene, desk)
            if held is not None:
                instance.held.append(held)
        if mentions or said or instance.held:
            yield instance
        desk.leave(scene)


def _held(
    position: dict[str, Any], mentions: list[Candidate], scene: Scene, desk: Desk
) -> Held | None:
    start, end = _words(position["at"], scene, desk)
    if start >= end:
        return None
    conditions = []
    for first, last, kind in position["conditions"]:
        span = _words((first, last), scene, desk)
        if span[0] < span[1]:
            conditions.append((*span, kind))
    return Held(
        _holder(position, mentions, scene),
        STANCES.index(position["stance"]) + 1,
        (start, end),
        conditions,
    )


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
        yield {
            "at": (at, at + len(words)),
            "actor": plain(position["actor"].get("text") or "").text,
            "id": str(position["actor"]["id"]),
            "stance": position["stance"],
            "conditions": conditions,
        }


def _holder(position: dict[str, Any], mentions: list[Candidate], scene: Scene) -> int:
    """Return the place of the mention that names the holder, or their number where none does."""
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


def _words(at: tuple[int, int], scene: Scene, desk: Desk) -> tuple[int, int]:
    inside = [
        token.i - scene.span.start
        for token in scene.span
        if desk.offset + token.idx < at[1] and desk.offset + token.idx + len(token.text) > at[0]
    ]
    return (min(inside), max(inside) + 1) if inside else (0, 0)
