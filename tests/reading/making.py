"""Small files for the tests of reading, written by hand so that each holds exactly what its test is about."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def pdf(contents: Sequence[str], catalog: str = "", extra: Sequence[bytes] = (), page: str = "") -> bytes:
    """A PDF with one page a content stream. Fonts: /F1. Picture: /Im0 when `extra` has one as object 4."""
    objects: list[bytes] = [b"", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", *extra]
    picture = "/XObject << /Im0 4 0 R >>" if extra and b"/Image" in extra[0] else ""
    kids = []
    for content in contents:
        stream = content.encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {len(objects)} 0 R {page} "
            f"/Resources << /Font << /F1 3 0 R >> {picture} >> >>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[0] = f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode()
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    return _assembled(objects)


def _assembled(objects: Sequence[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, held in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, held)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    return bytes(out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))


def picture(width: int = 60, height: int = 80) -> bytes:
    """An image object with some black on white."""
    grey = bytes(255 if (x // 7 + y // 5) % 3 else 0 for y in range(height) for x in range(width))
    packed = zlib.compress(grey)
    head = f"/Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 8 /Length {len(packed)}"
    return b"<< /Type /XObject /Subtype /Image %b /Filter /FlateDecode >>\nstream\n%b\nendstream" % (
        head.encode(),
        packed,
    )


def text_at(left: float, up: float, words: str, size: float = 11, before: str = "") -> str:
    """A content stream that shows `words` at a place."""
    return f"q {before} BT /F1 {size} Tf {left} {up} Td ({words}) Tj ET Q\n"


def lines_at(left: float, up: float, lines: Sequence[str], leading: float = 14) -> str:
    """Lines one below the other."""
    return "".join(text_at(left, up - number * leading, line) for number, line in enumerate(lines))


def docx(body: str, parts: Mapping[str, str] | None = None, related: Mapping[str, str] | None = None) -> bytes:
    """A Word file with this body; `parts` by name under word/, `related` their kinds."""
    held = dict(parts or {})
    links = "".join(
        f'<Relationship Id="r{number}" Type="{_TYPE}/{kind}" Target="{name}"/>'
        for number, (name, kind) in enumerate((related or {}).items())
    )
    names = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": _relationships(
            f'<Relationship Id="d" Type="{_TYPE}/officeDocument" Target="word/document.xml"/>'
        ),
        "word/document.xml": f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}</w:body></w:document>',
        "word/_rels/document.xml.rels": _relationships(links),
        **{f"word/{name}": content for name, content in held.items()},
    }
    return zipped({name: content.encode() for name, content in names.items()})


def _relationships(links: str) -> str:
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'
    )


def zipped(entries: Mapping[str, bytes]) -> bytes:
    """A zip with these entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def paragraph(text: str, properties: str = "", run: str = "") -> str:
    """A Word paragraph of one run."""
    return (
        f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
    )
