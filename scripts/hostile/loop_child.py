"""One contained process that reads file after file: the readers' own code, limits and containment, without a start
for each file. Whatever a reader raises beyond what `reading/child.py` catches is sent back as an escape."""

from __future__ import annotations

import io
import os
import sys
import time
import traceback
from typing import TYPE_CHECKING

from localcounsel.core import wire

if TYPE_CHECKING:
    from localcounsel.reading.outlet import Request

PIECE = 1 << 20
"""Bytes of raw content in one frame."""


def main() -> int:
    """Serve requests until stdin ends."""
    stream = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    from localcounsel.reading.outlet import Request
    from localcounsel.sandbox.bootstrap import contain
    from localcounsel.sandbox.limits import limit

    contain("reader")
    limited = False
    while (untrusted := wire.read(sys.stdin.buffer)) is not None:
        request = Request.made(untrusted)
        if not limited:
            limit(request.memory_bytes, request.cpu_seconds, open_files=64, file_bytes=0)
            limited = True
        began, out = time.process_time(), io.BytesIO()
        escape = _served(request, out)
        frames = out.getvalue()
        stream.write(wire.encode({"escape": escape, "seconds": time.process_time() - began, "content": len(frames)}))
        for start in range(0, len(frames), PIECE):
            stream.write(wire.encode_bytes(frames[start : start + PIECE]))
        stream.flush()
    return 0


def _served(request: Request, out: io.BytesIO) -> str:
    """Run the reader; the trace of what escaped it, or nothing."""
    from localcounsel.reading.child import serve
    from localcounsel.reading.outlet import Outlet

    try:
        serve(request, sys.stdin.buffer, Outlet(out))
    except BaseException:  # whatever it is, the file that caused it is to be kept
        return traceback.format_exc(limit=-12)
    return ""


if __name__ == "__main__":
    sys.exit(main())
