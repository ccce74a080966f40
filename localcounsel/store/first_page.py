"""A store's first page, made anew: it alone says where each table begins, and without it nothing can be read.

The tables themselves need it not. Their pages are found by their form and told apart by what their rows look like; the
new page is written into a copy, which `salvage` then reads like any other damaged store. Deleted text cannot come back
that way, because what is freed is overwritten. Of a sealed store the first page holds a part of its key: it stays lost.

The form of pages and rows: https://www.sqlite.org/fileformat2.html, sections 1.6 and 2.1.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from localcounsel.store import schema
from localcounsel.store.files import begin_private, disk

PAGE = 4096
"""Bytes of a page: SQLite's own choice, which no store of ours changes."""
_LEAF, _INNER = 0x0D, 0x05
_EMPTY = bytes([_LEAF, 0, 0, 0, 0, PAGE >> 8, 0, 0]) + bytes(PAGE - 8)
Row = Sequence[int | str | None]
"""A row as far as its shape goes: None for nothing, an integer as 0, a text as its first letters, else -1."""
_FIRST_LETTERS = 80


@dataclass(frozen=True, slots=True)
class Root:
    """The first page of one table."""

    page: int
    pages: int
    """How many it has, this one among them."""
    row: Row
    """One of its rows; empty where it has none."""


def renewed(path: Path, copy: Path) -> bool:
    """Write a copy of the store at `path` whose first page is new; False, and no copy, where no table of ours is found.

    Raises StorageError.
    """
    with disk(path), path.open("rb") as file:
        roots = _tables(_roots(file.read))
    if "document" not in roots:
        return False
    with disk(copy):
        copy.unlink(missing_ok=True)
        begin_private(copy)
        pages = path.stat().st_size // PAGE
        with path.open("rb") as whole, copy.open("r+b") as file:
            shutil.copyfileobj(whole, file)
            front, more = _front(roots, pages, bool(_log(path)))
            file.truncate(pages * PAGE)
            file.seek(pages * PAGE)
            file.write(_EMPTY * more)
            file.seek(0)
            file.write(front)
        if log := _log(path):
            beside = copy.with_name(copy.name + "-wal")
            begin_private(beside)
            beside.write_bytes(log.read_bytes())
    return True


def _log(path: Path) -> Path | None:
    """What was written and is not in the file yet, if there is such a thing."""
    log = path.with_name(path.name + "-wal")
    return log if log.is_file() and log.stat().st_size else None


def _front(roots: dict[str, int], pages: int, logged: bool) -> tuple[bytes, int]:
    """The new first page, and how many empty pages have to follow the file for tables that were not found."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        schema.migrate(made, "a new store")
        made.execute("PRAGMA writable_schema = ON")
        more = 0
        for name, had in made.execute("SELECT name, rootpage FROM sqlite_schema").fetchall():
            if had:
                more += name not in roots
                place = roots.get(name, pages + more)
                made.execute("UPDATE sqlite_schema SET rootpage = ? WHERE name = ?", (place, name))
        front = bytearray(made.serialize()[:PAGE])
    front[18:20] = b"\x02\x02" if logged else b"\x01\x01"
    front[28:32] = (pages + more).to_bytes(4, "big")
    front[32:40] = bytes(8)  # no free pages that anything could be written to
    front[92:96] = front[24:28]  # the number of pages above is to be believed
    return bytes(front), more


def _roots(read: Callable[[int], bytes]) -> list[Root]:
    """The pages of tables that no other page leads to."""
    children: dict[int, list[int]] = {}
    rows: dict[int, Row] = {}
    number = 0
    while len(page := read(PAGE)) == PAGE:
        number += 1
        if number > 1 and page[0] == _INNER:
            children[number] = list(_children(page))
        elif number > 1 and page[0] == _LEAF and (row := _first_row(page)) is not None:
            rows[number] = row
    known = children.keys() | rows.keys()
    below = {child for each in children.values() for child in each}
    return [Root(page, *_measured(page, children, rows)) for page in sorted(known - below)]


def _measured(root: int, children: dict[int, list[int]], rows: dict[int, Row]) -> tuple[int, Row]:
    """Pages of a tree, and one of its rows."""
    seen, waiting, row = {root}, [root], rows.get(root, ())
    while waiting:
        for child in children.get(waiting.pop(), ()):
            if child not in seen:
                seen.add(child)
                waiting.append(child)
                row = row or rows.get(child, ())
    return len(seen), row


def _children(page: bytes) -> Iterator[int]:
    count = int.from_bytes(page[3:5], "big")
    for place in range(12, min(12 + 2 * count, PAGE), 2):
        cell = int.from_bytes(page[place : place + 2], "big")
        yield int.from_bytes(page[cell : cell + 4], "big")
    yield int.from_bytes(page[8:12], "big")


def _first_row(page: bytes) -> Row | None:
    """The shape of a leaf's first row, empty where it has none; None for what is no sound leaf."""
    count = int.from_bytes(page[3:5], "big")
    cells = [int.from_bytes(page[place : place + 2], "big") for place in range(8, min(8 + 2 * count, PAGE), 2)]
    if len(cells) != count or not all(8 + 2 * count <= cell < PAGE for cell in cells):
        return None
    if not cells:
        return ()
    try:
        _, place = _number(page, cells[0])
        _, place = _number(page, place)
        return _shape(page, place)
    except (IndexError, ValueError):
        return None


