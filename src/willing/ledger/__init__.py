"""Articles, readings and judgements → the ledger: pure functions, no NLP, no SQL, no web."""

from __future__ import annotations

from willing.ledger.book import Entry, Ledger, LedgerError, build
from willing.ledger.ladder import Firmness, Side, firmness, side
from willing.ledger.origins import Origin, independent, origin_of
from willing.ledger.selection import Selection
from willing.ledger.standing import Given, Rule, Standing, standing
from willing.ledger.voices import Voice, voice

__all__ = [
    "Entry",
    "Firmness",
    "Given",
    "Ledger",
    "LedgerError",
    "Origin",
    "Rule",
    "Selection",
    "Side",
    "Standing",
    "Voice",
    "build",
    "firmness",
    "independent",
    "origin_of",
    "side",
    "standing",
    "voice",
]
