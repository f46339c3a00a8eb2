"""Say which party a noun names: by a list, by a person's office, by a role, by its own words."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from itertools import dropwhile

from spacy.tokens import Token

from willing.extract import clauses
from willing.extract.bodies import FIRM, UNION, Bodies, Body, Phrase, phrase_of
from willing.extract.gazetteer import ADJECTIVE, OUTLET, Gazetteer, Party
from willing.extract.mentions import (
    PRONOUNS,
    SENTENCES_BACK,
    Memory,
    Reference,
    Scene,
    is_bare,
    is_definite,
    is_plural,
    phrase_start,
)
from willing.extract.nouns import is_general, is_office, is_place, looks_human, name_run, served
from willing.extract.people import People, surname
from willing.extract.words import ROLES, folded
from willing.model import ActorKind, Introduction

LINKING = frozenset({"of", "from", "in", "at", "for", "within", "inside"})
LEADING = frozenset({"head", "lead", "chair", "run", "represent"})
OFFICE_OF = frozenset({"minister", "ministry", "secretary", "department", "office", "colleague"})
COMMITTEES = frozenset({"bargaining", "executive", "negotiating", "management", "strike", "own"})
COUNTED = frozenset({
    "some", "many", "most", "all", "several", "two", "three", "four", "five", "six", "seven",
    "eight", "nine", "ten", "both", "few", "neither", "one", "none", "half", "each", "either",
    "any", "dozens", "hundreds", "thousands",
})  # fmt: skip
_ABBREVIATED = {"USA": "us"}
_SOMEWHERE = frozenset({"assembly"})
_INSIDE = frozenset({"amod", "compound", "nmod", "poss", "nsubj"})

Resolve = Callable[[Token, Scene], tuple[Reference, ...]]


class Naming:
    """What the nouns of one article name."""

    def __init__(
        self, gazetteer: Gazetteer, people: People, memory: Memory, bodies: Bodies, whole: Resolve
    ) -> None:
        """Look names up in the lists; ``whole`` resolves a possessor, pronouns included."""
        self._gazetteer = gazetteer
        self._people = people
        self._memory = memory
        self._bodies = bodies
        self._whole = whole
        self.introduced: dict[str, Introduction] = {}
        self.day: datetime.date | None = None
        self._demonyms = frozenset(
            word.casefold() for word in gazetteer.demonyms.values() if " " not in word
        )

    def named(self, token: Token, scene: Scene) -> tuple[Reference, ...]:
        """Return the party that a noun names, by a list, an office or a role; nothing if none."""
        name = scene.names.get(token.i)
        if name is not None:
            if name.sort == OUTLET or (name.sort == ADJECTIVE and token.dep_ == "amod"):
                return ()
            if is_place(token, name):
                return ()
            start = max(phrase_start(token), name.start - 1)
            return (Reference(name.party, token.doc, start, token.i + 1),)
        if token.lower_ in COUNTED:
            return self._counted(token, scene)
        if token.pos_ == "PROPN" or self._is_known(token):
            person = self._person(token, scene)
            if person is not None:
                return (person,)
        role = self._role(token, scene)
        return (role,) if role is not None else ()

    def coordinated(self, token: Token, scene: Scene) -> tuple[Reference, ...]:
        """Return the countries joined before a plural noun ("Dutch and Danish envoys")."""
        if not is_plural(token) or token.pos_ not in {"NOUN", "PROPN"}:
            return ()
        joined = False
        found: dict[str, Reference] = {}
        for word in token.doc[phrase_start(token) : token.i]:
            joined = joined or word.lower_ in {"and", "or"}
            name = scene.names.get(word.i)
            if name is None or name.start != word.i:
                continue
            if name.sort != ADJECTIVE or name.party.kind is not ActorKind.COUNTRY:
                continue
            found[name.party.id] = Reference(
                name.party, token.doc, phrase_start(token), token.i + 1
            )
        lemma = token.lemma_.lower()
        role = lemma in ROLES.all and not {lemma, token.lower_} & ROLES.acting
        return tuple(found.values()) if joined and len(found) > 1 and role else ()

    def _is_known(self, token: Token) -> bool:
        """Tell whether a word that the parser takes for a common noun is a known family name."""
        return token.pos_ == "NOUN" and token.is_title and self._find(token.text) is not None

    def _counted(self, token: Token, scene: Scene) -> tuple[Reference, ...]:
        """Return whose part is meant ("two of the northern mayors")."""
        for child in token.children:
            if child.dep_ == "prep" and child.lower_ == "of":
                for noun in child.children:
                    if noun.dep_ == "pobj":
                        return self._whole(noun, scene)
        return ()

    # -- people

    def label(self, words: list[str]) -> Introduction | None:
        """Return who the person of a label is: known from the lists, or introduced before."""
        full = " ".join(words)
        return self._find(full) if words else None

    def party(self, known: Introduction) -> Party:
        """Return the party that a person speaks for."""
        return self._gazetteer.parties.get(known.actor_id) or Party(
            known.actor_id, known.actor_name, known.kind
        )

    def _find(self, full: str) -> Introduction | None:
        return self.introduced.get(surname(full)) or self._people.find(full, self.day)

    def _person(self, token: Token, scene: Scene) -> Reference | None:
        run = list(dropwhile(_is_title, name_run(token, scene)))
        full = " ".join(word.text for word in run)
        if not full:
            return None
        begin = phrase_start(token)
        known = self._find(full) or self._people.find(full, self.day)
        party = self._office(token, scene, known)
        if party is not None:
            self._introduce(full, party.party, token)
            return Reference(party.party, token.doc, begin, token.i + 1, full, True)
        if known is None:
            return None
        party_known = self.party(known)
        because = f"{full} speaks for {party_known.name}"
        return Reference(party_known, token.doc, begin, token.i + 1, full, True, because)

    def _office(self, token: Token, scene: Scene, known: Introduction | None) -> Reference | None:
        """Return the party that a name's office, before or after it, makes its bearer speak for.

        An office without an owner ("President Rojas") says nothing new of somebody ``known``.
        """
        nouns = [child for child in token.children if child.dep_ == "appos"]
        if token.dep_ == "appos":
            nouns.append(token.head)
        for noun in nouns:
            if noun.lemma_.lower() in ROLES.between:
                return self.generic(noun)
            if is_office(noun):
                found = self._role(noun, scene)
                if found is not None:
                    return found
        before = [child for child in token.lefts if child.dep_ in _INSIDE]
        offices = [word for word in before if is_office(word)]
        if offices:
            owner = self._modifier(token, scene) or self._unknown_owner(before, offices[0])
            listed = owner is not None and owner.party.id in self._gazetteer.parties
            if known is not None:
                return owner if listed else None
            if owner is not None:
                return owner
            return self._earlier(offices[-1], offices[-1].lemma_.lower(), scene)
        return self._led(token, scene)

    def _unknown_owner(self, before: list[Token], office: Token) -> Reference | None:
        """Return the body before an office and a name ("Northgate boss Ann Lee")."""
        owners = [
            word
            for word in before
            if word.i < office.i and word.pos_ == "PROPN" and word.lower_ not in ROLES.titling
        ]
        return self.generic(owners[-1]) if owners else None

    def _led(self, token: Token, scene: Scene) -> Reference | None:
        """Return the body that a clause says a person leads ("Ann Lee, who heads the guild")."""
        verbs = [child for child in token.children if child.dep_ == "relcl"]
        if token.dep_ == "nsubj":
            verbs.append(token.head)
        for verb in verbs:
            body = clauses.direct_object(verb) if verb.lemma_ in LEADING else served(verb)
            if body is not None and body.i > token.i:
                found = self._whole(body, scene)
                if found and found[0].party.kind is not ActorKind.PERSON:
                    return found[0]
        return None

    def _introduce(self, full: str, party: Party, token: Token) -> None:
        begin, end = phrase_start(token), token.i + 1
        self.introduced[surname(full)] = Introduction(
            full, party.id, party.name, party.kind, token.doc[begin:end].text
        )

    # -- roles

    def _role(self, token: Token, scene: Scene) -> Reference | None:
        lemma = token.lemma_.lower()
        words = {lemma, token.lower_}
        if not words & (ROLES.all | ROLES.acting | ROLES.organs | ROLES.employees | ROLES.members):
            return None
        human = lemma in ROLES.persons and not is_plural(token)
        owner = self._modifier(token, scene)
        if words & (ROLES.legislatures | ROLES.lawmakers):
            chamber = self._chamber(token, owner, scene)
            if chamber is not None:
                return chamber
        if owner is not None:
            if not self._speaks_for(token, owner.party):
                return self._body_of(token, owner.party)
            text = token.doc[phrase_start(token) : token.i + 1].text
            person = text if human else None
            return Reference(
                owner.party,
                token.doc,
                phrase_start(token),
                token.i + 1,
                person,
                human,
                owner.because,
            )
        ministerial = lemma in ROLES.national and not is_plural(token) and not is_bare(token)
        if not is_definite(token) and not ministerial and lemma not in ROLES.bodies:
            return None
        return self._earlier(token, lemma, scene)

    def _chamber(self, token: Token, owner: Reference | None, scene: Scene) -> Reference | None:
        """Return a country's legislature, which is set against its government."""
        lemma = token.lemma_.lower()
        lawmakers = lemma in ROLES.lawmakers or token.lower_ in ROLES.lawmakers
        if lawmakers and not is_plural(token):
            return None
        if owner is None:
            if not is_bare(token) or token.lower_ in _SOMEWHERE:
                return None
            owner = _country_before(token, scene)
            earlier = self._memory.called(lemma, token, scene) if owner is None else None
            if earlier is not None and earlier.party.kind is not ActorKind.COUNTRY:
                return Reference(
                    earlier.party, token.doc, phrase_start(token), token.i + 1, because="earlier"
                )
            owner = owner or self._memory.country(token, scene)
        if owner is None or owner.party.kind is not ActorKind.COUNTRY:
            return None
        demonym = folded(self._gazetteer.demonyms.get(owner.party.id, owner.party.name))
        place = _ABBREVIATED.get(owner.party.id)
        named = (place,) if place else tuple(demonym)
        noun = "lawmakers" if lawmakers else lemma
        phrase = Phrase((*named, noun), noun, False, lawmakers, True, False)
        return _reference(token, self._bodies.name(phrase))

    def _speaks_for(self, token: Token, party: Party) -> bool:
        """Tell whether a noun with a party's name before it speaks for that party."""
        lemma = token.lemma_.lower()
        listed = party.id in self._gazetteer.parties
        if not listed or (party.kind is ActorKind.GROUP and token.pos_ == "PROPN"):
            return bool({lemma, token.lower_} & (ROLES.organs | ROLES.people | ROLES.national))
        if party.kind is not ActorKind.COUNTRY or lemma in ROLES.national:
            return True
        if lemma == "federation":
            members = ROLES.employees | ROLES.members
            return not any(child.lower_ in members for child in token.children)
        return lemma in ROLES.all and not {lemma, token.lower_} & ROLES.acting

    def _body_of(self, token: Token, party: Party) -> Reference | None:
        """Return a party's body that does not speak for it ("Guatemala's pig farmers")."""
        phrase = phrase_of(token)
        if phrase is None:
            return None
        own = set(folded(party.name)) | set(folded(self._gazetteer.demonyms.get(party.id, "")))
        if party.kind is ActorKind.COUNTRY:
            words = tuple(word for word in phrase.words if word not in own)
            plain = Phrase(
                words or phrase.words,
                phrase.head,
                phrase.proper,
                phrase.plural,
                phrase.definite,
                phrase.titled,
            )
            body = self._bodies.called(plain) if own & self._bodies.home_words else None
            if body is None and not phrase.proper:
                demonym = tuple(folded(self._gazetteer.demonyms.get(party.id, party.name)))
                plain = Phrase(
                    (*demonym, *plain.words), plain.head, False, plain.plural, plain.definite, False
                )
                body = self._bodies.name(plain)
            return _reference(token, body or self._bodies.name(phrase))
        if phrase.head in ROLES.labour and party.id.endswith(f"-{UNION}"):
            return Reference(party, token.doc, phrase_start(token), token.i + 1)
        if phrase.head in ROLES.labour and party.id.rpartition("-")[2] in ROLES.employees:
            words = (*party.id.split("-"), phrase.head)
            phrase = Phrase(words, phrase.head, False, False, True, False)
        return _reference(token, self._bodies.name(phrase))

    def _earlier(self, token: Token, lemma: str, scene: Scene) -> Reference | None:
        """Return whom a role noun without a name stands for, by what the text was about."""
        start = phrase_start(token)
        words = token.doc[start : token.i + 1].text
        human = lemma in ROLES.persons and not is_plural(token)
        found = self._antecedent(token, lemma, scene)
        if found is None:
            return None
        because = f"“{words}” follows “{found.text}”"
        return Reference(
            found.party, token.doc, start, token.i + 1, words if human else None, human, because
        )

    def _antecedent(self, token: Token, lemma: str, scene: Scene) -> Reference | None:
        memory, bare = self._memory, is_bare(token)
        if is_plural(token) and lemma in ROLES.own:
            return memory.called(token.lower_, token, scene)
        if is_general(token):
            return memory.last(ActorKind.ORGANISATION, token, scene, SENTENCES_BACK)
        if {lemma, token.lower_} & ROLES.national or lemma in ROLES.own:
            earlier = memory.called(lemma, token, scene) if bare else None
            return earlier or memory.country(token, scene)
        if lemma in ROLES.organs and lemma not in ROLES.firms:
            plain = bare or all(
                child.lower_ in COMMITTEES
                for child in token.lefts
                if child.dep_ in {"amod", "compound", "nmod"}
            )
            if lemma in {"member", "members"}:
                return memory.called(lemma, token, scene)
            if not plain and lemma in ROLES.acting:
                return None
            earlier = memory.called(lemma, token, scene)
            return earlier or memory.last(ActorKind.ORGANISATION, token, scene, SENTENCES_BACK)
        if not bare:
            return None
        earlier = memory.called(lemma, token, scene) or memory.called(token.lower_, token, scene)
        if earlier is None and lemma in ROLES.firms and not is_plural(token):
            earlier = memory.called(FIRM, token, scene)
            lemma = FIRM
        if earlier is None:
            body = self._bodies.usual(lemma)
            earlier = _reference(token, body) if body is not None else None
        return earlier

    # -- whose

    def _modifier(self, token: Token, scene: Scene) -> Reference | None:
        """Return the party that the words before or after a noun name ("the French", "of NATO")."""
        for child in token.lefts:
            if child.dep_ not in _INSIDE:
                continue
            name = scene.names.get(child.i)
            if name is not None and name.sort != OUTLET:
                return Reference(name.party, token.doc, name.start, name.end)
            if child.dep_ == "poss":
                found = self._whole(child, scene)
                if found:
                    return found[0]
            if child.dep_ in {"poss", "compound", "amod", "nmod"}:
                below = self._modifier(child, scene)
                if below is not None:
                    return below
            if child.dep_ in {"compound", "nmod"} and is_office(token):
                owner = self._compound_owner(child, scene)
                if owner is not None:
                    return owner
        for child in token.rights:
            if child.dep_ == "prep" and child.lower_ in LINKING:
                for noun in child.children:
                    if noun.dep_ == "pobj":
                        below = self._belongs(token, noun, child.lower_, scene)
                        if below is not None:
                            return below
        return None

    def _compound_owner(self, word: Token, scene: Scene) -> Reference | None:
        """Return the body whose office the next word is ("union leaders", "Northgate bosses")."""
        if word.lower_ in ROLES.portfolios or word.lower_ in ROLES.titles:
            return None
        if word.pos_ == "PROPN":
            return self.generic(word)
        if word.lower_ in ROLES.labour or word.lower_ in ROLES.firms:
            return self._antecedent(word, word.lower_, scene)
        return None

    def _belongs(
        self, token: Token, noun: Token, preposition: str, scene: Scene
    ) -> Reference | None:
        name = scene.names.get(noun.i)
        if name is not None and name.sort != OUTLET:
            return Reference(name.party, noun.doc, name.start, name.end)
        if preposition != "of":
            return None
        office = token.lemma_.lower() in OFFICE_OF
        if office and (noun.lower_ in ROLES.portfolios or noun.lemma_.lower() in ROLES.portfolios):
            return self._modifier(noun, scene)
        person = self._person(noun, scene) if noun.pos_ == "PROPN" else None
        return (
            person or self._role(noun, scene) or self.generic(noun) or self._modifier(noun, scene)
        )

    def within(self, token: Token, scene: Scene) -> Reference | None:
        """Return the party named in the modifiers of a noun ("the French plan")."""
        return self._modifier(token, scene)

    # -- unknown bodies

    def generic(self, token: Token, *, loose: bool = False) -> Reference | None:
        """Return the party of its own that an unknown noun names; with ``loose`` any noun may."""
        lemma = token.lemma_.lower()
        words = {lemma, token.lower_}
        if token.pos_ not in {"NOUN", "PROPN"} or words & ROLES.times or lemma in PRONOUNS:
            return None
        acts = bool(words & (ROLES.acting | ROLES.employees | ROLES.members | ROLES.between))
        people = bool(words & (ROLES.groups | ROLES.organs)) or looks_human(token)
        if not acts and not people and (words & (ROLES.never | ROLES.abstract)):
            return None
        if not (acts or people or token.pos_ == "PROPN" or words & ROLES.all or loose):
            return None
        phrase = phrase_of(token)
        if phrase is None or len(phrase.words[-1]) < 2:
            return None
        common = phrase.head in ROLES.acting | ROLES.all
        if not common and phrase.proper and phrase.words[0] in self._demonyms:
            phrase = replace(phrase, words=phrase.words[1:] or phrase.words)
        body = self._bodies.called(phrase) or self._bodies.name(self._placed(phrase))
        return _reference(token, body)

    def _placed(self, phrase: Phrase) -> Phrase:
        """Let "the opposition" be that of the country spoken of."""
        if phrase.words != ("opposition",) or not self._memory.countries:
            return phrase
        country = self._memory.countries.most_common(1)[0][0]
        demonym = self._gazetteer.demonyms.get(country.id)
        if demonym is None:
            return phrase
        words = (*folded(demonym), *phrase.words)
        return Phrase(words, phrase.head, False, False, phrase.definite, False)


def _country_before(token: Token, scene: Scene) -> Reference | None:
    """Return the country that the sentence speaks of before a noun: its subject, else the last."""
    found: list[Reference] = []
    for index in range(scene.span.start, token.i):
        name = scene.names.get(index)
        if name is None or name.party.kind is not ActorKind.COUNTRY or name.start != index:
            continue
        reference = Reference(name.party, token.doc, name.start, name.end)
        if token.doc[name.end - 1].dep_ in clauses.SUBJECTS | {"poss"}:
            found.append(reference)
        else:
            found.insert(0, reference)
    return found[-1] if found else None


def _reference(token: Token, body: Body) -> Reference:
    person = body.party.name.title() if body.human else None
    human = body.human or (not is_plural(token) and token.lemma_.lower() in ROLES.persons)
    return Reference(body.party, token.doc, phrase_start(token), token.i + 1, person, human)


def _is_title(word: Token) -> bool:
    plain = word.lower_.strip(".")
    return plain in ROLES.titles or plain in ROLES.titling
