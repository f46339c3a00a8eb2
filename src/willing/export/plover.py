"""Stances as events of PLOVER and CAMEO: a column for those who work with event data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from willing.model import Position, Stance


@dataclass(frozen=True, slots=True)
class Event:
    """A PLOVER event type and the CAMEO code that fits best."""

    plover: str
    cameo: str


def event(position: Position) -> Event:
    """Return the event that ``position`` amounts to, as ``data/plover.yaml`` maps it."""
    entry = _mapping()[position.stance.value]
    codes = entry.get("cameo_by_issue") or {}
    plover = event_type(position.stance, position.action.text.lower().split())
    return Event(plover, codes.get(position.action.issue, entry["cameo"]))


def event_type(stance: Stance, words: Sequence[str]) -> str:
    """Return the PLOVER event of a stance on a deed told in ``words`` (in lower case, lemmas)."""
    entry = _mapping()[stance.value]
    closer: dict[str, list[str]] = entry.get("plover_by_words") or {}
    told = (name for word in words for name, deeds in closer.items() if word in deeds)
    return next(told, str(entry["plover"]))


def event_types() -> frozenset[str]:
    """Return the PLOVER events that stances amount to of themselves, whatever the deed."""
    return frozenset(str(entry["plover"]) for entry in _mapping().values())


@cache
def _mapping() -> dict[str, Any]:
    content = (files("willing") / "data" / "plover.yaml").read_text(encoding="utf-8")
    mapping: dict[str, Any] = yaml.safe_load(content)["stances"]
    return mapping
