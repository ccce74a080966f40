"""Ask the same question again with another approved model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from localcounsel.tui import show
from localcounsel.tui.language import _
from localcounsel.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from localcounsel.flows.again import Choice


class AskAgainScreen(ModalScreen[str | None]):
    """Dismissed with the model's name; None when left."""

    HELP = _("Ask again")
    DEFAULT_CSS = """
    AskAgainScreen Rows { height: auto; max-height: 12; margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", _("Leave"), id="again.leave"),
    ]

    def __init__(self, question: str, choices: Sequence[Choice], last: str) -> None:
        super().__init__()
        self._question = question
        self._choices = choices
        self._last = last
        """The model that answered before."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(show.words((_("Ask again with"), "bold $primary")), markup=False)
            yield Static(show.one_line(self._question, "bold"), classes="about", markup=False)
            yield Rows(self._draw, id="models")
            told = _("The earlier answer stays; the new one stands below it.")
            yield Static(show.words((told, "$soft")), classes="about", markup=False)
            yield Static(show.words(("Enter ", "bold"), _("asks  "), ("Esc ", "bold"), _("leaves")), classes="keys")

    def on_mount(self) -> None:
        rows = self.query_one(Rows)
        rows.styles.height = min(12, len(self._choices))
        others = [index for index, each in enumerate(self._choices) if each.name != self._last]
        rows.show(self._choices, others[0] if others else 0)
        rows.focus()

    def _draw(self, _index: int, choice: Any, width: int) -> tuple[Content, ...]:
        notes = [_("answers now")] if choice.in_use else []
        notes += [_("answered last")] if choice.name == self._last else []
        size = f"{choice.parameters / 1e9:.1f} B" if choice.parameters >= 1e9 else f"{choice.parameters / 1e6:.0f} M"
        about = show.one_line(" · ".join([size, choice.licence, *notes]), "$soft")
        return (show.spread(width, show.words(" ", show.one_line(choice.name)), about),)

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        self.dismiss(event.item.name)

    def on_rows_moved(self, event: Rows.Moved) -> None:
        event.stop()
