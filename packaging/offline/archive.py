"""From a folder to the archive that is carried over: the list of check sums, its signature, one compressed file.

The same folder gives the same archive, byte for byte.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path

SUMS = "SHA256SUMS"
SIGNATURE = "SHA256SUMS.sig"
PROGRAMS = ("install.sh",)
LEVEL = 1
"""Of gzip: wheels and weights hardly give way, and every machine can open it with what it has."""

_PATH = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._+!@=,()/-]*")


def write_sums(folder: Path) -> bytes:
    """List every file of the bundle with its SHA-256, in the format of `sha256sum`. Returns the list.

    Raises ValueError for names that differ in case only, or that not every system can have.
    """
    lines: list[str] = []
    seen: set[str] = set()
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        if not _PATH.fullmatch(name) or name.casefold() in seen:
            raise ValueError(f"{name!r} cannot be listed: give it a plain name of its own")
        seen.add(name.casefold())
        with path.open("rb") as file:
            lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {name}\n")
    content = "".join(lines).encode("ascii")
    (folder / SUMS).write_bytes(content)
    return content


def sign(folder: Path, key: Path, password: bytes | None) -> bytes:
    """Sign the list with an Ed25519 key in PEM form; `openssl pkeyutl -verify` understands it. Returns 64 bytes.

    Raises ValueError for another kind of key, TypeError for a password that is missing or not needed.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    private = load_pem_private_key(key.read_bytes(), password)
    if not isinstance(private, Ed25519PrivateKey):
        raise ValueError(f"{key} is not an Ed25519 key")
    signature = private.sign((folder / SUMS).read_bytes())
    (folder / SIGNATURE).write_bytes(signature)
    return signature


def pack(folder: Path, target: Path, when: int) -> None:
    """Write `folder` to `target` (.tar.gz); every file dated `when` (seconds since 1970) and owned by root."""
    staged = target.with_name(f".{target.name}-new")
    with (
        staged.open("wb") as raw,
        gzip.GzipFile("", "wb", LEVEL, raw, mtime=when) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for path in [*_files(folder), *(each for each in (folder / SUMS, folder / SIGNATURE) if each.exists())]:
            name = path.relative_to(folder).as_posix()
            entry = tarfile.TarInfo(f"{folder.name}/{name}")
            entry.size, entry.mtime = path.stat().st_size, when
            entry.mode = 0o755 if name in PROGRAMS else 0o644
            with path.open("rb") as file:
                archive.addfile(entry, file)
    staged.replace(target)


def _files(folder: Path) -> Iterator[Path]:
    """Every file of the bundle but the list and its signature, sorted. Raises ValueError for a link."""
    for path in sorted(folder.rglob("*"), key=lambda each: each.relative_to(folder).as_posix()):
        if path.is_symlink():
            raise ValueError(f"{path} is a link; a bundle holds plain files only")
        if path.is_file() and path.relative_to(folder).as_posix() not in (SUMS, SIGNATURE):
            yield path
