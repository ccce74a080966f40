"""What this machine offers: cores to compute on and memory to hold a model."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

_CORES = Path("/sys/devices/system/cpu")
_CGROUP = Path("/sys/fs/cgroup")


def threads() -> int:
    """Threads to compute with: the physical cores this process may use, less one for everything else if above two.

    llama.cpp's threads wait for each other at every step: one that shares its core slows all of them down.
    """
    usable = min(_physical_cores(), _quota())
    return usable - 1 if usable > 2 else max(usable, 1)


def memory_free() -> int | None:
    """Bytes that can be taken without swapping, the container's limit respected; None where it is not known."""
    if sys.platform == "win32":
        return _windows_memory()
    if sys.platform == "darwin":
        return _darwin_memory()
    return _linux_memory()


def _allowed() -> set[int]:
    if sys.platform == "linux":
        return os.sched_getaffinity(0)
    return set(range(os.cpu_count() or 1))


def _physical_cores() -> int:
    """Cores, not hyper-threads. Where the system does not say, half of more than four is assumed."""
    if sys.platform == "darwin":
        return _darwin_cores() or len(_allowed())
    allowed = _allowed()
    siblings = {_first_line(_CORES / f"cpu{number}/topology/thread_siblings_list") for number in allowed}
    if siblings and "" not in siblings:
        return len(siblings)
    return len(allowed) if len(allowed) <= 4 else len(allowed) // 2


def _darwin_cores() -> int:
    """The fast cores of a Mac; 0 when it does not say."""
    count, size = ctypes.c_int(0), ctypes.c_size_t(ctypes.sizeof(ctypes.c_int))
    library = ctypes.CDLL(None)
    for name in (b"hw.perflevel0.physicalcpu", b"hw.physicalcpu"):
        if library.sysctlbyname(name, ctypes.byref(count), ctypes.byref(size), None, ctypes.c_size_t(0)) == 0:
            return count.value
    return 0


def _quota() -> int:
    """Whole cores the container may use; many where there is no limit."""
    limit, _, period = _first_line(_CGROUP / "cpu.max").partition(" ")
    if limit.isdigit() and period.isdigit():
        return max(1, int(limit) // int(period))
    return 1 << 16


def _linux_memory() -> int | None:
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    free = next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), None)
    limit, used = _first_line(_CGROUP / "memory.max"), _first_line(_CGROUP / "memory.current")
    if limit.isdigit() and used.isdigit():
        within = max(0, int(limit) - int(used) + _reclaimable())
        return within if free is None else min(free, within)
    return free


def _reclaimable() -> int:
    """Bytes of the container's use that are copies of files, which the kernel drops when memory is wanted."""
    try:
        lines = (_CGROUP / "memory.stat").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith(("inactive_file ", "active_file ")))


def _darwin_memory() -> int | None:
    """Free pages, and those that only hold copies of files or may be dropped."""
    size = _sysctl(b"hw.pagesize")
    pages = [
        _sysctl(name)
        for name in (b"vm.page_free_count", b"vm.page_pageable_external_count", b"vm.page_purgeable_count")
    ]
    return size * sum(pages) if size and pages[0] else None


def _sysctl(name: bytes) -> int:
    """A number of the kernel's; 0 when it has none of that name."""
    value, size = ctypes.c_ulonglong(0), ctypes.c_size_t(8)
    found = ctypes.CDLL(None).sysctlbyname(name, ctypes.byref(value), ctypes.byref(size), None, ctypes.c_size_t(0))
    return value.value if found == 0 else 0


def _windows_memory() -> int | None:
    if sys.platform != "win32":
        return None

    class Status(ctypes.Structure):
        _fields_ = [
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            *[(name, ctypes.c_ulonglong) for name in ("total", "free", "f1", "f2", "f3", "f4", "f5")],
        ]

    status = Status()
    status.length = ctypes.sizeof(Status)
    return int(status.free) if ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)) else None


def _first_line(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").partition("\n")[0].strip()
    except OSError:
        return ""
