"""The parties of an article that no list knows: one id for each, however it is called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from willing.extract import clauses
from willing.extract.gazetteer import Party
from willing.extract.mentions import LOOSE, is_definite, is_plural, phrase_start
from willing.extract.words import ROLES, folded
from willing.model import ActorKind

_SKIPPED = frozenset({"DET", "NUM", "PRON", "PART", "PUNCT", "ADV", "CCONJ"})
_COMMON = ROLES.acting | ROLES.all | ROLES.organs | ROLES.firms
_STRIKES = frozenset({"strike", "strikes", "walkout", "walkouts", "picket", "pickets", "strikers"})
_OF = frozenset({"of", "at"})
_PARTS_OF_LANDS = frozenset({
    "lower", "upper", "north", "south", "east", "west", "new", "greater", "central", "northern",
    "southern", "eastern", "western", "saint", "san",
})  # fmt: skip
_NUMBERS = frozenset({
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "twenty", "dozen", "half",
})  # fmt: skip
_WIDE = frozenset({"national", "general", "international", "united", "local", "train", "striking"})
UNION = "union"
FIRM = "*firm"


@dataclass(frozen=True, slots=True)
class Phrase:
    """The telling words of a noun phrase, folded, its head last, and what sort of phrase it is."""

    words: tuple[str, ...]
    head: str
    proper: bool
    plural: bool
    definite: bool
    titled: bool


@dataclass(slots=True)
class Body:
    """A party and the nouns that it goes by."""

    party: Party
    heads: set[str]
    human: bool = False


def phrase_of(token: Token) -> Phrase | None:
    """Return the telling words of the noun phrase headed by ``token``, if it has any."""
    proper = token.pos_ == "PROPN"
    kept: list[Token] = []
    for word in token.doc[phrase_start(token) : token.i + 1]:
        if word.i != token.i and (word.pos_ in _SKIPPED or word.dep_ in {"det", "nummod", "case"}):
            continue
        counting = word.dep_ == "quantmod" or word.head.pos_ == "NUM"
        if word.i != token.i and (counting or word.lower_ in _NUMBERS):
            continue
        comparative = word.tag_ in {"JJR", "JJS"} and word.text.islower()
        if comparative or word.tag_ == "PDT" or word.lower_ in ROLES.quantifiers:
            continue
        kept.append(word)
    if proper and kept:
        kept = _capitals(_unowned(kept))
    titles = _titles(kept) if proper else 0
    words = _hyphenated(kept[titles:])
    if not words:
        return None
    words = _linked(token, proper) + words if not proper else words + _linked(token, proper)
    return Phrase(
        tuple(words),
        folded(token.lemma_)[-1] if folded(token.lemma_) else words[-1],
        proper,
        is_plural(token),
        is_definite(token),
        titles > 0,
    )


def _hyphenated(words: list[Token]) -> list[str]:
    """Return the folded words, those that a hyphen joins as one."""
    result: list[str] = []
    joined = False
    for word in words:
        part = "-".join(folded(word.text))
        if not part:
            continue
        if joined and result:
            result[-1] += f"-{part}"
        else:
            result.append(part)
        after = word.doc[word.i + 1] if word.i + 1 < len(word.doc) else None
        joined = after is not None and after.text == "-" and not word.whitespace_
    return result


def _unowned(words: list[Token]) -> list[Token]:
    """Return a name without the country that it is said to be from ("Japan's Harbour Steel")."""
    last = words[-1]
    owned = any(child.dep_ == "poss" and child.ent_type_ == "GPE" for child in last.children)
    if not owned or last.lemma_.lower() in ROLES.acting | ROLES.all:
        return words
    return [word for word in words if not _within(word, last, "poss")]


def _within(word: Token, head: Token, relation: str) -> bool:
    while word.i != head.i and word.head.i != word.i:
        if word.dep_ == relation:
            return True
        word = word.head
    return False


def _capitals(words: list[Token]) -> list[Token]:
    """Return the run of capitals that a name ends in ("the bus operator Calder Coaches")."""
    first = len(words) - 1
    while first > 0 and not words[first - 1].text[0].islower():
        first -= 1
    return words[first:]


def _titles(words: list[Token]) -> int:
    """Return how many words before a person's name are titles ("General Secretary")."""
    last = 0
    for index, word in enumerate(words[:-1]):
        if word.lower_.strip(".") in ROLES.titles:
            last = index + 1
    head = words[-1].lemma_.lower() if words else ""
    return 0 if head in ROLES.acting or head in ROLES.bodies else last


