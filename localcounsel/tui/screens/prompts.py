"""Small questions in the middle of the screen: a line of text, a yes, a name typed in full."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from localcounsel.tui import show
from localcounsel.tui.language import _
from localcounsel.tui.widgets.line_input import LineInput


class LinePrompt(ModalScreen[str | None]):
    """Asks for one line; None when left."""

    HELP = _("Prompt")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", _("Leave"), id="prompt.leave"),
    ]

    def __init__(
        self, title: str, about: Content, *, value: str = "", password: bool = False, blank: bool = False
    ) -> None:
        super().__init__()
        self._title = title
        self._about = about
        self._value = value
        self._password = password
        self._blank = blank
        """Whether an empty line is an answer too."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(show.words((self._title, "bold $primary")), markup=False)
            yield Static(self._about, classes="about", markup=False)
            yield LineInput(self._value, password=self._password, select_on_focus=True)
            yield Static(keys_line(_("accepts")), classes="keys")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip() or self._password or self._blank:
            self.dismiss(event.value if self._password else event.value.strip())


class TypedConfirm(ModalScreen[bool]):
    """Goes ahead only when the name has been typed as it stands."""

    HELP = _("Confirmation")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(False)", _("Leave"), id="confirm.leave"),
    ]

    def __init__(self, title: str, about: Content, expected: str) -> None:
        super().__init__()
        self._title = title
        self._about = about
        self._expected = expected

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -danger"):
            yield Static(show.words((self._title, "bold $error")), markup=False)
            yield Static(self._about, classes="about", markup=False)
            yield Static(
                show.words(_("To confirm, type"), " ", show.one_line(self._expected, "bold")),
                classes="about",
                markup=False,
            )
            yield LineInput()
            yield Static(id="confirm-note", markup=False)
            yield Static(keys_line(_("goes ahead")), classes="keys")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip() == show.safe(self._expected):
            self.dismiss(True)
        else:
            self.query_one("#confirm-note", Static).update(show.words((_("That is not the name."), "$error")))


def keys_line(accepts: str) -> Content:
    """What Enter and Esc do."""
    return show.words(("Enter ", "bold"), f"{accepts}  ", ("Esc ", "bold"), _("leaves"))