def _shape(page: bytes, start: int) -> Row:
    length, place = _number(page, start)
    if not 1 <= length <= 64:
        raise ValueError(length)
    kinds, body = list[int](), start + length
    while place < start + length:
        kind, place = _number(page, place)
        kinds.append(kind)
    row: list[int | str | None] = []
    for kind in kinds:
        size = (kind - 12) // 2 if kind >= 12 else (0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0)[kind]
        if kind >= 13 and kind % 2:
            row.append(page[body : body + min(size, _FIRST_LETTERS)].decode("utf-8", "replace"))
        else:
            row.append(None if kind == 0 else -1 if kind >= 12 or kind == 7 else 0)
        body += size
    return row


def _number(page: bytes, place: int) -> tuple[int, int]:
    """A number of variable length, and where it ends."""
    value = 0
    for step in range(9):
        byte = page[place + step]
        if step == 8:
            return value << 8 | byte, place + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place + step + 1
    raise AssertionError


def _tables(roots: Sequence[Root]) -> dict[str, int]:
    """Which table each tree is, by its rows; of several that may be the same one, the largest."""
    found: dict[str, Root] = {}
    for root in roots:
        name = next((name for name, is_it in _KINDS.items() if root.row and is_it(root.row)), "")
        if name and (name not in found or found[name].pages < root.pages):
            found[name] = root
    return {name: root.page for name, root in found.items()}


def _like(*columns: type | None) -> Callable[[Row], bool]:
    """Whether a row has these columns: None for the number of the row, `object` for anything."""

    def is_it(row: Row) -> bool:
        if len(row) != len(columns):
            return False
        return all(
            value is None if column is None else column is object or isinstance(value, column)
            for value, column in zip(row, columns, strict=True)
        )

    return is_it


def _is_marking(row: Row) -> bool:
    """A document's id is a SHA-256, and its labels are a list."""
    if not _like(str, str, int)(row):
        return False
    id, labels, _ = row
    return len(str(id)) == 64 and str(labels).startswith("[")


def _is_conversation(row: Row) -> bool:
    return _like(str, str, int)(row) and not _is_marking(row)


_KINDS: dict[str, Callable[[Row], bool]] = {
    "document": _like(None, str, str, int, str, int, str, str, str, str),
    "page": _like(None, int, int, str, str, str, str, str),
    "copy": _like(None, object, int, object, int, int, object, object),
    "passage": _like(None, int, int, int, int, int, int, str, str, str, str),
    "taken_out": _like(None),
    "answer": _like(None, str, str, str, str, str, str),
    "fact": _like(str, str),
    "marking": _is_marking,
    "conversation": _is_conversation,
}
