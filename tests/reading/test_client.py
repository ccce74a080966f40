"""The desk's side: what a reader sends is checked, limits hold, and a reader that stops does not stop the desk."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import pytest

from localcounsel import errors
from localcounsel.reading import client, memory
from localcounsel.reading.client import Limits, ReadingOrder, read_bytes, read_file
from localcounsel.records import PageState, Reading
from tests.reading.making import lines_at, pdf

TEXT = ReadingOrder(ocr=False)


@pytest.fixture
def taken_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "READER", "tests.reading.hostile_child")


def behave(what: str, **limits: float) -> Reading:
    return read_bytes("x.txt", f"be:{what}".encode(), ReadingOrder(limits=Limits(**limits), ocr=False))  # type: ignore[arg-type]


@pytest.mark.usefixtures("taken_over")
@pytest.mark.parametrize(
    "what", ["unopened", "order", "offsets", "flag", "state", "reason", "type", "early", "fault", "garbage"]
)
def test_what_no_sound_reader_sends_ends_the_reading(what: str) -> None:
    with pytest.raises(errors.Damaged) as caught:
        behave(what)
    assert caught.value.message.startswith("x.txt: ")
    assert "\x1b" not in caught.value.message + caught.value.advice
    assert "0800" not in caught.value.message
    assert "rm -rf" not in caught.value.message


@pytest.mark.usefixtures("taken_over")
def test_announced_content_of_impossible_size_is_not_waited_for() -> None:
    with pytest.raises(errors.Damaged):
        behave("content")


@pytest.mark.usefixtures("taken_over")
def test_every_string_of_a_reader_is_cleaned() -> None:
    reading = behave("escape")
    page, attachment = reading.pages[0], reading.attachments[0]
    assert page.text == "a\u241b]52;c;eA==\u2407b"
    assert "\x1b" not in page.label
    assert "\u202e" not in page.label + attachment.name
    assert "/" not in attachment.name


@pytest.mark.usefixtures("taken_over")
@pytest.mark.parametrize("what", ["stall", "chatter"])
def test_a_reader_that_goes_no_further_loses_only_the_pages_it_did_not_send(what: str) -> None:
    reading = behave(what, seconds=1.5)
    assert [page.state for page in reading.pages] == [PageState.TEXT, PageState.UNREAD, PageState.UNREAD]
    assert "time" in reading.pages[1].reason
    assert reading.warnings


@pytest.mark.usefixtures("taken_over")
def test_a_reader_that_sends_nothing_is_over_its_limit() -> None:
    with pytest.raises(errors.ReaderLimit, match=r"x\.txt"):
        behave("silent", seconds=0.3)


@pytest.mark.usefixtures("taken_over")
def test_a_reader_that_dies_leaves_its_pages() -> None:
    reading = behave("die")
    assert [page.state for page in reading.pages] == [PageState.TEXT, PageState.UNREAD, PageState.UNREAD]


@pytest.mark.usefixtures("taken_over")
@pytest.mark.skipif(memory.resident(os.getpid()) is None, reason="the system does not say what a process holds")
def test_memory_is_watched_from_outside() -> None:
    reading = behave("hog", memory_bytes=150 * 1024 * 1024, seconds=120)
    assert "memory" in reading.pages[1].reason


@pytest.mark.usefixtures("taken_over")
def test_cancelling_ends_a_stalled_reader() -> None:
    asked = threading.Event()
    order = ReadingOrder(ocr=False, cancelled=asked.is_set, progress=lambda done, of: asked.set())
    with pytest.raises(errors.Cancelled):
        read_bytes("x.txt", b"be:stall", order)


@pytest.mark.usefixtures("taken_over")
def test_the_characters_of_a_document_are_limited_at_the_desk() -> None:
    reading = behave("long", document_characters=5_060)
    assert [page.state for page in reading.pages] == [PageState.TEXT, PageState.TEXT, PageState.UNREAD]
    assert "characters" in reading.pages[2].reason


def test_pages_over_the_limit_are_listed_as_unread() -> None:
    content = pdf([lines_at(72, 700, [f"This is page {number} of the agreement."]) for number in range(1, 6)])
    reading = read_bytes("a.pdf", content, ReadingOrder(limits=Limits(pages=2), ocr=False))
    assert [page.state for page in reading.pages] == [PageState.TEXT] * 2 + [PageState.UNREAD] * 3
    assert "2 pages" in reading.pages[4].reason


def test_a_page_with_too_many_characters_is_unread_and_the_next_is_read() -> None:
    long, short = lines_at(72, 780, ["many words on one page"] * 50), lines_at(72, 700, ["short"])
    reading = read_bytes("a.pdf", pdf([long, short]), ReadingOrder(limits=Limits(page_characters=200), ocr=False))
    assert [page.state for page in reading.pages] == [PageState.UNREAD, PageState.TEXT]


def test_progress_counts_pages() -> None:
    told: list[tuple[int, int]] = []
    content = pdf([lines_at(72, 700, ["one"]), lines_at(72, 700, ["two"])])
    read_bytes("a.pdf", content, ReadingOrder(ocr=False, progress=lambda done, of: told.append((done, of))))
    assert told == [(1, 2), (2, 2)]


def test_files_that_are_no_files(tmp_path: Path) -> None:
    with pytest.raises(errors.Unsupported):
        read_file(tmp_path, TEXT)
    with pytest.raises(errors.Unreachable):
        read_file(tmp_path / "missing.txt", TEXT)
    (tmp_path / "empty.txt").touch()
    with pytest.raises(errors.Empty):
        read_file(tmp_path / "empty.txt", TEXT)
    (tmp_path / "large.txt").write_bytes(b"x" * 100)
    with pytest.raises(errors.TooLarge, match="large"):
        read_file(tmp_path / "large.txt", ReadingOrder(limits=Limits(file_bytes=99)))


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes in folders are a POSIX thing")
def test_a_named_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(errors.Unsupported):
        read_file(tmp_path / "pipe.txt", TEXT)


def test_the_password_is_not_shown_with_the_order() -> None:
    assert "sesame" not in repr(ReadingOrder(password="sesame"))


def test_the_id_is_the_digest_of_the_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"abc")
    reading = read_file(tmp_path / "a.txt", TEXT)
    assert reading.document_id == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
