"""Say which party a noun or pronoun stands for, sentence after sentence through an article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from spacy.tokens import Doc, Token

from willing.extract import clauses
from willing.extract.bodies import Bodies, Phrase, is_inside_name
from willing.extract.dialogue import Principal, answers_to
from willing.extract.gazetteer import OUTLET, Gazetteer, Party
from willing.extract.mentions import (
    FIRST_PERSON,
    PRONOUNS,
    Memory,
    Mention,
    Reference,
    Scene,
    is_plural,
)
from willing.extract.naming import Naming
from willing.extract.nouns import acts, is_sure
from willing.extract.people import People
from willing.extract.pronouns import Pronouns
from willing.extract.words import ROLES, folded
from willing.model import ActorKind, Introduction, Published

ANSWERS = frozenset({"a", "answer"})
_INSIDE_NAMES = frozenset({"compound", "nmod", "amod"})


class References:
    """The parties of one article, and what its words have referred to so far."""

    def __init__(self, gazetteer: Gazetteer, people: People) -> None:
        """Start with nothing said."""
        self.gazetteer = gazetteer
        self._memory = Memory()
        self._bodies = Bodies()
        self._naming = Naming(gazetteer, people, self._memory, self._bodies, self._whole)
        self._pronouns = Pronouns(self._memory, self._whole)
        self._cache: dict[tuple[int, int], tuple[Reference, ...]] = {}
        self._guessed: set[tuple[int, int]] = set()

    @property
    def introduced(self) -> dict[str, Introduction]:
        """The people whom the article introduces, by family name."""
        return self._naming.introduced

    def survey(
        self,
        docs: Sequence[Doc],
        seen: Counter[str],
        outlet: str | None = None,
        published: Published | None = None,
        principal: Principal | None = None,
    ) -> None:
        """Look over the whole article: its home country, its bodies' names, its author, its day.

        ``seen`` counts the parties that the article names, by id; ``principal`` is who answers
        in a dialogue.
        """
        self._memory.principal = principal
        for identifier, count in seen.items():
            party = self.gazetteer.parties.get(identifier)
            if party is not None and party.kind is ActorKind.COUNTRY:
                self._memory.countries[party] = count
        if self._memory.countries:
            home = self._memory.countries.most_common(1)[0][0]
            demonym = self.gazetteer.demonyms.get(home.id, "")
            self._bodies.home_words = frozenset([*folded(home.name), *folded(demonym)])
        self._bodies.survey(docs)
        if outlet:
            slug = "-".join(folded(outlet.partition("(")[0]))
            listed = self.gazetteer.organisation(outlet)
            self._memory.outlet = listed or Party(slug, outlet, ActorKind.ORGANISATION)
        self._naming.day = published.date if published else None

    def enter(self, scene: Scene) -> None:
        """Take in a sentence's mentions, left to right, so that later words can refer to them."""
        for token in scene.span:
            if token.pos_ not in clauses.NOMINAL or token.dep_ in _INSIDE_NAMES:
                continue
            if not _is_first_person(token, scene) and not is_inside_name(token):
                self._take_in(token, scene)

    def resolve(self, token: Token, scene: Scene, *, holder: bool = False) -> tuple[Reference, ...]:
        """Return the parties that the noun phrase headed by ``token`` stands for.

        Coordinated nouns give one reference each.  With ``holder`` an unknown body that acts
        ("the dockers' union") becomes a party of its own; without, it stands for nothing unless
        the text has made it one.
        """
        result: list[Reference] = []
        for noun in clauses.conjuncts(token):
            if (id(noun.doc), noun.i) not in self._guessed:
                result.extend(self._one(noun, scene, holder=holder, loose=False))
                result.extend(self._naming.coordinated(noun, scene))
        unique = {reference.party.id: reference for reference in reversed(result)}
        return tuple(reversed(unique.values()))

    def resolve_one(self, token: Token, scene: Scene, *, holder: bool) -> tuple[Reference, ...]:
        """Return the parties that this one noun or pronoun stands for, its conjuncts left out.

        With ``holder`` any subject that could be people or a body becomes a party of its own.
        """
        found = self._one(token, scene, holder=holder, loose=True)
        named = {reference.party.id for reference in found}
        others = self._naming.coordinated(token, scene) if found else ()
        return (*found, *(other for other in others if other.party.id not in named))

    def _one(
        self, token: Token, scene: Scene, *, holder: bool, loose: bool
    ) -> tuple[Reference, ...]:
        if _is_first_person(token, scene):
            return self._pronouns.first(token, scene)
        cached = self._cache.get((id(token.doc), token.i))
        if cached:
            return cached
        found = self._resolve(token, scene)
        if not found and holder:
            found = self._forced(token, scene, loose)
        return found

    def party_within(self, token: Token, scene: Scene) -> tuple[Reference, ...]:
        """Return the parties named in the modifiers of ``token`` ("the French plan")."""
        found = self._naming.within(token, scene)
        return (found,) if found else ()

    def person_named(self, label: Doc) -> Reference | None:
        """Return the party that a label before a colon names: a person's, an office's, a body's."""
        if label.text.casefold() in ANSWERS:
            return self._interviewee()
        words = [token for token in label if token.is_alpha or "-" in token.text]
        names = [word for word in words if word.lower_.strip(".") not in ROLES.titles]
        spelled = [word.text.title() if word.text.isupper() else word.text for word in names]
        known = self._naming.label(spelled)
        who = self._memory.principal
        unlisted = known is None or known.actor_id not in self.gazetteer.parties
        if who is not None and unlisted and answers_to([word.text for word in words], who):
            return Reference(who.party, label, 0, len(label), None, True, "the label")
        if known is not None:
            party = self._naming.party(known)
            full = " ".join(spelled)
            because = f"{full} speaks for {party.name}"
            return Reference(party, label, 0, len(label), full, True, because)
        return self._label(label, [word.text for word in words])

    def introduce_speaker(self, reference: Reference, number: int) -> None:
        """Note the party whose words follow a label ("GERMANY: …"), as the subject spoken of."""
        head = frozenset({reference.text.lower()})
        mention = Mention((reference,), number, -1, True, reference.human, False, head)
        self._memory.keep(mention)

    # -- labels

    def _interviewee(self) -> Reference | None:
        """Return who answers: by the head matter, else the first person or party mentioned."""
        mentions = self._memory.mentions
        who = self._memory.principal
        if who is not None and mentions:
            doc = mentions[0].references[0].doc
            return Reference(who.party, doc, 0, 1, None, True, "the head of the article")
        human = next((m.references[0] for m in mentions if m.human), None)
        return human or next((m.references[0] for m in mentions), None)

    def _label(self, label: Doc, texts: list[str]) -> Reference | None:
        words = [part for text in texts for part in folded(text)]
        if not words:
            return None
        lemma = words[-1]
        outlet = self._memory.outlet
        if outlet is not None and outlet.id in self.gazetteer.parties:
            party: Party | None = outlet
        elif lemma in ROLES.people or lemma in ROLES.national:
            home = self._memory.countries.most_common(1)
            party = home[0][0] if home else None
        else:
            person = not set(words) & (ROLES.acting | ROLES.employees | ROLES.bodies)
            plural = lemma.endswith("s") and not person
            telling = [
                word for word in words if not person or word not in ROLES.honorifics
            ] or words
            phrase = Phrase(tuple(telling), lemma, not plural, plural, False, person)
            body = self._bodies.called(phrase) or self._bodies.name(phrase)
            party = body.party
        if party is None:
            return None
        human = lemma in ROLES.people or party.kind is ActorKind.PERSON
        return Reference(party, label, 0, len(label), None, human, "the label")

    # -- one noun

    def _take_in(self, token: Token, scene: Scene) -> None:
        found = self._resolve(token, scene)
        known = self._bodies.knows(token)
        if not found and (known or is_sure(token)) and not _is_spot(token):
            generic = self._naming.generic(token, loose=known)
            found = (generic,) if generic is not None else ()
            if not known and not acts(token):
                self._guessed.add((id(token.doc), token.i))
        if found:
            self._cache[id(token.doc), token.i] = found
            if token.pos_ == "PROPN" and _reports(token) and not found[0].human:
                return
            self._remember(token, found, scene)

    def _whole(self, token: Token, scene: Scene) -> tuple[Reference, ...]:
        return self.resolve_one(token, scene, holder=True)

    def _resolve(self, token: Token, scene: Scene) -> tuple[Reference, ...]:
        pronoun = token.pos_ == "PRON" or token.lower_ in PRONOUNS
        if pronoun and token.i not in scene.names:
            return self._pronouns.third(token, scene) or self._naming.named(token, scene)
        return self._naming.named(token, scene)

    def _forced(self, token: Token, scene: Scene, loose: bool) -> tuple[Reference, ...]:
        """Return a party for a noun that is said to hold a position."""
        name = scene.names.get(token.i)
        if name is not None:
            if name.sort != OUTLET:
                return (Reference(name.party, token.doc, name.start, name.end),)
            party = Party("-".join(folded(name.party.name)), name.party.name, name.party.kind)
            return (Reference(party, token.doc, name.start, name.end),)
        if not loose and not acts(token) and not self._bodies.knows(token):
            return ()
        generic = self._naming.generic(token, loose=loose and token.dep_ in clauses.SUBJECTS)
        return (generic,) if generic is not None else ()

    def _remember(self, token: Token, references: tuple[Reference, ...], scene: Scene) -> None:
        plural = is_plural(token) or len(references) > 1
        everyone = references
        if token.dep_ != "conj":
            others = clauses.conjuncts(token)[1:]
            found = [r for noun in others for r in self._resolve(noun, scene)]
            everyone = (*references, *found)
            plural = plural or bool(found)
        human = any(reference.human for reference in references)
        subject = token.dep_ in clauses.SUBJECTS
        heads = self._heads(token, references)
        self._memory.keep(Mention(everyone, scene.number, token.i, subject, human, plural, heads))

    def _heads(self, token: Token, references: tuple[Reference, ...]) -> frozenset[str]:
        """Return the nouns by which a later one can mean this mention."""
        party = references[0].party
        heads = {token.lemma_.lower(), token.lower_, *self._bodies.heads(party)}
        if token.pos_ == "PROPN" and party.kind is not ActorKind.COUNTRY:
            for child in token.children:
                if child.dep_ in {"appos", "compound"} and child.pos_ == "NOUN":
                    heads.add(child.lemma_.lower())
        return frozenset(heads)


def _is_first_person(token: Token, scene: Scene) -> bool:
    """Tell "us" from "the US"."""
    return token.lower_ in FIRST_PERSON and token.i not in scene.names


def _reports(token: Token) -> bool:
    """Tell whether a name is that of a paper whose report is retold ("…, the Courier writes")."""
    return token.dep_ == "nsubj" and token.head.lemma_ in {"report", "write"}


def _is_spot(token: Token) -> bool:
    """Tell whether an unknown name is only where something happens."""
    return (
        token.pos_ == "PROPN"
        and token.dep_ == "pobj"
        and token.head.lower_ in {"in", "at", "near", "outside", "around", "on", "from", "to"}
    )


__all__ = ["Reference", "References", "Scene"]
