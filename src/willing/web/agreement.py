"""How far reviewers agree: share of equal pairs, and Krippendorff's alpha for nominal values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from willing.ledger.edits import detail_of
from willing.ledger.judging import ON_POSITIONS, Ruling, State
from willing.model import Judgement

Ratings = Mapping[str, Mapping[str, str]]
"""What each reviewer said of each position: position → reviewer → value."""

REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far ``reviewers`` agree on the ``positions`` that at least two of them judged.

    ``share`` is the share of equal ones among the ``pairs`` of their values, ``alpha`` is
    Krippendorff's: 1 is perfect, 0 what chance gives.  Both are ``None`` where there is no pair;
    ``alpha`` also where all values are one, so that nothing can be told from chance.
    """

    reviewers: tuple[str, ...]
    positions: int
    pairs: int
    share: float | None
    alpha: float | None


def ratings(rulings: Iterable[Ruling]) -> dict[str, dict[str, str]]:
    """Return each reviewer's last verdict in force on each position: accept, reject or edit."""
    return {
        about: {author: judgement.verdict for author, judgement in said.items()}
        for about, said in _last(rulings).items()
    }


def stances(rulings: Iterable[Ruling], read: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return the stance that each reviewer left each position with, or that it is ``rejected``.

    ``read`` holds the stances as the machine read them; a position that isn't in it is left out.
    """
    return {
        about: {author: _stance(judgement, read[about]) for author, judgement in said.items()}
        for about, said in _last(rulings).items()
        if about in read
    }


def agreement(values: Ratings, reviewers: Iterable[str] | None = None) -> Agreement:
    """Return how far ``reviewers`` (all, where none are given) agree in ``values``."""
    chosen = None if reviewers is None else set(reviewers)
    units = [
        {who: value for who, value in said.items() if chosen is None or who in chosen}
        for said in values.values()
    ]
    shared = [unit for unit in units if len(unit) > 1]
    pairs = [pair for unit in shared for pair in combinations(unit.values(), 2)]
    equal = sum(one == other for one, other in pairs)
    who = sorted({name for unit in units for name in unit} if chosen is None else chosen)
    return Agreement(
        tuple(who),
        len(shared),
        len(pairs),
        equal / len(pairs) if pairs else None,
        alpha(unit.values() for unit in shared),
    )


def by_pair(values: Ratings) -> tuple[Agreement, ...]:
    """Return the agreement of every two reviewers who judged a position in common."""
    names = sorted({name for said in values.values() for name in said})
    found = (agreement(values, pair) for pair in combinations(names, 2))
    return tuple(one for one in found if one.positions)


def alpha(units: Iterable[Iterable[str]]) -> float | None:
    """Return Krippendorff's alpha for nominal values; each unit holds its reviewers' values.

    Units with fewer than two values say nothing of agreement and are left out.  ``None`` where
    none is left, or where all values are one.
    """
    disagreeing, totals = 0.0, Counter[str]()
    for unit in units:
        counts = Counter(unit)
        size = counts.total()
        if size < 2:
            continue
        totals += counts
        disagreeing += sum(n * (size - n) for n in counts.values()) / (size - 1)
    number = totals.total()
    expected = sum(n * (number - n) for n in totals.values())
    return 1 - (number - 1) * disagreeing / expected if expected else None


def _last(rulings: Iterable[Ruling]) -> dict[str, dict[str, Judgement]]:
    found: dict[str, dict[str, Judgement]] = {}
    for ruling in sorted(rulings, key=lambda one: one.judgement.made):
        judgement = ruling.judgement
        if ruling.state is State.IN_FORCE and judgement.verdict in ON_POSITIONS:
            found.setdefault(ruling.about, {})[judgement.author] = judgement
    return found


def _stance(judgement: Judgement, read: str) -> str:
    if judgement.verdict == "reject":
        return REJECTED
    return str(detail_of(judgement).get("stance", read)) if judgement.verdict == "edit" else read
