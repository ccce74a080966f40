"""Lines and sheets: how a page's text lies on paper.

A sheet is one printed page. A page of a PDF is one sheet; a text file without form feeds is one page that
holds many sheets, parted by runs of empty lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from localcounsel.records import Page

_LINE = re.compile(r"[^\s][^\n]*")
_SHEET_BREAK = 5
"""Line feeds in a row that mean a new sheet in flowing text."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank, without the white space around it. `end` is half-open."""

    page: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines of one printed page, in reading order."""

    page: int
    label: str
    lines: tuple[Line, ...]


def lines_of(page: Page) -> list[Line]:
    """The lines of a page that hold anything."""
    found = []
    for match in _LINE.finditer(page.text):
        text = match[0].rstrip()
        found.append(Line(page.number, match.start(), match.start() + len(text), text))
    return found


def sheets_of(pages: Sequence[Page]) -> list[Sheet]:
    """All printed pages of a document."""
    sheets: list[Sheet] = []
    for page in pages:
        current: list[Line] = []
        for line in lines_of(page):
            if current and page.text.count("\n", current[-1].end, line.start) >= _SHEET_BREAK:
                sheets.append(Sheet(page.number, page.label, tuple(current)))
                current = []
            current.append(line)
        if current:
            sheets.append(Sheet(page.number, page.label, tuple(current)))
    return sheets
