"""A page as it is printed: as a real picture where the terminal can show one, otherwise in half blocks.

Kitty's pictures are placed by characters and behave as text does. Those of iTerm2 and sixels lie over the cells and
are painted after each frame. Where a dialog stands in front, and without colours, there are always blocks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, cast

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from localcounsel.tui.language import _
from localcounsel.tui.pictures import kitty
from localcounsel.tui.pictures.numbers import Number
from localcounsel.tui.pictures.pixels import HALF_BLOCKS, Cell, coarse, columns_of, lines_of
from localcounsel.tui.pictures.terminal import BLOCKS, DEFAULT_CELL, KITTY, SIXEL
from localcounsel.tui.widgets import picture_blocks
from localcounsel.tui.widgets.picture_above import Above, in_front_of

if TYPE_CHECKING:
    from localcounsel.flows.picturing import Raster
    from localcounsel.tui.shell import Shell

ZOOMS = (0.0, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0)
"""Of the width of the view; 0: the whole page. The largest that a page is painted at shows the smallest print."""
WIDEST = {True: 4_000, False: 2_400}
"""Pixels: of a real picture, and in blocks."""
LETTER = 8.5 / 11
"""Width to height of a page that has not been seen yet."""
PAPER = Style(bgcolor=Color.from_rgb(255, 255, 255))


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be painted, and how it will be shown."""

    width: int
    """Pixels."""
    palette: int
    """Most colours; 0: all."""
    protocol: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Picture:
    """A page, painted and prepared."""

    order: Order
    raster: Raster
    tiles: dict[tuple[int, int], kitty.Tile] = field(default_factory=dict)


def made(order: Order, paint: Callable[[], Raster]) -> Picture:
    """In a thread: have it painted and pack it."""
    raster = paint()
    return Picture(order, raster, kitty.tiles(raster, order.cell) if order.protocol == KITTY else {})


