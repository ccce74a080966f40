"""How much memory a reader holds, asked from outside it: the limit it set on itself is not taken on trust."""

from __future__ import annotations

import sys


def resident(process_id: int) -> int | None:
    """Bytes of memory the process holds now; None when it is gone or the system does not say."""
    return _resident(process_id)


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _QUERY_LIMITED_INFORMATION = 0x1000

    class _Counters(ctypes.Structure):
        _fields_ = [
            ("cb", wintypes.DWORD),
            ("page_faults", wintypes.DWORD),
            ("peak_resident", ctypes.c_size_t),
            ("resident", ctypes.c_size_t),
            ("others", ctypes.c_size_t * 6),
        ]

    def _resident(process_id: int) -> int | None:
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.OpenProcess.restype = wintypes.HANDLE
        kernel.K32GetProcessMemoryInfo.argtypes = [wintypes.HANDLE, ctypes.c_void_p, wintypes.DWORD]
        handle = kernel.OpenProcess(_QUERY_LIMITED_INFORMATION, False, process_id)
        if not handle:
            return None
        try:
            counters = _Counters(cb=ctypes.sizeof(_Counters))
            known = kernel.K32GetProcessMemoryInfo(handle, ctypes.byref(counters), counters.cb)
            return int(counters.resident) if known else None
        finally:
            kernel.CloseHandle(wintypes.HANDLE(handle))

elif sys.platform == "darwin":
    import ctypes

    def _resident(process_id: int) -> int | None:
        """`proc_pid_rusage`, flavour 0: sixteen bytes of UUID, then 64-bit counters, the seventh is resident size."""
        library = ctypes.CDLL("/usr/lib/libproc.dylib", use_errno=True)
        usage = (ctypes.c_uint64 * 64)()
        if library.proc_pid_rusage(process_id, 0, ctypes.byref(usage)) != 0:
            return None
        return int(usage[2 + 6])

else:
    from pathlib import Path

    def _resident(process_id: int) -> int | None:
        try:
            status = Path(f"/proc/{process_id}/status").read_text("ascii", "replace")
        except OSError:
            return None
        for line in status.splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        return None
