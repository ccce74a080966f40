"""For screen readers: the last change, in one line at the bottom that stays until the next one."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen
from textual.widgets import Static

from localcounsel.tui import show


class Announcement(Static):
    """One line, above the footer."""

    DEFAULT_CSS = """
    Announcement { dock: bottom; height: 1; margin-bottom: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """


def announce(screen: Screen[Any], words: str) -> None:
    """Say `words`, which may be foreign, on `screen`."""
    content = show.one_line(words)
    for line in screen.query(Announcement):
        line.update(content)
        return
    screen.mount(Announcement(content, markup=False))
