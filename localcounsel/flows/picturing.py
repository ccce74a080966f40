"""A page of the original file as a picture, only while that file is still the one that was read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from localcounsel import errors
from localcounsel.reading.drawing import MEDIA, Drawing, Raster, draw
from localcounsel.reading.order import MIB
from localcounsel.records import Copy, Document
from localcounsel.store.matter import MatterStore

__all__ = ["Raster", "Wanted", "picture"]

LARGEST = 512 * MIB
"""Bytes of a file that is read again to be shown."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which page, how wide."""

    page: int
    width: int
    """Pixels."""
    palette: int = 0
    """Most colours that the terminal shows; 0: as many as there are."""


def picture(
    store: MatterStore, document_id: str, wanted: Wanted, stopped: Callable[[], bool] = lambda: False
) -> Raster:
    """The page as it is painted. Raises a DocumentError that says why it cannot be shown."""
    document = store.document(document_id)
    if document.media not in MEDIA:
        raise errors.Unsupported(
            f"{document.name}: only PDFs and pictures have pages that can be shown as pictures.",
            "Its text is all there is.",
        )
    content = _original(document)
    return draw(document.name, content, Drawing(document.media, wanted.page, wanted.width, wanted.palette), stopped)


def _original(document: Document) -> bytes:
    """The bytes that were read, from any of the places they were read from."""
    trouble: errors.DocumentError | None = None
    for copy in document.copies:
        try:
            content = _content(copy)
        except errors.DocumentError as error:
            trouble = trouble or error
            continue
        if hashlib.sha256(content).hexdigest() == document.id:
            return content
        trouble = errors.Unreachable(
            f"{copy.name}: the file has changed since it was read, so its picture could differ from the text.",
            "Add it again to read what it says now.",
        )
    raise trouble or errors.Unreachable(f"{document.name}: there is no file that it was read from.")


def _content(copy: Copy) -> bytes:
    if copy.parent:
        raise errors.Unsupported(
            f"{copy.name}: it came inside another file and cannot be shown as a picture.",
            "Save the attachment as a file and add that.",
        )
    path = Path(copy.path)
    try:
        if not path.is_file():
            raise errors.Unreachable(
                f"{copy.name}: the original file is no longer at {copy.path}.", "Its text is kept and can be read."
            )
        if path.stat().st_size > LARGEST:
            raise errors.TooLarge(f"{copy.name}: it is too large to be read again for a picture.")
        return path.read_bytes()
    except OSError as error:
        raise errors.Unreachable(f"{copy.name}: {error.strerror or type(error).__name__}.") from error
