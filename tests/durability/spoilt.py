"""Files made unusable in every way that a disk, a program or a person does it."""

from __future__ import annotations

import ctypes
import os
import random
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

Spoil = Callable[[Path, random.Random], None]

_PASSES_BY_MODES = (1 << 1) | (1 << 2)
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, of linux/capability.h."""
_VERSION_3 = 0x20080522


def zeroed(path: Path, chance: random.Random) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def truncated(path: Path, chance: random.Random) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def garbage(path: Path, chance: random.Random) -> None:
    path.write_bytes(chance.randbytes(max(200, path.stat().st_size)))


def flipped(path: Path, chance: random.Random) -> None:
    """Bits here and there, as a worn disk gives them."""
    content = bytearray(path.read_bytes() or b"lock")
    for _ in range(chance.choice((1, 5, 40))):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def overwritten(path: Path, chance: random.Random) -> None:
    """Short runs of other bytes, within texts where there are texts."""
    content = bytearray(path.read_bytes() or b"lock")
    for _ in range(6):
        at = chance.randrange(len(content))
        content[at : at + 48] = chance.choice((b"\xff" * 48, b"}" * 48, b"x" * 48, bytes(48)))[: len(content) - at]
    path.write_bytes(content)


def lines_of_garbage(path: Path, chance: random.Random) -> None:
    """Whole lines behind what was there, of which none can be understood."""
    nonsense = b"\n\xff\xfe\x00\n{}\nnull\n" + b"[" * 5000 + b"\n"
    path.write_bytes(path.read_bytes() + nonsense)


def other_json(path: Path, chance: random.Random) -> None:
    """Sound JSON of another shape."""
    path.write_bytes(chance.choice((b"[]\n", b"null\n", b'{"name": 7, "reason": []}\n', b'"x"\n', b"1e999\n")))


def empty(path: Path, chance: random.Random) -> None:
    path.write_bytes(b"")


def removed(path: Path, chance: random.Random) -> None:
    path.unlink()


def a_folder(path: Path, chance: random.Random) -> None:
    path.unlink()
    path.mkdir()
    (path / "inside").write_bytes(b"x")


def unreadable(path: Path, chance: random.Random) -> None:
    path.chmod(0)


SPOILS: tuple[Spoil, ...] = (
    zeroed, truncated, garbage, flipped, overwritten, lines_of_garbage, other_json, empty, removed, a_folder,
    unreadable,
)  # fmt: skip


@contextmanager
def held_to_modes() -> Iterator[None]:
    """Within this block modes bind root as well, in this thread; others are bound anyway. Linux; else nothing."""
    if sys.platform != "linux" or os.geteuid() != 0:
        yield
        return
    library = ctypes.CDLL(None, use_errno=True)
    header = ctypes.create_string_buffer(struct.pack("<Ii", _VERSION_3, 0), 8)
    before = ctypes.create_string_buffer(24)
    if library.capget(header, before):
        raise OSError(ctypes.get_errno(), "capget")
    effective, *others = struct.unpack("<6I", before.raw[:24])
    less = ctypes.create_string_buffer(struct.pack("<6I", effective & ~_PASSES_BY_MODES, *others), 24)
    if library.capset(header, less):
        raise OSError(ctypes.get_errno(), "capset")
    try:
        yield
    finally:
        if library.capset(header, before):
            raise OSError(ctypes.get_errno(), "capset")
