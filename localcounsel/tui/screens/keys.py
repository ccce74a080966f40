"""Changing keys: every action by name, its keys as they are now, and a key to press for another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Static

from localcounsel.errors import CounselError
from localcounsel.tui import show
from localcounsel.tui.commands import display
from localcounsel.tui.language import _
from localcounsel.tui.ports_shell import ShellPorts
from localcounsel.tui.screens import counsel
from localcounsel.tui.screens.fact_lists import FactListScreen, pair
from localcounsel.tui.screens.prompts import keys_line
from localcounsel.tui.workers import background

if TYPE_CHECKING:
    from localcounsel.store.settings import Settings
    from localcounsel.tui.key_list import KeyLine


class KeysScreen(FactListScreen[None]):
    """What is changed here stands in `[interface.keys]` of settings.toml, and is in force at once."""

    HELP = _("Keys")
    PLACE = _("Keys")
    ENTER = _("Change")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d,delete", "restore", _("Default"), key_display="d", id="keys.default"),
        Binding("plus", "add", _("Add a key"), key_display="+", id="keys.add"),
    ]

    def __init__(self, ports: ShellPorts) -> None:
        super().__init__()
        self._shell = ports
        self._given: dict[str, str] = {}

    def on_mount(self) -> None:
        background(self, self._read, self._show, counsel(self).report, group="keys")

    def _read(self) -> tuple[Sequence[KeyLine], Mapping[str, str]]:
        from localcounsel.tui.key_list import key_lines

        return key_lines(), dict(self._shell.interface().keys)

    def _show(self, found: tuple[Sequence[KeyLine], Mapping[str, str]]) -> None:
        lines, given = found
        self._given = dict(given)
        self.show_items(lines)

    def headings(self, width: int) -> Content:
        names = ((f"   {_('What')}", 0), (_("Where"), width // 4), (_("Keys"), width // 4))
        return show.columns(width, *((Content.styled(name, "$soft"), size) for name, size in names))

    def draw(self, index: int, item: Any, width: int) -> tuple[Content, ...]:
        changed = item.id in self._given
        mark = ("● ", "$primary") if changed else "  "
        return (
            show.columns(
                width,
                (show.words(" ", mark, item.words), 0),
                (Content.styled(item.where, "$soft"), width // 4),
                (show.one_line(self._displayed(self._keys(item)), "bold" if changed else ""), width // 4),
            ),
        )

    def found_by(self, item: Any) -> str:
        return f"{item.words} {item.where} {item.id} {self._displayed(self._keys(item))}"

    def facts(self, item: Any) -> Content:
        lines = [
            Content.styled(item.words, "bold"),
            pair(_("Where"), item.where),
            pair(_("Keys"), show.one_line(self._displayed(self._keys(item)))),
            pair(_("Default"), self._displayed(item.keys)),
            pair(_("Name"), Content.styled(item.id, "$soft")),
        ]
        for key in self._keys(item).split(","):
            if item.id in self._given and (taken := self._taken(item, key)):
                lines.append(also(display(self.app, key), taken))
        return Content("\n").join(lines)

    def choose(self, item: Any) -> None:
        self._ask(item, more=False)

    def action_add(self) -> None:
        if self.rows.item is not None:
            self._ask(self.rows.item, more=True)

    def _ask(self, item: KeyLine, *, more: bool) -> None:
        def pressed(key: str | None) -> None:
            if key is not None:
                before = self._keys(item).split(",") if more else []
                self._assign({**self._given, item.id: ",".join(dict.fromkeys([*before, key]))})

        self.app.push_screen(KeyPrompt(item, self._taken), pressed)

    def action_restore(self) -> None:
        item = self.rows.item
        if item is not None and item.id in self._given:
            self._assign({id: keys for id, keys in self._given.items() if id != item.id})

    def _assign(self, given: Mapping[str, str]) -> None:
        background(self, lambda: self._shell.assign_keys(given), self._assigned, self._refused, group="assign")

    def _assigned(self, now: Settings) -> None:
        self._given = dict(now.interface.keys)
        counsel(self).dress(now.interface)
        self.note(show.words(("✓ ", "$success"), _("In force at once, and written to the settings.")))
        self.show_items(self.all_items)

    def _refused(self, error: CounselError) -> None:
        self.note(show.error(error))

    def _taken(self, item: KeyLine, key: str) -> list[str]:
        """What else the key stands for where this one is meant, in words."""
        near = (item.where, counsel(self).HELP)
        others = [other for other in self.all_items if other.id != item.id and other.where in near]
        return [f"{other.words} ({other.where})" for other in others if key in self._keys(other).split(",")]

    def _keys(self, item: KeyLine) -> str:
        return self._given.get(item.id, item.keys)

    def _displayed(self, keys: str) -> str:
        return "  ".join(display(self.app, key.strip()) for key in keys.split(",") if key.strip())


class KeyPrompt(ModalScreen[str | None]):
    """Waits for a key; Enter accepts the one that was pressed."""

    HELP = _("A key")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", _("Leave"), id="key.leave"),
    ]

    def __init__(self, item: KeyLine, taken: Any) -> None:
        super().__init__()
        self._item = item
        self._taken = taken
        self._key = ""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Content.styled(self._item.words, "bold $primary"), markup=False)
            yield Static(_("Press the key that is to do it."), id="pressed", classes="about", markup=False)
            yield Static(keys_line(_("accepts")), classes="keys", markup=False)

    def on_key(self, event: Key) -> None:
        if event.key == "escape":
            return
        event.stop()
        event.prevent_default()
        if event.key == "enter":
            if self._key:
                self.dismiss(self._key)
            return
        self._key = event.key
        words = [show.words((display(self.app, self._key), "bold"))]
        taken = self._taken(self._item, self._key)
        if taken:
            words.append(also(display(self.app, self._key), taken))
        self.query_one("#pressed", Static).update(Content("\n").join(words))


def also(key: str, taken: Sequence[str]) -> Content:
    """That a key was given twice."""
    words = _("{key} stands for this too: {what}").format(key=key, what="; ".join(taken))
    return show.words(("▲ ", "$warning"), show.one_line(words))
