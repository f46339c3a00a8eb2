"""Whose report a position comes from, by the names under which the ledger speaks of it."""

from __future__ import annotations

from willing.witness import Origin, independent, origin_of

__all__ = ["Origin", "independent", "origin_of"]
