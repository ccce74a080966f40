"""Memory, processor time and files a process may use, put on itself. Nothing here can be taken back by it.

The trusted side enforces its own deadline besides: these limits only keep a runaway reader from taking the
machine with it.
"""

from __future__ import annotations

import sys

MEBIBYTE = 1024 * 1024


def limit(
    memory_bytes: int,
    cpu_seconds: int,
    open_files: int = 64,
    file_bytes: int = MEBIBYTE,
) -> None:
    """Limit this process for the rest of its life; core dumps are always off.

    memory_bytes: address space (Linux), committed memory (Windows). macOS does not enforce it.
    cpu_seconds: processor time over all threads; past it the system ends the process.
    open_files: descriptors open at once (POSIX).
    file_bytes: the longest file it may write, its log included (POSIX). A pipe is not a file.
    Raises OSError when the system refuses.
    """
    if sys.platform == "win32":
        from localcounsel.sandbox import bootstrap, windows

        # where a process cannot become another program, the one that runs tesseract stays beside it
        processes = 2 if bootstrap.status().role == "ocr" else 1
        windows.limit(memory_bytes, cpu_seconds, processes)
        return
    import resource

    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: cpu_seconds,
        resource.RLIMIT_NOFILE: open_files,
        resource.RLIMIT_FSIZE: file_bytes,
    }
    if sys.platform == "linux":
        wanted[resource.RLIMIT_AS] = memory_bytes
    for which, most in wanted.items():
        hard = resource.getrlimit(which)[1]
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(which, (allowed, allowed))
