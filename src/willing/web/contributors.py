"""Standing positions on an issue → who stands where on the map, and who has no place on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from willing.export import words
from willing.ledger import Side, Standing, side
from willing.model import Stance
from willing.web.looks import LOOKS
from willing.web.told import Told, told


@dataclass(frozen=True, slots=True)
class Territory:
    """Where a country's mark stands (degrees) and which shape of world-atlas is its own."""

    shape: str
    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class Contributor:
    """A party's standing position on the issue; ``territory`` is ``None`` where it has none."""

    id: str
    name: str
    kind: str
    step: str
    reports: int
    contested: bool
    told: Told
    territory: Territory | None


@cache
def territories() -> Mapping[str, Territory]:
    """Return each country's place on the map, by its id."""
    text = (files("willing") / "data" / "territories.yaml").read_text(encoding="utf-8")
    return {
        str(key): Territory(str(one["shape"]), float(one["at"][0]), float(one["at"][1]))
        for key, one in yaml.safe_load(text).items()
    }


def contributors(stands: Iterable[Standing], issue: str) -> tuple[Contributor, ...]:
    """Return the parties that stand somewhere on ``issue``: firmest for it first, then by name."""
    found = [_contributor(stand) for stand in stands if stand.issue == issue]
    order = list(Stance)
    return tuple(
        sorted(found, key=lambda one: (order.index(Stance(one.told.stance)), one.name.casefold()))
    )


def most_offered(stands: Iterable[Standing]) -> str:
    """Return the issue on which the most parties stand on the side for it; empty without any."""
    tally: dict[str, tuple[int, int]] = {}
    for stand in stands:
        favours, every = tally.get(stand.issue, (0, 0))
        placed = stand.actor_id in territories()
        for_it = side(stand.entry.position.stance) is Side.FOR
        tally[stand.issue] = (favours + (placed and for_it), every + 1)
    return min(tally, key=lambda key: (-tally[key][0], -tally[key][1], key), default="")


def _contributor(stand: Standing) -> Contributor:
    return Contributor(
        stand.actor_id,
        words.one_line(stand.actor_name),
        stand.entry.position.actor.kind.value,
        LOOKS[stand.entry.position.stance.value].step,
        len(stand.reports),
        stand.contested,
        told(stand.entry),
        territories().get(stand.actor_id),
    )
