"""The macOS sandbox: Seatbelt's `no-network` profile, put on itself, needing no privilege. Never tried by us.

Deprecated by Apple since 10.8 and still what its own command `sandbox-exec` rests on. It counts only when a
trial shows that it holds.
"""

from __future__ import annotations

import ctypes
import errno
import os

_NAMED = 1
_PROFILE = b"no-network"
_GUARDED = "Python code is stopped from using the network, native code is not"


def install() -> tuple[bool, str]:
    """Whether the system now refuses the network, and how to say so to a person."""
    if refused():
        return True, "Seatbelt: the system refuses the network (inherited)"
    try:
        library = ctypes.CDLL("/usr/lib/libsandbox.1.dylib", use_errno=True)
        message = ctypes.c_char_p()
        failed = library.sandbox_init(_PROFILE, ctypes.c_uint64(_NAMED), ctypes.byref(message))
    except (OSError, AttributeError):
        return False, f"Seatbelt is not to be had here; {_GUARDED}"
    if failed or not refused():
        return False, f"Seatbelt did not take hold; {_GUARDED}"
    return True, "Seatbelt: the system refuses the network"


def refused() -> bool:
    """Whether connecting a datagram socket to the discard port of this machine is refused. Sends nothing."""
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = libc.socket(2, 2, 0)
    if descriptor < 0:
        return ctypes.get_errno() == errno.EPERM
    try:
        # struct sockaddr_in with its length first, as the BSDs have it
        address = bytes((16, 2, 0, 9, 127, 0, 0, 1)) + bytes(8)
        return libc.connect(descriptor, address, len(address)) != 0 and ctypes.get_errno() == errno.EPERM
    finally:
        os.close(descriptor)
