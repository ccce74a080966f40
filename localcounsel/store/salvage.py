"""Save what can be read of a damaged store into a new one. The damaged file is kept beside it.

Rows are copied one by one; the index of words is made anew by whoever opens the new store.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from localcounsel.errors import BadCall, MatterDamaged
from localcounsel.records import Answer, Flag, Outline, PageState, Standing
from localcounsel.store import codec, facts, first_page, markings, schema
from localcounsel.store.database import connected, told_in_words
from localcounsel.store.files import begin_private, disk, sync_folder

_RECORDS: dict[str, Any] = {
    "outline": Outline,
    "summary": Outline,
    "metadata": tuple[tuple[str, str], ...],
    "flags": tuple[Flag, ...],
    "record": Answer,
    "labels": tuple[str, ...],
}
"""Columns that hold records."""
_NAMES: dict[tuple[str, str], type[StrEnum]] = {("page", "state"): PageState, ("answer", "standing"): Standing}
"""Columns that hold one of a few names."""
_BEYOND = 10_000
"""Rows that are tried behind the last one read, where the number of the last is lost."""
_TABLES = ("document", "copy", "page", "passage", "taken_out", "answer", "fact", "marking", "conversation")
"""Parents before those that refer to them. The index of words is not among them."""
_UNREADABLE = (sqlite3.DatabaseError, ValueError)
"""How a row says that it cannot be read: ValueError for a text that is not UTF-8 any more."""
_LOST = "Restore the latest backup with `localcounsel restore FILE`; the damaged store is left as it is."


def salvage(path: Path, key: bytes | None = None) -> tuple[dict[str, tuple[int, int]], Path]:
    """Put a new store in the place of the damaged one at `path`, whose desk must be closed.

    With a sealed store's key the new one is sealed with the same, and nothing of either is written in the clear.

    Returns for each table the rows saved and how many at least are lost, and where the damaged file is now.
    Raises MatterDamaged when nothing can be read, or when its tables are not ours; then nothing is changed.
    """
    fresh, copy = path.with_name(f"{path.name}.new"), path.with_name(f"{path.name}.front")
    try:
        with told_in_words(path), closing(Damaged(_readable(path, copy, key), key)) as old:
            tables = _present(old)
            if "document" not in tables:
                raise MatterDamaged(f"{path} is empty.", _LOST)
            with disk(fresh):
                fresh.unlink(missing_ok=True)
                begin_private(fresh)
            with told_in_words(fresh), closing(_made(fresh, key)) as new:
                counts = {table: _copied(old, new, table) for table in tables}
                _tidy(new, counts)
    except BaseException:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise
    finally:
        for left in ("", "-wal", "-shm"):
            with suppress(OSError):
                copy.with_name(copy.name + left).unlink(missing_ok=True)
    kept = path.with_name(f"{path.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    with disk(path):
        for ending in ("-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        path.rename(kept)
        fresh.rename(path)
        sync_folder(path.parent)
    return counts, kept


class Damaged:
    """A damaged store, read as far as it goes.

    A page that cannot be decrypted leaves its whole connection unusable, so that each trouble costs a new one.
    """

    def __init__(self, path: Path, key: bytes | None) -> None:
        self._path = path
        self._key = key
        self._connection: sqlite3.Connection | None = None

    @property
    def connection(self) -> sqlite3.Connection:
        """One that has met no trouble yet."""
        if self._connection is None:
            self._connection = connected(f"{self._path.as_uri()}?mode=ro", self._key, uri=True)
            self._connection.execute("PRAGMA trusted_schema = OFF")
            self._connection.execute("PRAGMA cell_size_check = ON")
        return self._connection

    def rows(self, statement: str, *given: object) -> Iterator[tuple[Any, ...]]:
        """What it answers. Raises sqlite3.DatabaseError where a page of it cannot be read."""
        try:
            yield from self.connection.execute(statement, given)
        except (sqlite3.DatabaseError, ValueError):
            self.close()
            raise

    def close(self) -> None:
        """Harmless twice."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def _readable(path: Path, copy: Path, key: bytes | None) -> Path:
    """The store itself, or a copy with a new first page where the list of its tables cannot be read.

    Raises MatterDamaged when that is of no use, or the tables are not ours.
    """
    with closing(Damaged(path, key)) as old:
        try:
            schema.check_shape(old.connection, str(path))
            return path
        except (sqlite3.DatabaseError, MatterDamaged) as error:
            told = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if isinstance(error, sqlite3.Error) and told not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                raise
            trouble = error
    if key is None and not _tampered(path) and first_page.renewed(path, copy):
        return copy
    if isinstance(trouble, MatterDamaged):
        raise trouble
    raise MatterDamaged(f"Nothing can be read of {path}: its first page is damaged ({trouble}).", _LOST) from trouble


