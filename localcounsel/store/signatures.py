"""The signature beside a list of models: over the file's exact bytes, checked before anything in it is looked at.

A line for each signature: its 64 bytes in Base64, then the fingerprint of the key, which is only there to say in an
error which key was used. Two lines stand there while a list is being replaced, so that a kill at any moment leaves a
list that is signed.
"""

from __future__ import annotations

import base64
import binascii
from pathlib import Path
from typing import TYPE_CHECKING

from localcounsel.core.text import clean
from localcounsel.errors import NotApproved
from localcounsel.store import firm_key
from localcounsel.store.files import write_whole
from localcounsel.store.model_key import TrustedKey

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

LARGEST = 4096
"""Bytes of a signature file."""
_ADVICE = "Do not use the models. Ask IT for the list and its signature as they were signed."


def beside(path: Path) -> Path:
    """Where the signature of the file at `path` lies."""
    return path.with_name(f"{path.name}.sig")


def check(path: Path, content: bytes, key: TrustedKey) -> None:
    """Raises NotApproved unless `content`, read from `path`, carries a signature of `key`."""
    from cryptography.exceptions import InvalidSignature

    public = firm_key.public(key.path)
    signers = []
    for signature, signer in _lines(beside(path)):
        signers.append(signer)
        try:
            public.verify(signature, content)
        except InvalidSignature:
            continue
        return
    if key.fingerprint in signers:
        raise NotApproved(f"{path} was changed after it was signed with {key.words}.", _ADVICE)
    others = ", ".join(f"{signer[:16]}…" for signer in signers)
    raise NotApproved(f"{path} is signed with another key ({others}) and not with {key.words}.", _ADVICE)


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


def write(path: Path, content: bytes, key: Ed25519PrivateKey) -> None:
    """Put `content` at `path`, signed. Whatever was there stays believed until the new list is in its place."""
    signature = beside(path)
    line = base64.b64encode(key.sign(content)) + b" " + firm_key.fingerprint(key.public_key()).encode("ascii") + b"\n"
    before = b""
    if path.is_file() and signature.is_file():
        before = signature.read_bytes()[: LARGEST - len(line)]
    write_whole(signature, line + before)
    write_whole(path, content)
    write_whole(signature, line)
