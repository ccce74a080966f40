"""The set of sixty PDFs: what is expected of each stands in its manifest; here is what must not change."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from localcounsel import errors
from localcounsel.reading.client import ReadingOrder, read_file
from localcounsel.records import PageState, Reading

SET = Path(__file__).resolve().parents[3] / "shared" / "data" / "pdf_set"
pytestmark = pytest.mark.shared


def manifest() -> list[dict[str, str]]:
    if not SET.is_dir():
        return []
    with (SET / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def read(name: str, password: str | None = None) -> Reading:
    return read_file(SET / name, ReadingOrder(ocr=False, password=password))


@pytest.mark.parametrize("row", manifest(), ids=lambda row: row["file"])
def test_every_file_ends_well(row: dict[str, str]) -> None:
    if row["file"].endswith("invalid.pdf"):
        with pytest.raises(errors.Damaged):
            read(row["file"])
        return
    if row["password"]:
        with pytest.raises(errors.NeedsPassword):
            read(row["file"])
    reading = read(row["file"], row["password"] or None)
    assert len(reading.pages) == int(row["pages"])
    assert all(page.text.strip() or page.reason or page.state is PageState.BLANK for page in reading.pages)
    assert all(page.reason for page in reading.pages if page.state is PageState.UNREAD)
    expected = int(row["text_chars"] or 0)
    if row["class"] in ("contract", "court", "government") and expected:
        have = sum(len("".join(page.text.split())) for page in reading.pages)
        assert have > 0.55 * expected  # the manifest counts white space
    if row["class"] == "contract":
        flagged = [page.number for page in reading.pages if page.flags]
        assert len(flagged) <= max(1, len(reading.pages) // 20), flagged  # letters that a margin cuts off are hidden


@pytest.mark.parametrize(
    ("name", "states"),
    [
        ("court-hard/ocr_pdf_variation.pdf", ["unread"]),
        ("court-hard/image-pdf.pdf", ["unread", "unread"]),
        ("scan/multipage.pdf", ["unread", "unread", "unread", "unread", "unread", "recognised"]),
        ("scan/graph_ocred.pdf", ["recognised"]),
        ("corrupt-odd/no_contents.pdf", ["blank"]),
        ("corrupt-odd/type3_font_nomapping.pdf", ["unread"]),
        ("corrupt-odd/Pages-tree-refs.pdf", ["text", "unread"]),
        ("corrupt-odd/helloworld-bad.pdf", ["text"]),
    ],
)
def test_states(name: str, states: list[str]) -> None:
    assert sorted(page.state.value for page in read(name).pages) == sorted(states)


def test_the_bad_redaction_is_flagged() -> None:
    (page,) = read("court-hard/rectangles_yes_2.pdf").pages
    assert page.text == "abcdefghi"
    assert [(flag.kind, page.text[flag.start : flag.end]) for flag in page.flags] == [("text under a box", "def")]


def test_the_attachment_comes_out() -> None:
    assert [held.name for held in read("corrupt-odd/with-attachment.pdf").attachments] == ["image.png"]


def test_columns_are_read_down() -> None:
    first = read("government/federal-register-2020-17221.pdf").pages[0].text
    assert "condition. This proposed AD would\nrequire installing new flight control\ncomputer" in first
    assert first.index("SUMMARY:") < first.index("DATES:") < first.index("Comments Invited") < first.index("Background")


def test_line_numbers_stand_with_their_lines() -> None:
    order = read("court/gov.uscourts.azd.1085839.3.0.pdf").pages[0].text
    assert "\n15 This multidistrict litigation proceeding" in order
    transcript = read("government/scotus-transcript-p1.pdf").pages[0].text
    assert "\n12 The above-entitled matter came on for oral\n13 argument before" in transcript


def test_writing_that_is_not_latin() -> None:
    assert read("cjk-rtl/noembed-sjis.pdf").pages[0].text == "あいうえお"
    assert read("cjk-rtl/vertical.pdf").pages[0].text == "日本語\nあいうえお"
    assert "العربية" in read("cjk-rtl/ArabicCIDTrueType.pdf").pages[0].text
