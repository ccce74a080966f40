"""Writes PDF files by hand, sound or broken in exactly one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from scripts.hostile.case import GOOD

FONT = 3
"""The number of the font's object; objects of one's own begin behind it."""
OWN = 4


def shown(words: str, before: str = "", size: float = 11, at: tuple[float, float] = (72, 700)) -> bytes:
    """A content stream that shows words."""
    return f"q {before} BT /F1 {size} Tf {at[0]} {at[1]} Td ({words}) Tj ET Q\n".encode("latin-1")


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """A stream object's value."""
    return b"<< %b /Length %d >>\nstream\n%b\nendstream" % (entries, len(content), content)


@dataclass(slots=True)
class Pdf:
    """One file: pages from content streams, and every entry that a case wants otherwise."""

    contents: Sequence[bytes] = (shown(GOOD),)
    own: Sequence[bytes] = ()
    """Objects from number 4 on."""
    catalog: bytes = b""
    pages: bytes | None = None
    """The page tree's root instead of the sound one; `{kids}` and `{count}` are filled in."""
    page: bytes = b""
    box: bytes = b"/MediaBox [0 0 612 792]"
    resources: bytes = b""
    font: bytes = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    fonts: bytes = b"/F1 3 0 R"
    content_entries: bytes = b""
    trailer: bytes = b""
    head: bytes = b"%PDF-1.7\n"
    places: list[int] = field(default_factory=list)
    """Offsets of the objects, once written."""
    table: int = 0
    """Offset of the cross-reference table, once written."""

    def objects(self) -> list[bytes]:
        """Every object's value, from number 1 on."""
        made = [b"", b"", self.font, *self.own]
        kids = []
        for content in self.contents:
            made.append(stream(content, self.content_entries))
            made.append(
                b"<< /Type /Page /Parent 2 0 R %b /Contents %d 0 R %b /Resources << /Font << %b >> %b >> >>"
                % (self.box, len(made), self.page, self.fonts, self.resources)
            )
            kids.append(b"%d 0 R" % len(made))
        made[0] = b"<< /Type /Catalog /Pages 2 0 R %b >>" % self.catalog
        pages = b"<< /Type /Pages /Kids [{kids}] /Count {count} >>" if self.pages is None else self.pages
        made[1] = pages.replace(b"{kids}", b" ".join(kids)).replace(b"{count}", b"%d" % len(kids))
        return made

    def body(self) -> bytes:
        """Everything before the cross-reference table; fills `places`."""
        out = bytearray(self.head)
        self.places = []
        for number, held in enumerate(self.objects(), 1):
            self.places.append(len(out))
            out += b"%d 0 obj\n%b\nendobj\n" % (number, held)
        self.table = len(out)
        return bytes(out)

    def xref(self) -> bytes:
        """The table; call `body` first."""
        rows = b"".join(b"%010d 00000 n \n" % place for place in self.places)
        return b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(self.places) + 1, rows)

    def end(self, more: bytes = b"") -> bytes:
        """Trailer and end."""
        entries = b"/Size %d /Root 1 0 R %b %b" % (len(self.places) + 1, self.trailer, more)
        return b"trailer << %b >>\nstartxref\n%d\n%%%%EOF\n" % (entries, self.table)

    def write(self) -> bytes:
        """The whole file."""
        body = self.body()
        return body + self.xref() + self.end()
