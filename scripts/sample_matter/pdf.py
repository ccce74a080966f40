"""A small PDF writer, the same bytes always: text in standard fonts, rules, an image a page, bookmarks, page labels."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

from sample_matter.metrics import FONTS, Font

WIDTH, HEIGHT = 612.0, 792.0
"""US Letter, in points."""
MADE = "D:20241201000000Z"


@dataclass
class Page:
    """What is drawn on one page, in drawing order; the origin is the lower left corner."""

    operators: list[str] = field(default_factory=list)
    image: bytes = b""
    """A grey image's rows, eight bits a pixel, or empty."""
    image_size: tuple[int, int] = (0, 0)

    def text(self, x: float, y: float, text: str, font: Font, size: float) -> None:
        codes = text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        shown = codes.decode("latin-1")
        self.operators.append(f"BT /{font.resource} {size:g} Tf {x:.2f} {y:.2f} Td ({shown}) Tj ET")

    def centred(self, y: float, text: str, font: Font, size: float) -> None:
        self.text((WIDTH - font.width(text, size)) / 2, y, text, font, size)

    def right(self, x: float, y: float, text: str, font: Font, size: float) -> None:
        self.text(x - font.width(text, size), y, text, font, size)

    def rule(self, x1: float, y1: float, x2: float, y2: float) -> None:
        self.operators.append(f"0.5 w {x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l S")


@dataclass
class Pdf:
    """A document in the making."""

    title: str
    pages: list[Page] = field(default_factory=list)
    bookmarks: list[tuple[str, int]] = field(default_factory=list)
    """Title and page index, in order."""
    first_label: int = 1
    """The number printed on the first page."""

    def page(self) -> Page:
        self.pages.append(Page())
        return self.pages[-1]

    def content(self) -> bytes:
        """The file."""
        return _Writer(self).write()


class _Writer:
    """Numbers the objects and writes them with their cross-reference table."""

    def __init__(self, pdf: Pdf) -> None:
        self.pdf = pdf
        self.objects: list[bytes] = []

    def write(self) -> bytes:
        catalog, tree, info = self._reserve(), self._reserve(), self._reserve()
        fonts = " ".join(f"/{font.resource} {self._add(_font(font))} 0 R" for font in FONTS)
        pages = [self._page(page, tree, fonts) for page in self.pdf.pages]
        kids = " ".join(f"{number} 0 R" for number in pages)
        self._set(tree, f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>")
        self._set(info, f"<< /Title {_string(self.pdf.title)} /CreationDate ({MADE}) /ModDate ({MADE}) >>")
        outline = self._outline(pages)
        labels = f"/PageLabels << /Nums [0 << /S /D /St {self.pdf.first_label} >>] >>"
        self._set(catalog, f"<< /Type /Catalog /Pages {tree} 0 R {labels}{outline} >>")
        return self._file(catalog, info)

    def _page(self, page: Page, tree: int, fonts: str) -> int:
        operators = list(page.operators)
        images = ""
        if page.image:
            images = f" /XObject << /I0 {self._image(page)} 0 R >>"
            operators.insert(0, f"q {WIDTH:g} 0 0 {HEIGHT:g} 0 0 cm /I0 Do Q")
        content = self._stream("", "\n".join(operators).encode("latin-1"))
        resources = f"<< /Font << {fonts} >>{images} >>"
        box = f"/MediaBox [0 0 {WIDTH:g} {HEIGHT:g}]"
        return self._add(f"<< /Type /Page /Parent {tree} 0 R {box} /Resources {resources} /Contents {content} 0 R >>")

    def _image(self, page: Page) -> int:
        width, height = page.image_size
        kind = f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray"
        return self._stream(f"{kind} /BitsPerComponent 8 /Filter /FlateDecode ", zlib.compress(page.image, 9))

    def _outline(self, pages: list[int]) -> str:
        marks = self.pdf.bookmarks
        if not marks:
            return ""
        root = self._reserve()
        numbers = [self._reserve() for _ in marks]
        for at, (title, index) in enumerate(marks):
            before = f" /Prev {numbers[at - 1]} 0 R" if at else ""
            after = f" /Next {numbers[at + 1]} 0 R" if at + 1 < len(marks) else ""
            place = f"/Dest [{pages[index]} 0 R /Fit]"
            self._set(numbers[at], f"<< /Title {_string(title)} /Parent {root} 0 R {place}{before}{after} >>")
        ends = f"/First {numbers[0]} 0 R /Last {numbers[-1]} 0 R"
        self._set(root, f"<< /Type /Outlines /Count {len(marks)} {ends} >>")
        return f" /Outlines {root} 0 R"

    def _stream(self, entries: str, content: bytes) -> int:
        head = f"<< {entries}/Length {len(content)} >>\nstream\n".encode("latin-1")
        self.objects.append(head + content + b"\nendstream")
        return len(self.objects)

    def _reserve(self) -> int:
        self.objects.append(b"")
        return len(self.objects)

    def _add(self, text: str) -> int:
        number = self._reserve()
        self._set(number, text)
        return number

    def _set(self, number: int, text: str) -> None:
        self.objects[number - 1] = text.encode("latin-1")

    def _file(self, catalog: int, info: int) -> bytes:
        out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        places = []
        for number, content in enumerate(self.objects, 1):
            places.append(len(out))
            out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
        start = len(out)
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
        out += b"".join(b"%010d 00000 n \n" % place for place in places)
        out += b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R >>\n" % (len(places) + 1, catalog, info)
        return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def _font(font: Font) -> str:
    return f"<< /Type /Font /Subtype /Type1 /BaseFont /{font.name} /Encoding /WinAnsiEncoding >>"


def _string(text: str) -> str:
    return "<FEFF" + text.encode("utf-16-be").hex().upper() + ">"
