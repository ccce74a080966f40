"""Frames between the desk and its children: a four-byte big-endian length, then that many bytes of JSON or content.

One definition for both kinds of child. A frame is either a JSON object or, where an object announced
it with `"content": n`, n raw bytes in frames of their own. Nothing here trusts the other side.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import Any, BinaryIO

HEADER = struct.Struct(">I")
LARGEST_FRAME = 64 * 1024 * 1024
"""Bytes. A longer announced length is a broken or hostile peer, not a long message."""


class BrokenFrame(ValueError):
    """The other side sent something that is not a frame, or stopped within one."""


def encode(message: Mapping[str, Any], largest: int = LARGEST_FRAME) -> bytes:
    """The bytes of one JSON frame. Lone surrogates are escaped, so every str survives."""
    return encode_bytes(json.dumps(message, separators=(",", ":")).encode("ascii"), largest)


def encode_bytes(content: bytes, largest: int = LARGEST_FRAME) -> bytes:
    """The bytes of one raw frame. Raises BrokenFrame when `content` is over `largest` bytes."""
    if len(content) > largest:
        raise BrokenFrame(f"a frame of {len(content)} bytes is over the limit of {largest}")
    return HEADER.pack(len(content)) + content


def decode(content: bytes) -> dict[str, Any]:
    """The JSON object in a frame's content. Raises BrokenFrame when it is anything else."""
    try:
        untrusted = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise BrokenFrame("a frame is not JSON") from error
    if not isinstance(untrusted, dict):
        raise BrokenFrame("a frame is not a JSON object")
    return untrusted


def read_bytes(stream: BinaryIO, largest: int = LARGEST_FRAME) -> bytes | None:
    """One frame's content from a blocking binary stream; None at its orderly end.

    Raises BrokenFrame when the announced length is over `largest` bytes or the stream ends within the frame.
    """
    header = _exactly(stream, HEADER.size)
    if header is None:
        return None
    (length,) = HEADER.unpack(header)
    if length > largest:
        raise BrokenFrame(f"a frame announces {length} bytes, over the limit of {largest}")
    content = _exactly(stream, length)
    if content is None:
        raise BrokenFrame("the stream ended within a frame")
    return content


def read(stream: BinaryIO, largest: int = LARGEST_FRAME) -> dict[str, Any] | None:
    """One JSON object from a blocking binary stream; None at its orderly end."""
    content = read_bytes(stream, largest)
    return None if content is None else decode(content)


def _exactly(stream: BinaryIO, count: int) -> bytes | None:
    """`count` bytes; None when the stream ended before the first of them."""
    pieces = bytearray()
    while len(pieces) < count:
        piece = stream.read(count - len(pieces))
        if not piece:
            if pieces:
                raise BrokenFrame("the stream ended within a frame")
            return None if count else b""
        pieces += piece
    return bytes(pieces)
