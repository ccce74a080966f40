"""Whether this machine and this Python can run what the bundle holds; said before anything is written."""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
import sqlite3
import sys
from pathlib import Path
from typing import Any

from bundle import Bundle, Refused

MACHINES = {"amd64": "x86_64", "x86_64": "x86_64", "arm64": "arm64", "aarch64": "arm64"}


def python_tag() -> str:
    """`cp311` for the Python that runs this."""
    return f"cp{sys.version_info.major}{sys.version_info.minor}"


def check(bundle: Bundle, target: Path) -> list[str]:
    """What stands in the way of installing into `target`; nothing when it can be done."""
    facts = bundle.facts
    faults = [*_system(facts), *_python(facts), *_c_library(facts)]
    there = target
    while not there.exists():
        there = there.parent
    needed = int(facts.get("installed_bytes", 0))
    free = shutil.disk_usage(there).free
    if free < needed:
        faults.append(f"{needed / 1e9:.1f} GB are needed in {there}, {free / 1e9:.1f} GB are free")
    if not os.access(there, os.W_OK):
        faults.append(f"{there} cannot be written to by this account")
    return faults


def _system(facts: dict[str, Any]) -> list[str]:
    here = f"{sys.platform} {MACHINES.get(platform.machine().lower(), platform.machine())}"
    wanted = f"{facts.get('system')} {facts.get('machine')}"
    return [] if here == wanted else [f"the bundle is for {wanted}; this is {here}"]


def _python(facts: dict[str, Any]) -> list[str]:
    known = facts.get("pythons") or []
    faults = []
    if python_tag() not in known:
        versions = ", ".join(f"3.{tag[3:]}" for tag in known)
        faults.append(
            f"the bundle holds packages for Python {versions}; this is {platform.python_version()} "
            f"({sys.executable}). Name another with PYTHON=/path/to/python3 ./install.sh"
        )
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE probe USING fts5(text)")
    except sqlite3.OperationalError:
        faults.append("this Python's SQLite has no full-text search (FTS5)")
    finally:
        connection.close()
    return faults


def _c_library(facts: dict[str, Any]) -> list[str]:
    """The C library must be at least as new as the newest symbol that a file of the bundle asks for."""
    wanted = str(facts.get("glibc") or "")
    if sys.platform != "linux" or not wanted:
        return []
    try:
        version = ctypes.CDLL(None).gnu_get_libc_version
    except AttributeError:
        return [f"the bundle needs the GNU C library {wanted}; this system has another C library"]
    version.restype = ctypes.c_char_p
    here = version().decode("ascii")
    if _number(here) < _number(wanted):
        return [f"the bundle needs the GNU C library {wanted} or newer; this system has {here}"]
    return []


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def refuse_unfit(bundle: Bundle, target: Path) -> None:
    """Raises Refused with everything that stands in the way."""
    if faults := check(bundle, target):
        raise Refused(*faults)
