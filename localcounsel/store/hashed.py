"""What an administrator has hashed on this machine, so that a large model need not be hashed at every load.

Kept only beside the policy and only by an administrator's process (`models verify`). A file counts as known while the
system says of it what it said then, and while only an administrator could write it, its folders and this record. In a
user's own folders nothing is ever taken as known: there every load hashes.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from localcounsel.records import ModelFile
from localcounsel.sandbox import policy
from localcounsel.store.files import FOR_ALL, write_whole

NAME = "model-hashes.json"
LARGEST = 1 << 20
"""Bytes."""

Known = tuple[tuple[str, tuple[int, ...]], ...]


def marks(about: os.stat_result) -> tuple[int, ...]:
    """What changes when anything about a file does: device, inode, size, times of writing and of change (ns)."""
    return (about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns)


def known(folder: Path, files: Sequence[ModelFile]) -> Known:
    """Those of a model's files that need not be hashed again, with the marks they must still bear when opened."""
    path = policy.system_file().with_name(NAME)
    if os.name != "posix" or not folder.is_relative_to(path.parent) or not path.is_file():
        return ()
    if policy.distrust(path, path.lstat()):
        return ()
    record = _read(path)
    found = []
    for file in files:
        place = folder / file.name
        entry = record.get(str(place))
        about = place.lstat()
        if entry == [file.sha256, *marks(about)] and not policy.distrust(place, about):
            found.append((file.name, marks(about)))
    return tuple(found)


def note(folder: Path, files: Sequence[ModelFile]) -> bool:
    """Remember files that were hashed just now. False where this process may not, or users may write there."""
    path = policy.system_file().with_name(NAME)
    if os.name != "posix" or not folder.is_relative_to(path.parent) or not os.access(path.parent, os.W_OK):
        return False
    places = [folder / file.name for file in files]
    if any(policy.distrust(place, place.lstat()) for place in places):
        return False
    record = _read(path) if path.is_file() else {}
    for place, file in zip(places, files, strict=True):
        record[str(place)] = [file.sha256, *marks(place.lstat())]
    write_whole(path, json.dumps(record, indent=1).encode("utf-8"), FOR_ALL)
    return True


def _read(path: Path) -> dict[str, list[object]]:
    """The record; an empty one where it cannot be understood: then everything is hashed."""
    try:
        with path.open("rb") as file:
            found = json.loads(file.read(LARGEST).decode("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
