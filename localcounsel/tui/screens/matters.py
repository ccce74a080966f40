"""The first screen: the matters of this machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, Static

from localcounsel.core.fuzzy import fuzzy
from localcounsel.tui import show, wording
from localcounsel.tui.language import _, ngettext, said
from localcounsel.tui.ports import MatterLine, Ports
from localcounsel.tui.screens import counsel
from localcounsel.tui.screens.lists import ListScreen
from localcounsel.tui.screens.prompts import LinePrompt, TypedConfirm
from localcounsel.tui.widgets.banner import Banner
from localcounsel.tui.widgets.line_input import LineInput
from localcounsel.tui.widgets.rows import Rows
from localcounsel.tui.workers import background

SIZES = (0, -9, -9, -8, -9, 18)
"""Cells of the columns: name, documents, pages, unread, size, last opened."""
WIDE = 96
"""Cells from which the size is shown."""


class MattersScreen(ListScreen[None]):
    """Choose a matter, or make one."""

    HELP = _("Matters")
    EMPTY = show.words(
        (_("No matters yet") + "\n\n", "bold"),
        _(
            "A matter is one client's file: its documents, questions and answers,\n"
            "kept apart from every other, on this machine only."
        ),
        "\n\n",
        ("n", "bold $primary"),
        "  " + _("makes the first one"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", _("New"), id="matters.new"),
        Binding("r", "rename", _("Rename"), id="matters.rename"),
        Binding("a", "archive", _("Archive"), id="matters.archive"),
        Binding("a", "take_out", _("Take out"), id="matters.take_out"),
        Binding("v", "see_archived", _("Archived too"), id="matters.see_archived"),
        Binding("d,delete", "delete", _("Delete"), key_display="d", id="matters.delete"),
        Binding("escape", "leave_filter", _("Back"), show=False, id="matters.back"),
    ]

    def __init__(self, ports: Ports, first: Callable[[], object] | None = None) -> None:
        """`first` is done before the list is read: closing the matter one comes from."""
        super().__init__()
        self._ports = ports
        self._first = first
        self._archived_too = False

    def on_mount(self) -> None:
        self.query_one(Banner).note = counsel(self).containment
        self.call_after_refresh(self.load)  # what reads the list is imported behind the first frame

    def load(self) -> None:
        """Read the list again."""
        background(self, self._read, self.show_items, counsel(self).report, group="matters")

    def _read(self) -> Sequence[MatterLine]:
        first, self._first = self._first, None
        if first is not None:
            first()
        return self._ports.matters()

    def headings(self, width: int) -> Content:
        names = (f" {_('Matter')}", _("Documents"), _("Pages"), _("Unread"), _("Size"), _("Last opened"))
        cells = (Content.styled(name, "$soft") for name in names)
        return show.columns(width, *_fitting(width, list(zip(cells, SIZES, strict=True))))

    def draw(self, index: int, item: Any, width: int) -> tuple[Content, ...]:
        name = self._name_of(item)
        if item.note:
            note = show.one_line(f"▲ {said(item.note)}", "$warning")
            return (show.columns(width, (name, 0), (note, width // 2)),)
        unread = (f"▲ {item.unread:,}", "$warning") if item.unread else ("–", "$faint")
        opened = wording.when(item.opened, datetime.now().astimezone())
        cells = (
            name,
            Content(f"{item.documents:,}"),
            Content(f"{item.pages:,}"),
            Content.styled(*unread),
            Content.styled(wording.size(item.size_bytes), "$soft"),
            Content.styled(opened, "$soft"),
        )
        return (show.columns(width, *_fitting(width, list(zip(cells, SIZES, strict=True)))),)

    def _name_of(self, item: Any) -> Content:
        """The name with the letters that were found, and whether it is archived."""
        plain = show.safe(item.name).replace("\n", " ")
        name = Content.styled(plain, "$soft" if item.archived else "bold")
        found = fuzzy(self._typed, plain) if self._typed else None
        for position in found[1] if found else ():
            name = name.stylize("bold underline $primary", position, position + 1)
        return show.words(" ", name, (f"  {_('archived')}", "$soft") if item.archived else "")

    # Finding

    @property
    def _typed(self) -> str:
        return self.query_one("#filter", LineInput).value.strip()

    def _narrow(self) -> None:
        """Those whose letters were typed, the best first; without a filter the one opened last."""
        shown = [item for item in self.all_items if self._archived_too or not item.archived]
        if self._typed:
            scored = [(found[0], item) for item in shown if (found := fuzzy(self._typed, show.safe(item.name)))]
            shown = [item for _score, item in sorted(scored, key=lambda pair: -pair[0])]
            self.rows.show(shown, 0)
        else:
            self.rows.show(shown)
        self._tell_what_is_hidden()
        self.refresh_bindings()
        nothing = self._known and not shown and not self._typed
        self.query_one(".empty").display = nothing
        self.rows.display = not nothing
        self.query_one(".headings").display = not nothing
        if self._known and not nothing:
            self.call_after_refresh(self._head)

    def _tell_what_is_hidden(self) -> None:
        """That there are archived matters, and how to see them."""
        archived = sum(bool(item.archived) for item in self.all_items)
        line = self.query_one("#batch", Static)
        line.display = bool(archived) and not self._archived_too
        said = ngettext("{count} archived matter is not shown", "{count} archived matters are not shown", archived)
        line.update(show.words((said.format(count=archived), "$soft"), "  ", ("v", "bold $primary"), _(" shows")))

    def below(self) -> ComposeResult:
        yield Static(id="batch", markup=False)

    def action_see_archived(self) -> None:
        self._archived_too = not self._archived_too
        self._narrow()

    def on_rows_moved(self, _event: Rows.Moved) -> None:
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that would do nothing now are not offered."""
        if not self.is_mounted:
            return True
        item = self.rows.item
        if action == "archive":
            return item is not None and not item.archived
        if action == "take_out":
            return item is not None and bool(item.archived)
        if action == "see_archived":
            return any(each.archived for each in self.all_items)
        return True

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Open what was found, in one keystroke."""
        event.stop()
        if self.rows.item is not None:
            counsel(self).open_matter(self.rows.item.name)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        counsel(self).open_matter(event.item.name)

    def action_leave_filter(self) -> None:
        self.close_filter()

    def action_new(self) -> None:
        about = Content(_("Its name, as the file is known in the firm."))
        self.app.push_screen(LinePrompt(_("New matter"), about), self._make)

    def _make(self, name: str | None) -> None:
        """Then a passphrase, for those who want one."""
        if name:
            about = Content(
                _(
                    "Empty for a matter that opens without one. With one, all of it is encrypted on the disk, "
                    "and nobody opens it who does not know it: there is no other way in."
                )
            )
            prompt = LinePrompt(_("A passphrase?"), about, password=True)
            self.app.push_screen(prompt, lambda said: self._create(name, said))

    def _create(self, name: str, passphrase: str | None) -> None:
        if passphrase is not None:
            background(
                self,
                lambda: self._ports.create(name, passphrase),
                lambda _made: counsel(self).open_matter(name),
                counsel(self).report,
                group="change",
            )

    def action_rename(self) -> None:
        item = self.rows.item
        if item is None:
            return
        about = show.one_line(_("The new name of {name}.").format(name=item.name))
        self.app.push_screen(
            LinePrompt(_("Rename matter"), about, value=item.name), lambda new: self._rename(item.name, new)
        )

    def _rename(self, name: str, new: str | None) -> None:
        if new and new != name:
            self._change(lambda: self._ports.rename(name, new))

    def action_delete(self) -> None:
        item = self.rows.item
        if item is None:
            return
        about = show.words(
            _(
                "{documents}, with their text, all questions and answers, are removed from this machine ({size}). "
                "The original files stay where they are."
            ).format(documents=wording.count(item.documents, "document"), size=wording.size(item.size_bytes))
        )
        self.app.push_screen(
            TypedConfirm(_("Delete matter"), about, item.name),
            lambda sure: self._change(lambda: self._ports.delete(item.name)) if sure else None,
        )

    # Putting away

    def action_archive(self) -> None:
        self._put_away(True)

    def action_take_out(self) -> None:
        self._put_away(False)

    def _put_away(self, archived: bool) -> None:
        item = self.rows.item
        if item is None:
            return
        words = _("Archived. v shows archived matters, a takes one out again.") if archived else _("Taken out again.")

        def then(_done: object) -> None:
            counsel(self).say(words)
            self.load()

        work = partial(self._ports.filing.archive, item.name, archived)
        background(self, work, then, counsel(self).report, group="change")

    def _change(self, work: Any) -> None:
        background(self, work, lambda _: self.load(), counsel(self).report, group="change")


def _fitting(width: int, cells: list[tuple[Content, int]]) -> list[tuple[Content, int]]:
    """The columns there is room for."""
    return cells if width >= WIDE else cells[:4] + cells[5:]
