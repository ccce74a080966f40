"""A store that was there and is gone: opening would make an empty one in its place, and hide what is lost."""

from __future__ import annotations

from pathlib import Path

from localcounsel.errors import MatterDamaged
from localcounsel.store.audit import LOG_NAME
from localcounsel.store.files import disk

OPENED = "matter opened"
"""The event that every opening puts on record, after the store was made."""
_PIECE = 1 << 20


def refuse(store: Path) -> None:
    """Raises MatterDamaged when the store is missing or empty, and the audit log beside it says that it was in use."""
    with disk(store):
        gone = not store.exists()
        if not gone and (not store.is_file() or store.stat().st_size):
            return
        used = _mentioned(store.with_name(LOG_NAME), f'"what":"{OPENED}"'.encode("ascii"))
    if used:
        raise MatterDamaged(
            f"{store} is {'gone' if gone else 'empty'}, and there was work in it.",
            "Restore the latest backup with `localcounsel restore FILE`, or add the documents to a new matter.",
        )


def _mentioned(path: Path, wanted: bytes) -> bool:
    """Whether the bytes stand in the file, whatever else has become of it."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        tail = b""
        while piece := file.read(_PIECE):
            if wanted in tail + piece:
                return True
            tail = piece[-len(wanted) :]
    return False
