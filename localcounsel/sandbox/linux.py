"""The Linux sandbox: a seccomp filter on all threads, inherited by every child, and the proof that it holds.

Needs no privilege and no dependency. Installed by ctypes before anything heavy is imported; it can be added
to, never taken off.
"""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import sys
from pathlib import Path

from localcounsel.errors import Containment
from localcounsel.sandbox.bpf import program
from localcounsel.sandbox.rules import refusals
from localcounsel.sandbox.syscalls import CAPSET, SECCOMP, TABLES

assert sys.platform == "linux", "bootstrap imports this on Linux only"

_PR_SET_DUMPABLE, _PR_GET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _PR_GET_NO_NEW_PRIVS = 4, 21, 38, 39
_SET_MODE_FILTER, _TSYNC, _SPEC_ALLOW = 1, 1, 4
"""SPEC_ALLOW: older kernels otherwise slow down arithmetic in every filtered process (the SSBD mitigation)."""
_CAPABILITIES_3 = 0x20080522
_MAY_READ_FILES = 0b110
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: a desk run by root still reads files of another owner."""


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def close_inherited() -> None:
    """Close every socket the starting program left open: the filter stops new ones only."""
    for descriptor in _open_descriptors():
        try:
            is_socket = stat.S_ISSOCK(os.fstat(descriptor).st_mode)
        except OSError:
            continue  # the listing's own descriptor, closed by now
        if is_socket:
            os.close(descriptor)


def _open_descriptors() -> list[int]:
    try:
        return [int(entry.name) for entry in Path("/proc/self/fd").iterdir() if int(entry.name) > 2]
    except OSError:
        return list(range(3, 1024))


def install(role: str) -> str:
    """Put the filter of `role` on all threads of this process, and say in words what now holds.

    Raises Containment when the kernel does not accept it.
    """
    machine = os.uname().machine
    if machine not in TABLES:
        raise Containment(f"the network filter is not written for a {machine} processor")
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) or libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise Containment(f"the kernel refused the first step ({_reason()})")
    files = ""
    if role == "reader":
        _drop_capabilities(libc, machine)
        files = _hide_files()
    elif role in ("model", "index"):
        files = _keep_to_matter()
    code = program(machine, refusals(role, os.getpid()))
    held = ctypes.create_string_buffer(code, len(code))
    fprog = _Program(len(code) // 8, ctypes.cast(held, ctypes.c_void_p))
    outcome = libc.syscall(SECCOMP[machine], _SET_MODE_FILTER, _TSYNC | _SPEC_ALLOW, ctypes.byref(fprog))
    if outcome > 0:
        raise Containment(f"thread {outcome} of this process could not be put under the network filter")
    if outcome:
        raise Containment(f"the kernel did not accept the network filter ({_reason()})")
    return "seccomp: the kernel refuses every socket" + files


def prove() -> None:
    """Try it: raises Containment unless the filter is in force and sockets of three families are refused."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_GET_SECCOMP, 0, 0, 0, 0) != 2 or libc.prctl(_PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1:
        raise Containment("the kernel says that the network filter is not in force")
    for family, name in ((1, "UNIX"), (2, "IPv4"), (10, "IPv6")):
        descriptor = libc.socket(family, 1, 0)
        if descriptor >= 0:
            os.close(descriptor)
            raise Containment(f"the network filter is installed, and yet an {name} socket could be opened")
        if ctypes.get_errno() != errno.EPERM:
            raise Containment(f"an {name} socket was refused, but not by the filter ({_reason()})")


def _hide_files() -> str:
    from localcounsel.sandbox import landlock

    try:
        hidden = landlock.restrict(landlock.readable())
    except OSError as error:
        raise Containment(f"the kernel refused to hide other files from a reader ({error})") from error
    return "; Landlock: other files are out of sight" if hidden else "; this kernel cannot hide other files"


def _keep_to_matter() -> str:
    """Where the process works in a matter's folder: other matters and the person's own folder go out of sight."""
    from localcounsel.sandbox import environment, landlock

    matter = environment.matter_at_work()
    if matter is None:
        return ""
    person = Path(os.environ.get("HOME") or "/")
    hidden = [matter.parent, *([person] if len(person.parts) > 1 else [])]
    beside = [path for path in matter.parent.parent.iterdir() if path != matter.parent]
    try:
        kept = landlock.restrict(
            [*landlock.outside(hidden), *landlock.readable(), *beside], (matter, Path("/dev"), Path("/proc/self"))
        )
    except OSError as error:
        raise Containment(f"the kernel refused to hide other matters ({error})") from error
    return "; Landlock: other matters are out of sight" if kept else "; this kernel cannot hide other matters"


def _drop_capabilities(libc: ctypes.CDLL, machine: str) -> None:
    """Only root has any: without this a reader started by root could look into the desk's memory."""
    if os.geteuid() != 0:
        return
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_3, 0)
    kept = (ctypes.c_uint32 * 6)(_MAY_READ_FILES, _MAY_READ_FILES, 0, 0, 0, 0)
    if libc.syscall(CAPSET[machine], ctypes.byref(header), ctypes.byref(kept)):
        # root in a user namespace may have fewer; none at all is always granted
        none = (ctypes.c_uint32 * 6)()
        if libc.syscall(CAPSET[machine], ctypes.byref(header), ctypes.byref(none)):
            raise Containment(f"root's privileges could not be given up ({_reason()})")


def _reason() -> str:
    number = ctypes.get_errno()
    return os.strerror(number) if number else "no reason given"
