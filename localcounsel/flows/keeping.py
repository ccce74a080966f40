"""Back a matter up as one signed file, also while it is open, and restore it: all is checked before it counts."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import localcounsel
from localcounsel.core import anchor as wording
from localcounsel.errors import BackupRefused, BadCall, MatterDamaged, NewerMatter, StorageError
from localcounsel.flows import recording
from localcounsel.records import Matter
from localcounsel.store import account, backup, database, hold, matters, policy, seal, vanished
from localcounsel.store.anchors import Anchor
from localcounsel.store.audit import LOG_NAME, SET_ASIDE_NAME, AuditLog
from localcounsel.store.audit_check import examine
from localcounsel.store.backup import Manifest, Signed
from localcounsel.store.files import PRIVATE_FOLDER, disk
from localcounsel.store.lock import Held, Lock
from localcounsel.store.matter import LOCK_NAME, STORE_NAME
from localcounsel.store.places import Places

STAGING = ".backup-"
"""How the folder begins in which a backup's parts are put together."""
SHORTEST_KEY = 16
"""Hexadecimal digits by which a key may be named."""


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup on disk."""

    path: Path
    signed: Signed

    @property
    def key_words(self) -> str:
        """The key's fingerprint as twelve words, to be written down and compared where the backup is restored."""
        return wording.words(self.signed.fingerprint)


@dataclass(frozen=True, slots=True)
class Restored:
    """A matter that was restored."""

    matter: Matter
    manifest: Manifest
    anchor: Anchor


def back_up(places: Places, name: str, out: Path, *, force: bool = False) -> BackedUp:
    """Save a matter, open or not, as one file at `out`; on record.

    Raises ForbiddenByPolicy, BadCall for a file that exists unless `force`, MatterDamaged, StorageError.
    """
    policy.load().allow_export("backup")
    out = out.absolute()
    if out.exists() and not force:
        raise BadCall(f"{out} exists already", "Choose another name; on the command line, --force replaces it.")
    matter = matters.find(places, name)
    vanished.refuse(matter.folder / STORE_NAME)
    log = AuditLog(matter.folder)
    log.append("backup begun")
    with _staged(matter) as staged:
        with log.held():
            key = seal.key_for(matter, seal.STORE)
            version = database.snapshot(matter.folder / STORE_NAME, staged / STORE_NAME, key)
            for each in (LOG_NAME, SET_ASIDE_NAME, hold.NAME, seal.NAME):
                if (matter.folder / each).exists():
                    with disk(matter.folder / each):
                        shutil.copyfile(matter.folder / each, staged / each)
        paths = {each: staged / each for each in backup.FILES if (staged / each).exists()}
        manifest = _manifest(matter, version, paths)
        signed = backup.write(places, manifest, paths, out)
    log.append("backed up", sha256=signed.digest, key=signed.fingerprint)
    return BackedUp(out, signed)


def restore(places: Places, path: Path, name: str = "", key: str = "") -> Restored:
    """Make a matter of a backup, under its own name or `name`; its index of meaning is made anew afterwards.

    `key` is the fingerprint that was printed with the backup, its beginning, or its twelve words: needed where another
    home made it. Raises BackupRefused when one bit is not as it was saved, MatterExists when the name is taken,
    StorageError. Nothing is changed then.
    """
    with disk(path), path.open("rb") as file:
        signed = backup.open_signed(places, file)
        _refuse_stranger(signed, key)
        manifest = signed.manifest

        def fill(staged: Path) -> None:
            backup.extract(file, manifest, staged)
            _prove(staged, manifest)

        matter = matters.adopt(places, name or manifest.name, manifest.created, fill)
    log = AuditLog(matter.folder)
    log.append(
        "restored", sha256=signed.digest, key=signed.fingerprint, was=manifest.matter, events=str(manifest.events)
    )
    return Restored(matter, manifest, recording.anchored(places, matter, log))


def inspect(places: Places, path: Path) -> Signed:
    """What a backup says it is, and whose key signed it; of its files nothing is read. Raises BackupRefused."""
    with disk(path), path.open("rb") as file:
        return backup.open_signed(places, file)


