"""Find what a position is said to depend on: clauses and phrases of condition, with their kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Span, Token

from willing.extract import clauses
from willing.extract.ahead import governed_by_future, is_refused, lies_ahead
from willing.lexicon import load
from willing.model import ConditionKind

Index = dict[str, list[tuple[tuple[str, ...], ConditionKind]]]

_DATA = load("conditions")
_TRIM = "\"',;:.!?—- "
_CLAUSES = frozenset({"advcl", "ccomp", "relcl", "pcomp", "conj", "dep", "acl"})
_PHRASES = frozenset(
    {"prep", "advmod", "acomp", "amod", "ROOT", "pcomp", "mark", "attr", "conj", "cc", "npadvmod",
     "det"}
)  # fmt: skip
_MARKS = frozenset({"mark", "advmod", "prep", "npadvmod"})
_NOUNS_BEFORE_CLAUSE = frozenset(
    {"condition", "event", "understanding", "assumption", "long", "soon", "provided", "case",
     "moment", "providing", "assuming", "day", "minute", "reserve", "proviso"}
)  # fmt: skip
_TIMES_AHEAD = frozenset({"when", "before", "until", "till", "whenever", "while"})
_ENDS = frozenset({",", ";", ":", "—", '"', ".", "-", "!"})
_ASKING = frozenset(
    {"ask", "wonder", "know", "see", "decide", "say", "clarify", "determine", "question", "doubt",
     "discuss"}
)  # fmt: skip


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
        """Index the introducing phrases by their first and last words, longest first."""
        self._clause = _index(_DATA["clause"])
        self._phrase = _index(_DATA["phrase"])
        self._fixed = _index(_DATA["fixed"])
        self._weak = frozenset(_DATA["weak_phrases"])
        self._events = frozenset(_DATA["events"])
        self._times = frozenset(_DATA["times"])
        self._depends = [tuple(words.split()) for words in _DATA["depends"]]
        kinds = {words: kind for found in self._clause.values() for words, kind in found}
        self._in_line = [
            (words, kinds[words])
            for words in (tuple(phrase.split()) for phrase in _DATA["in_line"])
        ]

    def find(self, sentence: Span) -> list[Found]:
        """Return the conditions of ``sentence`` in order, none inside another."""
        found = [
            *self._clauses(sentence), *self._phrases(sentence), *self._dependences(sentence),
            *self._standing_alone(sentence), *_inverted(sentence),
        ]  # fmt: skip
        found.extend(self._lost_clauses(sentence, found))
        found.sort(key=lambda item: (item.start, -item.end))
        kept: list[Found] = []
        for item in found:
            if not any(k.start <= item.start and item.end <= k.end for k in kept):
                kept.append(item)
        return kept

    # -- clauses

    def _clauses(self, sentence: Span) -> Iterator[Found]:
        for verb in sentence:
            if verb.dep_ in _CLAUSES:
                marker = self._marker(verb)
                if marker is not None:
                    kind, start, governor = marker
                    yield from _split(kind, start, verb, governor)

    def _marker(self, verb: Token) -> tuple[ConditionKind, int, Token] | None:
        """Return the kind, the first token and the governor of a clause of condition."""
        for token in _introducing(verb):
            hit = _ending_at(self._clause, token)
            if hit is None:
                continue
            kind, start = hit
            if token.lower_ == "if" and _is_question(verb):
                return None
            timed = kind is ConditionKind.AFTER or token.lower_ in _TIMES_AHEAD
            if timed and not lies_ahead(verb, token):
                return None
            governor = verb.head
            if governor.dep_ in {"prep", "pobj", "mark"} or governor == token:
                governor = _clause_above(token)
            return kind, start, governor
        return None

    def _lost_clauses(self, sentence: Span, found: list[Found]) -> Iterator[Found]:
        """Yield clauses of condition that the parse has lost, from their word to the next stop."""
        taken = {i for item in found for i in range(item.start, item.end)}
        for token in sentence:
            if token.i in taken:
                continue
            for words, kind in self._in_line:
                if not _stands_at(token, words):
                    continue
                if len(words) == 1 and _is_other_use(token, sentence):
                    continue
                only = token.i > sentence.start and token.nbor(-1).lower_ == "only"
                end = _next_stop(token.i + len(words), sentence)
                if end - token.i - len(words) >= 2:
                    head = _main_verb(token.i + len(words), end, token)
                    kind = ConditionKind.ONLY_IF if only else kind
                    yield Found(kind, token.i - only, end, _verb_before(token, sentence), head)
                    taken.update(range(token.i, end))
                break

    # -- phrases

    def _phrases(self, sentence: Span) -> Iterator[Found]:
        for token in sentence:
            if token.dep_ not in _PHRASES:
                continue
            for words, kind in self._phrase.get(token.lower_, ()):
                if not _stands_at(token, words):
                    continue
                end = token.i + len(words)
                last = token.doc[end - 1]
                head = _object_of(last) or _object_of(token)
                if head is None:
                    continue
                if " ".join(words) in self._weak and not self._could_come_about(head, token, words):
                    continue
                kind_found, start = kind, token.i
                if token.lower_ == "without":
                    kind_found = ConditionKind.ONLY_IF
                    if token.i and token.nbor(-1).lower_ == "not":
                        start -= 1
                stop = max(node.i for node in clauses.branch(head)) + 1
                governor = token.head if token.dep_ != "ROOT" else token
                yield Found(kind_found, start, max(stop, end), governor, head)
                break

    def _could_come_about(self, head: Token, token: Token, words: tuple[str, ...]) -> bool:
        word = words[0]
        if word == "without":
            return self._is_needed(head, token)
        if head.pos_ == "VERB" and word in {"after", "before"}:
            return governed_by_future(head)
        if word in {"before", "until", "till"} and self._is_time(head):
            return is_refused(token)
        if head.lemma_.lower() not in self._events:
            return False
        return word in {"absent", "as", "in"} or governed_by_future(head)

    def _is_needed(self, head: Token, token: Token) -> bool:
        """Tell whether "without" names what is needed: before or below a denial."""
        if head.pos_ == "VERB":
            return False
        if token.i == token.sent.start or token.nbor(-1).text in {'"', ","}:
            return True
        if head.lemma_.lower() in self._events:
            return True
        return is_refused(token)

    def _is_time(self, noun: Token) -> bool:
        return noun.lemma_.lower() in self._times or noun.like_num or noun.pos_ == "NUM"

    def _standing_alone(self, sentence: Span) -> Iterator[Found]:
        for token in sentence:
            for words, kind in self._fixed.get(token.lower_, ()):
                if _stands_at(token, words):
                    end = token.i + len(words)
                    yield Found(kind, token.i, end, _clause_above(token), token)
                    break

    def _dependences(self, sentence: Span) -> Iterator[Found]:
        for token in sentence:
            for verb, *rest in self._depends:
                if verb == "be":
                    if token.lower_ != rest[0]:
                        continue
                    wanted = rest[1]
                elif token.lower_ in {
                    verb,
                    verb + "s",
                    verb + "ed",
                    verb.removesuffix("e") + "ing",
                }:
                    wanted = rest[0]
                else:
                    continue
                preposition = next((c for c in token.children if c.lower_ == wanted), None)
                head = None if preposition is None else _object_of(preposition)
                if preposition is None or head is None:
                    continue
                end = max(node.i for node in head.subtree) + 1
                governor = clauses.subject(token) or token
                yield Found(ConditionKind.ONLY_IF, preposition.i, end, governor, head)
                break


def trimmed(found: Found) -> tuple[int, int]:
    """Return the condition's token range without the punctuation around it."""
    doc, start, end = found.head.doc, found.start, found.end
    while start < end and doc[start].text in _TRIM:
        start += 1
    while end > start and (doc[end - 1].text in _TRIM or doc[end - 1].dep_ == "cc"):
        end -= 1
    return start, end


