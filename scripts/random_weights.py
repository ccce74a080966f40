#!/usr/bin/env python3
"""Makes a language model that knows nothing: a GGUF's copy with the same shape and tokens, and weights by chance.

    scripts/random_weights.py MODEL.gguf OUT.gguf [--seed 1]

What holds for its answers holds for any model's: it has no habits. Every weight is finite, of the size weights have.
"""

from __future__ import annotations

import argparse
import random
import shutil
import struct
import sys
from array import array
from pathlib import Path
from typing import BinaryIO

_STRING, _ARRAY = 8, 9
_SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
"""Bytes of GGUF's metadata types."""
BLOCKS: dict[int, tuple[int, int, dict[int, int]]] = {
    0: (1, 4, {}),
    1: (1, 2, {1: 0x24}),
    2: (32, 18, {1: 0x1C}),
    3: (32, 20, {1: 0x1C, 3: 0xA7}),
    6: (32, 22, {1: 0x18}),
    7: (32, 24, {1: 0x18, 3: 0xA7}),
    8: (32, 34, {1: 0x0C}),
    10: (256, 84, {81: 0x19, 83: 0x1B}),
    11: (256, 110, {109: 0x14}),
    12: (256, 144, {1: 0x08, 3: 0x14}),
    13: (256, 176, {1: 0x04, 3: 0x14}),
    14: (256, 210, {209: 0x02}),
    30: (1, 2, {1: 0x3C}),
}
"""By ggml's tensor type: weights of a block, its bytes, and the high bytes of its 16-bit scales, fixed so that each
scale is finite and the weights come to some hundredths. F32, F16, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q2_K to Q6_K, BF16."""
_CHUNK = 1 << 14
"""Blocks written at once."""


def main() -> int:
    """Read the shape, copy the file, overwrite the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    count = randomise(options.model, options.out, options.seed)
    print(f"{count:,} weights by chance (seed {options.seed}) in {options.out}")
    return 0


def randomise(model: Path, out: Path, seed: int) -> int:
    """Write `out`, and return how many weights it has. Raises ValueError for a file that is not understood."""
    with model.open("rb") as stream:
        tensors = _tensors(stream)
    shutil.copyfile(model, out)
    chance = random.Random(seed)
    with out.open("r+b") as stream:
        for kind, weights, offset in tensors:
            stream.seek(offset)
            _fill(stream, kind, weights, chance)
    return sum(weights for _, weights, _ in tensors)


def _tensors(stream: BinaryIO) -> list[tuple[int, int, int]]:
    """(type, number of weights, offset in the file) of every tensor."""
    magic, version, count, keys = struct.unpack("<4sIQQ", stream.read(24))
    if magic != b"GGUF" or version not in (2, 3):
        raise ValueError("This is not a GGUF file of version 2 or 3.")
    alignment = 32
    for _ in range(keys):
        name, value = _string(stream), _value(stream, *struct.unpack("<I", stream.read(4)))
        if name == b"general.alignment":
            alignment = int.from_bytes(value, "little")
    found = []
    for _ in range(count):
        _string(stream)
        (dimensions,) = struct.unpack("<I", stream.read(4))
        *shape, kind, offset = struct.unpack(f"<{dimensions}QIQ", stream.read(8 * dimensions + 12))
        weights = 1
        for length in shape:
            weights *= length
        if kind not in BLOCKS or weights % BLOCKS[kind][0]:
            raise ValueError(f"Weights of ggml's type {kind} are not known here.")
        found.append((kind, weights, offset))
    start = -(-stream.tell() // alignment) * alignment
    return [(kind, weights, start + offset) for kind, weights, offset in found]


def _string(stream: BinaryIO) -> bytes:
    return stream.read(struct.unpack("<Q", stream.read(8))[0])


def _value(stream: BinaryIO, kind: int) -> bytes:
    """One value of the metadata, its bytes; of an array nothing."""
    if kind == _STRING:
        return _string(stream)
    if kind != _ARRAY:
        return stream.read(_SIZES[kind])
    inner, count = struct.unpack("<IQ", stream.read(12))
    if inner in (_STRING, _ARRAY):
        for _ in range(count):
            _value(stream, inner)
    else:
        stream.seek(_SIZES[inner] * count, 1)
    return b""


def _fill(stream: BinaryIO, kind: int, weights: int, chance: random.Random) -> None:
    """Write one tensor."""
    blocks = weights // BLOCKS[kind][0]
    for start in range(0, blocks, _CHUNK):
        stream.write(_blocks(kind, min(_CHUNK, blocks - start), chance))


def _blocks(kind: int, count: int, chance: random.Random) -> bytes:
    """So many blocks of one type."""
    if kind == 0:  # norms and biases: around one
        return array("f", (chance.uniform(0.5, 1.5) for _ in range(count))).tobytes()
    _, size, scales = BLOCKS[kind]
    made = bytearray(chance.randbytes(count * size))
    for place, high in scales.items():
        signs = bytes(high | (byte & 0x80 if size == 2 else 0) for byte in range(256))
        made[place::size] = chance.randbytes(count).translate(signs)
    return bytes(made)


if __name__ == "__main__":
    sys.exit(main())
