"""The matter's files in their folders: a list in which folders open and close, drawn as far as it is in view."""

from __future__ import annotations

from collections.abc import Collection, Container, Sequence
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click, Resize
from textual.message import Message

from localcounsel.core.filing import Filed
from localcounsel.core.tree import Node, branches, shown
from localcounsel.tui import show, states, wording
from localcounsel.tui.language import _
from localcounsel.tui.widgets.rows import Rows
from localcounsel.tui.widgets.tree_columns import PAGES, Columns, measured

OPEN_AT_FIRST = 400
"""Files up to which every folder stands open at first; of more, the outermost folders do."""
INDENT = 2
"""Cells for each folder above."""
DEEPEST = 8
"""Folders for which a row is indented; deeper ones stand under the deepest of these."""


class DocumentTree(Rows):
    """Items are nodes of `core.tree`. Folders open and close without a message; files are Chosen."""

    HELP = _("Documents")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "unfold", _("Open folder"), show=False, id="tree.open"),
        Binding("left", "fold", _("Close folder"), show=False, id="tree.close"),
        Binding("plus", "unfold_all", _("Open all folders"), show=False, id="tree.open_all"),
        Binding("minus", "fold_all", _("Close all folders"), show=False, id="tree.close_all"),
    ]

    class Reshaped(Message):
        """The rows are of another width."""

    def __init__(self, chosen: Container[str], *, id: str | None = None) -> None:
        """`chosen`: the ids of the documents that questions are limited to; looked at with every row drawn."""
        super().__init__(self._draw_node, id=id)
        self._chosen = chosen
        self._root: Node | None = None
        self._open: set[str] = set()
        self._known: set[str] = set()
        self._narrowed = False
        self._columns = Columns()

    def plant(self, root: Node, *, narrowed: bool, keep: str = "") -> None:
        """Show another tree; the cursor stays with what it stood on, or goes to the file called `keep`.

        Of a narrowed tree everything is open; what was open before it was narrowed is open again afterwards. A
        folder that was not there before stands open, as long as there are few files.
        """
        if not narrowed:
            small = root.tally.files <= OPEN_AT_FIRST
            now = {node.path: node.depth for node in branches(root)}
            self._open |= {path for path, depth in now.items() if path not in self._known and (small or depth == 0)}
            self._known |= now.keys()
        under = f"f{keep}" if keep else self.item.path if self.item is not None else ""
        self._root, self._narrowed = root, narrowed
        self._columns = measured(root, 2 + INDENT, INDENT, DEEPEST)
        if keep:
            self._open_down_to(under)
        self._reflow(under)

    def files_below(self) -> list[Filed]:
        """The file under the cursor, or all in the folder under it."""
        return [] if self.item is None else list(self.item.files())

    def everything(self) -> list[Filed]:
        """All files of the tree, as it is narrowed."""
        return [] if self._root is None else list(self._root.files())

    def is_open(self, node: Node) -> bool:
        """Whether what is in it is shown."""
        return bool(node.children) and (self._narrowed or node.path in self._open)

    # Opening and closing

    def action_choose(self) -> None:
        node = self.item
        if node is not None and node.filed is None:
            self._toggle(node)
        else:
            super().action_choose()

    def on_click(self, event: Click) -> None:
        super().on_click(event)
        node = self._node_at(event.y)
        if node is not None and node.children and event.chain == 1 and event.x < _arrow(node) + 2:
            self._toggle(node)

    def action_unfold(self) -> None:
        node = self.item
        if node is None or not node.children:
            return
        if self.is_open(node):
            self.action_move(1)
        else:
            self._toggle(node)

    def action_fold(self) -> None:
        node = self.item
        if node is None:
            return
        if self.is_open(node) and not self._narrowed:
            self._toggle(node)
        elif node.parent is not None and node.parent.depth >= 0:
            self._to(node.parent.path)

    def action_unfold_all(self) -> None:
        if self._root is not None:
            self._open = {node.path for node in branches(self._root)}
            self._reflow(self.item.path if self.item is not None else "")

    def action_fold_all(self) -> None:
        if self._root is not None and not self._narrowed:
            node = self.item
            while node is not None and node.depth > 0:
                node = node.parent
            self._open = set()
            self._reflow(node.path if node is not None else "")

    def _toggle(self, node: Node) -> None:
        if self._narrowed:
            return
        self._open ^= {node.path}
        self._reflow(node.path)

    def _open_down_to(self, path: str) -> None:
        """Open the folders above a file."""
        if self._root is None:
            return
        for node in shown(self._root, None):
            if node.path == path:
                while node.parent is not None:
                    node = node.parent
                    self._open.add(node.path)
                return

    def _reflow(self, under: str) -> None:
        """The rows anew, with the cursor on that path, or where it was."""
        if self._root is None:
            return
        open_paths: Collection[str] | None = None if self._narrowed else self._open
        nodes = shown(self._root, open_paths)
        self.show(nodes, _index(nodes, under, self.cursor))

    def _to(self, path: str) -> None:
        self.cursor = _index(self.items, path, self.cursor)

    def _node_at(self, y: int) -> Node | None:
        index = y + self.scroll_offset.y
        return self.items[index] if 0 <= index < len(self.items) else None

    # Drawing

    def on_resize(self, _: Resize) -> None:
        self.post_message(self.Reshaped())

    def state_width(self, width: int) -> int:
        """Cells for the state of a file, of so many for the row."""
        return self._columns.state(width)

    def _draw_node(self, index: int, item: Any, width: int) -> tuple[Content, ...]:
        node: Node = item
        indent = " " * _arrow(node)
        arrow = "  " if not node.children else "▾ " if self.is_open(node) else "▸ "
        if node.filed is None:
            return (self._folder(node, width, indent + arrow),)
        return (self._file(node.filed, node.label, width, (indent, arrow)),)

    def _folder(self, node: Node, width: int, lead: str) -> Content:
        said = [Content.styled(words, style) for words, style in states.tally(node.tally)]
        pages = Content(f"{node.tally.pages:,}" if node.tally.pages else "–")
        return show.columns(
            width,
            (show.words((lead, "$soft"), show.one_line(f"{node.label}/", "bold")), 0),
            (Content(" · ").join(said), self.state_width(width)),
            (Content.styled(pages.plain, "$soft"), -PAGES),
        )

    def _file(self, filed: Filed, label: str, width: int, lead: tuple[str, str]) -> Content:
        indent, arrow = lead
        sign = states.state(filed)
        chosen = filed.document.id in self._chosen
        if chosen:
            indent = indent[:-2]
        marks: list[Content | tuple[str, str] | str] = [(f"{states.CHOSEN} ", "bold $primary")] if chosen else []
        room = max(8, width - self.state_width(width) - PAGES - 2 - len(indent) - len(arrow) - 2 * chosen)
        beside = _beside(filed).truncate(room // 2, ellipsis=True)
        fitted = wording.middle(show.safe(label).replace("\n", " "), room - beside.cell_length)
        name = show.one_line(fitted, "$soft strike" if filed.marking.excluded else "")
        pages = f"{filed.document.page_count:,}" if filed.document.page_count else "–"
        return show.columns(
            width,
            (show.words(indent, *marks, (arrow, "$soft"), name, beside), 0),
            (show.words((f"{sign.shape} ", sign.style), show.one_line(sign.words)), self.state_width(width)),
            (Content(pages), -PAGES),
        )


def _beside(filed: Filed) -> Content:
    """What stands beside a file's name: its labels, and the name under which the same document is in the matter."""
    also = show.one_line(f"  = {filed.same_as}" if filed.same_as else "", "$soft")
    labels = "".join(f" #{each}" for each in filed.marking.labels)
    return show.words(show.one_line(labels, "$secondary"), also)


def _arrow(node: Node) -> int:
    """The cell in which a row's arrow stands; two before it are for the mark of the chosen."""
    return 2 + INDENT * min(node.depth, DEEPEST)


def _index(nodes: Sequence[Node], path: str, otherwise: int) -> int:
    for index, node in enumerate(nodes):
        if node.path == path:
            return index
    return otherwise
