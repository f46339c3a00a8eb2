"""The stance lexicon, loaded once and indexed for matching."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from spacy.tokens import Token

from willing.extract import clauses
from willing.extract.compose import Shifts
from willing.extract.phrases import Entry, by_first_word, by_surface
from willing.lexicon import load
from willing.model import Stance

Surface = dict[str, list[tuple[tuple[str, ...], Stance]]]
_CHANCE_MODALS = frozenset({"may", "might", "could"})
_CONDITIONS = frozenset({
    "if", "unless", "otherwise", "should", "any", "whoever", "anyone",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class StanceLexicon:
    """What ``data/lexicon/stances.yaml`` holds, by the step that asks for it."""

    verbs: dict[str, list[Entry]]
    adjectives: dict[str, list[Entry]]
    nouns: dict[str, Stance]
    predicates: Surface
    verdicts: Surface
    modals: dict[str, Stance]
    modals_negated: dict[str, Stance]
    duty: frozenset[str]
    copulas: frozenset[str]
    calling: frozenset[str]
    chance: frozenset[str]
    negative: frozenset[str]
    light: frozenset[str]
    ending: frozenset[str]
    deeds: frozenset[str]
    states: frozenset[str]
    costs: frozenset[str]
    plans: frozenset[str]
    own_if_modal: frozenset[str]
    leaving: frozenset[str]
    own_if_denied: frozenset[str]
    unanswered: frozenset[str]
    shifts: Shifts

    def negated(self, token: Token) -> bool:
        """Tell whether an odd number of negations bears on ``token``."""
        return clauses.negations(token, self.negative) % 2 == 1

    def hedged(self, token: Token, stance: Stance, negated: bool) -> Stance:
        """Return ``stance`` under the negation, the modal and the adverbs of ``token``."""
        modals = {aux.lower_ for aux in clauses.auxiliaries(token) if aux.tag_ == "MD"}
        lemma = token.lemma_.lower()
        promised = next((self.modals[word] for word in modals if word in self.modals), None)
        act = lemma in self.shifts.acts and stance in {Stance.REFUSE, Stance.PROPOSE}
        if act and promised is not None and not negated:
            return promised
        if stance is Stance.OFFER and not negated and modals & {"will", "'ll", "shall"}:
            return Stance.COMMIT
        if negated:
            own = lemma in self.own_if_denied or (modals and lemma in self.own_if_modal)
            if stance is Stance.SUPPORT and own:
                stance = Stance.REFUSE
            elif stance is Stance.REFUSE and lemma in self.leaving:
                stance = Stance.REFUSE if modals else Stance.COMMIT
            else:
                stance = self.shifts.negated[stance]
        adverbs = {child.lower_ for child in token.children if child.dep_ == "advmod"}
        if modals & _CHANCE_MODALS or adverbs & self.chance:
            return self.shifts.possible.get(stance, stance)
        would = modals & {"would", "'d"} and is_conditional(token)
        if stance is Stance.SUPPORT and ("can" in modals or would):
            return Stance.OFFER
        return stance


def is_conditional(token: Token) -> bool:
    """Tell whether the sentence of ``token`` holds a word of condition."""
    sentence = token.sent
    return any(word.lower_ in _CONDITIONS for word in sentence) or any(
        word.lower_ == "without" for word in sentence[:2]
    )


@cache
def stance_lexicon() -> StanceLexicon:
    """Return the lexicon that this version ships."""
    data = load("stances")
    words = data["words"]
    modals = data["modals"]

    def stances(table: dict[str, str]) -> dict[Stance, Stance]:
        return {Stance(before): Stance(after) for before, after in table.items()}

    negative = frozenset(words["negative_adverbs"])
    ending = frozenset(words["ending_verbs"])
    return StanceLexicon(
        verbs=by_first_word(data["verbs"]),
        adjectives=by_first_word(data["adjectives"]),
        nouns={word: Stance(g["stance"]) for g in data["nouns"] for word in g["words"]},
        predicates=by_surface(data["predicates"]),
        verdicts=by_surface(data["verdicts"]),
        modals={word: Stance(stance) for word, stance in modals["own"].items()},
        modals_negated={word: Stance(stance) for word, stance in modals["negated"].items()},
        duty=frozenset(modals["duty"]),
        copulas=frozenset(words["copulas"]),
        calling=frozenset(words["calling_verbs"]),
        chance=frozenset(words["chance_adverbs"]),
        negative=negative,
        light=frozenset(words["light_verbs"]),
        ending=ending,
        deeds=frozenset(words["deeds"]),
        states=frozenset(words["states"]),
        costs=frozenset(words["costs"]),
        plans=frozenset(words["plans"]),
        own_if_modal=frozenset(words["own_if_modal"]),
        leaving=frozenset(words["leaving"]),
        own_if_denied=frozenset(words["own_if_denied"]),
        unanswered=frozenset(words["unanswered"]),
        shifts=Shifts(
            negated=stances(data["negated"]),
            possible=stances(data["possible"]),
            offered=stances(data["offered"]),
            speech=frozenset(words["speech_verbs"]),
            talk=frozenset(words["talk_verbs"]),
            negative=negative,
            ending=ending,
            acts=frozenset(words["acts"]),
        ),
    )
