"""Printed lines run on as the sentence they are: a page breaks one where its column ends, a screen elsewhere."""

from __future__ import annotations

import re
from itertools import pairwise

FULL = 0.65
"""Share of the longest line's length from which a line ended because the column did."""
SHORTEST = 40
"""Characters of a line that a column may have ended; shorter ones are headings, addresses, tables."""
_MARKED = re.compile(r"\s*(?:\(\w{1,4}\)|\w{1,3}[.)]\s|\d+(?:\.\d+)+\s|[-–—•·*]\s|[“\"]?\d+(?:\.\d+)*\s)")
"""How an item of a list or a clause begins."""
_ENDED = re.compile(r"(?:[.;:!?…][”\"’')]*|[;,]?\s(?:and|or))\s*\Z")


def run_on(text: str) -> str:
    """The text with line ends that only the width of a page explains as blanks; for a screen, never for a record."""
    lines = text.split("\n")
    longest = max(map(len, lines))
    joined = lines[0]
    for before, line in pairwise(lines):
        full = len(before) >= max(SHORTEST, FULL * longest) and bool(line.strip())
        item = _MARKED.match(line) is not None and _ENDED.search(before) is not None
        joined += f" {line.lstrip()}" if full and not item and not before.endswith("-") else f"\n{line}"
    return joined
