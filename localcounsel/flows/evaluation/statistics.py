"""Figures with their uncertainty: shares with bootstrap intervals over documents, the area under the curve, medians.

A document's questions are not independent of each other, so the bootstrap draws documents (Efron and Tibshirani,
1993, ch. 8); the interval is the middle 95 % of 1,000 draws with a fixed seed.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median as _median
from typing import TypeVar

_T = TypeVar("_T")

ROUNDS = 1000
SEED = 0


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure. `value`, `low` and `high` are shares from 0 to 1, or seconds, or counts: see `unit`."""

    name: str
    value: float | None
    """None where there was nothing to measure."""
    low: float | None = None
    high: float | None = None
    count: int = 0
    """How many things were counted or timed."""
    unit: str = "share"
    """`share`, `area` (under the curve, 0 to 1), `seconds` or `count`."""


Sample = tuple[str, float]
"""A value with the name of the group (the document) it belongs to."""


def share(name: str, samples: Iterable[Sample]) -> Figure:
    """The mean of the values with its interval."""
    groups = _grouped(samples)
    values = [value for group in groups for value in group]
    if not values:
        return Figure(name, None)
    low, high = _interval([(sum(group), len(group)) for group in groups])
    return Figure(name, sum(values) / len(values), low, high, len(values))


def _interval(groups: Sequence[tuple[float, int]]) -> tuple[float, float]:
    """Of a mean, from each group's sum and size."""

    def mean(drawn: Sequence[tuple[float, int]]) -> float:
        return sum(total for total, _ in drawn) / sum(count for _, count in drawn)

    return _middle(groups, mean)


def _middle(groups: Sequence[_T], figure: Callable[[Sequence[_T]], float]) -> tuple[float, float]:
    """The middle 95 % of a figure over draws of the groups."""
    drawn = random.Random(SEED)
    found = sorted(figure(drawn.choices(groups, k=len(groups))) for _ in range(ROUNDS))
    return found[round(0.025 * (ROUNDS - 1))], found[round(0.975 * (ROUNDS - 1))]


def area(name: str, there: Iterable[Sample], absent: Iterable[Sample]) -> Figure:
    """How well a score parts what is there from what is not: the area under the ROC curve, ties counted half."""
    yes, no = _grouped(there), _grouped(absent)
    if not yes or not no:
        return Figure(name, None, unit="area")
    groups = [(group, True) for group in yes] + [(group, False) for group in no]

    def figure(drawn: Sequence[tuple[list[float], bool]]) -> float:
        return _area(
            [value for group, is_there in drawn if is_there for value in group],
            [value for group, is_there in drawn if not is_there for value in group],
        )

    low, high = _middle(groups, figure)
    count = sum(len(group) for group, _ in groups)
    return Figure(name, figure(groups), low, high, count, "area")


def _area(there: Sequence[float], absent: Sequence[float]) -> float:
    """By ranks (Mann and Whitney, 1947); 0.5 when a draw left one side empty."""
    if not there or not absent:
        return 0.5
    ranked = sorted([(value, True) for value in there] + [(value, False) for value in absent])
    total, at = 0.0, 0
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            end += 1
        total += (at + end + 1) / 2 * sum(is_there for _, is_there in ranked[at:end])
        at = end
    return (total - len(there) * (len(there) + 1) / 2) / (len(there) * len(absent))


def median(name: str, seconds: Iterable[float]) -> Figure:
    """The median of times, in seconds."""
    values = list(seconds)
    return Figure(name, _median(values) if values else None, count=len(values), unit="seconds")


def total(name: str, values: Iterable[float]) -> Figure:
    """A plain count of what should not be there."""
    found = list(values)
    return Figure(name, sum(found), count=len(found), unit="count")


def _grouped(samples: Iterable[Sample]) -> list[list[float]]:
    groups: dict[str, list[float]] = defaultdict(list)
    for group, value in samples:
        groups[group].append(value)
    return list(groups.values())
