"""The highest serial of a list of models that this machine has seen: an older list, however well signed, is refused.

Kept beside the policy where an administrator's process wrote it, which users cannot; and in the home, which the
account could take back. The higher of the two holds. `kept_safely` says which it is.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from localcounsel.errors import NotApproved
from localcounsel.sandbox import policy
from localcounsel.store.files import FOR_ALL, disk, private_folder, write_whole
from localcounsel.store.model_key import TrustedKey
from localcounsel.store.places import Places

NAME = "model-serials.json"
LARGEST = 1 << 16
"""Bytes."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The newest list seen under a key."""

    serial: int = 0
    digest: str = ""
    """SHA-256 of the list."""
    kept_safely: bool = False
    """It is remembered where users cannot write."""


def seen(places: Places, key: TrustedKey) -> Seen:
    """What this machine remembers. Raises NotApproved for a record that cannot be read: it may have been damaged."""
    return _seen(places, key.fingerprint)


def _seen(places: Places, fingerprint: str) -> Seen:
    found = [_read(path, fingerprint, safe) for path, safe in ((_system(), True), (_own(places), False))]
    return max(found, key=lambda each: (each.serial, each.kept_safely))


def check(places: Places, key: TrustedKey, path: Path, content: bytes, serial: int, former: Sequence[str] = ()) -> Seen:
    """Remember the list at `path`. Raises NotApproved when a newer one, or another of the same serial, was seen.

    `former` are the fingerprints of the keys that signed before: what was seen under them holds on under `key`.
    """
    digest = hashlib.sha256(content).hexdigest()
    own = seen(places, key)
    before = [_seen(places, each) for each in former if each != key.fingerprint]
    known = max([own, *before], key=lambda each: each.serial)
    if serial < known.serial:
        raise NotApproved(
            f"{path} is an older list (serial {serial}); this machine has seen serial {known.serial}.",
            "Ask IT for the newest list: what was revoked since must not come back.",
        )
    if serial == known.serial and digest != known.digest:
        raise NotApproved(
            f"{path} is another list than the one of serial {serial} that this machine has seen.",
            "Ask IT to sign its list again: two lists must never have the same serial.",
        )
    if serial > own.serial or not own.kept_safely:
        return _note(places, key, Seen(serial, digest), own)
    return own


def _note(places: Places, key: TrustedKey, now: Seen, known: Seen) -> Seen:
    """Write it down: for the machine when this process may, for the account otherwise."""
    system = _system()
    if os.access(system.parent, os.W_OK) and not _distrusted(system.parent):
        write_whole(system, _with(system, key.fingerprint, now), FOR_ALL)
        return Seen(now.serial, now.digest, kept_safely=True)
    if now.serial > known.serial:
        own = _own(places)
        with disk(own):
            private_folder(own.parent)
            write_whole(own, _with(own, key.fingerprint, now))
    return now


def _system() -> Path:
    return policy.system_file().with_name(NAME)


def _own(places: Places) -> Path:
    return places.models / NAME


def _distrusted(folder: Path) -> bool:
    """Whether others than an administrator may write in the folder beside the policy."""
    probe = folder / NAME
    if probe.exists():
        return bool(policy.distrust(probe, probe.lstat()))
    return folder.is_symlink() or any(
        os.name == "posix" and (each.lstat().st_uid != 0 or each.lstat().st_mode & 0o022)
        for each in (folder, *folder.parents)
    )


def _read(path: Path, fingerprint: str, safe: bool) -> Seen:
    content = _content(path)
    entry = content.get(fingerprint)
    if entry is None:
        return Seen()
    if safe and policy.distrust(path, path.lstat()):
        raise NotApproved(f"{path} could have been written by anybody: {policy.distrust(path, path.lstat())}.")
    try:
        return Seen(int(str(entry["serial"])), str(entry["digest"]), safe)
    except (TypeError, KeyError, ValueError) as error:
        raise _unreadable(path) from error


def _with(path: Path, fingerprint: str, now: Seen) -> bytes:
    kept = {**_content(path), fingerprint: {"serial": now.serial, "digest": now.digest}}
    return json.dumps(kept, indent=1).encode("ascii")


def _content(path: Path) -> dict[str, dict[str, object]]:
    try:
        with path.open("rb") as file:
            found = json.loads(file.read(LARGEST).decode("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise _unreadable(path) from error
    if not isinstance(found, dict):
        raise _unreadable(path)
    return found


def _unreadable(path: Path) -> NotApproved:
    return NotApproved(
        f"{path} cannot be understood, and it says which list of models is the newest.",
        "Ask IT to check the list of models with `localcounsel models verify`, and then to remove this file.",
    )
