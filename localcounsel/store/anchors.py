"""Heads of audit logs, kept where the logs are not: a log that was cut or replaced no longer reaches its anchors.

One file a matter, one line an anchor, in the home's own folder `anchors` and, where IT's policy names one, in a second
folder: a share that the firm's people can add to and not change is best. Nothing of a matter but its id is in it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from localcounsel.core import anchor
from localcounsel.errors import BadCall, StorageError
from localcounsel.store.files import disk, private_folder, private_opener, sync_folder
from localcounsel.store.places import Places

FOLDER = "anchors"
LARGEST = 64 << 20
"""Bytes of an anchor file that are read."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """The head of a matter's log at one moment."""

    matter: str
    """The matter's id."""
    sequence: int
    """How many events there were."""
    digest: str
    """Of the last of them."""
    time: str
    """ISO 8601 in UTC."""

    @property
    def words(self) -> str:
        """The twelve words to write down."""
        return anchor.words(self.digest)


def now(matter: str, sequence: int, digest: str) -> Anchor:
    """The anchor of this moment."""
    return Anchor(matter, sequence, digest, datetime.now(UTC).isoformat(timespec="seconds"))


def folders(places: Places, audit_folder: str = "") -> tuple[Path, ...]:
    """Where anchors are written: the home's own folder, and the one of IT's policy."""
    own = places.home / FOLDER
    return (own, Path(audit_folder)) if audit_folder else (own,)


def write(kept: Anchor, into: Sequence[Path]) -> list[StorageError]:
    """Write an anchor down in each folder, on disk when this returns; one error for each that did not take it."""
    failed = []
    for folder in into:
        try:
            _write(kept, folder)
        except StorageError as error:
            failed.append(error)
    return failed


def read(path: Path) -> list[Anchor]:
    """The anchors in a file, oldest first; none where there is no file. What is no anchor is passed over.

    Raises StorageError, or BadCall for a file too large to be one.
    """
    with disk(path):
        if not path.exists():
            return []
        with path.open("rb") as file:
            untrusted = file.read(LARGEST + 1)
    if len(untrusted) > LARGEST:
        raise BadCall(f"{path} is too large to be a file of anchors")
    return [each for line in untrusted.splitlines() if (each := _parsed(line)) is not None]


def latest(folder: Path, matter: str) -> Anchor | None:
    """The last anchor of a matter in a folder, None when there is none."""
    found = read(file_in(folder, matter))
    return found[-1] if found else None


def file_in(folder: Path, matter: str) -> Path:
    """Where a matter's anchors lie in a folder."""
    return folder / f"{matter}.jsonl"


def _write(kept: Anchor, folder: Path) -> None:
    line = json.dumps(
        {
            "matter": kept.matter,
            "sequence": kept.sequence,
            "digest": kept.digest,
            "time": kept.time,
            "words": kept.words,
        }
    )
    append(folder, kept.matter, line.encode("ascii"))


def append(folder: Path, matter: str, line: bytes) -> None:
    """Put a line behind a matter's anchors, on disk when this returns. Raises StorageError."""
    path = file_in(folder, matter)
    with disk(path):
        private_folder(folder)
        fresh = not path.exists()
        with open(path, "ab", buffering=0, opener=private_opener) as file:
            start = file.tell()
            torn = start > 0 and not _ends_whole(path)
            file.write(b"\n" * torn + line + b"\n")
            os.fsync(file.fileno())
        if fresh:
            sync_folder(folder)


def _ends_whole(path: Path) -> bool:
    """Whether the last line is whole; what a kill tore stays in its own line and is passed over."""
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _parsed(line: bytes) -> Anchor | None:
    try:
        untrusted: Any = json.loads(line)
        made = Anchor(untrusted["matter"], untrusted["sequence"], untrusted["digest"], untrusted["time"])
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    shaped = (
        type(made.sequence) is int
        and made.sequence > 0
        and all(type(each) is str for each in (made.matter, made.digest, made.time))
    )
    return made if shaped and len(made.digest) == 64 and set(made.digest) <= set("0123456789abcdef") else None
