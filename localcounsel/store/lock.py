"""One desk per matter: a lock the operating system holds, and lets go of when its holder dies.

The lock file says who holds it, for the person at the second desk; the words in it lock nothing.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from localcounsel.store.files import disk, private_opener

_MOST_CHARACTERS = 300

if sys.platform == "win32":
    import msvcrt

    _BYTE = 1 << 20
    """Windows keeps others from reading what is locked, so the locked byte lies far behind the words."""

    def _take(file: BinaryIO, wait: bool) -> None:
        file.seek(_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)

    def _let_go(file: BinaryIO) -> None:
        file.seek(_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _take(file: BinaryIO, wait: bool) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))

    def _let_go(file: BinaryIO) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_UN)


class Held(Exception):
    """Somebody else has the lock; the message says who, as far as is known."""


class Lock:
    """A lock that is held from the making of this object until `release`."""

    def __init__(self, path: Path, *, wait: bool = False) -> None:
        """Take the lock on `path`, which is made if need be. Raises Held; with `wait`, waits instead."""
        with disk(path):
            self._file = open(path, "r+b" if path.exists() else "w+b", buffering=0, opener=_opener)  # noqa: SIM115
        try:
            _take(self._file, wait)
        except OSError as error:
            holder = _holder(self._file)
            self._file.close()
            raise Held(holder) from error
        self._sign()

    def release(self) -> None:
        """Let go. Harmless twice."""
        if not self._file.closed:
            _let_go(self._file)
            self._file.close()

    def _sign(self) -> None:
        """Write down who holds it. Courtesy only: a full disk must not keep a matter shut."""
        try:
            self._file.truncate(0)
            self._file.seek(0)
            self._file.write(_who(os.environ).encode("utf-8", "replace"))
        except OSError:
            return


def _opener(path: str, flags: int) -> int:
    """Opens without cutting the words of whoever holds the lock."""
    return private_opener(path, (flags | os.O_CREAT) & ~os.O_TRUNC)


def _who(environ: Mapping[str, str]) -> str:
    user = environ.get("USER") or environ.get("USERNAME") or "someone"
    since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return f"process {os.getpid()} of {user} on {platform.node() or 'this machine'}, since {since}"


def _holder(file: BinaryIO) -> str:
    """What the holder wrote, made safe to show."""
    try:
        file.seek(0)
        untrusted = file.read(_MOST_CHARACTERS).decode("utf-8", "replace")
    except OSError:
        return "another process"
    return "".join(c if c.isprintable() else " " for c in untrusted).strip() or "another process"
