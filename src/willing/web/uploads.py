"""What a person drops or pastes → files in a folder of our own, under names of our own.

A name that is sent is a label to show, never a path; what is sent is only ever read as text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from willing.read import SUFFIXES
from willing.read.problem import megabytes, one_line
from willing.web.jobs import Line

MOST_FILES = 200
MOST_FILE_BYTES = 20_000_000
"""Longest file: as long as the longest page that is read."""

MOST_TEXT_BYTES = 2_000_000
MOST_ADDRESSES = 50
LONGEST_LABEL = 160
CHUNK = 1 << 16


@dataclass
class Uploads:
    """Files written into ``folder`` one by one; ``problems`` holds what was not taken, and why."""

    folder: Path
    files: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Line] = field(default_factory=list)
    _labels: Counter[str] = field(default_factory=Counter)

    def add_file(self, name: str, content: BinaryIO) -> None:
        """Take an uploaded file, or note why it isn't taken."""
        label = self.label(name or "a file without a name")
        suffix = next((one for one in SUFFIXES if name.lower().endswith(one)), None)
        if suffix is None:
            kinds = ", ".join(SUFFIXES)
            self.problems.append(Line(label, f"is no kind of file that is read here ({kinds})."))
            return
        path = self._path(suffix)
        size = 0
        with path.open("xb") as file:
            while piece := content.read(CHUNK):
                size += len(piece)
                if size > MOST_FILE_BYTES:
                    break
                file.write(piece)
        if size > MOST_FILE_BYTES:
            path.unlink()
            most = megabytes(MOST_FILE_BYTES)
            self.problems.append(Line(label, f"has more than {most}, the most that is taken."))
            return
        self.files.append((str(path), label))

    def add_bytes(self, label: str, data: bytes, suffix: str) -> None:
        """Take what was pasted or fetched; ``suffix`` is one of ours."""
        path = self._path(suffix)
        path.write_bytes(data)
        self.files.append((str(path), self.label(label)))

    def add_text(self, text: str) -> None:
        """Take a pasted text; its first line names it."""
        first = next((line for line in text.splitlines() if line.strip()), "")
        words = first.strip()
        label = "pasted: " + (words if len(words) <= 60 else words[:59] + "…")
        self.add_bytes(label, text.encode("utf-8", "replace"), ".txt")

    def label(self, name: str) -> str:
        """Return ``name`` as it is shown: on one line, not too long, told from others like it."""
        words = one_line(" ".join(name.split()))
        words = words if len(words) <= LONGEST_LABEL else words[: LONGEST_LABEL - 1] + "…"
        self._labels[words] += 1
        again = self._labels[words]
        return words if again == 1 else f"{words} ({again})"

    def _path(self, suffix: str) -> Path:
        number = len(self.files) + len(self.problems) + 1
        return self.folder / f"{number:04}{suffix}"


def addresses(words: str) -> list[str]:
    """Return the addresses in ``words``, one a line or with blanks between, each once."""
    return list(dict.fromkeys(_clean(words.split())))


def _clean(words: Iterable[str]) -> Iterable[str]:
    return (one for one in (word.strip("<>,;") for word in words) if one)
