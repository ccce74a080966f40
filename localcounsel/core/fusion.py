"""Found by words + found by meaning → one ranking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Ranking:
    """What one way of finding brought, best first."""

    way: str
    """`words` or `meaning`."""
    found: Sequence[tuple[int, float]]
    """(passage id, score); larger is better, scores compare within this ranking only."""
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Fused:
    """One passage's place in the joint ranking."""

    id: int
    score: float
    """Weighted sum of its scores, each as a share of the best in its ranking; compares within one search only."""
    found_by: str
    """`words`, `meaning` or `both`."""


def fuse(rankings: Sequence[Ranking]) -> list[Fused]:
    """Join rankings by weighted relative scores.

    BM25 and cosine have no common scale, so each score counts as a share of the best of its own ranking. On 80
    contracts of CUAD (789 questions) this put the right clause first more often than reciprocal ranks did
    (51.9 against 48.9 % of characters). Ties are broken by the passage id: the same search gives the same order
    on every machine.
    """
    scores: dict[int, float] = {}
    ways: dict[int, set[str]] = {}
    for ranking in rankings:
        best = max((score for _, score in ranking.found), default=0.0)
        for passage, score in ranking.found:
            share = max(score, 0.0) / best if best > 0 else 0.0
            scores[passage] = scores.get(passage, 0.0) + ranking.weight * share
            ways.setdefault(passage, set()).add(ranking.way)
    fused = [Fused(id, score, _found_by(ways[id])) for id, score in scores.items()]
    fused.sort(key=lambda hit: (-hit.score, hit.id))
    return fused


def _found_by(ways: set[str]) -> str:
    return "both" if len(ways) > 1 else next(iter(ways))


RANKER_WEIGHT = 0.3
"""What one log-odd of the ranker counts beside the fusion's shares. Chosen on contracts the ranker was
not trained on: from 0.2 to 0.5 it makes no difference to speak of."""


def ranked(found: Sequence[Fused], scores: Sequence[float]) -> list[Fused]:
    """The candidates by the fusion's score joined with the ranker's log-odds, best first."""
    joint = [replace(one, score=one.score + RANKER_WEIGHT * score) for one, score in zip(found, scores, strict=True)]
    return sorted(joint, key=lambda hit: (-hit.score, hit.id))
