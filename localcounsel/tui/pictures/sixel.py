"""Pictures as sixels: six rows of pixels at a time, one colour after the other (DEC STD 070; xterm, Windows Terminal).

A band is made once and kept by whoever paints: scrolling sends most of them again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

BAND = 6
"""Rows of pixels."""
MOST_COLOURS = 64
"""Of one picture, where the terminal has more registers than that."""
_RUNS = re.compile(rb"(.)\1{3,}", re.DOTALL)
_PLUS_63 = bytes((each + 63) & 255 for each in range(256))
"""Six bits → the character that stands for them, `?` to `~`."""


def picture(width: int, height: int, palette: bytes, bands: Sequence[bytes]) -> str:
    """One picture, of bands that `band` made; what it leaves unpainted stays as it was. Sides in pixels."""
    colours = (
        f"#{which};2;" + ";".join(str(round(each / 2.55)) for each in palette[3 * which : 3 * which + 3])
        for which in range(len(palette) // 3)
    )
    return f'\x1bP0;1;0q"1;1;{width};{height}{"".join(colours)}{b"-".join(bands).decode("ascii")}\x1b\\'


def band(rows: Sequence[bytes], count: int) -> bytes:
    """Up to six rows of equal length, a byte a pixel, of `count` colours."""
    whole, width = b"".join(rows), len(rows[0])
    parts = []
    for colour in range(count):
        if colour in whole:
            parts.append(b"#%d%b" % (colour, _in_one_colour(whole.translate(_only(colour)), width)))
    return b"$".join(parts)


def _in_one_colour(mask: bytes, width: int) -> bytes:
    """The characters of one colour: `mask` holds 1 where a pixel has it, row after row."""
    bits = 0
    for row in range(len(mask) // width):
        bits |= int.from_bytes(mask[row * width : (row + 1) * width], "little") << row
    line = bits.to_bytes(width, "little").translate(_PLUS_63).rstrip(b"?")
    return _RUNS.sub(_shortened, line)


def _shortened(run: re.Match[bytes]) -> bytes:
    return b"!%d%b" % (len(run[0]), run[1])


@lru_cache(256)
def _only(colour: int) -> bytes:
    """The table that makes 1 of one colour and 0 of every other."""
    return bytes(int(each == colour) for each in range(256))
