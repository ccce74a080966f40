"""The file of vectors: what is written there survives a kill, a torn write and a damaged sector.

A header of 64 bytes, then records of one size: id, document key, kind, checksum, vector. Records are only
ever appended, a batch at a time, and a batch is on the disk before anybody is told so. Nothing else writes
or reads this format.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import struct
import sys
import zlib
from io import FileIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from localcounsel import errors

Records = NDArray[np.void]
"""An array of records, see `layout`."""

HELD, REMOVED = 1, 2
"""Kinds of record: a passage's vector; the note that a passage was taken out."""

_MAGIC = b"LCVECTOR"
_VERSION = 1
_HEADER = struct.Struct("<8sII32s12xI")
"""Magic, version, dimensions, SHA-256 of the embedder's identity, padding, CRC-32 of what precedes."""


def layout(dimensions: int) -> np.dtype[np.void]:
    """How one record lies in the file: 24 bytes, then `dimensions` float32, all little-endian."""
    return np.dtype(
        [
            ("id", "<i8"),
            ("document", "<i8"),
            ("kind", "<u4"),
            ("crc", "<u4"),
            ("vector", "<f4", (dimensions,)),
        ]
    )


def records(ids: Any, documents: Any, vectors: NDArray[np.float32], kind: int = HELD) -> Records:
    """Records ready to be written, checksums included. `vectors` has one row per id."""
    made = np.zeros(len(ids), layout(vectors.shape[1]))
    made["id"], made["document"], made["kind"], made["vector"] = ids, documents, kind, vectors
    made["crc"] = checksums(made)
    return made


def checksums(of: Records) -> NDArray[np.uint32]:
    """The CRC-32 each record ought to carry."""
    plain = of.copy()
    plain["crc"] = 0
    size, content = plain.dtype.itemsize, memoryview(plain.tobytes())
    found = (zlib.crc32(content[at * size : (at + 1) * size]) for at in range(len(plain)))
    return np.fromiter(found, np.uint32, len(plain))


class VectorFile:
    """The open file. `read` once, then `append`; `rewrite` replaces it as a whole or not at all."""

    def __init__(self, path: Path, identity: str, dimensions: int) -> None:
        """Open `path`, or begin it anew when it is missing or was written for another embedder."""
        self._path = path
        self._header = _header(identity, dimensions)
        self._layout = layout(dimensions)
        self.foreign = path.exists() and not self._mine()
        """What stood there was another embedder's, or no file of ours; it was removed, never mixed in."""
        path.with_suffix(".new").unlink(missing_ok=True)
        if self.foreign or not path.exists():
            self.rewrite(np.zeros(0, self._layout))
        else:
            self._file = self._opened()

    def read(self) -> tuple[Records, int]:
        """All sound records in order, and how many damaged ones lay between them.

        What a kill tore off at the end is cut away, so that the next record starts where one should.
        """
        self._file.seek(_HEADER.size)
        content = self._file.read()
        whole = len(content) // self._layout.itemsize
        found = np.frombuffer(content, self._layout, whole)
        sound = checksums(found) == found["crc"]
        last = int(np.flatnonzero(sound)[-1]) + 1 if sound.any() else 0
        end = _HEADER.size + last * self._layout.itemsize
        if len(content) > end - _HEADER.size:
            self._file.truncate(end)
            os.fsync(self._file.fileno())
        self._file.seek(end)
        return found[:last][sound[:last]], last - int(sound[:last].sum())

    def append(self, batch: Records) -> None:
        """Write `batch`; when this returns it is on the disk. Raises StorageError, leaving the file as it was."""
        start = self._file.seek(0, os.SEEK_END)
        try:
            left = memoryview(batch.tobytes())
            while left:
                left = left[self._file.write(left) :]
            os.fsync(self._file.fileno())
        except OSError as error:
            with contextlib.suppress(OSError):  # what stays behind is cut away by its checksum
                self._file.truncate(start)
            raise errors.StorageError(f"The vectors could not be written: {error.strerror}.") from error

    def rewrite(self, content: Records) -> None:
        """Replace the file by one that holds `content`. Raises StorageError, leaving the file as it was."""
        fresh = self._path.with_suffix(".new")
        try:
            with open(fresh, "wb", opener=private_opener) as file:
                file.write(self._header)
                file.write(content.tobytes())
                file.flush()
                os.fsync(file.fileno())
            self.close()  # Windows does not replace an open file
            fresh.replace(self._path)
            sync_folder(self._path.parent)
        except OSError as error:
            raise errors.StorageError(f"The vectors could not be written: {error.strerror}.") from error
        finally:
            if self._path.exists():
                self._file = self._opened()

    def close(self) -> None:
        """Close the file. Harmless twice."""
        if hasattr(self, "_file"):
            self._file.close()

    def _mine(self) -> bool:
        with self._path.open("rb") as file:
            return file.read(_HEADER.size) == self._header

    def _opened(self) -> FileIO:
        file = self._path.open("r+b", buffering=0)  # a buffer would try again later what the disk refused
        file.seek(0, os.SEEK_END)
        return file


def _header(identity: str, dimensions: int) -> bytes:
    digest = hashlib.sha256(identity.encode()).digest()
    body = _HEADER.pack(_MAGIC, _VERSION, dimensions, digest, 0)[:-4]
    return body + struct.pack("<I", zlib.crc32(body))


def private_opener(path: str, flags: int) -> int:
    """For `open(…, opener=…)`: whatever is created is for this account only."""
    return os.open(path, flags, 0o600)


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` last through a power cut, where the system has a way to ask for it."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
