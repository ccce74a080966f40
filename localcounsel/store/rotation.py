"""Another key takes over: the list of models, its serial and what was revoked go to it, and the old key counts no more.

Which key is believed is decided by one thing, where its public half lies. So the firm's key is replaced by whoever may
write there, an administrator, and by nobody else: neither by a user nor by whoever holds the old private key, which is
not asked for, since it may be lost, and gives no right, since it may be in other hands. What goes over is a list that
the old key signed and that only an administrator could have put where it lies; a person has looked at it first.

Every step leaves a list that one of the two keys signed; a rotation that was interrupted goes on when it is run again.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from localcounsel.errors import BadCall, NoKey, NotApproved, PolicyError
from localcounsel.sandbox import policy
from localcounsel.store import firm_key, manifest, model_key, signatures
from localcounsel.store.files import FOR_ALL, PRIVATE_FILE, disk, write_whole
from localcounsel.store.manifest import Manifest, ShelfEntry
from localcounsel.store.model_key import TrustedKey, Whose
from localcounsel.store.models import MANIFEST_NAME, ModelShelf
from localcounsel.store.places import system_models
from localcounsel.store.shelving import Shelving

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class SignedPolicy:
    """A policy file that the firm's key signed, as it was read: signed again are these bytes and no others."""

    content: bytes
    signature: Path
    before: bytes
    """What the signature's file held."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """One key to be replaced by another, everything looked at and nothing changed yet."""

    shelf: ModelShelf
    former: TrustedKey
    now: str
    """Fingerprint of the new key."""
    found: Manifest
    """The list that goes over."""
    there: bool
    """There is a list."""
    made: bool
    """The list was signed with the new key before, by a rotation that was interrupted."""
    policy: SignedPolicy | None
    """IT's policy file, where it is signed: its signature must go over as well."""

    @property
    def models(self) -> tuple[ShelfEntry, ...]:
        """What the new key will sign for."""
        return self.found.models

    @property
    def list(self) -> Path:
        """The list's file."""
        return self.shelf.signed_folder / MANIFEST_NAME


@dataclass(frozen=True, slots=True)
class Rotated:
    """What came of it."""

    former: str
    now: str
    serial: int
    """Of the list as the new key signed it; 0 where there is no list."""
    public: Path
    """The public key that is believed from now on."""
    policy: Path | None
    """The signature of the policy file, made again."""


def plan(shelf: ModelShelf, new: Ed25519PrivateKey) -> Rotation:
    """What replacing the key that is believed here by `new` comes to.

    Raises NoKey where none is believed, BadCall for a key that cannot take over or a process that may not do it,
    NotApproved or PolicyError where what the old key signed does not hold.
    """
    former, now = shelf.key, firm_key.fingerprint(new.public_key())
    if former is None:
        raise NoKey("No key is believed here that another could take over from.")
    if former.fingerprint == now:
        raise BadCall(f"The key {now[:16]}… is the one that is believed here", "Make a new one: `models keygen --out`.")
    _allow(shelf, former)
    path = shelf.signed_folder / MANIFEST_NAME
    content = manifest.read(path)
    made = content is not None and _is_made(path, content, former, new)
    found = manifest.parsed(path, content or b"") if made else shelf.signed().manifest
    if now in found.former:
        raise BadCall(
            f"The key {now[:16]}… signed this list before it was replaced; a key that was given up does not come back",
            "Make a new one: `models keygen --out FILE`.",
        )
    return Rotation(shelf, former, now, found, content is not None, made, _policy(former, new))


def _allow(shelf: ModelShelf, former: TrustedKey) -> None:
    """Raises BadCall unless this process may replace the key, and what it will sign lies where users cannot write."""
    if former.whose is Whose.ACCOUNT:
        return
    folder = former.path.parent
    if not os.access(folder, os.W_OK) or not _owns(former.path):
        raise BadCall(
            f"The firm's key {former.path} can be replaced by an administrator only, not with a private key alone",
            "Run it again as an administrator, for example with sudo.",
        )
    if (shelf.folder / MANIFEST_NAME).exists() and shelf.signed_folder == shelf.folder:
        raise BadCall(
            f"The signed list lies in {shelf.folder}, where its user could have changed it",
            f"Put the firm's list, its signature and its models into {system_models()} first: docs/models.md.",
        )


