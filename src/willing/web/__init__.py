"""The desk: a local web app over the ledger; ``create_app`` makes it, ``willing serve`` runs it."""

from __future__ import annotations

from willing.web.app import create_app

__all__ = ["create_app"]
