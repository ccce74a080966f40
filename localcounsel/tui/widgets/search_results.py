"""What a search found: documents with how many places each, and below each the first places in their words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from localcounsel.tui import show, wording
from localcounsel.tui.language import _, ngettext
from localcounsel.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from localcounsel.flows.excerpts import Line
    from localcounsel.flows.searching import Group


@dataclass(frozen=True, slots=True)
class Head:
    """A document's line."""

    group: Group


@dataclass(frozen=True, slots=True)
class Shown:
    """A place's line."""

    group: Group
    line: Line
    index: int
    """Among the lines of its document."""


Item = Head | Shown


class SearchResults(Rows):
    """Grouped by document; Enter on a document opens its first place."""

    HELP = _("Results")

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(self._draw_item, id=id)

    def show_groups(self, groups: Iterable[Group], *, keep: bool) -> None:
        """Show these, in this order; with `keep` the cursor stays on the place it is at."""
        items = list(_items(groups))
        at = _place(items, self.item) if keep and self.item is not None else 0
        self.show(items, at)

    def _draw_item(self, index: int, item: Item, width: int) -> tuple[Content, ...]:
        if isinstance(item, Head):
            return (_head(item.group, width),)
        return (_line(item.line, width),)


def _items(groups: Iterable[Group]) -> Iterable[Item]:
    for group in groups:
        yield Head(group)
        for index, line in enumerate(group.lines):
            yield Shown(group, line, index)


def _place(items: Sequence[Item], item: Item) -> int:
    for index, each in enumerate(items):
        if type(each) is type(item) and each.group.document_id == item.group.document_id:
            if isinstance(each, Shown) and isinstance(item, Shown) and each.index != item.index:
                continue
            return index
    return 0


def _head(group: Group, width: int) -> Content:
    said = ngettext("{count:,} place", "{count:,} places", group.count).format(count=group.count)
    whole = show.safe(group.name).replace("\n", " ")
    folder, slash, name = wording.file_name(whole, max(8, width - cell_len(said) - 1)).rpartition("/")
    facts = " · ".join(part for part in (group.kind, group.date) if part)
    left = show.words(
        show.one_line(folder + slash, "$soft"), show.one_line(name, "bold"), show.one_line(f"  {facts}", "$faint")
    )
    return show.spread(width, left, show.words((said, "bold $primary")))


def _line(line: Line, width: int) -> Content:
    page = _("p. {page}").format(page=line.label or line.page)
    lead = show.one_line(f"  {wording.padded(page, 8)}", "$soft")
    return show.words(lead, highlighted(line, max(10, width - lead.cell_length)))


def highlighted(line: Line, width: int) -> Content:
    """The line's words with those that were sought marked; cut so that the first of them can be seen."""
    text, marks = line.text, line.marks
    if marks and marks[0][1] > width - 8:
        cut = max(0, marks[0][0] - width // 3)
        cut = text.find(" ", cut, marks[0][0]) + 1 or cut
        text = "… " + text[cut:]
        marks = tuple((start - cut + 2, end - cut + 2) for start, end in marks)
    parts: list[Content | str | tuple[str, str]] = []
    at = 0
    for start, end in marks:
        if start < at:
            continue
        parts += [show.one_line(text[at:start]), show.one_line(text[start:end], "bold underline $primary")]
        at = end
    parts.append(show.one_line(text[at:]))
    return show.words(*parts)
