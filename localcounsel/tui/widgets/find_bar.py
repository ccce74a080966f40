"""Finding words while they are typed: the line, and which of how many places one stands at."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from localcounsel.tui import show
from localcounsel.tui.language import _
from localcounsel.tui.widgets.line_input import LineInput


class FindBar(Horizontal):
    """Hidden until it is wanted."""

    HELP = _("Find in document")
    DEFAULT_CSS = """
    FindBar {
        height: 1;
        display: none;
        padding: 0 1;
        background: $panel;
        #find-sign { width: auto; height: 1; padding: 0 1; }
        #find-line { width: 1fr; height: 1; border: none; padding: 0; background: $panel; }
        #find-count { width: auto; height: 1; padding: 0 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", _("Next place"), show=False, id="find.next"),
        Binding("up", "step(-1)", _("Previous place"), show=False, id="find.previous"),
        Binding("escape", "close", _("Close"), show=False, id="find.close"),
    ]

    class Changed(Message):
        """Other words are sought; empty: none."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Step(Message):
        """The next (1) or previous (-1) place is wanted."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    class Closed(Message):
        """Back to the page; `kept`: what was found stays marked."""

        def __init__(self, kept: bool) -> None:
            super().__init__()
            self.kept = kept

    def compose(self) -> ComposeResult:
        yield Static(show.words(("/", "bold $primary")), id="find-sign", markup=False)
        yield LineInput(placeholder=_("Find in this document"), select_on_focus=True, id="find-line")
        yield Static(id="find-count", markup=False)

    @property
    def line(self) -> LineInput:
        return self.query_one("#find-line", LineInput)

    def begin(self) -> None:
        """Show the line and type into it."""
        self.display = True
        self.line.focus()

    def tell(self, words: Content) -> None:
        """`3 of 17`."""
        self.query_one("#find-count", Static).update(words)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.display:
            self.post_message(self.Changed(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.display = False
        self.post_message(self.Closed(kept=bool(event.value)))

    def action_step(self, by: int) -> None:
        self.post_message(self.Step(by))

    def action_close(self) -> None:
        self.display = False
        self.line.value = ""
        self.post_message(self.Closed(kept=False))
