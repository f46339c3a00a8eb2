"""Questions to a parse: who is a verb's subject, is it negated, what hangs below it."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
PASSIVE_SUBJECTS = frozenset({"nsubjpass", "csubjpass"})
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
VERBAL = frozenset({"VERB", "AUX"})
NEAR = 4
EMPHATIC = frozenset({
    "means", "mean", "way", "circumstances", "circumstance", "account", "event", "point",
})  # fmt: skip
_LINKED = frozenset({
    "acomp", "attr", "oprd", "prep", "advmod", "xcomp", "ccomp", "neg", "pobj", "det", "amod",
    "npadvmod",
})  # fmt: skip
OBJECT_CONTROL = frozenset({
    "ask", "urge", "tell", "force", "push", "press", "want", "order", "encourage", "allow",
    "persuade", "call", "invite", "help", "expect", "require", "request", "pressure", "oblige",
    "compel", "instruct", "implore", "beg", "convince", "lobby", "task", "commit", "warn",
    "need", "like", "mandate", "permit", "enable", "command", "get", "exhort", "nudge", "prod",
})  # fmt: skip


def own_subject(verb: Token) -> Token | None:
    """Return the subject that hangs below ``verb`` itself."""
    found = next((child for child in verb.children if child.dep_ in SUBJECTS), None)
    if found is not None:
        return found
    below = (c for aux in verb.children if aux.dep_ in {"aux", "auxpass"} for c in aux.children)
    return next((child for child in below if child.dep_ in SUBJECTS), None)


def subject(verb: Token) -> Token | None:
    """Return the subject of ``verb``: its own, or the one that it shares or is controlled by."""
    for _ in range(8):
        found = own_subject(verb)
        if found is not None:
            return _antecedent(found, verb)
        above = verb.head
        if above == verb:
            return None
        if verb.dep_ in {"relcl", "acl"}:
            return above
        if verb.dep_ == "xcomp" and above.lemma_.lower() in OBJECT_CONTROL:
            obj = direct_object(above)
            if obj is not None:
                return obj
        if verb.dep_ not in {
            "conj",
            "xcomp",
            "advcl",
            "ccomp",
            "pcomp",
            "acomp",
            "attr",
            "oprd",
            "prep",
            "amod",
            "appos",
            "parataxis",
            "dep",
        }:
            return None
        verb = above if above.pos_ in VERBAL or above.pos_ == "ADJ" else _governor(above)
    return None


def _antecedent(found: Token, verb: Token) -> Token:
    if found.tag_ in {"WDT", "WP"} and verb.dep_ == "relcl":
        return verb.head
    return found


def _governor(token: Token) -> Token:
    while token.head != token and token.pos_ not in VERBAL:
        token = token.head
    return token


def direct_object(verb: Token) -> Token | None:
    """Return the direct object of ``verb``, or the dative where it has only that."""
    for wanted in ("dobj", "dative", "obj"):
        for child in verb.children:
            if child.dep_ == wanted and child.pos_ in NOMINAL:
                return child
    return None


def is_passive(verb: Token) -> bool:
    """Tell whether ``verb`` is in the passive."""
    return any(child.dep_ in {"nsubjpass", "auxpass", "csubjpass"} for child in verb.children)


def passive_agent(verb: Token) -> Token | None:
    """Return the noun of the "by" phrase of a passive verb, or of a noun's "by"."""
    for child in verb.children:
        if child.dep_ in {"agent", "prep"} and child.lower_ == "by":
            for noun in child.children:
                if noun.dep_ == "pobj":
                    return noun
    return None


def auxiliaries(verb: Token) -> list[Token]:
    """Return the auxiliaries of ``verb``, those that a bare conjunct shares included."""
    own = [child for child in verb.children if child.dep_ in {"aux", "auxpass"}]
    if not own and verb.dep_ == "conj" and verb.tag_ in {"VB"} and verb.head.pos_ in VERBAL:
        return auxiliaries(verb.head)
    return own


