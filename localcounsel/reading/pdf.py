"""PDF files to pages: PDFium reads, pypdf is asked where PDFium fails (see `pdf_page` for the rule)."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator
from functools import partial

import pypdfium2
import pypdfium2.raw as pdfium

from localcounsel.reading.outlet import Fault, Outlet, Request, Sheet
from localcounsel.reading.pdf_page import MOST_ANNOTATIONS, Wanted, sheet
from localcounsel.reading.pdf_second import SecondReader, read_damaged

MOST_BOOKMARKS = 5_000
LONGEST_FACT, LONGEST_LABEL = 20_000, 200
"""Bytes of what the file says of itself or of an outline's entry, and of a page's label."""
UNNAMED = "attachment"
"""An attachment whose name is no text."""
_CATALOG = re.compile(rb"(\d{1,9})\s+(\d{1,5})\s+obj\s*<<[^>]{0,2000}/Type\s*/Catalog\b")
_COMMENTS = (
    pdfium.FPDF_ANNOT_TEXT,
    pdfium.FPDF_ANNOT_HIGHLIGHT,
    pdfium.FPDF_ANNOT_UNDERLINE,
    pdfium.FPDF_ANNOT_STRIKEOUT,
    pdfium.FPDF_ANNOT_SQUIGGLY,
    pdfium.FPDF_ANNOT_CARET,
)


def read(content: bytes, request: Request, outlet: Outlet) -> None:
    """Send the file's pages. Raises Fault when it cannot be opened at all."""
    try:
        document = _opened(content, request.password)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_SECURITY:
            raise Fault("security_handler") from error
        document = _repaired(content)
        if document is None:
            read_damaged(content, request, outlet)
            return
        outlet.warning("repaired")
    if len(document) < 1:
        raise Fault("no_pages")
    _read(document, content, request, outlet)


def _opened(content: bytes, password: str | None) -> pypdfium2.PdfDocument:
    """The document, without a password if it opens without one."""
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code != pdfium.FPDF_ERR_PASSWORD:
            raise
        if password is None:
            raise Fault("needs_password") from error
    try:
        return pypdfium2.PdfDocument(content, password=password)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise Fault("wrong_password") from error
        raise


def _repaired(content: bytes) -> pypdfium2.PdfDocument | None:
    """A file that lost its end, opened with a new trailer that names its catalogue."""
    catalogs = list(_CATALOG.finditer(content))
    if not catalogs:
        return None
    number, generation = catalogs[-1].groups()
    trailer = b"\ntrailer\n<< /Root %b %b R >>\nstartxref\n0\n%%%%EOF\n" % (number, generation)
    try:
        return pypdfium2.PdfDocument(content + b"\nendstream\nendobj" + trailer)
    except pypdfium2.PdfiumError:
        return None


def _read(document: pypdfium2.PdfDocument, content: bytes, request: Request, outlet: Outlet) -> None:
    outlet.opened(len(document), list(_facts(document)))
    if document.get_formtype() in (pdfium.FORMTYPE_XFA_FULL, pdfium.FORMTYPE_XFA_FOREGROUND):
        outlet.warning("xfa")
    if request.cautious:
        _left_behind(document, outlet)
    else:
        _attachments(document, outlet)
    second = SecondReader(content, request.password)
    wanted = Wanted(request.page_characters, request.pictures, second.text, request.cautious)
    titles = {} if request.cautious else _bookmarks(document)
    for index in range(request.first - 1, min(len(document), request.pages)):
        made, complete = _page(document, index, wanted, outlet)
        if not complete:
            outlet.warning("objects")
        made.label = "" if request.cautious else _label(document, index)
        made.headings = list(_headings(titles.get(index, []), made.text))
        outlet.page(made)


def _page(document: pypdfium2.PdfDocument, index: int, wanted: Wanted, outlet: Outlet) -> tuple[Sheet, bool]:
    """One page; by pypdf when PDFium cannot load it."""
    notes = 0 if wanted.cautious else _notes(document, index)
    if notes:
        outlet.warning("notes", notes)
    made = sheet(document.raw, index, wanted)
    if made is not None:
        return made
    try:
        text = wanted.second(index)
    except ValueError:
        text = ""
    if not text.strip() or len(text) > wanted.characters:
        return Sheet(state="unread", reason="page_damaged"), True
    outlet.warning("repaired")
    return Sheet(text=text), True


