"""The ladder of stances: how firm each one is, and to which side it leans."""

from __future__ import annotations

from enum import IntEnum, StrEnum

from willing.model import Stance


class Firmness(IntEnum):
    """How much it would take to move a party from its stance, from least to most."""

    OPEN = 0
    TENTATIVE = 1
    DECLARED = 2
    FIRM = 3
    DONE = 4


class Side(StrEnum):
    """Whether a stance is for its action, against it, or neither."""

    FOR = "for"
    OPEN = "open"
    AGAINST = "against"


_FIRMNESS = {
    Stance.DELIVER: Firmness.DONE,
    Stance.COMMIT: Firmness.FIRM,
    Stance.OFFER: Firmness.DECLARED,
    Stance.CONSIDER: Firmness.TENTATIVE,
    Stance.UNDECIDED: Firmness.OPEN,
    Stance.DOUBT: Firmness.TENTATIVE,
    Stance.REFUSE: Firmness.FIRM,
    Stance.DEMAND: Firmness.FIRM,
    Stance.REQUEST: Firmness.DECLARED,
    Stance.PROPOSE: Firmness.DECLARED,
    Stance.SUPPORT: Firmness.DECLARED,
    Stance.OPPOSE: Firmness.FIRM,
    Stance.THREATEN: Firmness.FIRM,
    Stance.WARN: Firmness.DECLARED,
    Stance.EXPECT: Firmness.TENTATIVE,
}

_FOR = {Stance.DELIVER, Stance.COMMIT, Stance.OFFER, Stance.CONSIDER, Stance.SUPPORT}
_AGAINST = {Stance.DOUBT, Stance.REFUSE, Stance.OPPOSE, Stance.THREATEN, Stance.WARN}


def firmness(stance: Stance) -> Firmness:
    """Return how firm ``stance`` is; a condition is shown beside it and doesn't lower it."""
    return _FIRMNESS[stance]


def side(stance: Stance) -> Side:
    """Return the side of ``stance``; what is asked of others, or left open, is on neither."""
    if stance in _FOR:
        return Side.FOR
    return Side.AGAINST if stance in _AGAINST else Side.OPEN
