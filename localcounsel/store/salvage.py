"""Save what can be read of a damaged store into a new one. The damaged file is kept beside it.

Rows are copied one by one; the index of words is made anew by whoever opens the new store.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from localcounsel.errors import MatterDamaged
from localcounsel.records import Answer, Flag, Outline
from localcounsel.store import codec, facts, schema
from localcounsel.store.database import told_in_words
from localcounsel.store.files import disk, private_opener, sync_folder

_RECORDS: dict[str, Any] = {
    "outline": Outline,
    "summary": Outline,
    "metadata": tuple[tuple[str, str], ...],
    "flags": tuple[Flag, ...],
    "record": Answer,
}
"""Columns that hold records."""
_BEYOND = 10_000
"""Rows that are tried behind the last one read, where the number of the last is lost."""
_TABLES = ("document", "copy", "page", "passage", "taken_out", "answer", "fact", "marking", "conversation")
"""Parents before those that refer to them. The index of words is not among them."""


def salvage(path: Path) -> tuple[dict[str, tuple[int, int]], Path]:
    """Put a new store in the place of the damaged one at `path`, whose desk must be closed.

    Returns for each table the rows saved and the rows known to be lost, and where the damaged file is now.
    Raises MatterDamaged when nothing can be read, or when its tables are not ours; then nothing is changed.
    """
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    with disk(fresh), open(fresh, "xb", opener=private_opener):
        pass
    try:
        with told_in_words(path), contextlib.closing(_opened(path)) as old, contextlib.closing(_made(fresh)) as new:
            schema.check_shape(old, str(path))
            counts = {table: _copied(old, new, table) for table in _present(old)}
            _tidy(new, counts)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    kept = path.with_name(f"{path.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    with disk(path):
        for ending in ("-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        path.rename(kept)
        fresh.rename(path)
        sync_folder(path.parent)
    return counts, kept


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    return connection


def _made(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    schema.migrate(connection, str(path))
    connection.execute("BEGIN")
    return connection


def _present(old: sqlite3.Connection) -> list[str]:
    there = {name for (name,) in old.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    return [table for table in _TABLES if table in there]


def _copied(old: sqlite3.Connection, new: sqlite3.Connection, table: str) -> tuple[int, int]:
    """Copy the rows that can be read, from the front and then, past the damage, by number."""
    columns = [name for _, name, *_ in old.execute(f"PRAGMA table_info({table})")]
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    insert = f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})"
    saved = reached = lost = 0
    try:
        for number, *row in old.execute(f"SELECT rowid, {names} FROM {table} NOT INDEXED ORDER BY rowid"):
            reached = number
            if _sound(columns, row):
                saved += new.execute(insert, row).rowcount
            else:
                lost += 1
        return saved, lost
    except sqlite3.DatabaseError:
        last = max(_last_row(old, table), reached + _BEYOND)
    for number in range(reached + 1, last + 1):
        try:
            row = old.execute(f"SELECT {names} FROM {table} NOT INDEXED WHERE rowid = ?", (number,)).fetchone()
        except sqlite3.DatabaseError:
            lost += 1
            continue
        if row is not None and _sound(columns, row):
            saved += new.execute(insert, row).rowcount
        else:
            lost += row is not None
    return saved, lost


def _sound(columns: Sequence[str], row: Sequence[object]) -> bool:
    """Whether what is stored as a record can be read as one: damage within a long text is not seen by SQLite."""
    try:
        for name, value in zip(columns, row, strict=True):
            if name in _RECORDS:
                codec.loads(_RECORDS[name], str(value))
    except ValueError:
        return False
    return True


def _last_row(old: sqlite3.Connection, table: str) -> int:
    try:
        found = old.execute(f"SELECT max(rowid) FROM {table}").fetchone()
    except sqlite3.DatabaseError:
        return 0
    return int(found[0] or 0)


def _tidy(new: sqlite3.Connection, counts: dict[str, tuple[int, int]]) -> None:
    """Take out what refers to documents that were lost, have the words made anew, and put all on disk."""
    if not counts.get("document", (0, 0))[0] and any(lost for _, lost in counts.values()):
        raise MatterDamaged("No document can be read in the store any more.")
    for table in ("copy", "page", "passage"):
        new.execute(f"DELETE FROM {table} WHERE document NOT IN (SELECT row FROM document)")
    new.execute(
        "DELETE FROM passage WHERE NOT EXISTS (SELECT 1 FROM page WHERE page.document = passage.document "
        "AND page.number = passage.page)"
    )
    facts.put(new, facts.WORDS_VERSION, "")
    new.execute("COMMIT")
