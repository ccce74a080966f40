"""One PDF page: which library's text is taken, whether it is a scan, what is hidden on it.

The rule, from `scripts/bench/reading.py` on 1,039 pages of contracts: PDFium reads twelve times faster than
pypdf and keeps the same gold spans, so it reads every page; pypdf is asked for the pages where PDFium's
characters have no map to letters, or where PDFium cannot load the page.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable
from dataclasses import dataclass

import pypdfium2.raw as pdfium

from localcounsel.reading import pdf_hidden
from localcounsel.reading.outlet import Drawn, Sheet
from localcounsel.reading.pdf_layout import gutters
from localcounsel.reading.pdf_objects import Box, Painted, painted
from localcounsel.reading.pdf_text import Characters, Flow

STAMP = 300
"""Characters: what a court's stamp, a Bates number and a `CONFIDENTIAL` together do not exceed."""
SCAN_SHARE = 0.55
"""Of the page covered by pictures, for a page with little text to be a scan."""
MARGIN = 0.14
"""Of the page's height, at the top and at the bottom: where stamps are printed."""
MOST_ANNOTATIONS = 2_000
DOUBT = 0.004
"""Share of characters without a letter from which on pypdf is asked for a second reading."""
GARBAGE = 0.3
"""Share from which on a page's text is garbage and the page is treated like a scan."""
DOTS = 300
"""Per inch, for recognition."""
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 12_000
_GREY_PROBE = 24
"""Dots per inch at which a page is drawn to see whether anything is on it."""
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\uf8ff\ufff0-\ufffb\ufffd-\uffff\U000f0000-\U0010ffff]+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reading of one page depends on besides the page."""

    characters: int
    """Most characters of the page."""
    pictures: bool
    second: Callable[[int], str]
    """pypdf's text of the page with this index; raises ValueError when it has none."""
    cautious: bool = False
    """Notes and form fields are left alone."""


def sheet(document: pdfium.FPDF_DOCUMENT, index: int, wanted: Wanted) -> tuple[Sheet, bool] | None:
    """The page, and whether all of its objects could be looked at; None when PDFium cannot load it."""
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        return None
    if not wanted.cautious and _painting_annotations(page):
        pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
        pdfium.FPDF_ClosePage(page)  # what was flattened into it shows when it is loaded anew
        page = pdfium.FPDF_LoadPage(document, index)
        if not page:
            return None
    try:
        return _sheet(document, page, index, wanted)
    finally:
        pdfium.FPDF_ClosePage(page)


def _sheet(document: pdfium.FPDF_DOCUMENT, page: pdfium.FPDF_PAGE, index: int, wanted: Wanted) -> tuple[Sheet, bool]:
    characters = Characters(page)
    try:
        if characters.count > wanted.characters:
            return Sheet(state="unread", reason="page_characters", count=characters.count), True
        found, area = painted(document, page), _area(page)
        made = _read(characters, found, area)
        if _garbled_share(made.text) >= DOUBT:
            made = _second_opinion(made, characters.unmapped(), index, wanted)
        if made.state == "text":
            made = _judged(made, found, area, characters.count)
    finally:
        characters.close()
    if not made.text.strip() and made.state == "unread" and _all_one_grey(page):
        made = Sheet(state="blank")
    if made.state == "unread" and wanted.pictures:
        made.drawn = drawn(page)
    return made, found.complete


def garbage(text: str) -> int:
    """How many characters of a text stand for no letter: controls, private use, surrogates, replacement."""
    return sum(len(run) for run in _ODD.findall(text))


def _garbled_share(text: str) -> float:
    return garbage(text) / len(text) if text else 0.0


def _read(characters: Characters, found: Painted, area: Box) -> Sheet:
    flow: Flow = characters.flow(gutters([ink.box for ink in found.inks.values() if ink.box[2] > ink.box[0]]))
    flags = pdf_hidden.flags(characters, flow, found, area)
    made = Sheet(text=flow.text, flags=flags)
    if flow.text and pdf_hidden.layered(found, area):
        made.state, made.reason = "recognised", "layer"
    return made


