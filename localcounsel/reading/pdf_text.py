"""A PDF page's characters as PDFium sees them, made into one text in reading order, with a way back to them."""

from __future__ import annotations

import ctypes
import math
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pypdfium2.raw as pdfium

from localcounsel.reading.pdf_layout import Line, arrange

MOST_LINES = 4_000
"""Of one page; a page with more is left in the order in which it was written."""
_LINE_ENDS = re.compile("\r\n|\r|\n|\x02|\ufffe")
"""PDFium writes U+0002 or U+FFFE for a hyphen at a line's end and drops the break after it."""
_BULLETS = str.maketrans(
    "\uf0b7\uf0a7\uf0d8\uf0fc\uf0a8\uf0fe\uf06f\uf071\uf076\uf0e0\uf020\uf02d",
    "\u2022\u25aa\u27a2\u2713\u25ab\u2612\u25a1\u2751\u2756\u2192\u0020\u2013",
)
"""What Word's Symbol and Wingdings bullets look like; the fonts map them into the private area."""
_HYPHENS = ("\x02", "\ufffe")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the page's characters and where it stands in the text."""

    source: int
    at: int
    length: int


@dataclass(slots=True)
class Flow:
    """A page's text in reading order, and where each of the page's characters went."""

    text: str = ""
    pieces: list[Piece] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)

    def place(self, source: int) -> int | None:
        """The offset in `text` of the page's character `source`; None for a line end."""
        if not self._starts:
            self.pieces.sort(key=lambda piece: piece.source)
            self._starts = [piece.source for piece in self.pieces]
        at = bisect_right(self._starts, source) - 1
        if at < 0 or source >= self.pieces[at].source + self.pieces[at].length:
            return None
        return self.pieces[at].at + source - self.pieces[at].source