def _index(data: dict[str, list[str]]) -> Index:
    index: Index = {}
    for kind, phrases in data.items():
        for phrase in phrases:
            words = tuple(phrase.split())
            for key in {words[0], words[-1]}:
                index.setdefault(key, []).append((words, ConditionKind(kind)))
    for found in index.values():
        found.sort(key=lambda item: -len(item[0]))
    return index


def _stands_at(token: Token, words: tuple[str, ...]) -> bool:
    doc, end = token.doc, token.i + len(words)
    return end <= len(doc) and [doc[i].lower_ for i in range(token.i, end)] == list(words)


def _ending_at(index: Index, token: Token) -> tuple[ConditionKind, int] | None:
    doc = token.doc
    for shift in (1, 0):
        last = token.i + shift
        if last >= len(doc):
            continue
        for words, kind in index.get(doc[last].lower_, ()):
            start = last - len(words) + 1
            if 0 <= start <= token.i and _stands_at(doc[start], words):
                return kind, start
    return None


def _introducing(verb: Token) -> list[Token]:
    """Return the words that may introduce the clause of ``verb``."""
    found = [child for child in verb.children if child.dep_ in _MARKS and child.i < verb.i]
    if verb.dep_ == "pcomp" and verb.head.dep_ in {"prep", "mark"}:
        found.append(verb.head)
    if verb.dep_ in {"acl", "ccomp", "relcl"} and verb.head.lower_ in _NOUNS_BEFORE_CLAUSE:
        found.append(verb.head)
    return found


