"""A small ledger for the tests of review and intake, without any reading of articles."""

from __future__ import annotations

import atexit
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from ledger_sample import (
    CHE,
    TUR,
    USA,
    anonymous,
    article,
    on,
    person,
    position,
    published,
    reading,
    sample,
)
from web.conftest import copied
from willing.model import Inference, Stance
from willing.store import Store
from willing.store.opening import opened

LINES = tuple(
    f"On the {number}th day Washington said that it would send {number} ships to the strait."
    for number in range(4, 16)
)


def make(path: Path) -> Path:
    """Write the ledger to ``path``: the sample, and an article with twelve positions."""
    return copied(_made(), path)


@cache
def _made() -> Path:
    """Make the ledger once, its articles grouped, so that no copy has to group them again."""
    path = Path(mkdtemp(prefix="willing-tests-")) / "made.db"
    atexit.register(shutil.rmtree, path.parent, ignore_errors=True)
    long = article("A list of ships\n" + "\n".join(LINES), "Delta", published("2025-02-03"))
    inferred = (Inference("actor", "USA", "named before"),)
    positions = [
        position(
            long,
            USA,
            Stance.OFFER,
            "sea",
            anonymous("Washington"),
            action=f"send {number} ships to the strait",
            date=on("2025-02-02"),
            inferred=inferred if number % 2 else (),
            sentence=line,
        )
        for number, line in enumerate(LINES, 4)
    ]
    positions.append(
        position(long, person("Ann Other"), Stance.OPPOSE, "sea", agent=CHE, sentence=LINES[0])
    )
    with Store.open(path) as store:
        for one, read in zip(*sample(), strict=True):
            store.add(one, read)
        store.add(long, reading(long, *positions))
        opened(store)
    return path


__all__ = ["CHE", "LINES", "TUR", "USA", "make"]
