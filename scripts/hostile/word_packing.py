"""DOCX: the packing. Bombs, overlaps, names that climb, entries that lie about themselves."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Iterator

from scripts.hostile.case import DAMAGED, GOOD, LIMIT, OK, PARTIAL, UNSUPPORTED, Case
from scripts.hostile.word_writer import document, docx, entries, paragraph, parts
from scripts.hostile.zip_writer import STORED, Entry, write

GOES_ON = (OK, PARTIAL)


def _word(family: str, variant: str, content: bytes, *outcomes: str) -> Case:
    shows = GOOD if set(outcomes) <= set(GOES_ON) else ""
    return Case(f"docx-{family}", variant, ".docx", content, outcomes, shows, never="root:")


def _bombs(chance: random.Random) -> Iterator[Case]:
    """Small packed, large unpacked; by one part, by many, by the same bytes again and again."""
    mib = 1024 * 1024
    whole = chance.randint(240, 260) * mib
    good = entries(parts())
    zeros = Entry(b"word/media/zeros.bin", bytes(whole))
    yield _word("bomb", "one-part", write([*good, zeros]), DAMAGED)
    spaces = document(" " * whole + paragraph(GOOD)).encode()
    yield _word("bomb", "document", docx(more={"word/document.xml": spaces}), DAMAGED)
    empty = bytes(mib)
    small, crc = _deflated(empty), zlib.crc32(empty)
    many = [Entry(b"word/x%d.xml" % n, empty, packed=small, crc=crc) for n in range(1_900)]
    yield _word("bomb", "many-parts", write([*good, *many]), DAMAGED)
    crowd = [Entry(b"word/m%d" % n, b"") for n in range(chance.randint(2_100, 9_000))]
    yield _word("bomb", "crowd", write([*good, *crowd]), DAMAGED)
    understated = Entry(b"word/styles.xml", bytes(50 * mib), size=10)
    yield _word("bomb", "understated", write([*good, understated]), DAMAGED)
    inner = write([Entry(b"a.zip", write([Entry(b"b", bytes(20 * mib))]))])
    yield _word("bomb", "nested", write([*good, Entry(b"word/embeddings/a.docx", inner)]), OK, PARTIAL)
    body = "".join(paragraph(f"{GOOD} {chance.random()}") for _ in range(chance.randint(90_000, 110_000)))
    yield _word("bomb", "long", docx(body), OK, PARTIAL, LIMIT)
    start = write(good)
    first = start.index(b"PK\x03\x04")
    same = [Entry(b"word/o%d.xml" % n, good[2].content, at=first) for n in range(1_000)]
    yield _word("overlap", "same-entry", write([*good, *same]), DAMAGED)
    yield _word("overlap", "quoted", _quoted(400), DAMAGED)
    yield _word("overlap", "backwards", write([*good, Entry(b"word/z.xml", b"<z/>", at=2**32 - 9)]), DAMAGED)


def _deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def _quoted(count: int) -> bytes:
    """Every entry's content begins with the next one's header, quoted as a stored block: all share one kernel."""
    good = entries(parts())
    kernel = Entry(b"word/k.xml", b"<k>" + b" " * 900_000 + b"</k>")
    made = bytearray(write([kernel]))
    body = bytes(made[: made.index(b"PK\x01\x02")])
    layers: list[tuple[bytes, bytes]] = []
    for number in range(count):
        name = b"word/q%d.xml" % number
        quoted = body[: min(len(body), 40)]
        packed = b"\x00" + struct.pack("<HH", len(quoted), len(quoted) ^ 0xFFFF) + body
        layers.append((name, packed))
        body = (
            struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 0x21, 1, len(packed), 900_000, len(name), 0)
            + name
            + packed
        )
    sound = write(good)
    split = sound.index(b"PK\x01\x02")
    at, held = split, []
    for name, _ in reversed(layers):
        held.append(Entry(name, b"", packed=b"", size=900_000, crc=1, at=at))
        at += 30 + len(name) + 5
    listed = write([*good, *held])
    return sound[:split] + body + listed[listed.index(b"PK\x01\x02") :]


def _names(chance: random.Random) -> Iterator[Case]:
    """Names that would climb out of a folder, or are two for one thing."""
    good = entries(parts())
    more = b"<x/>"
    for variant, name in (
        ("climbing", b"../../../../tmp/localcounsel-hostile.xml"),
        ("absolute", b"/tmp/localcounsel-hostile.xml"),
        ("backslash", b"..\\..\\localcounsel-hostile.xml"),
        ("drive", b"C:\\localcounsel-hostile.xml"),
        ("stream", b"word/document.xml:hidden"),
        ("same", b"word/document.xml"),
        ("same-but-case", b"WORD/Document.XML"),
    ):
        yield _word("name", variant, write([*good, Entry(name, more)]), DAMAGED)
    for variant, name in (
        ("nul", b"word/a\x00.xml"),
        ("long", b"word/" + b"a" * 60_000 + b".xml"),
        ("escape", b"word/\x1b]0;owned\x07.xml"),
        ("empty", b""),
        ("not-utf8", b"word/\xff\xfe.xml"),
        ("folder", b"word/document.xml/"),
        ("device", b"word/CON.xml"),
    ):
        yield _word("name", variant, write([*good, Entry(name, more)]), *GOES_ON, DAMAGED)
    utf8 = Entry(b"word/\xff\xfe.xml", more, flags=0x800)
    yield _word("name", "false-utf8", write([*good, utf8]), *GOES_ON, DAMAGED)


def _lies(chance: random.Random) -> Iterator[Case]:
    """Headers that do not agree with each other, or with the content."""
    held = parts()
    main = held.pop("word/document.xml")
    rest = entries(held)
    name = b"word/document.xml"
    kinds = {
        "crc": Entry(name, main, crc=chance.getrandbits(32)),
        "two-names": Entry(name, main, local_name=b"word/documenT.xml"),
        "size-over": Entry(name, main, size=len(main) + 100),
        "size-under": Entry(name, main, size=len(main) // 2),
        "size-negative": Entry(name, main, size=2**32 - 1),
        "method-unknown": Entry(name, main, method=99, packed=main),
        "method-lzma": Entry(name, main, method=14, packed=b"\x09\x04\x05\x00\x5d\xff\xff\xff\xff" + main),
        "method-bzip2": Entry(name, main, method=12, packed=b"BZh9" + main),
        "locked": Entry(name, main, flags=1),
        "strong-lock": Entry(name, main, flags=0x41),
        "noise": Entry(name, main, packed=chance.randbytes(200)),
        "cut-inside": Entry(name, main, packed=_deflated(main)[:-20]),
        "extra-broken": Entry(name, main, extra=b"\x01\x00\xff\xff"),
        "zip64": Entry(name, main, size=2**32 - 1, extra=struct.pack("<HHQ", 1, 8, 2**63)),
        "patch": Entry(name, main, flags=0x20),
    }
    for variant, entry in kinds.items():
        outcome = UNSUPPORTED if "lock" in variant else DAMAGED
        yield _word("lie", variant, write([*rest, entry]), outcome)
    yield _word("sound", "descriptor", write([*rest, Entry(name, main, descriptor=True)]), *GOES_ON)
    yield _word("sound", "stored", write([*rest, Entry(name, main, method=STORED)]), *GOES_ON)
    yield _word("sound", "descriptor-stored", write([*rest, Entry(name, main, STORED, descriptor=True)]), *GOES_ON)


def _frames(chance: random.Random) -> Iterator[Case]:
    """The archive itself: something before it, behind it, half of it, none of it."""
    whole = docx()
    held = entries(parts())
    yield _word("frame", "program-before", write(held, before=b"MZ" + bytes(100)), DAMAGED, UNSUPPORTED)
    yield _word("frame", "comment", write(held, comment=b"x" * 60_000), *GOES_ON)
    yield _word("frame", "false-end", write(held, comment=b"PK\x05\x06" + bytes(18)), *GOES_ON, DAMAGED)
    yield _word("frame", "count", write(held, count=chance.randint(9, 60_000)), *GOES_ON, DAMAGED)
    for tenth in (3, 6, 9):
        yield _word("frame", f"cut-{tenth}0-percent", whole[: len(whole) * tenth // 10], DAMAGED, UNSUPPORTED)
    yield _word("frame", "only-head", b"PK\x03\x04", DAMAGED)
    yield _word("frame", "no-document", write(held[:2]), DAMAGED)
    yield _word("frame", "sheet", write([Entry(b"xl/workbook.xml", b"<x/>")]), UNSUPPORTED)
    flipped = bytearray(whole)
    for _ in range(20):
        flipped[chance.randrange(40, len(whole) - 40)] ^= 1 << chance.randrange(8)
    yield _word("frame", "flipped", bytes(flipped), *GOES_ON, DAMAGED, UNSUPPORTED)


LIGHT = (_names, _lies, _frames)
DEAR = (_bombs,)
"""Those whose files take seconds or hundreds of megabytes to make or to read."""