def _tampered(path: Path) -> bool:
    """Whether there are readable tables, triggers or views in it that we never made: then somebody was at work."""
    with closing(Damaged(path, None)) as old:
        try:
            return schema.foreign(old.connection)
        except sqlite3.DatabaseError:
            return False


def _made(path: Path, key: bytes | None) -> sqlite3.Connection:
    connection = connected(path, key, isolation_level=None)
    try:
        connection.execute("PRAGMA temp_store = MEMORY")
        schema.migrate(connection, str(path))
        connection.execute("BEGIN")
    except BaseException:
        connection.close()
        raise
    return connection


def _present(old: Damaged) -> list[str]:
    there = {name for (name,) in old.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    return [table for table in _TABLES if table in there]


def _copied(old: Damaged, new: sqlite3.Connection, table: str) -> tuple[int, int]:
    """Copy the rows that can be read, from the front and then, past the damage, by number."""
    columns = [name for _, name, *_ in old.rows(f"PRAGMA table_info({table})")]
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    insert = f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})"
    saved = reached = lost = 0
    try:
        for number, *row in old.rows(f"SELECT rowid, {names} FROM {table} NOT INDEXED ORDER BY rowid"):
            reached = number
            if _sound(table, columns, row):
                saved += new.execute(insert, row).rowcount
            else:
                lost += 1
        return saved, lost
    except _UNREADABLE:
        last = _last_row(old, table)
    refused = 0
    for number in range(reached + 1, max(last, reached + _BEYOND) + 1):
        try:
            found = list(old.rows(f"SELECT {names} FROM {table} NOT INDEXED WHERE rowid = ?", number))
        except _UNREADABLE:
            refused += 1
            continue
        if number <= last or found:
            lost, refused = lost + refused, 0
        if found and _sound(table, columns, found[0]):
            saved += new.execute(insert, found[0]).rowcount
        else:
            lost += bool(found)
    return saved, lost + (refused if last else min(refused, 1))  # how many there were behind the last is not known


def _sound(table: str, columns: Sequence[str], row: Sequence[object]) -> bool:
    """Whether what is stored as a record can be read as one: damage within a long text is not seen by SQLite."""
    try:
        for name, value in zip(columns, row, strict=True):
            if name in _RECORDS:
                read = codec.loads(_RECORDS[name], str(value))
                if name == "labels":
                    markings.labelled(read)
            if (table, name) in _NAMES:
                _NAMES[table, name](str(value))
    except (ValueError, BadCall):
        return False
    return True


def _last_row(old: Damaged, table: str) -> int:
    try:
        ((last,),) = old.rows(f"SELECT max(rowid) FROM {table}")
    except _UNREADABLE:
        return 0
    return int(last or 0)


def _tidy(new: sqlite3.Connection, counts: dict[str, tuple[int, int]]) -> None:
    """Take out what refers to documents that were lost, have the words made anew, and put all on disk."""
    if not counts.get("document", (0, 0))[0] and any(lost for _, lost in counts.values()):
        raise MatterDamaged("No document can be read in the store any more.", _LOST)
    for table in ("copy", "page", "passage"):
        new.execute(f"DELETE FROM {table} WHERE document NOT IN (SELECT row FROM document)")
    new.execute(
        "DELETE FROM passage WHERE NOT EXISTS (SELECT 1 FROM page WHERE page.document = passage.document "
        "AND page.number = passage.page)"
    )
    facts.put(new, facts.WORDS_VERSION, "")
    new.execute("COMMIT")
