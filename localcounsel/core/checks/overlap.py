"""How many of a statement's words stand in the passages, and words that say the opposite of theirs."""

from __future__ import annotations

from collections.abc import Sequence

from localcounsel.core.checks.sources import Finding
from localcounsel.core.checks.wording import frame, stemmed, stems_of
from localcounsel.records import Support

FEW = 0.65
"""Below this share of its meaning-bearing words a statement is to be checked."""
HARDLY = 0.15
"""Below this the passage is about something else."""
ALIKE = 0.75
"""Cosine from which the embedder's judgement makes up for other words."""
LEAST = 2
"""A statement of fewer such words is a label of its quotation."""

_PAIRS = """increase decrease, minimum maximum, include exclude, revocable irrevocable, transferable nontransferable,
direct indirect, limited unlimited, exclusive nonexclusive, conditional unconditional, reasonable unreasonable,
lawful unlawful, highest lowest, gross net"""
_OPPOSITES = {
    stemmed(one): (one, other) for pair in _PAIRS.split(",") for one, other in (pair.split(), pair.split()[::-1])
}


def overlap(statement: str, said: Sequence[str], beside: str, likeness: float | None) -> list[Finding]:
    """Little of the statement in the passages, or an opposite of their words. Texts in plain form."""
    mine = {stem for stem in stems_of(statement) if not frame(stem)}
    theirs = frozenset().union(*(stems_of(sentence) for sentence in said)) | stems_of(beside)
    missing = mine - theirs
    found = [
        Finding(Support.CHECK, f"the passage says “{other}”, the statement “{one}”")
        for one, other in (_OPPOSITES[stem] for stem in sorted(missing) if stem in _OPPOSITES)
        if stemmed(other) in theirs
    ]
    if len(mine) < LEAST or found:
        return found
    share = 1 - len(missing) / len(mine)
    if share < HARDLY and (likeness is None or likeness < ALIKE):
        return [Finding(Support.UNSUPPORTED, "hardly any of its words stand in the passage")]
    if share < FEW and (likeness is None or likeness < ALIKE):
        return [Finding(Support.CHECK, "few of its words stand in the passage")]
    return []
