"""The file of vectors of a sealed matter: the same records, each batch encrypted as one frame.

A header in the clear, which says nothing but the format, then frames: length, nonce, ciphertext with its tag. A frame
is bound to its place in the file, so that none can be exchanged, left out or repeated without being found. A file in
the clear that lies where this one belongs is removed: it was another time's.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import struct
from pathlib import Path

import numpy as np
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from localcounsel import errors
from localcounsel.engine.vectorfile import Records, checksums, layout, private_opener, sync_folder

_MAGIC = b"LCSEALV\x01"
_LENGTH = struct.Struct("<I")
_NONCE, _TAG = 12, 16
_LARGEST = 1 << 30
"""Bytes of one frame; a length beyond it is damage."""


class SealedVectorFile:
    """The open file, with the manners of `VectorFile`: `read` once, then `append`; `rewrite` replaces it whole."""

    def __init__(self, path: Path, identity: str, dimensions: int, key: bytes) -> None:
        """Open `path`, or begin it anew when it is missing, in the clear, or was written for another embedder."""
        self._path = path
        self._layout = layout(dimensions)
        self._cipher = ChaCha20Poly1305(key)
        self._of = hashlib.sha256(f"{identity} {dimensions}".encode()).digest()
        self._frames = 0
        path.with_suffix(".new").unlink(missing_ok=True)
        self.foreign = path.exists() and not self._mine()
        if self.foreign or not path.exists():
            self.rewrite(np.zeros(0, self._layout))
        else:
            self._file = path.open("r+b", buffering=0)

    def read(self) -> tuple[Records, int]:
        """All records of sound frames in order, and how many frames were damaged.

        What follows a damaged frame is not believed; it and what a kill tore off are cut away.
        """
        found, damaged, at = [], 0, len(_MAGIC)
        content = self._path.read_bytes()
        while at < len(content):
            batch, end = self._frame(content, at)
            if batch is None:
                damaged = 1
                break
            found.append(batch)
            self._frames += 1
            at = end
        if len(content) > at:
            self._file.truncate(at)
            os.fsync(self._file.fileno())
        self._file.seek(at)
        return np.concatenate([np.zeros(0, self._layout), *found]), damaged

    def append(self, content: Records) -> None:
        """Add records; on return they are on the disk. Raises StorageError, leaving the file as it was."""
        before = self._file.seek(0, os.SEEK_END)
        try:
            left = memoryview(self._sealed(content))
            while left:
                left = left[self._file.write(left) :]
            os.fsync(self._file.fileno())
        except OSError as error:
            with contextlib.suppress(OSError):
                self._file.truncate(before)
            raise errors.StorageError(f"The vectors could not be written: {error.strerror}.") from error
        self._frames += 1

    def rewrite(self, content: Records) -> None:
        """Replace the file by one that holds `content`. Raises StorageError, leaving the file as it was."""
        fresh, frames = self._path.with_suffix(".new"), self._frames
        try:
            self._frames = 0
            with open(fresh, "wb", opener=private_opener) as file:
                file.write(_MAGIC)
                if len(content):
                    file.write(self._sealed(content))
                file.flush()
                os.fsync(file.fileno())
            self.close()  # Windows does not replace an open file
            fresh.replace(self._path)
            sync_folder(self._path.parent)
            self._frames = 1 if len(content) else 0
        except OSError as error:
            self._frames = frames
            raise errors.StorageError(f"The vectors could not be written: {error.strerror}.") from error
        finally:
            if self._path.exists():
                self._file = self._path.open("r+b", buffering=0)

    def close(self) -> None:
        """Close the file. Harmless twice."""
        if hasattr(self, "_file"):
            self._file.close()

    def _mine(self) -> bool:
        """Ours, and its first frame opens with this key for this embedder."""
        content = self._path.read_bytes()
        if not content.startswith(_MAGIC):
            return False
        return len(content) == len(_MAGIC) or self._frame(content, len(_MAGIC))[0] is not None

    def _sealed(self, content: Records) -> bytes:
        nonce = os.urandom(_NONCE)
        closed = self._cipher.encrypt(nonce, content.tobytes(), self._bound(self._frames))
        return _LENGTH.pack(len(closed)) + nonce + closed

    def _frame(self, content: bytes, at: int) -> tuple[Records | None, int]:
        """The records of the frame at an offset, and where the next one begins; None for one that does not open."""
        start = at + _LENGTH.size + _NONCE
        if start > len(content):
            return None, at
        (length,) = _LENGTH.unpack_from(content, at)
        if not _TAG < length <= min(_LARGEST, len(content) - start):
            return None, at
        try:
            plain = self._cipher.decrypt(
                content[start - _NONCE : start], content[start : start + length], self._bound(self._frames)
            )
        except InvalidTag:
            return None, at
        if len(plain) % self._layout.itemsize:
            return None, at
        batch = np.frombuffer(plain, self._layout)
        return (batch if bool((checksums(batch) == batch["crc"]).all()) else None), start + length

    def _bound(self, frame: int) -> bytes:
        return self._of + frame.to_bytes(8, "little")