def _second_opinion(made: Sheet, unmapped: float, index: int, wanted: Wanted) -> Sheet:
    """The better of two readings of a page in which characters have no letter."""
    try:
        other = wanted.second(index)
    except ValueError:
        other = ""
    share = max(_garbled_share(made.text), unmapped if len(made.text) < 20 else 0.0)
    letters = sum(map(str.isalnum, made.text)) - garbage(made.text)
    whole = sum(map(str.isalnum, other)) >= 0.5 * letters
    if other and whole and _glyph_share(other) < share and len(other) <= wanted.characters:
        made, share = Sheet(text=other), _glyph_share(other)
    if share >= GARBAGE:
        return Sheet(state="unread", reason="garbled", count=len(made.text))
    if share >= DOUBT:
        made.flags = [*made.flags, *_garbled_runs(made.text)]
    return made


def _glyph_share(text: str) -> float:
    """As `_garbled_share`, with glyph names such as `/g437` or `(cid:12)` counted as garbage."""
    names = sum(len(word) for word in text.replace("/", " /").split() if word[1:2] in "gcGC" and _glyph_name(word))
    return min((garbage(text) + names) / len(text), 1.0) if text else 1.0


def _glyph_name(word: str) -> bool:
    inner = word.strip("/()").removeprefix("cid:").lstrip("gGcCiIdD")
    return word[0] in "/(" and inner.isdecimal()


def _garbled_runs(text: str) -> list[tuple[str, int, int]]:
    return [("garbled", found.start(), found.end()) for found in _ODD.finditer(text)]


def _judged(made: Sheet, found: Painted, area: Box, count: int) -> Sheet:
    """A page with text, a scan with or without a stamp, a drawing, or a blank page."""
    inked = len(made.text.strip())
    if inked > STAMP:
        return made
    if not inked:
        made.state = "blank"
        if found.covers or found.drawings or found.inks or count:
            made.state, made.reason = "unread", "scan" if found.pictures else "drawing"
        return made
    scanned = pdf_hidden.coverage(found.pictures, area) >= SCAN_SHARE
    if scanned or (found.pictures and _only_in_margins(found, area)):
        made.state, made.reason, made.count = "unread", "stamp", inked
    return made


def _only_in_margins(found: Painted, area: Box) -> bool:
    """Whether all text stands where courts and scanners print their stamps, and a picture stands elsewhere."""
    low = area[1] + MARGIN * (area[3] - area[1])
    high = area[3] - MARGIN * (area[3] - area[1])
    middles = [(ink.box[1] + ink.box[3]) / 2 for ink in found.inks.values()]
    pictures = [(cover.box[1] + cover.box[3]) / 2 for cover in found.pictures]
    return all(not low < up < high for up in middles) and any(low < up < high for up in pictures)


def _painting_annotations(page: pdfium.FPDF_PAGE) -> bool:
    """Whether form fields, stamps or drawn comments paint on the page; links and pop-ups paint nothing."""
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), MOST_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        pdfium.FPDFPage_CloseAnnot(annotation)
        if kind not in (pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP):
            return True
    return False


def _area(page: pdfium.FPDF_PAGE) -> Box:
    """The part of the page that is shown."""
    box = pdfium.FS_RECTF()
    if pdfium.FPDF_GetPageBoundingBox(page, ctypes.byref(box)):
        return box.left, box.bottom, box.right, box.top
    return 0.0, 0.0, pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)


def drawn(page: pdfium.FPDF_PAGE, dots: int = DOTS) -> Drawn | None:
    """The page in grey, at fewer dots per inch when it is very large; None when it has no size."""
    wide, high = pdfium.FPDF_GetPageWidthF(page) / 72, pdfium.FPDF_GetPageHeightF(page) / 72
    if wide <= 0 or high <= 0:
        return None
    dots = int(min(dots, LONGEST_SIDE / max(wide, high), (MOST_PIXELS / (wide * high)) ** 0.5))
    width, height = max(int(wide * dots), 1), max(int(high * dots), 1)
    if dots < 20:
        return None
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_Gray, None, 0)
    if not bitmap:
        raise MemoryError
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        options = pdfium.FPDF_ANNOT | pdfium.FPDF_GRAYSCALE
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, options)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        held = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * height)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    if stride != width:
        held = b"".join(held[row * stride : row * stride + width] for row in range(height))
    return Drawn(width, height, dots, held)


def _all_one_grey(page: pdfium.FPDF_PAGE) -> bool:
    """Whether nothing can be seen on the page."""
    picture = drawn(page, _GREY_PROBE)
    return picture is not None and picture.grey.count(picture.grey[:1]) == len(picture.grey)
