"""Settings as a form: what each means, what it is, what it may be; written to settings.toml line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from localcounsel.errors import CounselError
from localcounsel.tui import show
from localcounsel.tui.language import _, said
from localcounsel.tui.ports_shell import ShellPorts
from localcounsel.tui.screens import counsel
from localcounsel.tui.screens.fact_lists import FactListScreen, pair
from localcounsel.tui.screens.prompts import keys_line
from localcounsel.tui.widgets.line_input import LineInput
from localcounsel.tui.workers import background

if TYPE_CHECKING:
    from localcounsel.flows.preferences import Form, Preference
    from localcounsel.store.settings import Settings

FIXED = "fixed"
"""Kind of the rows that show IT's policy."""
LOOKS = ("interface.theme", "interface.motion", "interface.pictures", "interface.linear")
"""Settings that are in force at once."""


class SettingsScreen(FactListScreen[None]):
    """Every setting there is, in the order of docs/settings.md; what IT fixed last."""

    HELP = _("Settings")
    PLACE = _("Settings")
    ENTER = _("Change")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d,delete", "restore", _("Default"), key_display="d", id="settings.default"),
        Binding("u,ctrl+z", "undo", _("Undo"), key_display="u", id="settings.undo"),
    ]

    def __init__(self, ports: ShellPorts) -> None:
        super().__init__()
        self._shell = ports
        self._form: Form | None = None
        self._undo: list[tuple[Preference, str | None]] = []

    def on_mount(self) -> None:
        self._read()

    def _read(self) -> None:
        background(self, self._shell.form, self._show, self._unreadable, group="form")

    def _show(self, form: Form) -> None:
        from dataclasses import replace

        self._form = form
        policy = [
            replace(form.rows[0], section="policy", key=what, kind=FIXED, value=how, default=how, choices=(), span="")
            for what, how in form.fixed
        ]
        self.show_items([*form.rows, *policy])

    def _unreadable(self, error: CounselError) -> None:
        self.note(show.error(error))

    # How it looks

    def headings(self, width: int) -> Content:
        names = ((f"   {_('Setting')}", _name_width(width)), (_("Value"), 0))
        return show.columns(width, *((Content.styled(name, "$soft"), size) for name, size in names))

    def draw(self, index: int, item: Any, width: int) -> tuple[Content, ...]:
        above = self.rows.items[index - 1].section if index else ""
        section = f"{item.section}" if item.section != above else ""
        mark = ("● ", "$primary") if item.changed else "  "
        name = show.words(" ", mark, (f"{section:<11}", "bold $primary"), show.one_line(item.key.replace("_", " ")))
        value = show.one_line(_shown(item), "bold" if item.changed else "$soft")
        if item.kind == FIXED or item.fixed:
            value = show.words(value, ("  " + _("set by IT"), "$warning"))
        return (show.columns(width, (name, _name_width(width)), (value, 0)),)

    def identity(self, item: Any) -> object:
        return item.section, item.key

    def found_by(self, item: Any) -> str:
        return f"{item.section} {item.key.replace('_', ' ')} {item.name} {said(item.about)} {item.value}"

    def facts(self, item: Any) -> Content:
        if item.kind == FIXED:
            words = _("This is fixed by IT for everybody on this machine and cannot be changed here.")
            what = show.one_line(said(item.key), "bold"), show.one_line(said(item.value))
            return Content("\n").join([*what, Content(words)])
        lines = [
            show.one_line(item.name, "bold"),
            show.literal(said(item.about)),
            Content(""),
            pair(_("Value"), show.one_line(_shown(item), "bold")),
            pair(_("Default"), show.one_line(item.default or _("empty"))),
        ]
        if item.choices:
            lines.append(pair(_("Can be"), ", ".join(item.choices)))
        if item.span:
            lines.append(pair(_("Range"), _range(item.span)))
        if item.fixed:
            lines.append(pair(_("IT allows"), show.one_line(said(item.fixed), "$warning")))
        lines.append(Content.styled(_("changed") if item.changed else _("as it comes"), "$soft"))
        return Content("\n").join(lines)

    # Changing

    def choose(self, item: Any) -> None:
        """A truth is turned over, a choice goes on to the next, anything else is typed."""
        if item.kind == FIXED:
            counsel(self).say(_("IT has fixed this for everybody on this machine."))
        elif item.kind == "table":
            self.app.push_screen(_keys_screen(self._shell), lambda _changed: self._read())
        elif item.kind == "truth":
            self._set(item, "false" if item.value == "true" else "true")
        elif item.choices:
            self._set(item, item.choices[(item.choices.index(item.value) + 1) % len(item.choices)])
        else:
            self.app.push_screen(
                SettingPrompt(self._shell, item), lambda text: self._set(item, text) if text is not None else None
            )

    def action_restore(self) -> None:
        item = self.rows.item
        if item is not None and item.kind != FIXED and item.changed:
            self._set(item, None)

    def action_undo(self) -> None:
        """Take back the last change made here."""
        if not self._undo:
            counsel(self).say(_("Nothing was changed here yet."))
            return
        item, text = self._undo.pop()
        self._write(item, text)

    def _set(self, item: Preference, text: str | None) -> None:
        if text == item.value:
            return
        self._undo.append((item, item.value if item.changed else None))
        self._write(item, text)

    def _write(self, item: Preference, text: str | None) -> None:
        background(
            self,
            lambda: self._shell.change(item, text),
            lambda now: self._changed(item, text, now),
            self._refused,
            group="change",
        )

    def _changed(self, item: Preference, text: str | None, now: Settings) -> None:
        value = item.default if text is None else text
        if item.section == "interface":
            held = _("It is in force.") if item.name in LOOKS else _("It is in force from the next start on.")
            counsel(self).dress(now.interface)
            if item.key == "theme":
                counsel(self).wear(now.interface.theme)
        else:
            held = _("It holds for matters opened from now on.")
        words = show.words(show.one_line(item.name, "bold"), ": ", show.one_line(value or _("empty"), "bold"), ".  ")
        self.note(show.words(("✓ ", "$success"), words, (held, "$soft")))
        self._read()

    def _refused(self, error: CounselError) -> None:
        if self._undo:
            self._undo.pop()
        self.note(show.error(error))


