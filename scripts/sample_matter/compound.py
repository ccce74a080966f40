"""Writes compound files (MS-CFB, version 3), the container of Outlook's MSG, for small contents."""

from __future__ import annotations

import struct
from dataclasses import dataclass

SECTOR, MINI, CUTOFF = 512, 64, 4096
END, FREE, FAT_SECTOR = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
NONE = 0xFFFFFFFF
STORAGE, STREAM, ROOT = 1, 2, 5

Storage = dict[str, "bytes | Storage"]
"""Names with a stream's content or a storage below."""


@dataclass
class _Entry:
    name: str
    kind: int
    content: bytes = b""
    left: int = NONE
    right: int = NONE
    child: int = NONE
    start: int = END
    size: int = 0


def write(root: Storage, identity: bytes) -> bytes:
    """The file. `identity` is the root's 16-byte class identifier, as stored."""
    entries = [_Entry("Root Entry", ROOT)]
    entries[0].child = _add(entries, root)
    mini, sectors = bytearray(), bytearray()
    mini_chain: list[int] = []
    chain: list[int] = []
    for entry in entries:
        entry.size = len(entry.content)
        if 0 < entry.size < CUTOFF:
            entry.start = _append(mini, mini_chain, entry.content, MINI)
        elif entry.size:
            entry.start = _append(sectors, chain, entry.content, SECTOR)
    entries[0].size = len(mini)
    entries[0].start = _append(sectors, chain, bytes(mini), SECTOR)
    mini_fat = _append(sectors, chain, _list(mini_chain), SECTOR)
    directory = _append(sectors, chain, b"".join(_packed(entry, identity) for entry in entries), SECTOR, _EMPTY)
    first_fat, fats = len(chain), 1
    while (first_fat + fats) > fats * SECTOR // 4:
        fats += 1
    chain += [FAT_SECTOR] * fats
    sectors += _list(chain)
    mini_sectors = -(-len(mini_chain) * 4 // SECTOR)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, fats, directory, 0, CUTOFF, mini_fat, mini_sectors, END, 0)
    head += struct.pack("<109I", *[first_fat + n if n < fats else FREE for n in range(109)])
    return head + bytes(sectors)


def _add(entries: list[_Entry], storage: Storage) -> int:
    """Appends a storage's entries; the number of the one at the top of their balanced tree."""
    numbered = []
    for name in sorted(storage, key=lambda name: (len(name), name.upper())):
        content = storage[name]
        entry = _Entry(name, STREAM, content) if isinstance(content, bytes) else _Entry(name, STORAGE)
        entries.append(entry)
        numbered.append(len(entries) - 1)
    for number in numbered:
        below = storage[entries[number].name]
        if not isinstance(below, bytes):
            entries[number].child = _add(entries, below)
    return _tree(entries, numbered)


def _tree(entries: list[_Entry], numbers: list[int]) -> int:
    if not numbers:
        return NONE
    middle = len(numbers) // 2
    top = entries[numbers[middle]]
    top.left, top.right = _tree(entries, numbers[:middle]), _tree(entries, numbers[middle + 1 :])
    return numbers[middle]


def _append(area: bytearray, chain: list[int], content: bytes, size: int, filler: bytes = b"\0") -> int:
    """Puts content into whole sectors at the area's end and chains them; the number of the first."""
    first, count = len(chain), -(-len(content) // size)
    area += content + filler * ((count * size - len(content)) // len(filler))
    chain += [first + n + 1 for n in range(count - 1)] + [END] * (count > 0)
    return first


def _list(chain: list[int]) -> bytes:
    whole = -(-len(chain) * 4 // SECTOR) * SECTOR // 4
    return struct.pack(f"<{whole}I", *chain, *[FREE] * (whole - len(chain)))


def _packed(entry: _Entry, identity: bytes) -> bytes:
    name = entry.name.encode("utf-16-le")
    head = struct.pack("<64sHBB3I", name, len(name) + 2, entry.kind, 1, entry.left, entry.right, entry.child)
    return head + (identity if entry.kind == ROOT else bytes(16)) + struct.pack("<20xIQ", entry.start, entry.size)


_EMPTY = struct.pack("<66xBB3I36xIQ", 0, 1, NONE, NONE, NONE, 0, 0)
