"""The tables of a matter, as numbered steps. A step that has been released is never changed: add another.

Page text is stored once. Passages are offsets into it, and the index of words keeps no text of its own
(`content=''`): what is to be taken out of it is given to it again, word for word, from the pages.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

from localcounsel.errors import MatterDamaged, NewerMatter

APPLICATION_ID = 0x4C43736C
"""In the file's header, so that another program's database is not taken for ours."""


def _first(connection: sqlite3.Connection) -> None:
    for statement in _FIRST:
        connection.execute(statement)


# `path` and names may hold what the file system holds and Unicode does not; ANY lets such a name be bytes.
# Long columns stand last, so that the short ones are read without them.
_FIRST = (
    """CREATE TABLE document (
        row INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        media TEXT NOT NULL,
        failed INTEGER NOT NULL,
        reason TEXT NOT NULL,
        page_count INTEGER NOT NULL,
        caption TEXT NOT NULL,
        summary TEXT NOT NULL,
        metadata TEXT NOT NULL,
        outline TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE copy (
        row INTEGER PRIMARY KEY,
        name ANY NOT NULL UNIQUE,
        document INTEGER NOT NULL REFERENCES document (row),
        path ANY NOT NULL,
        size INTEGER NOT NULL,
        modified_ns INTEGER NOT NULL,
        root ANY NOT NULL,
        parent ANY NOT NULL
    ) STRICT""",
    "CREATE INDEX copy_document ON copy (document)",
    """CREATE TABLE page (
        row INTEGER PRIMARY KEY,
        document INTEGER NOT NULL REFERENCES document (row),
        number INTEGER NOT NULL,
        label TEXT NOT NULL,
        state TEXT NOT NULL,
        reason TEXT NOT NULL,
        flags TEXT NOT NULL,
        text TEXT NOT NULL,
        UNIQUE (document, number)
    ) STRICT""",
    "CREATE INDEX page_unread ON page (document) WHERE state = 'unread'",
    """CREATE TABLE passage (
        row INTEGER PRIMARY KEY,
        id INTEGER NOT NULL UNIQUE,
        document INTEGER NOT NULL REFERENCES document (row),
        page INTEGER NOT NULL,
        start_at INTEGER NOT NULL,
        end_at INTEGER NOT NULL,
        indexed INTEGER NOT NULL,
        clause TEXT NOT NULL,
        bates TEXT NOT NULL,
        lines TEXT NOT NULL,
        heading TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX passage_document ON passage (document)",
    "CREATE INDEX passage_not_indexed ON passage (document) WHERE indexed = 0",
    """CREATE VIRTUAL TABLE words USING fts5 (
        caption, heading, body, cjk, content = '', tokenize = 'porter unicode61 remove_diacritics 2'
    )""",
    "CREATE TABLE taken_out (id INTEGER PRIMARY KEY) STRICT",
    """CREATE TABLE answer (
        row INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        conversation TEXT NOT NULL,
        asked TEXT NOT NULL,
        question TEXT NOT NULL,
        standing TEXT NOT NULL,
        record TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX answer_conversation ON answer (conversation)",
    "CREATE TABLE fact (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
)


def _second(connection: sqlite3.Connection) -> None:
    for statement in _SECOND:
        connection.execute(statement)


# What people say about documents and conversations, kept by id, so that reading a file again takes nothing away.
_SECOND = (
    """CREATE TABLE marking (
        document TEXT PRIMARY KEY,
        labels TEXT NOT NULL,
        excluded INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE conversation (
        id TEXT PRIMARY KEY,
        title TEXT NOT NULL,
        pinned INTEGER NOT NULL
    ) STRICT""",
)

MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (_first, _second)
"""Step n takes a store from version n to n + 1."""


def migrate(connection: sqlite3.Connection, name: str) -> None:
    """Bring a store to this version, in one transaction. Raises NewerMatter, or MatterDamaged for a foreign file."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        reached = version(connection, name)
        for step in MIGRATIONS[reached:]:
            step(connection)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()  # which does nothing where a full disk has undone it already
        raise


def version(connection: sqlite3.Connection, name: str) -> int:
    """How many steps a store has taken. Raises NewerMatter, or MatterDamaged for another program's file."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (objects,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if objects and application != APPLICATION_ID:
        raise MatterDamaged(f"{name} is not a store of LocalCounsel.")
    if version > len(MIGRATIONS):
        raise NewerMatter(f"{name} has version {version}; this LocalCounsel knows {len(MIGRATIONS)}.")
    return int(version)


def check_shape(connection: sqlite3.Connection, name: str) -> None:
    """Raises MatterDamaged when there is a table, trigger or view that its version did not make, or one was changed.

    SQL that stands in a database runs when the database is used, so a tampered one is not used at all.
    """
    if _made(version(connection, name)) != _shape(connection):
        raise MatterDamaged(f"{name} does not have the tables that LocalCounsel makes.")


def foreign(connection: sqlite3.Connection) -> bool:
    """Whether there is a table, index, trigger or view that no version of ours makes."""
    return not _shape(connection) <= _made(len(MIGRATIONS))


def _made(version: int) -> set[tuple[str, str, str | None]]:
    """What there is in a new store of that version."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        for step in MIGRATIONS[:version]:
            step(fresh)
        return _shape(fresh)


def _shape(connection: sqlite3.Connection) -> set[tuple[str, str, str | None]]:
    """What there is. The tables behind the index of words are SQLite's own, written differently by its versions."""
    return set(
        connection.execute(
            "SELECT type, name, CASE WHEN name LIKE 'words\\_%' ESCAPE '\\' THEN '' ELSE sql END FROM sqlite_schema"
        )
    )
