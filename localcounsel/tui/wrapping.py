"""A long text as rows of a given width, so that a page of 300,000 characters shows at once.

Rows are (start, end) offsets into the text: nothing is copied and nothing is changed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from rich.cells import cell_len, get_character_cell_size

TAB = "    "
"""What a tab is drawn as."""

NO_BREAK = "\u00a0\u2007\u202f"
"""Spaces at which a row is not broken where it can be broken elsewhere."""


def drawn(text: str) -> str:
    """A row's text as it is drawn."""
    return text.replace("\t", TAB)


class Wrapped:
    """A text wrapped at white space to `width` cells; words longer than a row are cut."""

    def __init__(self, text: str, width: int) -> None:
        self.text = text
        self.width = max(width, 2)
        self.rows: list[tuple[int, int]] = list(self._all_rows())
        self._starts = [start for start, _ in self.rows]

    def row_of(self, offset: int) -> int:
        """The row in which the character at `offset` stands."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def _all_rows(self) -> Iterator[tuple[int, int]]:
        start = 0
        while True:
            end = self.text.find("\n", start)
            stop = len(self.text) if end < 0 else end
            yield from self._line(start, stop)
            if end < 0:
                return
            start = end + 1

    def _line(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        line = self.text[start:end]
        if line.isascii() and "\t" not in line:
            yield from self._ascii(line, start)
        elif cell_len(drawn(line)) <= self.width:
            yield start, end
        else:
            yield from self._wide(line, start)

    def _ascii(self, line: str, start: int) -> Iterator[tuple[int, int]]:
        """One character is one cell: jump from break to break."""
        at, length = 0, len(line)
        while length - at > self.width:
            space = line.rfind(" ", at, at + self.width + 1)
            cut = at + self.width if space <= at else space + 1
            yield start + at, start + cut
            at = cut
        yield start + at, start + length

    def _wide(self, line: str, start: int) -> Iterator[tuple[int, int]]:
        """Characters of several widths: measured one by one, broken after white space or between CJK.

        No-break spaces hold together what they can: of a row that has no other place to break, they are one, as in
        the text of PDFs that know no other space.
        """
        at = used = 0
        may_break = at_worst = 0
        for index, character in enumerate(line):
            cells = len(TAB) if character == "\t" else get_character_cell_size(character)
            hangs = used == self.width and cells == 1 and character.isspace()
            while used + cells > self.width and index > at and not hangs:
                cut = next((each for each in (may_break, at_worst) if each > at), index)
                yield start + at, start + cut
                at = cut
                used = cell_len(drawn(line[at:index]))
            used += cells
            if character in NO_BREAK:
                at_worst = index + 1
            elif character.isspace() or cells == 2:
                may_break = index + 1
        yield start + at, start + len(line)
