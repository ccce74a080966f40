"""The first line of every screen: where one is, and that nothing leaves the machine."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from localcounsel.tui import show


class Banner(Horizontal):
    """Product, place, and a note on the right."""

    DEFAULT_CSS = """
    Banner {
        dock: top;
        height: 1;
        padding: 0 1;
        background: $panel;
        #banner-place { width: 1fr; height: 1; }
        #banner-note { width: auto; max-width: 70%; height: 1; padding-left: 2; text-align: right; }
        Static { text-wrap: nowrap; text-overflow: ellipsis; }
    }
    """

    place: reactive[str] = reactive("")
    """Foreign: a matter's or document's name."""
    note: reactive[Content] = reactive(Content(""))
    """Drawn up to its colon only, where there is no room for the whole."""

    def compose(self) -> ComposeResult:
        yield Static(id="banner-place", markup=False)
        yield Static(id="banner-note", markup=False)

    def on_resize(self) -> None:
        self._draw()

    def watch_place(self) -> None:
        self._draw()

    def watch_note(self) -> None:
        self._draw()

    def _draw(self) -> None:
        where = show.words(("  ›  ", "$faint"), show.one_line(self.place)) if self.place else Content("")
        place = show.words(("LocalCounsel", "bold $primary"), where)
        note = self.note
        if place.cell_length + note.cell_length + 4 > self.size.width and ":" in note.plain:
            note = note[: note.plain.index(":")]
        for part in self.query("#banner-place").results(Static):
            part.update(place)
        for part in self.query("#banner-note").results(Static):
            part.update(note)
