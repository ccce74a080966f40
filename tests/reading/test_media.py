"""What kind of file it is."""

from __future__ import annotations

import pytest

from localcounsel import errors
from localcounsel.reading.media import detect
from tests.reading.making import docx, paragraph, pdf, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500


@pytest.mark.parametrize(
    ("name", "content", "medium"),
    [
        ("a.txt", pdf(["q Q"]), "pdf"),
        ("a.pdf", b"junk\n" + pdf(["q Q"]), "pdf"),
        ("noname", docx(paragraph("x")), "docx"),
        ("a.doc", rb"{\rtf1 x}", "rtf"),
        ("a.txt", b"<!DOCTYPE html><html><body>x", "html"),
        ("a", b"Return-Path: <a@x>\r\nReceived: by x\r\nFrom: a\r\nSubject: y\r\n\r\nbody", "eml"),
        ("memo.txt", b"From: A\nTo: B\nSubject: C\n\nAn ordinary memo.", "txt"),
        ("a.eml", b"Subject: y\n\nbody", "eml"),
        ("a.md", b"# Title\n", "txt"),
        ("notes", "利用規約".encode(), "txt"),
        ("a.txt", "wide".encode("utf-16"), "txt"),
        ("a.dat", b"\x89PNG\r\n\x1a\n", "png"),
        ("a.msg", OLE + "__properties_version1.0".encode("utf-16-le"), "msg"),
        ("a.txt", b"BZh was the agent. MZ too.", "txt"),
    ],
)
def test_content_decides_before_the_name(name: str, content: bytes, medium: str) -> None:
    assert detect(name, content) == medium


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.zip", zipped({"x.txt": b"x"}), "zip"),
        ("a.xlsx", zipped({"xl/workbook.xml": b"x"}), "Excel"),
        ("a.exe", b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + b"\x00\x01" * 90, "program"),
        ("a.doc", OLE + "WordDocument".encode("utf-16-le"), "old Word"),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        ("a.bin", bytes(range(256)) * 4, "not known"),
    ],
)
def test_what_cannot_be_read_is_named_with_advice(name: str, content: bytes, said: str) -> None:
    with pytest.raises(errors.Unsupported, match=said) as caught:
        detect(name, content)
    assert caught.value.message.startswith(f"{name}: ")
    assert caught.value.advice


def test_a_name_that_promises_what_the_content_is_not_is_damaged() -> None:
    with pytest.raises(errors.Damaged):
        detect("a.pdf", b"hello, this is text")
