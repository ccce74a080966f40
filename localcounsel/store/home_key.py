"""This home's own Ed25519 key, made when it is first wanted: with it backups are signed.

A backup signed with it can be restored here without a question. Anywhere else a person compares the key's fingerprint
with the one that was printed when the backup was made.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from localcounsel.errors import StorageError
from localcounsel.store.files import disk, private_folder, write_whole
from localcounsel.store.places import Places

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SIGNATURE, PUBLIC = 64, 32
"""Bytes."""


def file_of(places: Places) -> Path:
    """Where the key lies: 64 hexadecimal digits, for this account only."""
    return places.home / "keys" / "backup"


def sign(places: Places, content: bytes) -> tuple[bytes, bytes]:
    """Signature and public key, with this home's key, which is made if need be. Raises StorageError."""
    key = _key(places, make=True)
    assert key is not None
    return key.sign(content), key.public_key().public_bytes_raw()


def own(places: Places) -> bytes:
    """The public key of this home, empty when it has none yet. Raises StorageError."""
    key = _key(places, make=False)
    return key.public_key().public_bytes_raw() if key else b""


def holds(signature: bytes, public: bytes, content: bytes) -> bool:
    """Whether a signature is that of a public key over `content`."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(public: bytes) -> str:
    """SHA-256 of a public key, in hexadecimal."""
    return hashlib.sha256(public).hexdigest()


def _key(places: Places, *, make: bool) -> Ed25519PrivateKey | None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    path = file_of(places)
    with disk(path):
        if not path.exists():
            if not make:
                return None
            private_folder(path.parent)
            made = Ed25519PrivateKey.generate()
            write_whole(path, made.private_bytes_raw().hex().encode("ascii") + b"\n")
            return made
        content = path.read_text("ascii", errors="replace").strip()
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(content))
    except ValueError as error:
        raise StorageError(
            f"{path} is not a key.", "Put it back from a copy, or move it away: a new one is made."
        ) from error
