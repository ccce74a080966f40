"""Lines of a PDF page into the order in which a person reads them: columns one after another, numbers beside lines.

Pure geometry. Most pages are written in reading order, a table's cells one by one, and are left so; what is put
right are line numbers written as a block of their own, columns written across, and pieces from the bottom up.
"""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

GUTTER = 6.0
"""Points: the least white strip between two columns."""
SAME_LINE = 0.55
"""Two lines that overlap by this share of the lower one's height stand on one line."""
LEAST_NUMBERS = 8
"""Margin numbers on a page, at least, for them to be line numbers."""
MOST_BLOCKS = 300
"""A page in more pieces is left in the order in which it was written."""
PROSE_LINES = 5
PROSE_CHARACTERS = 18
"""Median length of the lines of a column; shorter ones are a table's cells, which are read across."""


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of a line as the file wrote it; `start` and `end` are characters of the page as the file wrote it."""

    start: int
    end: int
    text: str
    left: float
    right: float
    top: float
    bottom: float
    """Points, y downwards, in the direction in which the text is upright."""

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        return max(self.bottom - self.top, 0.1)


Row = list[Line]
"""What stands on one printed line, from left to right."""


def arrange(lines: Sequence[Line]) -> list[Row]:
    """The rows in reading order."""
    numbers, rest = _margin_numbers(lines)
    beside = sum(1 for before, line in itertools.pairwise(rest) if _same_row(before, line))
    if beside >= PROSE_LINES and _gutter(rest) is not None:
        rows = _ordered(rest, depth=0)
    elif _flows(rest):
        rows = [[line] for line in rest]
    else:
        rows = [[line] for block in _in_order(_blocks(rest)) for line in block]
    rows = _joined(rows)
    return _numbered(rows, numbers) if numbers else rows


def gutters(boxes: Sequence[tuple[float, float, float, float]]) -> list[float]:
    """The middles of strips from top to bottom that (almost) nothing of the painted text crosses.

    Lines of two columns that were written across are one line in the file; here is where to part them.
    Boxes are (left, bottom, right, top); spaces between words do not stand above each other on many lines.
    """
    rows = len({round(box[1] / 4) for box in boxes})
    if rows < 2 * PROSE_LINES:
        return []
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    if not 50 < right - left < 5_000:
        return []
    crossed = [0] * (int((right - left) / 2) + 1)
    for box in boxes:
        for bucket in range(int((box[0] - left) / 2), int((box[2] - left) / 2) + 1):
            crossed[bucket] += 1
    found, begin = [], None
    for bucket, count in enumerate([*crossed, rows]):
        if count <= 0.08 * rows:
            begin = bucket if begin is None else begin
        elif begin is not None:
            if (bucket - begin) * 2 >= GUTTER + 2 and begin > 0:
                found.append(left + begin + bucket)
            begin = None
    return found


def _blocks(lines: Sequence[Line]) -> list[Row]:
    """Runs of lines that go downwards without a wide gap: a column, a cell, a footer."""
    blocks: list[Row] = []
    for line in lines:
        before = blocks[-1][-1] if blocks else None
        if before and _below_or_beside(before, line) and line.top - before.bottom < 2.5 * line.height:
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return blocks


def _in_order(blocks: list[Row]) -> list[Row]:
    """The blocks as the file has them, except that one that stands above another comes before it."""
    if len(blocks) > MOST_BLOCKS:
        return blocks
    edges = [
        (min(each.left for each in block), max(each.right for each in block), block[0].top, block[-1].bottom)
        for block in blocks
    ]
    above = [
        {
            upper
            for upper, (left, right, _, bottom) in enumerate(edges)
            if bottom <= top + 2 and min(right, own_right) - max(left, own_left) > 0 and upper != own
        }
        for own, (own_left, own_right, top, _) in enumerate(edges)
    ]
    ordered: list[Row] = []
    waiting, placed = list(range(len(blocks))), set[int]()
    while waiting:
        ready = next((each for each in waiting if above[each] <= placed), waiting[0])
        waiting.remove(ready)
        placed.add(ready)
        ordered.append(blocks[ready])
    return ordered


def _flows(lines: Sequence[Line]) -> bool:
    """Whether each line is below the one before it, or beside it to the right."""
    return all(_below_or_beside(before, line) for before, line in itertools.pairwise(lines))


def _below_or_beside(before: Line, line: Line) -> bool:
    if line.middle < before.top and line.middle < before.middle - 0.5 * before.height:
        return False
    return not (_same_row(before, line) and line.left < before.left)


def _ordered(lines: Sequence[Line], depth: int) -> list[Row]:
    """Columns left to right between the lines that span them; without columns, from top to bottom."""
    gutter = _gutter(lines) if depth < 4 else None
    if gutter is None:
        return _downwards(lines)
    spanning = [line for line in lines if line.left < gutter < line.right]
    rows: list[Row] = []
    zone: list[Line] = []
    for line in sorted(lines, key=lambda each: each.middle):
        if line in spanning:
            rows += _zone(zone, gutter, depth)
            rows.append([line])
            zone = []
        else:
            zone.append(line)
    return rows + _zone(zone, gutter, depth)


def _zone(lines: Sequence[Line], gutter: float, depth: int) -> list[Row]:
    sides = [line for line in lines if line.right <= gutter], [line for line in lines if line.right > gutter]
    if not all(sides):
        return _ordered(lines, depth + 1) if lines else []
    if len(lines) <= 4 and all(len(side) <= 2 for side in sides):
        return _downwards(lines)
    return [row for side in sides for row in _ordered(side, depth + 1)]


def _downwards(lines: Sequence[Line]) -> list[Row]:
    """Top to bottom; what stands on one line from left to right."""
    if _flows(lines):
        return [[line] for line in lines]
    rows: list[Row] = []
    for line in sorted(lines, key=lambda each: (each.middle, each.left)):
        if rows and any(_same_row(other, line) for other in rows[-1]):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda each: each.left) for row in rows]


def _joined(rows: Sequence[Row]) -> list[Row]:
    """Neighbours on one printed line, the second to the right of the first, are one row."""
    joined: list[Row] = []
    for row in rows:
        before = joined[-1][-1] if joined else None
        if before and _same_row(before, row[0]) and row[0].left >= before.right - 1:
            joined[-1] += row
        else:
            joined.append(list(row))
    return joined


def _same_row(one: Line, other: Line) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return overlap >= SAME_LINE * min(one.height, other.height)


def _gutter(lines: Sequence[Line]) -> float | None:
    """The middle of the white strip that best parts these lines into two columns of prose, or None."""
    if len(lines) < 2 * PROSE_LINES:
        return None
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    narrow = [line for line in lines if line.right - line.left < 0.62 * (right - left)]
    if len(narrow) < 0.5 * len(lines):
        return None
    best: tuple[float, float] | None = None
    edge = left
    for line in sorted(narrow, key=lambda each: each.left):
        if line.left - edge >= GUTTER and _prose(narrow, (edge + line.left) / 2):
            strip = (edge + line.left) / 2
            evenness = -abs(strip - (left + right) / 2)
            if best is None or evenness > best[0]:
                best = evenness, strip
        edge = max(edge, line.right)
    return best[1] if best else None


def _prose(lines: Sequence[Line], gutter: float) -> bool:
    """Whether both sides are running text and stand beside each other."""
    sides = [line for line in lines if line.right <= gutter], [line for line in lines if line.left >= gutter]
    for side in sides:
        if len(side) < PROSE_LINES or statistics.median(len(line.text) for line in side) < PROSE_CHARACTERS:
            return False
    tops = [min(line.top for line in side) for side in sides]
    bottoms = [max(line.bottom for line in side) for side in sides]
    return min(bottoms) - max(tops) > 0.3 * (max(bottoms) - min(tops))


def _margin_numbers(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """Line numbers of pleading paper or a transcript (1, 2, 3 … down one margin), and the other lines."""
    candidates = [line for line in lines if line.text.strip().isdecimal() and len(line.text.strip()) <= 2]
    if len(candidates) < LEAST_NUMBERS:
        return [], list(lines)
    edge = statistics.median(line.right for line in candidates)
    column = [line for line in candidates if abs(line.right - edge) < 12]
    column.sort(key=lambda line: line.middle)
    values = [int(line.text) for line in column]
    steps = sum(1 for before, after in itertools.pairwise(values) if after == before + 1)
    beside = [line for line in lines if line not in candidates and line.left < edge < line.right]
    if len(column) < LEAST_NUMBERS or steps < 0.8 * (len(values) - 1) or len(beside) > 2:
        return [], list(lines)
    if _flows(lines) and not any(_same_row(a, b) for a, b in itertools.pairwise(column)):
        between = [b for a, b in itertools.pairwise(lines) if a in column and b in column]
        if len(between) < 0.5 * len(column):
            return [], list(lines)  # already beside their lines
    return column, [line for line in lines if line not in column]


def _numbered(rows: list[Row], numbers: Sequence[Line]) -> list[Row]:
    """Each number put before the row it stands beside; one without a row keeps its place among the rows."""
    for number in numbers:
        beside = [row for row in rows if abs(row[0].middle - number.middle) <= 0.6 * max(number.height, 8)]
        if beside:
            nearest = min(beside, key=lambda row: abs(row[0].middle - number.middle))
            if nearest[0] not in numbers:
                nearest.insert(0, number)
                continue
        after = next((at for at, row in enumerate(rows) if row[0].middle > number.middle), len(rows))
        rows.insert(after, [number])
    return rows
