"""The application: which screen is shown, copying, notices, leaving. What Textual offers beyond that is shut."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from rich.text import Text
from textual.app import App
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.notifications import SeverityLevel

from localcounsel.core.text import clean
from localcounsel.errors import CounselError, EngineError
from localcounsel.records import Citation, Hit
from localcounsel.tui import clipboard, show, theme
from localcounsel.tui.ports import Desk, Ports
from localcounsel.tui.screens.matter import MatterScreen
from localcounsel.tui.screens.matters import MattersScreen
from localcounsel.tui.workers import background, trace


class CounselApp(App[int]):
    """LocalCounsel in a terminal."""

    TITLE = "LocalCounsel"
    CSS_PATH = "localcounsel.tcss"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 -- the base class declares it without ClassVar
        (0, "-narrow"),
        (104, "-wide"),
    ]
    HELP = "Everywhere"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "Help", key_display="F1", id="app.help"),
        Binding("f9", "day_or_night", "Light or dark", show=False, id="app.theme"),
        Binding("ctrl+q", "quit", "Quit", show=False, priority=True, id="app.quit"),
    ]

    def __init__(self, ports: Ports, matter: str | None = None) -> None:
        super().__init__()
        for colours in (theme.NIGHT, theme.DAY):
            self.register_theme(colours)
        self.theme = theme.NIGHT.name
        self._ports = ports
        self._matter = matter
        self.desk: Desk | None = None
        """The open matter."""
        self.containment = Content("")
        """Whether the network is shut off, for the banner."""

    def on_mount(self) -> None:
        words = self._ports.containment()
        if words.startswith("no network"):
            self.containment = show.one_line(f"● {words}", "$success")
        else:
            self.containment = show.one_line(f"▲ {words}", "bold $error")
        if self._matter is None:
            self.push_screen(MattersScreen(self._ports))
        else:
            self.push_screen(MatterScreen(self._ports, self._matter))

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own colours, in themes that do not have them."""
        return theme.NIGHT.variables

    # Matters

    def open_matter(self, name: str) -> None:
        """Open a matter instead of the list."""
        self.switch_screen(MatterScreen(self._ports, name))

    def leave_matter(self) -> None:
        """Back to the list; the desk is closed behind, children first."""
        desk, self.desk = self.desk, None
        self.switch_screen(MattersScreen(self._ports, desk.close if desk is not None else None))

    async def action_quit(self) -> None:
        """End: the desk first, so that no thread that waits on a child holds the exit."""
        desk, self.desk = self.desk, None
        if desk is not None:
            await asyncio.get_running_loop().run_in_executor(None, desk.close)
        self.exit(0)

    # Telling

    def report(self, problem: CounselError) -> None:
        """Show an error that belongs to no place on the screen."""
        self.notify(f"{problem.message}\n{problem.advice}", title=problem.title, severity="error", timeout=12)

    def say(self, words: str, severity: SeverityLevel = "information") -> None:
        """A passing notice."""
        self.notify(words, severity=severity)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Every notice is literal and cleaned, whoever sends it."""
        super().notify(show.safe(message), title=show.safe(title), severity=severity, timeout=timeout, markup=False)

    def action_help(self) -> None:
        from localcounsel.tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))

    def action_day_or_night(self) -> None:
        self.theme = theme.DAY.name if self.theme == theme.NIGHT.name else theme.NIGHT.name

    def _fatal_error(self) -> None:
        """End after a fault. Textual would print every local variable, and with them the words of documents."""
        fault = sys.exc_info()[1]
        if fault is not None:
            self._exit_renderables.append(Text(clean(trace(fault))))
        self._close_messages_no_wait()

    # Copying

    def copy_place(self, place: Citation | Hit) -> None:
        """Copy a citation or passage with its pinpoint."""
        desk = self.desk
        if desk is not None:
            words = partial(self._ports.copy_text, place, desk)
            background(self.screen, words, self.copy_to_clipboard, self.report, group="copy")

    def copy_to_clipboard(self, text: str) -> None:
        """Into the terminal's clipboard where that stays on this machine, otherwise into a file of the matter."""
        self._clipboard = clean(text)
        reason = clipboard.obstacle(os.environ, text) if self._driver is not None else "there is no terminal"
        if not reason and self._driver is not None:
            self._driver.write(clipboard.sequence(text))
            self.say("Copied to the terminal's clipboard.")
        elif self.desk is not None:
            folder = self.desk.matter.folder
            background(
                self.screen,
                lambda: _write(folder, text),
                lambda path: self.say(f"Not to the clipboard: {reason}. Written to {path}"),
                self.report,
                group="copy",
            )
        else:
            self.say(f"Not copied: {reason}.", severity="warning")

    # What Textual offers and this application does not

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Nothing opens a browser."""

    def deliver_text(self, *args: Any, **kwargs: Any) -> str | None:
        """Nothing is delivered to disk or browser."""
        return None

    def deliver_binary(self, *args: Any, **kwargs: Any) -> str | None:
        return None

    def deliver_screenshot(self, *args: Any, **kwargs: Any) -> str | None:
        return None

    def save_screenshot(self, *args: Any, **kwargs: Any) -> str:
        return ""

    def action_screenshot(self, *args: Any, **kwargs: Any) -> None:
        """A picture of evidence is not left on disk."""


def _write(folder: Path, text: str) -> Path:
    try:
        return clipboard.write(folder, text, datetime.now())
    except OSError as problem:
        raise EngineError(f"The copy could not be written: {problem.strerror}.", "Free some space.") from problem
