"""From a store in the clear to a sealed one, so that a kill at any moment leaves the one or the other, whole.

    .sealing-store.sqlite, .sealing-key    being made; of no account until both are on the disk
    .plain-store.sqlite                    the old store, moved aside: from here on the matter is sealed

`settle`, which every opening calls, goes on from where a kill left it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from localcounsel.errors import MatterDamaged
from localcounsel.store import database, purge, seal
from localcounsel.store.files import begin_private, disk, sync_folder

STORE = "store.sqlite"
_STAGED_STORE, _STAGED_KEY, _PLAIN = ".sealing-store.sqlite", ".sealing-key", ".plain-store.sqlite"
_BESIDE = ("-wal", "-shm", "-journal")


def encrypt(folder: Path, key: bytes, write_key: Callable[[Path], None]) -> None:
    """Seal the store in `folder` with `key`, its own for `seal.STORE`; `write_key` writes the key file.

    Whoever calls holds the matter's lock. Raises MatterDamaged, StorageError.
    """
    settle(folder)
    with disk(folder):
        for each in folder.glob(f".{_STAGED_KEY}.*"):  # a key file that a kill kept from being whole
            each.unlink()
    store, staged = folder / STORE, folder / _STAGED_STORE
    with database.told_in_words(store):
        _emptied_log(store)
        _export(store, staged, key)
    if database.inspect(staged, key) != database.inspect(store):
        raise MatterDamaged(f"The sealed copy of {store} does not hold what the store holds: nothing was changed.")
    write_key(folder / _STAGED_KEY)
    with disk(folder):
        _synced(staged)
        store.rename(folder / _PLAIN)
        sync_folder(folder)
    settle(folder)


def settle(folder: Path) -> None:
    """Go on with what a kill interrupted; nothing to do is the rule. Raises StorageError."""
    store, plain = folder / STORE, folder / _PLAIN
    staged, key = folder / _STAGED_STORE, folder / _STAGED_KEY
    if not (plain.exists() or staged.exists() or key.exists()):
        return
    with disk(folder):
        if not plain.exists():
            for each in (staged, key):
                each.unlink(missing_ok=True)
            return
        if staged.exists():
            for ending in _BESIDE:  # they belong to the store that was moved aside
                store.with_name(store.name + ending).unlink(missing_ok=True)
            staged.rename(store)
        if key.exists():
            key.rename(folder / seal.NAME)
        sync_folder(folder)
        for path in _in_the_clear(folder):
            purge.destroy_file(path)
        purge.destroy_file(plain)
        sync_folder(folder)


def _in_the_clear(folder: Path) -> list[Path]:
    """What was made from the store and holds its content: vectors, Chroma's files, copies for want of a clipboard."""
    kept = {"lock", "wordings.json"}
    below = [path for path in (folder / "index").rglob("*") if path.is_file() and path.name not in kept]
    return [*below, *(path for path in (folder / "exports").rglob("*") if path.is_file())]


def _emptied_log(store: Path) -> None:
    with closing(sqlite3.connect(store, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _export(store: Path, staged: Path, key: bytes) -> None:
    from localcounsel.store import sealed_sqlite

    with disk(staged):
        staged.unlink(missing_ok=True)
        begin_private(staged)
    with closing(sealed_sqlite.connect(staged, key, isolation_level=None)) as connection:
        connection.execute("ATTACH DATABASE ? AS plain KEY ''", (str(store),))
        connection.execute("SELECT sqlcipher_export('main', 'plain')").fetchall()
        for fact in ("user_version", "application_id"):
            (value,) = connection.execute(f"PRAGMA plain.{fact}").fetchone()
            connection.execute(f"PRAGMA main.{fact} = {int(value)}")
        connection.execute("DETACH DATABASE plain")


def _synced(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())
