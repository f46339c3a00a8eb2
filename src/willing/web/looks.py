"""How stances are shown in the browser: glyph, word, and a step of the diverging scale."""

from __future__ import annotations

from dataclasses import dataclass

from willing.export.looks import FIRMNESS, GLYPHS
from willing.ledger import Side, firmness, side
from willing.model import Stance

STRONGEST = 3
"""The last step of the scale on either side."""


@dataclass(frozen=True, slots=True)
class Look:
    """A stance as shown: ``step`` names its colour, such as ``for-2``, ``neutral``, ``against-1``;
    ``sign`` is 1 for it, -1 against it, 0 neither."""

    key: str
    glyph: str
    word: str
    side: str
    sign: int
    step: str
    firmness: str


def look(stance: Stance) -> Look:
    """Return how ``stance`` is shown."""
    of_side = side(stance)
    degree = min(STRONGEST, max(1, int(firmness(stance))))
    step = "neutral" if of_side is Side.OPEN else f"{of_side.value}-{degree}"
    sign = {Side.FOR: 1, Side.OPEN: 0, Side.AGAINST: -1}[of_side]
    return Look(
        stance.value,
        GLYPHS[stance],
        stance.value,
        of_side.value,
        sign,
        step,
        FIRMNESS[firmness(stance)],
    )


LOOKS = {stance.value: look(stance) for stance in Stance}
"""Every stance's look by its word, firmest for it first, as the contract lists them."""
