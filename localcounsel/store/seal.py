"""Sealed matters: all that stands in them is ciphertext on the disk, and opens with a passphrase that is kept nowhere.

A random key encrypts the matter. The file `key` in its folder holds that key, wrapped with one that Argon2id makes from
the passphrase, and, where IT's policy names a recovery key, once more for that. Who destroys the file has destroyed
the matter. An unlocked key is held in this process's memory until `lock`, and handed to the children that need it.
"""

from __future__ import annotations

import json
import os
import unicodedata
from pathlib import Path
from typing import Any

from localcounsel.errors import BadCall, MatterDamaged, MatterSealed, WrongPassphrase
from localcounsel.records import Matter
from localcounsel.store.files import disk, write_whole

NAME = "key"
KEY = 32
"""Bytes."""
LEAST_CHARACTERS = 10
"""Of a passphrase. Argon2id makes each guess cost a quarter of a second; a short word is guessed all the same."""
STORE, VECTORS = "store", "vectors"
"""What a matter's key is used for, each with a key of its own."""

_VERSION = 1
_ITERATIONS, _LANES, _KIB = 3, 4, 64 * 1024
"""RFC 9106, section 4, the second recommended choice: for machines where 2 GiB is too much."""
_MOST_KIB, _MOST_ROUNDS = 1 << 20, 64
"""What a key file may ask for: it came with the folder, and a folder can come from anywhere."""
_NONCE = 12
_LARGEST = 16 * 1024

_unlocked: dict[str, bytes] = {}
"""Keys by matter id. Here and nowhere else, so that locking is forgetting."""


def is_sealed(folder: Path) -> bool:
    """Whether the matter in this folder is sealed."""
    return (folder / NAME).exists()


def create(folder: Path, passphrase: str, recovery: str = "") -> bytes:
    """Draw a key for the matter in `folder`, write its key file, and return the key.

    Args:
        recovery: IT's X25519 public key in hexadecimal, which can open it too; empty for none.

    Raises BadCall for a passphrase that is too short, StorageError.
    """
    key = os.urandom(KEY)
    write(folder / NAME, key, passphrase, recovery)
    return key


def unlock(matter: Matter, passphrase: str) -> None:
    """Hold the matter's key until `lock`. Raises WrongPassphrase, MatterDamaged, StorageError."""
    _unlocked[matter.id] = _opened(matter, passphrase)


def recover(matter: Matter, private: bytes, passphrase: str) -> None:
    """Give the matter a new passphrase with IT's recovery key, 32 bytes. Raises WrongPassphrase, BadCall."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    found = _read(matter).get("recovery")
    if not found:
        raise WrongPassphrase(
            f"“{matter.name}” was sealed without a recovery key.", "Nobody but its owner opens it.", matter=matter.name
        )
    mine = X25519PrivateKey.from_private_bytes(private)
    shared = mine.exchange(X25519PublicKey.from_public_bytes(_bytes(found, "ephemeral", 32)))
    key = _unwrapped(matter, found, derived(shared, "recovery"))
    write(matter.folder / NAME, key, passphrase, mine.public_key().public_bytes_raw().hex())
    _unlocked[matter.id] = key


def change(matter: Matter, old: str, new: str, recovery: str = "") -> None:
    """Another passphrase; nothing is encrypted anew. Raises WrongPassphrase, BadCall, StorageError."""
    write(matter.folder / NAME, _opened(matter, old), new, recovery)


def hold(matter: Matter, key: bytes) -> None:
    """Count the matter as unlocked with a key that was just drawn for it."""
    _unlocked[matter.id] = key


def lock(matter: Matter) -> None:
    """Forget the matter's key. Harmless twice."""
    _unlocked.pop(matter.id, None)


def key_for(matter: Matter, purpose: str) -> bytes | None:
    """The matter's key for STORE or VECTORS; None for a matter that is not sealed. Raises MatterSealed while locked."""
    if not is_sealed(matter.folder):
        return None
    key = _unlocked.get(matter.id)
    if key is None:
        raise MatterSealed(f"“{matter.name}” is sealed.", matter=matter.name)
    return derived(key, purpose)