def _linked(token: Token, proper: bool) -> list[str]:
    """Return the words after "of" that belong to a name or tell which body is meant."""
    if not proper and token.lemma_.lower() not in ROLES.acting:
        return []
    if proper and token.lemma_.lower() not in _COMMON | ROLES.labour | ROLES.think_tanks:
        return []
    for child in token.children:
        if child.dep_ != "prep" or child.lower_ not in _OF or child.i != token.i + 1:
            continue
        for noun in child.children:
            if noun.dep_ != "pobj" or (noun.pos_ != "PROPN" and (proper or child.lower_ != "of")):
                continue
            if token.lower_ in ROLES.employees:
                return []
            return [
                part
                for word in noun.doc[clauses.span_of(noun, LOOSE)[0] : noun.i + 1]
                if word.pos_ in {"NOUN", "PROPN", "ADJ"}
                for part in folded(word.text)
            ]
    return []


def _is_introduced(token: Token) -> bool:
    """Tell whether a name stands as a person's does: "Ann Lee, 46, …", "Ann Lee, who …"."""
    doc = token.doc
    if token.i + 3 < len(doc) and doc[token.i + 1].text == "," and doc[token.i + 3].text == ",":
        age = doc[token.i + 2].text
        if age.isdigit() and len(age) == 2:
            return True
    return any(
        child.dep_ == "relcl" and any(below.lower_ == "who" for below in child.children)
        for child in token.children
    )


def is_inside_name(token: Token) -> bool:
    """Tell whether a possessor is part of a body's name ("the Harbour Workers' Federation")."""
    if token.dep_ != "poss" or token.lower_ not in ROLES.employees | ROLES.members | ROLES.groups:
        return False
    return token.head.lemma_.lower() in ROLES.labour | ROLES.peaks | {"forum", "league", "local"}


