"""PDF pages: text, labels, scans, hidden text, damage, passwords."""

from __future__ import annotations

import io

import pypdf
import pytest

from localcounsel import errors
from localcounsel.reading.client import ReadingOrder, read_bytes
from localcounsel.records import Page, PageState, Reading
from tests.reading.making import lines_at, pdf, picture, text_at

WHOLE_PAGE = "q 612 0 0 792 0 0 cm /Im0 Do Q\n"
PROSE = [f"This is line {number} of a page of running text in an agreement." for number in range(20)]


def read(content: bytes, password: str | None = None) -> Reading:
    return read_bytes("a.pdf", content, ReadingOrder(ocr=False, password=password))


def only(content: bytes) -> Page:
    (page,) = read(content).pages
    return page


def flagged(page: Page) -> list[tuple[str, str]]:
    return [(flag.kind, page.text[flag.start : flag.end]) for flag in page.flags]


def test_text_and_labels() -> None:
    labels = "/PageLabels << /Nums [0 << /S /r >> 2 << /S /D /P (A-) >>] >>"
    reading = read(pdf([lines_at(72, 700, [f"page {number}"]) for number in range(3)], labels))
    assert [(page.number, page.label, page.text) for page in reading.pages] == [
        (1, "i", "page 0"),
        (2, "ii", "page 1"),
        (3, "A-1", "page 2"),
    ]


def test_columns_written_across_are_read_down() -> None:
    across = "".join(
        text_at(60, 700 - 14 * row, f"left column line {row:02d} runs on here")
        + text_at(330, 700 - 14 * row, f"right column line {row:02d} runs on here")
        for row in range(14)
    )
    lines = only(pdf([across])).text.split("\n")
    assert [line[:4] for line in lines] == ["left"] * 14 + ["righ"] * 14


def test_line_numbers_of_pleading_paper() -> None:
    numbers = lines_at(50, 720, [str(number) for number in range(1, 26)], 24)
    body = lines_at(90, 720, [f"sentence {number} of the order" for number in range(1, 26)], 24)
    assert only(pdf([numbers + body])).text.split("\n")[:2] == [
        "1 sentence 1 of the order",
        "2 sentence 2 of the order",
    ]


@pytest.mark.parametrize(
    ("how", "kind"),
    [
        ("3 Tr", "hidden text"),
        ("1 1 1 rg", "hidden text"),
        ("1 0 0 1 0 900 cm", "text outside the page"),
    ],
)
def test_hidden_text_is_flagged(how: str, kind: str) -> None:
    page = only(pdf([lines_at(72, 700, PROSE) + text_at(72, 200, "secret words", before=how)]))
    assert flagged(page) == [(kind, "secret words")]


def test_tiny_text_is_flagged() -> None:
    assert flagged(only(pdf([lines_at(72, 700, PROSE) + text_at(72, 200, "secret", size=0.4)]))) == [
        ("hidden text", "secret")
    ]


def test_only_the_words_under_the_box_are_flagged() -> None:
    box = "q 0 0 0 rg 100 695 60 16 re f Q\n"
    page = only(pdf([lines_at(72, 700, PROSE) + box]))
    ((kind, words),) = flagged(page)
    assert kind == "text under a box"
    assert 0 < len(words) < 20
    assert words in PROSE[0]


def test_black_on_black_is_under_a_box() -> None:
    page = only(pdf(["q 0 0 0 rg 60 690 300 30 re f Q\n" + lines_at(72, 700, PROSE)]))
    assert flagged(page)[0] == ("text under a box", PROSE[0])


@pytest.mark.parametrize(
    "ground",
    [
        "q 0 0 0.5 rg 60 190 300 30 re f Q\n" + text_at(72, 200, "white on blue", before="1 1 1 rg"),
        "q 0.9 0.9 0.6 rg 60 190 300 30 re f Q\n" + text_at(72, 200, "black on yellow"),
        text_at(72, 200, "underlined") + "q 0 0 0 rg 72 198 60 0.8 re f Q\n",
        text_at(72, 200, "beside a box") + "q 0 0 0 rg 300 190 60 20 re f Q\n",
        text_at(72, 200, "over a clipped box") + "q 0 0 10 10 re W n 1 1 1 rg 0 0 612 792 re f Q\n",
    ],
)
def test_text_that_can_be_seen_is_not_flagged(ground: str) -> None:
    assert flagged(only(pdf([lines_at(72, 700, PROSE) + ground]))) == []


def test_annotations_that_paint_are_part_of_the_page() -> None:
    words = "BT /F1 11 Tf 2 5 Td (value in a form) Tj ET"
    form = (
        f"<< /Type /XObject /Subtype /Form /BBox [0 0 200 20] /Resources << /Font << /F1 3 0 R >> >> "
        f"/Length {len(words)} >>\nstream\n{words}\nendstream"
    )
    field = b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (x) /F 4 /Rect [72 300 272 320] /AP << /N 4 0 R >> >>"
    content = pdf([lines_at(72, 700, PROSE)], extra=[form.encode(), field], page="/Annots [5 0 R]")
    assert only(content).text.endswith("value in a form")


