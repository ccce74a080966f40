"""The folders in which a matter's files stand, as their names tell: a tree that stays quick with 50,000 files."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from localcounsel.core.filing import Filed, OnDisk
from localcounsel.records import DocumentState

_FIGURES = re.compile(r"([0-9]+)")


class Tally:
    """What is in a folder, with everything below it."""

    __slots__ = ("changed", "excluded", "failed", "files", "pages", "unread")

    def __init__(self) -> None:
        self.files = self.pages = self.unread = self.failed = self.changed = self.excluded = 0

    def count(self, filed: Filed) -> None:
        """One more file."""
        failed = filed.document.state is DocumentState.FAILED
        self.files += 1
        self.failed += failed
        self.pages += 0 if failed else filed.document.page_count
        self.unread += 0 if failed else filed.unread
        self.changed += filed.on_disk in (OnDisk.CHANGED, OnDisk.GONE)
        self.excluded += filed.marking.excluded


class Node:
    """A folder, or a file; a mail with attachments is both."""

    __slots__ = ("children", "depth", "filed", "label", "parent", "path", "tally")

    def __init__(self, path: str, label: str, parent: Node | None, filed: Filed | None = None) -> None:
        self.path = path
        """What tells it from all others, for as long as the tree is shown."""
        self.label = label
        """Its own name, or several folders that hold nothing else: `contracts/2024`. Foreign."""
        self.parent = parent
        self.filed = filed
        self.depth = 0
        """Folders above it; -1 for the whole."""
        self.children: list[Node] = []
        self.tally = Tally()

    def files(self) -> Iterator[Filed]:
        """The file itself and all below it."""
        pending = [self]
        while pending:
            node = pending.pop()
            if node.filed is not None:
                yield node.filed
            pending.extend(reversed(node.children))


def grown(files: Iterable[Filed]) -> Node:
    """The tree of these files: folders first, then files, each in the order in which people count (2 before 10)."""
    root = Node("", "", None)
    root.depth = -1
    folders: dict[str, Node] = {"": root}
    mails: dict[str, Node] = {}
    attached: list[Filed] = []
    for each in files:
        if each.copy.parent:
            attached.append(each)
            continue
        folder, _, name = each.name.rpartition("/")
        parent = folders.get(folder) or _folder(folders, folder)
        node = Node(f"f{each.name}", name, parent, each)
        parent.children.append(node)
        mails[each.name] = node
    for each in attached:
        folder = each.name.rpartition("/")[0]
        parent = mails.get(each.copy.parent) or folders.get(folder) or _folder(folders, folder)
        inside = each.name.removeprefix(f"{each.copy.parent}!") if parent.filed else each.name.rpartition("/")[2]
        node = Node(f"f{each.name}", inside, parent, each)
        parent.children.append(node)
        mails[each.name] = node
    _settle(root)
    return root


def _folder(folders: dict[str, Node], path: str) -> Node:
    """The folder of that path, made with those above it."""
    parts = path.split("/")
    at = folders[""]
    for index, part in enumerate(parts):
        whole = "/".join(parts[: index + 1])
        known = folders.get(whole)
        if known is None:
            known = folders[whole] = Node(f"d{whole}", part, at)
            at.children.append(known)
        at = known
    return at


def _settle(root: Node) -> None:
    """Join folders that hold one folder only, put children in order, count upwards, note depths."""
    order = [root]
    for node in order:  # grows as it is walked: every node comes after its parent
        node.children = [_joined(child) for child in node.children]
        node.children.sort(key=_key)
        for child in node.children:
            child.depth = node.depth + 1
        order.extend(node.children)
    for node in reversed(order):
        if node.filed is not None:
            node.tally.count(node.filed)
        if node.parent is not None:
            _add(node.parent.tally, node.tally)


def _joined(node: Node) -> Node:
    while node.filed is None and len(node.children) == 1 and node.children[0].filed is None:
        (only,) = node.children
        only.label, only.parent = f"{node.label}/{only.label}", node.parent
        node = only
    return node


def _add(whole: Tally, part: Tally) -> None:
    for name in Tally.__slots__:
        setattr(whole, name, getattr(whole, name) + getattr(part, name))


def _key(node: Node) -> tuple[bool, list[tuple[int, str]]]:
    label = node.label.casefold()
    parts = _FIGURES.split(label) if not label.isalpha() else [label]
    return node.filed is not None, [(int(p) if p.isascii() and p.isdigit() else -1, p) for p in parts if p]


def shown(root: Node, open_paths: Collection[str] | None) -> list[Node]:
    """The rows of the tree from top to bottom: the children of what is open; of everything for None."""
    rows: list[Node] = []
    pending = list(reversed(root.children))
    while pending:
        node = pending.pop()
        rows.append(node)
        if node.children and (open_paths is None or node.path in open_paths):
            pending.extend(reversed(node.children))
    return rows


def branches(root: Node) -> Iterator[Node]:
    """Everything that can be opened or closed, parents before their children."""
    pending = list(reversed(root.children))
    while pending:
        node = pending.pop()
        if node.children:
            yield node
            pending.extend(reversed(node.children))
