"""Becomes the tesseract program, after putting itself under containment: no network, limited memory and time.

Run as `python -m localcounsel.reading.ocr_child PROGRAM ARGUMENT…`; the picture comes on stdin.
"""

from __future__ import annotations

import os
import subprocess
import sys

MEMORY = 3 * 1024**3
"""Bytes; a page of 14,000 by 14,000 pixels and two languages fit."""
SECONDS = 600
"""Of processor time; the desk's own deadline is shorter."""


def main(arguments: list[str]) -> int:
    """Contain this process and run the program in its place. Returns an exit code only on Windows."""
    from localcounsel.sandbox.bootstrap import contain
    from localcounsel.sandbox.limits import limit

    contain("ocr")
    limit(memory_bytes=MEMORY, cpu_seconds=SECONDS)
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}  # more threads make tesseract slower, not faster
    if sys.platform == "win32":
        return subprocess.run(arguments, env=environment, check=False).returncode
    return os.execve(arguments[0], arguments, environment)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
