"""How each stance looks and reads: a glyph, a word, a colour, never a colour alone."""

from __future__ import annotations

from willing.ledger import Firmness, Side
from willing.model import ConditionKind, Stance

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

HANGS_ON = {
    ConditionKind.IF: "if …",
    ConditionKind.ONLY_IF: "only if …",
    ConditionKind.UNLESS: "unless …",
    ConditionKind.IN_EXCHANGE: "in exchange",
    ConditionKind.AFTER: "after …",
    ConditionKind.UNTIL: "until …",
}

FIRMNESS = {
    Firmness.OPEN: "open",
    Firmness.TENTATIVE: "tentative",
    Firmness.DECLARED: "declared",
    Firmness.FIRM: "firm",
    Firmness.DONE: "done",
}

TERMINAL_COLOURS = {Side.FOR: "blue", Side.OPEN: "bright_black", Side.AGAINST: "dark_orange3"}
