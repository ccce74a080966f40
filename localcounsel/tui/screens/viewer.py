"""A document at a page, its text exactly as it is, with the cited words highlighted."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Static

from localcounsel.records import Citation, Hit, Page, PageState
from localcounsel.tui import show
from localcounsel.tui.ports import Desk
from localcounsel.tui.screens import counsel
from localcounsel.tui.screens.prompts import LinePrompt
from localcounsel.tui.widgets.banner import Banner
from localcounsel.tui.widgets.evidence import Place, marked, where
from localcounsel.tui.widgets.page_text import Marked, PageText
from localcounsel.tui.workers import background


class ViewerScreen(Screen[None]):
    """One page at a time; the page that was asked for first is marked."""

    HELP = "Page viewer"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,right", "turn(1)", "Next page", key_display="n", id="viewer.next"),
        Binding("p,left", "turn(-1)", "Previous", key_display="p", id="viewer.previous"),
        Binding("g", "go", "Go to page", id="viewer.go"),
        Binding("c", "copy", "Copy", id="viewer.copy"),
        Binding("m", "back_to_mark", "Marked words", show=False, id="viewer.mark"),
        Binding("escape,q", "close", "Back", key_display="Esc", id="viewer.back"),
        Binding("question_mark", "app.help", "Help", key_display="?", show=False, id="viewer.help"),
    ]

    def __init__(self, desk: Desk, document_id: str, name: str, page: int = 1) -> None:
        super().__init__()
        self._desk = desk
        self._document_id = document_id
        self._document_name = name
        self._number = page
        self._count = 0
        self._page: Page | None = None
        self._place: Place | None = None
        self._hits: tuple[Hit, ...] = ()

    @classmethod
    def at(cls, desk: Desk, place: Place, hits: tuple[Hit, ...]) -> ViewerScreen:
        """Open at a citation or passage. `hits`: the passages that citations are numbered by."""
        document_id, number = where(place)
        name = place.document if isinstance(place, Citation) else place.document_name
        screen = cls(desk, document_id, name, number)
        screen._place, screen._hits = place, hits
        return screen

    def compose(self) -> ComposeResult:
        yield Banner()
        yield Static(id="viewer-place", markup=False)
        yield Static(id="viewer-flags", markup=False)
        yield PageText(id="viewer-text")
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        banner = self.query_one(Banner)
        banner.place, banner.note = self._document_name, counsel(self).containment
        self.query_one(PageText).focus()
        background(
            self,
            lambda: self._desk.store.document(self._document_id).page_count,
            self._counted,
            counsel(self).report,
            group="count",
        )
        self._load()

    def _counted(self, count: int) -> None:
        self._count = count
        self._headline()

    def _load(self) -> None:
        number = self._number
        background(
            self,
            lambda: self._desk.store.page(self._document_id, number),
            self._show,
            counsel(self).report,
            group="page",
        )

    def _show(self, page: Page) -> None:
        self._page = page
        here = self._place is not None and where(self._place) == (self._document_id, page.number)
        flags = tuple((flag.start, flag.end) for flag in page.flags)
        spots = marked(self._place, page, self._hits) if here and self._place is not None else Marked(flags=flags)
        self.query_one(PageText).show(page.text, spots)
        self._headline()
        notes = _notes(page)
        self.query_one("#viewer-flags", Static).update(notes)
        self.query_one("#viewer-flags").display = bool(notes)

    def _headline(self) -> None:
        page = self._page
        if page is None:
            return
        of = f" of {self._count:,}" if self._count else ""
        label = f"  printed as {page.label}" if page.label and page.label != str(page.number) else ""
        pinpoint = Content("")
        place = self._place
        if place is not None and where(place) == (self._document_id, page.number):
            text = place.pinpoint if isinstance(place, Citation) else str(place.passage.pinpoint)
            pinpoint = show.words("   ", show.one_line(text, "$primary"))
        self.query_one("#viewer-place", Static).update(
            show.words((f"Page {page.number:,}{of}", "bold"), show.one_line(label, "$soft"), pinpoint)
        )

    def action_turn(self, by: int) -> None:
        """The next or previous page, as far as there is one."""
        number = self._number + by
        if number >= 1 and (not self._count or number <= self._count):
            self._number = number
            self._load()

    def action_go(self) -> None:
        about = Content(f"A page from 1 to {self._count:,}, counted from the front of the document.")
        self.app.push_screen(LinePrompt("Go to page", about), self._go)

    def _go(self, answer: str | None) -> None:
        if answer is None:
            return
        if answer.isdecimal() and 1 <= int(answer) <= max(self._count, 1):
            self._number = int(answer)
            self._load()
        else:
            counsel(self).say(f"There is no such page; the document has {self._count:,}.", severity="warning")

    def action_back_to_mark(self) -> None:
        """Back to the words one came for."""
        if self._place is not None:
            self._number = where(self._place)[1]
            self._load()

    def action_copy(self) -> None:
        """The citation or passage one came for, or else the passage at the top of the view."""
        place = self._place
        if place is not None and where(place) == (self._document_id, self._number):
            counsel(self).copy_place(place)
            return
        offset, number = self.query_one(PageText).first_offset, self._number
        background(self, lambda: self._passage(number, offset), self._copy, counsel(self).report, group="copy")

    def _passage(self, number: int, offset: int) -> Hit | None:
        """In a thread: the first passage of the page that reaches beyond `offset`."""
        for passage in self._desk.store.document_passages(self._document_id):
            if passage.page == number and passage.end > offset:
                return Hit(passage, 0.0, "words", self._document_name)
        return None

    def _copy(self, hit: Hit | None) -> None:
        if hit is None:
            counsel(self).say("There is no passage on this page to copy.", severity="warning")
            return
        self._place = hit
        if self._page is not None:
            self.query_one(PageText).mark(marked(hit, self._page))
            self._headline()
        counsel(self).copy_place(hit)

    def action_close(self) -> None:
        self.dismiss()


def _notes(page: Page) -> Content:
    """What asks for a second look: unread, recognised from an image, hidden text."""
    lines: list[Content] = []
    if page.state is PageState.UNREAD:
        lines.append(show.words(("▲ This page could not be read: ", "$warning"), show.one_line(page.reason)))
    elif page.state is PageState.RECOGNISED:
        lines.append(show.words(("◌ Recognised from an image: compare with the original.", "$warning")))
    elif page.state is PageState.BLANK:
        lines.append(show.words(("This page is blank.", "$soft")))
    kinds = sorted({flag.kind for flag in page.flags})
    for kind in kinds:
        first = next(flag for flag in page.flags if flag.kind == kind)
        number = sum(flag.kind == kind for flag in page.flags)
        lines.append(
            show.words(
                ("▲ ", "$warning"),
                show.one_line(kind, "bold $warning"),
                f" ({number})  ",
                show.one_line(first.note, "$soft"),
            )
        )
    return Content("\n").join(lines) if lines else Content("")
