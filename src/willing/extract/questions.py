"""Read what is left open: "whether Oslo will sign is unclear"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from spacy.tokens import Span, Token

from willing.extract import clauses
from willing.extract.claims import Claim
from willing.extract.stance_lexicon import StanceLexicon
from willing.model import Stance

HEIGHT = 4
_CLAUSAL = frozenset({"ccomp", "csubj", "csubjpass", "acl", "advcl", "xcomp", "pcomp", "conj"})


def opened(sentence: Span, claims: Sequence[Claim], lexicon: StanceLexicon) -> list[Claim]:
    """Return ``claims`` with what their sentence calls an open question left undecided.

    What only stands under "whether" is a question that is asked, no position; both readings hold
    for what a party would do itself.
    """
    asked = {verb.i: verb for token in sentence if (verb := _asked(token)) is not None}
    if not asked:
        return list(claims)
    kept: list[Claim] = []
    open_verbs = {i: verb for i, verb in asked.items() if _is_open(sentence, verb, lexicon)}
    taken: set[int] = set()
    for claim in claims:
        above = _above(claim.head, asked)
        if not claim.own or above is None:
            kept.append(claim)
        elif above in open_verbs:
            taken.add(above)
            kept.append(replace(claim, stance=Stance.UNDECIDED))
    for index, verb in open_verbs.items():
        subject = clauses.own_subject(verb)
        if index not in taken and subject is not None and subject.dep_ != "expl":
            words = frozenset({index})
            kept.append(Claim(verb, words, Stance.UNDECIDED, "clause", verb, subject))
    return kept


def _above(head: Token, asked: Mapping[int, Token]) -> int | None:
    """Return which of the verbs asked about a claim's head is, or is an infinitive below."""
    for _ in range(HEIGHT):
        if head.i in asked:
            return head.i
        if head.dep_ not in {"xcomp", "acomp", "attr", "oprd"}:
            return None
        head = head.head
    return None


def _asked(token: Token) -> Token | None:
    """Return the verb of the indirect question that ``token`` begins."""
    if token.lower_ != "whether" or token.dep_ not in {"mark", "advmod"}:
        return None
    verb = token.head
    return verb if verb.pos_ in clauses.VERBAL and verb.dep_ in _CLAUSAL else None


def _is_open(sentence: Span, verb: Token, lexicon: StanceLexicon) -> bool:
    """Tell whether the words beside a question say that nobody knows its answer yet."""
    inside = {token.i for token in verb.subtree}
    words = " ".join(token.lower_ for token in sentence if token.i not in inside)
    return any(phrase in words for phrase in lexicon.unanswered)
