"""Stances as events of PLOVER and CAMEO: a column for those who work with event data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from willing.model import Position


@dataclass(frozen=True, slots=True)
class Event:
    """A PLOVER event type and the CAMEO code that fits best."""

    plover: str
    cameo: str


def event(position: Position) -> Event:
    """Return the event that ``position`` amounts to, as ``data/plover.yaml`` maps it."""
    entry = _mapping()[position.stance.value]
    codes = entry.get("cameo_by_issue") or {}
    return Event(entry["plover"], codes.get(position.action.issue, entry["cameo"]))


@cache
def _mapping() -> dict[str, Any]:
    content = (files("willing") / "data" / "plover.yaml").read_text(encoding="utf-8")
    mapping: dict[str, Any] = yaml.safe_load(content)["stances"]
    return mapping
