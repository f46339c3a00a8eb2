"""Attribution on articles with brat annotations: `python bench/attribution.py FOLDER SCORER`."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

from spacy.tokens import Doc

from willing.extract.ascriptions import ascriptions, outermost
from willing.extract.parse import parser
from willing.extract.text import plain

Span = list[int]


def main() -> None:
    """Print the scorer's table for what is found in the texts of a folder.

    The folder holds ``text/*.txt`` and the annotations that the scorer reads; the scorer is called
    with the folder and a file of predictions, a JSON record a line: ``name`` and ``atts``, each
    with ``source``, ``cue`` and ``content`` as lists of ``[start, end)`` characters.
    """
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("folder", type=Path, help="holds text/ and the annotations")
    reader.add_argument("scorer", type=Path, help="a program called with the folder and a file")
    reader.add_argument("--output", type=Path, help="keep the predictions here")
    options = reader.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        output = options.output or Path(folder) / "predicted.jsonl"
        with output.open("w", encoding="utf-8") as lines:
            for record in predictions(options.folder / "text"):
                lines.write(json.dumps(record) + "\n")
        command = [sys.executable, str(options.scorer), str(options.folder), str(output)]
        raise SystemExit(subprocess.run(command, check=False).returncode)


def predictions(folder: Path) -> Iterator[dict[str, object]]:
    """Yield for each text in ``folder`` its name and the attributions found in it."""
    for path in sorted(folder.glob("*.txt")):
        with path.open(encoding="utf-8", newline="") as file:
            text = file.read()
        yield {"name": path.stem, "atts": list(found(text))}


def found(text: str) -> Iterator[dict[str, list[Span]]]:
    """Yield what a text ascribes, each role as spans of its characters.

    Nothing that stands in another's words: who annotates news for who says what leaves it whole.
    """
    easy = plain(text)
    for start, line in _lines(easy.text):
        doc = parser()(line)
        for one in outermost(ascriptions(doc)):
            yield {
                role: [list(easy.original(*span)) for span in _spans(doc, indices, start)]
                for role, indices in asdict(one).items()
            }


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            yield start, line.rstrip()
        start += len(line)


def _spans(doc: Doc, indices: Iterable[int], offset: int) -> Iterator[tuple[int, int]]:
    """Yield runs of tokens as spans of characters."""
    for _, run in groupby(enumerate(sorted(indices)), key=lambda one: one[1] - one[0]):
        tokens = [doc[index] for _, index in run]
        yield tokens[0].idx + offset, tokens[-1].idx + len(tokens[-1]) + offset


if __name__ == "__main__":
    main()
