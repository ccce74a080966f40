"""Changes to a sound file, drawn from a seed: bits, blocks, numbers, words of the format; inside a zip's parts too."""

from __future__ import annotations

import io
import lzma
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence

from scripts.hostile.zip_writer import Entry, write

LARGEST = 400_000
"""Bytes of a file worth mutating; larger ones are only slow."""
WORDS: dict[str, tuple[bytes, ...]] = {
    "pdf": (
        b"/Type /Pages",
        b"/Kids [2 0 R]",
        b"/Count -1",
        b"/Filter /FlateDecode",
        b"/Length 0",
        b"endobj",
        b"<<",
        b">>",
        b"[",
        b"]",
        b"1 0 R",
        b"null",
        b"/Prev 0",
        b"3 Tr",
        b"BT",
        b"ET",
        b"q",
        b"Q",
        b"/F1 12 Tf",
        b"(x) Tj",
        b"/X Do",
        b"/Encrypt 1 0 R",
        b"stream\n",
        b"endstream",
        b"/ObjStm",
        b"/XRef",
        b"/Parent 2 0 R",
        b"/Annots [1 0 R]",
    ),
    "docx": (
        b"<w:p>",
        b"</w:p>",
        b"<w:tbl>",
        b"<w:tc>",
        b"<w:r>",
        b"<w:t>",
        b"<w:sdt>",
        b"<w:del>",
        b"<w:ins>",
        b'w:val="-1"',
        b"<w:footnoteReference w:id='1'/>",
        b"<w:br w:type='page'/>",
        b"<w:numPr>",
        b"<w:vanish/>",
        b"<!DOCTYPE x>",
        b"&x;",
        b"<w:pict>",
        b"<w:txbxContent>",
        b"<w:lastRenderedPageBreak/>",
        b'w:ilvl="9"',
        b"%9",
        b"<w:sym w:char='zz'/>",
    ),
    "eml": (
        b"Content-Type: ",
        b"multipart/mixed; boundary=",
        b"--",
        b"\n\n",
        b"charset=",
        b"=?utf-8?b?",
        b"?=",
        b"base64",
        b"message/rfc822",
        b"text/html",
        b"filename*0*=",
        b"quoted-printable",
        b"From: ",
        b";",
        b'"',
        b"(",
        b"undefined",
    ),
    "html": (
        b"<div>",
        b"<table>",
        b"</td>",
        b"<h1>",
        b"<!--",
        b"-->",
        b"<![CDATA[",
        b"&#0;",
        b"&#xd800;",
        b"style='display:none'",
        b"<meta charset=undefined>",
        b"<svg>",
        b"<pre>",
        b"<",
        b">",
        b"<input value=x>",
        b"<select>",
        b"<plaintext>",
    ),
    "rtf": (
        b"{",
        b"}",
        b"\\",
        b"\\'",
        b"\\u-1?",
        b"\\uc9",
        b"\\bin9 ",
        b"\\par",
        b"\\fonttbl",
        b"\\*",
        b"\\ansicpg0",
        b"\\f9",
    ),
    "txt": (
        b"\x1b$B",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\x00",
        b"\f",
        b"\r",
        b"\xed\xa0\x80",
        b"\xc0\x80",
        b"\x1b]0;x\x07",
    ),
    "msg": (b"\xff\xff\xff\xff", b"\xfe\xff\xff\xff", b"\x00\x00\x00\x00", b"\x1f\x00", b"\x02\x01", b"\x0d\x00"),
}
NUMBERS = (
    b"0",
    b"-1",
    b"1",
    b"65535",
    b"2147483647",
    b"-2147483648",
    b"4294967296",
    b"99999999999999999999",
    b"1e308",
    b"0.0",
)
UNPACKABLE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, LookupError, MemoryError,
              NotImplementedError, ValueError, RuntimeError, OSError)  # fmt: skip
"""What `zipfile` raises on the hostile seeds; those are changed as plain bytes."""
DIGITS = b"0123456789"


def mutated(medium: str, seeds: Sequence[bytes], chance: random.Random) -> bytes:
    """One file: a seed, changed one to eight times."""
    content = chance.choice(seeds)
    if medium == "docx" and chance.random() < 0.75:
        return _parts_changed(content, chance)
    return _changed(medium, content, seeds, chance)


def _changed(medium: str, content: bytes, seeds: Sequence[bytes], chance: random.Random) -> bytes:
    held = bytearray(content)
    changes: tuple[Callable[[], None], ...] = (
        lambda: _flip(held, chance),
        lambda: _block(held, chance),
        lambda: _word(held, WORDS[medium], chance),
        lambda: _word(held, WORDS[medium], chance),
        lambda: _number(held, chance),
        lambda: _splice(held, chance.choice(seeds), chance),
    )
    for _ in range(chance.choice((1, 1, 2, 3, 5, 8))):
        chance.choice(changes)()
    return bytes(held[: 4 * LARGEST])


def _parts_changed(content: bytes, chance: random.Random) -> bytes:
    """The parts inside the zip are changed, and packed soundly again."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except UNPACKABLE:
        return _changed("docx", content, [content], chance)
    names = [name for name in parts if name.endswith((".xml", ".rels"))] or list(parts)
    for name in chance.sample(names, min(len(names), chance.choice((1, 1, 2)))):
        parts[name] = _changed("docx", parts[name], [*parts.values()], chance)
    return write(Entry(name.encode(), held) for name, held in parts.items())


def _flip(held: bytearray, chance: random.Random) -> None:
    for _ in range(min(len(held), chance.choice((1, 4, 30)))):
        held[chance.randrange(len(held))] = chance.randrange(256)


def _block(held: bytearray, chance: random.Random) -> None:
    """Cut a block out, double it, or fill it with one byte."""
    if not held:
        return
    start = chance.randrange(len(held))
    end = min(len(held), start + chance.choice((1, 16, 200, 5_000)))
    match chance.randrange(3):
        case 0:
            del held[start:end]
        case 1:
            held[start:start] = held[start:end] * chance.choice((1, 3, 40))
        case _:
            held[start:end] = bytes([chance.choice((0, 32, 255, 40, 60))]) * (end - start)


def _word(held: bytearray, words: Sequence[bytes], chance: random.Random) -> None:
    at = chance.randrange(len(held) + 1)
    held[at:at] = chance.choice(words) * chance.choice((1, 1, 1, 2, 50))


def _number(held: bytearray, chance: random.Random) -> None:
    """One number of the file becomes an extreme one."""
    places = [at for at in chance.choices(range(len(held) or 1), k=60) if held[at : at + 1].isdigit()]
    if not places:
        return
    start = end = places[0]
    while start and held[start - 1] in DIGITS:
        start -= 1
    while end < len(held) and held[end] in DIGITS:
        end += 1
    held[start:end] = chance.choice(NUMBERS)


def _splice(held: bytearray, other: bytes, chance: random.Random) -> None:
    """A block of another file in the place of one of this."""
    if held and other:
        start, source = chance.randrange(len(held)), chance.randrange(len(other))
        length = chance.choice((20, 300, 4_000))
        held[start : start + length] = other[source : source + length]
