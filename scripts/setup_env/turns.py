"""Lets one set-up of a folder run at a time; a second one says so and waits for its turn."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

FAR = 1 << 30
"""The byte that is locked on Windows, where a locked byte cannot be read: far beyond the process number."""


@contextmanager
def turn(path: Path, waiting: Callable[[str], None], pause: float = 0.3) -> Iterator[None]:
    """Holds the operating system's lock on `path`, which ends with the process however it ends.

    `waiting` is called once, with the other process's number, when there is one.
    """
    path.parent.mkdir(exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        told = False
        while not _take(descriptor):
            if not told:
                os.lseek(descriptor, 0, os.SEEK_SET)
                waiting(os.read(descriptor, 20).decode("ascii", "replace").strip() or "unknown")
                told = True
            time.sleep(pause)
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, str(os.getpid()).encode("ascii"))
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(descriptor, FAR, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
