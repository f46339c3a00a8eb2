"""Who says what by which words: source, cue and content of each attribution in a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span, Token

from willing.extract import clauses
from willing.lexicon import load

_CUES = load("cues")
CUE_VERBS = frozenset(word for word in _CUES["verbs"] if " " not in word)
LETTING_KNOW = frozenset({"clear", "plain", "known", "understood", "notice", "slip", "explicit"})
CITE_VERBS = frozenset(_CUES["cite_verbs"])
LEARN_VERBS = frozenset(_CUES["learn_verbs"])
CLOSING_VERBS = frozenset({"say", "tell", "add", "report", "announce", "write"})
LEAST_BEFORE = 4
TELL_VERBS = frozenset(_CUES["tell_verbs"])


@dataclass(frozen=True, slots=True)
class Attribution:
    """A source (its head), the cue's tokens ``[start, end)``, and the content's token indices.

    ``direct`` marks a quotation; ``cites`` a source that another one names ("Le Monde, citing
    two officials, …"), which stands inside the other; ``told`` is whom the source speaks to.
    """

    source: Token
    cue: tuple[int, int]
    content: frozenset[int]
    direct: bool = False
    cites: bool = False
    told: Token | None = None


def quotations(doc: Doc) -> list[tuple[int, int]]:
    """Return the token ranges between quotation marks, marks included; the last may stay open."""
    marks = [token.i for token in doc if token.text in {'"', "``", "''"}]
    pairs = [(marks[i], marks[i + 1] + 1) for i in range(0, len(marks) - 1, 2)]
    if len(marks) % 2:
        pairs.append((marks[-1], len(doc)))
    return pairs


def attributions(sentence: Span, quoted: list[tuple[int, int]]) -> Iterator[Attribution]:
    """Yield the attributions whose cue stands in ``sentence``."""
    found = [one for token in sentence for one in _of_token(token, sentence, quoted)]
    yield from _spread(found, sentence)


def _of_token(token: Token, sentence: Span, quoted: list[tuple[int, int]]) -> Iterator[Attribution]:
    lemma = token.lemma_.lower()
    if token.lower_ == "according" or _is_per(token):
        found = _according(token, sentence)
    elif token.pos_ in clauses.VERBAL and lemma in CITE_VERBS:
        cited = list(_citing(token, sentence))
        yield from cited
        found = None if cited else _saying(token, sentence, quoted)
    elif token.pos_ in clauses.VERBAL and lemma in CUE_VERBS:
        found = _saying(token, sentence, quoted)
        yield from _learning(token, found)
    elif token.lemma_ in {"make", "let", "give"} and token.pos_ == "VERB":
        found = _letting_know(token)
    elif token.lower_ == "reference" and token.head.lower_ in {"with", "in"}:
        found = _referring(token, sentence)
    elif token.lower_ == "words" or token.lower_ in {"view", "opinion", "eyes"}:
        found = _in_the_words_of(token, sentence)
    else:
        return
    if found is not None:
        yield found


def _spread(found: list[Attribution], sentence: Span) -> Iterator[Attribution]:
    """Yield ``found``; one put after the words has what follows it too ("…, he said, and …")."""
    taken = {index for one in found for index in (*one.content, *range(*one.cue))}
    for one in found:
        verb = sentence.doc[one.cue[0]]
        behind = one.content and max(one.content) < min(verb.i, one.source.i)
        if not behind or one.cites or verb.pos_ not in clauses.VERBAL:
            yield one
            continue
        own = {node.i for child in verb.children for node in _own(child, verb, one.content)}
        after = range(max(verb.i, one.source.i) + 1, sentence.end)
        more = {index for index in after if index not in own and index not in taken}
        yield replace(one, content=one.content | more)


def _own(child: Token, verb: Token, content: frozenset[int]) -> Iterator[Token]:
    """Yield what a child of a saying verb brings to the telling rather than to what is told."""
    if child.i in content or child.dep_ in {"conj", "cc", "punct", "ccomp", "parataxis"}:
        shared = child.dep_ == "conj" and clauses.own_subject(child) is None
        if not shared:
            return
    yield from clauses.branch(child, frozenset({"relcl"}) if child.i < verb.i else frozenset())


def _is_per(token: Token) -> bool:
    return (
        token.lower_ == "per"
        and token.dep_ == "prep"
        and any(child.pos_ == "PROPN" for child in token.children)
    )


def _learning(verb: Token, telling: Attribution | None) -> Iterator[Attribution]:
    """Read the source behind a source: "the paper learned from two officials that …"."""
    if telling is None or verb.lemma_.lower() not in LEARN_VERBS:
        return
    for child in verb.children:
        if child.dep_ == "prep" and child.lower_ == "from":
            for noun in child.children:
                if noun.dep_ == "pobj":
                    content = telling.content - {node.i for node in child.subtree}
                    yield Attribution(noun, (child.i, child.i + 1), content, cites=True)


def _saying(verb: Token, sentence: Span, quoted: list[tuple[int, int]]) -> Attribution | None:
    passive = clauses.is_passive(verb)
    source = clauses.passive_agent(verb) if passive else _source(verb)
    if source is None:
        return None
    content: set[int] = set()
    for child in verb.children:
        if child.dep_ == "ccomp" or (child.dep_ == "xcomp" and (passive or _is_finite(child))):
            content.update(node.i for node in child.subtree)
    direct = False
    for start, end in quoted:
        if _touches(verb, source, start, end, sentence, content):
            content.update(range(start, end))
            direct = True
    if not content and _is_inserted(verb):
        own = {node.i for node in verb.subtree}
        content.update(index for index in range(sentence.start, sentence.end) if index not in own)
    if not content and _closes(verb, source, sentence):
        content.update(range(sentence.start, source.left_edge.i))
    content -= {node.i for node in clauses.branch(source, frozenset({"relcl", "ccomp"}))}
    content.discard(verb.i)
    if not content:
        return None
    told = _addressee(verb)
    if told is not None:
        content -= {node.i for node in told.subtree}
    return Attribution(source, (verb.i, verb.i + 1), frozenset(content), direct, told=told)


def _closes(verb: Token, source: Token, sentence: Span) -> bool:
    """Tell whether "…, its council told Reuters" stands at the end, however it was parsed."""
    start = source.left_edge.i
    return (
        verb.lemma_.lower() in CLOSING_VERBS
        and start - sentence.start > LEAST_BEFORE
        and start < verb.i
        and sentence.doc[start - 1].text == ","
        and not any(child.dep_ in {"mark", "aux"} for child in verb.children)
    )


def _addressee(verb: Token) -> Token | None:
    """Return whom a verb of saying speaks to ("told Reuters", "confirmed to the agency")."""
    for child in verb.children:
        if child.dep_ in {"dobj", "dative"} and child.pos_ in clauses.NOMINAL:
            return child if verb.lemma_.lower() in TELL_VERBS else None
        if child.dep_ in {"prep", "dative"} and child.lower_ == "to":
            return next((noun for noun in child.children if noun.dep_ == "pobj"), None)
    return None


def _source(verb: Token) -> Token | None:
    own = clauses.own_subject(verb)
    if own is not None:
        return own
    found = clauses.subject(verb)
    return None if found is None or found.i == verb.i else found


def _is_finite(verb: Token) -> bool:
    return clauses.own_subject(verb) is not None and verb.tag_ not in {"VBG"}


def _is_inserted(verb: Token) -> bool:
    """Tell whether the verb stands beside what it reports ("…, as Le Monde writes, …")."""
    if verb.head == verb:
        return False
    marks = {child.lower_ for child in verb.children if child.dep_ in {"mark", "advmod"}}
    if "as" in marks:
        return True
    return not marks and (
        verb.dep_ in {"parataxis", "dep"}
        or (verb.dep_ == "advcl" and clauses.own_subject(verb) is not None and verb.tag_ != "VBG")
    )


def _touches(
    verb: Token, source: Token, start: int, end: int, sentence: Span, content: set[int]
) -> bool:
    """Tell whether the quotation belongs to the saying verb: next to it, or inside its content."""
    if any(index in content for index in range(start, end)):
        return True
    if start >= sentence.end or end < sentence.start:
        return False
    first, last = min(verb.i, source.i), max(verb.i, source.i)
    before = end <= first and first - end <= 6
    after = start > last and start - last <= 8
    return (before or after) and end - start > 4


def _according(token: Token, sentence: Span) -> Attribution | None:
    source = None
    for child in token.children:
        if child.dep_ == "prep":
            source = next((noun for noun in child.children if noun.dep_ == "pobj"), source)
        elif child.dep_ == "pobj":
            source = child
    if source is None:
        return None
    own = {node.i for node in token.subtree}
    content = frozenset(i for i in _governed(token, sentence) if i not in own)
    return Attribution(source, (token.i, min(token.i + 2, source.i)), content)


def _governed(token: Token, sentence: Span) -> set[int]:
    """Return the clause that an adverbial qualifies: the whole sentence, unless it is embedded."""
    for above in clauses.ancestors(token):
        if above.dep_ == "conj" and above.pos_ in clauses.VERBAL and clauses.own_subject(above):
            return {node.i for node in above.subtree}
        if above.dep_ == "ROOT":
            break
    return set(range(sentence.start, sentence.end))


def _citing(verb: Token, sentence: Span) -> Iterator[Attribution]:
    """Read "citing two officials", "who cites a note", "quoted by a newspaper"."""
    head = verb.head
    if verb.tag_ == "VBN":
        source = clauses.passive_agent(verb) if verb.dep_ == "acl" else None
    elif verb.tag_ == "VBG" or verb.dep_ == "relcl":
        source = clauses.direct_object(verb)
    else:
        source = None
    if source is None:
        return
    own = {node.i for node in verb.subtree}
    content: set[int] = set()
    if head.lemma_.lower() in CUE_VERBS:
        for child in head.children:
            if child.dep_ == "ccomp":
                content.update(node.i for node in child.subtree)
    if not content:
        content = set(range(sentence.start, sentence.end)) - {n.i for n in head.children}
        content.discard(head.i if head.lemma_.lower() in CUE_VERBS else -1)
    cites = verb.tag_ != "VBN"
    for noun in clauses.conjuncts(source):
        yield Attribution(noun, (verb.i, verb.i + 1), frozenset(content - own), cites=cites)


def _letting_know(verb: Token) -> Attribution | None:
    """Read "made it clear that …", "let it be known that …", "gave notice that …"."""
    telling = next((node for node in verb.subtree if node.lower_ in LETTING_KNOW), None)
    source = _source(verb)
    if telling is None or source is None or telling.i - verb.i > 5 or telling.i < verb.i:
        return None
    clause = next(
        (
            node
            for node in (*verb.children, *telling.children)
            if node.dep_ in {"ccomp", "acl", "advcl"} and node.i > telling.i
        ),
        None,
    )
    if clause is None:
        return None
    return Attribution(
        source, (verb.i, telling.i + 1), frozenset(node.i for node in clause.subtree)
    )


def _referring(noun: Token, sentence: Span) -> Attribution | None:
    """Read "with reference to two officials" as a source cited."""
    for child in noun.children:
        if child.dep_ == "prep" and child.lower_ == "to":
            source = next((node for node in child.children if node.dep_ == "pobj"), None)
            if source is not None:
                own = {node.i for node in noun.head.subtree}
                content = frozenset(i for i in range(sentence.start, sentence.end) if i not in own)
                return Attribution(source, (noun.head.i, child.i + 1), content, cites=True)
    return None


def _in_the_words_of(token: Token, sentence: Span) -> Attribution | None:
    if token.head.lower_ != "in" or token.head.dep_ != "prep":
        return None
    source = None
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ == "of":
            source = next((noun for noun in child.children if noun.dep_ == "pobj"), None)
        elif child.dep_ == "poss":
            source = child
    if source is None:
        return None
    own = {node.i for node in token.head.subtree}
    content = frozenset(i for i in range(sentence.start, sentence.end) if i not in own)
    return Attribution(source, (token.head.i, token.i + 1), content)
