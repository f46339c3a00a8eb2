"""Match the words of the stance lexicon against a parse: by dependency first, then in a line."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from spacy.tokens import Token

from willing.model import Stance

REACH = 8
_ENDINGS = {"VBZ": "es", "VBD": "ed", "VBN": "ed", "VBG": "ing"}
GAP = 3
_PARTICLES = frozenset(["in", "out", "off", "up", "down", "over", "through", "along"])
ANY = "any"
_BELOW = frozenset({
    "prt", "prep", "dobj", "acomp", "amod", "advmod", "attr", "pobj", "oprd", "neg", "poss",
    "det", "npadvmod", "dative", "compound", "xcomp", "ccomp", "aux", "nsubjpass", "intj",
    "advcl", "pcomp", "mark", "dep",
})  # fmt: skip
_PASSED_OVER = frozenset({"DET", "ADJ", "ADV", "PRON", "NUM", "PART"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A phrase after its first word, the stance of each frame, and whether it must be negated."""

    rest: tuple[str, ...]
    frames: dict[str, Stance]
    negated: bool

    def stance(self, frame: str) -> Stance | None:
        """Return the stance that the phrase carries in ``frame``."""
        return self.frames.get(frame) or self.frames.get(ANY)


def by_first_word(groups: list[dict[str, Any]]) -> dict[str, list[Entry]]:
    """Index the groups of a lexicon by the phrases' first word; longest phrase first."""
    merged: dict[tuple[str, ...], dict[str, Stance]] = defaultdict(dict)
    for group in groups:
        for words in group["words"]:
            key = tuple(str(words).split())
            for frame in group["frames"]:
                merged[key].setdefault(frame, Stance(group["stance"]))
    index: dict[str, list[Entry]] = defaultdict(list)
    for key, frames in sorted(merged.items(), key=lambda item: -len(item[0])):
        negated = key[0] == "not"
        first, *rest = key[1:] if negated else key
        index[first].append(Entry(tuple(rest), frames, negated))
    return dict(index)


def entries_of(token: Token, index: dict[str, list[Entry]]) -> list[Entry]:
    """Return the entries of a verb, also where the parser gives it a wrong lemma ("hop")."""
    lemma, word = token.lemma_.lower(), token.lower_
    forms = [lemma]
    if token.tag_ in _ENDINGS:
        ending, endings = _ENDINGS[token.tag_], ("", "e")
        stem = word.removesuffix(ending)
        forms += [
            word.removesuffix("s"),
            *(stem + tail for tail in endings),
            word.removesuffix("d"),
        ]
    return next((index[form] for form in forms if form in index), [])


def by_surface(groups: list[dict[str, Any]]) -> dict[str, list[tuple[tuple[str, ...], Stance]]]:
    """Index fixed phrases by their first token; longest phrase first."""
    index: dict[str, list[tuple[tuple[str, ...], Stance]]] = defaultdict(list)
    for group in groups:
        for words in group["words"]:
            key = tuple(str(words).replace("-", " - ").split())
            index[key[0]].append((key, Stance(group["stance"])))
    for found in index.values():
        found.sort(key=lambda pair: -len(pair[0]))
    return dict(index)


def stands_at(token: Token, words: tuple[str, ...]) -> bool:
    """Tell whether ``words`` stand in the text from ``token`` on."""
    doc = token.doc
    end = token.i + len(words)
    return end <= len(doc) and all(
        doc[token.i + shift].lower_ == word for shift, word in enumerate(words)
    )


def match(head: Token, rest: tuple[str, ...]) -> frozenset[int] | None:
    """Return the tokens of a phrase whose first word is ``head``, or ``None``."""
    if not rest:
        return frozenset({head.i})
    return _below(head, rest) or _in_line(head, rest)


def _same(token: Token, wanted: str) -> bool:
    if wanted == "to" and token.pos_ == "PART":
        return False
    return wanted in {token.lower_, token.lemma_.lower()}


def _governs(token: Token) -> bool:
    """Tell whether a particle is a preposition after all: "gave in the small hours"."""
    return token.lower_ in _PARTICLES and any(child.dep_ == "pobj" for child in token.children)


def _below(head: Token, rest: tuple[str, ...]) -> frozenset[int] | None:
    matched = {head.i}
    nodes = [head]
    for wanted in rest:
        found = next(
            (
                child
                for node in nodes
                for child in node.children
                if child.i not in matched
                and abs(child.i - head.i) <= REACH
                and child.dep_ in _BELOW
                and _same(child, wanted)
                and not (wanted == rest[-1] and _governs(child))
            ),
            None,
        )
        if found is None:
            return None
        matched.add(found.i)
        nodes.insert(0, found)
    return frozenset(matched)


def _in_line(head: Token, rest: tuple[str, ...]) -> frozenset[int] | None:
    doc, position, end = head.doc, head.i + 1, head.sent.end
    matched = {head.i}
    for wanted in rest:
        limit = min(position + GAP, end)
        while position < limit and not _same(doc[position], wanted):
            if doc[position].pos_ not in _PASSED_OVER:
                return None
            position += 1
        if position >= limit:
            return None
        matched.add(position)
        position += 1
    return frozenset(matched)