def _split(kind: ConditionKind, start: int, verb: Token, governor: Token) -> Iterator[Found]:
    """Yield the clause, or its two halves where a second clause with a subject is joined on."""
    end = max(node.i for node in verb.subtree) + 1
    second = _second_half(verb, governor, end)
    nested = [
        child for child in verb.children
        if child.dep_ == "advcl" and child.i > verb.i
        and any(c.lower_ in {"if", "unless"} for c in child.children)
    ]  # fmt: skip
    if nested:
        end = min(end, min(node.i for node in nested[0].subtree))
    if second is None:
        yield Found(kind, start, max(end, verb.i + 1), governor, verb)
        return
    middle = min(node.i for node in second.subtree)
    first_end = middle
    while first_end > start and verb.doc[first_end - 1].dep_ in {"cc", "punct"}:
        first_end -= 1
    yield Found(kind, start, first_end, governor, verb)
    yield Found(kind, middle, max(node.i for node in second.subtree) + 1, governor, second)


def _second_half(verb: Token, governor: Token, end: int) -> Token | None:
    """Return the second clause of a condition, also where the parse joins it to the main clause.

    "could pay if asked and the court agrees": the present tense after "could" belongs to "if".
    """
    for child in verb.children:
        if child.dep_ == "conj" and clauses.own_subject(child) and child.pos_ in clauses.VERBAL:
            return child
    if not any(aux.tag_ == "MD" for aux in clauses.auxiliaries(governor)):
        return None
    for child in governor.children:
        joined = child.dep_ == "conj" and child.tag_ in {"VBZ", "VBP"}
        if joined and clauses.own_subject(child) and not clauses.auxiliaries(child):
            first = min(node.i for node in child.subtree)
            if 0 <= first - end <= 1 or (first < end and verb.doc[first - 1].lower_ == "and"):
                return child
    return None


def _inverted(sentence: Span) -> Iterator[Found]:
    """Yield clauses like "should Kyiv ask" and "were Rome to agree"."""
    if sentence[-1].text == "?":
        return
    for token in sentence:
        if token.lower_ not in {"should", "were"} or token.i + 2 >= sentence.end:
            continue
        if token.nbor().pos_ not in {"PROPN", "DET", "PRON", "NOUN", "ADJ"}:
            continue
        verb = token.head if token.dep_ in {"aux", "auxpass"} else token
        subject = clauses.own_subject(verb)
        if subject is not None and subject.i < token.i:
            continue
        end = _next_stop(token.i + 1, sentence)
        later = [token.doc[i] for i in range(token.i + 2, end)]
        if token.lower_ == "were" and not any(t.tag_ == "TO" for t in later):
            continue
        if any(t.pos_ in clauses.VERBAL for t in later):
            head = verb if token.i < verb.i < end else _main_verb(token.i + 1, end, token)
            yield Found(ConditionKind.IF, token.i, end, _verb_before(token, sentence), head)


def _next_stop(start: int, sentence: Span) -> int:
    doc = sentence.doc
    return next((i for i in range(start, sentence.end) if doc[i].text in _ENDS), sentence.end)


def _main_verb(start: int, end: int, default: Token) -> Token:
    doc = default.doc
    return next((doc[i] for i in range(start, end) if doc[i].pos_ in clauses.VERBAL), default)


def _verb_before(token: Token, sentence: Span) -> Token:
    """Return the verb that a clause lost by the parse qualifies: the nearest before, or after."""
    before = [t for t in sentence if t.i < token.i and t.pos_ in clauses.VERBAL]
    if before:
        return before[-1]
    stop = _next_stop(token.i, sentence)
    after = [t for t in sentence if t.i > stop and t.pos_ in clauses.VERBAL]
    return after[0] if after else token


def _is_other_use(token: Token, sentence: Span) -> bool:
    """Tell "as if", "what if", "if only", "ask if" and "has provided aid" from conditions."""
    before = token.nbor(-1) if token.i > sentence.start else None
    if before is not None and before.lower_ in {"as", "what", "at", "even"}:
        return True
    if token.lower_ == "if":
        return before is not None and before.lemma_.lower() in _ASKING
    if token.lower_ == "once":
        return (token.dep_ == "advmod" and token.i > token.head.i) or _next_is_stop(token)
    if token.lower_ in {"provided", "providing"}:
        has_auxiliary = any(child.dep_ in {"aux", "auxpass"} for child in token.children)
        governs = clauses.direct_object(token) is not None or token.dep_ == "pcomp"
        return has_auxiliary or governs or clauses.own_subject(token) is not None
    return False


def _next_is_stop(token: Token) -> bool:
    return token.i + 1 >= len(token.doc) or token.nbor().is_punct


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
    return verb.dep_ == "ccomp" and verb.head.lemma_.lower() in _ASKING
