"""Whose signature this machine believes about models: the firm's, else this account's own, else nobody's.

The firm's public key lies where users cannot write (`firm_key`). Without one, a person may make a key for the account;
it proves that the account approved a model, and is shown as no more than that. With neither, only the models that are
pinned in the program itself are loaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from localcounsel.errors import BadCall, NoKey
from localcounsel.store import firm_key
from localcounsel.store.files import disk, private_folder, write_new
from localcounsel.store.places import Places

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

LEAST_PASSPHRASE = 10
"""Characters. The private key lies on a disk; the passphrase is all that keeps it from whoever copies the file."""
PUBLIC_NAME = "model-key.pem"
PRIVATE_NAME = "model-key.private.pem"


class Whose(StrEnum):
    """Who stands behind a key."""

    FIRM = "firm"
    """Installed by an administrator, where users cannot write."""
    ACCOUNT = "account"
    """Made by a person for this account; it stands in the home."""


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """The one key whose signature makes a list of models believed."""

    whose: Whose
    path: Path
    """Of the public key."""
    fingerprint: str
    """SHA-256 of the key's 32 bytes, in hexadecimal."""

    @property
    def words(self) -> str:
        """For people: `the firm's key 3f2a…`."""
        owner = "the firm's key" if self.whose is Whose.FIRM else "this account's key"
        return f"{owner} {self.fingerprint[:16]}…"


def trusted(places: Places) -> TrustedKey | None:
    """The key of this machine and home; None where there is none. Raises PolicyError, BadCall for one that is bad."""
    firm = firm_key.installed()
    if firm is not None:
        return TrustedKey(Whose.FIRM, firm, firm_key.fingerprint(firm_key.public(firm)))
    own = places.home / PUBLIC_NAME
    if own.is_file():
        return TrustedKey(Whose.ACCOUNT, own, firm_key.fingerprint(firm_key.public(own)))
    return None


def make(places: Places, passphrase: str, out: Path | None = None) -> tuple[Path, Path, str]:
    """Make a key pair: (private file, public file, fingerprint). The private one is encrypted, mode 0600.

    Without `out` it is this account's, and believed from now on; with it, both files are written there for IT to
    install. Raises BadCall for a file that exists and for a passphrase that is too short, StorageError.
    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if len(passphrase) < LEAST_PASSPHRASE:
        raise BadCall(
            f"The passphrase has {len(passphrase)} characters; at least {LEAST_PASSPHRASE} are needed",
            "Choose a longer one, such as four words that have nothing to do with each other.",
        )
    private_path = out or places.home / PRIVATE_NAME
    public_path = out.with_name(f"{out.name}.pub") if out else places.home / PUBLIC_NAME
    for path in (private_path, public_path):
        if path.exists():
            raise BadCall(f"{path} exists already", "Keep it: what it signed is believed only while it is there.")
    key = Ed25519PrivateKey.generate()
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase.encode("utf-8")),
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    with disk(private_path.parent):
        private_folder(private_path.parent)
    write_new(private_path, secret)
    try:
        write_new(public_path, public)
    except BaseException:
        private_path.unlink()
        raise
    return private_path, public_path, firm_key.fingerprint(key.public_key())


def signing_key(places: Places, path: Path | None, passphrase: str) -> Ed25519PrivateKey:
    """The private key that belongs to the trusted one. `path` is needed for the firm's.

    Raises NoKey where no key is trusted, BadCall for a wrong file, passphrase or key.
    """
    known = trusted(places)
    if known is None:
        raise NoKey("No key is installed with which models could be signed.")
    private = private_path(places, path)
    key = firm_key.private(private, passphrase.encode("utf-8") or None)
    found = firm_key.fingerprint(key.public_key())
    if found != known.fingerprint:
        raise BadCall(
            f"{private} is not the private part of {known.words}: it is {found[:16]}…",
            "Name the right file with --key FILE.",
        )
    return key


def private_path(places: Places, named: Path | None) -> Path:
    """The file of the private key: the one named, else this account's. Raises BadCall where there is none."""
    path = named or places.home / PRIVATE_NAME
    if not path.is_file():
        what = "this account's private key is not" if named is None else "there is no private key"
        raise BadCall(f"{what} at {path}", "Name the private key's file with --key FILE.")
    return path
