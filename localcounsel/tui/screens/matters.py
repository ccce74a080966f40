"""The first screen: the matters of this machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from localcounsel.tui import show, wording
from localcounsel.tui.ports import MatterLine, Ports
from localcounsel.tui.screens import counsel
from localcounsel.tui.screens.lists import ListScreen
from localcounsel.tui.screens.prompts import LinePrompt, TypedConfirm
from localcounsel.tui.widgets.banner import Banner
from localcounsel.tui.widgets.rows import Rows
from localcounsel.tui.workers import background


class MattersScreen(ListScreen[None]):
    """Choose a matter, or make one."""

    HELP = "Matters"
    EMPTY = show.words(
        ("No matters yet\n\n", "bold"),
        "A matter is one client's file: its documents, questions and answers,\n"
        "kept apart from every other, on this machine only.\n\n",
        ("n", "bold $primary"),
        "  makes the first one",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", "New", id="matters.new"),
        Binding("r", "rename", "Rename", id="matters.rename"),
        Binding("d,delete", "delete", "Delete", key_display="d", id="matters.delete"),
        Binding("escape", "leave_filter", "Back", show=False, id="matters.back"),
    ]

    def __init__(self, ports: Ports, first: Callable[[], object] | None = None) -> None:
        """`first` is done before the list is read: closing the matter one comes from."""
        super().__init__()
        self._ports = ports
        self._first = first

    def on_mount(self) -> None:
        self.query_one(Banner).note = counsel(self).containment
        self.load()

    def load(self) -> None:
        """Read the list again."""
        background(self, self._read, self.show_items, counsel(self).report, group="matters")

    def _read(self) -> Sequence[MatterLine]:
        first, self._first = self._first, None
        if first is not None:
            first()
        return self._ports.matters()

    def headings(self, width: int) -> Content:
        names = (" Matter", "Documents", "Pages", "Unread", "Last opened")
        sizes = (0, -9, -8, -7, 18)
        cells = (Content.styled(name, "$soft") for name in names)
        return show.columns(width, *zip(cells, sizes, strict=True))

    def draw(self, index: int, item: Any, width: int) -> tuple[Content, ...]:
        if item.note:
            note = show.one_line(item.note, "$warning")
            return (show.columns(width, (show.words(" ", show.one_line(item.name, "bold")), 0), (note, width // 2)),)
        unread = (f"{item.unread:,}", "$warning") if item.unread else ("–", "$faint")
        opened = wording.when(item.opened, datetime.now().astimezone())
        return (
            show.columns(
                width,
                (show.words(" ", show.one_line(item.name, "bold")), 0),
                (Content(f"{item.documents:,}"), -9),
                (Content(f"{item.pages:,}"), -8),
                (Content.styled(*unread), -7),
                (Content.styled(opened, "$soft"), 18),
            ),
        )

    def found_by(self, item: Any) -> str:
        return str(item.name)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        counsel(self).open_matter(event.item.name)

    def action_leave_filter(self) -> None:
        self.close_filter()

    def action_new(self) -> None:
        about = Content("Its name, as the file is known in the firm.")
        self.app.push_screen(LinePrompt("New matter", about), self._make)

    def _make(self, name: str | None) -> None:
        if name:
            background(
                self,
                lambda: self._ports.create(name),
                lambda _: counsel(self).open_matter(name),
                counsel(self).report,
                group="change",
            )

    def action_rename(self) -> None:
        item = self.rows.item
        if item is None:
            return
        about = show.words("The new name of ", show.one_line(item.name, "bold"), ".")
        self.app.push_screen(
            LinePrompt("Rename matter", about, value=item.name), lambda new: self._rename(item.name, new)
        )

    def _rename(self, name: str, new: str | None) -> None:
        if new and new != name:
            self._change(lambda: self._ports.rename(name, new))

    def action_delete(self) -> None:
        item = self.rows.item
        if item is None:
            return
        about = show.words(
            f"{wording.count(item.documents, 'document')}, with their text, all questions and answers, "
            f"are removed from this machine ({wording.size(item.size_bytes)}). The original files stay where they are."
        )
        self.app.push_screen(
            TypedConfirm("Delete matter", about, item.name),
            lambda sure: self._change(lambda: self._ports.delete(item.name)) if sure else None,
        )

    def _change(self, work: Any) -> None:
        background(self, work, lambda _: self.load(), counsel(self).report, group="change")
