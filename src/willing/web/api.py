"""The JSON API under /api: the views' filters, paged by cursor, described by OpenAPI."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(prefix="/api", tags=["ledger"])
