"""Find what a position is said to depend on: clauses and phrases of condition, with their kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Span, Token

from willing.extract import clauses
from willing.lexicon import load
from willing.model import ConditionKind

_DATA = load("conditions")
_TRIM = '"\',;:.!?—- '


@dataclass(frozen=True, slots=True)
class Found:
    """A condition in a sentence: tokens ``[start, end)`` and the word that it qualifies."""

    kind: ConditionKind
    start: int
    end: int
    governor: Token
    head: Token


class ConditionFinder:
    """Finds conditions by the lexicon ``data/lexicon/conditions.yaml``."""

    def __init__(self) -> None:
        """Index the introducing phrases by their last word, longest first."""
        self._clause = _index(_DATA["clause"])
        self._phrase = _index(_DATA["phrase"])
        self._weak = frozenset(_DATA["weak_phrases"])
        self._events = frozenset(_DATA["events"])
        self._depends = [tuple(words.split()) for words in _DATA["depends"]]

    def find(self, sentence: Span) -> list[Found]:
        """Return the conditions of ``sentence`` in order, none inside another of the same kind."""
        found = [*self._clauses(sentence), *self._phrases(sentence), *self._dependences(sentence)]
        found.sort(key=lambda item: (item.start, -item.end))
        kept: list[Found] = []
        for item in found:
            if not any(k.start <= item.start and item.end <= k.end for k in kept):
                kept.append(item)
        return kept

    def _clauses(self, sentence: Span) -> Iterator[Found]:
        for verb in sentence:
            if verb.dep_ in {"advcl", "ccomp", "relcl", "pcomp", "conj", "dep", "acl"}:
                marker = self._marker(verb)
                if marker is not None:
                    kind, start, governor = marker
                    yield from self._split(kind, start, verb, governor)
            if _is_inverted(verb):
                start = min(child.i for child in verb.subtree)
                yield from self._split(ConditionKind.IF, start, verb, verb.head)

    def _marker(self, verb: Token) -> tuple[ConditionKind, int, Token] | None:
        """Return the kind, the first token and the governor of a clause of condition."""
        candidates = [
            child for child in verb.children
            if child.dep_ in {"mark", "advmod", "prep"} and child.i < verb.i
        ]
        if verb.dep_ == "pcomp" and verb.head.dep_ in {"prep", "mark"}:
            candidates.append(verb.head)
        if verb.dep_ in {"acl", "ccomp", "relcl"} and verb.head.lower_ in {"condition", "event", "understanding", "assumption", "long", "soon", "provided", "case", "moment", "providing", "assuming"}:
            candidates.append(verb.head)
        for child in verb.children:
            if child.dep_ == "mark" and child.lower_ == "that" and child.i > 0:
                candidates.append(child)
        for token in candidates:
            hit = self._ending_at(self._clause, token)
            if hit is None:
                continue
            kind, start = hit
            if token.lower_ == "if" and _is_question(verb):
                return None
            if kind is ConditionKind.AFTER and not self._is_future_event(verb):
                return None
            if token.lower_ in {"when", "before", "until", "till", "whenever"} and not self._is_future_event(verb):
                return None
            governor = verb.head
            if governor.dep_ in {"prep", "pobj", "mark"} or governor == token:
                governor = _clause_above(token)
            return kind, start, governor
        return None

    def _ending_at(
        self, index: dict[str, list[tuple[tuple[str, ...], ConditionKind]]], token: Token
    ) -> tuple[ConditionKind, int] | None:
        doc = token.doc
        for shift in (1, 0):
            last = token.i + shift
            if last >= len(doc):
                continue
            for words, kind in index.get(doc[last].lower_, ()):
                start = last - len(words) + 1
                if start >= 0 and start <= token.i and [
                    doc[i].lower_ for i in range(start, last + 1)
                ] == list(words):
                    return kind, start
        return None

    def _split(
        self, kind: ConditionKind, start: int, verb: Token, governor: Token
    ) -> Iterator[Found]:
        """Yield the clause, or its two halves where a second clause with a subject is joined on."""
        end = max(node.i for node in verb.subtree) + 1
        second = next(
            (
                child for child in verb.children
                if child.dep_ == "conj" and clauses.own_subject(child) is not None
                and child.pos_ in clauses.VERBAL
            ),
            None,
        )
        if second is None:
            yield Found(kind, start, end, governor, verb)
            return
        middle = min(node.i for node in second.subtree)
        first_end = middle
        while first_end > start and verb.doc[first_end - 1].dep_ in {"cc", "punct"}:
            first_end -= 1
        yield Found(kind, start, first_end, governor, verb)
        yield Found(kind, middle, end, governor, second)

    def _phrases(self, sentence: Span) -> Iterator[Found]:
        for token in sentence:
            if token.dep_ not in {"prep", "advmod", "acomp", "amod", "ROOT", "pcomp", "mark", "attr", "conj"}:
                continue
            for words, kind in self._phrase.get(token.lower_, ()):
                start, end = token.i, token.i + len(words)
                if end > len(token.doc) or [
                    token.doc[i].lower_ for i in range(start, end)
                ] != list(words):
                    continue
                last = token.doc[end - 1]
                head = _object_of(last) or _object_of(token)
                joined = " ".join(words)
                if head is None and joined not in {"in return", "in exchange"}:
                    continue
                if joined in self._weak and not self._could_come_about(head, joined):
                    continue
                if token.lower_ == "without" and token.i and token.nbor(-1).lower_ == "not":
                    kind, start = ConditionKind.ONLY_IF, start - 1
                stop = max((node.i for node in (head or last).subtree), default=last.i) + 1
                governor = token.head if token.dep_ != "ROOT" else token
                yield Found(kind, start, max(stop, end), governor, head or last)
                break

    def _could_come_about(self, head: Token | None, words: str) -> bool:
        if head is None:
            return False
        if head.pos_ == "VERB" and words in {"after", "before", "without"}:
            return _governed_by_future(head)
        if head.lemma_.lower() not in self._events:
            return False
        return words in {"without", "absent", "as part of"} or _governed_by_future(head)

    def _is_future_event(self, verb: Token) -> bool:
        """Tell a condition from a time: the clause or what it qualifies lies ahead."""
        auxiliaries = {aux.lower_ for aux in clauses.auxiliaries(verb)}
        if verb.tag_ in {"VBD"} or auxiliaries & {"had", "was", "were"}:
            return _governed_by_future(verb)
        return _governed_by_future(verb) or verb.tag_ in {"VBZ", "VBP"}

    def _dependences(self, sentence: Span) -> Iterator[Found]:
        for token in sentence:
            for words in self._depends:
                verb, *rest = words
                if verb == "be":
                    if token.lower_ != rest[0]:
                        continue
                    preposition = next((c for c in token.children if c.lower_ == rest[1]), None)
                elif token.lemma_.lower() == verb and token.pos_ == "VERB":
                    preposition = next((c for c in token.children if c.lower_ == rest[0]), None)
                else:
                    continue
                if preposition is None:
                    continue
                head = _object_of(preposition)
                if head is None:
                    continue
                end = max(node.i for node in head.subtree) + 1
                yield Found(ConditionKind.ONLY_IF, preposition.i, end, token, head)
                break


def trimmed(found: Found) -> tuple[int, int]:
    """Return the condition's token range without the punctuation around it."""
    doc, start, end = found.head.doc, found.start, found.end
    while start < end and doc[start].text in _TRIM:
        start += 1
    while end > start and doc[end - 1].text in _TRIM:
        end -= 1
    return start, end


