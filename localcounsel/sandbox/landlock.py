"""Which files a process may look at. A reader: the interpreter's and its libraries', and no other. The model and the
index: no other matter and nothing of the person's own folder; they write in their matter's folder only.

A second wall beside the filter, which cannot see paths: whoever took such a process over finds no other matter, no
key and no mail there. Landlock came with Linux 5.13 and may be switched off; then the status says so.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
import sys
from pathlib import Path

assert sys.platform == "linux", "bootstrap imports this on Linux only"

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_VERSION_ASKED = 1
_BENEATH = 1
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_OF_A_FILE = 1 | 1 << 1 | 1 << 2 | 1 << 14 | 1 << 15
"""Rights that a single file can have: run, write, read, cut short, control a device."""
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""How many rights to files each version knows; the latest goes for those after it."""
_BIND_AND_CONNECT, _ABSTRACT_AND_SIGNALS = 0b11, 0b11

_SYSTEM = (
    "/usr/lib /usr/lib64 /usr/local/lib /lib /lib64 /nix/store /etc/ld.so.cache /etc/localtime /etc/mime.types "
    "/usr/share/zoneinfo /dev/null /dev/urandom /proc/self /proc/cpuinfo /proc/meminfo /sys/devices/system/cpu"
)


def readable() -> list[Path]:
    """The interpreter, the package, the installed libraries, and what the C library looks at."""
    libraries = [entry for entry in sys.path if Path(entry).name in ("site-packages", "dist-packages")]
    package = str(Path(__file__).parents[1])
    named = [sys.prefix, sys.base_prefix, package, *libraries, *_SYSTEM.split()]
    return list(dict.fromkeys(Path(name) for name in named))


def outside(hidden: list[Path]) -> list[Path]:
    """Everything there is but the hidden folders: what stands beside each of them and beside the folders above it.

    Links are left out: where they lead is in the list by its own place, unless it is hidden.
    """
    hidden = [path.resolve() for path in hidden]
    above = {folder for path in hidden for folder in path.parents}
    found = []
    for folder in sorted(above):
        if any(folder.is_relative_to(path) for path in hidden):
            continue
        try:
            entries = sorted(folder.iterdir())
        except OSError:
            continue  # what this user cannot list needs no permission
        found += [entry for entry in entries if not entry.is_symlink() and entry not in above and entry not in hidden]
    return found


def restrict(paths: list[Path], writable: tuple[Path, ...] = ()) -> bool:
    """Leave this thread and all that come from it nothing but reading `paths`, and all rights in `writable`.

    False where there is no Landlock. Raises OSError when Landlock is there and yet refuses.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_CREATE, None, ctypes.c_size_t(0), _VERSION_ASKED)
    if version < 1:
        return False
    every = (1 << _FILE_RIGHTS.get(version, 16)) - 1
    attributes = struct.pack("=QQQ", every, _BIND_AND_CONNECT, _ABSTRACT_AND_SIGNALS)
    size = 8 if version < 4 else 16 if version < 6 else 24
    rules = _checked(libc.syscall(_CREATE, attributes, ctypes.c_size_t(size), 0))
    try:
        for path in paths:
            _allow(libc, rules, path, _READ_FILE | _READ_FOLDER)
        for path in writable:
            _allow(libc, rules, path, every)
        _checked(libc.syscall(_RESTRICT, rules, 0))
    finally:
        os.close(rules)
    return True


def _allow(libc: ctypes.CDLL, rules: int, path: Path, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what is not there, or not open to this user, needs no permission
    try:
        if not stat.S_ISDIR(os.fstat(place).st_mode):
            rights &= _OF_A_FILE
        _checked(libc.syscall(_ADD, rules, _BENEATH, struct.pack("=Qi", rights, place), 0))
    finally:
        os.close(place)


def _checked(outcome: int) -> int:
    if outcome < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return outcome
