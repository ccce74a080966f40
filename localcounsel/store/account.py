"""Who is at this machine: the account as the operating system knows it, not as a variable claims."""

from __future__ import annotations

import sys
from functools import cache

UNKNOWN = "unknown"
_MOST = 120
"""Characters of account and machine together."""

if sys.platform == "win32":
    import ctypes

    def _user() -> str:
        return _asked(ctypes.windll.advapi32.GetUserNameW)

    def _machine() -> str:
        return _asked(ctypes.windll.kernel32.GetComputerNameW)

    def _asked(function: ctypes._NamedFuncPointer) -> str:
        """What a Windows function writes into a buffer, whose length it is told."""
        length = ctypes.c_uint32(256)
        buffer = ctypes.create_unicode_buffer(length.value)
        return buffer.value if function(buffer, ctypes.byref(length)) else UNKNOWN

else:
    import os
    from pathlib import Path

    def _user() -> str:
        return _listed(os.getuid()) or f"uid {os.getuid()}"

    if sys.platform == "darwin":
        import pwd

        def _listed(number: int) -> str:
            try:
                return pwd.getpwuid(number).pw_name
            except KeyError:  # an account without an entry in the directory
                return ""

    else:

        def _listed(number: int) -> str:
            """From the file itself: the C library would ask a name service first, over a socket."""
            try:
                lines = Path("/etc/passwd").read_text("utf-8", "replace").splitlines()
            except OSError:
                return ""
            rows = (line.split(":") for line in lines)
            return next((row[0] for row in rows if len(row) > 2 and row[2] == str(number)), "")

    def _machine() -> str:
        return os.uname().nodename or UNKNOWN


@cache
def account() -> str:
    """`alice@LAW-PC-17`: the account that runs this process, and the machine."""
    said = f"{_user()}@{_machine()}"[:_MOST]
    return "".join(character if character.isprintable() else "?" for character in said)
