"""Is it there at all? The ranker's and the search's scores → the likelihood that what was asked for was found.

A logistic regression over a few figures of one search. Its coefficients were fitted on CUAD questions with and without
an answer, each judged by a ranker that had not seen its contract (`scripts/train_ranker/calibrate.py`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

NEEDED = 0.68
"""The operating point for a question about a known matter of drafting (`core.thesaurus`), as those it was fitted on:
below it the answer is “not found”. docs/evaluation.md says what it costs on either side."""
NEEDED_OTHERWISE = 0.05
"""The same for every other question: the regression knows less of those, and a wrong “not found” is the worse error."""
_INTERCEPT = -1.274
_COEFFICIENTS = (1.0768, -0.4568, 2.265)


@dataclass(frozen=True, slots=True)
class Judged:
    """What was made of one search."""

    likelihood: float
    """0 to 1."""


def judge(scores: Sequence[float], fused: Sequence[float]) -> Judged:
    """The likelihood from the ranker's log-odds of the candidates and the fusion's scores, in the fusion's order."""
    if not scores:
        return Judged(0.0)
    logit = _INTERCEPT + sum(c * x for c, x in zip(_COEFFICIENTS, figures(scores, fused), strict=True))
    return Judged(1 / (1 + math.exp(-max(-50.0, min(50.0, logit)))))


def needed(recognised: bool) -> float:
    """The least likelihood at which an answer is looked for, by whether the question is about something known."""
    return NEEDED if recognised else NEEDED_OTHERWISE


def figures(scores: Sequence[float], fused: Sequence[float]) -> tuple[float, ...]:
    """What the regression looks at: the best log-odds, how far it stands out, and the fusion's view of that passage."""
    order = sorted(scores, reverse=True)
    best = max(range(len(scores)), key=lambda at: scores[at])
    rest = order[1:8] or [order[0]]
    return (order[0], order[0] - sum(rest) / len(rest), fused[best] / max(fused) if max(fused) > 0 else 0.0)
