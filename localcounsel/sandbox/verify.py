"""Try every way out there is, and say what happened: for `doctor`, for IT, and for the client's file.

Everything is aimed at this machine, sends nothing, and ends at once. The one module that may import socket.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from localcounsel.errors import Containment
from localcounsel.sandbox import environment
from localcounsel.sandbox.bootstrap import contain

_NOWHERE = ("127.0.0.2", 9)
"""The discard port of this very machine."""
_PATIENCE = 20.0
_TRY_IN_CHILD = (
    "import socket, sys\n"
    "try:\n"
    "    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('127.0.0.2', 9))\n"
    "except PermissionError:\n"
    "    sys.exit(77)\n"
)
_REFUSED_IN_CHILD = 77
_LAUNCH = "import sys; sys.path.insert(0, sys.argv[1]); from localcounsel.sandbox import verify; "
"""Isolated mode leaves out the current folder and every PYTHON* variable, so the package's place is named."""
_TRIAL = _LAUNCH + "verify.main(sys.argv[2])"
_GRANDCHILD = _LAUNCH + "verify.through(sys.argv[1])"
_AS_I_AM = _LAUNCH + "verify.as_started()"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way out, tried."""

    kind: str
    denied: bool
    error: str
    """The system's name for its refusal, or what happened instead."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Every way out, tried from one place in one process."""

    source: str
    """`desk`, `model`, `a thread of model started earlier`, `grandchild`, …"""
    attempts: tuple[Attempt, ...]

    @property
    def open_ways(self) -> tuple[str, ...]:
        """The kinds that were not refused."""
        return tuple(attempt.kind for attempt in self.attempts if not attempt.denied)


def attempts() -> tuple[Attempt, ...]:
    """The twelve kinds, tried from this process as it is now."""
    return tuple(_try(kind, way) for kind, way in _WAYS.items())


def kinds() -> tuple[str, ...]:
    """What is tried, in order."""
    return tuple(_WAYS)


def trial(role: str) -> tuple[Trial, Trial]:
    """The twelve kinds tried from a new process contained as `role`, and from a thread in it older than its filter.

    Raises Containment when that process could not be contained or did not answer.
    """
    main_thread, earlier = _asked(_TRIAL, role)
    return Trial(role, main_thread), Trial(f"a thread of {role} started earlier", earlier)


def grandchild() -> Trial:
    """The twelve kinds tried by a program that a child of this process starts, neither containing itself.

    Raises Containment when it did not answer.
    """
    (tried,) = _asked(_GRANDCHILD)
    return Trial("grandchild", tried)


def _asked(code: str, *arguments: str) -> list[tuple[Attempt, ...]]:
    line = [sys.executable, "-I", "-c", code, str(Path(__file__).resolve().parents[2]), *arguments]
    what = arguments[0] if arguments else "grandchild"
    try:
        done = subprocess.run(
            line, env=environment.scrubbed(), capture_output=True, timeout=3 * _PATIENCE, stdin=subprocess.DEVNULL
        )
        untrusted = json.loads(done.stdout)
        tried = [tuple(Attempt(str(a["kind"]), a["denied"] is True, str(a["error"])) for a in one) for one in untrusted]
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError, TypeError) as error:
        raise Containment(f"the trial as `{what}` gave no result ({type(error).__name__})") from error
    if any(tuple(attempt.kind for attempt in one) != kinds() for one in tried) or len(tried) != 1 + bool(arguments):
        raise Containment(f"the trial as `{what}` did not try everything")
    return tried


def _try(kind: str, way: Callable[[], str]) -> Attempt:
    try:
        return Attempt(kind, denied=False, error=way())
    except PermissionError as error:
        return Attempt(kind, denied=True, error=errno.errorcode.get(error.errno or 0, "refused by the guard"))
    except _NotHere as reason:
        return Attempt(kind, denied=True, error=str(reason))
    except OSError as error:
        return Attempt(kind, denied=False, error=errno.errorcode.get(error.errno or 0, type(error).__name__))


class _NotHere(Exception):
    """This system has no such thing, which is as good as a refusal."""


def _socket(family: str, kind: str, address: tuple[str, int] | str | None = None) -> str:
    if not hasattr(socket, family):
        raise _NotHere("not on this system")
    with socket.socket(getattr(socket, family), getattr(socket, kind)) as opened:
        opened.settimeout(1)
        if address is not None:
            opened.connect(address)
    return "opened"