def _index(
    data: dict[str, list[str]],
) -> dict[str, list[tuple[tuple[str, ...], ConditionKind]]]:
    index: dict[str, list[tuple[tuple[str, ...], ConditionKind]]] = {}
    for kind, phrases in data.items():
        for phrase in phrases:
            words = tuple(phrase.split())
            for key in {words[0], words[-1]}:
                index.setdefault(key, []).append((words, ConditionKind(kind)))
    for found in index.values():
        found.sort(key=lambda item: -len(item[0]))
    return index


def _object_of(token: Token) -> Token | None:
    for child in token.children:
        if child.dep_ in {"pobj", "pcomp", "dobj"}:
            return child
        if child.dep_ == "prep":
            below = _object_of(child)
            if below is not None:
                return below
    return None


def _clause_above(token: Token) -> Token:
    for above in clauses.ancestors(token):
        if above.pos_ in clauses.VERBAL:
            return above
    return token.head


def _is_question(verb: Token) -> bool:
    """Tell whether "if" means "whether": the clause is what is asked, known or said."""
    return verb.dep_ == "ccomp" and verb.head.lemma_.lower() in {
        "ask", "wonder", "know", "see", "decide", "say", "clarify", "determine", "question", "doubt",
    }


def _is_inverted(verb: Token) -> bool:
    """Tell a clause like "should Kyiv ask" or "were Rome to agree"."""
    subject = clauses.own_subject(verb)
    if subject is None or verb.dep_ not in {"advcl", "ccomp", "conj", "parataxis", "ROOT", "dep"}:
        return False
    for aux in clauses.auxiliaries(verb):
        if aux.lower_ in {"should", "were", "had"} and aux.i < subject.i:
            first = min(node.i for node in verb.subtree)
            has_question = verb.doc[max(node.i for node in verb.subtree)].text == "?"
            return aux.i - first <= 1 and not has_question and verb.dep_ != "ROOT"
    return False


def _governed_by_future(token: Token) -> bool:
    for above in clauses.ancestors(token):
        if above.pos_ not in clauses.VERBAL and above.pos_ != "ADJ":
            continue
        if any(aux.tag_ == "MD" or aux.lower_ == "to" for aux in clauses.auxiliaries(above)):
            return True
        if above.lemma_.lower() in {"ready", "willing", "prepared", "open", "pledge", "offer", "promise", "refuse", "rule", "agree", "demand", "insist", "want", "propose", "plan", "consider"}:
            return True
        if above.dep_ in {"ROOT", "ccomp"}:
            return above.tag_ in {"VBZ", "VBP", "VBG"} and above.lemma_ not in {"say", "tell"}
    return False
