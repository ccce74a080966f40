"""The list of matters, and making, renaming and deleting them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from localcounsel.errors import CounselError, MatterInUse
from localcounsel.records import DocumentState, Matter
from localcounsel.store import matters
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
    """Why the counts are missing: it is open elsewhere, or damaged."""


def create(places: Places, name: str) -> Matter:
    """Make an empty matter. Raises MatterExists or BadCall for a name that cannot be one."""
    matter = matters.create(places, name)
    AuditLog(matter.folder).append("matter created")
    return matter


def list_all(places: Places) -> list[MatterRow]:
    """Every matter, the one opened last first. A matter that cannot be opened is listed with the reason."""
    rows = [_row(matter) for matter in matters.list_all(places)]
    rows.sort(key=lambda row: row.name.casefold())
    rows.sort(key=lambda row: row.opened, reverse=True)
    return rows


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


def delete(places: Places, name: str) -> None:
    """Remove a matter and everything in it. Raises MatterInUse while a desk has it open."""
    matters.delete(places, name)


def _row(matter: Matter) -> MatterRow:
    size = _size(matter.folder)
    try:
        store = open_store(matter)
    except MatterInUse:
        return MatterRow(matter.name, 0, 0, 0, size, "", "open at another desk")
    except CounselError as error:
        return MatterRow(matter.name, 0, 0, 0, size, "", error.message)
    try:
        documents = store.documents()
        readable = [each for each in documents if each.state is not DocumentState.FAILED]
        unread = sum(len(store.unread(each.id)) for each in readable)
        opened = store.setting("last opened") or ""
        names = sum(len(each.copies) for each in documents)
        return MatterRow(matter.name, names, sum(each.page_count for each in readable), unread, size, opened)
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
