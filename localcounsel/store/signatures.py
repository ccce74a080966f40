"""The signature beside a list of models: over the file's exact bytes, checked before anything in it is looked at.

A line for each signature: its 64 bytes in Base64, then the fingerprint of the key, which is only there to say in an
error which key was used. Two lines stand there while a list is being replaced, so that a kill at any moment leaves a
list that is signed, and while one key takes over from another.
"""

from __future__ import annotations

import base64
import binascii
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from localcounsel.core.text import clean
from localcounsel.errors import NotApproved
from localcounsel.store import firm_key
from localcounsel.store.files import FOR_ALL, write_whole
from localcounsel.store.model_key import TrustedKey

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

LARGEST = 4096
"""Bytes of a signature file."""
_ADVICE = "Do not use the models. Ask IT for the list and its signature as they were signed."


def beside(path: Path) -> Path:
    """Where the signature of the file at `path` lies."""
    return path.with_name(f"{path.name}.sig")


def check(path: Path, content: bytes, key: TrustedKey) -> None:
    """Raises NotApproved unless `content`, read from `path`, carries a signature of `key`."""
    if carries(path, content, firm_key.public(key.path)):
        return
    signers = [signer for _, signer in _lines(beside(path))]
    if key.fingerprint in signers:
        raise NotApproved(f"{path} was changed after it was signed with {key.words}.", _ADVICE)
    others = ", ".join(f"{signer[:16]}…" for signer in signers)
    raise NotApproved(f"{path} is signed with another key ({others}) and not with {key.words}.", _ADVICE)


def carries(path: Path, content: bytes, key: Ed25519PublicKey) -> bool:
    """Whether one of the signatures beside `path` is of that key, over `content`. Raises NotApproved for none."""
    from cryptography.exceptions import InvalidSignature

    for signature, _ in _lines(beside(path)):
        try:
            key.verify(signature, content)
        except InvalidSignature:
            continue
        return True
    return False


def _lines(path: Path) -> list[tuple[bytes, str]]:
    """Every (signature, fingerprint claimed). Raises NotApproved for a file that is missing or no signature file."""
    try:
        with path.open("rb") as file:
            untrusted = file.read(LARGEST + 1)
    except FileNotFoundError:
        listed = path.with_suffix("")
        raise NotApproved(f"{listed} is not signed: {path.name} is missing.", _ADVICE) from None
    except OSError as error:
        raise NotApproved(f"{path} cannot be read: {error.strerror}.", _ADVICE) from error
    found = []
    try:
        for line in untrusted[:LARGEST].decode("ascii").splitlines():
            encoded, _, signer = line.partition(" ")
            found.append((base64.b64decode(encoded, validate=True), clean(signer.strip())[:64]))
    except (UnicodeDecodeError, binascii.Error) as error:
        raise NotApproved(f"{path} is not a signature.", _ADVICE) from error
    if len(untrusted) > LARGEST or not found or any(len(signature) != 64 for signature, _ in found):
        raise NotApproved(f"{path} is not a signature.", _ADVICE)
    return found


def write(path: Path, content: bytes, *keys: Ed25519PrivateKey, for_all: bool = False) -> None:
    """Put `content` at `path`, signed with each key; readable `for_all` users of the machine, or for this account only.

    Whatever was there stays believed until the new list is in its place.
    """
    signature = beside(path)
    lines = b"".join(_line(content, key) for key in keys)
    before = b""
    if path.is_file() and signature.is_file():
        before = signature.read_bytes()[: LARGEST - len(lines)]
    put = partial(write_whole, mode=FOR_ALL) if for_all else write_whole
    put(signature, lines + before)
    put(path, content)
    put(signature, lines)


def _line(content: bytes, key: Ed25519PrivateKey) -> bytes:
    signer = firm_key.fingerprint(key.public_key())
    return base64.b64encode(key.sign(content)) + b" " + signer.encode("ascii") + b"\n"