class SettingPrompt(ModalScreen[str | None]):
    """Asks for a setting's value and says, while one types, why it cannot be."""

    HELP = _("Setting")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", _("Leave"), id="setting.leave"),
    ]

    def __init__(self, ports: ShellPorts, item: Preference) -> None:
        super().__init__()
        self._shell = ports
        self._item = item

    def compose(self) -> ComposeResult:
        item = self._item
        about = [show.literal(said(item.about))]
        if item.span:
            about.append(pair(_("Range"), _range(item.span)))
        if item.kind == "list":
            about.append(Content.styled(_("Several are parted by commas."), "$soft"))
        with Vertical(classes="dialog"):
            yield Static(show.one_line(item.name, "bold $primary"), markup=False)
            yield Static(Content("\n").join(about), classes="about", markup=False)
            yield LineInput(item.value, select_on_focus=True)
            yield Static(id="objection", markup=False)
            yield Static(keys_line(_("accepts")), classes="keys", markup=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        why = self._shell.objection(self._item, event.value)
        self.query_one("#objection", Static).update(
            show.words(("✗ ", "$error"), show.literal(said(why))) if why else ""
        )

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if not self._shell.objection(self._item, event.value):
            self.dismiss(event.value.strip())


def _keys_screen(ports: ShellPorts) -> Any:
    from localcounsel.tui.screens.keys import KeysScreen

    return KeysScreen(ports)


def _range(span: str) -> str:
    """`1 to 4,096`, `from 1`."""
    least, to, most = span.partition(" to ")
    if not to:
        return _("from {least}").format(least=span.removeprefix("from "))
    return _("{least} to {most}").format(least=least, most=most)


def _shown(item: Any) -> str:
    if item.kind == "truth":
        return str(_("yes") if item.value == "true" else _("no"))
    if item.kind == "number" and item.value.isdigit():
        return f"{int(item.value):,}"
    return str(item.value or _("empty"))


def _name_width(width: int) -> int:
    return max(34, min(46, width // 2))
