"""A matter's SQLite file: connections for several threads, one writer at a time, and one door for its troubles.

Nothing else opens the file. Whatever SQLite reports leaves here as an error a person can read.
"""

from __future__ import annotations

import re
import sqlite3
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from localcounsel.errors import Cancelled, CounselError, MatterDamaged, MatterInUse, StorageError
from localcounsel.store import schema
from localcounsel.store.files import begin_private, disk, private_opener

BUSY_SECONDS = 10.0
"""How long a statement waits for a lock. Only a program that is not ours can make it wait."""

_PRAGMAS = (
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "foreign_keys = ON",
    "secure_delete = ON",
    "mmap_size = 0",
    "temp_store = MEMORY",
    "synchronous = FULL",
    "cache_size = -16384",
)

_DISK_WORDS = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk reported an error",
    sqlite3.SQLITE_READONLY: "it cannot be written",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened",
    sqlite3.SQLITE_PERM: "it may not be used by this account",
    sqlite3.SQLITE_NOLFS: "the disk does not take files of that size",
    sqlite3.SQLITE_TOOBIG: "a text is too long to be stored",
}

_SAID = {
    "database or disk is full": sqlite3.SQLITE_FULL,
    "disk I/O error": sqlite3.SQLITE_IOERR,
    "attempt to write a readonly database": sqlite3.SQLITE_READONLY,
    "unable to open database file": sqlite3.SQLITE_CANTOPEN,
    "database disk image is malformed": sqlite3.SQLITE_CORRUPT,
}
"""What a function within SQL, as the one that seals a store, says of its trouble without a code."""

_REPAIR = "`localcounsel repair MATTER` saves what can be read; a backup has all. The original files are untouched."
_NOT_TEXT = "Could not decode to UTF-8"
"""How `sqlite3` begins what it says of a text that was damaged within: SQLite itself does not look at it."""
_PAGE_REFUSED = re.compile(r"unable to get the page\. error code=(\d+)")
"""How a check says that it was the disk that did not give a page, with SQLite's code of why."""


@contextmanager
def told_in_words(path: Path) -> Iterator[None]:
    """Turns what SQLite reports of `path` into the errors people see. A mistake of ours stays what it is."""
    try:
        yield
    except sqlite3.Error as error:
        translated = _translated(error, path)
        if translated is None:
            raise
        raise translated from error
    except UnicodeDecodeError as error:  # SQLite quotes a damaged name in what it says
        raise MatterDamaged(f"{path} is damaged: a name in it is no text.", _REPAIR) from error


def _translated(error: sqlite3.Error, path: Path) -> CounselError | None:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if str(error).startswith(_NOT_TEXT):
        return MatterDamaged(f"{path} is damaged: a text in it is none.", _REPAIR)
    if code in (0, sqlite3.SQLITE_ERROR):
        code = _SAID.get(str(error), code)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return MatterDamaged(f"{path} is damaged: {error}.", _REPAIR)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return MatterInUse(f"{path} is held by another program.")
    if code == sqlite3.SQLITE_INTERRUPT:
        return Cancelled(f"{path}: the work was stopped.")
    if code in _DISK_WORDS:
        return StorageError(f"{path}: {_DISK_WORDS[code]}.")
    return None


