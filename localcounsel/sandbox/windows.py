"""What a Windows process can do to itself without an administrator: no child programs, a job with limits.

Windows lets no process give up the network by itself. That is IT's outbound firewall rule for our
python.exe (docs/security.md); here only Python code is stopped. Never tried by us.
"""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path
from typing import Any

_GUARDED = "Windows enforces it only by IT's firewall rule; Python code is stopped, native code is not"
_CHILD_PROCESS_POLICY = 13
_NO_CHILD_PROCESS = 1
_EXTENDED_LIMITS = 9
_PROCESS_TIME, _ACTIVE_PROCESSES, _PROCESS_MEMORY, _NO_ERROR_WINDOW = 0x2, 0x8, 0x100, 0x400


class _Basic(ctypes.Structure):
    _fields_ = (
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("least_working_set", ctypes.c_size_t),
        ("most_working_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    )


class _Extended(ctypes.Structure):
    _fields_ = (
        ("basic", _Basic),
        ("io", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


def _kernel32() -> Any:
    if sys.platform != "win32":
        raise OSError("this is not Windows")
    kernel32 = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel32.GetCurrentProcess.restype = ctypes.c_void_p
    kernel32.CreateJobObjectW.restype = ctypes.c_void_p
    return kernel32


def install(role: str) -> tuple[bool, str]:
    """Whether the system now refuses the network (never), and how to say so to a person."""
    if role in ("model", "index", "reader"):
        setting = ctypes.c_uint32(_NO_CHILD_PROCESS)
        done = _kernel32().SetProcessMitigationPolicy(_CHILD_PROCESS_POLICY, ctypes.byref(setting), 4)
        if not done:
            return False, f"{_GUARDED}; programs could still be started"
    return False, _GUARDED


def limit(memory_bytes: int, cpu_seconds: int, processes: int) -> None:
    """Put this process into a job of its own with these limits, `processes` counting itself.

    Raises OSError when Windows refuses.
    """
    kernel32 = _kernel32()
    limits = _Extended()
    limits.basic.flags = _PROCESS_TIME | _ACTIVE_PROCESSES | _PROCESS_MEMORY | _NO_ERROR_WINDOW
    limits.basic.process_time = cpu_seconds * 10_000_000  # in units of 100 nanoseconds
    limits.basic.active_processes = processes
    limits.process_memory = memory_bytes
    job = ctypes.c_void_p(kernel32.CreateJobObjectW(None, None))
    ours = ctypes.c_void_p(kernel32.GetCurrentProcess())
    done = (
        job.value
        and kernel32.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits))
        and kernel32.AssignProcessToJobObject(job, ours)
    )
    if not done:
        raise OSError("Windows refused the job limits")
    # the handle stays open for the life of the process: the limits hold as long as the job has a process


_PROGRAM_DATA = (ctypes.c_ubyte * 16)(*bytes.fromhex("825dab62c1fdc34da9dd070d1d495d97"))
"""FOLDERID_ProgramData, as it lies in memory."""
_FILE_OBJECT, _OWNER = 1, 1
_ADMINISTRATORS = ("S-1-5-32-544", "S-1-5-18", "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464")
"""The administrators' group, the system itself, and the installer of Windows."""


def program_data() -> Path:
    """The folder of all users' application data, asked of Windows: the environment's could be anybody's."""
    if sys.platform != "win32":
        raise OSError("this is not Windows")
    found = ctypes.c_wchar_p()
    failed = ctypes.WinDLL("shell32").SHGetKnownFolderPath(ctypes.byref(_PROGRAM_DATA), 0, None, ctypes.byref(found))
    return Path(found.value if not failed and found.value else r"C:\ProgramData")


def not_administrators(path: Path) -> str:
    """Why a file may be somebody else's than an administrator's; empty when it is theirs.

    Looks at the owner. An owner can open a file to others: IT's copy inherits its folder's access list.
    """
    if sys.platform != "win32":
        raise OSError("this is not Windows")
    owner, descriptor, words = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_wchar_p()
    security = ctypes.WinDLL("advapi32")
    failed = security.GetNamedSecurityInfoW(
        str(path), _FILE_OBJECT, _OWNER, ctypes.byref(owner), None, None, None, ctypes.byref(descriptor)
    )
    if failed or not security.ConvertSidToStringSidW(owner, ctypes.byref(words)):
        return "its owner cannot be told"
    return "" if words.value in _ADMINISTRATORS else "it does not belong to the administrators"
