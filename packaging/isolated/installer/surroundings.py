"""What is put outside the installation's own folder: the command, the menu entry, the manual page; and taken away.

Every such file and every folder made for it is remembered with its digest, so that uninstalling removes exactly
that and nothing that somebody else put there since.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shlex
import sys
from dataclasses import dataclass, field
from pathlib import Path

from bundle import Refused
from places import NAME, Places

LAUNCHER = """#!/bin/sh
# LocalCounsel's command, made by its installer.
exec {python} -I -m localcounsel "$@"
"""
LAUNCHER_WINDOWS = """@echo off
rem LocalCounsel's command, made by its installer.
set /p VERSION=<"{root}\\current"
"{root}\\versions\\%VERSION%\\venv\\Scripts\\python.exe" -I -m localcounsel %*
"""
MAINTAIN = """#!/bin/sh
# maintain.sh verify | list | rollback | uninstall
set -eu
for python in {python} python3 python3.14 python3.13 python3.12 python3.11; do
    if command -v "$python" >/dev/null 2>&1; then
        exec "$python" -I -B {installer} "${{1:-list}}" {options}
    fi
done
echo "maintain.sh: there is no Python left that could run this" >&2
exit 4
"""


@dataclass
class Made:
    """What was put outside the installation's own folder."""

    files: dict[str, str] = field(default_factory=dict)
    """Digest by path."""
    folders: list[str] = field(default_factory=list)
    """Those that were not there before, outer ones first."""

    @staticmethod
    def remembered(places: Places) -> Made:
        try:
            told = json.loads(places.made.read_text(encoding="utf-8"))
            return Made(dict(told["files"]), list(told["folders"]))
        except FileNotFoundError:
            return Made()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Refused(f"{places.made} cannot be read; it is the list of what this installer made") from error

    def remember(self, places: Places) -> None:
        staged = places.made.with_name(".made-new")
        staged.write_text(json.dumps({"files": self.files, "folders": self.folders}, indent=1), encoding="utf-8")
        staged.replace(places.made)


def strangers(places: Places) -> list[str]:
    """Files of others that stand where ours would be put."""
    made = Made.remembered(places)
    return [
        str(path) for path in _outside(places) if (path.exists() or path.is_symlink()) and str(path) not in made.files
    ]


def _outside(places: Places) -> list[Path]:
    if sys.platform == "win32":
        return [places.launcher]
    entry = places.share / "applications" / f"{NAME}.desktop"
    return [places.launcher, entry, places.share / "man" / "man1" / f"{NAME}.1"]


def put_in_place(places: Places, version: Path) -> list[Path]:
    """Write the command, the menu entry and the manual page of `version`. Returns what was written."""
    made = Made.remembered(places)
    for path, content in _wanted(places, version).items():
        for folder in reversed([each for each in path.parents if not each.exists()]):
            folder.mkdir()
            made.folders.append(str(folder))
        made.files[str(path)] = hashlib.sha256(content).hexdigest()
        made.remember(places)
        staged = path.with_name(f".{path.name}-new")
        staged.write_bytes(content)
        staged.chmod(0o755 if path == places.launcher else 0o644)
        staged.replace(path)
    return [Path(name) for name in made.files]


def _wanted(places: Places, version: Path) -> dict[Path, bytes]:
    if sys.platform == "win32":
        return {places.launcher: LAUNCHER_WINDOWS.format(root=places.root).encode()}
    python = shlex.quote(str(places.root / "current" / "venv" / "bin" / "python"))
    options = ["--root", str(places.root), "--programs", str(places.programs), "--share", str(places.share)]
    options += ["--machine"] if places.machine else []
    script = MAINTAIN.format(
        python=python, installer=shlex.quote(str(places.root / "current" / "installer")), options=shlex.join(options)
    )
    maintain = places.root / "maintain.sh"
    maintain.write_text(script, encoding="utf-8")
    maintain.chmod(0o755)
    launcher, entry, page = _outside(places)
    return {
        launcher: LAUNCHER.format(python=python).encode(),
        entry: (version / "share" / f"{NAME}.desktop").read_text("utf-8").replace("@LAUNCHER@", str(launcher)).encode(),
        page: (version / "share" / f"{NAME}.1").read_bytes(),
    }


def take_away(places: Places) -> tuple[list[str], list[str]]:
    """Remove what was put outside. Returns what was removed, and what was left because somebody changed it."""
    made = Made.remembered(places)
    removed, left = [], []
    for name, digest in made.files.items():
        path = Path(name)
        if not path.is_file() or path.is_symlink():
            continue
        if hashlib.sha256(path.read_bytes()).hexdigest() == digest:
            path.unlink()
            removed.append(name)
        else:
            left.append(name)
    for name in reversed(made.folders):
        with contextlib.suppress(OSError):  # somebody else's files are in it by now
            Path(name).rmdir()
            removed.append(name)
    return removed, left
