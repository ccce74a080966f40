"""Everything known about one document: names, unread pages with reasons, parties, defined terms, references."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Static

from localcounsel.records import Document, Outline, Page, PageState
from localcounsel.tui import show, wording
from localcounsel.tui.ports import Desk
from localcounsel.tui.screens import counsel
from localcounsel.tui.widgets.banner import Banner
from localcounsel.tui.workers import background

MOST = 200
"""Entries of one kind that are listed."""


class DetailsScreen(Screen[None]):
    """Facts in a scrolling column."""

    HELP = "Document details"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,i,q", "close", "Back", key_display="Esc", id="details.back"),
        Binding("question_mark", "app.help", "Help", key_display="?", show=False, id="details.help"),
    ]

    def __init__(self, desk: Desk, document: Document) -> None:
        super().__init__()
        self._desk = desk
        self._document = document

    def compose(self) -> ComposeResult:
        yield Banner()
        with VerticalScroll(id="facts"):
            yield Static(id="facts-text", markup=False)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        banner = self.query_one(Banner)
        banner.place, banner.note = self._document.name, counsel(self).containment
        self.query_one("#facts").focus()
        self._show(([], self._document))
        background(self, self._read, self._show, counsel(self).report, group="facts")

    def _read(self) -> tuple[list[Page], Document]:
        store = self._desk.store
        return store.pages(self._document.id), store.document(self._document.id)

    def _show(self, found: tuple[list[Page], Document]) -> None:
        pages, document = found
        facts = [*_about(document, pages), *_pages(pages), *_outline(document.outline)]
        self.query_one("#facts-text", Static).update(Content("\n").join(facts))

    def action_close(self) -> None:
        self.dismiss()


def _fact(name: str, untrusted: str) -> Content:
    return show.words((f"{name:<16}", "$soft"), show.one_line(untrusted))


def _title(text: str) -> Content:
    return show.words(("\n" + text, "bold $primary"))


def _about(document: Document, pages: list[Page]) -> list[Content]:
    unread = sum(page.state is PageState.UNREAD for page in pages)
    sign = wording.document_state(document, unread)
    facts = [
        _title("Document"),
        _fact("Kind of file", document.media),
        show.words((f"{'State':<16}", "$soft"), (f"{sign.shape} ", sign.style), show.one_line(sign.words)),
        _fact("Pages", f"{document.page_count:,}"),
        _fact("SHA-256", document.id),
    ]
    for copy in document.copies:
        facts += [_fact("Name", copy.name), _fact("Read from", f"{copy.path}  ({wording.size(copy.size)})")]
    return facts + [_fact(name.capitalize()[:15], value) for name, value in document.metadata[:MOST]]


def _pages(pages: list[Page]) -> list[Content]:
    unread = [page for page in pages if page.state is PageState.UNREAD]
    flags = [(page.number, flag) for page in pages for flag in page.flags]
    lines: list[Content] = []
    if unread:
        lines.append(_title("Pages that could not be read"))
        lines += [_fact(f"p. {page.number}", page.reason or "no reason given") for page in unread[:MOST]]
    if flags:
        lines.append(_title("Pages that ask for a second look"))
        lines += [_fact(f"p. {number}", f"{flag.kind}: {flag.note}") for number, flag in flags[:MOST]]
    return lines


def _outline(outline: Outline) -> list[Content]:
    lines: list[Content] = []
    facts = (
        ("Title", outline.title),
        ("Kind", outline.kind),
        ("Date", outline.date),
        *(("Party", name) for name in outline.parties),
    )
    known = [_fact(name, value) for name, value in facts if value]
    if known:
        lines += [_title("What it says about itself"), *known]
    if outline.terms:
        lines.append(_title(f"Defined terms ({len(outline.terms)})"))
        lines += [_fact(f"p. {term.page}", term.term) for term in outline.terms[:MOST]]
    astray = [reference for reference in outline.references if reference.target is None]
    if astray:
        lines.append(_title("Cross-references that lead nowhere in this document"))
        lines += [_fact(f"p. {reference.page}", reference.text) for reference in astray[:MOST]]
    if outline.headings:
        lines.append(_title("Outline"))
        lines += [
            _fact(f"p. {heading.page}", f"{'  ' * (heading.level - 1)}{heading.number} {heading.title}".rstrip())
            for heading in outline.headings[:MOST]
        ]
    return lines
