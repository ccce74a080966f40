"""Files of ours: private to the account, written whole or not at all, and troubles of the disk told in words.

Every write outside SQLite goes through here.
"""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from localcounsel.errors import BadCall, StorageError

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
FOR_ALL = 0o644
"""What an administrator puts on a machine: for everybody to read and for nobody else to write."""


@contextmanager
def disk(path: Path) -> Iterator[None]:
    """Turns the operating system's refusal to read or write `path` into a StorageError that names it."""
    try:
        yield
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror or type(error).__name__}.") from error


def private_folder(path: Path) -> None:
    """Make a folder, and the missing ones above it, for this account only. One that exists is left as it is."""
    missing = []
    while not path.exists():
        missing.append(path)
        path = path.parent
    for folder in reversed(missing):
        with suppress(FileExistsError):  # another desk made it first
            folder.mkdir(mode=PRIVATE_FOLDER)


def private_opener(path: str, flags: int) -> int:
    """For `open(…, opener=…)`: whatever is created is for this account only."""
    return os.open(path, flags, PRIVATE_FILE)


def begin_private(path: Path) -> None:
    """Make an empty file that only its owner can read, for SQLite, which would make it readable for others.

    Raises StorageError, also for a file that exists.
    """
    with disk(path), open(path, "xb", opener=private_opener):
        pass


def write_whole(path: Path, content: bytes, mode: int = PRIVATE_FILE) -> None:
    """Replace a file's content so that a kill at any moment leaves the old content or the new one.

    `mode` is for what IT puts on a machine for everybody to read; everything else is private.
    """
    staged = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        with open(staged, "xb", opener=private_opener) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if mode != PRIVATE_FILE:
            staged.chmod(mode)
        staged.replace(path)
    except BaseException:
        staged.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Put a folder's list of names on disk. Windows does this by itself and cannot be asked to."""
    if sys.platform != "win32":
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def write_new(path: Path, content: bytes, *, force: bool = False) -> None:
    """Write a file for outside, whole or not at all; in the place of another only by `force`.

    Raises BadCall for one that exists, StorageError when the disk does not take it.
    """
    with disk(path):
        if force:
            write_whole(path, content)
            return
        try:
            descriptor = private_opener(str(path), os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0))
        except FileExistsError:
            raise BadCall(f"{path} exists already", "Choose another name; --force replaces a file.") from None
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise
