"""Is it there at all? The ranker's and the search's scores → the likelihood that what was asked for was found.

A logistic regression over a few figures of one search. Its coefficients were fitted on CUAD questions with and without
an answer, each judged by a ranker that had not seen its contract (`scripts/train_ranker/calibrate.py`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

NEEDED = 0.72
"""The operating point for a question about a known matter of drafting (`core.thesaurus`), as those it was fitted on:
below it the answer is “not found”. docs/evaluation.md says what it costs on either side."""
WORDED = 3
"""So many phrases in which a concept is drafted, in one of the first passages, speak for its being there."""
LOOKED_INTO = 3
"""Passages."""
NEEDED_WHEN_WORDED = 0.2
"""Then so little likelihood is enough: the ranker knows topics, and judges the words of an amendment poorly. On 201
questions to CUAD contracts that the ranker was not trained on, of which 62 have an answer, 84 % of those were looked
for and 91 % of the others refused; without this, at 0.68, 82 and 90 %."""
NEEDED_OTHERWISE = 0.05
"""The same for every other question: the regression knows less of those, and a wrong “not found” is the worse error."""
FAR = 0.25
"""Cosine below which nothing that was searched is near a question in meaning, with all-MiniLM-L6-v2; other embedders
lie higher."""
STRANGE = 0.5
"""Share of a question's terms that occur nowhere in what was searched. With both, no one of 142 questions to court and
government files was refused that has an answer in the file it was put to, and 2 of 693 colloquial ones to contracts; of
172 that were put to another file than their own, 64 %. The ranker learnt on contracts, and tells of such questions
nothing: it holds the daily dose of vitamin D for 99 % likely to stand in a contract."""
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


def needed(recognised: bool, phrases: Sequence[str] = (), passages: Sequence[str] = ()) -> float:
    """The least likelihood at which an answer is looked for.

    `recognised`: the question calls a known matter by its name; `phrases`: how that is drafted; `passages`: the texts
    that were found, best first.
    """
    if not recognised:
        return NEEDED_OTHERWISE
    texts = [text.casefold() for text in passages[:LOOKED_INTO]]
    worded = max((sum(phrase.casefold() in text for phrase in phrases) for text in texts), default=0)
    return NEEDED_WHEN_WORDED if worded >= WORDED else NEEDED


def elsewhere(nearest: float, unknown: int, terms: int) -> bool:
    """Whether a question that names no known matter of drafting has nothing to do with what was searched.

    `nearest`: the best cosine; `unknown`: how many of its `terms` occur nowhere there.
    """
    return nearest < FAR and terms > 0 and unknown >= STRANGE * terms


def figures(scores: Sequence[float], fused: Sequence[float]) -> tuple[float, ...]:
    """What the regression looks at: the best log-odds, how far it stands out, and the fusion's view of that passage."""
    order = sorted(scores, reverse=True)
    best = max(range(len(scores)), key=lambda at: scores[at])
    rest = order[1:8] or [order[0]]
    return (order[0], order[0] - sum(rest) / len(rest), fused[best] / max(fused) if max(fused) > 0 else 0.0)