def _manifest(matter: Matter, version: int, paths: dict[str, Path]) -> Manifest:
    counts = database.inspect(paths[STORE_NAME], seal.key_for(matter, seal.STORE))
    log = examine(paths[LOG_NAME])
    if not log.sound:
        raise MatterDamaged(
            f"The audit log of “{matter.name}” does not hold from line {log.line or len(log.digests) + 1} on.",
            "See `localcounsel audit verify`; a matter whose record is broken is not backed up as if it were whole.",
        )
    return Manifest(
        format=backup.FORMAT,
        application=localcounsel.__version__,
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        by=account.account(),
        matter=matter.id,
        name=matter.name,
        created=matter.created,
        schema=version,
        events=len(log.digests),
        head=log.digests[-1],
        counts=tuple(sorted(counts.items())),
        files=backup.describe(list(paths.values())),
    )


def _refuse_stranger(signed: Signed, key: str) -> None:
    """Raises BackupRefused unless this home made it, or whoever restores it has named the key."""
    if signed.own or (key and _means(key, signed.fingerprint)):
        return
    said = "with another key than the one named" if key else "by another home"
    raise BackupRefused(
        f"The backup was signed {said}: {signed.fingerprint}.",
        f"If that, or “{wording.words(signed.fingerprint)}”, was printed when it was made, restore it with --key.",
    )


def _means(key: str, fingerprint: str) -> bool:
    bare = "".join(key.split()).lower()
    if re.fullmatch(r"[0-9a-f]+", bare):
        return len(bare) >= SHORTEST_KEY and fingerprint.startswith(bare)
    try:
        return fingerprint.startswith(wording.beginning(key))
    except wording.Misread as error:
        raise BadCall(f"These words are no fingerprint: {error}", "Compare them with what was printed.") from error


def _prove(staged: Path, manifest: Manifest) -> None:
    """What was extracted is a matter, whole. Raises BackupRefused."""
    try:
        # A sealed store is looked through when it is opened, since only then is there a key.
        counts = dict(manifest.counts) if seal.is_sealed(staged) else _counted(staged / STORE_NAME)
        log = examine(staged / LOG_NAME)
    except (MatterDamaged, NewerMatter) as error:
        raise BackupRefused(f"The store in the backup is not used: {error.message}", error.advice) from error
    if tuple(sorted(counts.items())) != manifest.counts:
        raise BackupRefused("The store in the backup does not hold what the manifest says.")
    if not log.sound or len(log.digests) != manifest.events or log.digests[-1] != manifest.head:
        raise BackupRefused("The audit log in the backup does not hold.")


def _counted(store: Path) -> dict[str, int]:
    """What an extracted store holds. Raises MatterDamaged, StorageError.

    SQLite takes a page that the disk does not give for a damaged one, so that it is asked a second time: the backup
    must not be thrown away for it.
    """
    try:
        return database.inspect(store)
    except MatterDamaged:
        with disk(store), store.open("rb") as file:
            while file.read(1 << 20):
                pass
        return database.inspect(store)


@contextmanager
def _staged(matter: Matter) -> Iterator[Path]:
    """A folder within the matter's own, gone afterwards: on the same disk, behind the same wall."""
    clear_away(matter.folder)
    folder = matter.folder / f"{STAGING}{secrets.token_hex(6)}"
    with disk(folder):
        folder.mkdir(mode=PRIVATE_FOLDER)
        lock = Lock(folder / LOCK_NAME)  # who finds the folder knows by it that somebody is at work
    try:
        yield folder
    finally:
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)


def clear_away(folder: Path) -> None:
    """Remove what backups of the matter in `folder` left that were killed; those under way are left alone.

    What cannot be removed now is tried again next time.
    """
    with suppress(OSError):
        for each in folder.glob(f"{STAGING}*"):
            with suppress(OSError, Held, StorageError):
                if (each / LOCK_NAME).exists():
                    Lock(each / LOCK_NAME).release()  # raises Held while somebody fills it
                shutil.rmtree(each)
