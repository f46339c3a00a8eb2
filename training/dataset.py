"""Annotated articles → training instances: sentences with their actions, conditions and holders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from willing import agenda, gold
from willing.extract import Extractor
from willing.extract.candidates import Candidate, candidates
from willing.extract.encoding import (
    ACTION,
    ACTION_INSIDE,
    CONDITION_INSIDE,
    OUTSIDE,
    STANCES,
    TAG_INDEX,
    Encoded,
    Pieces,
    governor,
    hints,
)
from willing.extract.finding import Finding
from willing.extract.learned import root_of
from willing.extract.positions import Desk
from willing.extract.references import References, Scene
from willing.extract.text import plain
from willing.model import UNDATED, Article


@dataclass
class Act:
    """One action: its words ``[start, end)`` and each mention's stance.

    ``stances`` has an entry for each mention of the instance (0: no stance) and a last one for a
    holder that the sentence doesn't mention; ``conditions`` are indices of the instance's;
    ``hinted`` is what the rules say of each mention; ``governor`` is the word that the action
    hangs on.  What the rules take for an action and is none has stances of 0 alone.
    """

    start: int
    end: int
    stances: list[int]
    conditions: set[int]
    hinted: list[int]
    governor: int


@dataclass
class Instance:
    """One sentence: tags of its words, the word ranges of its mentions and conditions, its acts."""

    article: str
    encoded: Encoded
    tags: list[int]
    mentions: list[tuple[int, int]]
    conditions: list[tuple[int, int]]
    hinted: tuple[int, ...] = ()
    acts: list[Act] = field(default_factory=list)


def negotiations(root: Path) -> list[Path]:
    """Return the folders under ``root`` that hold a negotiation's agenda and articles."""
    return sorted(path.parent for path in root.rglob(gold.AGENDA_FILE))


def instances(folders: list[Path]) -> Iterator[Instance]:
    """Yield the instances of every article under the negotiations' folders."""
    pieces = Pieces()
    extractor: Extractor | None = None
    for folder in folders:
        issues = agenda.load(str(folder / gold.AGENDA_FILE))
        if extractor is None:
            extractor = Extractor(issues, reader="rules")
        extractor.use(issues)
        for article in gold.load(folder):
            yield from _of_article(article, extractor, pieces)


def _of_article(data: dict[str, Any], extractor: Extractor, pieces: Pieces) -> Iterator[Instance]:
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
        said = list(extractor.reader.read(scene, desk, extractor.issues))
        yield _instance(mentions, here, owners, said, scene, desk, pieces, article.id)
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
    said: list[Finding],
    scene: Scene,
    desk: Desk,
    pieces: Pieces,
    article: str,
) -> Instance:
    first = scene.span.start
    words = [token.text for token in scene.span]
    context = desk.context(scene)
    encoded = pieces.encode(words, f"{context.headline} . {context.before}")
    tags = [OUTSIDE] * len(words)
    rules = hints(said, first, len(words))
    parties = [frozenset(r.party.id for r in mention.references) for mention in mentions]
    instance = Instance(
        article, encoded, [], [(m.start - first, m.end - first) for m in mentions], []
    )
    for position, owner in zip(positions, owners, strict=True):
        start, end = _words(position["at"], scene, desk)
        act = next((a for a in instance.acts if a.start < end and start < a.end), None)
        if act is None and start < end:
            tags[start:end] = [ACTION, *[ACTION_INSIDE] * (end - start - 1)]
            hinted = [rules.stance(start, end, ids) for ids in parties]
            root = root_of(scene, first + start, first + end)
            act = Act(
                start,
                end,
                [0] * (len(mentions) + 1),
                set(),
                [*hinted, 0],
                governor(root, first, len(words)),
            )
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
    for start, end, _, _ in rules.claims:
        if start < end and not any(a.start < end and start < a.end for a in instance.acts):
            hinted = [rules.stance(start, end, ids) for ids in parties]
            root = root_of(scene, first + start, first + end)
            nobody = [0] * (len(mentions) + 1)
            place = governor(root, first, len(words))
            instance.acts.append(Act(start, end, nobody, set(), [*hinted, 0], place))
    instance.hinted = rules.tags
    instance.tags = [TAG_INDEX[tag] for tag in tags]
    return instance


def _words(at: tuple[int, int], scene: Scene, desk: Desk) -> tuple[int, int]:
    inside = [
        token.i - scene.span.start
        for token in scene.span
        if desk.offset + token.idx < at[1] and desk.offset + token.idx + len(token.text) > at[0]
    ]
    return (min(inside), max(inside) + 1) if inside else (0, 0)
