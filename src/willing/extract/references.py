"""Say which party a noun or pronoun stands for, sentence after sentence through an article."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from spacy.tokens import Doc, Span, Token

from willing.extract import clauses
from willing.extract.gazetteer import ADJECTIVE, CAPITAL, OUTLET, SEAT, Gazetteer, Name, Party
from willing.extract.people import People, surname
from willing.extract.words import ROLES, Roles
from willing.model import ActorKind, Introduction

MENTIONS_KEPT = 60
SENTENCES_BACK = 4
FIRST_PERSON = frozenset({"i", "we", "us", "me", "our", "my", "ourselves", "ours"})
SINGULAR_HUMAN = frozenset({"he", "she", "him", "her", "his", "hers", "himself", "herself"})
SINGULAR_THING = frozenset({"it", "its", "itself"})
PLURAL = frozenset({"they", "them", "their", "theirs", "themselves", "both", "these", "those"})
PRONOUNS = FIRST_PERSON | SINGULAR_HUMAN | SINGULAR_THING | PLURAL
LINKING_PREPOSITIONS = frozenset({"of", "from", "in", "at", "for", "within", "inside"})
_SLUG_PARTS = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Reference:
    """A party as some tokens of one parsed line refer to it.

    ``because`` says from what the party was inferred, ``None`` where the words name it.
    """

    party: Party
    doc: Doc
    start: int
    end: int
    person: str | None = None
    human: bool = False
    because: str | None = None

    @property
    def text(self) -> str:
        """The words of the reference."""
        return self.doc[self.start : self.end].text


@dataclass(slots=True)
class Mention:
    """A party mentioned earlier, with what a later pronoun can tell it by."""

    references: tuple[Reference, ...]
    sentence: int
    token: int
    subject: bool
    human: bool
    plural: bool
    heads: frozenset[str]


@dataclass(slots=True)
class Scene:
    """One sentence to read: its span, its names, its number, and who speaks which tokens."""

    span: Span
    names: dict[int, Name]
    number: int
    speakers: dict[int, tuple[Reference, ...]] = field(default_factory=dict)


class References:
    """The parties of one article, and what its words have referred to so far."""

    def __init__(self, gazetteer: Gazetteer, people: People) -> None:
        """Start with nothing said."""
        self.gazetteer = gazetteer
        self.people = people
        self.introduced: dict[str, Introduction] = {}
        self._mentions: list[Mention] = []
        self._groups: dict[str, Party] = {}
        self._roles: dict[str, Reference] = {}
        self._named: Counter[Party] = Counter()
        self._cache: dict[tuple[int, int], tuple[Reference, ...]] = {}

    def enter(self, scene: Scene) -> None:
        """Take in a sentence's mentions, left to right, so that later words can refer to them."""
        for token in scene.span:
            if token.pos_ not in clauses.NOMINAL or token.dep_ in {"compound", "nmod", "amod"}:
                continue
            if token.lower_ in FIRST_PERSON:
                continue
            references = self._resolve(token, scene)
            if references:
                self._cache[id(scene.span.doc), token.i] = references
                self._remember(token, references, scene)

    def resolve(self, token: Token, scene: Scene, *, holder: bool = False) -> tuple[Reference, ...]:
        """Return the parties that the noun phrase headed by ``token`` stands for.

        Coordinated nouns give one reference each.  With ``holder`` an unknown body that acts
        ("the dockers' union") becomes a group of its own; without, it stands for nothing.
        """
        result: list[Reference] = []
        for noun in clauses.conjuncts(token):
            result.extend(self.resolve_one(noun, scene, holder=holder))
        unique = {reference.party.id: reference for reference in reversed(result)}
        return tuple(reversed(unique.values()))

    def person_named(self, label: Doc) -> Reference | None:
        """Return the party of the known person whose name a label holds, if any."""
        words = [token for token in label if token.lower_ not in ROLES.titles and token.is_alpha]
        full = " ".join(word.text.title() if word.is_upper else word.text for word in words)
        known = self.people.find(full) or self._introduced(full)
        if not words or known is None:
            return None
        party = self.gazetteer.parties.get(known.actor_id) or Party(
            known.actor_id, known.actor_name, known.kind
        )
        return Reference(party, label, 0, len(label), full, True, f"{full} speaks for {party.name}")

    def introduce_speaker(self, reference: Reference, number: int) -> None:
        """Note the party whose words follow a label ("GERMANY: …"), as the subject spoken of."""
        head = frozenset({reference.text.lower()})
        self._mentions.append(Mention((reference,), number, -1, True, reference.human, False, head))

    def _first_person(self, token: Token, scene: Scene) -> tuple[Reference, ...]:
        speakers = scene.speakers.get(token.i, ()) or next(
            (found for found in scene.speakers.values() if found), ()
        )
        if not speakers and token.i in scene.speakers:
            recent = [m for m in reversed(self._mentions) if m.human]
            speakers = recent[0].references if recent else ()
        home = self._home(token) if not speakers else None
        if home is not None:
            speakers = (home,)
        return tuple(_moved(r, token, f"“{r.text}” speaks") for r in speakers)

    def party_within(self, token: Token, scene: Scene) -> tuple[Reference, ...]:
        """Return the parties named in the modifiers of ``token`` ("the French plan")."""
        found = self._modifier_party(token, scene)
        return (found,) if found else ()

    def resolve_one(self, token: Token, scene: Scene, *, holder: bool) -> tuple[Reference, ...]:
        """Return the parties that this one noun or pronoun stands for, its conjuncts left out."""
        if token.lower_ in FIRST_PERSON:
            return self._first_person(token, scene)
        cached = self._cache.get((id(token.doc), token.i))
        if cached:
            return cached
        found = self._resolve(token, scene)
        if not found and holder and token.i in scene.names:
            name = scene.names[token.i]
            if name.sort != OUTLET:
                found = (Reference(name.party, token.doc, name.start, name.end),)
        if not found and holder:
            generic = self._generic(token)
            if generic is not None:
                found = (generic,)
                self._cache[id(token.doc), token.i] = found
                self._remember(token, found, scene)
        return found

    # -- what a noun names

    def _resolve(self, token: Token, scene: Scene) -> tuple[Reference, ...]:
        if token.pos_ == "PRON" or token.lower_ in PRONOUNS:
            return self._pronoun(token, scene)
        name = scene.names.get(token.i)
        if name is not None:
            if name.sort == OUTLET or (name.sort == ADJECTIVE and token.dep_ in {"amod"}):
                return ()
            if _is_place(token, name) and not _has_relative_clause(token):
                return ()
            start = clauses.span_of(token, _LOOSE)[0]
            return (Reference(name.party, token.doc, max(start, name.start - 1), token.i + 1),)
        if token.pos_ == "PROPN":
            person = self._person(token, scene)
            if person is not None:
                return (person,)
        role = self._role(token, scene)
        return (role,) if role is not None else ()

    def _person(self, token: Token, scene: Scene) -> Reference | None:
        start = token.i
        while (
            start > scene.span.start
            and token.doc[start - 1].pos_ == "PROPN"
            and (token.doc[start - 1].dep_ == "compound" and scene.names.get(start - 1) is None)
        ):
            start -= 1
        words = [token.doc[index] for index in range(start, token.i + 1)]
        words = [word for word in words if word.lower_ not in ROLES.titles]
        full = " ".join(word.text for word in words)
        known = self.people.find(full) or self._introduced(full)
        modifier = self._modifier_party(token, scene) or self._apposition(token, scene)
        if modifier is not None and self._has_office(token):
            self._introduce(full, modifier.party, token)
            return Reference(
                modifier.party,
                token.doc,
                clauses.span_of(token, _LOOSE)[0],
                token.i + 1,
                full,
                True,
            )
        if known is not None:
            party = self.gazetteer.parties.get(known.actor_id) or Party(
                known.actor_id, known.actor_name, known.kind
            )
            because = f"{full} speaks for {party.name}"
            begin = clauses.span_of(token, _LOOSE)[0]
            return Reference(party, token.doc, begin, token.i + 1, full, True, because)
        return None

    def _introduced(self, full: str) -> Introduction | None:
        return self.introduced.get(surname(full))

    def _introduce(self, full: str, party: Party, token: Token) -> None:
        begin, end = clauses.span_of(token, _LOOSE)
        self.introduced[surname(full)] = Introduction(
            full, party.id, party.name, party.kind, token.doc[begin:end].text
        )

    def _has_office(self, token: Token) -> bool:
        nearby = [*token.lefts, *(child for child in token.children if child.dep_ == "appos")]
        if token.dep_ == "appos":
            nearby.append(token.head)
        return any(child.lemma_.lower() in ROLES.people for child in nearby)

    def _apposition(self, token: Token, scene: Scene) -> Reference | None:
        for child in token.children:
            if child.dep_ == "appos" and child.lemma_.lower() in ROLES.people:
                found = self._role(child, scene)
                if found is not None:
                    return found
        if token.dep_ == "appos" and token.head.lemma_.lower() in ROLES.people:
            return self._role(token.head, scene)
        return None

    def _role(self, token: Token, scene: Scene) -> Reference | None:
        lemma = token.lemma_.lower()
        is_role = lemma in ROLES.all or token.lower_ in ROLES.all
        if not is_role and token.lower_ not in ROLES.acting and lemma not in ROLES.acting:
            return None
        human = lemma in ROLES.people
        start, _ = clauses.span_of(token, _LOOSE)
        words = token.doc[start : token.i + 1].text
        modifier = self._modifier_party(token, scene)
        if modifier is not None and not self._speaks_for(token, modifier.party):
            return self._body_of(token, modifier.party, start)
        if modifier is not None:
            return Reference(
                modifier.party,
                token.doc,
                start,
                token.i + 1,
                words if human else None,
                human,
                modifier.because,
            )
        if token.tag_ in {"NNS", "NNPS"} and not _is_definite(token):
            return None
        if not _is_definite(token) and lemma not in ROLES.bodies:
            return None
        return self._earlier_role(token, lemma, scene, human=human, words=words)

    @staticmethod
    def _speaks_for(token: Token, party: Party) -> bool:
        """Tell whether a noun with a party's name before it speaks for that party."""
        lemma = token.lemma_.lower()
        if party.kind is not ActorKind.COUNTRY or lemma in ROLES.national:
            return True
        return lemma in ROLES.all and lemma not in ROLES.acting and token.lower_ not in ROLES.acting

    def _body_of(self, token: Token, party: Party, start: int) -> Reference | None:
        """Return a country's body that is not its government ("Guatemala's pig farmers")."""
        words = [
            word.lower_
            for word in token.doc[start : token.i + 1]
            if word.dep_ in {"compound", "amod"} or word.i == token.i
        ]
        demonym = self.gazetteer.demonyms.get(party.id, party.name.lower())
        words = [word for word in words if word not in {demonym, party.name.lower()}]
        slug = "-".join(_SLUG_PARTS.findall(" ".join([demonym, *words])))
        kind = ActorKind.GROUP if token.tag_ in {"NNS", "NNPS"} else ActorKind.ORGANISATION
        body = self._groups.setdefault(slug, Party(slug, slug.replace("-", " "), kind))
        return Reference(body, token.doc, start, token.i + 1)

    def _earlier_role(
        self, token: Token, lemma: str, scene: Scene, *, human: bool, words: str
    ) -> Reference | None:
        earlier = self._roles.get(lemma)
        if earlier is None:
            for mention in reversed(self._mentions):
                if lemma in mention.heads:
                    earlier = mention.references[0]
                    break
        if earlier is None and token.tag_ in {"NNS", "NNPS"}:
            return None
        if earlier is None and (lemma in ROLES.national or lemma in ROLES.own):
            earlier = self._focus(token, scene) or self._home(token)
        if earlier is None:
            return None
        start, _ = clauses.span_of(token, _LOOSE)
        return Reference(
            earlier.party,
            token.doc,
            start,
            token.i + 1,
            words if human else None,
            human,
            f"“{words}” follows “{earlier.text}”",
        )

    def _focus(self, token: Token, scene: Scene) -> Reference | None:
        """Return the country or body that the text was last about."""
        for mention in reversed(self._mentions):
            if scene.number - mention.sentence > SENTENCES_BACK:
                break
            if mention.sentence == scene.number and mention.token >= token.i:
                continue
            reference = mention.references[0]
            if len(mention.references) == 1 and reference.party.kind is ActorKind.COUNTRY:
                return reference
        return None

    def _home(self, token: Token) -> Reference | None:
        """Return the country that the article has named most often so far."""
        if not self._named:
            return None
        party, _ = self._named.most_common(1)[0]
        return Reference(
            party, token.doc, token.i, token.i + 1, because="the country most spoken of"
        )

    def _modifier_party(self, token: Token, scene: Scene) -> Reference | None:
        """Return the party that the words before or after a noun name ("the French", "of NATO")."""
        for child in token.lefts:
            if child.dep_ in {"amod", "compound", "nmod", "poss", "nsubj"}:
                name = scene.names.get(child.i)
                if name is not None and name.sort != OUTLET:
                    return Reference(name.party, token.doc, name.start, name.end)
                if child.dep_ == "poss":
                    found = self.resolve_one(child, scene, holder=True)
                    if found:
                        return found[0]
                    below = self._modifier_party(child, scene)
                    if below is not None:
                        return below
                elif child.dep_ in {"compound", "amod", "nmod"}:
                    found_below = self._modifier_party(child, scene)
                    if found_below is not None:
                        return found_below
        for child in token.rights:
            if child.dep_ == "prep" and child.lower_ in LINKING_PREPOSITIONS:
                for noun in child.children:
                    if noun.dep_ == "pobj":
                        below = self._belongs_to(noun, child.lower_, scene)
                        if below is not None:
                            return below
        return None

    def _belongs_to(self, noun: Token, preposition: str, scene: Scene) -> Reference | None:
        name = scene.names.get(noun.i)
        if name is not None and name.sort != OUTLET:
            return Reference(name.party, noun.doc, name.start, name.end)
        if preposition == "of":
            return self._role(noun, scene) or self._generic(noun) or self._modifier_party(noun, scene)
        return None

    def _generic(self, token: Token) -> Reference | None:
        lemma = token.lemma_.lower()
        if token.pos_ not in {"NOUN", "PROPN"} or lemma in ROLES.never - ROLES.acting:
            return None
        acts = lemma in ROLES.acting or token.lower_ in ROLES.acting
        if not acts and token.pos_ != "PROPN" and lemma not in ROLES.all:
            return None
        if lemma in ROLES.anonymous and not acts and not _named_head(token):
            return None
        start, _ = clauses.span_of(token, _LOOSE)
        parts: list[str] = []
        for word in token.doc[start : token.i + 1]:
            if word.dep_ in {"det", "nummod", "case", "punct"} or word.pos_ in {
                "DET",
                "NUM",
                "PRON",
            }:
                continue
            if word.tag_ in {"PDT", "JJR", "JJS"} or word.lower_ in ROLES.quantifiers:
                continue
            parts.extend(_SLUG_PARTS.findall(word.lower_))
        if not parts:
            return None
        slug = "-".join(parts)
        for known, party in self._groups.items():
            if known == slug or (known.endswith(f"-{slug}") and _is_definite(token)):
                return Reference(party, token.doc, start, token.i + 1, because=f"“{party.name}”")
        kind = ActorKind.GROUP if token.tag_ in {"NNS", "NNPS"} else ActorKind.ORGANISATION
        party = Party(slug, " ".join(parts), kind)
        self._groups[slug] = party
        return Reference(party, token.doc, start, token.i + 1)

    # -- what a pronoun stands for

    def _pronoun(self, token: Token, scene: Scene) -> tuple[Reference, ...]:
        word = token.lower_
        if word not in PRONOUNS or word in FIRST_PERSON:
            return ()
        reporter = self._reporter(token, scene)
        if reporter:
            return tuple(_moved(found, token, f"“{found.text}”") for found in reporter)
        best: Mention | None = None
        best_score = -1.0
        for mention in reversed(self._mentions):
            age = scene.number - mention.sentence
            if age > SENTENCES_BACK:
                break
            if age == 0 and mention.token >= token.i:
                continue
            if not _fits(word, mention):
                continue
            score = (
                (3.0 if mention.subject else 0.0) - 2.0 * age - 0.01 * (token.i if age == 0 else 0)
            )
            if score > best_score or best is None:
                best, best_score = mention, score
        if best is None:
            return ()
        return tuple(_moved(found, token, f"“{found.text}”") for found in best.references)

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
        if source is None or source.i >= token.i or source.pos_ == "PRON" and source.i == token.i:
            return ()
        found = self.resolve(source, scene)
        plural = len(found) > 1 or any(r.party.kind is ActorKind.GROUP for r in found)
        word = token.lower_
        if word in PLURAL and not (plural or source.tag_ in {"NNS", "NNPS"}):
            return ()
        if word in SINGULAR_HUMAN and not any(reference.human for reference in found):
            return ()
        if word in SINGULAR_THING and plural:
            return ()
        return found

    def _remember(self, token: Token, references: tuple[Reference, ...], scene: Scene) -> None:
        plural = token.tag_ in {"NNS", "NNPS"} or len(references) > 1
        everyone = references
        if token.dep_ not in {"conj"}:
            others = clauses.conjuncts(token)[1:]
            if others:
                found = [r for noun in others for r in self._resolve(noun, scene)]
                everyone = (*references, *found)
                plural = plural or bool(found)
        human = any(reference.human for reference in references)
        lemma = token.lemma_.lower()
        if lemma in ROLES.all and lemma not in ROLES.own:
            self._roles[lemma] = references[0]
        subject = token.dep_ in clauses.SUBJECTS
        if len(references) == 1 and references[0].party.kind is ActorKind.COUNTRY:
            self._named[references[0].party] += 1
        self._mentions.append(
            Mention(everyone, scene.number, token.i, subject, human, plural, frozenset({lemma}))
        )
        if len(self._mentions) > MENTIONS_KEPT:
            del self._mentions[0]