class Bodies:
    """Gives ids to the parties of one article that no list knows, and finds them again."""

    def __init__(self) -> None:
        """Start with none."""
        self._known: dict[str, Body] = {}
        self._alias: dict[tuple[str, ...], str] = {}
        self._people: set[str] = set()
        self._on_strike = False
        self._often: Counter[str] = Counter()
        self.home_words: frozenset[str] = frozenset()

    def survey(self, docs: Iterable[Doc]) -> None:
        """Take in the whole article's names, so that a short form and a full one are one party."""
        full: Counter[tuple[str, ...]] = Counter()
        trades: Counter[str] = Counter()
        unnamed: Counter[str] = Counter()
        acting: Counter[Phrase] = Counter()
        for doc in docs:
            for token in doc:
                self._on_strike = self._on_strike or token.lower_ in _STRIKES
                if token.pos_ not in {"NOUN", "PROPN"} or token.dep_ in {"compound", "nmod"}:
                    continue
                phrase = phrase_of(token)
                if phrase is None or phrase.head in ROLES.times:
                    continue
                if phrase.words[0] in ROLES.employees and len(phrase.words) == 1:
                    trades[phrase.words[-1]] += 1
                if len(phrase.words) == 1 and phrase.head in {UNION, "federation"}:
                    unnamed[phrase.head] += 1
                elif phrase.head in ROLES.labour | ROLES.peaks:
                    self._often[self._make(phrase).party.id] += 1
                if phrase.proper and not is_inside_name(token):
                    if _is_introduced(token):
                        self._people.add(phrase.words[-1])
                    if token.dep_ in clauses.SUBJECTS and phrase.head not in _COMMON:
                        acting[phrase] += 1
                    full[phrase.words] += 1
                    if phrase.titled:
                        self._people.add(phrase.words[-1])
                    self._acronym(token, phrase)
        self._shorten(full)
        for phrase, count in acting.items():
            if not self.is_person(phrase):
                self._often[self._make(phrase).party.id] += count
        if unnamed and trades and not any(UNION in body.heads for body in self._known.values()):
            trade = trades.most_common(1)[0][0]
            phrase = Phrase((trade, UNION), UNION, False, False, True, False)
            self._make(phrase).heads.update(unnamed)
            self._often[self._make(phrase).party.id] += 1

    def _acronym(self, token: Token, phrase: Phrase) -> None:
        """Note "the Harbour Drivers' Union (HDU)" as two names of one party."""
        doc = token.doc
        if token.i + 3 >= len(doc) or doc[token.i + 1].text != "(" or doc[token.i + 3].text != ")":
            return
        inside = doc[token.i + 2]
        if inside.text.isupper() and len(inside.text) > 1:
            self._alias[tuple(folded(inside.text))] = self._slug(phrase)

    def _shorten(self, full: Counter[tuple[str, ...]]) -> None:
        for long in full:
            if len(long) < 2 or len(long) > 4:
                continue
            for length in range(1, len(long)):
                short, rest = long[:length], long[length:]
                if short in full and short[0] not in ROLES.titles:
                    corporate = all(word in ROLES.suffixes for word in rest)
                    name = short if corporate else long
                    self._alias.setdefault(short, "-".join(name))
                    self._alias.setdefault(long, "-".join(name))
            family = long[-1:]
            alone = family in full and long[:1] not in full and long[0] not in _PARTS_OF_LANDS
            if (alone or long[-1] in self._people) and not set(long) & (
                ROLES.acting | ROLES.bodies
            ):
                self._alias.setdefault(family, "-".join(long))
                self._people.add(long[-1])

    def name(self, phrase: Phrase) -> Body:
        """Return the party that ``phrase`` names, a new one if none is known by it."""
        return self._make(phrase)

    def called(self, phrase: Phrase) -> Body | None:
        """Return the known party that a plural or a short form goes back to, if any."""
        if len(phrase.words) == 1 or phrase.words[0] in _WIDE | self.home_words:
            found = self._known.get(f"{_singular(phrase.words[-1])}-{UNION}") or self._known.get(
                f"{phrase.words[-1]}-{UNION}"
            )
            if found is not None and phrase.words[-1] in ROLES.employees:
                return found
        ending = f"-{'-'.join(phrase.words)}"
        if phrase.definite or phrase.plural:
            for slug in reversed(self._known):
                if slug.endswith(ending) and not self._known[slug].human:
                    return self._known[slug]
        return None

    def knows(self, token: Token) -> bool:
        """Tell whether a word, however it is tagged here, is elsewhere a body's own name."""
        body = self._known.get("-".join(folded(token.text)))
        return body is not None and FIRM in body.heads and token.text[0].isupper()

    def usual(self, head: str) -> Body | None:
        """Return the body that the whole article most often calls ``head``, named or not yet."""
        for slug, _ in self._often.most_common():
            if slug in self._known and head in self._known[slug].heads:
                return self._known[slug]
        return None

    def heads(self, party: Party) -> set[str]:
        """Return the nouns that a party of this article goes by."""
        body = self._known.get(party.id)
        return body.heads if body else set()

    def is_person(self, phrase: Phrase) -> bool:
        """Tell whether a name is a person's, by its title or by how the article uses it."""
        return phrase.titled or (phrase.proper and phrase.words[-1] in self._people)

    def _make(self, phrase: Phrase) -> Body:
        slug = self._slug(phrase)
        body = self._known.get(slug)
        if body is None:
            human = self.is_person(phrase)
            kind = (
                ActorKind.GROUP
                if phrase.plural or phrase.words[-1] in ROLES.members
                else ActorKind.PERSON
                if human
                else ActorKind.ORGANISATION
            )
            body = Body(Party(slug, slug.replace("-", " "), kind), set(), human)
            self._known[slug] = body
        body.heads.update({phrase.head, phrase.words[-1]})
        if slug.endswith(f"-{UNION}"):
            body.heads.update({UNION, "syndicate", "member", "members", "striker", "picket"})
        elif phrase.proper and not body.human:
            body.heads.add(FIRM)
        return body

    def _slug(self, phrase: Phrase) -> str:
        words = phrase.words
        before, head = words[:-1], phrase.head
        if head in ROLES.labour:
            at = next((i for i in reversed(range(len(before))) if before[i] in ROLES.employees), -1)
            if at >= 0:
                kept = [w for w in before[: at + 1] if w not in self.home_words | _WIDE] or before
                if kept[-1] in {"workers", "employees", "staff"} and len(kept) > 1:
                    kept = kept[:-1]
                return "-".join([*kept, UNION])
        if head in ROLES.peaks and before and before[-1] in ROLES.members:
            return "-".join(w for w in before if w not in self.home_words | {"national"})
        if self._on_strike and len(words) == 1 and words[0] in ROLES.employees:
            return f"{words[0]}-{UNION}"
        if phrase.proper and words in self._alias:
            return self._alias[words]
        return "-".join(words)


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") else word
