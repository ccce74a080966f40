"""What all screens with one list have: a banner, columns with headings, a filter, words for an empty list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen, ScreenResultType
from textual.widgets import Input, Static

from localcounsel.tui.language import _
from localcounsel.tui.widgets.banner import Banner
from localcounsel.tui.widgets.key_line import KeyLine
from localcounsel.tui.widgets.line_input import LineInput
from localcounsel.tui.widgets.rows import Rows


class ListScreen(Screen[ScreenResultType]):
    """Subclasses say what an item looks like and what it can be found by."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", _("Filter"), key_display="/", id="list.filter"),
        Binding("question_mark", "app.help", _("Help"), key_display="?", show=False, id="list.help"),
    ]
    EMPTY: ClassVar[Content] = Content("")
    PLACE: ClassVar[str] = ""

    def __init__(self) -> None:
        super().__init__()
        self.all_items: Sequence[Any] = ()
        self._known = False

    def compose(self) -> ComposeResult:
        yield Banner()
        yield from self.listed()
        yield from self.below()
        yield LineInput(placeholder=_("Filter"), id="filter")
        yield KeyLine()

    def listed(self) -> ComposeResult:
        """The list itself, with its headings."""
        yield Static(classes="headings", markup=False)
        yield Rows(self.draw, id="list")
        yield Static(self.EMPTY, classes="empty", markup=False)

    def below(self) -> ComposeResult:
        """What stands between list and footer."""
        yield from ()

    def draw(self, index: int, item: Any, width: int) -> tuple[Content, ...]:
        """One item as one line."""
        raise NotImplementedError

    def headings(self, width: int) -> Content:
        """The columns' names."""
        raise NotImplementedError

    def found_by(self, item: Any) -> str:
        """The text in which the filter looks."""
        raise NotImplementedError

    def identity(self, item: Any) -> object:
        """What makes an item the same one when the list is read again."""
        return item

    @property
    def rows(self) -> Rows:
        return self.query_one("#list", Rows)

    def on_mount(self) -> None:
        self.query_one("#filter").display = False
        self.query_one(".empty").display = False
        self.rows.focus()

    def show_items(self, items: Sequence[Any]) -> None:
        """Show these, under the filter that is set."""
        self.all_items = items
        self._known = True
        self._narrow()

    def on_resize(self) -> None:
        self.call_after_refresh(self._head)

    def _head(self) -> None:
        self.query_one(".headings", Static).update(self.headings(self.rows.scrollable_content_region.width))

    def action_filter(self) -> None:
        line = self.query_one("#filter", LineInput)
        line.display = True
        line.focus()

    def close_filter(self) -> bool:
        """Take the filter away; False when there was none."""
        line = self.query_one("#filter", LineInput)
        if not line.display:
            return False
        line.value = ""
        line.display = False
        self.rows.focus()
        return True

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._narrow()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.rows.focus()

    def _narrow(self) -> None:
        wanted = self.query_one("#filter", LineInput).value.casefold().split()
        items = [item for item in self.all_items if all(word in self.found_by(item).casefold() for word in wanted)]
        under = self.identity(self.rows.item) if self.rows.item is not None else None
        otherwise = 0 if wanted else self.rows.cursor
        self.rows.show(items, next((at for at, each in enumerate(items) if self.identity(each) == under), otherwise))
        nothing = self._known and not self.all_items
        self.query_one(".empty").display = nothing
        self.rows.display = not nothing
        self.query_one(".headings").display = not nothing
        if self._known and not nothing:
            self.call_after_refresh(self._head)
