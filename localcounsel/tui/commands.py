"""Everything that can be done on a screen, with the keys as they are bound now: for the palette and for help."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget

from localcounsel.tui.language import _

KEYLESS = (
    ("app.welcome", _("First steps"), "welcome"),
    ("app.keys", _("Change keys"), "keys"),
    ("app.theme.night", _("Colours: dark"), "wear('night')"),
    ("app.theme.day", _("Colours: light"), "wear('day')"),
    ("app.theme.contrast", _("Colours: high contrast"), "wear('contrast')"),
    ("app.theme.sixteen", _("Colours: the terminal's own sixteen"), "wear('sixteen')"),
    ("app.theme.plain", _("Colours: none"), "wear('plain')"),
)
"""What the application can do without a key of its own: id, words, action."""


ALSO = {
    "answers.certificate": _("export, Word, DOCX, Markdown, print, certificate, not found"),
    "answers.copy": _("quote, citation, clipboard"),
    "app.audit": _("record, who did what"),
    "app.commands": _("palette, actions"),
    "app.health": _("network, air gap, disk, encryption, problems"),
    "app.quit": _("exit, leave"),
    "app.settings": _("options, preferences, language, citation style"),
    "app.theme": _("theme, dark, light, contrast"),
    "documents.add": _("import, upload, files, folder"),
    "history.save": _("export, Word, DOCX, Markdown, print"),
    "matter.answers": _("history, conversations, earlier questions"),
    "matter.documents": _("documents, add files, import, upload, folders, labels"),
    "matter.evidence": _("evidence, passages, page"),
    "matter.leave": _("close this matter, other matters"),
    "matter.new_conversation": _("conversation, begin anew"),
    "matter.search": _("find words, operators, meaning"),
    "matter.widen": _("scope, all documents"),
    "matters.new": _("make, create, case, client"),
    "viewer.find": _("search in this document"),
    "viewer.go": _("page, clause, Bates number, line"),
}
"""Other words for a command, by its id: what people look for it under."""


_NAMED = {
    **{"enter": _("Enter"), "escape": "Esc", "space": _("Space"), "tab": "Tab", "delete": _("Del")},
    **{"pageup": "PgUp", "pagedown": "PgDn"},
}
_MOVES = ("move", "page", "scroll", "cursor", "earlier", "later", "step")


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that can be done."""

    id: str
    """The name under which its keys can be changed; see docs/keys.md."""
    group: str
    """Where it belongs: the screen's or widget's name."""
    words: str
    keys: tuple[str, ...]
    """As they are shown: `F2`, `^o`; empty where it has none."""
    action: str
    node: DOMNode
    shown: bool
    """Whether the footer shows it."""

    def called(self, typed: str) -> str:
        """The other words of the command that begin so, in which case all of them; else nothing."""
        also, wanted = ALSO.get(self.id, ""), typed.strip().casefold()
        starts = (f", {also}".casefold().find(f"{before}{wanted}") for before in (", ", " "))
        return also if wanted and any(at >= 0 for at in starts) else ""

    @property
    def rank(self) -> int:
        """Its place where nothing is looked for: the footer's, the application's, the rest, what only moves."""
        if self.action.removeprefix("app.").startswith(_MOVES):
            return 3
        return 0 if self.shown and self.keys else 1 if self.id.startswith("app.") else 2


def commands(screen: Screen[Any]) -> list[Command]:
    """What can be done on `screen` now: what has the focus first, the application last. Each thing once."""
    found: dict[tuple[str, str], Command] = {}
    for node, group in _nodes(screen):
        for command in _of(screen.app, node, group):
            # the same act bound on screen and application is one: `?` and F1
            same = (command.action.removeprefix("app."), command.words)
            known = found.get(same)
            if known is None:
                found[same] = command
            elif known.node is not node and command.action.startswith("app.") != known.action.startswith("app."):
                keys = tuple(dict.fromkeys((*known.keys, *command.keys)))
                found[same] = Command(
                    known.id, known.group, known.words, keys, known.action, known.node, known.shown or command.shown
                )
    app = screen.app
    group = str(getattr(app, "HELP", ""))
    keyless = [Command(id, group, words, (), action, app, True) for id, words, action in KEYLESS]
    return [*found.values(), *keyless]


def _nodes(screen: Screen[Any]) -> Iterator[tuple[DOMNode, str]]:
    """Nodes with bindings of ours, each once, with their group."""
    seen: set[int] = set()
    focused = list(screen.focused.ancestors_with_self) if screen.focused is not None else []
    order: list[DOMNode] = [*(node for node in focused if isinstance(node, Widget)), screen, *screen.query("*")]
    for node in [*order, screen.app]:
        if id(node) in seen or not (node is screen.app or node.display):
            continue
        seen.add(id(node))
        if group := str(getattr(node, "HELP", "")):
            yield node, group


def _of(app: App[Any], node: DOMNode, group: str) -> Iterator[Command]:
    """The commands of one node, each with all its keys."""
    bindings = node._bindings.copy()
    bindings.apply_keymap(app._keymap)
    gathered: dict[str, list[Binding]] = {}
    for _key, binding in bindings:
        if binding.id and binding.description:
            gathered.setdefault(binding.id, []).append(binding)
    for name, same in gathered.items():
        first = same[0]
        if app._check_action_state(first.action, node) is False:
            continue
        keys = tuple(dict.fromkeys(display(app, each.key) for each in same))
        yield Command(name, group, first.description, keys, first.action, node, first.show)


def display(app: App[Any], key: str) -> str:
    """A key as it is shown: `F2`, `Ctrl+O`, `/`."""
    parts = key.split("+")
    named = {"ctrl": "Ctrl", "shift": "Shift", "alt": "Alt", "super": "Super", "meta": "Meta"}
    before = [named[part] for part in parts[:-1] if part in named]
    last = _NAMED.get(parts[-1].lower()) or app.get_key_display(Binding(parts[-1], ""))
    if len(last) > 1:
        last = last[:1].upper() + last[1:]
    return "+".join([*before, last.upper() if before and len(last) == 1 else last])
