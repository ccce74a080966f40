"""Asks for files and folders, with completion of what is typed."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from localcounsel.tui import paths, show
from localcounsel.tui.screens import counsel
from localcounsel.tui.widgets.line_input import LineInput
from localcounsel.tui.widgets.rows import Rows
from localcounsel.tui.workers import background

ABOUT = show.words(
    "A file or a folder with all that is in it; several with ", ("; ", "bold"), "between. ", ("~", "bold"), " is home."
)


class AddScreen(ModalScreen[list[Path] | None]):
    """Dismissed with the paths, or None."""

    HELP = "Add files"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", "Complete", priority=True, id="add.complete"),
        Binding("down", "to_list", "Choose below", show=False, id="add.list"),
        Binding("escape", "dismiss(None)", "Leave", id="add.leave"),
    ]

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -tall"):
            yield Static(show.words(("Add files and folders", "bold $primary")), markup=False)
            yield Static(ABOUT, classes="about", markup=False)
            yield LineInput(placeholder="~/Cases/Acme", id="path")
            yield Static(id="add-note", markup=False)
            yield Rows(_draw, id="completions")
            yield Static(
                show.words(("Tab ", "bold"), "completes  ", ("Enter ", "bold"), "adds  ", ("Esc ", "bold"), "leaves"),
                classes="keys",
                markup=False,
            )

    def on_mount(self) -> None:
        self._offer("")

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.query_one("#add-note", Static).update("")
        self._offer(event.value)

    def _offer(self, text: str) -> None:
        background(
            self,
            lambda: paths.completions(text),
            lambda lines: self.query_one("#completions", Rows).show(lines, 0),
            counsel(self).report,
            group="completions",
        )

    def action_complete(self) -> None:
        """As far as all completions agree; the whole of the one under the cursor when they agree on no more."""
        line = self.query_one("#path", LineInput)
        rows = self.query_one("#completions", Rows)
        offered = list(rows.items)
        if not offered:
            return
        common = paths.common_start(offered)
        longer = common if len(common) > len(line.value) and not rows.has_focus else rows.item
        line.value = str(longer)
        line.cursor_position = len(line.value)
        line.focus()

    def action_to_list(self) -> None:
        rows = self.query_one("#completions", Rows)
        if rows.items and not rows.has_focus:
            rows.focus()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        self.action_complete()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        found = paths.paths_in(event.value)
        missing = [path for path in found if not path.exists()]
        if missing:
            words = show.words(("There is no ", "$error"), show.one_line(str(missing[0]), "bold"))
            self.query_one("#add-note", Static).update(words)
        elif found:
            self.dismiss(found)


def _draw(_: int, line: str, width: int) -> tuple[Content, ...]:
    """The end of a completion, which is the part that differs."""
    name = line.rstrip("/\\").replace("\\", "/").rpartition("/")[2]
    slash = line[-1:] if line[-1:] in "/\\" else ""
    return (show.words("  ", show.one_line(name + slash, "$primary" if slash else "")),)