class Characters:
    """The characters of one loaded page. Close it before the page."""

    def __init__(self, page: pdfium.FPDF_PAGE) -> None:
        self.raw = pdfium.FPDFText_LoadPage(page)
        if not self.raw:
            raise MemoryError
        self.count = max(pdfium.FPDFText_CountChars(self.raw), 0)
        self._box = pdfium.FS_RECTF()

    def close(self) -> None:
        pdfium.FPDFText_ClosePage(self.raw)

    def source(self) -> str:
        """One character of text for every character of the page, so that indexes are the same."""
        if not self.count:
            return ""
        buffer = (ctypes.c_ushort * (self.count * 2 + 2))()
        written = pdfium.FPDFText_GetText(self.raw, 0, self.count, buffer)
        text = bytes(buffer)[: max(written - 1, 0) * 2].decode("utf-16-le", "replace")
        if len(text) == self.count:
            return text.translate(_BULLETS)
        points = (pdfium.FPDFText_GetUnicode(self.raw, index) for index in range(self.count))
        return "".join(chr(point) if point < 0x110000 else "\ufffd" for point in points).translate(_BULLETS)

    def box(self, index: int) -> tuple[float, float, float, float]:
        """(left, bottom, right, top) of a character's cell, in points of the page."""
        box = self._box
        if not pdfium.FPDFText_GetLooseCharBox(self.raw, index, ctypes.byref(box)):
            return 0.0, 0.0, 0.0, 0.0
        return box.left, box.bottom, box.right, box.top

    def unmapped(self, most: int = 400) -> float:
        """The share of characters whose font has no map to letters, from an even sample."""
        step = max(self.count // most, 1)
        sample = range(0, self.count, step)
        bad = sum(1 for index in sample if pdfium.FPDFText_HasUnicodeMapError(self.raw, index) == 1)
        return bad / len(sample) if len(sample) else 0.0

    def flow(self, strips: Sequence[float] = ()) -> Flow:
        """The text in reading order; what is turned otherwise than most of the page comes last.

        `strips`: where upright lines are parted (see `pdf_layout.gutters`).
        """
        source = self.source()
        spans = list(_lines(source))
        quarters = [self._quarter(start) for start, _ in spans]
        main = _commonest(spans, quarters)
        along = [span for span, quarter in zip(spans, quarters, strict=True) if quarter == main]
        turn = self._turn(along) if main % 2 else main
        placed = [line for span in along for line in self._placed(source, span, turn, () if turn else strips)]
        as_written = len(placed) > MOST_LINES or _vertical(placed)
        rows = [[line] for line in placed] if as_written else arrange(placed)
        aside = [span for span, quarter in zip(spans, quarters, strict=True) if quarter != main]
        rows += [[Line(start, end, source[start:end], 0, 0, 0, 0)] for start, end in aside]
        return _written(rows)

    def _quarter(self, index: int) -> int:
        """How a character is turned, in quarters of a circle."""
        angle: float = pdfium.FPDFText_GetCharAngle(self.raw, index)
        return round(max(angle, 0.0) / (math.pi / 2)) % 4

    def _turn(self, spans: Sequence[tuple[int, int]]) -> int:
        """1 when sideways text runs up the page, 3 when it runs down."""
        rise = 0.0
        for start, end in spans:
            rise += self.box(end - 1)[1] - self.box(start)[1]
        return 1 if rise > 0 else 3

    def _placed(self, source: str, span: tuple[int, int], turn: int, strips: Sequence[float]) -> Iterator[Line]:
        """The line with its box; in parts where the file ran several printed lines or columns together."""
        start, end = span
        first, last = self._upright(start, turn), self._upright(end - 1, turn)
        together = abs(_middle(first) - _middle(last)) > 0.7 * max(first[3] - first[1], 1.0)
        breaks = self._breaks(source, span, turn) if together or last[0] < first[0] else []
        if len(breaks) * 2 > end - start:
            breaks = []
        crossed = [] if together else [strip for strip in strips if first[0] < strip < last[2]]
        if crossed:
            breaks = self._crossings(source, span, crossed)
        for begin, stop in zip([start, *breaks], [*breaks, end], strict=True):
            shown = begin + len(source[begin:stop].rstrip())
            a, b = self._upright(begin, turn), self._upright(shown - 1, turn)
            yield Line(
                start=begin,
                end=shown,
                text=source[begin:shown] + ("-" if stop == end and source[stop : stop + 1] in _HYPHENS else ""),
                left=min(a[0], b[0]),
                right=max(a[2], b[2]),
                top=min(a[1], b[1]),
                bottom=max(a[3], b[3]),
            )

    def _breaks(self, source: str, span: tuple[int, int], turn: int) -> list[int]:
        """Where, within a line, the next character goes back to the left on another printed line."""
        breaks: list[int] = []
        previous: tuple[float, float, float, float] | None = None
        for index in range(*span):
            if source[index].isspace():
                continue
            box = self._upright(index, turn)
            if previous and box[0] < previous[0] and not previous[1] <= _middle(box) <= previous[3]:
                breaks.append(index)
            previous = box
        return breaks

    def _crossings(self, source: str, span: tuple[int, int], strips: Sequence[float]) -> list[int]:
        """Where the line goes on to the right of a strip, if no character stands in the strip."""
        breaks: list[int] = []
        wanted, before = list(strips), 0.0
        for index in range(*span):
            if source[index].isspace():
                continue
            left, _, right, _ = self.box(index)
            while wanted and left > wanted[0]:
                if before <= wanted[0] and left - before > 3 and index > span[0] and index - 1 not in breaks:
                    breaks.append(index)
                wanted.pop(0)
            before = right
        return sorted(set(breaks))

    def _upright(self, index: int, turn: int) -> tuple[float, float, float, float]:
        """(left, top, right, bottom) with y downwards, turned so that the text is upright."""
        left, bottom, right, top = self.box(index)
        match turn:
            case 1:
                return bottom, left, top, right
            case 2:
                return -right, bottom, -left, top
            case 3:
                return -top, -right, -bottom, -left
            case _:
                return left, -top, right, -bottom


def _middle(box: tuple[float, float, float, float]) -> float:
    return (box[1] + box[3]) / 2


def _lines(source: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each line without its white space at the ends."""
    begin = 0
    for stop in [*(found.start() for found in _LINE_ENDS.finditer(source)), len(source)]:
        line = source[begin:stop]
        inked = line.strip()
        if inked:
            start = begin + len(line) - len(line.lstrip())
            yield start, start + len(inked)
        begin = stop + (2 if source[stop : stop + 2] == "\r\n" else 1)


def _commonest(spans: Sequence[tuple[int, int]], quarters: Sequence[int]) -> int:
    """The quarter in which most characters are turned."""
    votes = [0, 0, 0, 0]
    for (start, end), quarter in zip(spans, quarters, strict=True):
        votes[quarter] += end - start
    return max(range(4), key=lambda quarter: votes[quarter])


def _vertical(lines: Sequence[Line]) -> bool:
    """Whether most lines run from top to bottom, as in Japanese vertical writing."""
    standing = [line for line in lines if len(line.text) > 2 and line.height > 2 * (line.right - line.left)]
    return bool(lines) and sum(len(line.text) for line in standing) * 2 > sum(len(line.text) for line in lines)


def _written(rows: Sequence[Sequence[Line]]) -> Flow:
    """The rows as text: a line feed after each, a tab where a row jumps, a space after a margin number."""
    flow, pieces, at = Flow(), [], 0
    for row in rows:
        for position, line in enumerate(row):
            if position:
                before = row[position - 1]
                near = line.left - before.right < 0.6 * line.height or before.text.strip().isdecimal()
                pieces.append(" " if near else "\t")
                at += 1
            flow.pieces.append(Piece(line.start, at, line.end - line.start))
            pieces.append(line.text)
            at += len(line.text)
        pieces.append("\n")
        at += 1
    flow.text = "".join(pieces)[:-1] if pieces else ""
    return flow
