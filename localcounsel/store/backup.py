"""A matter as one file that can be checked to the last bit: a plain tar archive, with a signed list of what is in it.

    manifest.json    what the matter is, how much it holds, the head of its audit log, size and SHA-256 of each file
    manifest.sig     Ed25519 signature of the manifest, and the public key it was made with
    store.sqlite …   the files themselves

Every byte is accounted for: the archive must be exactly the one that the manifest describes, its headers, padding and
end included. So nothing in it can name a path, link, or hide between files.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import tarfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from localcounsel.errors import BackupRefused, StorageError
from localcounsel.records import Matter
from localcounsel.store import codec, home_key
from localcounsel.store.files import disk, private_opener, sync_folder
from localcounsel.store.places import Places

FORMAT = 1
FILES = ("store.sqlite", "audit.jsonl", "audit-set-aside.bin", "hold.json", "key")
"""What a backup may hold, in this order. The index of meaning is left out: it is made anew.
A sealed matter's store is sealed in the backup too, and `key` opens it with the matter's passphrase."""
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
LARGEST_MANIFEST = 1 << 20
"""Bytes."""
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class File:
    """One file of a backup."""

    name: str
    size: int
    """Bytes."""
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says it is."""

    format: int
    application: str
    made: str
    """ISO 8601 in UTC."""
    by: str
    matter: str
    """The id of the matter."""
    name: str
    created: str
    schema: int
    events: int
    """Of the audit log within it."""
    head: str
    """Digest of its last event."""
    counts: tuple[tuple[str, int], ...]
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Signed:
    """A manifest whose signature holds, and whose key it is."""

    manifest: Manifest
    digest: str
    """SHA-256 of the manifest, which stands for the whole backup."""
    fingerprint: str
    """Of the key."""
    own: bool
    """It is the key of this home."""


def describe(paths: Sequence[Path]) -> tuple[File, ...]:
    """Size and digest of each file. Raises StorageError."""
    found = []
    for path in paths:
        with disk(path), path.open("rb") as file:
            found.append(File(path.name, path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()))
    return tuple(found)


def write(places: Places, manifest: Manifest, paths: Mapping[str, Path], out: Path) -> Signed:
    """Write the backup at `out`, whole or not at all; on disk when this returns. Raises StorageError."""
    content = codec.dumps(manifest).encode("ascii")
    signature, public = home_key.sign(places, content)
    staged = out.with_name(f".{out.name}.{os.getpid()}.part")
    with disk(out):
        _clear_parts(out)
        try:
            with open(staged, "wb", opener=private_opener) as file:
                _put(file, MANIFEST, content)
                _put(file, SIGNATURE, signature + public)
                for each in manifest.files:
                    _copy_in(file, each, paths[each.name])
                file.write(_end(file.tell()))
                file.flush()
                os.fsync(file.fileno())
            staged.replace(out)
        except BaseException:
            staged.unlink(missing_ok=True)
            raise
        sync_folder(out.parent)
    digest = hashlib.sha256(content).hexdigest()
    return Signed(manifest, digest, home_key.fingerprint(public), own=True)


def _clear_parts(out: Path) -> None:
    """Remove what an earlier backup to the same place left that was killed: it is a part of the matter in the clear."""
    for each in out.parent.glob(".*.part"):
        named = re.fullmatch(rf"\.{re.escape(out.name)}\.(\d+)\.part", each.name)
        if named and not _at_work(int(named[1])):
            with suppress(OSError):
                each.unlink()


def _at_work(pid: int) -> bool:
    """Whether there is such a process. Windows need not be asked: it removes no file that is open."""
    if sys.platform == "win32":
        return False
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def open_signed(places: Places, file: BinaryIO) -> Signed:
    """Read and check manifest and signature; the file stands before the first member then. Raises BackupRefused."""
    content = _take(file, MANIFEST, LARGEST_MANIFEST)
    sealed = _take(file, SIGNATURE, home_key.SIGNATURE + home_key.PUBLIC)
    signature, public = sealed[: home_key.SIGNATURE], sealed[home_key.SIGNATURE :]
    if not home_key.holds(signature, public, content):
        raise BackupRefused("The backup's signature does not hold: it is damaged, or was changed after it was made.")
    manifest = _parsed(content)
    digest = hashlib.sha256(content).hexdigest()
    return Signed(manifest, digest, home_key.fingerprint(public), public == home_key.own(places))


