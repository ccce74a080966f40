"""Look for what is left of documents that were destroyed: sequences of their own words, known only by their hashes.

A sequence is eight words in a row (of Chinese, Japanese and Korean, eight characters), whatever stands between them.
It is found in UTF-8 and in both orders of UTF-16. Compressed and encrypted files cannot be looked into.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

WINDOW = 8
"""Words of a sequence."""
OF_A_DOCUMENT = 64
"""Sequences taken from one document, spread over its pages."""
SHORTEST = 24
"""Bytes of a sequence in UTF-8, blanks not counted; a shorter one may stand anywhere."""
LARGEST_FILE = 64 << 20
"""Bytes; a larger file is counted as not looked into."""
MOST_SECONDS = 30.0
"""For one kind of place; files whose turn does not come are counted as not looked into."""
_PIECE = 8 << 20
_OVERLAP = 4096
"""Bytes of a piece that are read again with the next, so that no sequence is cut in two."""

_UNIT = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")


@dataclass(frozen=True, slots=True)
class Marks:
    """The sequences to look for, as hashes with a salt that is thrown away with them."""

    salt: str
    by_first: Mapping[int, frozenset[str]]
    """CRC-32 of the first word → hashes of the sequences that begin with it."""

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(map(len, self.by_first.values()))


@dataclass(slots=True)
class Scanned:
    """What was looked into, and what was found."""

    files: int = 0
    size: int = 0
    """Bytes."""
    passed_over: int = 0
    """Files that were too large, could not be read, or whose turn did not come."""
    found: list[tuple[str, int]] = field(default_factory=list)
    """Files that hold sequences, and how many."""


def marks(documents: Iterable[Iterable[str]], salt: str) -> Marks:
    """The sequences to look for: of each document, given as its pages' texts, OF_A_DOCUMENT at most."""
    made: dict[int, set[str]] = {}
    for pages in documents:
        windows = [window for text in pages for window in _windows(_units(text)) if _size(window) >= SHORTEST]
        for window in windows[:: max(1, -(-len(windows) // OF_A_DOCUMENT))]:
            made.setdefault(_crc(window[0]), set()).add(_hash(window, salt))
    return Marks(salt, {first: frozenset(each) for first, each in made.items()})


def scan(paths: Iterable[Path], wanted: Marks) -> Scanned:
    """Look into files for any of the sequences. Links are not followed; files that vanish are passed over."""
    done = Scanned()
    until = time.monotonic() + MOST_SECONDS
    for path in paths:
        try:
            facts = path.lstat()
            if not stat.S_ISREG(facts.st_mode):
                done.passed_over += stat.S_ISDIR(facts.st_mode)  # one that could not be listed
                continue
            if facts.st_size > LARGEST_FILE or time.monotonic() > until:
                done.passed_over += 1
                continue
            found = _look(path, wanted)
        except FileNotFoundError:
            continue
        except OSError:
            done.passed_over += 1
            continue
        done.files, done.size = done.files + 1, done.size + facts.st_size
        if found:
            done.found.append((str(path), len(found)))
    return done


def files_below(folder: Path, leave_out: Iterable[Path] = (), since: float = 0.0) -> Iterator[Path]:
    """Every file of this account below `folder`, without those below `leave_out` or older than `since` (seconds).

    Its folders that cannot be listed come too, as themselves.
    """
    left_out = set(leave_out)
    refused: list[OSError] = []
    for at, folders, names in os.walk(folder, onerror=refused.append):
        here = Path(at)
        folders[:] = [name for name in folders if here / name not in left_out]
        for name in names:
            try:
                facts = (here / name).lstat()
            except OSError:
                continue
            if facts.st_mtime >= since and _own(facts):
                yield here / name
    for error in refused:
        with suppress(OSError):
            unlisted = Path(os.fsdecode(error.filename))
            if _own(unlisted.lstat()):
                yield unlisted


def _own(facts: os.stat_result) -> bool:
    getuid = getattr(os, "getuid", None)
    return getuid is None or facts.st_uid == getuid()


def _look(path: Path, wanted: Marks) -> set[str]:
    """The hashes of the sequences that stand in a file."""
    found: set[str] = set()
    with path.open("rb") as file:
        before = b""
        while piece := file.read(_PIECE):
            content = before + piece
            for text in _readings(content):
                found |= _sequences(text, wanted)
            before = content[-_OVERLAP:]
    return found


def _readings(content: bytes) -> Iterator[str]:
    """The bytes as text in every way in which our own files, or a system's, may hold it."""
    yield content.decode("utf-8", "replace")
    if content.count(b"\0") * 8 > len(content) or not content.isascii():
        for encoding in ("utf-16-le", "utf-16-be"):
            for start in (0, 1):
                yield content[start : len(content) - (len(content) - start) % 2].decode(encoding, "replace")


def _sequences(text: str, wanted: Marks) -> set[str]:
    units = _units(text)
    firsts = wanted.by_first
    crcs: dict[str, int] = {}
    found = set()
    for at, unit in enumerate(units):
        crc = crcs.get(unit)
        if crc is None:
            crc = crcs[unit] = _crc(unit)
        if crc in firsts and at + WINDOW <= len(units):
            made = _hash(tuple(units[at : at + WINDOW]), wanted.salt)
            if made in firsts[crc]:
                found.add(made)
    return found


def _units(text: str) -> list[str]:
    return [each.casefold() for each in _UNIT.findall(text)]


def _windows(units: list[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(units[at : at + WINDOW]) for at in range(len(units) - WINDOW + 1))


def _size(window: tuple[str, ...]) -> int:
    return sum(len(unit.encode("utf-8", "surrogatepass")) for unit in window)


def _crc(unit: str) -> int:
    return zlib.crc32(unit.encode("utf-8", "surrogatepass"))


def _hash(window: tuple[str, ...], salt: str) -> str:
    return hashlib.sha256("\x1f".join((salt, *window)).encode("utf-8", "surrogatepass")).hexdigest()[:32]
