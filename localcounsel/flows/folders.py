"""What lies in the folders that were added, compared with what the matter holds: new, changed, moved, removed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from localcounsel.errors import Unreachable
from localcounsel.records import Copy

SKIPPED_NAMES = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})
BLOCK = 1024 * 1024
"""Bytes hashed at a time."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that may be taken in."""

    path: Path
    name: str
    """Relative to the folder's own name, with `/`; the bare file name for a file given by itself."""
    root: str
    """The folder given, absolute; empty for a file given by itself."""


def gather(paths: Sequence[Path]) -> Iterator[Candidate | Unreachable]:
    """Every file below `paths`, in a fixed order; a path that is not there comes out as the error to report.

    Hidden files, office lock files (`~$…`) and links to folders are passed over.
    """
    for given in paths:
        path = given.expanduser().absolute()
        if path.is_dir():
            yield from _walk(path)
        elif path.exists():
            yield Candidate(path, path.name, "")
        else:
            yield Unreachable(f"{given} does not exist")


def _walk(root: Path) -> Iterator[Candidate | Unreachable]:
    troubles: list[OSError] = []
    for folder, subfolders, files in os.walk(root, onerror=troubles.append):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        for name in sorted(files):
            if name.startswith((".", "~$")) or name.casefold() in SKIPPED_NAMES:
                continue
            path = Path(folder) / name
            yield Candidate(path, f"{root.name}/{path.relative_to(root).as_posix()}", str(root))
    for trouble in troubles:
        yield Unreachable(f"{trouble.filename} cannot be opened: {trouble.strerror}")


def digest(path: Path) -> str:
    """SHA-256 of a file's bytes: the document's id. Raises Unreachable."""
    state = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                state.update(block)
    except OSError as error:
        raise Unreachable(f"{path} cannot be read: {error.strerror}") from error
    return state.hexdigest()


def as_copy(candidate: Candidate, taken: dict[str, str]) -> Copy:
    """The candidate under a name that is unique in the matter. `taken` maps names to paths and is added to."""
    name = candidate.name
    longer = f"{candidate.path.parent.name}/{candidate.name}"
    number = 2
    while taken.get(name, str(candidate.path)) != str(candidate.path):
        name = longer if number == 2 else f"{longer} ({number})"
        number += 1
    taken[name] = str(candidate.path)
    try:
        facts = candidate.path.stat()
    except OSError as error:
        raise Unreachable(f"{candidate.path} cannot be read: {error.strerror}") from error
    return Copy(name, str(candidate.path), facts.st_size, facts.st_mtime_ns, candidate.root)


def vanished(known: Sequence[tuple[Copy, str]], seen: set[str], roots: set[str]) -> list[Copy]:
    """Copies that came with one of `roots`, are not among the `seen` paths and are no longer on the disk."""
    return [
        copy
        for copy, _ in known
        if copy.root in roots and not copy.parent and copy.path not in seen and not Path(copy.path).exists()
    ]
