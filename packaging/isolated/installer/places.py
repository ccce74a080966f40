"""Where an installation goes: per user, per machine, or below a folder that IT names. Nothing is created here."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

NAME = "localcounsel"


@dataclass(frozen=True, slots=True)
class Places:
    """Every path the installer writes to. The matters and models of users are not among them."""

    root: Path
    """The versions, side by side, and what the installer remembers."""
    programs: Path
    """Where the command is put."""
    share: Path
    """Where the menu entry and the manual page are put, below `applications` and `man/man1`."""
    machine: bool
    """For every user of this machine."""

    @property
    def versions(self) -> Path:
        return self.root / "versions"

    @property
    def launcher(self) -> Path:
        return self.programs / (f"{NAME}.cmd" if sys.platform == "win32" else NAME)

    @property
    def trusted_key(self) -> Path:
        """The key that the installed bundle was signed with; the next one must be signed with it too."""
        return self.root / "trusted-key.pem"

    @property
    def made(self) -> Path:
        """The list of what was put outside `root`."""
        return self.root / "made.json"


def find(prefix: str | None, machine: bool, environ: Mapping[str, str]) -> Places:
    """The places for this installation. `prefix` wins over the rest."""
    if prefix:
        base = Path(prefix).expanduser().absolute()
        return Places(base / "lib" / NAME, base / "bin", base / "share", machine)
    if sys.platform == "win32":
        kind = "PROGRAMFILES" if machine else "LOCALAPPDATA"
        base = Path(environ.get(kind) or Path.home() / "AppData" / "Local")
        base = base / "LocalCounsel" if machine else base / "Programs" / "LocalCounsel"
        return Places(base, base / "bin", base / "share", machine)
    if machine:
        return Places(Path("/opt") / NAME, Path("/usr/local/bin"), Path("/usr/local/share"), True)
    home = Path.home() / ".local"
    share = Path(environ.get("XDG_DATA_HOME") or home / "share")
    return Places(home / "lib" / NAME, home / "bin", share, False)


def data_home(environ: Mapping[str, str]) -> Path:
    """Where this user's matters and models are, by the rules of `localcounsel` itself; to speak of it, not to touch."""
    if named := environ.get("LOCALCOUNSEL_HOME"):
        return Path(named).expanduser().absolute()
    if sys.platform == "win32":
        return Path(environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "LocalCounsel"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "LocalCounsel"
    return Path(environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "LocalCounsel"


def size(folder: Path) -> int:
    """Bytes of all files below `folder`; 0 where there is none."""
    return sum((Path(place) / name).lstat().st_size for place, _, files in os.walk(folder) for name in files)
