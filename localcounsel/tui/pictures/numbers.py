"""The numbers under which a terminal keeps pictures, each with the colour that names it among the characters."""

from __future__ import annotations

import secrets
from colorsys import rgb_to_hls
from dataclasses import dataclass

from localcounsel.tui.pictures.kitty import MARKS

_STEPS = (0, 95, 135, 175, 215, 255)
"""Of the cube of 216 colours that terminals with 256 have, from their sixteenth on."""


@dataclass(frozen=True, slots=True)
class Number:
    """Of one picture in the terminal's memory."""

    number: int
    """32 bits: the highest eight are written as a mark, the others as a colour."""
    colour: tuple[int, int, int]


class Numbers:
    """Gives each picture one that no other application is likely to use."""

    def __init__(self, *, true_colours: bool) -> None:
        self._true_colours = true_colours
        self._high = 1 + secrets.randbelow(len(MARKS) - 1)
        self._next = secrets.randbelow(1 << 24)

    def next(self) -> Number:
        """A number and its colour."""
        self._next += 1
        if self._true_colours:
            low = self._next % 0xFFFF00 + 0x100
            return Number(self._high << 24 | low, (low >> 16, low >> 8 & 255, low & 255))
        index = _CUBE[self._next % len(_CUBE)]
        return Number(self._high << 24 | index, _in_cube(index))


def _in_cube(index: int) -> tuple[int, int, int]:
    place = index - 16
    return _STEPS[place // 36], _STEPS[place // 6 % 6], _STEPS[place % 6]


_CUBE = tuple(index for index in range(16, 232) if rgb_to_hls(*(each / 255 for each in _in_cube(index)))[2] >= 0.15)
"""Those that are written by their index and not as a shade of grey."""
