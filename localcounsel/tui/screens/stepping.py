"""The viewer's way from place to place: words found in the document, places of a search, citations of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from localcounsel.flows.occurring import Spot
from localcounsel.records import Citation, Page, Verdict
from localcounsel.tui import show
from localcounsel.tui.language import _
from localcounsel.tui.screens import counsel
from localcounsel.tui.screens.paging import PagingScreen
from localcounsel.tui.stepping import At, Steps
from localcounsel.tui.widgets.evidence import Place, where
from localcounsel.tui.widgets.find_bar import FindBar
from localcounsel.tui.widgets.page_text import Marked
from localcounsel.tui.workers import background

if TYPE_CHECKING:
    from localcounsel.flows.viewing import FoundInDocument
    from localcounsel.tui.ports_reading import Find


class SteppingScreen(PagingScreen):
    """Adds finding, hits and citations to the pages."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash,ctrl+f", "find", _("Find"), key_display="/", id="viewer.find"),
        Binding("n,f3", "hit(1)", _("Next hit"), show=False, id="viewer.next_hit"),
        Binding("p,N,shift+f3", "hit(-1)", _("Previous hit"), show=False, id="viewer.previous_hit"),
        Binding("right_square_bracket", "cited(1)", _("Next citation"), key_display="]", show=False, id="viewer.cited"),
        Binding(
            "left_square_bracket",
            "cited(-1)",
            _("Previous citation"),
            key_display="[",
            show=False,
            id="viewer.cited_before",
        ),
        Binding("m", "back_to_mark", _("Marked words"), show=False, id="viewer.mark"),
    ]

    steps = Steps()
    places: tuple[Place, ...] = ()
    """The citations of the answer, or its passages, in their order."""
    _sought = ""
    _from: At | None = None
    _find: tuple[str, Find] | None = None
    _looking = 0

    # Places of a search

    def follow_search(self, spots: Sequence[Spot], index: int = 0) -> None:
        """Step through these places of the document, which a search found."""
        self.steps = Steps(tuple(spots), index if spots else -1)

    def marks(self, page: Page) -> Marked:
        base = super().marks(page)
        if not self.steps.spots:
            return base
        here = self.steps.here(page.number)
        return replace(base, hits=self.steps.on_page(page.number), here=here)

    def action_hit(self, by: int) -> None:
        """The next or previous place that was found."""
        if not self.steps.spots:
            counsel(self).say(_("Nothing has been searched for here: / finds words in this document."))
            return
        offset = self.text.first_offset if self.page is not None else 0
        spot, round_again = self.steps.step(by, self.here.page, offset)
        if spot is None:
            return
        if round_again:
            counsel(self).say(_("From the first place again.") if by > 0 else _("From the last place again."))
        self._at_spot(spot)

    def _at_spot(self, spot: Spot) -> None:
        """Show a place: on the page that is open already, or on its own."""
        if self.page is not None and self.page.number == spot.page == self.here.page:
            self.text.mark(self.marks(self.page), move=True)
            self._tell()
        else:
            self._tell()
            self.go_to(At(self.here.document_id, self.here.name, spot.page, spot.start))

    # Words found while they are typed

    def action_find(self) -> None:
        self._from = self.standing
        self.query_one(FindBar).begin()

    def on_find_bar_changed(self, event: FindBar.Changed) -> None:
        event.stop()
        self._sought = event.text
        self._looking += 1
        turn, document_id, desk, text = self._looking, self.here.document_id, self._desk, event.text
        port = counsel(self).reading.finder

        def work() -> tuple[int, str, FoundInDocument]:
            if self._find is None or self._find[0] != document_id:
                self._find = (document_id, port(desk, document_id))
            return turn, document_id, self._find[1](text, lambda: self._looking != turn)

        background(self, work, self._found, counsel(self).report, group="find")

    def _found(self, result: tuple[int, str, FoundInDocument]) -> None:
        turn, document_id, found = result
        if turn != self._looking or document_id != self.here.document_id:
            return
        self.steps = Steps(found.spots)
        begun = self._from or self.standing
        spot = self.steps.nearest(begun.page, begun.offset)
        if spot is not None:
            self._at_spot(spot)
            return
        self._tell()
        if self.page is not None:
            self.text.mark(self.marks(self.page))

    def on_find_bar_step(self, event: FindBar.Step) -> None:
        event.stop()
        if self.steps.spots:
            self.action_hit(event.by)

    def on_find_bar_closed(self, event: FindBar.Closed) -> None:
        """Enter keeps what was found; Esc goes back to where one was."""
        event.stop()
        self.text.focus()
        if event.kept:
            if self._from is not None:
                self._history.leave(self._from)
            return
        self._looking += 1
        self.steps = Steps()
        self._sought = ""
        if self._from is not None:
            self.go_to(self._from)

    def _tell(self) -> None:
        """`3 of 17`, where it is typed and above the page."""
        steps = self.steps
        if steps.spots:
            words = _("{index:,} of {count:,}").format(index=steps.index + 1, count=len(steps.spots))
            said = show.words((words, "bold"))
        else:
            said = show.words((_("not in this document") if self._sought.strip() else "", "$warning"))
        self.query_one(FindBar).tell(said)
        self._headline()
        self._follow_outline()

    def stepping_words(self) -> tuple[Content, ...]:
        steps = self.steps
        if steps.spot is None:
            return ()
        words = _("place {index:,} of {count:,}").format(index=steps.index + 1, count=len(steps.spots))
        return (show.words(("   ", ""), (words, "bold"), ("  n", "bold $primary"), (_(" next"), "$soft")),)

    # Citations of the answer

    def action_cited(self, by: int) -> None:
        """The next or previous citation, in whichever document it stands."""
        places = self.places
        if not places:
            counsel(self).say(_("This page was not opened from an answer: there are no citations to go through."))
            return
        index = places.index(self._place) + by if self._place in places else 0 if by > 0 else len(places) - 1
        self._place = places[index % len(places)]
        self.steps = Steps()
        counsel(self).say(_("Citation {index:,} of {count:,}").format(index=index % len(places) + 1, count=len(places)))
        self._to_place(self._place)

    def action_back_to_mark(self) -> None:
        """Back to the words one came for."""
        if self._place is not None:
            self.steps = Steps()
            self._to_place(self._place)

    def _to_place(self, place: Place) -> None:
        document_id, page = where(place)
        name = place.document if isinstance(place, Citation) else place.document_name
        self.go_to(At(document_id, name, page))

    def document_opened(self) -> None:
        """What was found in another document does not stand in this one."""
        if self._find is not None and self._find[0] != self.here.document_id:
            self._find = None


def located(places: Sequence[Place]) -> tuple[Place, ...]:
    """The places that there is a page for."""
    return tuple(place for place in places if not isinstance(place, Citation) or place.verdict is not Verdict.ABSENT)
