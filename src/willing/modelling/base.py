"""The base of a model file: what the ledger said when it was built, in comments at its end."""

from __future__ import annotations

import base64
import json
import textwrap
import zlib
from typing import Any

from willing.modelling.merge import LISTED, SECTIONS, Record

HEAD = (
    "# base: what the ledger said when this file was built; a rebuild needs it to keep your edits."
)
MARK = "#: "
LARGEST = 32_000_000
_WIDTH = 96


def with_base(text: str, base: Record) -> str:
    """Return a model file's text with ``base`` at its end, in the place of any older one."""
    packed = base64.b64encode(
        zlib.compress(json.dumps(base, ensure_ascii=False).encode(), 9)
    ).decode()
    lines = [f"{MARK}{line}" for line in textwrap.wrap(packed, _WIDTH)]
    return "\n".join([without_base(text).rstrip("\n"), "", HEAD, *lines]) + "\n"


def without_base(text: str) -> str:
    """Return a model file's text without its base."""
    kept = [line for line in text.split("\n") if line.rstrip("\r") != HEAD and not _is_base(line)]
    return "\n".join(kept)


def base_of(text: str) -> Record | None:
    """Return the base that a model file holds, ``None`` where it holds none that can be used."""
    packed = "".join(line.removeprefix(MARK) for line in text.splitlines() if _is_base(line))
    if not packed:
        return None
    try:
        opened = zlib.decompressobj()
        content = opened.decompress(base64.b64decode(packed, validate=True), LARGEST)
        found = json.loads(content) if opened.eof else None
    except (ValueError, RecursionError, zlib.error):
        return None
    return found if _is_usable(found) else None


def _is_usable(found: Any) -> bool:
    if not isinstance(found, dict):
        return False
    for section in SECTIONS:
        records = found.get(section, [] if section in LISTED else {})
        if not isinstance(records, list if section in LISTED else dict):
            return False
        if section in LISTED and not all(
            isinstance(one, dict) and isinstance(one.get("id"), str) for one in records
        ):
            return False
    events = found.get("events", {}).values()
    return all(isinstance(event, dict) for event in events)


def _is_base(line: str) -> bool:
    return line.startswith(MARK)
