"""The parties that an article's words have referred to so far, in the order of the text."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from spacy.tokens import Doc, Span, Token

from willing.extract import clauses
from willing.extract.dialogue import Principal
from willing.extract.gazetteer import Name, Party
from willing.extract.words import ROLES
from willing.model import ActorKind

MENTIONS_KEPT = 80
SENTENCES_BACK = 4
HOME_SHARE = 0.5
FIRST_PERSON = frozenset({"i", "we", "us", "me", "our", "my", "ourselves", "ours", "myself"})
SINGULAR_HUMAN = frozenset({"he", "she", "him", "her", "his", "hers", "himself", "herself"})
SINGULAR_THING = frozenset({"it", "its", "itself"})
PLURAL = frozenset({"they", "them", "their", "theirs", "themselves", "both", "these", "those"})
PRONOUNS = FIRST_PERSON | SINGULAR_HUMAN | SINGULAR_THING | PLURAL
LOOSE = frozenset({"relcl", "acl", "appos", "prep", "punct", "cc", "conj", "advcl", "ccomp"})
_DEFINITE = frozenset({"the", "this", "that", "his", "her", "its", "their", "both", "these"})


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

    def moved(self, token: Token, because: str) -> Reference:
        """Return the same party as ``token`` refers to it."""
        return Reference(
            self.party, token.doc, token.i, token.i + 1, self.person, self.human, because
        )


@dataclass(slots=True)
class Mention:
    """A party mentioned earlier, with what a later pronoun or noun can tell it by."""

    references: tuple[Reference, ...]
    sentence: int
    token: int
    subject: bool
    human: bool
    plural: bool
    heads: frozenset[str]

    @property
    def sole(self) -> Party | None:
        """The party mentioned, where it is one alone."""
        return self.references[0].party if len(self.references) == 1 else None


@dataclass(slots=True)
class Scene:
    """One sentence to read: its span, its names, its number, and who speaks which tokens."""

    span: Span
    names: dict[int, Name]
    number: int
    speakers: dict[int, tuple[Reference, ...]] = field(default_factory=dict)


class Memory:
    """What an article has mentioned; nouns without a name of their own are looked up here."""

    def __init__(self) -> None:
        """Start with nothing said."""
        self.mentions: list[Mention] = []
        self.countries: Counter[Party] = Counter()
        self.outlet: Party | None = None
        self.principal: Principal | None = None

    def keep(self, mention: Mention) -> None:
        """Add a mention; the oldest are forgotten."""
        self.mentions.append(mention)
        if len(self.mentions) > MENTIONS_KEPT:
            del self.mentions[0]

    def before(self, token: Token, scene: Scene) -> list[Mention]:
        """Return the mentions that precede a token, the nearest first."""
        return [
            mention
            for mention in reversed(self.mentions)
            if (mention.sentence, mention.token) < (scene.number, token.i)
        ]

    def called(self, head: str, token: Token, scene: Scene) -> Reference | None:
        """Return the last party that went by the noun ``head``."""
        for mention in self.before(token, scene):
            if head in mention.heads:
                return mention.references[0]
        return None

    def last(
        self, kind: ActorKind, token: Token, scene: Scene, back: int = MENTIONS_KEPT
    ) -> Reference | None:
        """Return the last party of a kind that was mentioned alone, at most ``back`` ago."""
        for mention in self.before(token, scene):
            if scene.number - mention.sentence > back:
                break
            if mention.sole is not None and mention.sole.kind is kind:
                return mention.references[0]
        return None

    def country(self, token: Token, scene: Scene) -> Reference | None:
        """Return the country in focus, else the one that the whole article names most."""
        home = self.home(token)
        if home is not None and self.countries[home.party] > HOME_SHARE * self.countries.total():
            return home
        return self.last(ActorKind.COUNTRY, token, scene, SENTENCES_BACK) or home

    def home(self, token: Token) -> Reference | None:
        """Return the country that the article names most often."""
        if not self.countries:
            return None
        party, _ = self.countries.most_common(1)[0]
        return Reference(
            party, token.doc, token.i, token.i + 1, because="the country most spoken of"
        )


def is_plural(token: Token) -> bool:
    """Tell whether a noun is in the plural."""
    return token.tag_ in {"NNS", "NNPS"}


def is_definite(token: Token) -> bool:
    """Tell whether a noun has an article or a word that points back."""
    for child in token.children:
        if child.dep_ in {"det", "poss"} and child.lower_ in _DEFINITE:
            return True
    return token.i > 0 and token.nbor(-1).lower_ == "the"


def is_bare(token: Token) -> bool:
    """Tell whether a noun has nothing before it that would tell which one is meant."""
    return not any(
        child.i < token.i
        and child.dep_ in {"amod", "compound", "nmod", "poss", "nummod"}
        and child.lower_ not in ROLES.quantifiers
        and child.lower_ not in _DEFINITE
        for child in token.children
    )


def phrase_start(token: Token) -> int:
    """Return where the noun phrase headed by ``token`` begins."""
    return clauses.span_of(token, LOOSE)[0]
