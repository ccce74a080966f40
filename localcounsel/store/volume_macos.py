"""Volumes on macOS: the file system from the kernel, FileVault from Apple's own command. Never tried by us."""

from __future__ import annotations

import ctypes
import subprocess
from pathlib import Path

from localcounsel.store.volume import Volume

_LOCAL = 0x1000
"""MNT_LOCAL in f_flags."""
_FLAGS, _KIND, _POINT = 64, 72, 88
"""Offsets in struct statfs with 64-bit inode numbers."""
_SECONDS = 20


def about(place: Path) -> Volume:
    """The volume that holds a folder."""
    libc = ctypes.CDLL(None, use_errno=True)
    asked = getattr(libc, "statfs$INODE64", None) or libc.statfs
    told = ctypes.create_string_buffer(4096)
    if asked(str(place).encode("utf-8"), told):
        return Volume(str(place), "", how="the system does not tell")
    kind, point = _text(told.raw, _KIND, 16), _text(told.raw, _POINT, 1024)
    if not int.from_bytes(told.raw[_FLAGS : _FLAGS + 4], "little") & _LOCAL:
        return Volume(point, kind, remote=f"{point} is mounted from another machine ({kind})")
    encrypted, how = _filevault()
    return Volume(point, kind, encrypted=encrypted, how=how)


def _text(content: bytes, start: int, length: int) -> str:
    return content[start : start + length].split(b"\0", 1)[0].decode("utf-8", "replace")


def _filevault() -> tuple[bool | None, str]:
    """Of the start volume; whether another volume is encrypted is not told."""
    try:
        done = subprocess.run(
            ["/usr/bin/fdesetup", "status"], capture_output=True, text=True, timeout=_SECONDS, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return None, f"the system does not tell of FileVault ({type(error).__name__})"
    if "FileVault is On" in done.stdout:
        return True, "FileVault"
    return (False, "FileVault is off") if "FileVault is Off" in done.stdout else (None, "FileVault is not known here")
