"""What a reading may cost and what the person wants of it. Every limit is enforced at the desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How far one file may go. The reader knows them to stop early; the desk knows them to be sure."""

    file_bytes: int = 512 * MIB
    seconds: float = 60.0
    """Seconds any file may take, recognition not counted."""
    seconds_a_page: float = 0.5
    """Seconds added for every page that was read."""
    memory_bytes: int = 1024 * MIB
    """Of the reader, beyond twice the file's own size."""
    pages: int = 10_000
    page_characters: int = 200_000
    """Of one page of a paged format; formats that are one page have the document's limit instead."""
    document_characters: int = 8_000_000
    attachments: int = 500
    attachment_bytes: int = 256 * MIB
    """Of all attachments together."""
    recognition_seconds: float = 120.0
    """Of OCR for one page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingOrder:
    """How one file is to be read."""

    password: str | None = field(default=None, repr=False)
    limits: Limits = field(default_factory=Limits)
    ocr: bool = True
    """Recognise scanned pages with the tesseract program, where it is installed."""
    languages: tuple[str, ...] = ("eng",)
    """Tesseract's names; those that are not installed are passed over."""
    progress: Callable[[int, int], None] | None = None
    """Told (pages done, pages of the file) after every page."""
    recognising: Callable[[int, int], None] | None = None
    """Told (page, pages of the file) before a scanned page is recognised, which may take a minute."""
    cancelled: Callable[[], bool] | None = None
    """Asked several times a second; True ends the reading with `errors.Cancelled`."""

    @property
    def stopped(self) -> bool:
        """Whether the person no longer wants it."""
        return self.cancelled is not None and self.cancelled()
