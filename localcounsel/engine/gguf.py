"""What a GGUF file says of itself, read from its first bytes without llama.cpp, in a process that can do nothing else.

Every length is checked against what is there before it is believed, so that a hostile header costs no memory and no
time. Nothing of it is rendered or run.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from localcounsel.errors import ModelDamaged

MOST_KEYS, MOST_TENSORS = 4096, 100_000
LONGEST_NAME = 512
"""Bytes of a key's or tensor's name."""
LONGEST_LIST = 4_000_000
"""Entries of one list; the largest vocabularies have a quarter of a million."""

_STRING, _ARRAY = 8, 9
_FORMS = {
    0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d",
}  # fmt: skip
"""GGUF's metadata types as `struct` writes them."""
KINDS: dict[int, tuple[str, int, int]] = {
    0: ("F32", 1, 4), 1: ("F16", 1, 2), 2: ("Q4_0", 32, 18), 3: ("Q4_1", 32, 20), 6: ("Q5_0", 32, 22),
    7: ("Q5_1", 32, 24), 8: ("Q8_0", 32, 34), 9: ("Q8_1", 32, 36), 10: ("Q2_K", 256, 84), 11: ("Q3_K", 256, 110),
    12: ("Q4_K", 256, 144), 13: ("Q5_K", 256, 176), 14: ("Q6_K", 256, 210), 15: ("Q8_K", 256, 292),
    16: ("IQ2_XXS", 256, 66), 17: ("IQ2_XS", 256, 74), 18: ("IQ3_XXS", 256, 98), 19: ("IQ1_S", 256, 50),
    20: ("IQ4_NL", 32, 18), 21: ("IQ3_S", 256, 110), 22: ("IQ2_S", 256, 82), 23: ("IQ4_XS", 256, 136),
    24: ("I8", 1, 1), 25: ("I16", 1, 2), 26: ("I32", 1, 4), 27: ("I64", 1, 8), 28: ("F64", 1, 8),
    29: ("IQ1_M", 256, 56), 30: ("BF16", 1, 2), 34: ("TQ1_0", 256, 54), 35: ("TQ2_0", 256, 66), 39: ("MXFP4", 32, 17),
}  # fmt: skip
"""ggml's tensor types: name, numbers in a block, bytes of a block."""

Scalar = int | float | bool | str
Value = Scalar | list[Scalar]


@dataclass(frozen=True, slots=True)
class Tensor:
    """One table of weights."""

    name: str
    shape: tuple[int, ...]
    kind: int
    offset: int
    """Bytes from the beginning of the weights."""

    @property
    def count(self) -> int:
        """Numbers in it."""
        product = 1
        for length in self.shape:
            product *= length
        return product

    @property
    def size(self) -> int:
        """Bytes. Raises ModelDamaged for a type that is not known, or a row that its blocks do not fill."""
        if self.kind not in KINDS:
            raise ModelDamaged(f"A table of weights has the unknown type {self.kind}.")
        _, block, size = KINDS[self.kind]
        if self.shape and self.shape[0] % block:
            raise ModelDamaged("A table of weights has a row that its type cannot hold.")
        return self.count // block * size


@dataclass(slots=True)
class Header:
    """All that stands before the weights."""

    version: int = 0
    metadata: dict[str, Value] = field(default_factory=dict)
    tensors: list[Tensor] = field(default_factory=list)
    weights_at: int = 0
    """Bytes from the file's beginning to the weights."""
    oddities: list[str] = field(default_factory=list)
    """What is allowed and yet unusual, in words."""

    @property
    def parameters(self) -> int:
        """Numbers in all tables of weights."""
        return sum(tensor.count for tensor in self.tensors)

    @property
    def end(self) -> int:
        """Bytes from the file's beginning to the end of the last table."""
        return self.weights_at + max((each.offset + each.size for each in self.tensors), default=0)


class Short(Exception):
    """The header goes on behind the bytes that were given."""


def read(head: bytes, size: int) -> Header:
    """The header in a file's first bytes; `size` is the whole file's.

    Raises Short when more of the file is needed, ModelDamaged for anything that is no sound GGUF.
    """
    reader = _Reader(head, size)
    try:
        found = reader.header()
    except (UnicodeDecodeError, struct.error) as error:
        raise ModelDamaged(f"The file's header is damaged: {type(error).__name__}.") from error
    _look_over(found, size)
    return found


