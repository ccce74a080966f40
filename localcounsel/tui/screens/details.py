"""Everything known about one file: names, pages with their reasons, parties, defined terms, references."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from localcounsel.core.filing import Filed
from localcounsel.tui.language import _
from localcounsel.tui.ports import Desk, Ports
from localcounsel.tui.screens import counsel
from localcounsel.tui.widgets.banner import Banner
from localcounsel.tui.widgets.facts_pane import FactsPane
from localcounsel.tui.widgets.key_line import KeyLine

MOST = 500
"""Entries of one kind that are listed."""


class DetailsScreen(Screen[None]):
    """The facts on a screen of their own."""

    HELP = _("Document details")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,i,q", "close", _("Back"), key_display="Esc", id="details.back"),
        Binding("question_mark", "app.help", _("Help"), key_display="?", show=False, id="details.help"),
    ]

    def __init__(self, ports: Ports, desk: Desk, filed: Filed) -> None:
        super().__init__()
        self._ports = ports
        self._desk = desk
        self._filed = filed

    def compose(self) -> ComposeResult:
        yield Banner()
        yield FactsPane(self._ports, self._desk, MOST, id="facts")
        yield KeyLine()

    def on_mount(self) -> None:
        banner = self.query_one(Banner)
        banner.place, banner.note = self._filed.name, counsel(self).containment
        pane = self.query_one(FactsPane)
        pane.focus()
        pane.tell(self._filed)

    def action_close(self) -> None:
        self.dismiss()
