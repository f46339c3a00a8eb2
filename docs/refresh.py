"""Refresh what README.md and docs/quality.md quote of the program: run it with `make readme`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from willing.evaluation.judging import judge
from willing.evaluation.reading import read_part
from willing.evaluation.scores import Scores
from willing.extract import DEFAULT_READER, READERS
from willing.quality import table

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
QUALITY = ROOT / "docs" / "quality.md"
PARTS = {"look": "seen while developing", "gate": "never looked at"}
SHOWN = ("actor", "actor+stance", "actor+stance+issue", "conditions", "source kind")
OMITTED = "…"
EVALUATION = ROOT.parent / "shared" / "eval"
"""Research corpora to measure with, where they stand beside the checkout; not ours to pass on."""
ATTRIBUTION, PLOVER = "bench/attribution.py", "bench/plover.py"


def main() -> None:
    """Write the output and the figures of now between the markers of both pages."""
    of_readers = {
        reader: {part: judge(read_part(ROOT / "tests" / "gold" / part, reader)) for part in PARTS}
        for reader in READERS
    }
    scores = of_readers[DEFAULT_READER]
    for part, of_part in scores.items():
        replace(QUALITY, part, table(of_part))
    replace(QUALITY, "readers", readers(of_readers))
    if EVALUATION.is_dir():
        replace(QUALITY, "attribution", f"```\n{attribution()}\n```")
        replace(
            QUALITY, "roots", printed([PLOVER, str(EVALUATION / "plv" / "train.tsv")], ROOT).strip()
        )
    replace(QUALITY, "speed", speed())
    replace(README, "figures", figures(scores))
    replace(README, "demo", f"```\n{excerpt(demo())}\n```")


def replace(page: Path, name: str, content: str) -> None:
    """Put ``content`` between the markers of ``name`` on the page.

    Raises:
        ValueError: the page doesn't have the markers, once.
    """
    text = page.read_text(encoding="utf-8")
    before, _old, after = parts(text, name)
    page.write_text(f"{before}\n{content}\n{after}", encoding="utf-8")


def quoted(page: Path, name: str) -> str:
    """Return what stands between the markers of ``name`` on the page."""
    return parts(page.read_text(encoding="utf-8"), name)[1].strip("\n")


def parts(text: str, name: str) -> tuple[str, str, str]:
    """Return the text up to the first marker, between the two, and from the second on."""
    pattern = rf"(.*<!-- {name} -->)(.*)(<!-- end of {name} -->.*)"
    found = re.fullmatch(pattern, text, re.DOTALL)
    if found is None:
        raise ValueError(f"The page has no markers of {name}.")
    return found[1], found[2], found[3]


def figures(scores: dict[str, Scores]) -> str:
    """Return the README's table: a row for each figure, a column for each part."""
    lines = [
        "| | " + " | ".join(f"articles {PARTS[part]}" for part in scores) + " |",
        "| --- |" + " --- |" * len(scores),
    ]
    for name in SHOWN:
        row = (f"{of_part.figures()[name]:.2f}" for of_part in scores.values())
        lines.append(f"| {name} | " + " | ".join(row) + " |")
    return "\n".join(lines)


def readers(of_readers: dict[str, dict[str, Scores]]) -> str:
    """Return a row for each figure, a column for each reader on each part."""
    columns = [(reader, part) for part in PARTS for reader in of_readers]
    lines = [
        "| | " + " | ".join(f"{part}, {reader}" for reader, part in columns) + " |",
        "| --- |" + " --- |" * len(columns),
    ]
    names = next(iter(of_readers.values()))["look"].figures()
    for name in names:
        row = (f"{of_readers[reader][part].figures()[name]:.3f}" for reader, part in columns)
        lines.append(f"| {name} | " + " | ".join(row) + " |")
    return "\n".join(lines)


def attribution() -> str:
    """Return what bench/attribution.py prints, without the name of its temporary file."""
    scorer = EVALUATION / "score_attribution.py"
    output = printed([ATTRIBUTION, str(EVALUATION / "polnear-dev"), str(scorer)], ROOT)
    return "\n".join(output.strip().splitlines()[1:])


def demo() -> str:
    """Return what ``willing demo`` prints."""
    with tempfile.TemporaryDirectory() as folder:
        return printed(["-m", "willing", "demo"], folder)


def excerpt(output: str) -> str:
    """Return the demonstration's output with the first of the matrix's panels alone."""
    head, conditions = output.split("\nOn which conditions\n")
    report, title, *panels, legend = (block.strip("\n") for block in re.split(r"\n{2,}", head))
    cut = [OMITTED] if len(panels) > 1 else []
    kept = [report, title, panels[0], *cut, legend, "On which conditions", conditions.strip("\n")]
    return "\n\n".join(kept)


def speed() -> str:
    """Return the table of speeds that bench/speed.py prints."""
    paths = ["tests/gold/look", "tests/gold/gate", "examples/reassurance-force"]
    return printed([str(ROOT / "bench" / "speed.py"), *paths], ROOT).strip()


def printed(arguments: list[str], folder: str | Path) -> str:
    """Return what Python prints to both streams, run with ``arguments`` in ``folder``.

    Raises:
        RuntimeError: it fails; the text is what it printed.
    """
    environment = {key: value for key, value in os.environ.items() if key != "COLUMNS"}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment | {"PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(done.stdout)
    return "\n".join(line.rstrip() for line in done.stdout.splitlines())


if __name__ == "__main__":
    main()
