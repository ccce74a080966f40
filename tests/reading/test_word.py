"""Word files: order, numbers as printed, notes, revisions, pages, and files built to harm."""

from __future__ import annotations

import io

import docx as python_docx
import pytest

from localcounsel import errors
from localcounsel.reading.client import ReadingOrder, read_bytes
from localcounsel.reading.word_styles import formed
from localcounsel.records import Page, Reading
from tests.reading.making import W, docx, paragraph, zipped

PAGE = '<w:r><w:br w:type="page"/></w:r>'


def read(content: bytes) -> Reading:
    return read_bytes("a.docx", content, ReadingOrder())


def only(body: str, **more: dict[str, str]) -> Page:
    (page,) = read(docx(body, **more)).pages
    return page


def numbering(
    levels: str, nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
) -> dict[str, dict[str, str]]:
    inner = (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{nums}</w:numbering>'
    )
    return {"parts": {"numbering.xml": inner}, "related": {"numbering.xml": "numbering"}}


def level(number: int, form: str, text: str, more: str = "") -> str:
    start = f'<w:start w:val="1"/><w:numFmt w:val="{form}"/>'
    return f'<w:lvl w:ilvl="{number}">{start}{more}<w:lvlText w:val="{text}"/></w:lvl>'


def item(text: str, at: int, list_id: int = 1) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{list_id}"/></w:numPr>')


def test_paragraphs_and_tables_in_order() -> None:
    cell = "<w:tc>{}</w:tc>".format
    table = (
        f"<w:tbl><w:tr>{cell(paragraph('a'))}{cell(paragraph('b') + paragraph('b2'))}</w:tr>"
        f"<w:tr>{cell(paragraph('c'))}{cell(paragraph('d'))}</w:tr></w:tbl>"
    )
    assert only(paragraph("before") + table + paragraph("after")).text == "before\na\tb b2\nc\td\nafter"


def test_numbers_as_printed() -> None:
    levels = (
        level(0, "upperRoman", "ARTICLE %1.")
        + level(1, "decimal", "%1.%2", "<w:isLgl/>")
        + level(2, "lowerLetter", "(%3)")
    )
    body = "".join(
        item(text, at) for text, at in (("A", 0), ("b", 1), ("c", 2), ("d", 2), ("e", 1), ("F", 0), ("g", 1))
    )
    assert only(body, **numbering(levels)).text.split("\n") == [
        "ARTICLE I. A",
        "1.1 b",
        "(a) c",
        "(b) d",
        "1.2 e",
        "ARTICLE II. F",
        "2.1 g",
    ]


def test_a_list_that_starts_again_and_one_that_goes_on() -> None:
    nums = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    body = item("a", 0) + paragraph("between") + item("b", 0) + item("c", 0, 2) + item("d", 0, 2)
    text = only(body, **numbering(level(0, "decimal", "%1)"), nums)).text
    assert text.split("\n") == ["1) a", "between", "2) b", "5) c", "6) d"]


@pytest.mark.parametrize(
    ("number", "form", "shown"),
    [
        (27, "lowerLetter", "aa"),
        (1999, "upperRoman", "MCMXCIX"),
        (3, "japaneseCounting", "三"),
        (21, "japaneseCounting", "二十一"),
        (12, "decimalFullWidth", "１２"),
        (3, "decimalEnclosedCircle", "③"),
        (22, "ordinal", "22nd"),
        (11, "ordinal", "11th"),
        (4, "decimalZero", "04"),
        (5, "unheardOf", "5"),
    ],
)
def test_number_formats(number: int, form: str, shown: str) -> None:
    assert formed(number, form) == shown


def test_revisions_comments_and_hidden_text() -> None:
    body = (
        "<w:p><w:r><w:t>The fee is </w:t></w:r><w:del><w:r><w:delText>$5</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>$7</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t> secretly</w:t></w:r>"
        '<w:r><w:commentReference w:id="3"/></w:r></w:p>'
    )
    comments = (
        f'<w:comments xmlns:w="{W}"><w:comment w:id="3" w:author="Ann">{paragraph("why?")}</w:comment></w:comments>'
    )
    reading = read(docx(body, {"comments.xml": comments}, {"comments.xml": "comments"}))
    (page,) = reading.pages
    assert page.text == "The fee is $7 secretly\nComment, Ann: why?"
    assert [(flag.kind, page.text[flag.start : flag.end]) for flag in page.flags] == [
        ("hidden text", " secretly"),
        ("comment", "Comment, Ann: why?"),
    ]
    assert "Tracked deletions left out of the text: 1." in reading.warnings


