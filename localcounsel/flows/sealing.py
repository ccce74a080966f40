"""Sealing a matter that stands in the clear, and giving a sealed one another passphrase."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from localcounsel.errors import BadCall, MatterInUse
from localcounsel.records import Matter
from localcounsel.store import matters, policy, seal, sealing
from localcounsel.store.audit import AuditLog
from localcounsel.store.files import disk
from localcounsel.store.lock import Held, Lock
from localcounsel.store.matter import LOCK_NAME, STORE_NAME
from localcounsel.store.places import Places

LONGEST_KEY_FILE = 4096
"""Bytes that are read of a recovery key's file: a device has no end."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What is being done now, in words."""

    text: str


def close_up(places: Places, name: str, passphrase: str) -> Iterator[Stage]:
    """Encrypt a matter with everything in it; it is unlocked afterwards, and its meaning is indexed anew when opened.

    The store is encrypted into a second file, compared, and put in the first one's place before that is destroyed: an
    interruption leaves the matter as it was, or sealed. Raises BadCall, MatterInUse, StorageError.
    """
    matter = matters.find(places, name)
    if seal.is_sealed(matter.folder):
        raise BadCall(f"“{matter.name}” is sealed already.", "`seal passphrase` gives it another passphrase.")
    with disk(matter.folder):
        damaged = list(matter.folder.glob(f"{STORE_NAME}.damaged-*"))
    if damaged:
        raise BadCall(
            f"{damaged[0]} holds text of “{matter.name}” in the clear, from before a repair: nothing was sealed.",
            "Move it to an encrypted place, or remove it, and seal again.",
        )
    try:
        lock = Lock(matter.folder / LOCK_NAME)
    except Held as held:
        raise MatterInUse(f"“{matter.name}” is open in {held}.") from held
    try:
        key = os.urandom(seal.KEY)
        yield Stage("encrypting what was read and answered")
        sealing.encrypt(
            matter.folder,
            seal.derived(key, seal.STORE),
            lambda path: seal.write(path, key, passphrase, policy.load().recovery_key),
        )
        seal.hold(matter, key)
        AuditLog(matter.folder).append("matter sealed")
        yield Stage("sealed; what stood in the clear is destroyed")
    finally:
        lock.release()


def change_passphrase(places: Places, name: str, old: str, new: str) -> Matter:
    """Another passphrase for a sealed matter. Raises WrongPassphrase, BadCall for one that is too short."""
    matter = _sealed(places, name)
    seal.change(matter, old, new, policy.load().recovery_key)
    AuditLog(matter.folder).append("passphrase changed")
    return matter


def recover(places: Places, name: str, key_file: Path, new: str) -> Matter:
    """A new passphrase for a sealed matter, with IT's recovery key: 64 hexadecimal digits in a file."""
    matter = _sealed(places, name)
    try:
        with key_file.open("rb") as file:
            private = bytes.fromhex(file.read(LONGEST_KEY_FILE).decode("ascii").strip())
    except (OSError, ValueError) as error:
        raise BadCall(f"{key_file} does not hold a recovery key: 64 hexadecimal digits.") from error
    if len(private) != seal.KEY:
        raise BadCall(f"{key_file} does not hold a recovery key: 64 hexadecimal digits.")
    seal.recover(matter, private, new)
    AuditLog(matter.folder).append("opened with the recovery key")
    return matter


def _sealed(places: Places, name: str) -> Matter:
    matter = matters.find(places, name)
    if not seal.is_sealed(matter.folder):
        raise BadCall(f"“{matter.name}” is not sealed.", "`seal now` seals it.")
    return matter