def _owns(path: Path) -> bool:
    """Whether this process runs as the file's owner; on Windows its access list is asked when it is written."""
    return sys.platform == "win32" or os.geteuid() == path.lstat().st_uid


def _is_made(path: Path, content: bytes, former: TrustedKey, new: Ed25519PrivateKey) -> bool:
    """Whether the list is the new key's already, in succession to the old one's."""
    if not signatures.carries(path, content, new.public_key()):
        return False
    return manifest.parsed(path, content).former[-1:] == (former.fingerprint,)


def _policy(former: TrustedKey, new: Ed25519PrivateKey) -> SignedPolicy | None:
    """The policy in force, if it is signed. Raises PolicyError where the signature does not hold."""
    found = policy.written()
    if former.whose is Whose.ACCOUNT or found is None:
        return None
    signature = found.path.with_name(f"{found.path.name}.sig")
    if not signature.exists():
        return None
    try:
        keys = (firm_key.public(former.path), new.public_key())
        if not any(firm_key.carries(found.content, signature, key) for key in keys):
            raise PolicyError(f"{found.path} is not what the firm signed: {signature.name} does not hold.")
        return SignedPolicy(found.content, signature, signature.read_bytes())
    except OSError as error:
        raise PolicyError(f"{signature} cannot be read: {error.strerror}.") from error


def carry_out(rotation: Rotation, new: Ed25519PrivateKey, private: bytes, old: Ed25519PrivateKey | None) -> Rotated:
    """Replace the key. Raises BadCall, NotApproved, PolicyError, StorageError.

    Args:
        rotation: from `plan`, with the same `new`.
        new: the private key that takes over.
        private: the file it was in, encrypted; of an account's own it becomes the account's private key.
        old: the private key so far, where it is at hand: it signs as well, so that machines which believe in it
            still go on until an administrator has been there.
    """
    if old is not None and firm_key.fingerprint(old.public_key()) != rotation.former.fingerprint:
        raise BadCall(f"The key named with --key is not the private part of {rotation.former.words}.")
    keys = (new,) if old is None else (new, old)
    with Shelving(rotation.shelf).changing():
        again = plan(rotation.shelf, new)
        if again != rotation:
            raise BadCall("The list of models was changed meanwhile", "Look at it again.")
        if rotation.there and not rotation.made:
            _sign_list(rotation, keys)
        with disk(rotation.former.path):
            if rotation.policy is not None:
                _sign_policy(rotation.policy, new, keep=True)
            _install(rotation, new, private)
            if rotation.policy is not None and old is None:
                _sign_policy(rotation.policy, new, keep=False)
    return _result(rotation)


def _result(rotation: Rotation) -> Rotated:
    """What holds now, asked of the shelf: the new key must be the one that is believed."""
    key = rotation.shelf.key
    if key is None or key.fingerprint != rotation.now:
        raise NotApproved(f"{rotation.former.path} was replaced, and another key is believed all the same.")
    serial = rotation.shelf.signed().manifest.serial
    policy = rotation.policy.signature if rotation.policy else None
    return Rotated(rotation.former.fingerprint, rotation.now, serial, key.path, policy)


def _sign_list(rotation: Rotation, keys: Sequence[Ed25519PrivateKey]) -> None:
    serial = rotation.shelf.signed().seen.serial + 1
    former = (*rotation.found.former, rotation.former.fingerprint)
    handed = replace(rotation.found, version=manifest.VERSION, serial=serial, former=former)
    with disk(rotation.list):
        manifest.write_signed(rotation.list, handed, *keys)


def _sign_policy(found: SignedPolicy, new: Ed25519PrivateKey, *, keep: bool) -> None:
    """The new key's signature of the policy, with those that were there where they are to be kept for now."""
    in_lines = keep and len(found.before) != firm_key.RAW
    write_whole(found.signature, firm_key.sign(found.content, new) + (found.before if in_lines else b""), FOR_ALL)


def _install(rotation: Rotation, new: Ed25519PrivateKey, private: bytes) -> None:
    """The public half where it is believed; of an account's own the private one beside it, first."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    public = new.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    place = rotation.former.path
    if rotation.former.whose is Whose.ACCOUNT:
        write_whole(place.with_name(model_key.PRIVATE_NAME), private)
    write_whole(place, public, FOR_ALL if rotation.former.whose is Whose.FIRM else PRIVATE_FILE)
