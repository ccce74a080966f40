"""Writes Word files from raw XML, sound but for what a case wants otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scripts.hostile.case import GOOD
from scripts.hostile.zip_writer import Entry, write

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def paragraph(text: str, run: str = "", properties: str = "") -> str:
    """One paragraph of one run."""
    return (
        f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
    )


def document(body: str, root: str = "", head: str = "") -> str:
    """The main part."""
    return f'{head}<w:document xmlns:w="{W}" {root}><w:body>{body}</w:body></w:document>'


def link(number: int, kind: str, target: str, mode: str = "") -> str:
    """One relationship."""
    outside = f' TargetMode="{mode}"' if mode else ""
    return f'<Relationship Id="r{number}" Type="{_KIND}/{kind}" Target="{target}"{outside}/>'


def links(each: Sequence[str]) -> str:
    """A part of relationships."""
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(each)}</Relationships>'


def parts(body: str = "", more: Mapping[str, bytes] | None = None, related: Sequence[str] = ()) -> dict[str, bytes]:
    """A document's parts by name; `more` replaces or adds."""
    made = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>'.encode(),
        "_rels/.rels": links([link(1, "officeDocument", "word/document.xml")]).encode(),
        "word/document.xml": document(body or paragraph(GOOD)).encode(),
        "word/_rels/document.xml.rels": links(related).encode(),
    }
    return {**made, **(more or {})}


def entries(held: Mapping[str, bytes]) -> list[Entry]:
    """The parts as members of a zip."""
    return [Entry(name.encode(), content) for name, content in held.items()]


def docx(body: str = "", more: Mapping[str, bytes] | None = None, related: Sequence[str] = ()) -> bytes:
    """The whole file."""
    return write(entries(parts(body, more, related)))
