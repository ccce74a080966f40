"""What IT has decided, in one file that a user cannot write: where it lies, whether it is to be believed, and
what it says about containment. `store.policy` reads the rest of the same file.

The system-wide file holds where there is one; otherwise `policy.toml` beside this module, in the installation:
who can write that could as well change the program. No environment variable and no user's setting is asked.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from localcounsel.errors import Containment

FILE = Path(__file__).with_name("policy.toml")
"""In the installation; read only where there is no system-wide file."""
CHOICES = ("default", "required", "off")
"""`default`: the operating system's filter where there is one for us (Linux), else the guard inside Python.
`required`: the operating system's filter, or no matter opens. `off`: nothing is contained, and it is shown."""
LARGEST_FILE = 1 << 20
"""Bytes."""


@dataclass(frozen=True, slots=True)
class Written:
    """A policy file as it was read, through one descriptor."""

    path: Path
    content: bytes
    distrust: str
    """Empty when only an administrator, or the owner of the installation, could have written it; else why not."""


def system_file() -> Path:
    """The one place of a machine's policy. Asked of the system and not of the environment."""
    if sys.platform == "win32":
        from localcounsel.sandbox import windows

        return windows.program_data() / "LocalCounsel" / "policy.toml"
    if sys.platform == "darwin":
        return Path("/Library/Application Support/LocalCounsel/policy.toml")
    return Path("/etc/localcounsel/policy.toml")


def written(path: Path | None = None) -> Written | None:
    """The file in force, or the one at `path`; None where there is none.

    Raises Containment for a file that is there and cannot be read.
    """
    for each in (path,) if path else (system_file(), FILE):
        found = _read(each)
        if found is not None:
            return found
    return None


def containment(path: Path | None = None) -> str:
    """One of CHOICES. Raises Containment when the file is there and cannot be trusted or understood.

    A file that anybody could have written is believed when it asks for more, never when it says `off`: whether
    it is signed by the firm is found out later, when a library for it may be imported.
    """
    found = written(path)
    if found is None:
        return "default"
    choice = table(found).get("containment", "default")
    if choice not in CHOICES:
        known = " or ".join(f'"{each}"' for each in CHOICES)
        raise Containment(f"the policy file {found.path} may only say containment = {known}")
    if found.distrust and choice == "off":
        raise Containment(f"the policy file {found.path} switches containment off, and {found.distrust}")
    return str(choice)


def table(found: Written) -> Mapping[str, Any]:
    """The file's keys. Raises Containment when it is not TOML."""
    import tomllib  # rarely needed, and every process starts here

    try:
        return tomllib.loads(found.content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise Containment(f"the policy file {found.path} is not TOML: {error}") from error


def distrust(path: Path, about: os.stat_result) -> str:
    """Why a file of IT's may have been written by somebody else; empty when it cannot.

    System-wide, it and every folder above it must be an administrator's alone; in the installation, the file
    must be the installation's own.
    """
    if sys.platform == "win32":
        from localcounsel.sandbox import windows

        return windows.not_administrators(path)
    if not stat.S_ISREG(about.st_mode):
        return "it is not a plain file"
    installed = path.parent == FILE.parent or not path.is_relative_to(system_file().parent)
    owners = {0, path.parent.stat().st_uid} if installed else {0}
    if about.st_uid not in owners:
        return "it is not the installation's own" if installed else "it does not belong to root"
    if about.st_mode & 0o022:
        return "others may write it"
    return "" if installed else _loose_folder(path.parent)


def _loose_folder(folder: Path) -> str:
    for each in (folder, *folder.parents):
        about = each.lstat()
        if about.st_uid != 0 or about.st_mode & 0o022:
            return f"others than root may write the folder {each}"
    return ""


def _read(path: Path) -> Written | None:
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        reason = "it is a link, and not the installation's own" if path.is_symlink() else error.strerror
        raise Containment(f"the policy file {path} cannot be read: {reason}") from error
    try:
        about = os.fstat(descriptor)
        content = _content(descriptor) if stat.S_ISREG(about.st_mode) else b""
    except OSError as error:
        raise Containment(f"the policy file {path} cannot be read: {error.strerror}") from error
    finally:
        os.close(descriptor)
    if len(content) > LARGEST_FILE:
        raise Containment(f"the policy file {path} is over {LARGEST_FILE // 1024} kB, which no policy is")
    return Written(path, content, distrust(path, about))


def _content(descriptor: int) -> bytes:
    """Up to one byte more than is allowed."""
    content = b""
    while len(content) <= LARGEST_FILE and (piece := os.read(descriptor, LARGEST_FILE + 1 - len(content))):
        content += piece
    return content
