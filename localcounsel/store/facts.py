"""Small facts of a matter: what the index of meaning has and must let go, and single values by name.

Every function works inside the caller's transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

WORDS_VERSION = "words version"
WORDS_TO_REWRITE = "words to rewrite"
"""Set while the index of words still holds tokens of what was taken out."""


def get(connection: sqlite3.Connection, key: str) -> str | None:
    """The value, None when it was never set."""
    found = connection.execute("SELECT value FROM fact WHERE key = ?", (key,)).fetchone()
    return None if found is None else str(found[0])


def put(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Set a value."""
    connection.execute(
        "INSERT INTO fact (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, value),
    )


def mark_indexed(connection: sqlite3.Connection, ids: Iterable[int]) -> None:
    """These passages' vectors are on disk."""
    connection.executemany("UPDATE passage SET indexed = 1 WHERE id = ? AND indexed = 0", ((id,) for id in ids))


def mark_unindexed_except(connection: sqlite3.Connection, ids: frozenset[int]) -> int:
    """No passages' vectors but these are on disk; how many lost their mark."""
    lost = [(id,) for (id,) in connection.execute("SELECT id FROM passage WHERE indexed = 1") if id not in ids]
    connection.executemany("UPDATE passage SET indexed = 0 WHERE id = ?", lost)
    return len(lost)


def index_counts(connection: sqlite3.Connection) -> tuple[int, int]:
    """Passages in the index of meaning, and passages."""
    (every,) = connection.execute("SELECT count(*) FROM passage").fetchone()
    (waiting,) = connection.execute("SELECT count(*) FROM passage WHERE indexed = 0").fetchone()
    return every - waiting, every


def queue(connection: sqlite3.Connection, ids: Iterable[int]) -> None:
    """The index of meaning is to let these go, when it is next open."""
    connection.executemany("INSERT OR IGNORE INTO taken_out (id) VALUES (?)", ((id,) for id in ids))


def taken_out(connection: sqlite3.Connection) -> list[int]:
    """The passages that are queued to be let go."""
    return [id for (id,) in connection.execute("SELECT id FROM taken_out ORDER BY id")]


def forget_taken_out(connection: sqlite3.Connection, ids: Iterable[int]) -> None:
    """These are no longer queued."""
    connection.executemany("DELETE FROM taken_out WHERE id = ?", ((id,) for id in ids))
