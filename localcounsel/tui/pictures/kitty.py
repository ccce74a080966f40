"""Pictures for kitty and Ghostty: sent once in tiles, and placed by characters that scroll and are covered as text is.

A tile is a picture of its own with a virtual placement; U+10EEEE in the tile's colour, with marks above that count row
and column, shows one cell of it. (The terminal graphics protocol, “Unicode placeholders”, kitty 0.28 and later.)
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from localcounsel.tui.pictures.pixels import Cell, Part, columns_of, lines_of, rows_of

if TYPE_CHECKING:
    from localcounsel.flows.picturing import Raster

COLUMNS, LINES = 80, 40
"""Cells of a tile: as many as there are marks to count them."""
PIECE = 4096
"""Characters of Base64 in one sequence; terminals refuse longer ones."""
MARK_RANGES = (
    (0x305, 0x305), (0x30D, 0x30E), (0x310, 0x310), (0x312, 0x312), (0x33D, 0x33F), (0x346, 0x346), (0x34A, 0x34C),
    (0x350, 0x352), (0x357, 0x357), (0x35B, 0x35B), (0x363, 0x36F), (0x483, 0x487), (0x592, 0x595), (0x597, 0x599),
    (0x59C, 0x5A1), (0x5A8, 0x5A9), (0x5AB, 0x5AC), (0x5AF, 0x5AF), (0x5C4, 0x5C4), (0x610, 0x617), (0x657, 0x65B),
    (0x65D, 0x65E), (0x6D6, 0x6DC), (0x6DF, 0x6E2), (0x6E4, 0x6E4), (0x6E7, 0x6E8), (0x6EB, 0x6EC),
)  # fmt: skip
MARKS = tuple(chr(each) for first, last in MARK_RANGES for each in range(first, last + 1))
"""Marks for 0, 1, 2, …: combining characters above, without a decomposition, of Unicode 6.0, in their order."""
PLACE = "\U0010eeee"


@dataclass(frozen=True, slots=True)
class Tile:
    """A part of a page, ready to be sent: so many cells, and its pixels packed."""

    columns: int
    lines: int
    width: int
    height: int
    packed: bytes
    """zlib, three bytes a pixel."""


def tiles(raster: Raster, cell: Cell) -> dict[tuple[int, int], Tile]:
    """A page in tiles, by row and column of tiles."""
    found = {}
    across, down = columns_of(raster, cell), lines_of(raster, cell)
    for top in range(0, down, LINES):
        for left in range(0, across, COLUMNS):
            columns, lines = min(COLUMNS, across - left), min(LINES, down - top)
            part = Part(left * cell.width, top * cell.height, columns * cell.width, lines * cell.height)
            packed = zlib.compress(b"".join(rows_of(raster, part)), 1)
            found[top // LINES, left // COLUMNS] = Tile(columns, lines, part.width, part.height, packed)
    return found


def sent(tile: Tile, number: int) -> str:
    """Everything that puts a tile into the terminal's memory, under a number, without an answer."""
    how = f"a=T,U=1,q=2,i={number},c={tile.columns},r={tile.lines},f=24,o=z,s={tile.width},v={tile.height}"
    return "".join(_pieces(how, base64.b64encode(tile.packed).decode("ascii")))


def _pieces(how: str, content: str) -> Iterator[str]:
    for start in range(0, len(content), PIECE):
        more = int(start + PIECE < len(content))
        control = f"{how},m={more}" if start == 0 else f"q=2,m={more}"
        yield f"\x1b_G{control};{content[start : start + PIECE]}\x1b\\"


def forgotten(number: int) -> str:
    """What takes a tile out of the terminal's memory."""
    return f"\x1b_Ga=d,d=I,i={number},q=2\x1b\\"


def cells(line: int, columns: range, number: int) -> str:
    """The characters that show part of a line of a tile. All but the lowest 24 bits of the number are among them."""
    row, high = MARKS[line], MARKS[number >> 24]
    return "".join(f"{PLACE}{row}{MARKS[column]}{high}" for column in columns)


def question(number: int) -> str:
    """Asks whether pictures with placeholders are understood; a terminal that knows neither says nothing."""
    return f"\x1b_Gi={number},s=1,v=1,a=q,t=d,f=24,U=1;AAAA\x1b\\"
