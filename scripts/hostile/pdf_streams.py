"""PDF: streams that unpack without end, forms and fonts that call themselves, pages of impossible size."""

from __future__ import annotations

import base64
import random
import zlib
from collections.abc import Iterator

from scripts.hostile.case import GOOD, LIMIT, OK, PARTIAL, Case
from scripts.hostile.pdf_writer import Pdf, shown, stream

ANY = (OK, PARTIAL, LIMIT)
FONT_HEAD = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica "


def _pdf(family: str, variant: str, made: Pdf, *outcomes: str, shows: str = "") -> Case:
    return Case(f"pdf-{family}", variant, ".pdf", made.write(), outcomes or ANY, shows, never="\x1b")


def _bombs(chance: random.Random) -> Iterator[Case]:
    """A kilobyte that becomes a hundred million, by every filter and by filters of filters."""
    size = chance.randint(90_000_000, 110_000_000)
    flate = zlib.compress(b" " * size, 9)
    words = zlib.compress(shown(GOOD) * (size // 600), 9)
    kinds: dict[str, tuple[bytes, bytes]] = {
        "flate-spaces": (flate, b"/Filter /FlateDecode"),
        "flate-saves": (zlib.compress(b"q " * (size // 10), 9), b"/Filter /FlateDecode"),
        "flate-words": (words, b"/Filter /FlateDecode"),
        "flate-twice": (zlib.compress(flate, 9), b"/Filter [/FlateDecode /FlateDecode]"),
        "flate-numbers": (zlib.compress(b"1 " * (size // 10), 9), b"/Filter /FlateDecode"),
        "filters-many": (b"x", b"/Filter [%b]" % (b"/FlateDecode " * chance.randint(900, 1100))),
        "ascii85-zeros": (b"z" * 20_000_000 + b"~>", b"/Filter /ASCII85Decode"),
        "ascii85-flate": (base64.a85encode(flate) + b"~>", b"/Filter [/ASCII85Decode /FlateDecode]"),
        "run-length": (b"\x81 " * 2_000_000 + b"\x80", b"/Filter /RunLengthDecode"),
        "lzw": (_lzw(chance), b"/Filter /LZWDecode"),
        "lzw-noise": (chance.randbytes(200_000), b"/Filter /LZWDecode /DecodeParms << /EarlyChange 0 >>"),
        "predictor": (
            zlib.compress(bytes(10_000_000), 9),
            b"/Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns 2147483647 /Colors 32 >>",
        ),
        "unknown-filter": (b"x", b"/Filter /NoSuchDecode"),
        "length-long": (shown(GOOD), b"/Length 999999999"),
        "length-loop": (shown(GOOD), b"/Length 4 0 R"),
    }
    for variant, (content, entries) in kinds.items():
        yield _pdf("bomb", variant, Pdf(contents=[content], content_entries=entries), *ANY)


def _lzw(chance: random.Random) -> bytes:
    """Codes that repeat the longest string each time: the output grows with the square of the input."""
    out, bits = 0, 0
    width, following = 9, 258
    for code in (256, chance.randint(65, 90)):
        out, bits = out << width | code, bits + width
    while following < 4094:
        out, bits = out << width | following, bits + width
        following += 1
        width = 9 + sum(following >= limit for limit in (511, 1023, 2047))
    out, bits = out << (-bits % 8), bits + -bits % 8
    return out.to_bytes(bits // 8, "big") * 60


def _nesting(chance: random.Random) -> Iterator[Case]:
    """Brackets within brackets."""
    depth = chance.randint(90_000, 110_000)
    good = shown(GOOD)
    for variant, bad in (
        ("arrays", b"[" * depth + b"]" * depth + b" TJ"),
        ("dictionaries", b"/X " + b"<< /A " * depth + b">>" * depth + b" BDC EMC"),
        ("strings", b"BT " + b"(" * depth + b")" * depth + b" Tj ET"),
        ("marked", b"/P BMC " * depth + b"EMC " * depth),
        ("texts", b"BT " * depth + b"ET " * depth),
        ("operands", b"0 " * (depth * 10) + b"m"),
    ):
        yield _pdf("nested", variant, Pdf(contents=[good + bad]), *ANY)
    for variant, held in (("object-arrays", b"[" * depth + b"]" * depth), ("object-names", b"<< /A " * depth)):
        yield _pdf("nested", variant, Pdf(own=[held]), *ANY)


def _boxes(chance: random.Random) -> Iterator[Case]:
    """Pages of impossible size."""
    for variant, box in (
        ("huge", b"/MediaBox [0 0 %d %d]" % (10**9, 10**9)),
        ("overflow", b"/MediaBox [-1e308 -1e308 1e308 1e308]"),
        ("none", b""),
        ("point", b"/MediaBox [5 5 5 5]"),
        ("reversed", b"/MediaBox [612 792 0 0]"),
        ("words", b"/MediaBox [/A (b) null true]"),
        ("itself", b"/MediaBox 5 0 R"),
        ("unit", b"/MediaBox [0 0 612 792] /UserUnit %d" % chance.randint(10**6, 10**9)),
        ("turned", b"/MediaBox [0 0 612 792] /Rotate %d" % chance.randint(-(10**9), 10**9)),
    ):
        yield _pdf("box", variant, Pdf(box=box), OK, PARTIAL)


def _fonts(chance: random.Random) -> Iterator[Case]:
    """Fonts that are missing, damaged, endless, or that write control characters."""
    escape = b"<1b5d35323b633b> <202e>"
    maps = {
        "usecmap-itself": b"/CMapName /A def /A usecmap 1 beginbfchar <54> <0054> endbfchar",
        "range-all": b"1 beginbfrange <00000000> <ffffffff> <0041> endbfrange",
        "million": b"1000000 beginbfchar " + b"<54> <0054> " * chance.randint(190_000, 210_000) + b"endbfchar",
        "long": b"1 beginbfchar <54> <" + b"0041" * chance.randint(190_000, 210_000) + b"> endbfchar",
        "escapes": b"1 beginbfrange <41> <7a> [%b] endbfrange" % (escape * 30),
        "surrogates": b"1 beginbfrange <20> <7e> <d800> endbfrange",
        "noise": chance.randbytes(5_000),
    }
    for variant, held in maps.items():
        own = stream(b"/CIDInit /ProcSet findresource begin begincmap %b endcmap" % held)
        yield _pdf("letters", variant, Pdf(own=[own], font=FONT_HEAD + b"/ToUnicode 4 0 R >>"), *ANY)
    stub = b"<< /Type /FontDescriptor /FontName /Z /Flags 4 /FontFile%b 5 0 R >>"
    noise = stream(b"\x00\x01\x00\x00" + chance.randbytes(3_000))
    type3 = b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [1 0 0 1 0 0] /FirstChar 84 /LastChar 84"
    fonts: dict[str, Pdf] = {
        "missing": Pdf(fonts=b""),
        "nothing": Pdf(fonts=b"/F1 900 0 R"),
        "truetype-noise": Pdf(font=FONT_HEAD + b"/FontDescriptor 4 0 R >>", own=[stub.replace(b"%b", b"2"), noise]),
        "type1-noise": Pdf(font=FONT_HEAD + b"/FontDescriptor 4 0 R >>", own=[stub.replace(b"%b", b""), noise]),
        "type3-itself": Pdf(
            font=type3 + b" /CharProcs << /T 4 0 R >> /Encoding << /Differences [84 /T] >> /Widths [1] "
            b"/Resources << /Font << /F1 3 0 R >> >> >>",
            own=[stream(b"BT /F1 1 Tf (TTTTTTTTTT) Tj ET")],
        ),
        "descendant-itself": Pdf(
            font=b"<< /Type /Font /Subtype /Type0 /BaseFont /Z /Encoding /Identity-H /DescendantFonts [3 0 R] >>"
        ),
        "differences": Pdf(
            font=FONT_HEAD + b"/Encoding << /Differences [0 %b] >> >>" % (b"/A " * chance.randint(90_000, 110_000))
        ),
    }
    for variant, made in fonts.items():
        yield _pdf("font", variant, made, *ANY)


def _forms(chance: random.Random) -> Iterator[Case]:
    """Forms, patterns, masks and colours that paint themselves."""
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /XObject << /X %d 0 R >> /Font << %b >> >>"
    font = b"/F1 3 0 R"
    one = b"/XObject << /X 4 0 R >>"
    good = shown(GOOD)
    bomb = [stream(b"/X Do " * 10, form % (5 + n, font)) for n in range(9)] + [stream(good, form % (4, font))]
    calls: dict[str, tuple[list[bytes], bytes, bytes]] = {
        "itself": ([stream(b"/X Do " + good, form % (4, font))], good + b"/X Do", one),
        "pair": ([stream(b"/X Do", form % (5, font)), stream(b"/X Do", form % (4, font))], good + b"/X Do", one),
        "billion": (bomb, good + b"/X Do", one),
        "many": ([stream(good, form % (9, font))], b"/X Do " * chance.randint(9_000, 11_000), one),
        "pattern": (
            [
                stream(
                    b"/Pattern cs /P scn 0 0 9 9 re f",
                    b"/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1]"
                    b" /XStep 0.00001 /YStep 0.00001 /Resources << /Pattern << /P 4 0 R >> >>",
                )
            ],
            good + b"/Pattern cs /P scn 0 0 600 700 re f",
            b"/Pattern << /P 4 0 R >>",
        ),
        "colour": ([b"[/Indexed 4 0 R 255 4 0 R]"], good + b"/C cs 1 sc", b"/ColorSpace << /C 4 0 R >>"),
        "function": (
            [b"<< /FunctionType 3 /Domain [0 1] /Functions [4 0 R 4 0 R] /Bounds [0.5] /Encode [0 1 0 1] >>"],
            good + b"/S sh",
            b"/Shading << /S << /ShadingType 2 /ColorSpace /DeviceRGB /Coords [0 0 1 1] /Function 4 0 R >> >>",
        ),
        "mask": (
            [
                b"<< /SMask << /S /Luminosity /G 5 0 R >> >>",
                stream(
                    b"/G gs 0 0 9 9 re f",
                    b"/Type /XObject "
                    b"/Subtype /Form /BBox [0 0 9 9] /Group << /S /Transparency >> "
                    b"/Resources << /ExtGState << /G 4 0 R >> >>",
                ),
            ],
            good + b"/G gs 0 0 99 99 re f",
            b"/ExtGState << /G 4 0 R >>",
        ),
    }
    for variant, (own, content, resources) in calls.items():
        yield _pdf("form", variant, Pdf(contents=[content], own=own, resources=resources), *ANY)


def _pictures(chance: random.Random) -> Iterator[Case]:
    """Pictures of impossible size, and those whose decoders were attacked or were programs of their own."""
    side = chance.randint(60_000, 99_000)
    head = b"/Type /XObject /Subtype /Image /ColorSpace /DeviceGray /Width %d /Height %d /BitsPerComponent 8 "
    noise = chance.randbytes(2_000)
    kinds = {
        "flate-huge": (zlib.compress(bytes(9_000_000)), head % (side, side) + b"/Filter /FlateDecode"),
        "jbig2-noise": (noise, head % (100, 100) + b"/Filter /JBIG2Decode"),
        "jbig2-huge": (_jbig2(side), head % (side, side) + b"/Filter /JBIG2Decode"),
        "jbig2-globals": (
            _jbig2(100),
            head % (100, 100) + b"/Filter /JBIG2Decode /DecodeParms << /JBIG2Globals 4 0 R /JBIG2Decoder (/bin/sh) >>",
        ),
        "jpx-noise": (b"\x00\x00\x00\x0cjP  \r\n\x87\n" + noise, head % (100, 100) + b"/Filter /JPXDecode"),
        "jpeg-huge": (
            b"\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03" + noise,
            head % (65535, 65535) + b"/Filter /DCTDecode",
        ),
        "fax": (noise, head % (side, side) + b"/Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 2147483647 >>"),
        "negative": (noise, head % (-5, -5)),
        "external": (b"", head % (9, 9) + b"/F (/etc/passwd) /FFilter /FlateDecode"),
    }
    for variant, (content, entries) in kinds.items():
        made = Pdf(
            contents=[shown(GOOD) + b"q 50 0 0 50 72 500 cm /X Do Q"],
            own=[stream(content, entries)],
            resources=b"/XObject << /X 4 0 R >>",
        )
        yield Case("pdf-picture", variant, ".pdf", made.write(), ANY, never="root:")
    inline = b"BI /W %d /H %d /BPC 8 /CS /G ID " % (side, side) + noise + b" EI "
    yield _pdf("picture", "inline", Pdf(contents=[shown(GOOD) + inline]), *ANY)


def _jbig2(side: int) -> bytes:
    """A page information segment that announces a page of this size, and an endless generic region."""
    size = side.to_bytes(4, "big")
    page = bytes.fromhex("000000003000010000 0013".replace(" ", "")) + size + size + bytes(11)
    return page + bytes.fromhex("0000000126000100ffffffff") + size + size + bytes(30)


LIGHT = (_boxes, _fonts, _pictures)
DEAR = (_bombs, _nesting, _forms)
"""Those whose files take seconds or hundreds of megabytes to make or to read."""
