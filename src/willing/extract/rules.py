"""The reader by rules: stance words, their frames and their conditions make findings."""

from __future__ import annotations

from collections.abc import Iterator

from willing.extract import clauses
from willing.extract.conditions import ConditionFinder, Found, trimmed
from willing.extract.finding import Finding, Phrase
from willing.extract.issues import IssueFinder, Verdict
from willing.extract.positions import Desk
from willing.extract.references import Reference, Scene
from willing.extract.stance import Claim, StanceFinder
from willing.model import ActorKind, SourceKind, Stance

LEAST_FIT_UNNAMED = 0.30
ASKING = frozenset({"ask", "request", "invite", "require", "need", "want", "call"})
PRO_FORMS = frozenset({"do so", "do it", "do that", "do this", "so"})
AGREEING = frozenset({"agree", "concur"})
_LEFT_OUT = frozenset({"advcl", "parataxis", "mark"})
_CLAUSE_LEFT_OUT = frozenset(
    [
        "nsubj",
        "nsubjpass",
        "aux",
        "auxpass",
        "neg",
        "advcl",
        "cc",
        "conj",
        "punct",
        "mark",
        "ccomp",
        "parataxis",
        "expl",
    ]
)


class RulesReader:
    """Reads sentences by the lexicons."""

    def __init__(self) -> None:
        """Load the lexicons."""
        self._stances = StanceFinder()
        self._conditions = ConditionFinder()

    def read(self, scene: Scene, desk: Desk, issues: IssueFinder) -> Iterator[Finding]:
        """Yield what ``scene`` says of anybody's stance, in the order of the stance words."""
        claims = self._stances.find(scene.span)
        if not claims:
            return
        conditions = self._conditions.find(scene.span)
        relevant = False
        for claim in claims:
            if any(found.start <= claim.head.i < found.end for found in conditions):
                continue
            holders = _holders(scene, claim, desk)
            if not holders:
                continue
            start, end = _action_words(claim, conditions)
            verdict = issues.find(scene.span.doc[start:end].text, desk.context(scene))
            words = scene.span.doc[start:end].text.lower()
            relevant = _is_relevant(claim, verdict, holders) or (relevant and words in PRO_FORMS)
            if not relevant:
                continue
            phrases = tuple(
                Phrase(found.kind, *trimmed(found))
                for found in conditions
                if _qualifies(found, claim, claims)
            )
            yield Finding(
                _as_asked(claim, phrases, scene),
                holders,
                claim.head,
                start,
                end,
                verdict,
                phrases,
                claim.agent,
                claim.complement,
                claim.words,
            )


def _as_asked(claim: Claim, phrases: tuple[Phrase, ...], scene: Scene) -> Stance:
    """Return OFFER for what could be done on request ("could send medics if asked")."""
    if claim.stance is not Stance.CONSIDER:
        return claim.stance
    able = any(aux.lower_ in {"could", "can"} for aux in clauses.auxiliaries(claim.head))
    words = {
        scene.span.doc[index].lemma_.lower()
        for phrase in phrases
        for index in range(phrase.start, phrase.end)
    }
    return Stance.OFFER if able and words & ASKING else claim.stance


def _holders(scene: Scene, claim: Claim, desk: Desk) -> tuple[Reference, ...]:
    if claim.by_speaker:
        for link in reversed(desk.chain(claim.head, claim.words)):
            if link.source.kind is not SourceKind.OUTLET:
                return link.speakers
        return scene.speakers.get(claim.head.i, ())
    if claim.holder is None:
        return ()
    holders = desk.references.resolve(claim.holder, scene, holder=claim.lexical)
    for preposition in claim.head.children:
        if claim.head.lemma_ in AGREEING and preposition.lower_ == "with":
            for noun in preposition.children:
                holders += desk.references.resolve(noun, scene)
    return holders


def _action_words(claim: Claim, conditions: list[Found]) -> tuple[int, int]:
    head = claim.complement if claim.complement is not None else claim.head
    verbal = head.i == claim.head.i or head.pos_ in clauses.VERBAL
    left_out = _CLAUSE_LEFT_OUT if verbal else _LEFT_OUT
    within = {i for found in conditions for i in range(found.start, found.end)}
    nodes = [node.i for node in clauses.branch(head, left_out) if node.i not in within]
    nodes = nodes or [head.i]
    start, end = min(nodes), max(nodes) + 1
    inside = [found.start for found in conditions if start < found.start < end]
    if inside:
        end = min(inside)
    doc = head.doc
    while end - 1 > start and doc[end - 1].is_punct:
        end -= 1
    if doc[start].lower_ == "to" and end - start > 1:
        start += 1
    return start, end


def _is_relevant(claim: Claim, verdict: Verdict, holders: tuple[Reference, ...]) -> bool:
    if claim.lexical:
        return True
    if any(holder.party.kind is ActorKind.PERSON for holder in holders):
        return False
    return verdict.named or verdict.fit >= LEAST_FIT_UNNAMED


def _qualifies(found: Found, claim: Claim, claims: list[Claim]) -> bool:
    """Tell whether a condition bears on a claim: its governor is the claim's, or the nearest."""
    reach = {claim.head.i, *claim.words}
    if claim.complement is not None:
        reach.update(node.i for node in clauses.branch(claim.complement, frozenset({"conj"})))
    verb = claim.head
    for _ in range(3):
        reach.add(verb.i)
        if verb.pos_ in clauses.VERBAL or verb.head == verb:
            break
        verb = verb.head
        reach.add(verb.i)
    if found.governor.i in reach:
        return True
    nearest = min(claims, key=lambda other: abs(other.head.i - found.governor.i))
    return nearest.head.i == claim.head.i
