"""Read a verb that is in no lexicon by its modal, by duty, or by its being a deed."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from willing.extract import clauses
from willing.extract.claims import Claim
from willing.extract.stance_lexicon import StanceLexicon, is_conditional
from willing.model import Stance

_MAIN = frozenset({"ROOT", "conj", "ccomp", "parataxis", "relcl"})
_PAST = frozenset(["ago", "earlier", "once", "formerly", "decades"])


def clause_claims(verb: Token, lexicon: StanceLexicon) -> Iterator[Claim]:
    """Yield the claim of a clause whose verb carries no stance itself."""
    subject = clauses.subject(verb)
    if subject is None or verb.dep_ in {"aux", "auxpass"}:
        return
    if subject.tag_ in {"WP", "WRB"} and subject.head == verb:
        return
    negative = lexicon.negated(verb) or _negative_object(verb)
    passive = clauses.is_passive(verb)
    if is_duty(verb, lexicon):
        yield from _duty(verb, subject, passive, negative)
        return
    if verb.lemma_ == "be":
        yield from _being(verb, subject, negative, lexicon)
        return
    if verb.lemma_.lower() in {"have", "need"} and _infinitive_below(verb):
        return
    actor = clauses.passive_agent(verb) if passive else subject
    stance, modal = _own_stance(verb, negative, lexicon)
    if stance is None:
        return
    if actor is not None and actor.lemma_.lower() in lexicon.plans and modal:
        yield Claim(
            verb, frozenset({verb.i}), Stance.PROPOSE, "clause", verb, _owner(actor), lexical=False
        )
        return
    if actor is None and not (modal and verb.lemma_.lower() in lexicon.deeds):
        return
    yield Claim(
        verb, frozenset({verb.i}), stance, "clause", verb, actor, None,
        by_speaker=actor is None, lexical=False, modal=modal,
    )  # fmt: skip


def threatened(claim: Claim, lexicon: StanceLexicon) -> Stance:
    """Return THREATEN where a promised deed is a cost and hangs on a condition.

    So is what somebody is warned of if they do or don't ("warned Lima of sanctions if it …").
    """
    if claim.stance is Stance.WARN and claim.frame == "object":
        of = any(child.dep_ == "prep" and child.lower_ == "of" for child in claim.head.children)
        return Stance.THREATEN if of and is_conditional(claim.head) else claim.stance
    promised = claim.stance in {Stance.COMMIT, Stance.OFFER}
    would = claim.stance in {Stance.REFUSE, Stance.OPPOSE, Stance.REQUEST} and any(
        aux.lower_ in {"will", "would", "'ll", "'d"} for aux in clauses.auxiliaries(claim.head)
    )
    denied = lexicon.negated(claim.head)
    if not (promised or would) or denied or not is_conditional(claim.head):
        return claim.stance
    heads = [claim.head] if claim.complement is None else [claim.head, claim.complement]
    verbs = [head for head in heads if head.pos_ in clauses.VERBAL]
    if any(verb.lemma_.lower() in lexicon.costs for verb in verbs):
        return Stance.THREATEN
    return claim.stance


def is_history(claim: Claim) -> bool:
    """Tell whether a claim in the simple past stands beside a year of another century."""
    head = claim.head
    return head.tag_ in {"VBD", "VBN"} and any(
        token.like_num and len(token.text) == 4 and token.text.startswith("19")
        for token in head.sent
    )


def is_duty(verb: Token, lexicon: StanceLexicon) -> bool:
    """Tell whether ``verb`` is what someone must, should or has to do."""
    subject = clauses.own_subject(verb)
    for aux in clauses.auxiliaries(verb):
        if subject is not None and aux.i < subject.i:
            continue
        if aux.lower_ in lexicon.duty and (aux.tag_ == "MD" or aux.lower_ in {"ought", "need"}):
            return True
    above = verb.head
    return (
        verb.dep_ in {"xcomp", "ccomp"}
        and above.lemma_.lower() in {"have", "need", "ought", "get"}
        and _has_to(verb)
        and not _is_yet(above)
        and clauses.direct_object(above) is None
    )


def is_future(verb: Token) -> bool:
    """Tell whether ``verb`` has a modal or stands below "going to", "due to", "is to"."""
    return any(aux.tag_ == "MD" for aux in clauses.auxiliaries(verb)) or is_going_to(verb)


def _being(verb: Token, subject: Token, negative: bool, lexicon: StanceLexicon) -> Iterator[Claim]:
    modals = [aux.lower_ for aux in clauses.auxiliaries(verb) if aux.tag_ == "MD"]
    attribute = next((c for c in verb.children if c.dep_ == "attr"), None)
    if subject.dep_ == "expl" or subject.lower_ == "there" or _expletive(verb):
        denied = attribute is not None and clauses.has_negative_determiner(attribute)
        if denied and (modals or _without(verb)):
            stance = Stance.REFUSE if _without(verb) else Stance.OPPOSE
            yield Claim(
                verb, frozenset({verb.i}), stance, "clause", attribute, None,
                by_speaker=True, lexical=False, modal=True,
            )  # fmt: skip
        return
    if modals and negative and attribute is not None:
        stance = lexicon.modals_negated.get(modals[0], Stance.REFUSE)
        yield Claim(
            verb, frozenset({verb.i}), stance, "clause", verb, subject, lexical=False, modal=True
        )


def _duty(verb: Token, subject: Token, passive: bool, negative: bool) -> Iterator[Claim]:
    stance = Stance.OPPOSE if negative else Stance.DEMAND
    agent = clauses.passive_agent(verb) if passive else subject
    yield Claim(
        verb, frozenset({verb.i}), stance, "clause", verb, None, agent,
        by_speaker=True, lexical=False, modal=True,
    )  # fmt: skip


def _own_stance(verb: Token, negative: bool, lexicon: StanceLexicon) -> tuple[Stance | None, bool]:
    """Return the stance of a verb by its auxiliaries or as a deed, and whether a modal told it."""
    modals = [aux.lower_ for aux in clauses.auxiliaries(verb) if aux.tag_ == "MD"]
    lemma = verb.lemma_.lower()
    if modals:
        if lemma in lexicon.states and not negative:
            return None, True
        table = lexicon.modals_negated if negative else lexicon.modals
        stance = table.get(modals[0])
        adverbs = {child.lower_ for child in verb.children if child.dep_ == "advmod"}
        if adverbs & lexicon.chance and stance is not None:
            stance = lexicon.shifts.possible.get(stance, stance)
        return stance, True
    if is_going_to(verb):
        above = verb.head
        return (Stance.REFUSE if negative or lexicon.negated(above) else Stance.COMMIT), True
    if lemma in lexicon.states:
        return None, False
    if verb.tag_ == "VBG" and _has_be(verb) and verb.dep_ in _MAIN and lemma != "go":
        return (Stance.REFUSE if negative else _progressive(verb, lexicon)), False
    if lemma in lexicon.deeds and _is_recent(verb):
        return (Stance.REFUSE if negative else Stance.DELIVER), False
    if negative and verb.dep_ in _MAIN and _do_not(verb) and lemma in lexicon.deeds:
        return Stance.REFUSE, False
    return None, False


def _progressive(verb: Token, lexicon: StanceLexicon) -> Stance | None:
    return Stance.DELIVER if verb.lemma_.lower() in lexicon.deeds else None


def _is_recent(verb: Token) -> bool:
    """Tell a deed of the day from history and habit: perfect, or simple past without old dates."""
    if verb.dep_ not in _MAIN - {"relcl"} or verb.tag_ not in {"VBD", "VBN"}:
        return False
    auxiliaries = {aux.lower_ for aux in clauses.auxiliaries(verb)}
    if "had" in auxiliaries or (verb.tag_ == "VBN" and not auxiliaries and verb.dep_ != "conj"):
        return False
    return not any(
        token.lower_ in _PAST
        or (token.like_num and len(token.text) == 4 and token.text[:2] in {"19", "20"})
        for token in verb.sent
    )


def preference(verb: Token) -> list[Claim]:
    """Read "would rather A than B": A is wanted; B, where it stands there, is not."""
    adverb = next((c for c in verb.children if c.lower_ in {"rather", "sooner"}), None)
    modals = {aux.lower_ for aux in clauses.auxiliaries(verb)}
    holder = clauses.subject(verb)
    if adverb is None or holder is None or not modals & {"would", "'d"}:
        return []
    words = frozenset({verb.i, adverb.i})
    wanted = Claim(verb, words, Stance.REQUEST, "clause", verb, holder)
    than = next((t for t in verb.sent if t.lower_ == "than" and t.i > verb.i), None)
    if than is None:
        return [wanted]
    other = next((c for c in than.children if c.dep_ in {"pobj", "pcomp"}), than.head)
    if other.pos_ in clauses.VERBAL and other != verb:
        return [Claim(verb, words, Stance.REFUSE, "clause", other, holder)]
    if other.i > than.i:
        return [wanted, Claim(other, frozenset({than.i}), Stance.OPPOSE, "object", other, holder)]
    return [wanted]


def _owner(plan: Token) -> Token | None:
    for child in plan.children:
        if child.dep_ in {"poss", "amod", "compound", "nmod"} and (
            child.dep_ == "poss" or child.text[0].isupper()
        ):
            return child
        if child.dep_ == "prep" and child.lower_ in {"by", "from"}:
            return next((noun for noun in child.children if noun.dep_ == "pobj"), None)
        if child.dep_ == "acl":
            return clauses.passive_agent(child)
    return None


def is_going_to(verb: Token) -> bool:
    """Tell whether ``verb`` stands below "going to" or "is to"."""
    above = verb.head
    if verb.dep_ != "xcomp" or not _has_to(verb):
        return False
    return (above.lemma_ == "go" and above.tag_ == "VBG") or above.lemma_ == "be"


def _has_to(verb: Token) -> bool:
    return any(child.lower_ == "to" and child.dep_ == "aux" for child in verb.children)


def _is_yet(verb: Token) -> bool:
    return any(child.lower_ == "yet" for child in verb.children)


def _has_be(verb: Token) -> bool:
    return any(aux.lemma_ == "be" for aux in clauses.auxiliaries(verb))


def _do_not(verb: Token) -> bool:
    return any(aux.lemma_ in {"do", "have"} for aux in clauses.auxiliaries(verb))


def _infinitive_below(verb: Token) -> bool:
    return any(child.dep_ == "xcomp" and _has_to(child) for child in verb.children)


def _expletive(verb: Token) -> bool:
    return any(child.dep_ == "expl" for child in verb.children)


def _without(verb: Token) -> bool:
    return any(t.lower_ in {"without", "until", "unless", "if"} for t in verb.sent)


def _negative_object(verb: Token) -> bool:
    obj = clauses.direct_object(verb)
    return obj is not None and clauses.has_negative_determiner(obj)
