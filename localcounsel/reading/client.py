"""Read a file at the desk: open it once, hand its bytes to a short-lived reader, check what comes back."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from localcounsel import errors, records
from localcounsel.reading import gather, media, ocr, process, sentences
from localcounsel.reading.order import Limits, ReadingOrder

__all__ = ["Limits", "ReadingOrder", "read_bytes", "read_file"]

READER = "localcounsel.reading.child"
"""The module every reader runs."""
PAGED = frozenset({"pdf", "png", "jpeg", "tiff"})
"""Media with pages of their own; only they can hold scanned ones."""
MOST_READERS = 8
"""For one PDF: a page that stops its reader costs two, and the pages behind it are read by the next."""


def read_file(path: Path, order: ReadingOrder) -> records.Reading:
    """What stands in the file at `path`. Raises errors.DocumentError naming the file, or Cancelled."""
    return read_bytes(path.name, _content(path, order.limits), order)


def read_bytes(name: str, content: bytes, order: ReadingOrder) -> records.Reading:
    """What stands in `content`, a file called `name`. Raises errors.DocumentError naming it, or Cancelled."""
    name = gather.one_line(name) or "unnamed file"
    if not content:
        raise errors.Empty(f"{name}: it has no content.")
    if len(content) > order.limits.file_bytes:
        raise errors.TooLarge(f"{name}: it has {len(content):,} bytes; the limit is {order.limits.file_bytes:,}.")
    if order.stopped:
        raise errors.Cancelled(f"{name}: not read.")
    medium = media.detect(name, content)
    work = _Work(name, medium, order)
    memory_bytes = order.limits.memory_bytes + 2 * len(content)
    largest = max(process.LARGEST_CONTENT, order.limits.attachment_bytes)
    while not work.finished:
        with process.Reader(process.command(READER), memory_bytes=memory_bytes, content_bytes=largest) as reader:
            reader.give(work.request(memory_bytes), content)
            work.listen(reader)
    if not any(page.text.strip() or page.reason for page in work.gathered.pages) and medium not in PAGED:
        raise errors.Empty(f"{name}: there is no text in it.")
    return work.gathered.reading(hashlib.sha256(content).hexdigest(), medium)


def _content(path: Path, limits: Limits) -> bytes:
    """The bytes of a regular file, through one descriptor. Never waits on a pipe or a device."""
    name = gather.one_line(path.name)
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        with contextlib.ExitStack() as stack:
            descriptor = os.open(path, flags)
            stack.callback(os.close, descriptor)
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                raise errors.Unsupported(f"{name}: it is not a file.", "Add files, or the folder they are in.")
            if found.st_size > limits.file_bytes:
                raise errors.TooLarge(f"{name}: it has {found.st_size:,} bytes; the limit is {limits.file_bytes:,}.")
            return _all_of(descriptor, limits.file_bytes + 1)
    except IsADirectoryError as error:
        raise errors.Unsupported(f"{name}: it is a folder.", "Add the folder itself.") from error
    except OSError as error:
        raise errors.Unreachable(f"{name}: {error.strerror or type(error).__name__}.") from error


def _all_of(descriptor: int, most: int) -> bytes:
    pieces = bytearray()
    while len(pieces) < most and (piece := os.read(descriptor, min(process.PIECE, most - len(pieces)))):
        pieces += piece
    return bytes(pieces)


@dataclass(slots=True)
class _Work:
    """One file on its way: what has come, how long it may still take, who recognises its pictures."""

    name: str
    medium: str
    order: ReadingOrder
    gathered: gather.Gathering = field(init=False)
    recogniser: ocr.Recogniser | None = field(init=False)
    allowance: float = field(init=False)
    """The deadline, moved on by pages read and time spent on recognition."""
    finished: bool = field(init=False, default=False)
    """Nothing more is to be read, or can be."""
    readers: int = field(init=False, default=0)
    careful: bool = field(init=False, default=False)
    """A reader stopped: those after it leave alone what is not the pages' own words."""

    def __post_init__(self) -> None:
        self.gathered = gather.Gathering(self.order.limits, self.medium in PAGED)
        self.recogniser = None
        if self.order.ocr and self.medium in PAGED:
            self.recogniser = ocr.find(self.order)
        self.allowance = time.monotonic() + self.order.limits.seconds

    def request(self, memory_bytes: int) -> dict[str, Any]:
        """What the reader is told. It learns no path and no name."""
        limits = self.order.limits
        return {
            "verb": "read",
            "media": self.medium,
            "password": self.order.password,
            "pictures": self.recogniser is not None,
            "memory_bytes": memory_bytes,
            "cpu_seconds": int(limits.seconds + limits.seconds_a_page * limits.pages) + 1,
            "pages": limits.pages,
            "page_characters": limits.page_characters,
            "document_characters": limits.document_characters,
            "attachments": limits.attachments,
            "attachment_bytes": limits.attachment_bytes,
            "first": len(self.gathered.pages) + 1,
            "cautious": self.careful,
        }

    def listen(self, reader: process.Reader) -> None:
        """Take everything the reader sends; `finished` unless another reader is to go on where it stopped."""
        self.finished = True
        self.readers += 1
        try:
            while True:
                if self.order.stopped:
                    raise errors.Cancelled(f"{self.name}: reading was stopped.")
                got = reader.receive(lambda: self.allowance)
                if got is not None and self._take(got):
                    reader.done = True
                    return
        except gather.Full as full:
            self._cut_short(full.reason)
        except TimeoutError:
            self._cut_short("the time allowed for reading the file was over")
        except process.OverMemory:
            if not self._goes_on():
                self._cut_short(sentences.FAULTS["memory"][1])
        except process.Ended as ended:
            self._ended(reader, ended)
        except gather.Malformed as error:
            raise errors.Damaged(f"{self.name}: its reader sent what cannot be ({error}).") from error

    def _goes_on(self) -> bool:
        """Whether another reader shall go on: at the same page with care, and behind it once that has failed too."""
        page = len(self.gathered.pages) + 1
        if self.medium != "pdf" or self.readers >= MOST_READERS or time.monotonic() > self.allowance:
            return False
        if not self.careful:
            self.gathered.warnings.append(sentences.CAREFUL)
            self.careful = True
        elif page > self.gathered.announced:
            return False
        else:
            unread = records.PageState.UNREAD
            self.gathered.keep(records.Page(page, str(page), "", unread, sentences.STOPPED))
        self.gathered.reopened()
        self.finished = len(self.gathered.pages) >= self.gathered.announced > 0
        return True

    def _take(self, got: process.Received) -> bool:
        """One object from the reader; True when it was the last."""
        untrusted = got.untrusted
        match untrusted.get("kind"):
            case "opened":
                self.gathered.opened(untrusted)
            case "page":
                self._page(got)
            case "heading":
                self.gathered.heading(untrusted)
            case "attachment":
                self.gathered.attachment(untrusted, got.untrusted_content)
            case "warning":
                self.gathered.warning(untrusted)
            case "error":
                self._fault(untrusted.get("fault"))
                return True
            case "done":
                self._finished()
                return True
            case _:
                raise gather.Malformed("an unknown message")
        return False

    def _page(self, got: process.Received) -> None:
        if len(self.gathered.pages) >= self.order.limits.pages:
            raise gather.Full(f"the limit is {self.order.limits.pages:,} pages a file")
        page = self.gathered.page(got.untrusted)
        self.allowance += self.order.limits.seconds_a_page
        if page.state is records.PageState.UNREAD and got.untrusted.get("reason") in sentences.DRAWABLE:
            started = time.monotonic()
            if self.order.recognising is not None:
                self.order.recognising(page.number, self.gathered.announced)
            self.gathered.keep(ocr.recognised(page, self._picture(got), self.recogniser, self.order))
            self.allowance += time.monotonic() - started
        if self.order.progress is not None:
            self.order.progress(page.number, self.gathered.announced)

    def _picture(self, got: process.Received) -> ocr.Picture | None:
        if not got.untrusted_content:
            return None
        width = gather.whole(got.untrusted.get("width"), 1, ocr.WIDEST)
        height = gather.whole(got.untrusted.get("height"), 1, ocr.WIDEST)
        if width * height != len(got.untrusted_content):
            raise gather.Malformed("a picture of another size than it says")
        dots = gather.whole(got.untrusted.get("dpi"), 20, 1200)
        return ocr.Picture(width, height, dots, got.untrusted_content)

    def _finished(self) -> None:
        """The reader is done: pages it left out over the limit are listed, others it owed are its fault."""
        have = len(self.gathered.pages)
        if have < min(self.gathered.announced, self.order.limits.pages) or not self.gathered.announced:
            raise gather.Malformed("fewer pages than announced")
        if have < self.gathered.announced:
            self.gathered.unread_from(have + 1, f"the limit is {self.order.limits.pages:,} pages a file")

    def _cut_short(self, reason: str) -> None:
        """A limit was hit: keep what was read when that is something, refuse the file when it is nothing."""
        have = len(self.gathered.pages)
        if not have:
            raise errors.ReaderLimit(f"{self.name}: {reason}.")
        self.gathered.unread_from(have + 1, reason)
        self.gathered.warnings.append(f"Pages from {have + 1} on are unread: {reason}.")

    def _ended(self, reader: process.Reader, ended: process.Ended) -> None:
        """It ended without saying so: killed by a limit of its own, crashed, or cut off."""
        code = reader.exit_code()
        if code not in (None, 0) and self._goes_on():
            return None
        reason = sentences.STOPPED if code not in (None, 0) else "its reader sent no more"
        if self.gathered.pages:
            return self._cut_short(reason)
        raise errors.Damaged(
            f"{self.name}: its reader stopped{f' ({ended.fault})' if ended.fault else ''} before the first page."
        )

    def _fault(self, code: object) -> None:
        """The reader's own report: only containment, and the closed list of faults, can come out of it."""
        if code == "containment":
            raise errors.Containment(f"{self.name}: its reader could not put itself under containment.")
        error = sentences.fault(code, self.name)
        if code == "memory" and self._goes_on():
            return
        if not self.gathered.pages:
            raise error
        self._cut_short(error.message.removeprefix(f"{self.name}: ").rstrip("."))
