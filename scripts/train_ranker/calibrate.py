"""Fit `core.presence`: from the scores of one search to the likelihood that what was asked for is there.

    scripts/train_ranker/calibrate.py FOLD…

Each FOLD is a file of `judge.py score`: questions put to contracts that its ranker was not trained on. The regression
is fitted on all folds but one and judged on that one, in turn; the coefficients printed at the end are of all of them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from localcounsel.core.presence import figures
from scripts.train_ranker.judge import auroc

REFUSED = 0.90
"""Share of the unanswerable questions that the operating point refuses."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folds", type=Path, nargs="+")
    folds = [_fold(path) for path in parser.parse_args().folds]
    judged: list[tuple[float, dict]] = []
    for number, (_, lines) in enumerate(folds):
        others = [line for at, (_, some) in enumerate(folds) if at != number for line in some] or lines
        weights = _fit(others)
        judged += [(_likelihood(weights, line), line) for line in lines]
    for name, chosen in (("all", judged), ("lite", [(p, line) for p, line in judged if line["lite"]])):
        present = sorted(p for p, line in chosen if line["answerable"])
        absent = sorted(p for p, line in chosen if not line["answerable"])
        needed = absent[min(len(absent) - 1, int(REFUSED * len(absent)))]
        print(
            f"{name}: {len(present)} answerable, {len(absent)} not; AUROC {auroc(present, absent):.3f}; refusing "
            f"{100 * REFUSED:.0f} % of the latter below {needed:.3f} answers "
            f"{100 * sum(p >= needed for p in present) / len(present):.1f} % of the former"
        )
        for at in (0.2, 0.3, 0.4, 0.5, 0.6):
            refused = sum(p < at for p in absent) / len(absent)
            answered = sum(p >= at for p in present) / len(present)
            print(f"   needed {at}: refuses {100 * refused:.1f} %, answers {100 * answered:.1f} %")
    print("coefficients:", [round(float(value), 4) for value in _fit([line for _, some in folds for line in some])])
    return 0


def _fold(path: Path) -> tuple[Path, list[dict]]:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return path, [
        line for line in lines if line["ranked"] and (line["benchmark"] or line["lite"] or not line["answerable"])
    ]


def _features(line: dict) -> list[float]:
    return [1.0, *figures(line["ranked"], line["fused"])]


def _likelihood(weights: Any, line: dict) -> float:
    import numpy as np

    return float(1 / (1 + np.exp(-np.dot(weights, _features(line)))))


def _fit(lines: Sequence[dict]) -> Any:
    """Logistic regression by Newton's method with a little ridge; both kinds of question count alike."""
    import numpy as np

    x = np.array([_features(line) for line in lines])
    y = np.array([float(line["answerable"]) for line in lines])
    share = y.mean()
    weight = np.where(y > 0, 0.5 / share, 0.5 / (1 - share))
    w = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-(x @ w)))
        gradient = x.T @ (weight * (p - y)) + 1e-3 * w
        hessian = (x * (weight * p * (1 - p))[:, None]).T @ x + 1e-3 * np.eye(len(w))
        w -= np.linalg.solve(hessian, gradient)
    return w


if __name__ == "__main__":
    sys.exit(main())
