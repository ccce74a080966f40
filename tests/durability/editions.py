"""Stores of earlier schemas, made from today's by taking back what later steps added."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path


def down_to_first(path: Path) -> None:
    """As the first schema left it: without markings and conversations."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        for table in ("marking", "conversation"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("PRAGMA user_version = 1")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
