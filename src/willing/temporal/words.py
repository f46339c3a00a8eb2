"""The temporal word lists, read once from ``data/temporal.yaml``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def lexicon() -> dict[str, Any]:
    """The word lists by their name in the data file; the same objects at every call."""
    source = files("willing").joinpath("data", "temporal.yaml").read_text(encoding="utf-8")
    lists: dict[str, Any] = yaml.safe_load(source)
    return lists


def any_of(words: Iterable[object]) -> str:
    """A regular expression that matches any of ``words``, the longest first, spaces flexible."""
    ordered = sorted((str(word) for word in words), key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)


def plain(words: str) -> str:
    """``words`` in lower case with single spaces, as the data file's keys are written."""
    return " ".join(words.lower().split())