def _name() -> str:
    try:
        _socket("AF_INET", "SOCK_DGRAM", _NOWHERE)
    except PermissionError:
        try:
            socket.getaddrinfo("localcounsel.invalid", 80)
        except socket.gaierror as error:
            raise PermissionError(errno.EPERM, str(error)) from error
        return "looked up"
    return "not asked: a socket could be opened, and the question would leave the machine"


def _libc_socket() -> str:
    if sys.platform == "win32":
        raise _NotHere("not on this system")
    libc = ctypes.CDLL(None, use_errno=True)
    return _native(libc.socket(2, 2, 0))


def _io_uring() -> str:
    if sys.platform != "linux":
        raise _NotHere("not on this system")
    libc = ctypes.CDLL(None, use_errno=True)
    return _native(libc.syscall(425, 1, ctypes.create_string_buffer(120)))


def _native(outcome: int) -> str:
    if outcome >= 0:
        os.close(outcome)
        return "opened"
    number = ctypes.get_errno()
    if number == errno.ENOSYS:
        raise _NotHere("not in this kernel")
    raise OSError(number, "refused")


def _child() -> str:
    line = [sys.executable, "-I", "-c", _TRY_IN_CHILD]
    code = subprocess.run(line, env=environment.scrubbed(), timeout=_PATIENCE, stdin=subprocess.DEVNULL).returncode
    if code == _REFUSED_IN_CHILD:
        raise PermissionError(errno.EPERM, "refused in the child")
    return f"the child ended with {code}"


def _browser() -> str:
    """Reach what a browser is opened through: the desktop's bus, its X server, its compositor. Says nothing there."""
    if sys.platform != "linux":
        raise OSError(errno.ENOTSUP, "not tried on this system")
    own = f"/run/user/{os.getuid()}"
    opened = ""
    for path in ("/run/dbus/system_bus_socket", f"{own}/bus", "/tmp/.X11-unix/X0", f"{own}/wayland-0"):
        with contextlib.suppress(FileNotFoundError, ConnectionRefusedError):
            opened = _socket("AF_UNIX", "SOCK_STREAM", path)
    return opened or "a socket could be opened; no desktop was listening"


_WAYS: dict[str, Callable[[], str]] = {
    "TCP over IPv4": lambda: _socket("AF_INET", "SOCK_STREAM", _NOWHERE),
    "TCP over IPv6": lambda: _socket("AF_INET6", "SOCK_STREAM", ("::1", 9)),
    "UDP": lambda: _socket("AF_INET", "SOCK_DGRAM", _NOWHERE),
    "name look-up": _name,
    "UNIX socket by path": lambda: _socket("AF_UNIX", "SOCK_STREAM", "/run/localcounsel.invalid"),
    "UNIX socket by abstract name": lambda: _socket("AF_UNIX", "SOCK_STREAM", "\0localcounsel.invalid"),
    "netlink": lambda: _socket("AF_NETLINK", "SOCK_RAW"),
    "raw packets": lambda: _socket("AF_PACKET", "SOCK_RAW"),
    "native code": _libc_socket,
    "io_uring": _io_uring,
    "another program": _child,
    "a browser": _browser,
}


def main(role: str) -> None:
    """A process of its own: one thread from before the filter, then the filter, then every way out from both."""
    contained = threading.Event()
    early: list[Attempt] = []

    def wait_and_try() -> None:
        contained.wait(_PATIENCE)
        early.extend(attempts())

    thread = threading.Thread(target=wait_and_try)
    thread.start()
    contain(role)
    contained.set()
    thread.join(_PATIENCE)
    _tell(attempts(), tuple(early))


def as_started() -> None:
    """A process that contains nothing itself: what it inherited is tried."""
    _tell(attempts())


def through(root: str) -> None:
    """Start a program that does `as_started`, and hand on what it says."""
    line = [sys.executable, "-I", "-c", _AS_I_AM, root]
    subprocess.run(line, env=environment.scrubbed(), stdin=subprocess.DEVNULL, timeout=2 * _PATIENCE, check=True)


def _tell(*tried: tuple[Attempt, ...]) -> None:
    print(json.dumps([[asdict(attempt) for attempt in one] for one in tried]))
