"""Ledger → coalition model: commitments, gates, requirements; a person's edits survive it."""

from __future__ import annotations

from willing.modelling.base import base_of, with_base, without_base
from willing.modelling.build import DEFAULT_NAME, build_model
from willing.modelling.merge import Conflict, changes
from willing.modelling.update import Updated, update

__all__ = [
    "DEFAULT_NAME",
    "Conflict",
    "Updated",
    "base_of",
    "build_model",
    "changes",
    "update",
    "with_base",
    "without_base",
]