def test_notes_stand_after_the_text_of_their_page() -> None:
    body = '<w:p><w:r><w:t>See</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>' + paragraph("next")
    notes = f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="2">{paragraph("Smith v. Jones")}</w:footnote></w:footnotes>'
    page = only(body, parts={"footnotes.xml": notes}, related={"footnotes.xml": "footnotes"})
    assert page.text == "See[1]\nnext\n[1] Smith v. Jones"


def test_pages() -> None:
    body = (
        f"<w:p><w:r><w:t>one</w:t></w:r>{PAGE}<w:r><w:lastRenderedPageBreak/><w:t>two</w:t></w:r></w:p>"
        + paragraph("three", "<w:pageBreakBefore/>")
        + "<w:p><w:r><w:t>still three </w:t><w:lastRenderedPageBreak/><w:t>four</w:t></w:r></w:p>"
    )
    reading = read(docx(body))
    assert [page.text for page in reading.pages] == ["one", "two", "three\nstill three", "four"]
    assert [page.label for page in reading.pages] == ["1", "2", "3", "4"]


def test_headings_by_style() -> None:
    document = python_docx.Document()
    document.add_heading("Definitions", 1)
    document.add_paragraph("“Fee” means money.")
    document.add_heading("Of money", 2)
    document.sections[0].header.paragraphs[0].text = "PRIVILEGED"
    document.core_properties.title = "Licence"
    out = io.BytesIO()
    document.save(out)
    reading = read(out.getvalue())
    text = reading.pages[0].text
    assert [(each.title, each.level) for each in reading.headings] == [("Definitions", 1), ("Of money", 2)]
    assert all(text[each.start : each.end] == each.title for each in reading.headings)
    assert text.startswith("PRIVILEGED\nDefinitions\n")
    assert ("title", "Licence") in reading.metadata


def test_text_boxes_are_read_once() -> None:
    inner = f"<w:txbxContent>{paragraph('boxed')}</w:txbxContent>"
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    body = (
        f'<w:p><w:r><w:t>around</w:t><mc:AlternateContent xmlns:mc="{mc}"><mc:Choice><w:drawing>{inner}</w:drawing>'
        f"</mc:Choice><mc:Fallback><w:pict>{inner}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert only(body).text == "around\nboxed"


def bomb() -> bytes:
    return docx(paragraph("x"), {"media/zeros.bin": "0" * 30_000_000})


@pytest.mark.parametrize(
    "content",
    [
        bomb(),
        docx("<w:p/>", {f"media/{number}.txt": "x" for number in range(2_100)}),
        docx(paragraph("x"), {"../../evil.xml": "<x/>"}),
        docx(paragraph("x"), {"styles.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}, {"styles.xml": "styles"}),
        zipped(
            {
                "word/document.xml": f'<!DOCTYPE d SYSTEM "file:///etc/passwd"><w:document xmlns:w="{W}"/>'.encode(
                    "utf-16"
                )
            }
        ),
        zipped({"word/document.xml": b"<not closed"}),
        zipped({"word/document.xml": b"<other/>"}),
        docx("<w:sdt>" * 90 + "</w:sdt>" * 90),
    ],
    ids=["ratio", "entries", "traversal", "entity", "doctype in utf-16", "broken", "no body", "nesting"],
)
def test_files_built_to_harm_are_refused(content: bytes) -> None:
    with pytest.raises(errors.Damaged, match=r"a\.docx"):
        read(content)


def test_nothing_outside_is_opened() -> None:
    inner = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="t" '
        'Type="x/attachedTemplate" Target="http://evil.example/t.dotm" TargetMode="External"/></Relationships>'
    )
    content = zipped(
        {
            "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{paragraph("x")}</w:body></w:document>'.encode(),
            "word/_rels/document.xml.rels": inner.encode(),
        }
    )
    reading = read(content)
    assert reading.pages[0].text == "x"
    assert any("nothing outside was opened" in warning for warning in reading.warnings)
