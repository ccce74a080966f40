"""RTF files to one page of text."""

from __future__ import annotations

from striprtf.striprtf import rtf_to_text

from localcounsel.reading.outlet import Fault, Outlet, Request, Sheet

LARGEST = 64 * 1024 * 1024
"""Bytes, pictures not counted; the parser holds the whole file several times over."""


def read(content: bytes, request: Request, outlet: Outlet) -> None:
    """Send the text. Raises Fault when it cannot be parsed or is too long."""
    if len(content) > LARGEST:
        raise Fault("characters")
    try:
        text = rtf_to_text(_fonts_apart(content.decode("latin-1")), errors="replace")
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise Fault("damaged") from error
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").strip("\n")
    if len(text) > request.document_characters:
        raise Fault("characters")
    outlet.opened(1)
    outlet.page(Sheet(text=text) if text.strip() else Sheet(state="blank"))


def _fonts_apart(text: str) -> str:
    """Each font on a line of its own, which means the same: the parser then looks for a font's end in its line only,
    and not, for each of a hundred thousand fonts, in all of the table."""
    return text.replace("}{\\f", "}\n{\\f")