def derived(key: bytes, purpose: str) -> bytes:
    """A matter's key for one purpose: HKDF-SHA256 (RFC 5869) of its key."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), KEY, salt=None, info=f"localcounsel {purpose}".encode()).derive(key)


def write(path: Path, key: bytes, passphrase: str, recovery: str = "") -> None:
    """Write a key file: the key, wrapped for the passphrase, and for IT's recovery key if there is one.

    Raises BadCall for a passphrase that is too short, StorageError.
    """
    salt = os.urandom(16)
    facts: dict[str, Any] = {
        "version": _VERSION,
        "kdf": "argon2id",
        "iterations": _ITERATIONS,
        "lanes": _LANES,
        "memory_kib": _KIB,
        "salt": salt.hex(),
    }
    facts |= _wrapped(key, _stretched(_checked(passphrase), salt, _ITERATIONS, _LANES, _KIB))
    if recovery:
        facts["recovery"] = _for_recovery(key, recovery)
    with disk(path):
        write_whole(path, json.dumps(facts, indent=1).encode("ascii"))


def _for_recovery(key: bytes, public: str) -> dict[str, Any]:
    """The key, wrapped for whoever has the private half of `public`."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    try:
        theirs = X25519PublicKey.from_public_bytes(bytes.fromhex(public))
    except ValueError as error:
        raise BadCall("The recovery key in IT's policy is not an X25519 public key in hexadecimal.") from error
    ours = X25519PrivateKey.generate()
    wrapped = _wrapped(key, derived(ours.exchange(theirs), "recovery"))
    return {"key": public, "ephemeral": ours.public_key().public_bytes_raw().hex(), **wrapped}


def _opened(matter: Matter, passphrase: str) -> bytes:
    facts = _read(matter)
    rounds, lanes, kib = (_number(facts, name) for name in ("iterations", "lanes", "memory_kib"))
    known = facts.get("version") == _VERSION and facts.get("kdf") == "argon2id"
    if not known or not (1 <= rounds <= _MOST_ROUNDS and 1 <= lanes <= _MOST_ROUNDS and 8 * lanes <= kib <= _MOST_KIB):
        raise _damaged(matter)
    return _unwrapped(matter, facts, _stretched(passphrase, _bytes(facts, "salt", 16), rounds, lanes, kib))


def _number(facts: dict[str, Any], name: str) -> int:
    found = facts.get(name)
    return found if type(found) is int else 0


def _read(matter: Matter) -> dict[str, Any]:
    path = matter.folder / NAME
    with disk(path), path.open("rb") as file:
        content = file.read(_LARGEST + 1)
    try:
        facts = json.loads(content.decode("ascii"))
    except ValueError as error:
        raise _damaged(matter) from error
    if not isinstance(facts, dict):
        raise _damaged(matter)
    return facts


def _damaged(matter: Matter) -> MatterDamaged:
    return MatterDamaged(f"The key file of “{matter.name}” is damaged.", "Restore the matter from a backup.")


def _wrapped(key: bytes, by: bytes) -> dict[str, str]:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    nonce = os.urandom(_NONCE)
    return {"nonce": nonce.hex(), "wrapped": ChaCha20Poly1305(by).encrypt(nonce, key, b"localcounsel matter key").hex()}


def _unwrapped(matter: Matter, facts: dict[str, Any], by: bytes) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    try:
        nonce, wrapped = _bytes(facts, "nonce", _NONCE), _bytes(facts, "wrapped", KEY + 16)
    except ValueError as error:
        raise _damaged(matter) from error
    try:
        return ChaCha20Poly1305(by).decrypt(nonce, wrapped, b"localcounsel matter key")
    except InvalidTag as error:
        raise WrongPassphrase(f"That does not open “{matter.name}”.", matter=matter.name) from error


def _bytes(facts: dict[str, Any], name: str, length: int) -> bytes:
    """A value in hexadecimal. Raises MatterDamaged for anything else."""
    try:
        value = bytes.fromhex(facts[name])
    except (KeyError, TypeError, ValueError) as error:
        raise MatterDamaged("A sealed matter's key file is damaged.", "Restore the matter from a backup.") from error
    if len(value) != length:
        raise MatterDamaged("A sealed matter's key file is damaged.", "Restore the matter from a backup.")
    return value


def _checked(passphrase: str) -> str:
    if len(passphrase) < LEAST_CHARACTERS:
        raise BadCall(
            f"A passphrase has at least {LEAST_CHARACTERS} characters.", "Four or five words that nobody would guess."
        )
    return passphrase


def _stretched(passphrase: str, salt: bytes, rounds: int, lanes: int, kib: int) -> bytes:
    """However it was typed, the same passphrase gives the same key: NFKC, as RFC 8265 would have it."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    said = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogateescape")
    return Argon2id(salt=salt, length=KEY, iterations=rounds, lanes=lanes, memory_cost=kib).derive(said)
