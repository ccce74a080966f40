"""The firm's Ed25519 key: which public key this machine trusts, and whether a file was signed with it.

The public key is a PEM file beside the policy, or in the installation, where users cannot write. A signature is
the 64 bytes of Ed25519 in Base64, in a file of its own; `openssl pkeyutl` makes and checks the same. Two stand there,
a line each, while one key takes over from another.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from localcounsel.errors import BadCall, PolicyError
from localcounsel.sandbox import policy as trusted

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

NAME = "firm-key.pem"
RAW = 64
"""Bytes of a signature."""
_LONGEST_KEY = 16 * 1024
"""Bytes."""


def installed() -> Path | None:
    """The firm's public key of this machine. Raises PolicyError for one that users could have put there."""
    for path in (trusted.system_file().with_name(NAME), trusted.FILE.with_name(NAME)):
        if path.exists():
            reason = trusted.distrust(path, path.lstat())
            if reason:
                raise PolicyError(f"The firm's key {path} cannot be trusted: {reason}.")
            return path
    return None


def check(content: bytes, signature: Path, named: Path) -> None:
    """Raises PolicyError unless `signature` holds for `content`, which came from the file `named`."""
    path = installed()
    if path is None:
        raise PolicyError(f"{named} is signed, and no firm key is installed to check it with.")
    try:
        holds = carries(content, signature, public(path))
    except (OSError, BadCall) as error:
        raise PolicyError(f"{named}: its signature {signature.name} cannot be checked ({error}).") from error
    if not holds:
        raise PolicyError(f"{named} is not what the firm signed: {signature.name} does not hold.")


def carries(content: bytes, signature: Path, key: Ed25519PublicKey) -> bool:
    """Whether one of the signatures in the file `signature` is of that key, over `content`. Raises BadCall, OSError."""
    from cryptography.exceptions import InvalidSignature

    for each in read_signatures(signature):
        try:
            key.verify(each, content)
        except InvalidSignature:
            continue
        return True
    return False


def read_signatures(path: Path) -> tuple[bytes, ...]:
    """The signatures in a file, 64 bytes each: raw, or a line each in Base64 up to a blank. Raises BadCall, OSError."""
    with path.open("rb") as file:
        content = file.read(1024)
    if len(content) == RAW:
        return (content,)
    try:
        decoded = tuple(
            base64.b64decode(line.split()[0], validate=True) for line in content.splitlines() if line.strip()
        )
    except binascii.Error as error:
        raise BadCall(f"{path} is not an Ed25519 signature.") from error
    if not decoded or any(len(each) != RAW for each in decoded):
        raise BadCall(f"{path} is not an Ed25519 signature.")
    return decoded


def public(path: Path) -> Ed25519PublicKey:
    """The public key in a PEM file. Raises BadCall for anything else."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(_content(path))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise BadCall(f"{path} is not a public key in PEM.") from error
    if not isinstance(key, Ed25519PublicKey):
        raise BadCall(f"{path} is a key of another kind; an Ed25519 key is needed.")
    return key


def private(path: Path, password: bytes | None = None) -> Ed25519PrivateKey:
    """The private key in a PEM file. Raises BadCall for anything else, and for a wrong password."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(_content(path), password)
    except TypeError as error:
        raise BadCall(f"{path} is kept under a password: give it, or leave it out if there is none.") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        if is_locked(path):
            advice = "Give the one that the key was made with; without it the key is of no use."
            raise BadCall(f"The password is wrong, or {path} is damaged.", advice) from error
        raise BadCall(f"{path} is not a private key in PEM.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise BadCall(f"{path} is a key of another kind; an Ed25519 key is needed.")
    return key


def is_locked(path: Path) -> bool:
    """Whether a private key in PEM is kept under a password. Raises BadCall when it cannot be read."""
    return b"ENCRYPTED" in _content(path)


def sign(content: bytes, key: Ed25519PrivateKey) -> bytes:
    """The signature file's content: Base64 and a line end."""
    return base64.b64encode(key.sign(content)) + b"\n"


def fingerprint(key: Ed25519PublicKey) -> str:
    """SHA-256 of the key's 32 bytes, in hexadecimal: what people compare."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(_LONGEST_KEY + 1)
    except OSError as error:
        raise BadCall(f"{path} cannot be read: {error.strerror}.") from error
    if len(content) > _LONGEST_KEY:
        raise BadCall(f"{path} is too long for a key.")
    return content
