"""What stands on an issue → who stands where on the map, and who has no place on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from willing.export import words
from willing.ledger import Rule, Side, side
from willing.model import Stance
from willing.store.asking import Stood
from willing.web.looks import LOOKS, Look


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
    stance: str
    position: str
    conditions: str
    reports: int
    contested: bool
    territory: Territory | None

    @property
    def look(self) -> Look:
        """How the stance is shown."""
        return LOOKS[self.stance]


@cache
def territories() -> Mapping[str, Territory]:
    """Return each country's place on the map, by its id."""
    text = (files("willing") / "data" / "territories.yaml").read_text(encoding="utf-8")
    return {
        str(key): Territory(str(one["shape"]), float(one["at"][0]), float(one["at"][1]))
        for key, one in yaml.safe_load(text).items()
    }


def contributors(cells: Iterable[Stood], issue: str) -> tuple[Contributor, ...]:
    """Return the parties that stand somewhere on ``issue``: firmest for it first, then by name."""
    found = [_contributor(cell) for cell in cells if cell.issue == issue]
    order = {stance.value: number for number, stance in enumerate(Stance)}
    return tuple(sorted(found, key=lambda one: (order[one.stance], one.name.casefold(), one.id)))


def most_offered(cells: Iterable[Stood]) -> str:
    """Return the issue on which most countries stand on the side for it; empty without any."""
    tally: dict[str, tuple[int, int]] = {}
    for cell in cells:
        favours, every = tally.get(cell.issue, (0, 0))
        for_it = side(Stance(cell.stance)) is Side.FOR and cell.actor in territories()
        tally[cell.issue] = (favours + for_it, every + 1)
    return min(tally, key=lambda key: (-tally[key][0], -tally[key][1], key), default="")


def _contributor(cell: Stood) -> Contributor:
    return Contributor(
        cell.actor,
        words.one_line(cell.actor_name),
        cell.actor_kind,
        cell.stance,
        cell.position,
        words.one_line("; ".join(text for _kind, text in cell.conditions)),
        cell.reports,
        cell.decided == Rule.UNDECIDED.value,
        territories().get(cell.actor),
    )
