"""What could not be read, said in one sentence a person can act on."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that was not read: where it is, and a sentence that says what is wrong."""

    path: str
    sentence: str

    def __str__(self) -> str:
        return f"{one_line(self.path)}: {self.sentence}"


class Unreadable(Exception):  # noqa: N818 - it carries a sentence, as Problem does
    """Raised inside the package with the sentence that becomes a ``Problem``."""


def path_text(path: str | os.PathLike[str]) -> str:
    """Return ``path`` as text that any file or database can hold.

    Bytes of a file name that are no UTF-8 are written as ``\\xNN``; newlines stay.
    """
    return os.fsencode(Path(path)).decode("utf-8", "backslashreplace")


def one_line(text: str) -> str:
    """Return ``text`` with each unprintable character escaped, so that it stays on one line."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in text
    )


def megabytes(count: int) -> str:
    """Return a number of bytes for people, in megabytes of 1,000,000 bytes."""
    return f"{count / 1_000_000:.3g} MB"
