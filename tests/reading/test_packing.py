"""Word files whose packing or XML lies: refused before anything of them is parsed, or read for what they are."""

from __future__ import annotations

import pytest

from scripts.hostile.case import GOOD
from scripts.hostile.loop import Loop, Served
from scripts.hostile.word_writer import document, docx, entries, paragraph, parts
from scripts.hostile.zip_writer import Entry, write


def read(content: bytes) -> Served:
    with Loop() as loop:
        return loop.read("docx", content)


@pytest.mark.parametrize("encoding", ["utf-7", "utf-16", "utf-32"])
def test_a_document_type_is_refused_in_every_encoding(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding.upper()}"?><!DOCTYPE x [<!ENTITY e "boo">]>'
    words = text + document(paragraph("&e;"))
    served = read(docx(more={"word/document.xml": words.encode(encoding)}))
    assert served.outcome == "Damaged"
    assert served.escape == ""


def test_entries_that_share_their_bytes_are_refused() -> None:
    good = entries(parts())
    place = write(good).index(b"word/document.xml") - 30
    shared = Entry(b"word/document.xm2", good[2].content, at=place)
    served = read(write([*good, shared]))
    assert "packing" in served.message


@pytest.mark.parametrize("method", [12, 14])
def test_packing_methods_that_no_word_file_has_are_refused(method: int) -> None:
    good = entries(parts())
    good[2] = Entry(b"word/document.xml", good[2].content, method=method, packed=b"\x09\x04\x05\x00" + bytes(60))
    assert "packing" in read(write(good)).message


def test_sizes_that_follow_the_content_are_ordinary() -> None:
    good = entries(parts())
    good[2].descriptor = True
    reading = read(write(good)).reading
    assert reading is not None
    assert reading.pages[0].text == GOOD
