"""Printed coordinates: Bates numbers, and the line and page numbers of transcripts and pleading paper."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from localcounsel.core.structure.furniture import EDGE, page_number
from localcounsel.core.structure.lines import Line, Sheet
from localcounsel.records import Mark

_BATES = re.compile(
    r"(?<![^\s(\[])([A-Z][A-Z0-9&]{0,14}(?:[-_.][A-Z0-9&]{1,12}){0,3}[-_. ]{0,2}?)(?<![0-9])(\d{4,10})(?![^\s)\],;])"
)
_LINE_NUMBER = re.compile(r"(\d{1,2})(?=\s|\Z)")
_FULL_RUN = 20
"""Numbered lines in a row that prove line numbering; a run of three is enough once it is proved."""
_MOST_LINES = 36
_MOST_SHEETS = 0.2
"""Share of sheets that must be numbered in full; exhibits and schedules are not."""
_MOST_OF_LINES = 0.4
"""Share of a numbered sheet's lines; where numbers are read as a block, they are lines themselves."""


@dataclass(frozen=True, slots=True)
class LineNumbers:
    """Numbered lines of one sheet."""

    marks: tuple[Mark, ...]
    numbers: tuple[Line, ...]
    """The numbers themselves, as ranges to skip when reading."""
    columns: bool
    """The numbers stand apart from their lines, as a block: which line is which is not known."""
    sheet: int


def line_numbers(sheets: Sequence[Sheet]) -> list[LineNumbers]:
    """The numbered sheets of a transcript or pleading, or nothing.

    A list of twenty items looks the same on one sheet; line numbers are on most sheets and on most of their lines.
    """
    runs = [run for index, sheet in enumerate(sheets) for run in _runs(sheet, index)]
    full = {run.sheet for run in runs if len(run.numbers) >= _FULL_RUN}
    lines = sum(len(sheets[index].lines) for index in full)
    numbered = sum(len(run.numbers) for run in runs if run.sheet in full)
    if not full or len(full) < _MOST_SHEETS * len(sheets) or numbered < _MOST_OF_LINES * lines:
        return []
    return runs


def _runs(sheet: Sheet, index: int) -> list[LineNumbers]:
    """Rising numbers 1, 2, 3 … at the beginning of lines; several runs where one sheet holds several pages."""
    runs: list[LineNumbers] = []
    current: list[tuple[Line, int]] = []
    skipped = 0
    for line in sheet.lines:
        match = _LINE_NUMBER.match(line.text)
        number = int(match[1]) if match else 0
        if number and number <= _MOST_LINES and number == (current[-1][1] if current else 0) + 1:
            current.append((line, number))
            skipped = 0
            continue
        skipped += 1
        if number == 1 or skipped > 3:
            _close(current, sheet, index, runs)
            current = [(line, 1)] if number == 1 else []
            skipped = 0
    _close(current, sheet, index, runs)
    return runs


def _close(current: list[tuple[Line, int]], sheet: Sheet, index: int, runs: list[LineNumbers]) -> None:
    if len(current) < 3:
        return
    numbers = [Line(line.page, line.start, line.start + len(str(number)), str(number)) for line, number in current]
    bare = sum(line.text == str(number) for line, number in current)
    columns = bare > 0.9 * len(current) and len(current) >= _FULL_RUN
    marks = [Mark("line", number.page, number.start, number.end, number.text) for number in numbers]
    if columns:
        marks = _aligned(current, sheet)
    runs.append(LineNumbers(tuple(marks), tuple(numbers), columns, index))


def _aligned(current: list[tuple[Line, int]], sheet: Sheet) -> list[Mark]:
    """Numbers that were read as a block belong to the other lines only where there are equally many."""
    block = {line.start for line, _ in current}
    others = [line for line in sheet.lines if line.start not in block]
    if len(others) != len(current):
        return []
    return [Mark("line", line.page, line.start, line.start, str(count)) for count, line in enumerate(others, 1)]


def transcript_pages(sheets: Sequence[Sheet], runs: Sequence[LineNumbers]) -> list[Mark]:
    """The printed page number that belongs to each run of numbered lines.

    The number stands above line 1 (then it is also above the first run) or below the last line.
    """
    marks: list[Mark] = []
    for run in runs:
        sheet = sheets[run.sheet]
        own = {number.start for number in run.numbers}
        used = marks[-1].start if marks and marks[-1].page == sheet.page else -1
        for line in _around(sheet, run):
            number = page_number(line.text)
            if number is not None and line.start not in own and line.start > used:
                marks.append(Mark("transcript page", line.page, line.start, line.end, str(number)))
                break
    return marks


def _around(sheet: Sheet, run: LineNumbers) -> list[Line]:
    """The lines in which a run's page number may stand, the likeliest first."""
    if run.columns:
        return [*sheet.lines[:1], *sheet.lines[-EDGE:]]
    before = bisect_left(sheet.lines, run.numbers[0].start, key=lambda line: line.start)
    after = bisect_right(sheet.lines, run.numbers[-1].start, key=lambda line: line.start)
    return [*reversed(sheet.lines[max(0, before - EDGE) : before]), *sheet.lines[after : after + EDGE]]


def bates(sheets: Sequence[Sheet]) -> list[Mark]:
    """Bates numbers: one prefix over the document, numbers that rise with the pages, at an edge of the sheet."""
    stamps: list[tuple[int, Line, re.Match[str]]] = []
    for index, sheet in enumerate(sheets):
        edge = {line.start: line for line in (*sheet.lines[:EDGE], *sheet.lines[-EDGE:])}
        for line in edge.values():
            if len(line.text) <= 120:
                stamps += [(index, line, match) for match in _BATES.finditer(line.text)]
    printed = {(match[1], len(match[2]), int(match[2]) - index, index) for index, _, match in stamps}
    series = Counter(stamp[:3] for stamp in printed)
    alone = len(sheets) == 1
    found: dict[int, Mark] = {}
    for index, line, match in stamps:
        steady = series[match[1], len(match[2]), int(match[2]) - index] >= 2
        stamped = alone and match[0] == line.text and len(match[2]) >= (6 if " " in match[1] else 5)
        if (steady or stamped) and index not in found:
            start = line.start + match.start()
            found[index] = Mark("bates", line.page, start, line.start + match.end(), match[0])
    return list(found.values())
