"""The list of matters, and making, renaming, archiving and deleting them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from localcounsel.errors import CounselError, MatterInUse, MatterSealed
from localcounsel.records import Matter
from localcounsel.store import matters, policy, purge, seal, volume
from localcounsel.store.audit import AuditLog
from localcounsel.store.matter import open_store
from localcounsel.store.places import Places


@dataclass(frozen=True, slots=True)
class MatterRow:
    """What the list shows of a matter."""

    name: str
    documents: int
    pages: int
    unread: int
    size_bytes: int
    opened: str
    """ISO 8601 in UTC, or empty."""
    note: str = ""
    """Why the counts are missing: it is open elsewhere, sealed, damaged, or half destroyed."""
    archived: str = ""
    """When it was put away, ISO 8601 in UTC; empty while it is worked on."""


def create(places: Places, name: str, passphrase: str = "") -> Matter:
    """Make an empty matter, sealed where there is a passphrase.

    Raises MatterExists, BadCall for a name that cannot be one or a passphrase that is too short, ForbiddenByPolicy
    where every matter must be sealed, and StorageError where the home is shared or synchronised.
    """
    fixed = policy.load()
    if not passphrase:
        fixed.allow_unsealed()
    volume.refuse_shared(places.home)
    matter = matters.create(
        places, name, (lambda folder: seal.create(folder, passphrase, fixed.recovery_key)) if passphrase else None
    )
    if passphrase:
        seal.unlock(matter, passphrase)
    AuditLog(matter.folder).append("matter created", sealed="yes" if passphrase else "no")
    return matter


def list_all(places: Places) -> list[MatterRow]:
    """Every matter, the one opened last first. A matter that cannot be opened is listed with the reason.

    One whose purge was interrupted is listed too: its text may still be on the disk.
    """
    rows = [*map(_row, matters.list_all(places)), *_half_purged(places)]
    rows.sort(key=lambda row: row.name.casefold())
    rows.sort(key=lambda row: row.opened, reverse=True)
    return rows


def _half_purged(places: Places) -> Iterator[MatterRow]:
    try:
        orders = purge.orders(places)
    except CounselError as error:
        yield MatterRow("an interrupted purge", 0, 0, 0, 0, "", f"{error.message} {error.advice}")
        return
    for order in orders:
        if not (places.matters / order.matter).is_dir():
            size = _size(purge.folder_of(places, order))
            note = "its purge was interrupted: `localcounsel purge` with its name goes on"
            yield MatterRow(order.name, 0, 0, 0, size, "", note)


def show(places: Places, name: str) -> MatterRow:
    """One matter's row."""
    return _row(matters.find(places, name))


def rename(places: Places, name: str, new: str) -> Matter:
    """Give a matter another name. Raises MatterInUse while a desk has it open."""
    matter = matters.find(places, name)
    open_store(matter).close()
    renamed = matters.rename(places, name, new)
    AuditLog(renamed.folder).append("matter renamed")
    return renamed


def archive(places: Places, name: str, archived: bool = True) -> Matter:
    """Put a matter away, or take it out again; nothing in it changes. Raises MatterInUse while a desk has it open."""
    matter = matters.find(places, name)
    open_store(matter, check_seconds=0.0).close()
    matter = matters.archive(places, matter.name, archived)
    AuditLog(matter.folder).append("matter archived" if archived else "matter taken out of the archive")
    return matter


def delete(places: Places, name: str) -> None:
    """Remove a matter and everything in it. Raises MatterInUse while a desk has it open."""
    matters.delete(places, name)


def _row(matter: Matter) -> MatterRow:
    size = _size(matter.folder)
    try:
        store = open_store(matter, check_seconds=0.0)
    except MatterSealed:
        return MatterRow(matter.name, 0, 0, 0, size, "", "sealed", matter.archived)
    except MatterInUse:
        return MatterRow(matter.name, 0, 0, 0, size, "", "open at another desk", matter.archived)
    except CounselError as error:
        return MatterRow(matter.name, 0, 0, 0, size, "", error.message, matter.archived)
    try:
        counts = store.counts()
        opened = store.setting("last opened") or ""
        return MatterRow(matter.name, counts.names, counts.pages, counts.unread, size, opened, "", matter.archived)
    finally:
        store.close()


def _size(folder: Path) -> int:
    """Bytes of all files below a folder; files that vanish meanwhile count nothing."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:
            continue
    return total
