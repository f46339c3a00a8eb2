"""The view jump: a stub until it is written."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
