"""Writes zip files by hand: every field of every header can be wrong."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

STORED, DEFLATED = 0, 8


@dataclass(slots=True)
class Entry:
    """One member. What is None is filled in as it should be."""

    name: bytes
    content: bytes
    method: int = DEFLATED
    packed: bytes | None = None
    flags: int = 0
    crc: int | None = None
    size: int | None = None
    """As announced, in bytes."""
    local_name: bytes | None = None
    at: int | None = None
    """The offset that the directory gives."""
    extra: bytes = b""
    descriptor: bool = False
    """Sizes stand behind the content, not before it."""


def write(entries: Iterable[Entry], before: bytes = b"", comment: bytes = b"", count: int | None = None) -> bytes:
    """The archive."""
    out, directory = bytearray(before), bytearray()
    number = 0
    for entry in entries:
        number += 1
        packed = entry.packed if entry.packed is not None else _packed(entry)
        crc = zlib.crc32(entry.content) if entry.crc is None else entry.crc
        size = len(entry.content) if entry.size is None else entry.size
        flags = entry.flags | (8 if entry.descriptor else 0)
        about = (crc, len(packed), size)
        place = len(out) if entry.at is None else entry.at
        name = entry.name if entry.local_name is None else entry.local_name
        told = (0, 0, 0) if entry.descriptor else about
        out += struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, flags, entry.method, 0, 0x21, *told, len(name), 0)
        out += name + packed
        if entry.descriptor:
            out += struct.pack("<IIII", 0x08074B50, *about)
        directory += struct.pack(
            "<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, flags, entry.method, 0, 0x21, *about,
            len(entry.name), len(entry.extra), 0, 0, 0, 0, place,
        )  # fmt: skip
        directory += entry.name + entry.extra
    number = number if count is None else count
    end = struct.pack(
        "<IHHHHIIH", 0x06054B50, 0, 0, number & 0xFFFF, number & 0xFFFF, len(directory), len(out), len(comment)
    )
    return bytes(out + directory + end + comment)


def _packed(entry: Entry) -> bytes:
    if entry.method == STORED:
        return entry.content
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(entry.content) + packer.flush()
