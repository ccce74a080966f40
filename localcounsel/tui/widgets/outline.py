"""A document's headings as a tree: what is open, where one is, and the page each stands on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from localcounsel.records import Heading
from localcounsel.tui import show
from localcounsel.tui.language import _
from localcounsel.tui.widgets.rows import Rows

STEP = 2
"""Cells a level is moved in."""
DEEPEST = 6
"""Levels that are still moved in."""
OPEN_WHOLE = 60
"""Headings up to which a tree is shown with everything open."""


class OutlineTree(Rows):
    """Headings; `items` are the indexes of those that are shown."""

    HELP = _("Outline")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "unfold", _("Open"), show=False, id="outline.open"),
        Binding("left", "fold", _("Close"), show=False, id="outline.close"),
        Binding("asterisk", "unfold_all", _("Open all"), show=False, id="outline.open_all"),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(self._draw_heading, id=id)
        self._headings: Sequence[Heading] = ()
        self._parents: list[int] = []
        self._holding: set[int] = set()
        self._open: set[int] = set()
        self._depths: list[int] = []
        self._here = -1

    def show_headings(self, headings: Sequence[Heading]) -> None:
        """Another document's headings; a long outline begins with its first level only."""
        self._headings = headings
        self._parents = _parents(headings)
        self._holding = {parent for parent in self._parents if parent >= 0}
        self._depths = []
        for parent in self._parents:
            self._depths.append(self._depths[parent] + 1 if parent >= 0 else 0)
        self._open = set(self._holding) if len(headings) <= OPEN_WHOLE else set()
        self._here = -1
        self.show(self._visible(), 0)

    def follow(self, index: int) -> None:
        """The reader is under this heading now (-1: above the first): open what it stands in, and mark it."""
        if index == self._here or index >= len(self._headings):
            return
        self._here = index
        above = self._parents[index] if index >= 0 else -1
        opened = False
        while above >= 0:
            opened = opened or above not in self._open
            self._open.add(above)
            above = self._parents[above]
        with self.prevent(Rows.Moved):
            if opened:
                self.show(self._visible())
            if index >= 0 and not self.has_focus:
                self.cursor = self.items.index(index)
        self.refresh()

    def action_unfold(self) -> None:
        """Open the heading, or go to the first one in it."""
        index = self.item
        if index is None or index not in self._holding:
            return
        if index in self._open:
            self.cursor += 1
        else:
            self._open.add(index)
            self.show(self._visible())

    def action_fold(self) -> None:
        """Close the heading, or go to the one it stands in."""
        index = self.item
        if index is None:
            return
        if index in self._open:
            self._open.discard(index)
            self.show(self._visible())
        elif self._parents[index] >= 0:
            self.cursor = self.items.index(self._parents[index])

    def action_unfold_all(self) -> None:
        """Everything open."""
        index = self.item
        self._open = set(self._holding)
        items = self._visible()
        self.show(items, items.index(index) if index is not None else 0)

    def _visible(self) -> list[int]:
        shown: list[int] = []
        seen: set[int] = set()
        for index, parent in enumerate(self._parents):
            if parent < 0 or (parent in seen and parent in self._open):
                seen.add(index)
                shown.append(index)
        return shown

    def _draw_heading(self, row: int, index: int, width: int) -> tuple[Content, ...]:
        heading = self._headings[index]
        fold = "  " if index not in self._holding else "▾ " if index in self._open else "▸ "
        lead = " " * (STEP * min(self._depths[index], DEEPEST))
        here = index == self._here
        style = "bold" if here else ""
        number = f"{heading.number} " if heading.number else ""
        left = show.words(
            ("▌" if here else " ", "$primary"),
            (lead + fold, "$soft"),
            show.one_line(number, "bold" if here else "$soft"),
            show.one_line(heading.title, style),
        )
        return (show.spread(width, left, show.words((f"{heading.page:,}", "$faint"))),)


def _parents(headings: Sequence[Heading]) -> list[int]:
    """For each heading the index of the one it stands in; -1 on the outermost level."""
    parents: list[int] = []
    stack: list[int] = []
    for index, heading in enumerate(headings):
        while stack and headings[stack[-1]].level >= heading.level:
            stack.pop()
        parents.append(stack[-1] if stack else -1)
        stack.append(index)
    return parents
