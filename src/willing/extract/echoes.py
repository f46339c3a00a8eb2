"""Read stances whose words are left out: "Prague might", "so did Rome", "and France for 60"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Span, Token

from willing.extract import clauses
from willing.extract.claims import Claim
from willing.extract.stance_lexicon import StanceLexicon

_CARRIED = frozenset({"dobj", "prep", "xcomp", "acomp", "attr", "ccomp", "oprd", "auxpass"})
_STAND_INS = frozenset({"do", "be", "have"})
_ALSO = frozenset({"too", "likewise", "also", "ditto"})


def gapped(claims: list[Claim]) -> Iterator[Claim]:
    """Yield the claims of a coordination that leaves out its verb ("and France for 60")."""
    for claim in claims:
        for child in claim.head.children:
            if (
                child.dep_ != "conj"
                or child.pos_ not in {"PROPN", "NOUN"}
                or child.i < claim.head.i
            ):
                continue
            nearby = [*child.children, *(c for c in claim.head.children if c.i == child.i + 1)]
            rest = next((c for c in nearby if c.dep_ in {"prep", "dobj"}), None)
            if rest is None or clauses.own_subject(claim.head) is None:
                continue
            noun = next((c for c in rest.children if c.dep_ == "pobj"), rest)
            yield replace(
                claim, head=child, words=frozenset({child.i}), complement=noun, holder=child,
                by_speaker=False,
            )  # fmt: skip


def echoed(
    sentence: Span, claims: list[Claim], earlier: list[Claim], lexicon: StanceLexicon
) -> Iterator[Claim]:
    """Yield the claims of auxiliaries left alone, and of "Rome too"; what went before fills them.

    ``earlier`` are the claims of the sentence before.
    """
    for token in sentence:
        holder = _left_alone(token)
        if holder is None or any(claim.head.i == token.i for claim in claims):
            continue
        if _is_asked_or_denied(token, lexicon):
            continue
        before = [claim for claim in claims if claim.head.i < token.i] or earlier
        model = before[-1] if before else None
        negated = lexicon.negated(token)
        if token.lower_ in lexicon.modals:
            table = lexicon.modals_negated if negated else lexicon.modals
            stance = table.get(token.lower_)
            if stance is None or (model is None and not negated):
                continue
            yield Claim(
                token, frozenset({token.i}), stance, "clause", _complement(model, token), holder,
                modal=True,
            )  # fmt: skip
        elif model is not None:
            inverted = holder.i > token.i
            flipped = negated and not inverted
            stance = lexicon.shifts.negated[model.stance] if flipped else model.stance
            yield Claim(
                token, frozenset({token.i}), stance, model.frame, _complement(model, token),
                holder, model.agent if _here(model, token) else None,
            )  # fmt: skip
    if earlier and not claims and len(sentence) <= 6:
        yield from _too(sentence, earlier[-1])


def _is_asked_or_denied(token: Token, lexicon: StanceLexicon) -> bool:
    """Tell "whether it would" and "never said that it would" from what somebody would do."""
    if token.dep_ != "ccomp":
        return False
    asked = any(child.lower_ in {"whether", "if"} for child in token.children)
    return asked or (
        token.head.lemma_ in {"say", "promise", "claim"} and lexicon.negated(token.head)
    )


def _left_alone(token: Token) -> Token | None:
    """Return the subject of an auxiliary that stands for a whole predicate."""
    if token.dep_ in {"aux", "auxpass"}:
        return None
    if token.pos_ not in clauses.VERBAL:
        return _misread(token)
    if token.tag_ != "MD" and token.lemma_ not in _STAND_INS:
        return None
    if any(child.dep_ in _CARRIED for child in token.children):
        return None
    holder = clauses.own_subject(token)
    if holder is None or holder.dep_ == "expl" or holder.lower_ in {"it", "that", "this", "there"}:
        return None if holder is None or token.tag_ != "MD" else holder
    if token.tag_ != "MD":
        inverted = holder.i > token.i
        short = any(child.dep_ == "neg" for child in token.children)
        if not inverted and not short and token.dep_ != "conj" and token.head.dep_ != "ROOT":
            return None
        after = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
        if not inverted and not short and (after is None or not after.is_punct):
            return None
    return holder


def _misread(token: Token) -> Token | None:
    """Return the subject of a modal that the parse takes for a noun ("Bern might.")."""
    if token.lower_ not in {"might", "will", "can"} or token.i == token.sent.start:
        return None
    before = token.nbor(-1)
    ends = token.i + 1 == len(token.doc) or token.nbor().is_punct
    return before if ends and before.pos_ == "PROPN" and before.head == token else None


def _complement(model: Claim | None, token: Token) -> Token | None:
    return model.complement if model is not None and _here(model, token) else None


def _here(model: Claim, token: Token) -> bool:
    return model.head.sent == token.sent


def _too(sentence: Span, model: Claim) -> Iterator[Claim]:
    if not any(token.lower_ in _ALSO for token in sentence):
        return
    if any(token.pos_ in clauses.VERBAL for token in sentence):
        return
    noun = next((token for token in sentence if token.pos_ in {"PROPN", "NOUN"}), None)
    if noun is not None:
        yield replace(
            model, head=noun, words=frozenset({noun.i}), complement=None, holder=noun, agent=None,
            by_speaker=False, lexical=True,
        )  # fmt: skip
