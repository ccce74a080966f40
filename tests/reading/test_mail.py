"""Messages and what is attached to them."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from localcounsel import errors
from localcounsel.reading.client import Limits, ReadingOrder, read_bytes
from localcounsel.records import Reading


def read(content: bytes, **limits: int) -> Reading:
    return read_bytes("a.eml", content, ReadingOrder(limits=Limits(**limits), ocr=False))


def message() -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Cc"] = "Ann <ann@firm.example>", "bob@client.example", "契約 <c@x.example>"
    made["Date"], made["Subject"] = "Mon, 05 Jan 2026 09:00:00 +0900", "Draft lease — 契約書"
    made.set_content("Dear Bob,\n\nplease see the attached.\n")
    return made


def test_the_envelope_comes_first_and_is_metadata() -> None:
    reading = read(message().as_bytes())
    lines = reading.pages[0].text.split("\n")
    assert lines[:2] == ["From: Ann <ann@firm.example>", "To: bob@client.example"]
    assert lines[4:7] == ["Subject: Draft lease — 契約書", "", "Dear Bob,"]
    assert dict(reading.metadata)["subject"] == "Draft lease — 契約書"


def test_plain_text_is_preferred_and_html_is_read_without_it() -> None:
    both = message()
    both.add_alternative("<p>not this</p>", subtype="html")
    assert "not this" not in read(both.as_bytes()).pages[0].text
    only = EmailMessage()
    only["From"], only["Subject"] = "a@x.example", "s"
    only.set_content("<h2>Terms</h2><p>agreed</p>", subtype="html")
    reading = read(only.as_bytes())
    assert reading.pages[0].text.endswith("Terms\nagreed")
    heading = reading.headings[0]
    assert reading.pages[0].text[heading.start : heading.end] == "Terms"
    assert reading.warnings


def test_attachments_and_messages_within_are_files() -> None:
    made, inner = message(), message()
    made.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="../Lease.pdf")
    made.add_attachment(inner)
    reading = read(made.as_bytes())
    assert [held.name for held in reading.attachments] == ["Lease.pdf", "Draft lease — 契約書.eml"]
    assert reading.attachments[0].content == b"%PDF-1.7"
    assert "please see" in read(reading.attachments[1].content).pages[0].text


def test_attachments_over_the_limit_are_said_to_be_left_out() -> None:
    made = message()
    for number in range(4):
        made.add_attachment(b"x" * 100, maintype="application", subtype="pdf", filename=f"{number}.pdf")
    few, small = read(made.as_bytes(), attachments=2), read(made.as_bytes(), attachment_bytes=250)
    assert len(few.attachments) == len(small.attachments) == 2
    assert all("Attachments over the limit, left out: 2." in each.warnings for each in (few, small))


def test_a_message_without_text_still_has_its_envelope() -> None:
    assert read(b"From: a@x.example\nSubject: empty\n\n").pages[0].text.startswith("From: a@x.example\nSubject: empty")


def test_a_date_that_no_calendar_has_stands_as_it_is_written() -> None:
    for date in ("Mon, 12 May 99999999999999999999 10:00:00 +0000", "Mon, 12 May -99999999999 10:00:00 +0000"):
        text = read(f"From: a@example.com\nDate: {date}\nSubject: Rent\n\nPay.\n".encode()).pages[0].text
        assert "Pay." in text and date in text


@pytest.mark.parametrize(
    "content",
    [
        b"From: =?utf-8?b?////?= <\xff\xfe>\nTo: <<<>>>,,;:\nDate: never\nSubject: \xe9\n\nx",
        b"Content-Type: multipart/mixed; boundary=a\nFrom: x\nTo: y\n\n--a\n--a\n--a--\nx",
        b"From: x\nContent-Type: text/plain; charset=klingon\nContent-Transfer-Encoding: base64\n\n!!!!",
        b"From: x\nContent-Type: message/rfc822\n\n" * 300,
    ],
)
def test_broken_messages_are_read_or_named(content: bytes) -> None:
    try:
        assert read(content).pages
    except errors.DocumentError as error:
        assert error.message.startswith("a.eml")
