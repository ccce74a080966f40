"""Whether the files a matter was made from are still what was read: a pass over the disk that can be left any time.

It changes nothing. Only what differs in time, and not in size, is read again to tell.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from localcounsel.core.filing import OnDisk
from localcounsel.errors import Unreachable
from localcounsel.flows.folders import digest
from localcounsel.records import Copy
from localcounsel.store.matter import MatterStore

REPORT_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Compared:
    """How far the pass has come."""

    done: int
    of: int
    found: tuple[tuple[str, OnDisk], ...]
    """What is not as it was read, since the last report: (file name in the matter, how it is)."""


def compare(store: MatterStore) -> Iterator[Compared]:
    """Look at every file the matter was made from; the last report has `done == of`. Closing the generator stops it.

    What came inside another file is left out: it changes with the file.
    """
    known = [(copy, id) for copy, id in store.copies() if not copy.parent]
    reachable: dict[str, bool] = {}
    found: list[tuple[str, OnDisk]] = []
    reported = time.monotonic()
    for number, (copy, document_id) in enumerate(known, start=1):
        state = _state(copy, document_id, reachable)
        if state is not OnDisk.AS_READ:
            found.append((copy.name, state))
        if time.monotonic() - reported > REPORT_SECONDS and number < len(known):
            yield Compared(number, len(known), tuple(found))
            found, reported = [], time.monotonic()
    yield Compared(len(known), len(known), tuple(found))


def _state(copy: Copy, document_id: str, reachable: dict[str, bool]) -> OnDisk:
    path = Path(copy.path)
    try:
        facts = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return OnDisk.GONE if _reachable(copy, reachable) else OnDisk.UNREACHABLE
    except (OSError, ValueError):
        return OnDisk.UNREACHABLE
    if facts.st_size != copy.size:
        return OnDisk.CHANGED
    if facts.st_mtime_ns == copy.modified_ns:
        return OnDisk.AS_READ
    try:
        return OnDisk.AS_READ if digest(path) == document_id else OnDisk.CHANGED
    except Unreachable:
        return OnDisk.UNREACHABLE


def _reachable(copy: Copy, known: dict[str, bool]) -> bool:
    """Whether the folder the file came with is there; of a file given by itself, the folder above its own."""
    folder = copy.root or str(Path(copy.path).parent.parent)
    if folder not in known:
        try:
            known[folder] = Path(folder).is_dir()
        except OSError:
            known[folder] = False
    return known[folder]