def _notes(document: pypdfium2.PdfDocument, index: int) -> int:
    """How many comments with words of their own hang on the page."""
    page = pdfium.FPDF_LoadPage(document.raw, index)
    if not page:
        return 0
    count = 0
    for which in range(min(pdfium.FPDFPage_GetAnnotCount(page), MOST_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, which)
        if annotation:
            if pdfium.FPDFAnnot_GetSubtype(annotation) in _COMMENTS:
                length = pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0)
                count += length > 2  # two bytes are the end of an empty string
            pdfium.FPDFPage_CloseAnnot(annotation)
    pdfium.FPDF_ClosePage(page)
    return count


def _facts(document: pypdfium2.PdfDocument) -> Iterator[tuple[str, str]]:
    """What the file says of itself: title, author, dates."""
    for key in document.METADATA_KEYS:
        if value := _said(partial(pdfium.FPDF_GetMetaText, document.raw, key.encode("ascii")), LONGEST_FACT):
            yield key.lower(), value


def _label(document: pypdfium2.PdfDocument, index: int) -> str:
    """The page's printed label, where the file declares any."""
    return _said(partial(pdfium.FPDF_GetPageLabel, document.raw, index), LONGEST_LABEL)


def _said(read: Callable[[ctypes.Array[ctypes.c_char] | None, int], int], most: int) -> str:
    """A string that PDFium writes into a buffer; empty when it is over `most` bytes.

    Halves of characters become U+FFFD: pypdfium2 raises for them, and one in a title would cost the whole file.
    """
    length = read(None, 0)
    if not 2 < length <= most:
        return ""
    buffer = ctypes.create_string_buffer(length)
    read(buffer, length)
    return buffer.raw[: length - 2].decode("utf-16-le", "replace")


def _bookmarks(document: pypdfium2.PdfDocument) -> dict[int, list[tuple[str, int]]]:
    """(title, level) of the outline's entries by page index."""
    titles: dict[int, list[tuple[str, int]]] = {}
    for count, bookmark in enumerate(document.get_toc(max_depth=8)):
        if count >= MOST_BOOKMARKS:
            break
        target = bookmark.get_dest()
        index = target.get_index() if target is not None else None
        if index is not None:
            title = _said(partial(pdfium.FPDFBookmark_GetTitle, bookmark.raw), LONGEST_FACT)
            titles.setdefault(index, []).append((title, bookmark.level + 1))
    return titles


def _headings(titles: list[tuple[str, int]], text: str) -> Iterator[tuple[int, int, str, str, int]]:
    """Outline entries whose words stand on the page, with where they stand; white space aside."""
    folded, places = _closed_up(text) if titles else ("", [])
    for title, level in titles:
        wanted, _ = _closed_up(title)
        at = folded.find(wanted) if wanted else -1
        if at >= 0:
            yield places[at], places[at + len(wanted) - 1] + 1, "", " ".join(title.split()), level


def _closed_up(text: str) -> tuple[str, list[int]]:
    """A text without its white space and case, and where each character came from."""
    kept = [(lower, at) for at, character in enumerate(text) for lower in character.casefold() if lower.strip()]
    return "".join(lower for lower, _ in kept), [at for _, at in kept]


def _left_behind(document: pypdfium2.PdfDocument, outlet: Outlet) -> None:
    """Say that there are attachments, and unpack none: one of them may be what stopped the reader before."""
    count = min(document.count_attachments(), 10_000)
    if count:
        outlet.warning("attachments_untouched", count)


def _attachments(document: pypdfium2.PdfDocument, outlet: Outlet) -> None:
    for index in range(min(document.count_attachments(), 10_000)):
        try:
            held = document.get_attachment(index)
            outlet.attachment(_name(held), bytes(held.get_data()))
        except pypdfium2.PdfiumError:
            outlet.warning("attachment_lost")


def _name(held: pypdfium2.PdfAttachment) -> str:
    try:
        return str(held.get_name())
    except UnicodeDecodeError:
        return UNNAMED
