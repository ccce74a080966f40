"""The reader's side of the conversation: the request it got, and the frames it may answer with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from localcounsel.core import wire

PIECE = 4 * 1024 * 1024
"""Bytes of raw content in one frame."""
MOST_FLAGS = 2_000
FACTS = 100
FACT = 2_000


class Fault(Exception):
    """The file cannot be read, for one of the reasons in `sentences.FAULTS`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Enough(Exception):
    """The page limit is reached: what comes after it need not be read."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the desk wants of one file."""

    media: str
    length: int
    password: str | None = field(repr=False)
    pictures: bool
    """Whether scanned pages are to be drawn and sent."""
    memory_bytes: int
    cpu_seconds: int
    pages: int
    page_characters: int
    document_characters: int
    attachments: int
    attachment_bytes: int
    first: int
    """The page to begin with, from 1: those before it were read by a reader that then stopped."""
    cautious: bool
    """A reader stopped at this file before: only words and pictures are looked at, nothing around them."""

    @staticmethod
    def made(message: Mapping[str, Any]) -> Request:
        """The request in the desk's first frame."""
        named = {key: message[key] for key in Request.__slots__ if key not in ("length",)}
        return Request(length=message["content"], **named)

    def content(self, stream: BinaryIO) -> bytes:
        """The file's bytes, from the frames that follow the request."""
        pieces = bytearray()
        while len(pieces) < self.length:
            piece = wire.read_bytes(stream)
            if not piece:
                raise wire.BrokenFrame("the file's bytes stopped")
            pieces += piece
        return bytes(pieces)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page drawn in grey, one byte a pixel."""

    width: int
    height: int
    dots_per_inch: int
    grey: bytes


@dataclass(slots=True)
class Sheet:
    """One page on its way out."""

    text: str = ""
    label: str = ""
    state: str = "text"
    reason: str = ""
    count: int = 0
    """The number in the reason's sentence."""
    flags: list[tuple[str, int, int]] = field(default_factory=list)
    headings: list[tuple[int, int, str, str, int]] = field(default_factory=list)
    """(start, end, number, title, level)."""
    drawn: Drawn | None = None


class Outlet:
    """Frames to the desk, counted, so that a sound reader stops where the desk would stop it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._request: Request | None = None
        self._pages = 0
        self._attachments = 0
        self._warnings: dict[str, int] = {}

    def keep_to(self, request: Request) -> None:
        """The limits from now on, and the page to go on with."""
        self._request = request
        self._pages = request.first - 1

    def opened(self, pages: int, metadata: Iterable[tuple[str, str]] = ()) -> None:
        """How many pages the file has, and what it says about itself."""
        facts = [[key[:100], value[:FACT]] for key, value in metadata if value.strip()]
        self._send({"kind": "opened", "pages": pages, "metadata": facts[:FACTS]})

    def page(self, sheet: Sheet) -> None:
        """The next page. Raises Enough once the page limit is reached."""
        self._pages += 1
        drawn = sheet.drawn
        picture = (
            {"width": drawn.width, "height": drawn.height, "dpi": drawn.dots_per_inch, "content": len(drawn.grey)}
            if drawn
            else {}
        )
        self._send(
            {
                "kind": "page",
                "number": self._pages,
                "label": sheet.label[:40],
                "text": sheet.text,
                "state": sheet.state,
                "reason": sheet.reason,
                "count": sheet.count,
                "flags": sheet.flags[:MOST_FLAGS],
                **picture,
            },
            drawn.grey if drawn else b"",
        )
        for start, end, number, title, level in sheet.headings:
            self.heading(self._pages, (start, end), number, title, level)
        if self._request is not None and self._pages >= self._request.pages:
            raise Enough

    def heading(self, page: int, span: tuple[int, int], number: str, title: str, level: int) -> None:
        """A heading the format declares, on a page already sent; `span` are offsets into it."""
        self._send(
            {
                "kind": "heading",
                "page": page,
                "start": span[0],
                "end": span[1],
                "of": number[:100],
                "title": title[:FACT],
                "level": min(max(level, 1), 20),
            }
        )

    def attachment(self, name: str, content: bytes) -> None:
        """A file inside the file."""
        self._attachments += 1
        assert self._request is not None
        if self._attachments <= self._request.attachments and len(content) <= self._request.attachment_bytes:
            message = {"kind": "attachment", "name": name[-FACT:], "content": len(content)}
            self._send(message, content)
        else:
            self.warning("attachments")

    def warning(self, code: str, count: int = 1) -> None:
        """Something the person should know; the same code counts up and is said once, at the end."""
        self._warnings[code] = self._warnings.get(code, 0) + count

    def done(self) -> None:
        """Everything was sent."""
        for code, count in self._warnings.items():
            self._send({"kind": "warning", "code": code, "count": count})
        self._send({"kind": "done"})
        self._stream.flush()

    def fault(self, code: str) -> None:
        """The file cannot be read, or no further."""
        self._send({"kind": "error", "fault": code})
        self._stream.flush()

    def _send(self, message: Mapping[str, Any], content: bytes = b"") -> None:
        self._stream.write(wire.encode(message))
        for start in range(0, len(content), PIECE):
            self._stream.write(wire.encode_bytes(content[start : start + PIECE]))
        self._stream.flush()