class _Reader:
    def __init__(self, head: bytes, size: int) -> None:
        self._head, self._size, self._at = memoryview(head), size, 0

    def header(self) -> Header:
        if bytes(self._take(4)) != b"GGUF":
            raise ModelDamaged("This is not a GGUF file.")
        found = Header(version=self._number("<I"))
        if found.version not in (2, 3):
            raise ModelDamaged(f"This is a GGUF file of version {found.version}; 2 and 3 are known.")
        tensors, keys = self._number("<Q"), self._number("<Q")
        if tensors > MOST_TENSORS or keys > MOST_KEYS:
            raise ModelDamaged(f"It announces {tensors:,} tables and {keys:,} keys, which no model has.")
        for _ in range(keys):
            name = self._text(LONGEST_NAME)
            if name in found.metadata:
                raise ModelDamaged(f"The key “{name}” stands in it twice.")
            found.metadata[name] = self._value(self._number("<I"))
        for _ in range(tensors):
            found.tensors.append(self._tensor())
        alignment = found.metadata.get("general.alignment", 32)
        if not isinstance(alignment, int) or not 8 <= alignment <= 65_536 or alignment & (alignment - 1):
            raise ModelDamaged("Its alignment is not a power of two between 8 and 65,536.")
        found.weights_at = -(-self._at // alignment) * alignment
        if any(each.offset % alignment for each in found.tensors):
            raise ModelDamaged("A table of weights does not begin where the alignment wants it.")
        return found

    def _tensor(self) -> Tensor:
        name = self._text(LONGEST_NAME)
        dimensions = self._number("<I")
        if not 1 <= dimensions <= 4:
            raise ModelDamaged(f"A table of weights has {dimensions} dimensions.")
        shape = tuple(self._number("<Q") for _ in range(dimensions))
        product = 1
        for length in shape:
            product *= length
            if not 0 < product <= 1 << 46:
                raise ModelDamaged("A table of weights has an impossible size.")
        return Tensor(name, shape, self._number("<I"), self._number("<Q"))

    def _value(self, kind: int) -> Value:
        if kind == _STRING:
            return self._text(self._size)
        if kind != _ARRAY:
            return self._scalar(kind)
        inner, count = self._number("<I"), self._number("<Q")
        if count > LONGEST_LIST:
            raise ModelDamaged(f"A list announces {count:,} entries.")
        if inner == _STRING:
            return [self._text(self._size) for _ in range(count)]
        if inner not in _FORMS:
            raise ModelDamaged(f"A list holds entries of the unknown type {inner}.")
        form = _FORMS[inner]
        piece = self._take(struct.calcsize(form) * count)
        return [value for (value,) in struct.iter_unpack(form, piece)]

    def _scalar(self, kind: int) -> Scalar:
        if kind not in _FORMS:
            raise ModelDamaged(f"A value has the unknown type {kind}.")
        form = _FORMS[kind]
        value: Scalar = struct.unpack(form, self._take(struct.calcsize(form)))[0]
        return value

    def _number(self, form: str) -> int:
        return int(struct.unpack(form, self._take(struct.calcsize(form)))[0])

    def _text(self, most: int) -> str:
        length = self._number("<Q")
        if length > most:
            raise ModelDamaged(f"A text announces {length:,} bytes.")
        return bytes(self._take(length)).decode("utf-8", "replace")

    def _take(self, length: int) -> memoryview:
        end = self._at + length
        if end > self._size:
            raise ModelDamaged("The file ends within its own header.")
        if end > len(self._head):
            raise Short
        piece, self._at = self._head[self._at : end], end
        return piece


def _look_over(found: Header, size: int) -> None:
    """Refuse tables that lie over each other or beyond the file; note what is odd."""
    if found.tensors and found.end > size:
        raise ModelDamaged(f"Its weights end at byte {found.end:,}, and the file has {size:,}: it is cut off.")
    last = 0
    for each in sorted(found.tensors, key=lambda tensor: tensor.offset):
        if each.offset < last:
            raise ModelDamaged("Two tables of weights lie over each other.")
        last = each.offset + each.size
    if len({tensor.name for tensor in found.tensors}) != len(found.tensors):
        raise ModelDamaged("Two tables of weights have the same name.")
    if found.tensors and size - found.end > 65_536:
        found.oddities.append(f"{size - found.end:,} bytes stand behind the weights and belong to nothing")