_LOOSE = frozenset({"relcl", "acl", "appos", "prep", "punct", "cc", "conj", "advcl", "ccomp"})


def _fits(word: str, mention: Mention) -> bool:
    if word in SINGULAR_HUMAN:
        return mention.human and not mention.plural
    group = any(r.party.kind is ActorKind.GROUP for r in mention.references)
    if word in PLURAL:
        return mention.plural or group
    return not mention.human and not mention.plural and len(mention.references) == 1


def _moved(reference: Reference, token: Token, because: str) -> Reference:
    return Reference(
        reference.party, token.doc, token.i, token.i + 1, reference.person, reference.human, because
    )


def _is_place(token: Token, name: Name) -> bool:
    """Tell whether a capital or country is only where something happens ("in Oslo")."""
    return (
        name.sort in {CAPITAL, SEAT}
        and token.dep_ == "pobj"
        and token.head.lower_ in {"in", "at", "near", "outside", "around"}
    )


def _has_relative_clause(token: Token) -> bool:
    return any(child.dep_ == "relcl" for child in token.children)


def _is_definite(token: Token) -> bool:
    for child in token.children:
        if child.dep_ in {"det", "poss"} and child.lower_ in {
            "the",
            "this",
            "that",
            "his",
            "her",
            "its",
            "their",
            "both",
            "these",
        }:
            return True
    return token.i > 0 and token.nbor(-1).text == "the"


def _named_head(token: Token) -> bool:
    return token.pos_ == "PROPN" or any(
        child.dep_ in {"compound", "amod", "poss"} for child in token.children
    )


__all__ = ["Reference", "References", "Roles", "Scene"]
