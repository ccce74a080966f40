"""The keys as they are bound, for the screen one comes from, and the state of the open matter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from localcounsel.tui import show
from localcounsel.tui.screens import counsel
from localcounsel.tui.workers import background

VERDICTS = show.words(
    ("\nWhat the verdicts mean\n", "bold $primary"),
    ("  ✓ exact            ", "$success"),
    "the words stand on that page, character for character\n",
    ("  ≈ same words       ", "$success"),
    "they do, once line breaks and hyphens are set aside\n",
    ("  ✗ not on any page  ", "$error"),
    "the model made them up: do not rely on them\n",
    ("  ✓ supported        ", "$success"),
    "the quoted words bear the statement out\n",
    ("  ? check this       ", "$warning"),
    "nothing contradicts it, and not all of it was found: the reason stands beside it\n",
    ("  ✗ not supported    ", "$error"),
    "the quoted words say something else, or nothing of the kind",
)


class HelpScreen(ModalScreen[None]):
    """Reads the bindings of the screen below it, so that it cannot be out of date."""

    HELP = "Help"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,question_mark,q", "close", "Close", key_display="Esc", id="help.close"),
    ]

    def __init__(self, of: Screen[Any]) -> None:
        super().__init__()
        self._of = of

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog -help"):
            yield Static(Content("\n").join(list(self._keys())), markup=False)
            yield Static(VERDICTS, markup=False)
            yield Static(id="health", markup=False)

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()
        desk = counsel(self).desk
        if desk is not None:
            background(self, desk.health, self._healthy, counsel(self).report, group="health")

    def _healthy(self, lines: list[str]) -> None:
        parts = [show.words(("\nThis matter", "bold $primary")), *(show.one_line(line) for line in lines)]
        self.query_one("#health", Static).update(Content("\n").join(parts))

    def _keys(self) -> Iterator[Content]:
        """Groups of keys: the screen's, its widgets', the application's."""
        nodes: list[DOMNode] = [self._of, *self._of.query("*"), self.app]
        seen: set[str] = set()
        for node in nodes:
            title = getattr(node, "HELP", "")
            if not title or title in seen:
                continue
            seen.add(title)
            lines = list(_lines(self, node))
            if lines:
                yield show.words((title, "bold $primary"))
                yield from lines
                yield Content("")

    def action_close(self) -> None:
        self.dismiss()


def _lines(screen: HelpScreen, node: DOMNode) -> Iterator[Content]:
    """Each action of a node once, with all its keys."""
    keys: dict[tuple[str, str], list[str]] = {}
    for _, binding in node._bindings:
        if binding.description and (binding.id or node is screen.app):
            display = screen.app.get_key_display(Binding(binding.key, binding.action))
            keys.setdefault((binding.action, binding.description), []).append(display)
    for (_, description), displays in keys.items():
        yield show.words((f"  {', '.join(displays):<16}", "bold"), description)
