"""The versions that lie side by side below the root, which of them is in use, and the one before it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from bundle import Refused
from places import Places

COMPLETE = "installed.json"
"""The list of an installed version's files with their digests, written last: without it a version is unfinished."""


class Versions:
    """The versions of one installation."""

    def __init__(self, places: Places) -> None:
        self.places = places

    def folder(self, name: str) -> Path:
        return self.places.versions / name

    def current(self) -> str:
        """The version in use; empty where there is none."""
        return self._read("current")

    def previous(self) -> str:
        """The version that was in use before; empty where there is none."""
        return self._read("previous")

    def use(self, name: str) -> None:
        """Put `name` in use in one step; what was in use becomes the previous one."""
        before = self.current()
        if before and before != name:
            self._point("previous", before)
        self._point("current", name)

    def roll_back(self) -> tuple[str, str]:
        """Change current and previous over. Returns both, the one now in use first. Raises Refused."""
        now, then = self.previous(), self.current()
        if not now or not (self.folder(now) / COMPLETE).is_file():
            raise Refused("there is no earlier version to go back to")
        self._point("current", now)
        self._point("previous", then)
        return now, then

    def forget_others(self) -> list[str]:
        """Remove every version but the one in use and the one before it, unfinished ones too. Returns their names."""
        kept = {self.current(), self.previous()}
        gone = [each for each in self.places.versions.iterdir() if each.name not in kept]
        for each in gone:
            shutil.rmtree(each)
        return sorted(each.name for each in gone)

    def facts(self, name: str) -> dict[str, Any]:
        """What the bundle of an installed version said of itself."""
        facts = json.loads((self.folder(name) / "bundle.json").read_text(encoding="utf-8"))
        return facts if isinstance(facts, dict) else {}

    def _read(self, pointer: str) -> str:
        path = self.places.root / pointer
        try:
            text = path.read_text(encoding="utf-8").strip() if sys.platform == "win32" else str(path.readlink())
        except OSError:
            return ""
        name = Path(text).name
        return name if (self.folder(name)).is_dir() else ""

    def _point(self, pointer: str, name: str) -> None:
        """A link where the system lets everybody make one; on Windows a small file that the launcher reads."""
        path = self.places.root / pointer
        staged = path.with_name(f".{pointer}-new")
        staged.unlink(missing_ok=True)
        if sys.platform == "win32":
            staged.write_text(f"{name}\n", encoding="utf-8")
        else:
            staged.symlink_to(Path("versions") / name)
        staged.replace(path)


@contextlib.contextmanager
def alone(root: Path) -> Iterator[None]:
    """One installer at a time works below `root`. Raises Refused while another does."""
    root.mkdir(parents=True, exist_ok=True)
    if root.is_symlink() or (sys.platform != "win32" and root.stat().st_uid != os.getuid()):
        raise Refused(f"{root} is a link, or belongs to another account")
    with (root / ".lock").open("ab") as lock:
        try:
            _take(lock)
        except OSError as error:
            raise Refused(f"another installer is at work in {root}") from error
        yield


if sys.platform == "win32":
    import msvcrt

    def _take(lock: BinaryIO) -> None:
        msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(lock: BinaryIO) -> None:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
