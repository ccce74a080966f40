"""How a row of the documents is divided: names get the room that states leave."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len

from localcounsel.core.tree import Node, shown
from localcounsel.records import DocumentState
from localcounsel.tui import states

PAGES = 7
"""Cells for the number of pages."""
ENOUGH = 32
"""Cells in which a state is understood."""
OF_A_FAILURE = 24
"""Cells for `failed: …`; why is told in full beside the list, or when the file is opened."""
GAP = 2
"""Cells between the longest name and the states, besides the one between all columns."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Of a tree. All in cells."""

    names: int = 0
    """The longest name, with its indent and what stands beside it."""
    states: int = 0
    """The longest state."""
    least: int = 0
    """The longest state, where long ones are cut."""

    def state(self, width: int) -> int:
        """For the state, in rows of so many."""
        room = width - PAGES - 2
        heading = cell_len(states.heading())
        least = max(heading, min(self.least, max(ENOUGH, width * 3 // 8)))
        return max(least, min(max(heading, self.states), room - self.names - GAP))


def measured(root: Node, indent: int, step: int, deepest: int) -> Columns:
    """Of all rows; `indent` at the outermost, `step` more for each folder above, as far as `deepest` of them."""
    names = longest = least = 0
    known: dict[object, int] = {}
    for node in shown(root, None):
        beside, most = 0, ENOUGH
        if node.filed is None:
            told = sum(cell_len(words) + 3 for words, _style in states.tally(node.tally)) - 3
        else:
            filed = node.filed
            most = OF_A_FAILURE if filed.document.state is DocumentState.FAILED else ENOUGH
            key = (filed.document.state, filed.document.reason, filed.on_disk, filed.marking.excluded, filed.unread)
            told = known.get(key) or known.setdefault(key, 2 + cell_len(states.state(filed).words))
            beside = sum(cell_len(label) + 2 for label in filed.marking.labels)
            beside += cell_len(filed.same_as) + 4 if filed.same_as else 0
        lead = indent + step * min(node.depth, deepest) + (node.filed is None)
        names = max(names, lead + cell_len(node.label) + beside)
        longest, least = max(longest, told), max(least, min(told, most))
    return Columns(names, longest, least)
