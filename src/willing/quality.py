"""The quality gate: hold the figures of annotated articles to floors."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

import yaml

from willing.evaluation.judging import judge
from willing.evaluation.reading import read_part
from willing.evaluation.scores import Scores


def table(scores: Scores) -> str:
    """Return the scores as a Markdown table, with the shares and counts below it."""
    lines = ["| asked for | precision | recall | F1 |", "| --- | --- | --- | --- |"]
    for name, rate in scores.rates.items():
        lines.append(f"| {name} | {rate.precision:.3f} | {rate.recall:.3f} | {rate.f1:.3f} |")
    shares = ", ".join(
        f"{name} {share:.3f} (of {scores.counted[name]})" for name, share in scores.shares.items()
    )
    lines += ["", f"Right where matched: {shares}."]
    lines.append(f"{scores.predicted} positions read; {scores.core} core positions annotated.")
    return "\n".join(lines)


def shortfalls(part: str, scores: Scores, floors: Mapping[str, float]) -> list[str]:
    """Return one sentence for each figure of ``scores`` that is below its floor."""
    figures = scores.figures()
    return [
        f"{part}: {name} is {figures[name]:.3f}, below its floor of {floor:.3f}."
        for name, floor in floors.items()
        if figures[name] < floor
    ]


def main() -> None:
    """Print the table of each part named on the command line; exit 1 below a floor."""
    parser = argparse.ArgumentParser(prog="python -m willing.quality", description=__doc__)
    parser.add_argument("parts", nargs="+", type=Path, help="folders of annotated articles")
    parser.add_argument("--floors", type=Path, help="YAML: part's name → figure → its least value")
    options = parser.parse_args()
    floors = yaml.safe_load(options.floors.read_text(encoding="utf-8")) if options.floors else {}
    below: list[str] = []
    for part in options.parts:
        scores = judge(read_part(part))
        print(f"{part}\n\n{table(scores)}\n", flush=True)
        below += shortfalls(part.name, scores, floors.get(part.name, {}))
    print(*below, sep="\n", file=sys.stderr)
    raise SystemExit(bool(below))


if __name__ == "__main__":
    main()