def negations(token: Token, negative: frozenset[str]) -> int:
    """Count the negations that bear on ``token``: particles, adverbs, and "no" on its subject."""
    count = sum(1 for child in token.children if _negates(child, negative))
    if token.dep_ == "conj" and not count:
        count = _negations_of_conjunct(token, negative)
    found = own_subject(token)
    if found is not None and has_negative_determiner(found):
        count += 1
    return count


def _negates(child: Token, negative: frozenset[str]) -> bool:
    head = child.head
    after = child.nbor().lower_ if child.i + 1 < len(child.doc) else ""
    if child.lower_ in {"not", "n't"} and after in {"only", "just", "merely", "so"}:
        return False
    if child.dep_ in SUBJECTS:
        return False
    if child.dep_ == "neg" or child.lower_ == "neither":
        return child.i < head.i or head.pos_ in VERBAL
    if child.lower_ == "longer":
        return any(below.lower_ == "no" for below in child.children)
    if child.dep_ == "prep":
        return abs(child.i - head.i) <= NEAR and any(
            below.lower_ in EMPHATIC and has_negative_determiner(below) for below in child.children
        )
    return child.dep_ in {"advmod", "preconj"} and child.lower_ in negative and child.i < head.i


def _negations_of_conjunct(token: Token, negative: frozenset[str]) -> int:
    """Count what a conjunct shares: the "nor" before it, or the negation of a bare infinitive."""
    head = token.head
    joined = [c for c in head.children if c.dep_ == "cc" and head.i < c.i < token.i]
    if any(c.lower_ == "nor" for c in joined):
        return 1
    if token.tag_ != "VB" or head.pos_ not in VERBAL or own_subject(token) is not None:
        return 0
    if any(child.dep_ == "aux" for child in token.children):
        return 0
    return 0 if any(c.lower_ == "but" for c in joined) else negations(head, negative)


def has_negative_determiner(noun: Token) -> bool:
    """Tell whether ``noun`` is "no …", "none of …", "neither …", "nobody"."""
    if noun.lower_ in {"none", "neither", "nobody", "nothing", "no-one"}:
        return True
    return any(
        (child.lower_ in {"no", "neither"} and child.dep_ in {"det", "preconj", "neg", "cc"})
        or (child.dep_ == "neg" and noun.pos_ in NOMINAL)
        for child in noun.children
    )


def conjuncts(token: Token) -> list[Token]:
    """Return ``token`` and the nominals coordinated with it, in order."""
    result = [token]
    for child in token.children:
        if child.pos_ in NOMINAL and (child.dep_ == "conj" or _is_listed(token, child)):
            result.extend(conjuncts(child))
    return result


def _is_listed(token: Token, child: Token) -> bool:
    """Tell whether an apposition is the second name of a list ("Oslo, Bern, Rome and Riga")."""
    return (
        child.dep_ == "appos"
        and token.pos_ == child.pos_ == "PROPN"
        and any(below.dep_ == "conj" and below.pos_ == "PROPN" for below in child.children)
    )


def span_of(token: Token, leave_out: frozenset[str] = frozenset()) -> tuple[int, int]:
    """Return the token range ``[start, end)`` of the subtree, without those relations."""
    indices = [node.i for node in branch(token, leave_out)]
    return min(indices), max(indices) + 1


def branch(token: Token, leave_out: frozenset[str] = frozenset()) -> Iterator[Token]:
    """Yield ``token`` and all below it, without branches of the relations to leave out."""
    stack = [token]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(child for child in node.children if child.dep_ not in leave_out)


def ancestors(token: Token) -> Iterator[Token]:
    """Yield the tokens above ``token``, nearest first."""
    while token.head != token:
        token = token.head
        yield token


def copula(token: Token) -> Token | None:
    """Return the verb that links ``token`` to what it is said of ("is", "remains")."""
    node = token
    for _ in range(4):
        if node.dep_ in _LINKED:
            above = node.head
            if above.pos_ in VERBAL:
                return above
            node = above
        elif node.dep_ == "conj":
            node = node.head
        else:
            return None
    return None
