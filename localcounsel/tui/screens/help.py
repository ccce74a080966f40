"""Help: what can be done here and the keys as they are bound, what the verdicts mean, the state of the open matter."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Static

from localcounsel.tui import show
from localcounsel.tui.commands import Command, commands
from localcounsel.tui.language import _
from localcounsel.tui.screens import counsel
from localcounsel.tui.widgets.line_input import LineInput
from localcounsel.tui.workers import background

VERDICTS = (
    ("✓ " + _("exact"), "$success", _("the words stand on that page, character for character")),
    ("≈ " + _("same words"), "$success", _("they do, once line breaks and hyphens are set aside")),
    ("✗ " + _("not on any page"), "$error", _("the model made them up: do not rely on them")),
    ("✓ " + _("supported"), "$success", _("the quoted words bear the statement out")),
    (
        "? " + _("check this"),
        "$warning",
        _("nothing contradicts it, and not all of it was found: the reason stands beside it"),
    ),
    ("✗ " + _("not supported"), "$error", _("the quoted words say something else, or nothing of the kind")),
    (
        "○ " + _("not found"),
        "$warning",
        _("what was searched, for which words, and what could not be read stand below it: check those first"),
    ),
)
WIDTH = 22
"""Cells of the first column."""


class HelpScreen(ModalScreen[str | None]):
    """Reads the bindings of the screen below it, so that it cannot be out of date. Gives back an action to do."""

    HELP = _("Help")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", _("Search"), key_display="/", id="help.search"),
        Binding("w", "leave_for('welcome')", _("First steps"), id="help.first_steps"),
        Binding("k", "leave_for('keys')", _("Change keys"), id="help.keys"),
        Binding("escape,f1", "step_back", _("Close"), key_display="Esc", id="help.close"),
        Binding("question_mark,q", "close", _("Close"), show=False, id="help.leave"),
    ]

    def __init__(self, of: Screen[Any]) -> None:
        super().__init__()
        self._commands = commands(of)
        self._health: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog -help"):
            yield LineInput(placeholder=_("Search in help"), id="help-line")
            with VerticalScroll(id="help-scroll"):
                yield Static(id="help-text", markup=False)
            yield Static(self._keys_line(), classes="keys", markup=False)

    def _keys_line(self) -> Content:
        names = (("/", _("searches")), ("w", _("first steps")), ("k", _("changes keys")), ("Esc", _("closes")))
        return show.words(*(part for key, words in names for part in ((f"{key} ", "bold"), f"{words}   ")))

    def on_mount(self) -> None:
        self.query_one("#help-line").display = False
        self.query_one("#help-scroll").focus()
        self._draw("")
        desk = counsel(self).desk
        if desk is not None:
            background(self, desk.health, self._healthy, counsel(self).report, group="health")

    def _healthy(self, lines: list[str]) -> None:
        self._health = tuple(lines)
        self._draw(self.query_one("#help-line", LineInput).value)

    def _draw(self, wanted: str) -> None:
        parts = list(self._parts(wanted.casefold().split()))
        if not parts:
            parts = [Content.styled(_("Nothing in help has these words."), "$warning")]
        self.query_one("#help-text", Static).update(Content("\n").join(parts))

    def _parts(self, wanted: list[str]) -> Iterator[Content]:
        """Titles with their lines; with words that are wanted, only the lines that have them all."""
        for group, several in groupby(self._commands, key=lambda command: command.group):
            lines = [_command(each) for each in several]
            yield from _section(group, lines, wanted)
        verdicts = [show.words((f"  {sign:<{WIDTH}}", style), words) for sign, style, words in VERDICTS]
        yield from _section(_("What the verdicts mean"), verdicts, wanted)
        health = [show.words("  ", show.one_line(line)) for line in self._health]
        yield from _section(_("This matter"), health, wanted)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._draw(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one("#help-scroll").focus()

    def action_search(self) -> None:
        line = self.query_one("#help-line")
        line.display = True
        line.focus()

    def action_step_back(self) -> None:
        """Out of the search first, then out of help."""
        line = self.query_one("#help-line", LineInput)
        if not line.display:
            self.dismiss(None)
            return
        line.value = ""
        line.display = False
        self.query_one("#help-scroll").focus()

    def action_close(self) -> None:
        self.dismiss(None)

    def action_leave_for(self, action: str) -> None:
        self.dismiss(action)


def _command(command: Command) -> Content:
    keys = "  ".join(command.keys) or "–"
    return show.words((f"  {keys:<{WIDTH - 1}} ", "bold"), command.words)


def _section(title: str, lines: list[Content], wanted: list[str]) -> Iterator[Content]:
    kept = [line for line in lines if all(word in f"{title} {line.plain}".casefold() for word in wanted)]
    if kept:
        yield show.words((title, "bold $primary"))
        yield from kept
        yield Content("")
