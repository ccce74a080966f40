"""A Word document's pages while they are written: text, flags and headings with their offsets, and page breaks."""

from __future__ import annotations

from collections.abc import Callable

from localcounsel.reading.outlet import Fault, Sheet


class Paper:
    """The page being written, and those before it in `sheets`."""

    def __init__(self, most: int, at_the_foot: Callable[[], None]) -> None:
        """At most `most` characters in all; `at_the_foot` is called before a page ends."""
        self._most, self._at_the_foot = most, at_the_foot
        self.sheets: list[Sheet] = []
        self.broken = False
        """Some page break was found."""
        self.separator = "\n"
        """Between paragraphs: a line feed, or a space within a table's cell."""
        self.inside = 0
        """How many tables, or notes, are around what is written; pages do not end within them."""
        self.length = 0
        self._pieces: list[str] = []
        self._total = 0
        self._flags: list[tuple[str, int, int]] = []
        self._headings: list[tuple[int, int, str, str, int]] = []
        self._break_waits = False

    def write(self, text: str) -> None:
        """Add to the page. Raises Fault past the limit."""
        if not text:
            return
        self._total += len(text)
        if self._total > self._most:
            raise Fault("characters")
        self._pieces.append(text)
        self.length += len(text)

    def since(self, start: int) -> str:
        """What was written on this page from the offset `start` on."""
        pieces: list[str] = []
        at = self.length
        for piece in reversed(self._pieces):
            if at <= start:
                break
            at -= len(piece)
            pieces.append(piece)
        return "".join(reversed(pieces))[max(start - at, 0) :]

    def flag(self, code: str, start: int) -> None:
        """Flag what was written from `start` on."""
        self._flags.append((code, start, self.length))

    def heading(self, start: int, number: str, title: str, level: int) -> None:
        """What was written from `start` on is a heading."""
        self._headings.append((start, self.length, number, title, level))

    def separate(self) -> None:
        """Between this paragraph and what stands before it on the page, or in the cell."""
        last = self._pieces[-1][-1:] if self._pieces else ""
        if self.separator == "\n":
            self.new_line(always=not self.inside)
        elif last not in ("", "\t", "\n", " "):
            self.write(self.separator)

    def new_line(self, always: bool = False) -> None:
        """Begin a line; another one where one has just begun only when `always`."""
        if self.length and (always or not self._pieces[-1].endswith("\n")):
            self.write("\n")

    def turn(self, explicit: bool) -> None:
        """End the page. Breaks that only confirm another one, on a page without text, are passed over."""
        self.broken = True
        if self.inside:
            self._break_waits = True
        elif explicit or self.length:
            self.end()

    def turn_if_waiting(self) -> None:
        """End the page if a break was met inside a row that is now complete."""
        waits, self._break_waits = self._break_waits, False
        if waits and self.inside <= 1 and self.length:
            self.end()

    def forget_waiting(self) -> None:
        """Breaks within notes and headers mean nothing."""
        self._break_waits = False

    def end(self) -> None:
        """Put the page with the finished ones and take a new one."""
        self._at_the_foot()
        kept = "".join(self._pieces).rstrip("\n\t ")
        flags = [(code, start, min(end, len(kept))) for code, start, end in self._flags if start < len(kept)]
        headings = [
            (start, min(end, len(kept)), number, title, level)
            for start, end, number, title, level in self._headings
            if start < len(kept)
        ]
        made = Sheet(text=kept, flags=flags, headings=headings) if kept.strip() else Sheet(state="blank")
        self.sheets.append(made)
        self._pieces, self.length, self._flags, self._headings = [], 0, [], []
