"""The compiled files inside wheels and archives, and what can be read from their bytes without running them."""

from __future__ import annotations

import re
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SUFFIXES = re.compile(r"\.(so(\.\d+)*|pyd|dll|dylib|exe)$", re.IGNORECASE)
"""Weights are not among them: they are numbers, and their vocabularies hold any word."""
MAGICS = (b"\x7fELF", b"MZ", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")

_GLIBC = re.compile(rb"GLIBC_(\d+)\.(\d+)\0")
_HOST = re.compile(
    rb"(?<![A-Za-z0-9._@-])(?:[a-z][a-z0-9+.-]{1,9}://(?:[^\s/@\0]{1,64}@)?)?"
    rb"((?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,40}[A-Za-z0-9])?\.){1,5}"
    rb"(?:com|net|org|io|ai|dev|app|cloud|edu|gov|biz|eu|uk|de|fr|jp|cn|ru))"
    rb"(?![A-Za-z0-9_-]|\.[A-Za-z])"
)
_ADDRESS = re.compile(rb"[a-z][a-z0-9+.-]{1,9}://(?:[^\s/@\0]{1,64}@)?([A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9a-f:]+\])")


@dataclass(frozen=True, slots=True)
class Binary:
    """One compiled file."""

    carrier: str
    """The package or archive it lies in, without its version."""
    name: str
    content: bytes


def in_wheel(path: Path) -> Iterator[Binary]:
    """The compiled files of a wheel."""
    carrier = path.name.split("-")[0].lower().replace("_", "-")
    with zipfile.ZipFile(path) as archive:
        for each in archive.infolist():
            content = archive.read(each) if not each.is_dir() else b""
            if content.startswith(MAGICS) or SUFFIXES.search(each.filename):
                yield Binary(carrier, each.filename, content)


def in_tar(path: Path) -> Iterator[Binary]:
    """The compiled files of a packed Python."""
    with tarfile.open(path) as archive:
        for each in archive:
            file = archive.extractfile(each) if each.isfile() else None
            content = file.read() if file else b""
            if content.startswith(MAGICS):
                yield Binary("python", each.name, content)


def hosts(content: bytes) -> set[str]:
    """Every host name in a file: behind `scheme://`, or a bare name under a usual top-level domain."""
    found = {match.lower().decode("ascii").rstrip(".-") for match in _HOST.findall(content)}
    found |= {match.lower().decode("ascii").rstrip(".-") for match in _ADDRESS.findall(content)}
    return {host for host in found if "." in host or host.startswith("[") or host == "localhost"}


def newest_glibc(binaries: Iterator[Binary]) -> str:
    """The newest version of the GNU C library that any of these files asks for; empty where none does."""
    found = {
        (int(major), int(minor))
        for each in binaries
        if each.content.startswith(b"\x7fELF")
        for major, minor in _GLIBC.findall(each.content)
    }
    return ".".join(map(str, max(found))) if found else ""
