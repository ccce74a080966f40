"""An encrypted SQLite file that behaves like any other: SQLCipher, and its errors as those of `sqlite3`.

Every page is AES-256 with an HMAC of its own, the write-ahead log too; there are no temporary files. The key is given
whole, so that nothing is derived from it here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

T = TypeVar("T")

if TYPE_CHECKING:
    _Cursor = sqlite3.Cursor
    _Connection = sqlite3.Connection
else:
    from sqlcipher3 import dbapi2

    _Cursor = dbapi2.Cursor
    _Connection = dbapi2.Connection


def connect(target: Path | str, key: bytes, **options: Any) -> sqlite3.Connection:
    """A connection to the file, or an empty one where it is empty. `options` are those of `sqlite3.connect`."""
    from sqlcipher3 import dbapi2

    connection = _told(lambda: dbapi2.connect(str(target), factory=SealedConnection, **options))
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")  # it would write on the screen what comes as an error too
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA temp_store = MEMORY")
    except BaseException:
        connection.close()
        raise
    return cast("sqlite3.Connection", connection)


class SealedCursor(_Cursor):
    """A cursor whose errors are those of `sqlite3`."""

    def execute(self, *given: Any) -> SealedCursor:
        return _told(lambda: super(SealedCursor, self).execute(*given))

    def executemany(self, *given: Any) -> SealedCursor:
        return _told(lambda: super(SealedCursor, self).executemany(*given))

    def fetchone(self) -> Any:
        return _told(super().fetchone)

    def fetchmany(self, *given: Any, **named: Any) -> list[Any]:
        return _told(lambda: super(SealedCursor, self).fetchmany(*given, **named))

    def fetchall(self) -> list[Any]:
        return _told(super().fetchall)

    def __next__(self) -> Any:
        return _told(super().__next__)


class SealedConnection(_Connection):
    """A connection whose errors are those of `sqlite3`."""

    def cursor(self, factory: Any = SealedCursor) -> Any:
        return _told(lambda: super(SealedConnection, self).cursor(factory))

    def execute(self, *given: Any) -> Any:
        return self.cursor().execute(*given)

    def executemany(self, *given: Any) -> Any:
        return self.cursor().executemany(*given)

    def commit(self) -> None:
        _told(super().commit)

    def rollback(self) -> None:
        _told(super().rollback)

    def backup(self, *given: Any, **named: Any) -> None:
        _told(lambda: super(SealedConnection, self).backup(*given, **named))


def _told(work: Callable[[], T]) -> T:
    from sqlcipher3 import dbapi2

    try:
        return work()
    except dbapi2.Error as error:
        ours = getattr(sqlite3, type(error).__name__, sqlite3.DatabaseError)(*error.args)
        for about in ("sqlite_errorcode", "sqlite_errorname"):
            if hasattr(error, about):
                setattr(ours, about, getattr(error, about))
        raise ours from error
