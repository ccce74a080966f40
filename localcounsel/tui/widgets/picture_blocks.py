"""A line of a page in half blocks: `▀` in the upper half's colour on the lower one's; without colours five shades."""

from __future__ import annotations

from rich.color import Color
from rich.segment import Segment
from rich.style import Style

SHADES = "█▓▒░ "
"""From black to white."""


def coloured(upper: bytes, lower: bytes) -> list[Segment]:
    """Three bytes a cell each. Runs of equal cells become one segment."""
    segments: list[Segment] = []
    at = 0
    while at < len(upper):
        end = at + 3
        pair = upper[at:end], lower[at:end]
        while end < len(upper) and (upper[end : end + 3], lower[end : end + 3]) == pair:
            end += 3
        style = Style(color=Color.from_rgb(*pair[0]), bgcolor=Color.from_rgb(*pair[1]))
        segments.append(Segment("▀" * ((end - at) // 3), style))
        at = end
    return segments


def shaded(upper: bytes, lower: bytes, style: Style) -> list[Segment]:
    """In the one colour of a style."""
    steps = len(SHADES)
    light = (sum(upper[at : at + 3]) + sum(lower[at : at + 3]) for at in range(0, len(upper), 3))
    return [Segment("".join(SHADES[min(steps - 1, each * steps // 1531)] for each in light), style)]
