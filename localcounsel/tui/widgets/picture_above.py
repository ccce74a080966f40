"""Pictures that lie over the cells of a terminal: painted again after each frame that wrote over them.

What covers the view is left out, and nothing is painted while another screen is in front. A large picture is painted
in slabs over several turns, so that no key waits for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import gcd
from typing import TYPE_CHECKING

from textual.geometry import Offset, Region

from localcounsel.tui.pictures import iterm, sixel
from localcounsel.tui.pictures.pixels import Cell, Part, rows_of
from localcounsel.tui.pictures.terminal import SIXEL

if TYPE_CHECKING:
    from textual.widget import Widget

    from localcounsel.flows.picturing import Raster

WIDEST, HIGHEST = 960, 240
"""Pixels of a slab. xterm cuts pictures off at 1,000 pixels and keeps sixteen of them."""
AT_ONCE = 200_000
"""Pixels that are made into sequences before keys are looked at again."""
MOST_BANDS = 4_000
"""Bands of sixels that are kept for the next time."""


class Above:
    """The picture of one view, over its cells."""

    def __init__(self, raster: Raster, cell: Cell, protocol: str) -> None:
        self._raster = raster
        self._cell = cell
        self._protocol = protocol
        self._bands: dict[tuple[int, int, int], bytes] = {}
        self._due: list[Region] = []
        self._origin = Offset(0, 0)

    @property
    def unfinished(self) -> bool:
        """Whether slabs wait to be painted."""
        return bool(self._due)

    def forget(self) -> None:
        """Paint no more of what is due."""
        self._due = []

    def plan(self, seen: Region, covered: list[Region], origin: Offset) -> None:
        """Paint all of `seen` that is not covered. All in cells of the screen; the picture begins at `origin`."""
        parts = [seen]
        for region in covered:
            parts = [piece for part in parts for piece in without(part, region)]
        self._origin = origin
        self._due = [slab for part in parts for slab in self._slabs(part)]

    def painted(self) -> str:
        """The next slabs, each where it belongs."""
        sequences, pixels = [], 0
        while self._due and pixels < AT_ONCE:
            slab = self._due.pop(0)
            sequences.append(f"\x1b[{slab.y + 1};{slab.x + 1}H" + self._sequence(slab))
            pixels += slab.area * self._cell.width * self._cell.height
        return "".join(sequences)

    def _slabs(self, region: Region) -> Iterator[Region]:
        whole = sixel.BAND // gcd(sixel.BAND, self._cell.height)
        wide, high = max(1, WIDEST // self._cell.width), whole * max(1, HIGHEST // self._cell.height // whole)
        for top in range(region.y, region.bottom, high):
            for left in range(region.x, region.right, wide):
                yield Region(left, top, wide, high).intersection(region)

    def _sequence(self, slab: Region) -> str:
        at, cell = slab.offset - self._origin, self._cell
        part = Part(at.x * cell.width, at.y * cell.height, slab.width * cell.width, slab.height * cell.height)
        if self._protocol == SIXEL:
            height = part.height - part.height % sixel.BAND  # Konsole makes the last band whole, over what is below
            bands = [self._band(part, top) for top in range(0, height, sixel.BAND)]
            return sixel.picture(part.width, height, self._raster.palette, bands)
        return iterm.picture(rows_of(self._raster, part), slab.width, slab.height)

    def _band(self, part: Part, top: int) -> bytes:
        key = part.left, part.top + top, part.width
        band = self._bands.get(key)
        if band is None:
            rows = rows_of(self._raster, Part(part.left, part.top + top, part.width, sixel.BAND))
            band = sixel.band(rows, len(self._raster.palette) // 3)
            if len(self._bands) >= MOST_BANDS:
                self._bands.clear()
            self._bands[key] = band
        return band


def in_front_of(widget: Widget, region: Region) -> list[Region]:
    """Where other widgets of its screen cover a region of it."""
    covered = []
    for other, (place, clip) in widget.screen._compositor.visible_widgets.items():
        if other is widget:
            break
        shown = place.intersection(clip).intersection(region)
        if shown and other not in widget.ancestors:
            covered.append(shown)
    return covered


def without(region: Region, hole: Region) -> list[Region]:
    """What is left of a region, as up to four others; beside the hole they are as high as the region."""
    hole = region.intersection(hole)
    if not hole:
        return [region]
    parts = (
        Region.from_corners(region.x, region.y, hole.x, region.bottom),
        Region.from_corners(hole.x, region.y, hole.right, hole.y),
        Region.from_corners(hole.x, hole.bottom, hole.right, region.bottom),
        Region.from_corners(hole.right, region.y, region.right, region.bottom),
    )
    return [part for part in parts if part]
