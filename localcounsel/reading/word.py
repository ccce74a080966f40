"""Word files (DOCX) to pages: paragraphs and tables in order, numbers as printed, notes, headers and footers."""

from __future__ import annotations

from pathlib import PurePosixPath

from lxml import etree

from localcounsel.reading.outlet import Fault, Outlet, Request
from localcounsel.reading.word_parts import Parts, attribute, local
from localcounsel.reading.word_styles import Styles, lists
from localcounsel.reading.word_walk import Story, Walk

_FACTS = {"title": "title", "creator": "author", "lastModifiedBy": "last changed by", "created": "created"}
_EMBEDDED = frozenset({".docx", ".doc", ".xlsx", ".xls", ".pptx", ".pdf", ".msg", ".txt", ".rtf"})


def read(content: bytes, request: Request, outlet: Outlet) -> None:
    """Send the document's pages. Raises Fault when it is none, or is built to harm."""
    parts = Parts(content)
    main = next((name for kind, name in parts.related("").values() if kind == "officeDocument"), "word/document.xml")
    root = parts.xml(main)
    body = next((each for each in root if local(each) == "body"), None) if root is not None else None
    if body is None:
        raise Fault("not_word")
    related = parts.related(main)
    story = _story(parts, related)
    walk = Walk(story, request.document_characters)
    walk.opening(_running(parts, related, "header"))
    walk.body(body)
    walk.closing(_running(parts, related, "footer"))
    _report(walk, parts, outlet)
    outlet.opened(len(walk.paper.sheets), _facts(parts))
    for name in sorted(parts.names):
        if "/embeddings/" in name:
            _embedded(name, parts, outlet)
    for sheet in walk.paper.sheets:
        outlet.page(sheet)


def _story(parts: Parts, related: dict[str, tuple[str, str]]) -> Story:
    """What the text refers to: styles, lists, notes, comments."""
    found = dict(related.values())

    def root(kind: str) -> etree._Element | None:
        return parts.xml(found[kind]) if kind in found else None

    styles = Styles(root("styles"))
    return Story(
        styles=styles,
        lists=lists(root("numbering"), styles),
        footnotes=_numbered(root("footnotes")),
        endnotes=_numbered(root("endnotes")),
        comments=_numbered(root("comments")),
    )


def _numbered(root: etree._Element | None) -> dict[str, etree._Element]:
    """Notes or comments by their id; separators between notes are left out."""
    return {
        attribute(each, "id") or "": each
        for each in ([] if root is None else root)
        if attribute(each, "type") in (None, "normal")
    }


def _running(parts: Parts, related: dict[str, tuple[str, str]], kind: str) -> list[etree._Element]:
    """The headers or footers, in the order of their part names."""
    names = sorted({name for each, name in related.values() if each == kind})
    roots = [parts.xml(name) for name in names]
    return [root for root in roots if root is not None]


def _facts(parts: Parts) -> list[tuple[str, str]]:
    root = parts.xml("docProps/core.xml")
    found = []
    for each in [] if root is None else root:
        name = _FACTS.get(local(each))
        if name and each.text:
            found.append((name, each.text))
    return found


def _embedded(name: str, parts: Parts, outlet: Outlet) -> None:
    """A file embedded in the document goes out as an attachment; other objects are said to be lost."""
    if PurePosixPath(name).suffix.lower() in _EMBEDDED:
        outlet.attachment(PurePosixPath(name).name, parts.content(name))
    else:
        outlet.warning("attachment_lost")


def _report(walk: Walk, parts: Parts, outlet: Outlet) -> None:
    if parts.external:
        outlet.warning("external", parts.external)
    for code, count in walk.counts.items():
        outlet.warning(code, count)
    outlet.warning("pages_stored" if walk.paper.broken else "pages_unknown")
