"""A PDF that stops its reader: another goes on, first with care, then behind the page that stopped it."""

from __future__ import annotations

import sys
import zlib

import pytest

from localcounsel.reading import sentences
from localcounsel.reading.client import Limits, ReadingOrder, read_bytes
from localcounsel.records import PageState
from scripts.hostile.case import GOOD
from scripts.hostile.pdf_writer import Pdf, shown

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the files stop PDFium's build for Linux")
MIB = 1024 * 1024
SAVES = zlib.compress(b"q " * 10_000_000, 9)
"""A page whose graphics states alone need more memory than a reader has."""


def test_a_page_that_stops_the_reader_costs_that_page_alone() -> None:
    pages = [zlib.compress(shown(f"{GOOD} on page {number}")) for number in (1, 2, 3, 4)]
    pages[1] = SAVES
    content = Pdf(contents=pages, content_entries=b"/Filter /FlateDecode").write()
    reading = read_bytes("a.pdf", content, ReadingOrder(limits=Limits(memory_bytes=300 * MIB), ocr=False))
    assert [page.state is PageState.TEXT for page in reading.pages] == [True, False, True, True]
    assert reading.pages[1].reason == sentences.STOPPED
    assert reading.pages[3].text == f"{GOOD} on page 4"
    assert reading.warnings == (sentences.CAREFUL,)


def test_what_stands_around_the_pages_may_stop_the_reader_and_the_pages_are_read() -> None:
    labels = b"<< /Kids [4 0 R 4 0 R] /Limits [0 9] >>"
    content = Pdf(own=[labels], catalog=b"/PageLabels 4 0 R").write()
    reading = read_bytes("a.pdf", content, ReadingOrder(ocr=False))
    assert [page.text for page in reading.pages] == [GOOD]
    assert reading.warnings == (sentences.CAREFUL,)
