"""Tell a condition from a time: does what it qualifies lie ahead, or stand denied?"""

from __future__ import annotations

from spacy.tokens import Token

from willing.extract import clauses

_HOPEFUL = frozenset(
    {"ready", "willing", "prepared", "open", "pledge", "offer", "promise", "refuse", "rule",
     "agree", "demand", "insist", "want", "propose", "plan", "consider", "threaten", "intend",
     "vow", "freeze", "suspend", "postpone", "delay", "decline", "able", "reluctant"}
)  # fmt: skip
_REFUSING = frozenset(
    {"refuse", "reject", "rule", "postpone", "delay", "freeze", "suspend", "decline", "unwilling",
     "defer", "shelve", "oppose", "halt", "hold"}
)  # fmt: skip
_NEGATIVE = frozenset({
    "no", "not", "n't", "never", "nothing", "nobody", "none", "neither", "cannot", "nor",
})  # fmt: skip


def lies_ahead(verb: Token, token: Token) -> bool:
    """Tell a condition from a time: what the clause qualifies lies ahead, or is refused."""
    word = token.lower_
    if word == "while":
        return is_refused(verb)
    if any(aux.lower_ == "had" for aux in clauses.auxiliaries(verb)):
        return False
    return governed_by_future(verb) or (word in {"until", "till", "before"} and is_refused(verb))


def is_refused(token: Token) -> bool:
    """Tell whether what ``token`` qualifies is denied or refused."""
    for above in clauses.ancestors(token):
        if above.lemma_.lower() in _REFUSING:
            return True
        if any(child.lower_ in _NEGATIVE for child in above.children):
            return True
        if any(
            below.lower_ in _NEGATIVE
            for child in above.children
            if child.dep_ in {"nsubj", "nsubjpass", "attr", "dobj", "expl"}
            for below in (child, *child.children)
        ):
            return True
        if above.dep_ in {"ROOT", "ccomp", "conj"} and above.pos_ in clauses.VERBAL:
            return False
    return False


def governed_by_future(token: Token) -> bool:
    """Tell whether what ``token`` qualifies is still to come: a modal, a wish, a present."""
    for above in clauses.ancestors(token):
        if above.pos_ not in clauses.VERBAL and above.pos_ != "ADJ":
            continue
        if any(aux.tag_ == "MD" or aux.lower_ == "to" for aux in clauses.auxiliaries(above)):
            return True
        if above.lemma_.lower() in _HOPEFUL:
            return True
        if above.dep_ in {"ROOT", "ccomp"}:
            return above.tag_ in {"VBZ", "VBP", "VBG"} and above.lemma_ not in {"say", "tell"}
    return False
