"""The facts of one file in a scrolling column: beside the list, or on a screen of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from localcounsel.core.filing import Filed
from localcounsel.records import Document, Page
from localcounsel.tui import facts, show, wording
from localcounsel.tui.language import _
from localcounsel.tui.ports import Desk, Ports
from localcounsel.tui.screens import counsel
from localcounsel.tui.workers import background


class FactsPane(VerticalScroll):
    """What is known about the file it was given, at once as far as it is at hand, then whole."""

    DEFAULT_CSS = """
    FactsPane {
        scrollbar-size-vertical: 1;
        padding: 0 2;
        .facts-text { height: auto; }
    }
    """
    HELP = _("Document details")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("home", "scroll_home", _("First line"), show=False, id="facts.first"),
        Binding("end", "scroll_end", _("Last line"), show=False, id="facts.last"),
    ]

    def __init__(self, ports: Ports, desk: Desk, most: int, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._ports = ports
        self._desk = desk
        self._most = most
        self._wanted: Filed | None = None

    def compose(self) -> ComposeResult:
        yield Static(classes="facts-text", markup=False)

    def tell(self, filed: Filed) -> None:
        """About this file."""
        other = self._wanted is None or self._wanted.name != filed.name
        self._wanted = filed
        if other:
            self.scroll_home(animate=False)
            self._draw(filed, filed.document, ())
        background(self, lambda: self._read(filed), self._told, counsel(self).report, group="facts")

    def count(self, name: str, files: Sequence[tuple[str, str]], pages: int) -> None:
        """About a folder: how much is in it."""
        self._wanted = None
        said = Content(" · ").join(Content.styled(words, style) for words, style in files)
        lines = [
            show.one_line(name, "bold"),
            Content(""),
            said,
            Content(show.safe(wording.count(pages, "page"))),
        ]
        self._show(lines)

    def _read(self, filed: Filed) -> tuple[Filed, Document, Sequence[Page]]:
        document = self._desk.store.document(filed.document.id)
        return filed, document, self._ports.filing.noted_pages(self._desk, document.id)

    def _told(self, found: tuple[Filed, Document, Sequence[Page]]) -> None:
        if found[0] == self._wanted:
            self._draw(*found)

    def _draw(self, filed: Filed, document: Document, noted: Sequence[Page]) -> None:
        folder, _, name = filed.name.rpartition("/")
        self._show(
            [
                show.one_line(name, "bold"),
                show.one_line(folder, "$soft"),
                Content(""),
                *facts.lines(filed, document, noted, self._most),
            ]
        )

    def _show(self, lines: Sequence[Content]) -> None:
        for text in self.query(".facts-text").results(Static):
            text.update(Content("\n").join(lines))
