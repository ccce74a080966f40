"""Pictures for iTerm2, WezTerm and their like: a PNG inside OSC 1337, stretched over a rectangle of cells."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Sequence

PACKED = 3
"""How hard zlib tries, of 9: a picture is sent again at each step of scrolling."""


def picture(rows: Sequence[bytes], columns: int, lines: int) -> str:
    """Rows of three bytes a pixel, over so many cells from the cursor on."""
    content = png(rows)
    how = f"inline=1;size={len(content)};width={columns};height={lines};preserveAspectRatio=0;doNotMoveCursor=1"
    return f"\x1b]1337;File={how}:{base64.b64encode(content).decode('ascii')}\x07"


def png(rows: Sequence[bytes]) -> bytes:
    """A PNG without anything but pixels: no name, no date, no comment."""
    header = struct.pack(">IIBBBBB", len(rows[0]) // 3, len(rows), 8, 2, 0, 0, 0)
    body = zlib.compress(b"".join(part for row in rows for part in (b"\x00", row)), PACKED)
    chunks = ((b"IHDR", header), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
