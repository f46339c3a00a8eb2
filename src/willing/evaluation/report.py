"""An evaluation to read: tables for a terminal, and a plain record for JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from willing.evaluation.calibration import Calibration
from willing.evaluation.chains import LINKS
from willing.evaluation.errors import MISSED, STANCES, WRONG_STANCE, Failing, Fault, worst
from willing.evaluation.judging import RIGHT, Evaluation
from willing.evaluation.scores import Scores
from willing.export.table import plain, table
from willing.export.words import count

_ABBREVIATED = 4
"""Letters of a stance at the head of a column; all fifteen differ in them."""
_SHARES = {
    "condition kind": "condition's kind, of conditions found",
    "source kind": "innermost source's kind",
    "quantity": "least quantity",
    "chain": f"whole chain of {LINKS} sources or more",
}


def tables(evaluation: Evaluation, limit: int) -> RenderableType:
    """Return every measure as tables, with the ``limit`` worst sentences."""
    scores = evaluation.scores
    parts: list[RenderableType] = [
        Text(
            f"{count(evaluation.articles, 'article')}, "
            f"{count(scores.core, 'core position')} annotated, "
            f"{count(scores.predicted, 'position')} read\n"
        ),
        _rates(scores),
        Text(f"\nRight where {RIGHT} are"),
        _shares(scores),
        Text("\nStances: annotated down, read across"),
        _confusion(evaluation),
        Text("\nConfidence"),
        _calibration(evaluation.calibration),
    ]
    sentences = worst(evaluation.failing, limit)
    if sentences:
        parts.append(Text(f"\nThe worst {count(len(sentences), 'sentence')}"))
        parts += [line for one in sentences for line in _sentence(one)]
    return Group(*parts)


def record(evaluation: Evaluation, limit: int) -> dict[str, Any]:
    """Return every measure as a record that JSON can hold, with the ``limit`` worst sentences."""
    scores, found = evaluation.scores, evaluation.calibration
    return {
        "articles": evaluation.articles,
        "core": scores.core,
        "read": scores.predicted,
        "rates": {
            name: {"precision": rate.precision, "recall": rate.recall, "f1": rate.f1}
            for name, rate in scores.rates.items()
        },
        "shares": {
            name: {"right": share, "of": scores.counted[name]}
            for name, share in scores.shares.items()
        },
        "calibration": found
        and {
            "expected_calibration_error": found.error,
            "bins": [
                {
                    "low": one.low,
                    "high": one.high,
                    "count": one.count,
                    "confidence": one.confidence,
                    "right": one.right,
                }
                for one in found.bins
            ],
        },
        "confusion": [
            {"annotated": expected, "read": read, "count": number}
            for (expected, read), number in sorted(
                evaluation.confusion.items(), key=lambda one: (str(one[0][0]), str(one[0][1]))
            )
        ],
        "worst": [
            {
                "path": one.path,
                "start": one.start,
                "text": one.text,
                "faults": [
                    {
                        "kind": fault.kind,
                        "actor": fault.actor,
                        "annotated": fault.expected,
                        "read": fault.found,
                    }
                    for fault in one.faults
                ],
            }
            for one in worst(evaluation.failing, limit)
        ],
    }


def _rates(scores: Scores) -> Table:
    rows = table("asked for", "precision", "recall", "F1")
    for name, rate in scores.rates.items():
        rows.add_row(name, f"{rate.precision:.3f}", f"{rate.recall:.3f}", f"{rate.f1:.3f}")
    return rows


def _shares(scores: Scores) -> Table:
    rows = table("of what was matched", "right", "of")
    for name, share in scores.shares.items():
        of = scores.counted[name]
        rows.add_row(_SHARES[name], f"{share:.3f}" if of else "-", f"{of:,}")
    return rows


def _confusion(evaluation: Evaluation) -> Table:
    """Return the stances that occur, those of no position last; a dot is a nought."""
    seen = {stance for cell in evaluation.confusion for stance in cell}
    stances = [stance for stance in STANCES if stance in seen]
    rows = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    rows.add_column("")
    for stance in stances:
        rows.add_column(stance[:_ABBREVIATED], justify="right", no_wrap=True)
    rows.add_column("none", justify="right")
    for expected in (*stances, None):
        cells = []
        for read in (*stances, None):
            number = evaluation.confusion.get((expected, read), 0)
            style = "bold" if expected == read else "" if number else "dim"
            cells.append(Text(f"{number:,}" if number else "·", style=style))
        rows.add_row(expected or "none", *cells)
    return rows


def _calibration(found: Calibration | None) -> RenderableType:
    if found is None:
        return Text("This reader says nothing of how sure it is.")
    rows = table("between", "positions", "mean confidence", f"{RIGHT} right")
    for one in found.bins:
        rows.add_row(
            f"{one.low:.1f} - {one.high:.1f}",
            f"{one.count:,}",
            f"{one.confidence:.3f}",
            f"{one.right:.3f}",
        )
    return Group(rows, Text(f"Expected calibration error: {found.error:.3f}"))


def _sentence(one: Failing) -> Iterator[Text]:
    yield Text("")
    yield Text(one.path, style="dim")
    yield plain(one.text)
    for fault in one.faults:
        yield Text(f"  {fault.kind}: {_told(fault)}")


def _told(fault: Fault) -> str:
    if fault.kind == WRONG_STANCE:
        return f"{fault.actor} is annotated {fault.expected}, read {fault.found}"
    stance = fault.expected if fault.kind == MISSED else fault.found
    return f"{fault.actor} {stance}"
