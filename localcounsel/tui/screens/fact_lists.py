"""A list with the facts of the item under the cursor beside it, or below where the screen is narrow."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ScreenResultType
from textual.widgets import Static

from localcounsel.tui import wording
from localcounsel.tui.language import _
from localcounsel.tui.screens import counsel
from localcounsel.tui.screens.lists import ListScreen
from localcounsel.tui.widgets.banner import Banner
from localcounsel.tui.widgets.rows import Rows


class FactListScreen(ListScreen[ScreenResultType]):
    """Subclasses say besides what the facts of an item are."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "step_back", _("Back"), key_display="Esc", id="facts.back"),
    ]
    PLACE: ClassVar[str] = ""
    ENTER: ClassVar[str] = _("Facts")
    """What Enter does to an item, for the footer."""

    def listed(self) -> ComposeResult:
        yield Static(id="list-note", markup=False)
        with Container(id="listed"):
            with Vertical(id="list-side"):
                yield from super().listed()
            with VerticalScroll(id="facts-side"):
                yield Static(id="item-facts", markup=False)

    def on_mount(self) -> None:
        banner = self.query_one(Banner)
        banner.place, banner.note = self.PLACE, counsel(self).containment
        bound = self.rows._bindings.key_to_bindings
        bound["enter"] = [replace(each, description=self.ENTER) for each in bound["enter"]]

    def facts(self, item: Any) -> Content:
        """What is to be known of an item."""
        raise NotImplementedError

    def note(self, words: Content) -> None:
        """The line above the list; an empty one is taken away."""
        line = self.query_one("#list-note", Static)
        line.update(words)
        line.display = bool(words.plain)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        self.choose(event.item)

    def choose(self, item: Any) -> None:
        """Where nothing else is to be done with an item: to its facts, so that long ones can be scrolled."""
        self.query_one("#facts-side").focus()

    def on_rows_moved(self, event: Rows.Moved) -> None:
        self._tell(event.item)

    def _narrow(self) -> None:
        super()._narrow()
        self._tell(self.rows.item)
        self.query_one("#facts-side").display = bool(self.rows.items)

    def _tell(self, item: Any) -> None:
        self.query_one("#item-facts", Static).update(self.facts(item) if item is not None else Content(""))
        self.query_one("#facts-side", VerticalScroll).scroll_home(animate=False)

    def action_step_back(self) -> None:
        """Out of the filter first, then back to where one came from."""
        if self.query_one("#facts-side").has_focus:
            self.rows.focus()
        elif not self.close_filter():
            self.dismiss()


def pair(label: str, value: Content | str, width: int = 14) -> Content:
    """A fact: what it is, and how it is."""
    return Content.assemble((wording.padded(label, width), "$soft"), " ", value)
