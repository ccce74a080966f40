"""What lies in the folders that were added, compared with what the matter holds: new, changed, moved, removed."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from localcounsel.core.text import clean
from localcounsel.errors import Unreachable, Unsupported
from localcounsel.records import Copy

SKIPPED_NAMES = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})
_LINE_MARKS = {ord("\n"): "\u240a", ord("\t"): "\u2409"}
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
        path = Path(os.path.normpath(given.expanduser().absolute()))  # by another way in it is the same folder
        if path.is_dir():
            yield from _walk(path)
        elif path.exists():
            yield _candidate(path, path.name, "")
        else:
            yield Unreachable(f"{one_line(str(given))} does not exist")


def _walk(root: Path) -> Iterator[Candidate | Unreachable]:
    troubles: list[OSError] = []
    for folder, subfolders, files in os.walk(root, onerror=troubles.append):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        for name in sorted(files):
            if name.startswith((".", "~$")) or name.casefold() in SKIPPED_NAMES:
                continue
            path = Path(folder) / name
            yield _candidate(path, f"{root.name}/{path.relative_to(root).as_posix()}", str(root))
    for trouble in troubles:
        yield Unreachable(f"{one_line(str(trouble.filename))} cannot be opened: {trouble.strerror}")


def _candidate(path: Path, name: str, root: str) -> Candidate | Unreachable:
    """The file under a name that is safe to show; refused where the system's name for it is no text at all."""
    try:
        os.fspath(path).encode()
    except UnicodeEncodeError:
        return Unreachable(f"{one_line(name)}: its name is not valid text.", "Rename the file and add it again.")
    return Candidate(path, one_line(name), root)


def one_line(name: str) -> str:
    """A file's name cleaned as documents are, in one line: line ends and tabs become visible signs."""
    return clean(name).translate(_LINE_MARKS)


def digest(path: Path) -> str:
    """SHA-256 of a file's bytes: the document's id. Raises Unreachable, and Unsupported for a pipe or a device."""
    state = hashlib.sha256()
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise Unsupported(f"{one_line(path.name)}: it is not a file.", "Add files, or the folder they are in.")
            while block := file.read(BLOCK):
                state.update(block)
    except OSError as error:
        raise Unreachable(f"{one_line(str(path))} cannot be read: {error.strerror}") from error
    return state.hexdigest()


def _without_waiting(path: str, flags: int) -> int:
    """A pipe in a folder opens at once, instead of when somebody writes into it."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def as_copy(candidate: Candidate, taken: dict[str, str]) -> Copy:
    """The candidate under a name that is unique in the matter. `taken` maps names to paths and is added to."""
    name = candidate.name
    longer = f"{one_line(candidate.path.parent.name)}/{candidate.name}"
    number = 2
    while taken.get(name, str(candidate.path)) != str(candidate.path):
        name = longer if number == 2 else f"{longer} ({number})"
        number += 1
    taken[name] = str(candidate.path)
    return as_it_is_now(Copy(name, str(candidate.path), 0, 0, candidate.root))


def as_it_is_now(copy: Copy) -> Copy:
    """The copy with the size and time its file has now. Raises Unreachable."""
    try:
        facts = Path(copy.path).stat()
    except OSError as error:
        raise Unreachable(f"{one_line(copy.path)} cannot be read: {error.strerror}") from error
    return replace(copy, size=facts.st_size, modified_ns=facts.st_mtime_ns)


def vanished(known: Sequence[tuple[Copy, str]], seen: set[str], roots: set[str]) -> list[Copy]:
    """Copies that came with one of `roots`, are not among the `seen` paths and are no longer on the disk."""
    return [
        copy
        for copy, _ in known
        if copy.root in roots and not copy.parent and copy.path not in seen and not Path(copy.path).exists()
    ]
