"""Scanned pages: read where tesseract is installed, and otherwise listed with what to do."""

from __future__ import annotations

import io
import shutil

import pytest
from PIL import Image, ImageDraw, ImageFont

from localcounsel import errors
from localcounsel.reading import ocr
from localcounsel.reading.client import Limits, ReadingOrder, read_bytes
from localcounsel.records import PageState

needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
TABLE = (
    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
    "1\t1\t0\t0\t0\t0\t0\t0\t10\t10\t-1\t\n"
    '5\t1\t1\t1\t1\t1\t0\t0\t1\t1\t90\t"Closing\n'
    "5\t1\t1\t1\t1\t2\t0\t0\t1\t1\t80\tDate\n"
    "5\t1\t1\t1\t2\t1\t0\t0\t1\t1\t70\tmeans\n"
    "5\t1\t2\t1\t1\t1\t0\t0\t1\t1\t60\tx\n"
    "5\tbroken\n"
)


def scan(words: str = "") -> bytes:
    image = Image.new("L", (1200, 500), 255)
    ImageDraw.Draw(image).text((60, 60), words, fill=0, font=ImageFont.load_default(60))
    out = io.BytesIO()
    image.save(out, "PNG", dpi=(200, 200))
    return out.getvalue()


def test_lines_and_paragraphs_of_the_table() -> None:
    text, confidence = ocr.words(TABLE, ("eng",))
    assert text == '"Closing Date\nmeans\n\nx'
    assert 70 < confidence < 90
    assert ocr.words(TABLE, ("jpn",))[0].startswith('"ClosingDate')
    assert ocr.words("", ("eng",)) == ("", 0.0)


def test_without_the_program_the_page_is_listed_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "_program", lambda: None)
    (page,) = read_bytes("a.png", scan("x"), ReadingOrder()).pages
    assert (page.state, page.reason) == (PageState.UNREAD, "scanned page; install tesseract to read it")


@needs_tesseract
def test_without_the_language_the_page_is_listed_with_advice() -> None:
    (page,) = read_bytes("a.png", scan("x"), ReadingOrder(languages=("tlh",))).pages
    assert page.state is PageState.UNREAD
    assert "data for tlh" in page.reason


@needs_tesseract
def test_a_scanned_page_is_read() -> None:
    (page,) = read_bytes("a.png", scan("Indemnification"), ReadingOrder()).pages
    assert page.state is PageState.RECOGNISED
    assert "Indemnification" in page.text
    assert "confidence" in page.reason


@needs_tesseract
def test_a_picture_without_words_stays_unread() -> None:
    (page,) = read_bytes("a.png", scan(), ReadingOrder()).pages
    assert (page.state, page.text) == (PageState.UNREAD, "")


@needs_tesseract
def test_recognition_has_its_own_deadline() -> None:
    order = ReadingOrder(limits=Limits(recognition_seconds=0.0))
    (page,) = read_bytes("a.png", scan("x"), order).pages
    assert "too long" in page.reason


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n" + b"x" * 100, scan("x")[:300], b"\xff\xd8\xff\xe0 no", b"II*\x00\x08\x00\x00\x00"]
)
def test_broken_pictures_are_named(content: bytes) -> None:
    with pytest.raises(errors.Damaged, match=r"a\.png"):
        read_bytes("a.png", content, ReadingOrder(ocr=False))
