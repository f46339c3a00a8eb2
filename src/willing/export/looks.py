"""How each stance looks and reads: a glyph, a word, a colour, never a colour alone."""

from __future__ import annotations

from willing.ledger import Firmness, Side
from willing.model import Stance

GLYPHS = {
    Stance.DELIVER: "●",
    Stance.COMMIT: "◕",
    Stance.OFFER: "◑",
    Stance.CONSIDER: "◔",
    Stance.UNDECIDED: "○",
    Stance.DOUBT: "◌",
    Stance.REFUSE: "✕",
    Stance.DEMAND: "!",
    Stance.REQUEST: "?",
    Stance.PROPOSE: "◇",
    Stance.SUPPORT: "+",
    Stance.OPPOSE: "−",
    Stance.THREATEN: "▲",
    Stance.WARN: "△",
    Stance.EXPECT: "→",
}

VERBS = {
    Stance.DELIVER: "delivers",
    Stance.COMMIT: "commits to",
    Stance.OFFER: "offers",
    Stance.CONSIDER: "considers",
    Stance.UNDECIDED: "has not decided on",
    Stance.DOUBT: "doubts",
    Stance.REFUSE: "refuses",
    Stance.DEMAND: "demands",
    Stance.REQUEST: "requests",
    Stance.PROPOSE: "proposes",
    Stance.SUPPORT: "supports",
    Stance.OPPOSE: "opposes",
    Stance.THREATEN: "threatens",
    Stance.WARN: "warns of",
    Stance.EXPECT: "expects",
}

FIRMNESS = {
    Firmness.OPEN: "open",
    Firmness.TENTATIVE: "tentative",
    Firmness.DECLARED: "declared",
    Firmness.FIRM: "firm",
    Firmness.DONE: "done",
}

TERMINAL_COLOURS = {Side.FOR: "blue", Side.OPEN: "bright_black", Side.AGAINST: "dark_orange3"}
