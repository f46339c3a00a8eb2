"""The shipped word lists: YAML files under ``data/``, each read once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def load(name: str, folder: str = "lexicon") -> Any:
    """Return the content of ``data/FOLDER/NAME.yaml``; callers must not change it."""
    content = (files("willing") / "data" / folder / f"{name}.yaml").read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(content, Loader=loader)