def extract(file: BinaryIO, manifest: Manifest, into: Path) -> None:
    """Write the members into a folder of ours, each under its own name, checked to the last bit.

    Raises BackupRefused when anything is not as the manifest says, StorageError.
    """
    for each in manifest.files:
        _expect(file, _header(each.name, each.size), each.name)
        digest, left = hashlib.sha256(), each.size
        with open(into / each.name, "xb", opener=private_opener) as out:
            while left:
                piece = file.read(min(_PIECE, left))
                if not piece:
                    raise BackupRefused(f"The backup ends in the middle of {each.name}.")
                digest.update(piece)
                out.write(piece)
                left -= len(piece)
            out.flush()
            os.fsync(out.fileno())
        if digest.hexdigest() != each.sha256:
            raise BackupRefused(f"{each.name} in the backup is not what was saved.")
        _expect(file, _padding(each.size), each.name)
    _expect(file, _end(file.tell()), "its end")
    if file.read(1):
        raise BackupRefused("Something stands behind the backup's end.")


def _put(file: BinaryIO, name: str, content: bytes) -> None:
    file.write(_header(name, len(content)) + content + _padding(len(content)))


def _copy_in(file: BinaryIO, described: File, path: Path) -> None:
    """Write one file, and prove that it is still what was described."""
    file.write(_header(described.name, described.size))
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while piece := source.read(_PIECE):
            digest.update(piece)
            file.write(piece)
    if digest.hexdigest() != described.sha256:
        raise StorageError(f"{path} changed while it was saved.", "Run the command again.")
    file.write(_padding(described.size))


def _header(name: str, size: int) -> bytes:
    """The one header that a member of this name and size has here."""
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member.tobuf(tarfile.GNU_FORMAT, "ascii", "strict")


def _padding(size: int) -> bytes:
    return bytes(-size % tarfile.BLOCKSIZE)


def _end(position: int) -> bytes:
    """Two empty blocks, filled up to a whole record."""
    return bytes(2 * tarfile.BLOCKSIZE + -(position + 2 * tarfile.BLOCKSIZE) % tarfile.RECORDSIZE)


def _take(file: BinaryIO, name: str, most: int) -> bytes:
    """A small member's content. Raises BackupRefused for any other header than ours."""
    header = file.read(tarfile.BLOCKSIZE)
    try:
        size = tarfile.TarInfo.frombuf(header, "ascii", "strict").size
    except (tarfile.HeaderError, ValueError) as error:
        raise BackupRefused("This is not a backup of a matter.", "Give a file that `backup` made.") from error
    if not 0 < size <= most or header != _header(name, size):
        raise BackupRefused("This is not a backup of a matter.", "Give a file that `backup` made.")
    content = file.read(size)
    _expect(file, _padding(size), name)
    return content


def _expect(file: BinaryIO, wanted: bytes, what: str) -> None:
    if file.read(len(wanted)) != wanted:
        raise BackupRefused(f"The backup is damaged at {what}.")


def _parsed(content: bytes) -> Manifest:
    """The manifest. Signed does not mean well-formed: a stranger's key signs anything."""
    try:
        untrusted: Any = json.loads(content)
        manifest = codec.from_plain(Manifest, untrusted)
    except (ValueError, RecursionError) as error:
        raise BackupRefused("The backup's manifest cannot be read.") from error
    if manifest.format != FORMAT:
        raise BackupRefused(f"The backup has format {manifest.format}; this LocalCounsel reads {FORMAT}.")
    names = [each.name for each in manifest.files]
    if names != [name for name in FILES if name in names] or not {"store.sqlite", "audit.jsonl"} <= set(names):
        raise BackupRefused("The backup does not hold the files of a matter.")
    if any(each.size < 0 for each in manifest.files):
        raise BackupRefused("The backup's manifest cannot be read.")
    return manifest


def matter_of(manifest: Manifest) -> Matter:
    """The matter a backup was made of, as it was called then; its folder is not here."""
    return Matter(manifest.matter, manifest.name, Path(), manifest.created)
