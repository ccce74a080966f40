"""Save as a paper: which one, and where to. Answer, conversation, and for "not found" the certificate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from localcounsel.tui import show
from localcounsel.tui.language import _
from localcounsel.tui.widgets.line_input import LineInput
from localcounsel.tui.widgets.rows import Rows


@dataclass(frozen=True, slots=True)
class Paper:
    """One thing that can be saved."""

    kind: str
    """`answer`, `conversation` or `certificate`."""
    words: str
    about: str
    """The question or title it is about; foreign."""
    id: str
    path: str
    """Where it would go, unless another place is given."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A paper and where it is to go."""

    paper: Paper
    path: str


class SavePaperScreen(ModalScreen[Wanted | None]):
    """↑ and ↓ choose the paper while the path is written; Enter saves."""

    HELP = _("Save as a paper")
    DEFAULT_CSS = """
    SavePaperScreen #papers { height: auto; margin: 1 0; }
    SavePaperScreen .rows--cursor-blurred {
        background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", _("Leave"), id="save.leave"),
        Binding("up", "move(-1)", _("Paper before"), show=False, id="save.before"),
        Binding("down", "move(1)", _("Paper after"), show=False, id="save.after"),
        Binding("ctrl+t", "other_kind", _("Word or Markdown"), show=False, id="save.kind"),
    ]

    def __init__(self, papers: Sequence[Paper], first: int = 0) -> None:
        super().__init__()
        self._papers = papers
        self._first = first

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(show.words((_("Save as a paper"), "bold $primary")), markup=False)
            rows = _PaperRows(_draw, id="papers")
            yield rows
            yield LineInput(self._papers[self._first].path)
            keys = ("↑↓ ", _("paper  ")), ("^t ", _(".docx or .md  ")), ("Enter ", _("saves  ")), ("Esc ", _("leaves"))
            yield Static(
                show.words(*(part for key, words in keys for part in ((key, "bold"), words))),
                classes="keys",
                markup=False,
            )

    def on_mount(self) -> None:
        rows = self.query_one(_PaperRows)
        rows.styles.height = len(self._papers)
        rows.show(self._papers, self._first)
        line = self.query_one(LineInput)
        line.focus()
        line.cursor_position = len(line.value)

    def action_move(self, by: int) -> None:
        rows = self.query_one(_PaperRows)
        line = self.query_one(LineInput)
        before: Paper = rows.item
        rows.action_move(by)
        if line.value == show.safe(before.path) and rows.item is not before:
            line.value = rows.item.path
            line.cursor_position = len(line.value)

    def action_other_kind(self) -> None:
        line = self.query_one(LineInput)
        swapped = {".docx": ".md", ".md": ".docx"}
        for ending, other in swapped.items():
            if line.value.casefold().endswith(ending):
                line.value = line.value[: -len(ending)] + other
                line.cursor_position = len(line.value)
                return

    def on_rows_moved(self, event: Rows.Moved) -> None:
        event.stop()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip():
            self.dismiss(Wanted(self.query_one(_PaperRows).item, event.value.strip()))


class _PaperRows(Rows, can_focus=False):
    """The path keeps the focus."""

    HELP = ""


def _draw(_index: int, paper: Any, _width: int) -> tuple[Content, ...]:
    return (show.words((f" {paper.words}  ", ""), show.one_line(paper.about, "$soft")),)
