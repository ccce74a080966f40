"""A page as it is printed, painted with half blocks in the terminal's own colours.

Each cell is two pixels, one above the other: `▀` in the upper one's colour on the lower one's. The graphics of kitty,
iTerm2 and sixel would be finer; they are sequences that the terminal obeys, and no other than those that move the
cursor and set colours may ever leave this application, whatever stands in a document. Without colours the picture
is drawn in five shades.
"""

from __future__ import annotations

from typing import ClassVar

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from localcounsel.tui.language import _

ZOOMS = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0)
"""Of the width of the view; the largest that a page is painted at shows the smallest print."""
SHADES = "█▓▒░ "
"""From black to white."""
WIDEST = 2_400
"""Pixels."""


class PictureView(ScrollView, can_focus=True, inherit_bindings=False):
    """Shows one raster, scrolled both ways."""

    HELP = _("Picture of the page")
    DEFAULT_CSS = """
    PictureView { background: transparent; scrollbar-size-vertical: 1; scrollbar-size-horizontal: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("plus,equals_sign", "zoom(1)", _("Larger"), key_display="+", id="picture.larger"),
        Binding("minus", "zoom(-1)", _("Smaller"), key_display="-", id="picture.smaller"),
        Binding("up", "scroll_up", _("Up"), show=False, id="picture.up"),
        Binding("down", "scroll_down", _("Down"), show=False, id="picture.down"),
        Binding("shift+left,h", "scroll_left", _("To the left"), show=False, id="picture.left"),
        Binding("shift+right,l", "scroll_right", _("To the right"), show=False, id="picture.right"),
        Binding("pageup", "page_up", _("Screen up"), show=False, id="picture.page_up"),
        Binding("pagedown,space", "page_down", _("Screen down"), show=False, id="picture.page_down"),
        Binding("home", "scroll_home", _("Top of page"), show=False, id="picture.top"),
        Binding("end", "scroll_end", _("End of page"), show=False, id="picture.bottom"),
    ]

    class Wanted(Message):
        """The page is to be painted at another size."""

        def __init__(self, width: int) -> None:
            super().__init__()
            self.width = width

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._width = self._height = 0
        self._colours = b""
        self._zoom = 0

    @property
    def wanted_width(self) -> int:
        """Pixels at which the page fills the view at the present zoom."""
        return min(WIDEST, max(16, int((self.size.width - 1) * ZOOMS[self._zoom])))

    @property
    def zoom(self) -> str:
        """`150 %` of the view's width."""
        return f"{ZOOMS[self._zoom] * 100:.0f} %"

    def show(self, width: int, height: int, colours: bytes) -> None:
        """Show a raster: three bytes a pixel, rows from the top. What was in the middle stays there."""
        before = self.virtual_size
        middle_x = (self.scroll_offset.x + self.size.width / 2) / max(1, before.width)
        middle_y = (self.scroll_offset.y + self.size.height / 2) / max(1, before.height)
        self._width, self._height, self._colours = width, height, colours
        self.virtual_size = Size(width, (height + 1) // 2)
        if before.width > 1 and before.width != width:
            x, y = middle_x * width - self.size.width / 2, middle_y * (height / 2) - self.size.height / 2
            self.scroll_to(max(0, round(x)), max(0, round(y)), animate=False, immediate=True)
        self.refresh()

    def begin(self) -> None:
        """Another page: from its top."""
        self.scroll_to(0, 0, animate=False, immediate=True)

    def clear(self) -> None:
        """Show nothing and hold nothing."""
        self._width = self._height = 0
        self._colours = b""
        self.virtual_size = Size(1, 1)
        self.refresh()

    def action_zoom(self, by: int) -> None:
        zoom = max(0, min(self._zoom + by, len(ZOOMS) - 1))
        if zoom != self._zoom:
            self._zoom = zoom
            self.post_message(self.Wanted(self.wanted_width))

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        base = self.rich_style
        row = 2 * (y + self.scroll_offset.y)
        if row >= self._height:
            return Strip.blank(width, base)
        left = min(self.scroll_offset.x, max(0, self._width - 1))
        right = min(left + width, self._width)
        margin = max(0, (width - self._width) // 2)
        cells = self._shaded(row, left, right) if self._plain() else self._coloured(row, left, right)
        segments = [Segment(" " * margin, base), *cells]
        return Strip(segments, margin + right - left).extend_cell_length(width, base).crop(0, width)

    def _plain(self) -> bool:
        """Whether there are no colours to paint with."""
        return self.app.console.no_color or self.app.theme == "counsel-plain"

    def _coloured(self, row: int, left: int, right: int) -> list[Segment]:
        """Runs of equal cells as one segment each."""
        upper = self._row(row, left, right)
        lower = self._row(row + 1, left, right) if row + 1 < self._height else upper
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

    def _shaded(self, row: int, left: int, right: int) -> list[Segment]:
        upper = self._row(row, left, right)
        lower = self._row(row + 1, left, right) if row + 1 < self._height else upper
        steps = len(SHADES)
        light = (sum(upper[at : at + 3]) + sum(lower[at : at + 3]) for at in range(0, len(upper), 3))
        return [Segment("".join(SHADES[min(steps - 1, each * steps // 1531)] for each in light), self.rich_style)]

    def _row(self, row: int, left: int, right: int) -> bytes:
        start = 3 * (row * self._width)
        return self._colours[start + 3 * left : start + 3 * right]
