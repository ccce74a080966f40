"""Makes Word documents: styles for headings, real numbering, tables, a running header and footnotes.

Marks as in `agreement`, and `1. ` for a numbered paragraph, `**bold**`, `[^1]` for a footnote, `[^1]: ` for its text.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph

from sample_matter.sources import Source

FOOTNOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
STAMP = (2024, 12, 1, 0, 0, 0)
LEVELS = {"# ": 0, "## ": 1, "### ": 2}
INLINE = re.compile(r"(\*\*.+?\*\*|\[\^\d+\])")


def make(source: Source) -> bytes:
    """The DOCX file."""
    document = docx.Document()
    _properties(document, source)
    document.sections[0].header.paragraphs[0].text = source.facts["header"]
    notes: dict[int, str] = {}
    for paragraph in source.paragraphs():
        _place(document, paragraph, notes)
    if notes:
        _add_footnotes(document, notes)
    return _repacked(document)


def _properties(document: Document, source: Source) -> None:
    day = datetime.fromisoformat(source.facts["date"]).replace(tzinfo=UTC)
    core = document.core_properties
    core.title, core.author, core.last_modified_by = source.facts["title"], source.facts["author"], ""
    core.comments, core.revision, core.created, core.modified = "", 1, day, day


def _place(document: Document, lines: list[str], notes: dict[int, str]) -> None:
    first = lines[0]
    mark = first.split(" ")[0] + " "
    if note := re.match(r"\[\^(\d+)\]: (.*)", first):
        notes[int(note[1])] = note[2]
    elif mark in LEVELS:
        for line in lines:
            document.add_heading(line.lstrip("# "), LEVELS[mark])
    elif first.startswith("|"):
        _table(document, lines)
    elif re.match(r"\d+\. ", first):
        restart = first.startswith("1. ")
        for line in lines:
            paragraph = document.add_paragraph(style="List Number")
            if restart:
                _new_list(document)
            restart = False
            _number(paragraph, document)
            _runs(paragraph, re.sub(r"^\d+\. ", "", line))
    else:
        for line in lines:
            _runs(document.add_paragraph(), line)


def _runs(paragraph: Paragraph, text: str) -> None:
    for piece in INLINE.split(text):
        if piece.startswith("**"):
            paragraph.add_run(piece.strip("*")).bold = True
        elif note := re.fullmatch(r"\[\^(\d+)\]", piece):
            run = paragraph.add_run()
            run.font.superscript = True
            reference = OxmlElement("w:footnoteReference")
            reference.set(qn("w:id"), note[1])
            run._r.append(reference)
        elif piece:
            paragraph.add_run(piece)


def _table(document: Document, rows: list[str]) -> None:
    cells = [[cell.strip() for cell in row.lstrip("|=").split("|")] for row in rows]
    table = document.add_table(rows=0, cols=len(cells[0]), style="Table Grid")
    for row, texts in zip(rows, cells, strict=True):
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.paragraphs[0].add_run(text).bold = row.startswith("|=")
    document.add_paragraph()


def _new_list(document: Document) -> None:
    """A numbering of its own, so that each list begins with 1."""
    numbering = document.part.numbering_part.element
    style = document.styles["List Number"].element
    old = style.find(".//" + qn("w:numId")).get(qn("w:val"))
    abstract = numbering.num_having_numId(int(old)).abstractNumId.val
    numbering.add_num(abstract).add_lvlOverride(ilvl=0).add_startOverride(1)


def _number(paragraph: Paragraph, document: Document) -> None:
    latest = document.part.numbering_part.element.num_lst[-1].numId
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = latest


def _add_footnotes(document: Document, notes: dict[int, str]) -> None:
    body = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
        f'<w:r><w:t xml:space="preserve"> {text}</w:t></w:r></w:p></w:footnote>'
        for number, text in sorted(notes.items())
    )
    ruler = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    xml = f"{head}<w:footnotes {nsdecls('w')}>{ruler}{body}</w:footnotes>"
    parse_xml(xml.encode())  # it must be well formed
    part = Part(PackURI("/word/footnotes.xml"), FOOTNOTES_TYPE, xml.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _repacked(document: Document) -> bytes:
    """The saved file with one time stamp for all its parts, in the order of their names."""
    saved, out = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(out, "w") as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            target.writestr(entry, source.read(name))
    return out.getvalue()
