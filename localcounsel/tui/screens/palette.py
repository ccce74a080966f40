"""The command palette: everything that can be done here, found by a few letters, with the keys that do it directly."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Static

from localcounsel.core.fuzzy import Found, fuzzy
from localcounsel.tui import show
from localcounsel.tui.commands import Command, commands
from localcounsel.tui.language import _
from localcounsel.tui.widgets.line_input import LineInput
from localcounsel.tui.widgets.rows import Rows


class PaletteScreen(ModalScreen[tuple[str, DOMNode] | None]):
    """Gives back the chosen action and the node it belongs to; None when left."""

    HELP = _("Commands")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+p", "dismiss(None)", _("Close"), key_display="Esc", id="palette.close"),
        Binding("down", "move(1)", _("Next"), show=False, id="palette.next"),
        Binding("up", "move(-1)", _("Previous"), show=False, id="palette.previous"),
        Binding("pagedown", "page(1)", _("Page down"), show=False, id="palette.page_down"),
        Binding("pageup", "page(-1)", _("Page up"), show=False, id="palette.page_up"),
    ]

    def __init__(self, of: Screen[Any]) -> None:
        super().__init__()
        self._commands = commands(of)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -palette"):
            yield LineInput(placeholder=_("What do you want to do?"), id="palette-line")
            yield Rows(self._draw, id="palette-rows")
            yield Static(_("Nothing here is called that."), id="palette-nothing", markup=False)

    def on_mount(self) -> None:
        self.query_one("#palette-rows").can_focus = False
        self._find("")

    @property
    def rows(self) -> Rows:
        return self.query_one(Rows)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._find(event.value)

    def _find(self, wanted: str) -> None:
        found: list[tuple[Command, Found, str]] = []
        for each in self._commands:
            matched, also = fuzzy(wanted, each.words), each.called(wanted)
            nearly = 2.0 * len(wanted) - 0.5  # a little less than the same letters at the beginning of its own words
            if also and (matched is None or matched[0] < nearly):
                found.append((each, (nearly, ()), also))
            elif matched is not None:
                found.append((each, matched, ""))
        found.sort(key=lambda entry: (-entry[1][0], entry[0].rank))
        self.rows.show(found, 0)
        self.query_one("#palette-nothing").display = not found

    def _draw(self, index: int, item: Any, width: int) -> tuple[Content, ...]:
        command, matched, also = item
        words = Content(f" {command.words}")
        for place in matched[1]:
            words = words.stylize("bold underline", place + 1, place + 2)
        words = show.words(words, (f"  {also}" if also else "", "$soft"))
        keys = "  ".join(command.keys)
        return (
            show.columns(
                width,
                (words, 0),
                (show.one_line(command.group, "$soft"), min(22, width // 4)),
                (Content.styled(f"{keys} ", "$primary"), -min(18, width // 4)),
            ),
        )

    def action_move(self, by: int) -> None:
        self.rows.action_move(by)

    def action_page(self, direction: int) -> None:
        self.rows.action_page(direction)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._choose()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        self._choose()

    def _choose(self) -> None:
        if self.rows.item is not None:
            command: Command = self.rows.item[0]
            self.dismiss((command.action, command.node))