class PictureView(ScrollView, can_focus=True, inherit_bindings=False):
    """Shows one picture, scrolled both ways."""

    HELP = _("Picture of the page")
    ALLOW_SELECT = False
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
        """The page is to be painted in another way."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._picture: Picture | None = None
        self._zoom = 1
        self._aspect = LETTER
        self._above: Above | None = None
        self._numbers: dict[tuple[int, int], Number] = {}
        self._unsent: list[tuple[int, int]] = []
        self._touched = self._behind = False

    @property
    def shell(self) -> Shell:
        """The application, which knows the terminal."""
        return cast("Shell", self.app)

    def on_mount(self) -> None:
        self.shell.enter_pictures(self)

    def on_unmount(self) -> None:
        self._forget()
        self.shell.leave_pictures(self)

    # What is to be painted

    @property
    def order(self) -> Order:
        """What fills the view at the present zoom, for the terminal as it is."""
        protocol = BLOCKS if self._plain() else self.shell.pictures()
        cell = HALF_BLOCKS if protocol == BLOCKS else self.shell.terminal.cell() or DEFAULT_CELL
        colours = self.shell.terminal.colours if protocol == SIXEL else 0
        return Order(self._wanted_width(self._zoom, cell), colours, protocol, cell)

    def _wanted_width(self, zoom: int, cell: Cell) -> int:
        wide, high = max(1, self.size.width - 1) * cell.width, self.size.height * cell.height
        wanted = wide * ZOOMS[zoom] if zoom else min(wide, high * self._aspect)
        return min(WIDEST[cell != HALF_BLOCKS], max(8, int(wanted)))

    def action_zoom(self, by: int) -> None:
        zoom, cell = self._zoom + by, self.order.cell
        if 0 <= zoom < len(ZOOMS) and self._wanted_width(zoom, cell) != self._wanted_width(self._zoom, cell):
            self._zoom = zoom
            self.post_message(self.Wanted())

    def terminal_changed(self) -> None:
        """More is known of the terminal now, or it is to be used in another way."""
        if self._picture is not None and self._picture.order != self.order:
            self.post_message(self.Wanted())

    # What is shown

    def show(self, picture: Picture) -> None:
        """Show a page. What was in the middle stays there."""
        before = self.virtual_size
        middle_x = (self.scroll_offset.x + self.size.width / 2) / max(1, before.width)
        middle_y = (self.scroll_offset.y + self.size.height / 2) / max(1, before.height)
        self._forget()
        raster, order = picture.raster, picture.order
        self._picture, self._aspect = picture, raster.width / raster.height
        self._above = Above(raster, order.cell, order.protocol) if order.protocol not in (KITTY, BLOCKS) else None
        now = self.virtual_size = Size(columns_of(raster, order.cell), lines_of(raster, order.cell))
        if before.width > 1 and before != now:
            x, y = middle_x * now.width - self.size.width / 2, middle_y * now.height - self.size.height / 2
            self.scroll_to(max(0, round(x)), max(0, round(y)), animate=False, immediate=True)
        self.refresh()

    def begin(self) -> None:
        """Another page: from its top."""
        self.scroll_to(0, 0, animate=False, immediate=True)

    def clear(self) -> None:
        """Show nothing and hold nothing, here and in the terminal."""
        self._forget()
        self._picture = None
        self.virtual_size = Size(1, 1)
        self.refresh()

    def _forget(self) -> None:
        self.shell.write_picture("".join(kitty.forgotten(each.number) for each in self._numbers.values()))
        self._numbers, self._unsent, self._above = {}, [], None

    # Lines of cells

    def render_lines(self, crop: Region) -> list[Strip]:
        behind = self.app.screen is not self.screen
        if behind != self._behind:
            self._behind = behind
            self._styles_cache.clear()
        self._touched = True
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        width, base, picture = self.size.width, self.rich_style, self._picture
        line = y + self.scroll_offset.y
        if picture is None or line >= self.virtual_size.height:
            return Strip.blank(width, base)
        columns, margin = self._columns()
        strip = [Segment(" " * margin, base), *self._cells(picture, line, columns)]
        return Strip(strip, margin + len(columns)).extend_cell_length(width, base).crop(0, width)

    def _columns(self) -> tuple[range, int]:
        """The page's columns that are in view, and the cells before them."""
        width, wide = self.size.width, self.virtual_size.width
        left = min(self.scroll_offset.x, max(0, wide - 1))
        return range(left, min(left + width, wide)), max(0, (width - wide) // 2)

    def _cells(self, picture: Picture, line: int, columns: range) -> list[Segment]:
        if self._plain():
            return picture_blocks.shaded(*coarse(picture.raster, picture.order.cell, line, columns), self.rich_style)
        if picture.order.protocol == BLOCKS or self._behind:
            return picture_blocks.coloured(*coarse(picture.raster, picture.order.cell, line, columns))
        if picture.order.protocol == KITTY:
            return self._placed(line, columns)
        return [Segment(" " * len(columns), PAPER)]

    def _plain(self) -> bool:
        """Whether there are no colours to paint with."""
        return self.app.console.no_color or self.app.theme == "counsel-plain"

    def _placed(self, line: int, columns: range) -> list[Segment]:
        """Kitty's characters; tiles that are seen for the first time are noted to be sent."""
        row, segments = line // kitty.LINES, []
        for tile in range(columns.start // kitty.COLUMNS, (columns.stop - 1) // kitty.COLUMNS + 1):
            key, first = (row, tile), tile * kitty.COLUMNS
            if key not in self._numbers:
                self._numbers[key] = self.shell.numbers.next()
                self._unsent.append(key)
            number = self._numbers[key]
            inside = range(max(columns.start, first) - first, min(columns.stop, first + kitty.COLUMNS) - first)
            text = kitty.cells(line - row * kitty.LINES, inside, number.number)
            segments.append(Segment(text, Style(color=Color.from_rgb(*number.colour))))
        return segments

    # What is written besides the cells

    def after_frame(self) -> str:
        """Sequences that belong behind the frame that was just written; empty for most."""
        picture = self._picture
        if picture is None or self._behind or self._plain() or not self.is_on_screen:
            return ""
        unsent, self._unsent = self._unsent, []
        sending = "".join(kitty.sent(picture.tiles[key], self._numbers[key].number) for key in unsent)
        return sending + (self._lying(self._above) if self._above is not None else "")

    def _lying(self, above: Above) -> str:
        """Paint what lies over the cells, if a frame wrote over it or something of it is due."""
        if self._touched:
            self._touched = False
            inner, (columns, margin) = self.scrollable_content_region, self._columns()
            lines = min(inner.height, self.virtual_size.height - self.scroll_offset.y)
            seen = Region(inner.x + margin, inner.y, len(columns), lines).intersection(inner)
            origin = inner.offset + Offset(margin, 0) - self.scroll_offset
            above.plan(seen, in_front_of(self, seen), origin)
        painted = above.painted()
        if above.unfinished:
            self.call_later(self.shell.paint_pictures)
        return painted
