"""The application's frame: its colours, its keys, its notices, and the screens that belong to no matter."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.filter import NoColor
from textual.geometry import Offset
from textual.notifications import SeverityLevel

from localcounsel.errors import CounselError
from localcounsel.tui import appearance, show, theme
from localcounsel.tui.language import _, said
from localcounsel.tui.picturing import Picturing
from localcounsel.tui.ports import Desk, Ports
from localcounsel.tui.ports_reading import ReadingPorts
from localcounsel.tui.widgets.announcement import announce
from localcounsel.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.screen import Screen

    from localcounsel.store.settings import InterfaceSettings


class Shell(Picturing):
    """What the application is whatever matter is open."""

    HELP = _("Everywhere")
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 -- the base class declares it without ClassVar
        (0, "-narrow"),
        (104, "-wide"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", _("Help"), key_display="F1", id="app.help"),
        Binding("ctrl+p", "palette", _("Commands"), show=False, priority=True, id="app.commands"),
        Binding("f9", "next_theme", _("Other colours"), show=False, id="app.theme"),
        Binding("f11", "health", _("Health"), show=False, id="app.health"),
        Binding("f12", "settings", _("Settings"), show=False, id="app.settings"),
        Binding("ctrl+l", "models", _("Models"), show=False, id="app.models"),
        Binding("ctrl+g", "audit", _("Audit log"), show=False, id="app.audit"),
        Binding("ctrl+q", "quit", _("Quit"), show=False, priority=True, id="app.quit"),
    ]

    def __init__(self, ports: Ports) -> None:
        super().__init__()
        self._ports = ports
        self.desk: Desk | None = None
        """The open matter."""
        self.linear = False
        """One column, no frames, changes told in one line: for screen readers."""
        self.unread_settings: CounselError | None = None
        """Why the settings could not be read."""
        self._wants_no_colour = self.no_color
        environment = {**os.environ, "NO_COLOR": "1"} if self.no_color else os.environ
        self._filters = [each for each in self._filters if type(each).__name__ != "Monochrome"]
        for colours in theme.ALL:
            self.register_theme(colours)
        try:
            wanted = ports.shell.interface()
        except CounselError as error:
            self.unread_settings = error
            self.theme = appearance.theme_name("auto", environment)
        else:
            self.theme = appearance.theme_name(wanted.theme, environment)
            self.dress(wanted)

    @property
    def reading(self) -> ReadingPorts:
        """What the page viewer and the search ask of the flows."""
        return self._ports.reading

    # Looks

    def dress(self, wanted: InterfaceSettings) -> None:
        """Put settings into force that do not wait for the next start: motion, one column, keys."""
        self.linear = wanted.linear
        self.animation_level = "full" if wanted.motion and not wanted.linear else "none"
        self.set_class(wanted.linear, "-linear")
        if wanted.linear:
            self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow")]
        self.set_keymap(dict(wanted.keys))
        self.want_pictures(wanted.pictures)

    def wear(self, wanted: str) -> None:
        """Change the colours; `wanted` is a value of the setting `theme`."""
        environment = {**os.environ, "NO_COLOR": "1"} if self._wants_no_colour else os.environ
        self.theme = appearance.theme_name(wanted, environment)

    def watch_theme(self, name: str) -> None:
        """Without colours, none are written, not even grey ones."""
        plain = name == theme.PLAIN.name
        self._filters = [each for each in self._filters if not isinstance(each, NoColor)]
        if plain:
            self._filters.append(NoColor())
        self.no_color = plain
        self.set_class(plain, "-plain")

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own colours, in themes that do not have them."""
        return theme.NIGHT.variables

    def get_key_display(self, binding: Binding) -> str:
        """Keys come from the settings file too."""
        return show.safe(super().get_key_display(binding))

    def action_next_theme(self) -> None:
        self.theme = appearance.following(self.theme)
        self.say(_("Colours: {name}. Settings keep them.").format(name=theme_words(self.theme)))

    def action_wear(self, wanted: str) -> None:
        self.wear(wanted)

    # Telling

    def report(self, problem: CounselError) -> None:
        """Show an error that belongs to no place on the screen."""
        words = f"{said(problem.message)}\n{said(problem.advice)}"
        self.notify(words, title=said(problem.title), severity="error", timeout=12)

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
        """Every notice is literal and cleaned, whoever sends it. In linear mode it is one line that stays."""
        message, title = show.safe(message), show.safe(title)
        if self.linear:
            announce(self.screen, ". ".join(part.rstrip(".") for part in (title, *message.split("\n")) if part) + ".")
        else:
            super().notify(message, title=title, severity=severity, timeout=timeout, markup=False)

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """In linear mode the row under the cursor is told, and the terminal's own cursor goes there."""
        if self.linear:
            rows = event.rows
            announce(self.screen, rows_line(rows))
            self.cursor_position = rows.content_region.offset + Offset(0, rows.cursor - rows.scroll_offset.y)

    # The screens that belong to no matter

    def action_help(self) -> None:
        from localcounsel.tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen), self._after_help)

    async def _after_help(self, action: str | None) -> None:
        if action:
            await self.run_action(action)

    def action_palette(self) -> None:
        from localcounsel.tui.screens.palette import PaletteScreen

        if isinstance(self.screen, PaletteScreen):
            self.screen.dismiss(None)
        elif not self.screen.is_modal:
            self.push_screen(PaletteScreen(self.screen), self._do)

    async def _do(self, chosen: tuple[str, DOMNode] | None) -> None:
        if chosen is not None:
            action, node = chosen
            await self.run_action(action, default_namespace=node)

    def action_models(self) -> None:
        from localcounsel.tui.screens.models import ModelsScreen

        self._show(ModelsScreen(self._ports.shell, self.desk))

    def action_audit(self) -> None:
        from localcounsel.tui.screens.audit import AuditScreen

        if self.desk is None:
            self.say(_("Open a matter first: each has an audit log of its own."))
        else:
            self._show(AuditScreen(self._ports.shell, self.desk))

    def action_health(self) -> None:
        from localcounsel.tui.screens.health import HealthScreen

        self._show(HealthScreen(self._ports.shell, self.desk))

    def action_settings(self) -> None:
        from localcounsel.tui.screens.settings import SettingsScreen

        self._show(SettingsScreen(self._ports.shell))

    def action_keys(self) -> None:
        from localcounsel.tui.screens.keys import KeysScreen

        self._show(KeysScreen(self._ports.shell))

    def action_welcome(self) -> None:
        from localcounsel.tui.screens.welcome import WelcomeScreen

        if self.desk is not None:
            self.say(_("Close this matter first: the first steps open one of their own."))
        elif not any(isinstance(screen, WelcomeScreen) for screen in self.screen_stack):
            self.push_screen(WelcomeScreen(self._ports), self.begin)

    def begin(self, asked: tuple[str, str] | None) -> None:
        """The first steps are over: a matter and the question to ask there, or None where they were skipped."""
        raise NotImplementedError

    def _show(self, screen: Screen[Any]) -> None:
        """A screen over the others, once."""
        if not any(type(other) is type(screen) for other in self.screen_stack):
            self.push_screen(screen)


def rows_line(rows: Rows) -> str:
    """The row under the cursor as one sentence: `2 of 7: …`."""
    drawn: Iterable[Any] = rows._draw(rows.cursor, rows.item, 400) if rows.item is not None else ()
    text = " ".join(" ".join(part.plain.split()) for part in drawn)
    return _("{number} of {count}: {text}").format(number=rows.cursor + 1, count=len(rows.items), text=text)


def theme_words(name: str) -> str:
    """What a theme is called."""
    return {
        theme.NIGHT.name: _("dark"),
        theme.DAY.name: _("light"),
        theme.CONTRAST.name: _("high contrast"),
        theme.SIXTEEN.name: _("the terminal's own sixteen"),
        theme.SIXTEEN_DAY.name: _("the terminal's own sixteen"),
        theme.PLAIN.name: _("none"),
    }[name]
