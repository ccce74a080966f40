"""Bates numbers of a document as people cite them: from the first to the last, and what is missing between."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from localcounsel.records import Mark

_NUMBERED = re.compile(r"(?P<before>.*?)(?P<figures>[0-9]{1,18})(?P<after>[^0-9]*)", re.DOTALL)
MOST_MISSING = 1_000_000
"""A gap wider than this is taken for another series that happens to begin alike, and is not counted."""


@dataclass(frozen=True, slots=True)
class StampRange:
    """Stamps of one series."""

    first: str
    """As printed."""
    last: str
    stamps: int
    """Different numbers of the series in the document."""
    missing: int
    """Numbers between the first and the last that no page bears."""


def stamp_ranges(marks: Iterable[Mark]) -> list[StampRange]:
    """The Bates ranges of a document, a series (what stands before and after the figures) each, in order of coming.

    A stamp without figures is a series of its own.
    """
    series: dict[tuple[str, str], dict[int, str]] = {}
    for mark in marks:
        if mark.kind != "bates":
            continue
        value = " ".join(mark.value.split())
        parts = _NUMBERED.fullmatch(value)
        key, number = ((parts["before"], parts["after"]), int(parts["figures"])) if parts else ((value, ""), 0)
        series.setdefault(key, {}).setdefault(number, value)
    return [_range(numbers) for numbers in series.values()]


def _range(numbers: dict[int, str]) -> StampRange:
    first, last = min(numbers), max(numbers)
    missing = last - first + 1 - len(numbers)
    return StampRange(numbers[first], numbers[last], len(numbers), missing if missing <= MOST_MISSING else 0)
