"""Articles, readings and judgements → the ledger: pure functions, no NLP, no SQL, no web."""

from __future__ import annotations

from willing.ledger.anchor import Anchor, anchor_of
from willing.ledger.book import Entry, Ledger, LedgerError, build
from willing.ledger.claims import Claim, claims
from willing.ledger.disputes import Dispute, Withdrawal, disputes, withdrawals
from willing.ledger.judging import Ruling, State
from willing.ledger.ladder import Firmness, Side, firmness, side
from willing.ledger.moves import Move, moves
from willing.ledger.reports import Grouping, Report
from willing.ledger.selection import Selection
from willing.ledger.standing import Given, Rule, Standing, standing
from willing.ledger.timeline import Event, timeline
from willing.ledger.voices import Voice, voice
from willing.ledger.wordings import Wording, wordings
from willing.witness import Origin, independent, origin_of

__all__ = [
    "Anchor",
    "Claim",
    "Dispute",
    "Entry",
    "Event",
    "Firmness",
    "Given",
    "Grouping",
    "Ledger",
    "LedgerError",
    "Move",
    "Origin",
    "Report",
    "Rule",
    "Ruling",
    "Selection",
    "Side",
    "Standing",
    "State",
    "Voice",
    "Withdrawal",
    "Wording",
    "anchor_of",
    "build",
    "claims",
    "disputes",
    "firmness",
    "independent",
    "moves",
    "origin_of",
    "side",
    "standing",
    "timeline",
    "voice",
    "withdrawals",
    "wordings",
]
