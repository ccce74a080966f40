"""Decides whether a bundle is whole and from whom it claims to be, before anything of it is used.

Every file is hashed, none may be missing, added, linked or named strangely. Nothing is written.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ed25519

SUMS = "SHA256SUMS"
SIGNATURE = "SHA256SUMS.sig"
DESCRIPTION = "bundle.json"
LONGEST_SUMS = 4 << 20
"""Bytes."""
BLOCK = 1 << 20

_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9][A-Za-z0-9 ._+!@=,()/-]*)")


class Refused(Exception):
    """The bundle is not taken. `faults` says what is wrong with it, a line each."""

    def __init__(self, *faults: str) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle every file of which was hashed and found as listed."""

    folder: Path
    sums: dict[str, str]
    """SHA-256 by path within the bundle, with `/`."""
    digest: str
    """SHA-256 of the list itself: the name of exactly this bundle."""
    signed_by: bytes | None
    """The public key that the list's signature was checked with; None where it was not asked for."""
    facts: dict[str, Any]
    """What `bundle.json` says."""

    def copy(self, name: str, target: Path) -> Path:
        """Copy one file, hashing what is written: the copy is what was listed, whoever touches the bundle now."""
        digest = hashlib.sha256()
        target.parent.mkdir(parents=True, exist_ok=True)
        with (self.folder / name).open("rb") as source, target.open("wb") as copy:
            while block := source.read(BLOCK):
                digest.update(block)
                copy.write(block)
        if digest.hexdigest() != self.sums[name]:
            raise Refused(f"{name} was altered while it was installed")
        return target

    def under(self, folder: str) -> list[str]:
        """The listed files below `folder`, sorted."""
        return sorted(name for name in self.sums if name.startswith(f"{folder}/"))


def check(folder: Path, key: bytes | None, progress: Callable[[int, int], None] = lambda done, of: None) -> Bundle:
    """The bundle in `folder`. With `key`, its list must carry that key's signature.

    Raises Refused with everything that is wrong, OSError where a file cannot be read.
    """
    content = _read(folder / SUMS)
    if key is not None:
        _check_signature(folder, content, key)
    sums = _listed(content)
    faults = _unlisted(folder, sums)
    for number, (name, digest) in enumerate(sorted(sums.items())):
        progress(number, len(sums))
        if fault := _fault(folder, name, digest):
            faults.append(fault)
    if faults:
        raise Refused(*faults)
    facts = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8")) if DESCRIPTION in sums else None
    if not isinstance(facts, dict) or facts.get("format") != 1:
        raise Refused(f"{DESCRIPTION} is missing, or of a kind that this installer does not know")
    return Bundle(folder, sums, hashlib.sha256(content).hexdigest(), key, facts)


def is_signed(folder: Path) -> bool:
    """Whether a signature lies beside the list; it is not checked here."""
    return (folder / SIGNATURE).is_file()


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LONGEST_SUMS + 1)
    except OSError as error:
        raise Refused(f"{path.name} cannot be read: {error.strerror}") from error
    if len(content) > LONGEST_SUMS:
        raise Refused(f"{path.name} is too long")
    return content


def _check_signature(folder: Path, content: bytes, key: bytes) -> None:
    if not is_signed(folder):
        raise Refused(f"the bundle carries no signature ({SIGNATURE} is missing)")
    if not ed25519.verify(key, content, _read(folder / SIGNATURE)):
        raise Refused(f"the signature of {SUMS} is not by the key {ed25519.fingerprint(key)}")


def _listed(content: bytes) -> dict[str, str]:
    """The list's lines, each a digest and a path. Raises Refused for a path that leaves the bundle, or stands twice."""
    sums: dict[str, str] = {}
    seen: set[str] = set()
    try:
        lines = content.decode("ascii").splitlines()
    except UnicodeDecodeError as error:
        raise Refused(f"{SUMS} is not plain text") from error
    for number, line in enumerate(lines, 1):
        found = _LINE.fullmatch(line)
        parts = found[2].split("/") if found else []
        if found is None or any(part in ("", ".", "..") or part.endswith((" ", ".")) for part in parts):
            raise Refused(f"{SUMS}, line {number}, is not a digest and a path")
        if found[2].casefold() in seen:
            raise Refused(f"{SUMS} lists {found[2]} twice")
        seen.add(found[2].casefold())
        sums[found[2]] = found[1]
    if not sums:
        raise Refused(f"{SUMS} lists nothing")
    return sums


def _unlisted(folder: Path, sums: dict[str, str]) -> list[str]:
    """Files, links and other things in the bundle that its list does not have."""
    faults = []
    for place, folders, files in os.walk(folder):
        within = Path(place).relative_to(folder)
        for name in [*files, *(each for each in folders if (Path(place) / each).is_symlink())]:
            path = (within / name).as_posix()
            if path not in sums and path not in (SUMS, SIGNATURE):
                faults.append(f"{ascii(path)[1:-1]} is not listed")
    return faults


def _fault(folder: Path, name: str, digest: str) -> str:
    """What is wrong with one listed file; empty when it is what the list says."""
    try:
        descriptor = os.open(folder / name, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        return f"{name} is missing"
    except OSError as error:
        return f"{name} cannot be read, or is a link: {error.strerror}"
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return f"{name} is not a plain file"
        if hashlib.file_digest(file, "sha256").hexdigest() != digest:
            return f"{name} is not the file that was listed"
    return ""
