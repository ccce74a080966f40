"""One reader: takes the bytes of one hostile file, parses them, sends pages, and ends.

It learns no path and no name, opens no socket, writes no file and starts no program.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import BinaryIO

from localcounsel.core import wire
from localcounsel.reading.outlet import Enough, Fault, Outlet, Request

MODULES = {
    "pdf": "pdf",
    "docx": "word",
    "eml": "mail",
    "msg": "mail",
    "html": "html",
    "rtf": "rtf",
    "txt": "plain",
    "png": "picture",
    "jpeg": "picture",
    "tiff": "picture",
}
"""Which module reads which medium; each has `read(content, request, outlet)`."""


def main() -> int:
    """Serve one request on stdin and stdout. Returns the exit code."""
    stream = _private_output()
    outlet = Outlet(stream)
    from localcounsel.errors import Containment
    from localcounsel.sandbox.bootstrap import contain

    try:
        contain("reader")
    except Containment:
        outlet.fault("containment")
        return 1
    try:
        untrusted = wire.read(sys.stdin.buffer)
    except wire.BrokenFrame:
        return 2
    if untrusted is None:
        return 0
    request = Request.made(untrusted)
    _limit(request)
    return serve(request, sys.stdin.buffer, outlet)


def serve(request: Request, stream: BinaryIO, outlet: Outlet) -> int:
    """Read the file whose bytes come next on `stream`, and answer. Returns the exit code; raises nothing expected."""
    try:
        content = request.content(stream)
        outlet.keep_to(request)
        _read(request, content, outlet)
        outlet.done()
    except Fault as fault:
        outlet.fault(fault.code)
    except MemoryError:
        outlet.fault("memory")
    except RecursionError:
        outlet.fault("damaged")
    except wire.BrokenFrame:
        outlet.fault("characters")
    return 0


def _read(request: Request, content: bytes, outlet: Outlet) -> None:
    """Hand the bytes to the module of their medium, imported only now, inside the containment."""
    module = importlib.import_module(f"localcounsel.reading.{MODULES[request.media]}")
    try:
        module.read(content, request, outlet)
    except Enough:
        return


def _limit(request: Request) -> None:
    from localcounsel.sandbox.limits import limit

    limit(memory_bytes=request.memory_bytes, cpu_seconds=request.cpu_seconds, open_files=64, file_bytes=0)


def _private_output() -> BinaryIO:
    """Keep fd 1 for frames under another number, and point 1 at stderr: no library's print corrupts a frame."""
    kept = os.dup(1)
    os.dup2(2, 1)
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(kept, os.O_BINARY)
        msvcrt.setmode(0, os.O_BINARY)
    return os.fdopen(kept, "wb")


if __name__ == "__main__":
    sys.exit(main())
