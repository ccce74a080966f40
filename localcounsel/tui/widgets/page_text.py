"""A page's text exactly as it is, of any length, with the words highlighted that were cited."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.events import Click, Resize
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from localcounsel.core.text import clean
from localcounsel.tui.language import _
from localcounsel.tui.wrapping import TAB, Wrapped, drawn

_LOOK_BACK = 8
"""Found places before a row that may reach into it."""
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
    hits: tuple[tuple[int, int], ...] = ()
    """Found words, by ascending start."""
    here: tuple[tuple[int, int], ...] = ()
    """Of them, those of the place one stands at."""


class PageText(ScrollView, can_focus=True, inherit_bindings=False):
    """Wrapped rows of one page; only those in view are drawn."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "page-text--quote",
        "page-text--passage",
        "page-text--flag",
        "page-text--bar",
        "page-text--hit",
        "page-text--here",
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
        .page-text--hit { background: $mark; color: $mark-ink; }
        .page-text--here { background: $primary; color: $background; text-style: bold underline; }
    }
    """
    HELP = _("Page")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll_up", _("Up"), show=False, id="page.up"),
        Binding("down", "scroll_down", _("Down"), show=False, id="page.down"),
        Binding("pageup", "page_up", _("Screen up"), show=False, id="page.page_up"),
        Binding("pagedown,space", "page_down", _("Screen down"), show=False, id="page.page_down"),
        Binding("home", "scroll_home", _("Top of page"), show=False, id="page.top"),
        Binding("end", "scroll_end", _("End of page"), show=False, id="page.bottom"),
    ]

    class Edge(Message):
        """Moving on was asked for at the page's end (`by` 1) or its beginning (-1)."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    class Pointed(Message):
        """A place of the text was clicked twice."""

        def __init__(self, offset: int) -> None:
            super().__init__()
            self.offset = offset

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._marked = Marked()
        self._hit_starts: list[int] = []
        self._wrapped = Wrapped("", 80)
        self._first = 0
        """The offset to show first when nothing is marked; -1: the end."""

    @property
    def text(self) -> str:
        """The page's text as drawn, character for character at the page's own offsets."""
        return self._wrapped.text

    @property
    def first_offset(self) -> int:
        """Where the first row in view begins."""
        rows = self._wrapped.rows
        return rows[min(self.scroll_offset.y, len(rows) - 1)][0]

    @property
    def in_view(self) -> tuple[int, int]:
        """Offsets of the first character that can be seen, and behind the last."""
        rows = self._wrapped.rows
        last = min(self.scroll_offset.y + max(1, self.size.height), len(rows)) - 1
        return self.first_offset, rows[max(0, last)][1]

    @property
    def eye(self) -> int:
        """Where the reader looks: what is marked while that is in view, else the top."""
        first, last = self.in_view
        target = self._target()
        return target if first <= target < last else first

    def show(self, untrusted_text: str, marked: Marked | None = None, first: int = 0) -> None:
        """Show a page from where it is marked, else from the offset `first`; -1 shows its end."""
        self._first = first
        self._set(marked or Marked())
        text = clean(untrusted_text)
        self._wrapped = Wrapped(text, self._text_width())
        self._measure()
        self.call_after_refresh(self._to_mark)
        self.refresh()

    def mark(self, marked: Marked, *, move: bool = False) -> None:
        """Mark something else on the same page; with `move`, bring it into view."""
        self._set(marked)
        if move:
            self._into_view()
        self.refresh()

    def _set(self, marked: Marked) -> None:
        self._marked = marked
        self._hit_starts = [start for start, _end in marked.hits]

    def _into_view(self) -> None:
        """Scroll only when what one stands at cannot be seen well."""
        start = self._target()
        row = self._wrapped.row_of(max(0, start))
        top = self.scroll_offset.y
        if start and not top + 1 <= row < top + self.size.height - 2:
            self._to_mark()

    def on_resize(self, _: Resize) -> None:
        self._fit()

    def _fit(self) -> None:
        """Wrap anew when the width has changed."""
        if self._wrapped.width != max(2, self._text_width()):
            self._wrapped = Wrapped(self._wrapped.text, self._text_width())
            self._measure()
            self._to_mark()

    def _to_mark(self) -> None:
        start = self._target()
        if start < 0:
            self.scroll_to(y=self.max_scroll_y, animate=False, immediate=True)
            return
        row = self._wrapped.row_of(start)
        self.scroll_to(y=max(0, row - self.size.height // 3) if start else 0, animate=False, immediate=True)

    def _target(self) -> int:
        """Where the eye should go."""
        marked = self._marked
        for ranges in (marked.here, marked.quotes):
            if ranges:
                return ranges[0][0]
        return marked.passage[0] if marked.passage != (0, 0) else self._first

    def action_scroll_down(self) -> None:
        self._or_edge(1, super().action_scroll_down)

    def action_scroll_up(self) -> None:
        self._or_edge(-1, super().action_scroll_up)

    def action_page_down(self) -> None:
        self._or_edge(1, super().action_page_down)

    def action_page_up(self) -> None:
        self._or_edge(-1, super().action_page_up)

    def _or_edge(self, by: int, scroll: Callable[[], None]) -> None:
        """Scroll, or say that there is nothing more on this page."""
        at_edge = self.scroll_offset.y >= self.max_scroll_y if by > 0 else self.scroll_offset.y <= 0
        if at_edge:
            self.post_message(self.Edge(by))
        else:
            scroll()

    def on_click(self, event: Click) -> None:
        if event.chain == 2:
            self.post_message(self.Pointed(self._offset(event.x, event.y + self.scroll_offset.y)))

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
        spans += [("hit", *span) for span in self._hits_in(start, end)]
        spans += [("here", *span) for span in self._marked.here]
        if selected is not None:
            row = self._wrapped.text[start:end]
            left, right = (_at_column(row, x - MARGIN) if x >= 0 else end - start for x in selected)
            spans.append(("selection", start + left, start + right))
        inside = [(name, max(start, begin), min(end, stop)) for name, begin, stop in spans]
        inside = [span for span in inside if span[1] < span[2]]
        edges = sorted({start, end, *(edge for _, begin, stop in inside for edge in (begin, stop))})
        return [
            (begin, stop, tuple(name for name, first, last in inside if first <= begin and stop <= last))
            for begin, stop in pairwise(edges)
        ]

    def _hits_in(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """Those that may touch a row; a page can hold thousands."""
        first = bisect_left(self._hit_starts, start)
        return self._marked.hits[max(0, first - _LOOK_BACK) : bisect_right(self._hit_starts, end)]

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The words selected with the mouse, as they stand on the page: no break where a row was wrapped."""
        first, last = self._range(selection)
        return self._wrapped.text[first:last], "\n"

    @property
    def selected_range(self) -> tuple[int, int] | None:
        """Offsets of the words selected with the mouse; None when there are none."""
        return None if self.text_selection is None else self._range(self.text_selection)

    def _range(self, selection: Selection) -> tuple[int, int]:
        first = 0 if selection.start is None else self._offset(*selection.start)
        last = len(self._wrapped.text) if selection.end is None else self._offset(*selection.end)
        return first, last

    def _offset(self, x: int, y: int) -> int:
        start, end = self._wrapped.rows[max(0, min(y, len(self._wrapped.rows) - 1))]
        return start + _at_column(self._wrapped.text[start:end], x - MARGIN)

    def selection_updated(self, selection: Selection | None) -> None:
        self.refresh()


def _at_column(row: str, column: int) -> int:
    """How many characters of a row stand before a column of what is drawn: a tab is several."""
    if "\t" not in row:
        return max(0, min(column, len(row)))
    at = 0
    for index, character in enumerate(row):
        if at >= column:
            return index
        at += len(TAB) if character == "\t" else 1
    return len(row)
