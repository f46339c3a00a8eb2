"""A claim: a stance word in a sentence and what hangs on it, before anybody says whose it is."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from willing.model import OWN_STANCES, Stance

OWN = frozenset(OWN_STANCES)


@dataclass(frozen=True, slots=True)
class Claim:
    """A stance word in a sentence, before anybody has said whose it is.

    ``head`` is the predicate, ``complement`` the head of what it is about, ``frame`` how the two
    are joined.  ``holder`` is the noun whose stance it is; ``by_speaker`` says that it is the
    speaker's instead.  ``agent`` is the noun that would act, where the frame shows it.
    ``lexical`` is false for a claim read from a modal or a deed alone.
    """

    head: Token
    words: frozenset[int]
    stance: Stance
    frame: str
    complement: Token | None
    holder: Token | None
    agent: Token | None = None
    by_speaker: bool = False
    lexical: bool = True
    modal: bool = False

    @property
    def own(self) -> bool:
        """Whether the stance is about the holder's own action."""
        return self.stance in OWN
