"""The evidence beside an answer: the passages found, and below them the page of the one chosen."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from localcounsel.errors import CounselError
from localcounsel.records import Citation, Hit, Page
from localcounsel.tui import show, show_answer, signs
from localcounsel.tui.language import _, ngettext, said
from localcounsel.tui.messages import CopyWanted, PlaceChosen, ScopeWanted, WhyWanted
from localcounsel.tui.statements import number_of
from localcounsel.tui.widgets.page_text import Marked, PageText
from localcounsel.tui.widgets.rows import Rows

Place = Citation | Hit
KEYS = (
    ("    c", "bold $primary"),
    (_(" copy"), "$soft"),
    ("  w", "bold $primary"),
    (_(" why found"), "$soft"),
    ("  n", "bold $primary"),
    (_(" only this document"), "$soft"),
)
"""What can be done with the place that is shown."""


def where(place: Place) -> tuple[str, int]:
    """Document id and page of a citation or passage."""
    if isinstance(place, Citation):
        return place.document_id, place.page
    return place.passage.document_id, place.passage.page


def document_of(place: Place) -> tuple[str, str]:
    """Id and name of the document of a citation or passage."""
    if isinstance(place, Citation):
        return place.document_id, place.document
    return place.passage.document_id, place.document_name


def marked(place: Place, page: Page, hits: tuple[Hit, ...] = ()) -> Marked:
    """What to mark on a page for a citation (with the passage it stands in) or a passage."""
    flags = tuple((flag.start, flag.end) for flag in page.flags)
    if isinstance(place, Hit):
        return Marked((place.passage.start, place.passage.end), (), flags)
    if not place.quote:
        return Marked((0, 0), (), flags)
    number = number_of(place, hits)
    passage = (hits[number - 1].passage.start, hits[number - 1].passage.end) if number else (place.start, place.end)
    return Marked(passage, ((place.start, place.end),), flags)


class Evidence(Vertical):
    """Passages, numbered as the answer cites them, and the page's words."""

    HELP = _("Evidence")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", _("Open"), id="evidence.open"),
        Binding("c", "copy", _("Copy with its place"), show=False, id="evidence.copy"),
        Binding("w", "why", _("Why found"), show=False, id="evidence.why"),
        Binding("n", "narrow", _("Only this document"), show=False, id="evidence.narrow"),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.hits: tuple[Hit, ...] = ()
        self.place: Place | None = None
        self._page: Page | None = None
        self._cited: frozenset[int] = frozenset()

    def compose(self) -> ComposeResult:
        yield Static(id="evidence-title", markup=False)
        yield Rows(self._draw, height=2, id="passages")
        yield Static(id="evidence-place", markup=False)
        yield PageText(id="evidence-page")

    def show_hits(self, hits: tuple[Hit, ...], cited: frozenset[int] = frozenset(), *, near: bool = False) -> None:
        """Show passages, best first; `cited` are the numbers that the answer cites. `near`: none of them is it."""
        self.hits = hits
        self._cited = cited
        self._page = None
        count = len(hits)
        several = ngettext("{count} passage", "{count} passages", count)
        nearest = ngettext("{count} nearest passage", "{count} nearest passages", count)
        none = _("No passage came near") if near else _("No passages yet")
        title = (nearest if near else several).format(count=f"{count:,}") if hits else none
        self.query_one("#passages", Rows).show(hits, 0)
        self.query_one("#evidence-title", Static).update(show.words((title, "bold"), *(KEYS if hits else ())))
        if not hits:
            self.place = None
            self.query_one("#evidence-place", Static).update("")
            self.query_one(PageText).show("")

    def follow(self, place: Place) -> None:
        """Make `place` the one whose page is shown; the page itself comes with `show_page`."""
        self.place = place
        number = number_of(place, self.hits) if isinstance(place, Citation) else self._number(place)
        if number:
            with self.prevent(Rows.Moved):
                self.query_one("#passages", Rows).cursor = number - 1
        self.query_one("#evidence-place", Static).update(self._told(place))

    def _told(self, place: Place) -> Content:
        """Where it stands; below, the verdict in shape and words, and how the passage came to be found."""
        if isinstance(place, Citation) and not place.quote:
            nothing = _("the document as a whole; nothing in it is cited")
            return show.words(one_document(place.document), "\n", (nothing, "$soft"))
        if isinstance(place, Citation):
            line = show.words(one_document(place.document), ", ", show.one_line(place.pinpoint, "$soft"))
            sign = signs.VERDICTS[place.verdict]
            verdict = (f"{sign.shape} {sign.words}", sign.style)
            number = number_of(place, self.hits)
        else:
            where_it_stands = show.one_line(str(place.passage.pinpoint), "$soft")
            line = show.words(one_document(place.document_name), ", ", where_it_stands)
            verdict = ("", "")
            number = self._number(place)
        return show.words(line, "\n", verdict, self._found(number, " · " if verdict[0] else ""))

    def _found(self, number: int, lead: str) -> Content:
        """`passage 2 of 8 · found by words`; outside the passages, that it is."""
        if not number:
            return show.words((f"{lead}{_('outside the passages found')}" if lead else "", "$soft"))
        hit = self.hits[number - 1]
        of = _("passage {number} of {count}").format(number=number, count=len(self.hits))
        by = hit.brought or signs.FOUND_BY.get(hit.found_by, hit.found_by)
        how = _("brought along: {why}") if hit.brought else _("found by {why}")
        return show.words(
            (f"{lead}{of} · ", "$soft"), show.one_line(how.format(why=said(by) if hit.brought else by), "$soft")
        )

    def show_page(self, document_id: str, page: Page) -> None:
        """The text that was asked for, unless another place has been chosen since."""
        if self.place is not None and where(self.place) == (document_id, page.number):
            self._page = page
            self.query_one(PageText).show(page.text, marked(self.place, page, self.hits))

    def show_missing(self, document_id: str, number: int, error: CounselError) -> None:
        """Why there is no page to show, in the place of the page."""
        if self.place is not None and where(self.place) == (document_id, number):
            self._page = None
            self.query_one(PageText).show("\n".join(map(said, (error.title, error.message, error.advice))))

    def _number(self, hit: Hit) -> int:
        return self.hits.index(hit) + 1 if hit in self.hits else 0

    def on_rows_moved(self, event: Rows.Moved) -> None:
        event.stop()
        self.post_message(PlaceChosen(event.item))

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        self.post_message(PlaceChosen(event.item, open=True))

    def action_open(self) -> None:
        if self.place is not None:
            self.post_message(PlaceChosen(self.place, open=True))

    def action_copy(self) -> None:
        if self.place is not None:
            self.post_message(CopyWanted(self.place))

    def action_why(self) -> None:
        if self.place is not None:
            self.post_message(WhyWanted(self.place))

    def action_narrow(self) -> None:
        """Limit later questions to the document of what is shown."""
        if self.place is not None:
            self.post_message(ScopeWanted((document_of(self.place),)))

    def _draw(self, index: int, hit: Hit, width: int) -> tuple[Content, ...]:
        cited = show.words((_("● cited"), "$success") if index + 1 in self._cited else "")
        room = width - cited.cell_length - 1 if cited.cell_length else width
        first, second = show_answer.hit_lines(index + 1, hit, room)
        by = show.one_line("" if hit.brought else signs.FOUND_BY.get(hit.found_by, hit.found_by), "$faint")
        return show.spread(width, first, cited), show.spread(width, second, by)


def one_document(name: str) -> Content:
    """A document's name as a title."""
    return show.one_line(name, "bold")
