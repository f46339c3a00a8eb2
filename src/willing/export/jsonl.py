"""Records as JSON Lines: one object a line, in UTF-8, keys in the order given."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def lines(records: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield each record as one line of JSON, without its line end.

    Line separators that only some programs honour are escaped, so that a record stays a line.
    """
    for record in records:
        text = json.dumps(record, ensure_ascii=False, separators=(", ", ": "))
        yield (
            text.replace("\x85", "\\u0085")
            .replace("\u2028", "\\u2028")
            .replace("\u2029", "\\u2029")
        )
