"""Say which party a pronoun stands for, by what was mentioned before and by who speaks."""

from __future__ import annotations

from spacy.tokens import Token

from willing.extract import clauses
from willing.extract.mentions import (
    FIRST_PERSON,
    PLURAL,
    PRONOUNS,
    SENTENCES_BACK,
    SINGULAR_HUMAN,
    SINGULAR_THING,
    Memory,
    Mention,
    Reference,
    Scene,
    is_plural,
)
from willing.extract.naming import Resolve
from willing.extract.words import ROLES
from willing.model import ActorKind

SUBJECT = 3.0
AGE = 2.0
FALLBACK = 4.0


class Pronouns:
    """Whom the pronouns of one article stand for."""

    def __init__(self, memory: Memory, whole: Resolve) -> None:
        """Look back into ``memory``; ``whole`` resolves the subject of a saying verb."""
        self._memory = memory
        self._whole = whole
        self._speaker: tuple[Reference, ...] = ()

    def third(self, token: Token, scene: Scene) -> tuple[Reference, ...]:
        """Return whom "it", "they", "she" stand for: the reporter above, or the best mention."""
        word = token.lower_
        if word not in PRONOUNS or word in FIRST_PERSON:
            return ()
        if word == "it" and _is_event(token):
            return ()
        found = self._reporter(token, scene)
        if not found:
            best = self._best(word, token, scene)
            found = best.references if best is not None else ()
        return tuple(reference.moved(token, f"“{reference.text}”") for reference in found)

    def _best(self, word: str, token: Token, scene: Scene) -> Mention | None:
        best: Mention | None = None
        best_score = float("-inf")
        for mention in self._memory.before(token, scene):
            age = scene.number - mention.sentence
            if age > SENTENCES_BACK:
                break
            fit = _fit(word, mention)
            if fit is None or _inside(token, mention, scene):
                continue
            score = fit + (SUBJECT if mention.subject else 0.0) - AGE * age
            if score > best_score:
                best, best_score = mention, score
        return best

    def _reporter(self, token: Token, scene: Scene) -> tuple[Reference, ...]:
        """Return the subject of the saying verb above ("Oslo said it would")."""
        if token.dep_ not in clauses.SUBJECTS:
            return ()
        verb = token.head
        if verb.dep_ not in {"ccomp", "advcl", "conj"} or verb.head == verb:
            return ()
        above = verb.head
        if above.pos_ not in clauses.VERBAL:
            return ()
        source = clauses.own_subject(above)
        if source is None or source.i >= token.i:
            return ()
        found = self._whole(source, scene)
        plural = len(found) > 1 or any(r.party.kind is ActorKind.GROUP for r in found)
        word = token.lower_
        if word in PLURAL and not (plural or is_plural(source)):
            return ()
        if word in SINGULAR_HUMAN and not any(reference.human for reference in found):
            return ()
        if word in SINGULAR_THING and (plural or is_plural(source)):
            return ()
        return found

    def first(self, token: Token, scene: Scene) -> tuple[Reference, ...]:
        """Return whom "I" and "we" stand for: who speaks, or the outlet in its own text."""
        if token.i in scene.speakers:
            speakers = scene.speakers[token.i] or self._recent(token, scene)
        else:
            speakers = next((found for found in scene.speakers.values() if found), ())
            speakers = speakers or self._unquoted(token, scene)
        return tuple(r.moved(token, f"“{r.text}” speaks") for r in speakers)

    def _recent(self, token: Token, scene: Scene) -> tuple[Reference, ...]:
        mentions = self._memory.before(token, scene)
        human = next((m.references for m in mentions if m.human), None)
        subject = next((m.references for m in mentions if m.subject), None)
        return human or subject or self._home(token)

    def _unquoted(self, token: Token, scene: Scene) -> tuple[Reference, ...]:
        """Return whose "we" stands outside quotations: who answers, an institute, who was named."""
        who = self._memory.principal
        if who is not None:
            because = "the head of the article"
            return (Reference(who.party, token.doc, token.i, token.i + 1, None, True, because),)
        outlet = self._memory.outlet
        author = (
            (Reference(outlet, token.doc, token.i, token.i + 1, because="the author"),)
            if outlet is not None
            else ()
        )
        if outlet is not None and set(outlet.id.split("-")) & ROLES.think_tanks:
            return author
        first = reversed(self._memory.before(token, scene))
        human = next((m.references for m in first if m.human), None)
        return human or author or self._recent(token, scene)

    def _home(self, token: Token) -> tuple[Reference, ...]:
        home = self._memory.home(token)
        return (home,) if home is not None else ()


def _is_event(token: Token) -> bool:
    """Tell whether "it" is what an if-clause before it tells ("if they left, it would hurt")."""
    if token.dep_ != "nsubj":
        return False
    for clause in token.head.children:
        if clause.dep_ != "advcl" or clause.i > token.i:
            continue
        subject = clauses.own_subject(clause)
        if subject is not None and is_plural(subject):
            return any(mark.lower_ == "if" for mark in clause.children)
    return False


def _fit(word: str, mention: Mention) -> float | None:
    """Return how well a pronoun suits a mention: 0, a penalty, or ``None`` where it cannot."""
    party = mention.references[0].party
    group = any(r.party.kind is ActorKind.GROUP for r in mention.references)
    if word in SINGULAR_HUMAN:
        if mention.plural:
            return None
        body = party.kind is not ActorKind.COUNTRY and mention.subject
        return 0.0 if mention.human else -2 * FALLBACK if body else None
    if word in PLURAL:
        if mention.plural or group:
            return 0.0
        body = party.kind is ActorKind.ORGANISATION and not mention.human
        return -FALLBACK if body else None
    if mention.human or mention.plural or len(mention.references) > 1:
        return None
    return -FALLBACK if group else 0.0


def _inside(token: Token, mention: Mention, scene: Scene) -> bool:
    """Tell whether a mention is an object of the same verb's clause that a subject can't mean."""
    return (
        mention.sentence == scene.number
        and token.dep_ in {"dobj", "dative"}
        and mention.subject
        and token.head.i > mention.token
        and any(child.i == mention.token for child in token.head.children)
    )
