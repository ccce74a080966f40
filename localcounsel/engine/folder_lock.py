"""One process at a time may write in an index folder: an operating-system lock that dies with its holder."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from localcounsel import errors

PATIENCE = 5.0
"""Seconds to wait: an index child whose desk was killed ends by itself within two."""


class FolderLock:
    """The lock on one folder, held from construction to `release`, or to the end of the process."""

    def __init__(self, folder: Path, patience: float = PATIENCE) -> None:
        """Take the lock. Raises MatterInUse when another process still holds it after `patience` seconds."""
        self._descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        until = time.monotonic() + patience
        while not _try(self._descriptor):
            if time.monotonic() >= until:
                os.close(self._descriptor)
                raise errors.MatterInUse("Another process has this matter's index open.")
            time.sleep(0.05)
        self._held = True

    def release(self) -> None:
        """Give it back. Harmless twice."""
        if self._held:
            self._held = False
            os.close(self._descriptor)


def _try(descriptor: int) -> bool:
    """Whether the lock could be taken now."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
