"""The volume that client data lies on: whose it is, whether it is encrypted, and whether it is copied elsewhere.

Asked of the system, without privileges and without the network; what cannot be told is said so. A share is refused:
a write-ahead log does not work over one, and what lies there has left the machine.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from localcounsel.errors import StorageError
from localcounsel.store import synchronised

ADVICE = "Choose a folder on a disk of this machine: `--home DIR`, or the variable LOCALCOUNSEL_HOME."


@dataclass(frozen=True, slots=True)
class Volume:
    """What the system says of the volume a folder is on."""

    mount: str
    """Where it begins: a mount point or a drive."""
    kind: str
    """The file system's name."""
    remote: str = ""
    """Why it is not a disk of this machine; empty when it is."""
    encrypted: bool | None = None
    """None where it cannot be told."""
    how: str = ""
    """By what it is encrypted, or why that cannot be told."""


def about(path: Path) -> Volume:
    """The volume of a folder, or of the nearest one above it that exists."""
    place = existing(path).resolve()
    if sys.platform == "linux":
        from localcounsel.store import volume_linux

        return volume_linux.about(place)
    if sys.platform == "win32":
        from localcounsel.store import volume_windows

        return volume_windows.about(place)
    if sys.platform == "darwin":
        from localcounsel.store import volume_macos

        return volume_macos.about(place)
    return Volume(str(place.anchor), "", how=f"nothing here can tell on {sys.platform}")


def refuse_shared(path: Path) -> None:
    """Raises StorageError when client data at `path` would be on a network share or in a synchronised folder."""
    volume = about(path)
    if volume.remote:
        raise StorageError(f"{path} is not on a disk of this machine: {volume.remote}.", ADVICE)
    reason = synchronised.why(path)
    if reason:
        raise StorageError(f"{path} is copied to another machine: {reason}.", ADVICE)


def existing(path: Path) -> Path:
    """The folder itself, or the nearest one above it that is there."""
    while not path.exists() and path != path.parent:
        path = path.parent
    return path
