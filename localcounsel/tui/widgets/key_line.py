"""The last line of a screen: what its keys do. What has no room is left out whole, never cut; F1 lists every key."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content
from textual.events import Click
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget

GAP = 2
"""Cells between two keys."""
MORE = "…"
"""Stands where keys were left out."""
KEPT = ("app.help", "help")
"""Actions whose keys are shown whatever the room, beside those of Escape."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key and what it does now."""

    key: str
    """As it can be pressed: `ctrl+s`."""
    shown: str
    does: str
    kept: bool
    possible: bool

    def content(self) -> Content:
        """As it stands in the line."""
        style = "" if self.possible else "dim"
        return Content.assemble((self.shown, f"bold $footer-key-foreground {style}"), " ", (self.does, style))


class KeyLine(Widget):
    """One line, drawn at once: it changes with every key that moves the focus."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    KeyLine {
        dock: bottom;
        height: 1;
        padding: 0 2;
        color: $footer-description-foreground;
        text-wrap: nowrap;
        &:hover { pointer: pointer; }
    }
    """

    keys: reactive[tuple[Key, ...]] = reactive(())

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._renew)

    def on_unmount(self) -> None:
        self.screen.bindings_updated_signal.unsubscribe(self)

    def _renew(self, screen: Screen[object]) -> None:
        """The keys that do something now; each action once, by its first key."""
        found: dict[str, Key] = {}
        for _node, binding, possible, _tip in screen.active_bindings.values():
            if binding.show and binding.action not in found:
                shown = self.app.get_key_display(binding)
                kept = binding.action in KEPT or binding.key == "escape"
                found[binding.action] = Key(binding.key, shown, binding.description, kept, possible)
        self.keys = tuple(found.values())

    def render(self) -> Content:
        return Content(" " * GAP).join([key.content() if key else Content(MORE) for key in self.shown()])

    def shown(self) -> list[Key | None]:
        """Those there is room for, in their order; None where some were left out."""
        return fitted(self.keys, self.content_size.width)

    def on_click(self, event: Click) -> None:
        at = event.get_content_offset(self)
        left = 0
        for key in self.shown():
            width = key.content().cell_length if key else len(MORE)
            if at is not None and left <= at.x < left + width:
                self.app.simulate_key(key.key if key else "f1")
                return
            left += width + GAP


def fitted(keys: tuple[Key, ...], width: int) -> list[Key | None]:
    """The keys that stand in `width` cells: those kept, and of the others the first ones."""
    if _width(keys) <= width:
        return list(keys)
    room = width - len(MORE) - GAP - sum(key.content().cell_length + GAP for key in keys if key.kept) + GAP
    found: list[Key | None] = []
    left_out = False
    for key in keys:
        needed = key.content().cell_length + GAP
        if key.kept:
            found.append(key)
        elif not left_out and needed <= room:
            room -= needed
            found.append(key)
        elif not left_out:
            left_out = True
            found.append(None)
    return found


def _width(keys: tuple[Key, ...]) -> int:
    return sum(key.content().cell_length + GAP for key in keys) - GAP
