"""The application: which screen is shown, copying, leaving. What Textual offers beyond that is shut."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual import events
from textual.content import Content

from localcounsel.core.text import clean
from localcounsel.errors import EngineError
from localcounsel.tui import clipboard, show
from localcounsel.tui.language import _, is_english, said
from localcounsel.tui.messages import QuestionSent
from localcounsel.tui.ports import Desk, Ports
from localcounsel.tui.screens.matters import MattersScreen
from localcounsel.tui.shell import Shell
from localcounsel.tui.unattended import LOOK_EVERY, Unattended, terminal_is_gone
from localcounsel.tui.widgets.banner import Banner
from localcounsel.tui.workers import background, trace

if TYPE_CHECKING:
    from localcounsel.records import Citation, Hit
    from localcounsel.tui.screens.matter import MatterScreen


class CounselApp(Shell):
    """LocalCounsel in a terminal."""

    TITLE = "LocalCounsel"
    CSS_PATH = "localcounsel.tcss"

    def __init__(self, ports: Ports, matter: str | None = None) -> None:
        super().__init__(ports)
        self._matter = matter
        self.containment = Content("")
        """Whether the network is shut off, for the banner."""
        self._unattended = Unattended()

    async def on_event(self, event: events.Event) -> None:
        self._unattended.note(event)
        await super().on_event(event)

    def on_mount(self) -> None:
        state, _colon, how = self._ports.containment().partition(": ")
        self._tell_containment(state, how if is_english() else "")
        if self.unread_settings is not None:
            self.report(self.unread_settings)
        self.set_interval(LOOK_EVERY, self._look_around)
        if self._matter is not None:
            self.push_screen(self._matter_screen(self._matter))
        else:
            self.push_screen(MattersScreen(self._ports))
        if not is_english():  # the first frame does not wait for the catalogue
            self.call_after_refresh(lambda: self._tell_containment(state, said(how)))
        if self._matter is not None:
            return
        if self._ports.shell.first_time():
            self.action_welcome()
        self.call_after_refresh(self._prepare)

    def _tell_containment(self, state: str, how: str) -> None:
        """Say in every banner whether the network is shut off, and by what."""
        off = state == "no network"
        words = f"● {_('no network')}" if off else f"▲ {_('NETWORK NOT BLOCKED')}"
        self.containment = show.one_line(f"{words}: {how}" if how else words, "$success" if off else "bold $error")
        for screen in self.screen_stack:
            for banner in screen.query(Banner):
                banner.note = self.containment

    def _prepare(self) -> None:
        """Import what comes next while the list is looked at, and not before it is shown."""
        self.run_worker(_matter_screen_kind, thread=True, group="import")

    # Matters

    def _matter_screen(self, name: str) -> MatterScreen:
        return _matter_screen_kind()(self._ports, name)

    def open_matter(self, name: str) -> None:
        """Open a matter instead of the list."""
        self.switch_screen(self._matter_screen(name))

    def begin(self, asked: tuple[str, str] | None) -> None:
        """Open the matter of the first steps and ask there as soon as it is open."""
        if asked is None:
            if isinstance(self.screen, MattersScreen):
                self.screen.load()
            return
        name, question = asked
        screen = self._matter_screen(name)

        waiting = [question]

        def ready(disabled: bool) -> None:
            if not disabled and screen.desk is not None and waiting:
                screen.post_message(QuestionSent(waiting.pop()))

        async def shown() -> None:
            await self.switch_screen(screen)
            self.watch(screen.query_one("#composer"), "disabled", ready)

        self.run_worker(shown(), group="ask-in", exclusive=True)

    def leave_matter(self) -> None:
        """Back to the list; the desk is closed behind, children first."""
        desk, self.desk = self.desk, None
        self.switch_screen(MattersScreen(self._ports, partial(self._close, desk) if desk is not None else None))

    async def action_quit(self) -> None:
        """End: the desk first, so that no thread that waits on a child holds the exit."""
        desk, self.desk = self.desk, None
        if desk is not None:
            await asyncio.get_running_loop().run_in_executor(None, self._close, desk)
        self.exit(0)

    def _close(self, desk: Desk) -> None:
        """In a thread: end its children; a sealed matter's key is forgotten with it."""
        desk.close()
        self._ports.sealing.lock(desk.matter)

    async def _look_around(self) -> None:
        if not self.is_headless and terminal_is_gone():
            await self.action_quit()
        else:
            self._lock_unattended()

    def _lock_unattended(self) -> None:
        """Close a sealed matter that nobody has touched for as long as the settings allow."""
        desk = self.desk
        if desk is None or not self._ports.sealing.is_sealed(desk.matter):
            return
        if self._unattended.for_minutes(self._ports.sealing.lock_minutes()):
            while len(self.screen_stack) > 2:
                self.pop_screen()
            self.leave_matter()
            self.say(_("The matter was closed and locked, because nobody was at the keyboard."))

    def _fatal_error(self) -> None:
        """End after a fault. Textual would print every local variable, and with them the words of documents."""
        fault = sys.exc_info()[1]
        if fault is not None:
            self._exit_renderables.append(Text(clean(trace(fault))))
        self._close_messages_no_wait()

    # Copying

    def copy_place(self, place: Citation | Hit) -> None:
        """Copy a citation or passage with its pinpoint, as the firm cites."""
        desk = self.desk
        if desk is not None:
            self.copy(lambda: self._ports.asking.quotation(desk, place))

    def copy(self, words: Callable[[], str]) -> None:
        """Make the words in a thread, and copy them."""

        def work() -> tuple[str, str]:
            return words(), self._ports.asking.may_copy()

        background(self.screen, work, lambda made: self._copy(*made), self.report, group="copy")

    def copy_to_clipboard(self, text: str) -> None:
        """Into the terminal's clipboard where that is allowed and stays on this machine, otherwise into a file."""
        self._clipboard = clean(text)
        self.copy(lambda: text)

    def _copy(self, text: str, forbidden: str) -> None:
        self._clipboard = clean(text)
        unreachable = clipboard.obstacle(os.environ, text) if self._driver is not None else _("there is no terminal")
        reason = forbidden or unreachable
        if not reason and self._driver is not None:
            self._driver.write(clipboard.sequence(text))
            self.say(_("Copied to the terminal's clipboard."))
        elif self.desk is not None and not self._ports.sealing.is_sealed(self.desk.matter):
            folder = self.desk.matter.folder
            background(
                self.screen,
                lambda: self._write(folder, text),
                lambda path: self.say(
                    _("Not to the clipboard: {reason}. Written to {path}").format(reason=reason, path=path)
                ),
                self.report,
                group="copy",
            )
        else:
            self.say(_("Not copied: {reason}.").format(reason=reason), severity="warning")

    def _write(self, folder: Path, text: str) -> Path:
        """In a thread: into the matter's own folder, where IT allows such files."""
        self._ports.asking.may_write("txt")
        try:
            return clipboard.write(folder, text, datetime.now())
        except OSError as problem:
            raise EngineError(f"The copy could not be written: {problem.strerror}.", "Free some space.") from problem

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


def _matter_screen_kind() -> type[MatterScreen]:
    from localcounsel.tui.screens.matter import MatterScreen

    return MatterScreen
