"""Parts of a page's raster, and the page as coarse as half blocks show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from localcounsel.flows.picturing import Raster

LEAST_CELL, LARGEST_CELL = 4, 64
"""Pixels: sides of a character cell that a terminal is believed."""
SAMPLES = 3
"""Of each direction, for the colour of half a cell."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many of the raster's pixels a character cell is wide and high."""

    width: int
    height: int


HALF_BLOCKS = Cell(1, 2)
"""One pixel above the other."""


@dataclass(frozen=True, slots=True)
class Part:
    """A rectangle of a raster, in pixels from its upper left corner."""

    left: int
    top: int
    width: int
    height: int


def lines_of(raster: Raster, cell: Cell) -> int:
    """Rows of cells that a raster takes."""
    return -(-raster.height // cell.height)


def columns_of(raster: Raster, cell: Cell) -> int:
    """Cells that a raster takes beside each other."""
    return -(-raster.width // cell.width)


def rows_of(raster: Raster, part: Part) -> list[bytes]:
    """The pixels of a part, row by row; what lies beyond the page is its lightest colour, or white."""
    size = 1 if raster.palette else 3
    paper = bytes([_lightest(raster.palette)]) if raster.palette else b"\xff\xff\xff"
    held = memoryview(raster.colours)
    wide = max(0, min(part.width, raster.width - part.left))
    beyond, empty = paper * (part.width - wide), paper * part.width
    rows = []
    for row in range(part.top, part.top + part.height):
        start = size * (row * raster.width + part.left)
        rows.append(bytes(held[start : start + size * wide]) + beyond if row < raster.height else empty)
    return rows


def coarse(raster: Raster, cell: Cell, line: int, columns: range) -> tuple[bytes, bytes]:
    """The upper and the lower halves of the cells of one line, three bytes each."""
    top, half = line * cell.height, cell.height // 2
    bottom = top + half if top + half < raster.height else top
    return (
        _averaged(raster, cell, range(top, min(top + half, raster.height)), columns),
        _averaged(raster, cell, range(bottom, min(bottom + half, raster.height)), columns),
    )


def _averaged(raster: Raster, cell: Cell, rows: range, columns: range) -> bytes:
    """The colour of each cell's part in `rows`, from samples."""
    step = max(1, len(rows) // SAMPLES)
    across = range(0, cell.width, max(1, cell.width // SAMPLES))
    samples = [_sampled(raster, row, offset, cell.width, columns) for row in rows[::step] for offset in across]
    if len(samples) == 1:
        return samples[0]
    shortest = min(map(len, samples))
    full = [sample for sample in samples if len(sample) >= shortest]
    return bytes(sum(values) // len(values) for values in zip(*full, strict=False))


def _sampled(raster: Raster, row: int, offset: int, step: int, columns: range) -> bytes:
    """Every cell's pixel at `offset`, three bytes each."""
    first = row * raster.width
    last = first + raster.width
    places = slice(first + min(columns.start * step + offset, raster.width - 1), last, step)
    count = len(columns)
    if raster.palette:
        colours = [raster.palette[3 * each : 3 * each + 3] for each in raster.colours[places][:count]]
        return b"".join(colours)
    if step == 1:
        return raster.colours[3 * places.start : 3 * min(places.start + count, last)]
    held = raster.colours
    reds, greens, blues = (held[3 * places.start + part : 3 * last : 3 * step][:count] for part in range(3))
    return _woven(reds, greens, blues)


def _woven(reds: bytes, greens: bytes, blues: bytes) -> bytes:
    """Three channels as pixels."""
    pixels = bytearray(3 * len(reds))
    pixels[0::3], pixels[1::3], pixels[2::3] = reds, greens, blues
    return bytes(pixels)


def _lightest(palette: bytes) -> int:
    """Which of the colours is nearest to white."""
    return max(range(len(palette) // 3), key=lambda which: sum(palette[3 * which : 3 * which + 3]))
