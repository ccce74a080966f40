"""What a process said is on the disk, kept where its death and the disk's troubles cannot reach: shared memory."""

from __future__ import annotations

import json
import mmap
import struct
from typing import Any

_SIZE = 4 << 20
_LENGTH = struct.Struct("<I")


class Saying:
    """Lines of JSON, written by one process and read by another after it has ended. No system call is made."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, _SIZE)

    def say(self, what: str, **facts: Any) -> None:
        """Add a line."""
        line = json.dumps({"what": what, **facts}).encode()
        (used,) = _LENGTH.unpack_from(self._memory, 0)
        start = _LENGTH.size + used
        self._memory[start : start + len(line) + 1] = line + b"\n"
        _LENGTH.pack_into(self._memory, 0, used + len(line) + 1)

    def said(self) -> list[dict[str, Any]]:
        """Every whole line, oldest first."""
        (used,) = _LENGTH.unpack_from(self._memory, 0)
        return [json.loads(line) for line in self._memory[_LENGTH.size : _LENGTH.size + used].splitlines()]

    def close(self) -> None:
        """Give the memory back."""
        self._memory.close()