def test_scans_with_and_without_a_stamp_and_blank_pages() -> None:
    stamp = text_at(72, 770, "Case 1:26-cv-00001 Document 4 Filed 01/02/26 Page 1 of 9")
    pages = read(pdf([WHOLE_PAGE, WHOLE_PAGE + stamp, "", lines_at(72, 700, PROSE)], extra=[picture()])).pages
    states = [PageState.UNREAD, PageState.UNREAD, PageState.BLANK, PageState.TEXT]
    assert [page.state for page in pages] == states
    assert pages[0].reason.startswith("scanned page")
    assert "stamp of 56 characters" in pages[1].reason
    assert pages[1].text.startswith("Case 1:26")


def test_a_stamp_over_a_small_picture_in_the_body_is_a_scan_and_a_logo_is_none() -> None:
    logo = "q 100 0 0 60 72 400 cm /Im0 Do Q\n"
    stamped = only(pdf([text_at(72, 770, "Case 1:26-cv-1 Document 4") + logo], extra=[picture()]))
    titled = only(pdf([text_at(72, 500, "MASTER SERVICES AGREEMENT") + logo], extra=[picture()]))
    assert (stamped.state, titled.state) == (PageState.UNREAD, PageState.TEXT)


def test_the_recognition_layer_of_a_scan_is_no_hidden_text() -> None:
    page = only(pdf([WHOLE_PAGE + lines_at(72, 700, PROSE).replace("BT", "BT 3 Tr")], extra=[picture()]))
    assert page.state is PageState.RECOGNISED
    assert not page.flags
    assert "layer" in page.reason


def test_bookmarks_are_headings_where_their_words_stand() -> None:
    outline = [
        b"<< /First 5 0 R /Last 5 0 R /Count 1 >>",
        b"<< /Title (Line 3 of  a page) /Parent 4 0 R /Dest [7 0 R /Fit] >>",
    ]
    reading = read(pdf([lines_at(72, 700, PROSE)], "/Outlines 4 0 R", extra=outline))
    (heading,) = reading.headings
    assert reading.pages[0].text[heading.start : heading.end] == "line 3 of a page"


def test_half_characters_in_what_is_said_of_the_file_do_not_cost_it() -> None:
    outline = [
        b"<< /First 5 0 R /Last 5 0 R /Count 1 >>",
        b"<< /Title <FEFF0041D800> /Parent 4 0 R /Dest [7 0 R /Fit] >>",
    ]
    writer = pypdf.PdfWriter(io.BytesIO(pdf([lines_at(72, 700, PROSE)], "/Outlines 4 0 R", extra=outline)))
    writer.add_metadata({"/Title": "ABCDEFGHIJKL"})
    writer.add_attachment("note.txt", b"x")
    out = io.BytesIO()
    writer.write(out)
    reading = read(out.getvalue().replace(b"(ABCDEFGHIJKL)", b"<FEFF0041D800>"))
    assert dict(reading.metadata)["title"] == "A\ufffd"
    assert reading.pages[0].text.startswith("This is line 0")


def locked(password: str, algorithm: str) -> bytes:
    writer = pypdf.PdfWriter(io.BytesIO(pdf([lines_at(72, 700, ["privileged"])])))
    writer.encrypt(user_password=password, owner_password="owner", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_passwords(algorithm: str) -> None:
    content = locked("sesame", algorithm)
    with pytest.raises(errors.NeedsPassword) as caught:
        read(content)
    assert not isinstance(caught.value, errors.WrongPassword)
    with pytest.raises(errors.WrongPassword):
        read(content, "open")
    assert read(content, "sesame").pages[0].text == "privileged"
    assert read(locked("", algorithm)).pages[0].text == "privileged"


def test_damage_is_repaired_or_named() -> None:
    whole = pdf([lines_at(72, 700, ["still here"])])
    cut = whole[: whole.index(b"xref")]
    assert read(cut).pages[0].text == "still here"
    for ruin in (b"%PDF-1.7\n%%EOF\n", whole[:60], b"%PDF-1.4\n" + bytes(range(256)) * 50):
        with pytest.raises(errors.Damaged, match=r"a\.pdf"):
            read(ruin)


def test_pages_that_refer_to_their_parent_end() -> None:
    loop = pdf([lines_at(72, 700, ["x"])]).replace(b"/Kids [5 0 R] /Count 1", b"/Kids [2 0 R] /Count 1")
    try:
        reading = read(loop)
    except errors.DocumentError as error:
        assert error.message.startswith("a.pdf")
    else:
        assert all(page.state is not PageState.TEXT for page in reading.pages)
