"""Calibrate the exported reader on the corpus's dev part: ``python training/calibrate.py CORPUS``.

Fits the logistic that turns how sure the model is of a stance, and the issue finder of an issue,
into the share of such positions that are right (actor, stance and issue), and writes it into
``data/reader/heads.npz``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from dataset import negotiations

from willing.evaluation.matching import agreement, matched
from willing.evaluation.reading import pair, read_part

HEADS = Path(__file__).parent.parent / "src" / "willing" / "data" / "reader" / "heads.npz"
RIGHT = "actor+stance+issue"
LEAST = 1e-3
STEPS = 50
RIDGE = 1e-3


def main() -> None:
    """Fit, write, and print how well the shares hold."""
    folders = negotiations(Path(sys.argv[1]), "dev")
    stance, issue = _signs(folders, [1.0, 0.0, 0.0]), _signs(folders, [0.0, 1.0, 0.0])
    right = stance[:, 1]
    features = np.column_stack([stance[:, 0], issue[:, 0], np.ones(len(right))])
    weights = fit(features, right)
    _write(weights)
    shares = 1 / (1 + np.exp(-features @ weights))
    print(f"{len(right)} positions, {right.mean():.3f} right; weights {np.round(weights, 3)}")
    print(f"mean share given {shares.mean():.3f}")


def fit(features: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return the logistic regression's weights, by Newton's method."""
    weights = np.zeros(features.shape[1])
    for _ in range(STEPS):
        shares = 1 / (1 + np.exp(-features @ weights))
        slope = features.T @ (right - shares) - RIDGE * weights
        curve = (features * (shares * (1 - shares))[:, None]).T @ features
        weights += np.linalg.solve(curve + RIDGE * np.eye(len(weights)), slope)
    return weights


def _signs(folders: list[Path], calibration: list[float]) -> np.ndarray:
    """Return for each position found its confidence's logit, and whether it is right."""
    _write(np.array(calibration))
    rows: list[tuple[float, bool]] = []
    for folder in folders:
        for annotated, records in read_part(folder, "learned"):
            one = pair(annotated, records)
            right = {
                column
                for row, column in matched(one.expected, one.found)
                if RIGHT in agreement(one.expected[row], one.found[column])
            }
            for column, found in enumerate(one.found):
                share = min(max(found.confidence or 0.0, LEAST), 1 - LEAST)
                rows.append((float(np.log(share / (1 - share))), column in right))
    return np.array(rows)


def _write(calibration: np.ndarray) -> None:
    arrays = dict(np.load(HEADS))
    np.savez(HEADS, **{**arrays, "calibration": calibration})


if __name__ == "__main__":
    main()
