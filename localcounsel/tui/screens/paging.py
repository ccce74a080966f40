"""The base of the page viewer: a document at a page, its text as it is, its outline beside it.

Only the page that is shown is held; every other is read when it is turned to.
"""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from localcounsel.core.going import heading_at
from localcounsel.core.passages import pinpoint_at
from localcounsel.records import Citation, Document, Hit, Page
from localcounsel.tui import show
from localcounsel.tui.language import _
from localcounsel.tui.page_notes import notes
from localcounsel.tui.ports import Desk
from localcounsel.tui.screens import counsel
from localcounsel.tui.stepping import At, History
from localcounsel.tui.widgets.banner import Banner
from localcounsel.tui.widgets.evidence import Place, marked, where
from localcounsel.tui.widgets.find_bar import FindBar
from localcounsel.tui.widgets.key_line import KeyLine
from localcounsel.tui.widgets.outline import OutlineTree
from localcounsel.tui.widgets.page_text import Marked, PageText
from localcounsel.tui.widgets.picture_view import PictureView
from localcounsel.tui.widgets.rows import Rows
from localcounsel.tui.workers import background


class PagingScreen(Screen[None]):
    """Shows pages and turns them. What is marked on them, subclasses say."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "turn(1)", _("Turn"), key_display="←→", id="viewer.next"),
        Binding("left", "turn(-1)", _("Previous page"), show=False, id="viewer.previous"),
        Binding("ctrl+home", "first", _("First page"), show=False, id="viewer.first"),
        Binding("ctrl+end", "last", _("Last page"), show=False, id="viewer.last"),
        Binding("o", "outline", _("Outline"), id="viewer.outline"),
        Binding("b,backspace", "back", _("Back to where one was"), show=False, id="viewer.back_to"),
        Binding("escape,q", "close", _("Close"), key_display="Esc", id="viewer.back"),
        Binding("question_mark", "app.help", _("Help"), key_display="?", show=False, id="viewer.help"),
    ]

    def __init__(self, desk: Desk, document_id: str, name: str, page: int = 1) -> None:
        super().__init__()
        self._desk = desk
        self.here = At(document_id, name, page)
        self.document: Document | None = None
        """The one that is shown, with its outline, once it is known."""
        self.page: Page | None = None
        self._place: Place | None = None
        self._hits: tuple[Hit, ...] = ()
        self._history = History()
        self._outline_wanted: bool | None = None
        """None: as there is room."""

    def compose(self) -> ComposeResult:
        yield Banner()
        with Horizontal(id="viewer-panes"):
            with Vertical(id="viewer-outline-pane"):
                yield Static(_("Outline"), id="viewer-outline-title", markup=False)
                yield OutlineTree(id="viewer-outline")
            with Vertical(id="viewer-page"):
                yield Static(id="viewer-place", markup=False)
                yield Static(id="viewer-flags", markup=False)
                yield PageText(id="viewer-text")
                yield PictureView(id="viewer-picture")
        yield FindBar()
        yield KeyLine()

    @property
    def text(self) -> PageText:
        return self.query_one(PageText)

    def on_mount(self) -> None:
        self.query_one(Banner).note = counsel(self).containment
        self.query_one("#viewer-outline-pane").display = False
        self.query_one(PictureView).display = False
        self.text.focus()
        self.watch(self.text, "scroll_y", self._scrolled, init=False)
        self._open()

    # Documents and pages

    def _open(self) -> None:
        """Read what is said of the document, then the page."""
        self.query_one(Banner).place = self.here.name
        document_id = self.here.document_id
        self.document = None
        background(
            self,
            lambda: self._desk.store.document(document_id),
            self._opened,
            counsel(self).report,
            group="document",
        )
        self.load()

    def _opened(self, document: Document) -> None:
        if document.id != self.here.document_id:
            return
        self.document = document
        self.query_one(OutlineTree).show_headings(document.outline.headings)
        self._lay_out()
        self._headline()
        self.document_opened()

    def document_opened(self) -> None:
        """The outline is known now."""

    def go_to(self, at: At) -> None:
        """Show a place, in whichever document it is."""
        other = at.document_id != self.here.document_id
        self.here = at
        if other:
            self._open()
        else:
            self.load()

    def load(self) -> None:
        """Read the page one is at, and show it."""
        at = self.here
        background(
            self,
            lambda: self._desk.store.page(at.document_id, at.page),
            lambda page: self._show(at, page),
            counsel(self).report,
            group="page",
        )

    def _show(self, at: At, page: Page) -> None:
        if (at.document_id, at.page) != (self.here.document_id, self.here.page):
            return
        self.page = page
        self.text.show(page.text, self.marks(page), at.offset)
        said = notes(page)
        self.query_one("#viewer-flags", Static).update(said)
        self.query_one("#viewer-flags").display = bool(said)
        self._headline()
        self.page_shown(page)
        self.call_after_refresh(self._follow_outline)

    def page_shown(self, page: Page) -> None:
        """Another page is shown."""

    def marks(self, page: Page) -> Marked:
        """What is marked on a page."""
        if self._place is not None and where(self._place) == (self.here.document_id, page.number):
            return marked(self._place, page, self._hits)
        return Marked(flags=tuple((flag.start, flag.end) for flag in page.flags))

    @property
    def count(self) -> int:
        """Pages of the document; 0 while that is not known."""
        return self.document.page_count if self.document is not None else 0

    def action_turn(self, by: int) -> None:
        """The next or previous page, as far as there is one."""
        self._turn(by, 0)

    def on_page_text_edge(self, event: PageText.Edge) -> None:
        """Reading on: the next page from its top, the one before from its end."""
        self._turn(event.by, 0 if event.by > 0 else -1)

    def _turn(self, by: int, offset: int) -> None:
        number = self.here.page + by
        if number >= 1 and (not self.count or number <= self.count):
            self.go_to(At(self.here.document_id, self.here.name, number, offset))

    def action_first(self) -> None:
        self._jump(At(self.here.document_id, self.here.name, 1))

    def action_last(self) -> None:
        self._jump(At(self.here.document_id, self.here.name, max(1, self.count)))

    def _jump(self, at: At) -> None:
        """Go elsewhere, from where one can come back."""
        self._history.leave(self.standing)
        self.go_to(at)

    @property
    def standing(self) -> At:
        """Where one is, with what is at the top of the view."""
        at = self.here
        return At(at.document_id, at.name, at.page, self.text.first_offset if self.page is not None else at.offset)

    def action_back(self) -> None:
        """To the place from which one went here."""
        before = self._history.back()
        if before is None:
            counsel(self).say(_("This is where you began."))
        else:
            self.go_to(before)

    def action_close(self) -> None:
        self.dismiss()

    # The line above the page

    def _headline(self) -> None:
        page = self.page
        if page is None:
            return
        number = _("Page {number:,} of {count:,}") if self.count else _("Page {number:,}")
        parts: list[Content | tuple[str, str]] = [(number.format(number=page.number, count=self.count), "bold")]
        if page.label and page.label != str(page.number):
            parts += [("  ", ""), show.one_line(_("printed as {label}").format(label=page.label), "$soft")]
        pinpoint = self._pinpoint(page)
        if pinpoint:
            parts += [("   ", ""), show.one_line(pinpoint, "$primary")]
        self.query_one("#viewer-place", Static).update(show.words(*parts, *self.stepping_words()))

    def stepping_words(self) -> tuple[Content, ...]:
        """At which of the places that are gone through one is."""
        return ()

    def _pinpoint(self, page: Page) -> str:
        """Of what one came for, else of what is at the top of the view."""
        place = self._place
        if place is not None and where(place) == (self.here.document_id, page.number):
            return place.pinpoint if isinstance(place, Citation) else str(place.passage.pinpoint)
        if self.document is None:
            return ""
        eye, (first, last) = self.text.eye, self.text.in_view
        end = last if eye == first else eye + 1
        found = pinpoint_at(page, self.document.outline, min(eye, len(page.text)), min(end, len(page.text)))
        return str(found).partition(", ")[2]

    # The outline

    def on_resize(self) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        """Show the outline where it was asked for, or where there is room and something in it."""
        has = self.document is not None and bool(self.document.outline.headings)
        shown = has and (self.has_class("-wide") if self._outline_wanted is None else self._outline_wanted)
        pane = self.query_one("#viewer-outline-pane")
        if pane.display and not shown and self.query_one(OutlineTree).has_focus:
            self.text.focus()
        pane.display = shown

    def action_outline(self) -> None:
        """Into the outline; from there, away with it."""
        tree = self.query_one(OutlineTree)
        if not (self.document is not None and self.document.outline.headings):
            counsel(self).say(_("No headings were found in this document."))
        elif tree.has_focus:
            self._outline_wanted = False
            self._lay_out()
        else:
            self._outline_wanted = True
            self._lay_out()
            tree.focus()

    def _scrolled(self) -> None:
        self._follow_outline()
        self._headline()

    def _follow_outline(self) -> None:
        if self.document is None or self.page is None:
            return
        self.query_one(OutlineTree).follow(heading_at(self.document.outline, self.page.number, self.text.eye))

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """A heading was chosen in the outline."""
        event.stop()
        if self.document is not None and isinstance(event.rows, OutlineTree):
            heading = self.document.outline.headings[event.item]
            self._jump(At(self.here.document_id, self.here.name, heading.page, heading.start))
            self.text.focus()
