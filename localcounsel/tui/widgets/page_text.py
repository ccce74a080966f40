"""A page's text exactly as it is, of any length, with the words highlighted that were cited."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from localcounsel.core.text import clean
from localcounsel.tui.wrapping import Wrapped, drawn

MARGIN = 2
"""Cells on the left: a bar beside the passage, and a blank."""


@dataclass(frozen=True, slots=True)
class Marked:
    """What is marked on a page, as (start, end) in its text."""

    passage: tuple[int, int] = (0, 0)
    """Gets a bar in the margin."""
    quotes: tuple[tuple[int, int], ...] = ()
    """Highlighted in the text."""
    flags: tuple[tuple[int, int], ...] = ()
    """Underlined: what the eye would not see on the page."""


class PageText(ScrollView, can_focus=True):
    """Wrapped rows of one page; only those in view are drawn."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "page-text--quote",
        "page-text--passage",
        "page-text--flag",
        "page-text--bar",
    }
    DEFAULT_CSS = """
    PageText {
        background: transparent;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        .page-text--quote { background: $mark; color: $mark-ink; text-style: bold underline; }
        .page-text--passage { color: $foreground; }
        .page-text--flag { text-style: underline; color: $warning; }
        .page-text--bar { color: $primary; }
    }
    """
    HELP = "Page"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll_up", "Up", show=False, id="page.up"),
        Binding("down", "scroll_down", "Down", show=False, id="page.down"),
        Binding("pageup", "page_up", "Screen up", show=False, id="page.page_up"),
        Binding("pagedown,space", "page_down", "Screen down", show=False, id="page.page_down"),
        Binding("home", "scroll_home", "Top of page", show=False, id="page.top"),
        Binding("end", "scroll_end", "End of page", show=False, id="page.bottom"),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._marked = Marked()
        self._wrapped = Wrapped("", 80)

    @property
    def text(self) -> str:
        """The page's text as drawn, character for character at the page's own offsets."""
        return self._wrapped.text

    @property
    def first_offset(self) -> int:
        """Where the first row in view begins."""
        rows = self._wrapped.rows
        return rows[min(self.scroll_offset.y, len(rows) - 1)][0]

    def show(self, untrusted_text: str, marked: Marked | None = None) -> None:
        """Show a page from where it is marked, or from its top."""
        self._marked = marked or Marked()
        text = clean(untrusted_text)
        self._wrapped = Wrapped(text, self._text_width())
        self._measure()
        self.call_after_refresh(self._to_mark)
        self.refresh()

    def mark(self, marked: Marked) -> None:
        """Mark something else on the same page, without moving it."""
        self._marked = marked
        self.refresh()

    def on_resize(self, _: Resize) -> None:
        self._fit()

    def _fit(self) -> None:
        """Wrap anew when the width has changed."""
        if self._wrapped.width != max(2, self._text_width()):
            self._wrapped = Wrapped(self._wrapped.text, self._text_width())
            self._measure()
            self._to_mark()

    def _to_mark(self) -> None:
        start = self._marked.quotes[0][0] if self._marked.quotes else self._marked.passage[0]
        row = self._wrapped.row_of(start)
        self.scroll_to(y=max(0, row - self.size.height // 3) if start else 0, animate=False, immediate=True)

    def _text_width(self) -> int:
        return max(10, self.scrollable_content_region.width - MARGIN - 1)

    def _measure(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, len(self._wrapped.rows))

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        base = self.rich_style
        if self._wrapped.width != self._text_width():
            self.call_later(self._fit)  # a widget shown again is not always told its new size
        row = y + self.scroll_offset.y
        if row >= len(self._wrapped.rows):
            return Strip.blank(width, base)
        start, end = self._wrapped.rows[row]
        beside = self._marked.passage[0] < max(end, start + 1) and start < self._marked.passage[1]
        bar = base + self.get_component_rich_style("page-text--bar", partial=True)
        segments = [Segment("▌ " if beside else "  ", bar)]
        selected = self.text_selection.get_span(row) if self.text_selection else None
        for begin, stop, names in self._cuts(start, end, selected):
            style = base
            for name in names:
                style += self._style(name)
            segments.append(Segment(drawn(self._wrapped.text[begin:stop]), style))
        return Strip(segments).extend_cell_length(width, base).crop(0, width).apply_offsets(0, row)

    def _style(self, name: str) -> Style:
        if name == "selection":
            return self.screen.get_component_rich_style("screen--selection")
        return self.get_component_rich_style(f"page-text--{name}", partial=True)

    def _cuts(self, start: int, end: int, selected: tuple[int, int] | None) -> list[tuple[int, int, tuple[str, ...]]]:
        """A row in stretches of one style."""
        spans = [("quote", *span) for span in self._marked.quotes] + [("flag", *span) for span in self._marked.flags]
        if selected is not None:
            left, right = (max(0, x - MARGIN) if x >= 0 else end - start for x in selected)
            spans.append(("selection", start + left, start + right))
        inside = [(name, max(start, begin), min(end, stop)) for name, begin, stop in spans]
        inside = [span for span in inside if span[1] < span[2]]
        edges = sorted({start, end, *(edge for _, begin, stop in inside for edge in (begin, stop))})
        return [
            (begin, stop, tuple(name for name, first, last in inside if first <= begin and stop <= last))
            for begin, stop in pairwise(edges)
        ]

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The words selected with the mouse, as they stand on the page: no break where a row was wrapped."""
        rows = self._wrapped.rows
        first = 0 if selection.start is None else self._offset(*selection.start)
        last = rows[-1][1] if selection.end is None else self._offset(*selection.end)
        return self._wrapped.text[first:last], "\n"

    def _offset(self, x: int, y: int) -> int:
        start, end = self._wrapped.rows[max(0, min(y, len(self._wrapped.rows) - 1))]
        return min(end, start + max(0, x - MARGIN))

    def selection_updated(self, selection: Selection | None) -> None:
        self.refresh()
