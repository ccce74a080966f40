"""Asks for files and folders: typed with completion, chosen from what is in a folder, pasted or dropped."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Paste
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from localcounsel.tui import browsing, paths, show, wording
from localcounsel.tui.browsing import Entry, Opened
from localcounsel.tui.language import _, ngettext, said
from localcounsel.tui.screens import counsel
from localcounsel.tui.widgets.line_input import LineInput
from localcounsel.tui.widgets.path_line import PathLine
from localcounsel.tui.widgets.rows import Rows
from localcounsel.tui.workers import background

NAMED = 3
"""Paths put by that are named; of the others the number is told."""


class AddScreen(ModalScreen[list[Path] | None]):
    """Dismissed with the paths, or None."""

    HELP = _("Add files")
    DEFAULT_CSS = """
    AddScreen {
        .dialog { width: 92; height: 22; }
        #completions { height: 1fr; }
        #add-folder { height: 1; color: $soft; margin-top: 1; text-wrap: nowrap; text-overflow: ellipsis; }
        #add-basket { height: auto; max-height: 4; text-wrap: nowrap; text-overflow: ellipsis; }
        #add-note { height: auto; max-height: 2; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", _("Complete"), priority=True, id="add.complete"),
        Binding("down", "to_list", _("Choose below"), show=False, id="add.list"),
        Binding("space", "put_by", _("Choose"), show=False, id="add.choose"),
        Binding("left", "up", _("Folder above"), show=False, id="add.up"),
        Binding("right", "inside", _("Into the folder"), show=False, id="add.inside"),
        Binding("ctrl+s", "accept", _("Add"), show=False, id="add.accept"),
        Binding("escape", "leave", _("Leave"), id="add.leave"),
    ]

    def __init__(self, pasted: str = "") -> None:
        """`pasted`: paths in any form, to begin with."""
        super().__init__()
        self._pasted = pasted
        self._basket: dict[Path, None] = {}
        self._opened = Opened(Path(), ())

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -tall"):
            yield Static(show.words((_("Add files and folders"), "bold $primary")), markup=False)
            yield Static(_("Type a path, or paste several. A folder is taken with all that is in it."), markup=False)
            yield PathLine(placeholder=f"~{os.sep}Cases{os.sep}Acme", id="path")
            yield Static(id="add-note", markup=False)
            yield Static(id="add-folder", markup=False)
            yield Rows(self._draw, id="completions")
            yield Static(id="add-basket", markup=False)
            yield Static(_keys(), classes="keys", markup=False)

    def on_mount(self) -> None:
        self._offer("")
        if self._pasted:
            self._take(self._pasted)

    # What is in the folder

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._say(Content(""))
        self._offer(event.value)

    def _offer(self, text: str) -> None:
        background(self, lambda: browsing.look(text), self._show, counsel(self).report, group="completions")

    def _show(self, opened: Opened) -> None:
        same = opened.folder == self._opened.folder
        self._opened = opened
        self._rows.show(opened.entries, self._rows.cursor if same and self._rows.has_focus else 0)
        note = said(opened.trouble) or (_("only the first {count}").format(count=browsing.MOST) if opened.more else "")
        folder = show.one_line(str(opened.folder.absolute()))
        self.query_one("#add-folder", Static).update(show.words(folder, show.one_line(f"  {note}", "$warning")))

    @property
    def _rows(self) -> Rows:
        return self.query_one("#completions", Rows)

    @property
    def _line(self) -> LineInput:
        return self.query_one("#path", LineInput)

    def _draw(self, _index: int, entry: Any, width: int) -> tuple[Content, ...]:
        chosen = ("◆ ", "bold $primary") if entry.path in self._basket else "  "
        name = show.one_line(entry.name + ("/" if entry.folder else ""), "bold" if entry.folder else "")
        size = "" if entry.size < 0 else wording.size(entry.size)
        return (show.columns(width, (show.words(chosen, name), 0), (Content.styled(size, "$soft"), -9)),)

    def action_complete(self) -> None:
        """As far as all completions agree; the whole of the one under the cursor when they agree on no more."""
        if self._rows.has_focus:
            self._go(self._rows.item)
            return
        offered = paths.completions(self._line.value)
        if not offered:
            return
        common = paths.common_start(offered)
        at = min(self._rows.cursor, len(offered) - 1)
        self._set_line(common if len(common) > len(self._line.value) else offered[at])

    def _set_line(self, text: str) -> None:
        self._line.value = text
        self._line.cursor_position = len(self._line.value)

    def action_to_list(self) -> None:
        if self._rows.items and not self._rows.has_focus:
            self._rows.focus()

    def action_inside(self) -> None:
        self._go(self._rows.item if self._rows.has_focus else None)

    def action_up(self) -> None:
        if self._rows.has_focus:
            self._set_line(paths.above(f"{self._opened.folder.absolute()}{os.sep}"))

    def _go(self, entry: Entry | None) -> None:
        """Into that folder."""
        if entry is not None and entry.folder:
            self._rows.cursor = 0
            whole = str(entry.path.absolute())
            self._set_line(whole if whole.endswith(os.sep) else f"{whole}{os.sep}")

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        if event.item.folder:
            self._go(event.item)
        else:
            self._basket[event.item.path] = None
            self.action_accept()

    # What was put by

    def action_put_by(self) -> None:
        """Put the file or folder under the cursor by, or back."""
        entry = self._rows.item
        if not self._rows.has_focus or entry is None:
            return
        if entry.path in self._basket:
            del self._basket[entry.path]
        else:
            self._basket[entry.path] = None
        self._rows.action_move(1)
        self._rows.refresh()
        self._tell()

    def on_paste(self, event: Paste) -> None:
        event.stop()
        self._take(event.text)

    def on_path_line_pasted(self, event: PathLine.Pasted) -> None:
        event.stop()
        self._take(event.text)

    def _take(self, text: str) -> None:
        """Put by what was pasted; what is not there is said."""
        background(
            self,
            lambda: [(path, paths.there(path)) for path in paths.paths_in(text)],
            self._taken,
            counsel(self).report,
            group="pasted",
        )

    def _taken(self, found: list[tuple[Path, bool]]) -> None:
        self._basket.update((path, None) for path, there in found if there)
        self._missing([path for path, there in found if not there])
        self._rows.refresh()
        self._tell()

    def _missing(self, missing: Sequence[Path]) -> None:
        if missing:
            more = _(" and {count} more").format(count=len(missing) - 1) if len(missing) > 1 else ""
            self._say(show.words((_("There is no "), "$error"), _named(missing[0]), more))

    def _say(self, words: Content) -> None:
        self.query_one("#add-note", Static).update(words)

    def _tell(self) -> None:
        lines = [show.words(("◆ ", "bold $primary"), _named(path)) for path in list(self._basket)[-NAMED:]]
        if len(self._basket) > NAMED:
            more = len(self._basket) - NAMED
            said = ngettext("  and {count} more", "  and {count} more", more).format(count=more)
            lines.append(Content.styled(said, "$soft"))
        self.query_one("#add-basket", Static).update(Content("\n").join(lines) if lines else Content(""))

    # Leaving

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_accept()

    def action_accept(self) -> None:
        """Add what is in the line and what was put by."""
        typed = paths.paths_in(self._line.value)
        missing = [path for path in typed if not paths.there(path)]
        if (
            self._basket
            and not self._rows.has_focus
            and typed
            and all(path.is_dir() for path in typed if path.exists())
        ):
            typed = [path for path in typed if path.absolute() != self._opened.folder.absolute()]
        elif self._basket and self._rows.has_focus:
            typed = missing = []
        if missing:
            self._missing(missing)
        elif self._basket or typed:
            self.dismiss(list(dict.fromkeys([*self._basket, *typed])))

    def action_leave(self) -> None:
        if self._rows.has_focus:
            self._line.focus()
        else:
            self.dismiss(None)


def _named(path: Path) -> Content:
    """A path whose own name can be read however deep it lies."""
    return show.words(show.one_line(path.name or str(path), "bold"), show.one_line(f"  {path.parent}", "$soft"))


def _keys() -> Content:
    parts: list[tuple[str, str] | str] = []
    for key, words in (
        ("Tab", _("completes")),
        ("↓", _("into the list")),
        (_("Space"), _("chooses there")),
        ("← →", _("folders")),
        (_("Enter"), _("adds")),
        ("Esc", _("leaves")),
    ):
        parts += [(f"{key} ", "bold"), f"{words}  "]
    return show.words(*parts)