class Database:
    """The open file. Connections are lent for one piece of work each and go back to a shelf."""

    def __init__(self, path: Path, check_seconds: float, key: bytes | None = None) -> None:
        """Open or make it, check it for at most `check_seconds`, and bring it to this version.

        `key` is a sealed matter's for `seal.STORE`. Raises MatterDamaged, NewerMatter or StorageError.
        """
        self.path = path
        self._key = key
        self._writing = threading.Lock()
        self._changed = threading.Condition()
        self._idle: list[sqlite3.Connection] = []
        self._lent = 0
        self._closed = False
        with disk(path), open(path, "ab", opener=private_opener):
            pass  # SQLite would make it readable for others
        with told_in_words(path):
            connection = self._connect()
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                _quick_check(connection, path, check_seconds)
                schema.migrate(connection, str(path))
                schema.check_shape(connection, str(path))
            except BaseException:
                connection.close()
                raise
            self._idle.append(connection)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one state of the store from beginning to end."""
        with told_in_words(self.path), self._borrowed() as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.rollback()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection in a transaction: all of it is on disk when the block ends, or none of it."""
        with told_in_words(self.path), self._writing, self._borrowed() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                connection.rollback()
                raise

    def shrink_log(self) -> None:
        """Bring everything from the write-ahead log into the file and empty the log: deleted text was in it."""
        with told_in_words(self.path), self._writing, self._borrowed() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def rewrite(self) -> None:
        """Write the file anew without its free pages. Raises StorageError when there is no room for a second one."""
        with told_in_words(self.path), self._writing, self._borrowed() as connection:
            connection.execute("VACUUM")

    def check(self) -> None:
        """Look at every page of the file and at the index of words. Raises MatterDamaged."""
        with told_in_words(self.path), self._writing, self._borrowed() as connection:
            _quick_check(connection, self.path, float("inf"))
            connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return self._closed

    def close(self) -> None:
        """Wait for what is under way, then close every connection. Harmless twice."""
        with self._changed:
            self._closed = True
            self._changed.wait_for(lambda: self._lent == 0)
            while self._idle:
                self._idle.pop().close()

    @contextmanager
    def _borrowed(self) -> Iterator[sqlite3.Connection]:
        with self._changed:
            if self._closed:
                raise StorageError(f"{self.path} has been closed.", "Open the matter again.")
            self._lent += 1
            connection = self._idle.pop() if self._idle else None
        whole = False
        try:
            connection = connection or self._connect()
            yield connection
            whole = True
        except BaseException as error:
            traceback.clear_frames(error.__traceback__)  # a cursor in one of them would hold the store until its end
            raise
        finally:
            if connection is not None and not whole:
                connection.close()
            with self._changed:
                self._lent -= 1
                if connection is not None and whole:
                    self._idle.append(connection)
                self._changed.notify_all()

    def _connect(self) -> sqlite3.Connection:
        # One thread at a time uses a connection, but not always the same one.
        connection = connected(
            self.path,
            self._key,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        try:
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()
            raise
        return connection


def connected(target: Path | str, key: bytes | None, **options: Any) -> sqlite3.Connection:
    """A connection to a plain store, or with its key for `seal.STORE` to a sealed one; `options` are sqlite3's."""
    if key is None:
        plain: sqlite3.Connection = sqlite3.connect(target, **options)
        return plain
    from localcounsel.store import sealed_sqlite

    return sealed_sqlite.connect(target, key, **options)


def snapshot(path: Path, target: Path, key: bytes | None = None) -> int:
    """Copy a store as it is at one moment to a new file at `target`, also while others write; its version.

    With a sealed store's key, the copy is sealed with the same.

    Raises MatterDamaged for a store that is damaged or has other tables than ours, NewerMatter, StorageError.
    """
    with told_in_words(path), closing(connected(f"{path.as_uri()}?mode=ro", key, uri=True)) as source:
        source.execute("PRAGMA trusted_schema = OFF")
        schema.check_shape(source, str(path))
        begin_private(target)
        with closing(connected(target, key, isolation_level=None)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE").fetchall()
            return schema.version(copy, str(target))


def inspect(path: Path, key: bytes | None = None) -> dict[str, int]:
    """Look at a whole store that came from elsewhere, before anything uses it; how many rows its tables hold.

    Nothing in it is run: its tables must be ours, and it is opened for reading. Raises MatterDamaged, NewerMatter.
    """
    counted = ("document", "copy", "page", "passage", "answer")
    with told_in_words(path), closing(connected(f"{path.as_uri()}?mode=ro&immutable=1", key, uri=True)) as connection:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        schema.check_shape(connection, str(path))
        _quick_check(connection, path, float("inf"))
        return {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in counted}


def _quick_check(connection: sqlite3.Connection, path: Path, seconds: float) -> None:
    """Look for damage as far as the time goes. Raises MatterDamaged."""
    deadline = time.monotonic() + seconds
    connection.set_progress_handler(lambda: time.monotonic() > deadline, 20_000)
    try:
        with closing(connection.execute("PRAGMA quick_check(1)")) as cursor:
            (found,) = cursor.fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise
        return  # out of time; nothing was found until then
    finally:
        connection.set_progress_handler(None, 0)
    if found != "ok":
        refused = _PAGE_REFUSED.search(found)
        if refused and int(refused[1]) & 0xFF in _DISK_WORDS:
            raise StorageError(f"{path}: {_DISK_WORDS[int(refused[1]) & 0xFF]}.")
        raise MatterDamaged(f"{path} is damaged: {found}.", _REPAIR)
