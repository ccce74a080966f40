"""The names of a matter's texts: every copy, which text it is, and what a person may call it.

Every function works inside the caller's transaction.
"""

from __future__ import annotations

import difflib
import sqlite3
import unicodedata
from collections.abc import Sequence
from pathlib import PurePosixPath

from localcounsel.errors import NoSuchDocument
from localcounsel.records import Copy
from localcounsel.store import markings, texts

_COPY = "SELECT name, path, size, modified_ns, root, parent FROM copy"


def put(connection: sqlite3.Connection, document: int, copy: Copy) -> None:
    """Give a text this name. The text that had it before loses it, and goes if it was its last.

    What people said of the document by that name is said of the new text too, unless that is known otherwise.
    """
    before = _document_of(connection, copy.name)
    if before is not None and before != document:
        markings.hand_on(connection, before, document)
    connection.execute(
        """INSERT INTO copy (document, name, path, size, modified_ns, root, parent) VALUES (?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (name) DO UPDATE SET document = excluded.document, path = excluded.path, size = excluded.size,
           modified_ns = excluded.modified_ns, root = excluded.root, parent = excluded.parent""",
        (document, *_values(copy)),
    )
    if before is not None and before != document:
        _drop_nameless(connection, before)


def move(connection: sqlite3.Connection, old_name: str, copy: Copy) -> None:
    """Put `copy` in the place of the copy called `old_name`, of the same text. Raises NoSuchDocument."""
    document = _document_of(connection, old_name)
    if document is None:
        raise NoSuchDocument(f"There is no document called “{old_name}” in this matter.")
    if copy.name != old_name and _document_of(connection, copy.name) is not None:
        remove(connection, copy.name)
    connection.execute(
        "UPDATE copy SET name = ?, path = ?, size = ?, modified_ns = ?, root = ?, parent = ? WHERE name = ?",
        (*_values(copy), _to_disk(old_name)),
    )
    connection.execute("UPDATE copy SET parent = ? WHERE parent = ?", (_to_disk(copy.name), _to_disk(old_name)))


def remove(connection: sqlite3.Connection, name: str) -> bool:
    """Take a name away; True when its text had no other and went too. Raises NoSuchDocument."""
    document = _document_of(connection, name)
    if document is None:
        raise NoSuchDocument(f"There is no document called “{name}” in this matter.")
    connection.execute("DELETE FROM copy WHERE name = ?", (_to_disk(name),))
    return _drop_nameless(connection, document)


def of(connection: sqlite3.Connection, document: int) -> tuple[Copy, ...]:
    """A text's copies, the first first."""
    return tuple(_copy(row) for row in connection.execute(f"{_COPY} WHERE document = ? ORDER BY row", (document,)))


def by_document(connection: sqlite3.Connection) -> dict[int, tuple[Copy, ...]]:
    """Every text's copies, by the text's row."""
    found: dict[int, list[Copy]] = {}
    query = "SELECT document, name, path, size, modified_ns, root, parent FROM copy ORDER BY row"
    for document, *row in connection.execute(query):
        found.setdefault(document, []).append(_copy(row))
    return {document: tuple(each) for document, each in found.items()}


def everything(connection: sqlite3.Connection) -> list[tuple[Copy, str]]:
    """Every copy with the id of its text, in the order they came."""
    query = """SELECT document.id, name, path, size, modified_ns, root, parent FROM copy
               JOIN document ON document.row = copy.document ORDER BY copy.row"""
    return [(_copy(row), id) for id, *row in connection.execute(query)]


def resolve(names: Sequence[tuple[str, str]], wanted: str) -> str:
    """The id of the document a person means by `wanted`, of (name, id) pairs.

    Tried in turn, each of them only if it leaves one document: the name itself, the name without regard to
    case, the end of its path, its last part without the extension. Raises NoSuchDocument, which suggests.
    """
    key = _key(wanted)
    for matches in (
        [(name, id) for name, id in names if name == wanted],
        [(name, id) for name, id in names if _key(name) == key],
        [(name, id) for name, id in names if _key(name).endswith(f"/{key}")],
        [(name, id) for name, id in names if _key(PurePosixPath(name).stem) == key],
    ):
        if len({id for _, id in matches}) == 1:
            return matches[0][1]
        if matches:
            several = ", ".join(f"“{name}”" for name, _ in matches[:5])
            raise NoSuchDocument(f"“{wanted}” may mean {several}.", "Give the name with its folder.")
    known = {_key(name): name for name, _ in names}
    close = [known[each] for each in difflib.get_close_matches(key, known, n=3, cutoff=0.5)]
    advice = f"Did you mean {' or '.join(f'“{name}”' for name in close)}?" if close else None
    raise NoSuchDocument(f"There is no document called “{wanted}” in this matter.", advice)


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().replace("\\", "/")


def _document_of(connection: sqlite3.Connection, name: str) -> int | None:
    found = connection.execute("SELECT document FROM copy WHERE name = ?", (_to_disk(name),)).fetchone()
    return None if found is None else int(found[0])


def _drop_nameless(connection: sqlite3.Connection, document: int) -> bool:
    if connection.execute("SELECT 1 FROM copy WHERE document = ? LIMIT 1", (document,)).fetchone():
        return False
    markings.drop(connection, document)
    texts.drop(connection, document)
    return True


def _values(copy: Copy) -> tuple[str | bytes | int, ...]:
    name, path, root, parent = map(_to_disk, (copy.name, copy.path, copy.root, copy.parent))
    return name, path, copy.size, copy.modified_ns, root, parent


def _copy(row: Sequence[object]) -> Copy:
    name, path, size, modified_ns, root, parent = row
    return Copy(
        _from_disk(name), _from_disk(path), int(str(size)), int(str(modified_ns)), _from_disk(root), _from_disk(parent)
    )


def _to_disk(name: str) -> str | bytes:
    """A file's name may hold bytes that are no Unicode, which Python keeps as lone surrogates and SQLite refuses."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return name.encode("utf-8", "surrogatepass")
    return name


def _from_disk(value: object) -> str:
    return value.decode("utf-8", "surrogatepass") if isinstance(value, bytes) else str(value)
