"""A paper as DOCX: the few parts of a WordprocessingML package, written with nothing but the standard library.

ECMA-376 part 1 says what they are. All text is cleaned, what XML cannot hold is replaced, and nothing is linked.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field

from localcounsel.core.cjk import has_cjk
from localcounsel.core.paper import Heading, Items, NewPage, Paragraph, Part, Run, Sheet, Table, Text, plain
from localcounsel.core.text import clean
from localcounsel.flows import paper_parts as parts

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PIECES = re.compile(r"[\n\t]|[^\n\t]+")
WIDE = '<w:rFonts w:hint="eastAsia"/>'
"""Of words with Japanese characters: signs that two scripts share are then in the Japanese font as well."""
_SINCE = (1980, 1, 1, 0, 0, 0)
"""The time of every part in the package, so that the same paper is the same file."""


def docx(sheet: Sheet) -> bytes:
    """The whole paper as a file that Word and LibreOffice open."""
    made = _Made()
    body = made.paragraph(plain(sheet.title), "Title") + "".join(map(made.part, sheet.parts))
    contents = {
        "[Content_Types].xml": parts.CONTENT_TYPES,
        "_rels/.rels": parts.PACKAGE_RELATIONS,
        "docProps/core.xml": parts.core_properties(_escaped(sheet.title), _escaped(sheet.created), sheet.language),
        "word/document.xml": parts.document(body),
        "word/_rels/document.xml.rels": parts.DOCUMENT_RELATIONS,
        "word/styles.xml": parts.styles(sheet.language),
        "word/numbering.xml": parts.numbering(made.lists),
        "word/settings.xml": parts.settings(sheet.language),
        "word/footnotes.xml": parts.footnotes("".join(made.notes)),
        "word/header1.xml": parts.header(_inline(sheet.header)),
        "word/footer1.xml": parts.footer(sheet.language),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in contents.items():
            entry = zipfile.ZipInfo(name, _SINCE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, content.encode("utf-8"))
    return file.getvalue()


@dataclass(slots=True)
class _Made:
    """What was written so far beside the body."""

    notes: list[str] = field(default_factory=list)
    lists: int = 0
    """Numbered lists: each begins at 1."""

    def part(self, part: Part) -> str:
        match part:
            case Heading(text, level):
                return self.paragraph(plain(text), f"Heading{level}")
            case Paragraph(text, small):
                return self.paragraph(text, "Small" if small else "")
            case Items(texts, numbered):
                return self._items(texts, numbered)
            case Table():
                return self._table(part)
            case NewPage():
                return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'

    def paragraph(self, text: Text, style: str = "", more: str = "") -> str:
        named = f'<w:pStyle w:val="{style}"/>' if style else ""
        properties = f"<w:pPr>{named}{more}</w:pPr>" if named or more else ""
        return f"<w:p>{properties}{''.join(map(self._run, text))}</w:p>"

    def _run(self, run: Run) -> str:
        manner = WIDE * has_cjk(run.text) + "<w:b/><w:bCs/>" * run.bold + "<w:i/><w:iCs/>" * run.italic
        written = f"<w:r>{f'<w:rPr>{manner}</w:rPr>' if manner else ''}{_inline(run.text)}</w:r>"
        return written + self._note(run.note) if run.note else written

    def _note(self, text: str) -> str:
        number = len(self.notes) + 1
        self.notes.append(parts.footnote(number, _inline(text)))
        return f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:id="{number}"/></w:r>'

    def _items(self, texts: tuple[Text, ...], numbered: bool) -> str:
        self.lists += numbered
        which = self.lists + 1 if numbered else 1  # the list of id 1 has dots
        place = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{which}"/></w:numPr>'
        return "".join(self.paragraph(text, "ListParagraph", place) for text in texts)

    def _table(self, table: Table) -> str:
        columns = len(table.rows[0]) if table.rows else len(table.heads)
        shares = table.widths or (1,) * columns
        widths = [parts.TEXT_WIDTH * share // sum(shares) for share in shares]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        heads = tuple(plain(head, bold=True) for head in table.heads)
        first = self._row(heads, widths, "<w:tblHeader/>") if heads else ""
        rows = "".join(self._row(row, widths) for row in table.rows)
        made = f"<w:tbl>{parts.TABLE_PROPERTIES}<w:tblGrid>{grid}</w:tblGrid>{first}{rows}"
        return f'{made}</w:tbl><w:p><w:pPr><w:pStyle w:val="Small"/></w:pPr></w:p>'  # two tables must not touch

    def _row(self, cells: tuple[Text, ...], widths: list[int], more: str = "") -> str:
        filled = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{self.paragraph(cell, "Cell")}</w:tc>'
            for cell, width in zip(cells, widths, strict=True)
        )
        return f"<w:tr><w:trPr><w:cantSplit/>{more}</w:trPr>{filled}</w:tr>"


def _inline(untrusted: str) -> str:
    """Foreign text within a run: line breaks and tabs as such, everything else literally."""
    pieces = _PIECES.findall(clean(untrusted))
    return "".join("<w:br/>" if piece == "\n" else "<w:tab/>" if piece == "\t" else _text(piece) for piece in pieces)


def _text(words: str) -> str:
    return f'<w:t xml:space="preserve">{_escaped(words)}</w:t>'


def _escaped(untrusted: str) -> str:
    """Foreign text as XML character data or an attribute's value."""
    text = _NOT_IN_XML.sub("\ufffd", clean(untrusted))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
