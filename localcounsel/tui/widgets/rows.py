"""A list of any length: only the rows in view are drawn, each by a function that returns literal Content."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click, Resize
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style

from localcounsel.tui.language import _

Draw = Callable[[int, Any, int], tuple[Content, ...]]
"""(index, item, width in cells) → the row's lines."""


class Rows(ScrollView, can_focus=True):
    """Items in rows of equal height, one of them under the cursor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--cursor", "rows--cursor-blurred"}
    DEFAULT_CSS = """
    Rows {
        background: transparent;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        .rows--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
        .rows--cursor-blurred { background: $block-cursor-blurred-background; }
    }
    """
    HELP = _("Lists")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", _("Previous"), show=False, id="rows.previous"),
        Binding("down", "move(1)", _("Next"), show=False, id="rows.next"),
        Binding("pageup", "page(-1)", _("Page up"), show=False, id="rows.page_up"),
        Binding("pagedown", "page(1)", _("Page down"), show=False, id="rows.page_down"),
        Binding("home", "move(-1000000000)", _("First"), show=False, id="rows.first"),
        Binding("end", "move(1000000000)", _("Last"), show=False, id="rows.last"),
        Binding("enter", "choose", _("Open"), id="rows.open"),
    ]

    cursor: reactive[int] = reactive(0)

    class Moved(Message):
        """The cursor stands on another item."""

        def __init__(self, rows: Rows, item: Any) -> None:
            super().__init__()
            self.rows = rows
            self.item = item

        @property
        def control(self) -> Rows:
            return self.rows

    class Chosen(Moved):
        """An item was opened by key or click."""

    def __init__(self, draw: Draw, *, height: int = 1, id: str | None = None) -> None:
        super().__init__(id=id)
        self._draw = draw
        self._height = height
        self.items: Sequence[Any] = ()

    def show(self, items: Sequence[Any], cursor: int | None = None) -> None:
        """Show other items; the cursor stays at its place in the list unless one is given."""
        self.items = items
        self._measure()
        self.cursor = self.cursor if cursor is None else cursor
        self.refresh()

    @property
    def item(self) -> Any:
        """The item under the cursor, or None in an empty list."""
        return self.items[self.cursor] if 0 <= self.cursor < len(self.items) else None

    def validate_cursor(self, cursor: int) -> int:
        return max(0, min(cursor, len(self.items) - 1))

    def watch_cursor(self, before: int, now: int) -> None:
        self._into_view()
        self.refresh()
        if before != now and self.item is not None:
            self.post_message(self.Moved(self, self.item))

    def action_move(self, by: int) -> None:
        self.cursor += by

    def action_page(self, direction: int) -> None:
        self.cursor += direction * max(1, self.size.height // self._height - 1)

    def action_choose(self) -> None:
        if self.item is not None:
            self.post_message(self.Chosen(self, self.item))

    def on_resize(self, _: Resize) -> None:
        self._measure()
        self._into_view()

    def on_click(self, event: Click) -> None:
        index = (event.y + self.scroll_offset.y) // self._height
        if 0 <= index < len(self.items):
            self.cursor = index
            if event.chain == 2:
                self.action_choose()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        index, line = divmod(y + self.scroll_offset.y, self._height)
        style = self.visual_style
        if not 0 <= index < len(self.items):
            return Strip.blank(width, style.rich_style)
        if index == self.cursor:
            name = "rows--cursor" if self.has_focus else "rows--cursor-blurred"
            # Textual leaves what is not colour out of a component's visual style
            shape = self.get_component_styles(name).text_style
            style = self.get_visual_style(name) + Style(reverse=shape.reverse, underline=shape.underline)
        lines = self._draw(index, self.items[index], width)
        content = (lines[line] if line < len(lines) else Content("")).truncate(width, ellipsis=True, pad=True)
        parse = self.app.stylesheet.parse_style
        segments = [Segment(text, part.rich_style) for text, part in content.render(style, "", parse)]
        return Strip(segments, width)

    def _measure(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, len(self.items) * self._height)

    def _into_view(self) -> None:
        region = Region(0, self.cursor * self._height, self.size.width, self._height)
        self.scroll_to_region(region, animate=False, force=True)
