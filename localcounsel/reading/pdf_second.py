"""pypdf as the second reader of a PDF: for pages without letters in PDFium's reading, and for damaged files."""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

from localcounsel.reading.outlet import Fault, Outlet, Request, Sheet

if TYPE_CHECKING:
    import pypdf

PARSER_FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What pypdf raises on broken input besides its own errors, by the count of 400,000 mutated files."""
MOST_SECOND_READINGS = 400
"""Pages of one file; pypdf is slow, and a file that is garbled throughout is for OCR."""


class SecondReader:
    """Opens the file with pypdf when it is first asked, and not before."""

    def __init__(self, content: bytes, password: str | None) -> None:
        self._content, self._password = content, password
        self._opened: pypdf.PdfReader | None = None
        self._asked = 0

    def text(self, index: int) -> str:
        """The text of the page with this index. Raises ValueError when pypdf has none."""
        self._asked += 1
        if self._asked > MOST_SECOND_READINGS:
            raise ValueError("too many pages to read twice")
        from pypdf.errors import PyPdfError

        try:
            reader = self._reader()
            if index >= len(reader.pages):
                raise ValueError("no such page")
            return _tidy(reader.pages[index].extract_text())
        except (PyPdfError, *PARSER_FAULTS) as error:
            raise ValueError(f"pypdf: {type(error).__name__}") from error

    def count(self) -> int:
        """How many pages pypdf finds. Raises ValueError when it finds none, or cannot open the file."""
        from pypdf.errors import PyPdfError

        try:
            count = len(self._reader().pages)
        except (PyPdfError, *PARSER_FAULTS) as error:
            raise ValueError(f"pypdf: {type(error).__name__}") from error
        if count < 1:
            raise ValueError("no pages")
        return count

    def _reader(self) -> pypdf.PdfReader:
        if self._opened is None:
            import pypdf

            logging.disable(logging.CRITICAL)  # it reports every repaired object, with words from the file
            reader = pypdf.PdfReader(io.BytesIO(self._content), strict=False)
            if reader.is_encrypted and not reader.decrypt(self._password or ""):
                raise ValueError("encrypted")
            self._opened = reader
        return self._opened


def read_damaged(content: bytes, request: Request, outlet: Outlet) -> None:
    """Send what pypdf can read of a file that PDFium cannot open. Raises Fault when that is nothing."""
    reader = SecondReader(content, request.password)
    try:
        count = reader.count()
        first = reader.text(0)
    except ValueError as error:
        raise Fault("damaged") from error
    outlet.opened(count)
    outlet.warning("repaired")
    for index in range(request.first - 1, min(count, request.pages)):
        try:
            text = first if index == 0 else reader.text(index)
        except ValueError:
            text = ""
        if text.strip():
            outlet.page(Sheet(text=text))
        else:
            outlet.page(Sheet(state="unread", reason="page_damaged"))


def _tidy(text: str) -> str:
    """Line ends as line feeds, without the white space before them."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")
