"""A hook that sees Python code reach for the network: it records, and where the system does not help, refuses.

It cannot see what native code does. On Linux the filter has already said no; elsewhere this is the guard.
"""

from __future__ import annotations

import sys
from collections import deque
from typing import Any

_NETWORK = frozenset(
    "socket.connect socket.bind socket.sendto socket.sendmsg socket.getaddrinfo socket.gethostbyname "
    "socket.gethostbyaddr socket.getnameinfo urllib.Request http.client.connect ftplib.connect smtplib.connect "
    "imaplib.open poplib.connect nntplib.connect telnetlib.Telnet.open webbrowser.open".split()
)
_OWN_MACHINE = ("127.0.0.1", "::1")

_seen: deque[str] = deque(maxlen=100)
_state = {"installed": False, "refuses": False}


def install(refuse: bool) -> None:
    """Watch from now on. With `refuse`, an attempt raises PermissionError. Cannot be taken off."""
    _state["refuses"] = _state["refuses"] or refuse
    if not _state["installed"]:
        _state["installed"] = True
        sys.addaudithook(_hook)


def seen() -> tuple[str, ...]:
    """The attempts so far, the last hundred: the event's name only, never an address or content."""
    return tuple(_seen)


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _NETWORK or _within_process(event, arguments):
        return
    _seen.append(event)
    if _state["refuses"]:
        raise PermissionError(f"LocalCounsel does not use the network ({event})")


def _within_process(event: str, arguments: tuple[Any, ...]) -> bool:
    """Windows has no socket pair: Python makes one of two loopback sockets, and every event loop needs it."""
    if sys.platform != "win32" or event not in ("socket.connect", "socket.bind") or len(arguments) < 2:
        return False
    address = arguments[1]
    return isinstance(address, tuple) and bool(address) and address[0] in _OWN_MACHINE
