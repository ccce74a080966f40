"""Tables of contents: headings' names before the headings themselves, which must not be taken for them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from localcounsel.core.structure.lines import Line
from localcounsel.core.structure.openings import Rank, openings

Range = tuple[int, int]

_MARKER = re.compile(r"(?im)^[ \t]*(?:table\s+of\s+(?:contents|authorities)|contents|index|目\s*次)\b(?!\s+of\b)")
_LEADER = re.compile(
    r"(?:(?<!\.)\.{4,}|(?<!\. )(?:\. ){4,}|(?<!…)…{2,}|(?<!·)·{3,}|(?<!_)_{4,})[ \t]{0,20}(?:\d{1,4}|[ivxlc]{1,6})\b"
)
_ENTRY = re.compile(r"(?:\.{3,}|(?:\. ){3,}|…|\s{2,}|\t|\s)(?:\d{1,3}|[ivxlc]{1,6}|[A-Z]-\d{1,2})\Z")
_LONGEST_ENTRY = 180
_WIDEST = 30_000
"""Characters a table in flowing text may have."""


def contents(texts: Sequence[str], lines: Sequence[Sequence[Line]]) -> list[list[Range]]:
    """For each page's text the ranges that are a table of contents."""
    found: list[list[Range]] = []
    running = False
    for text, page_lines in zip(texts, lines, strict=True):
        marker = _MARKER.search(text)
        begun = marker.start() if marker else (0 if running else None)
        ranges = _entries(page_lines, begun)
        if marker and not ranges:
            ranges = _flowing(text, marker.start(), marker.end())
        if not ranges:
            ranges = _leaders(text)
        running = bool(ranges) and not any(
            len(line.text) > 60 and not _is_entry(line) for line in page_lines if line.start > ranges[-1][1]
        )
        found.append(ranges)
    return found


def _is_entry(line: Line) -> bool:
    return len(line.text) <= _LONGEST_ENTRY and bool(_ENTRY.search(line.text[-20:]))


def _entries(lines: Sequence[Line], begun: int | None) -> list[Range]:
    """Runs of lines that end in a page number: from three after a marker, from five with leaders elsewhere."""
    ranges: list[Range] = []
    run: list[Line] = []
    hits = strange = 0
    for line in [*lines, None]:
        entry = line is not None and _is_entry(line)
        if entry and line is not None:
            run.append(line)
            hits += 1
            strange = 0
            continue
        strange += 1
        if line is not None and run and strange <= 2 and len(line.text) < 80:
            continue
        leaders = sum(bool(_LEADER.search(each.text)) for each in run)
        after_marker = begun is not None and run and 0 <= run[0].start - begun < 600
        if run and (leaders >= 3 or (after_marker and hits >= 3)):
            ranges.append((begun if after_marker and begun is not None else run[0].start, run[-1].end))
            begun = run[-1].end if after_marker else begun
        run, hits, strange = [], 0, 0
    return ranges


def _leaders(text: str) -> list[Range]:
    """Dotted leaders inside flowing text: from the first to the last of a close series."""
    ranges: list[Range] = []
    series: list[re.Match[str]] = []
    for match in [*_LEADER.finditer(text), None]:
        if match is not None and (not series or match.start() - series[-1].end() < 300):
            series.append(match)
            continue
        if len(series) >= 4:
            begin = text.rfind("\n", max(0, series[0].start() - 200), series[0].start())
            ranges.append((max(begin + 1, series[0].start() - 200), series[-1].end()))
        series = [match] if match is not None else []
    return ranges


def _flowing(text: str, start: int, after: int) -> list[Range]:
    """A table that runs on without lines or leaders ends where its first number comes again."""
    first = None
    seen = 0
    for opening in openings(text, after, min(len(text), after + _WIDEST)):
        if opening.rank is Rank.LIST:
            continue
        seen += 1
        if first is None:
            if opening.start - after > 400:
                return []
            first = opening
        elif (opening.rank, opening.number) == (first.rank, first.number):
            return [(start, opening.start)] if seen >= 4 else []
    return []
