"""What stands in a folder, for choosing files to add: folders first, with what a person needs to tell them apart."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from localcounsel.tui import paths
from localcounsel.tui.language import _

MOST = 2000
"""Entries of one folder that are listed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or folder."""

    path: Path
    name: str
    """As it is; foreign."""
    folder: bool
    size: int
    """Bytes of a file; -1 where it cannot be told."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A folder as far as what was typed narrows it."""

    folder: Path
    entries: tuple[Entry, ...]
    more: bool = False
    """There are more than MOST."""
    trouble: str = ""
    """Why it cannot be listed, in words."""


def look(text: str) -> Opened:
    """The folder that the last path of `text` is in, and its entries that begin as it ends. Raises nothing."""
    typed = text.rpartition(";")[2].lstrip()
    given = paths.expand(typed)
    inside = not typed or typed.endswith(("/", os.sep)) or typed == "~"
    folder, begun = (given, "") if inside else (given.parent, given.name)
    found: list[Entry] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if _wanted(entry.name, begun):
                    found.append(_entry(entry))
                if len(found) > MOST:
                    break
    except (OSError, ValueError) as trouble:
        return Opened(folder, (), trouble=getattr(trouble, "strerror", "") or _("it cannot be opened"))
    found.sort(key=lambda entry: (not entry.folder, entry.name.casefold()))
    return Opened(folder, tuple(found[:MOST]), len(found) > MOST)


def _wanted(name: str, begun: str) -> bool:
    return name.casefold().startswith(begun.casefold()) and (bool(begun) or not name.startswith((".", "~$")))


def _entry(entry: os.DirEntry[str]) -> Entry:
    try:
        folder = entry.is_dir()
        return Entry(Path(entry.path), entry.name, folder, -1 if folder else entry.stat().st_size)
    except OSError:
        return Entry(Path(entry.path), entry.name, False, -1)
