"""Searching a matter without a model, by words with operators or by meaning, while one types."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.timer import Timer
from textual.widgets import Input

from localcounsel.core.operators import QueryMistake
from localcounsel.errors import CounselError
from localcounsel.flows.searching import Counted, Filters, Progress, SearchEvent, Understood
from localcounsel.tui import searches
from localcounsel.tui.language import _, said
from localcounsel.tui.ports import Desk
from localcounsel.tui.ports_reading import ReadingPorts
from localcounsel.tui.screens import counsel
from localcounsel.tui.screens.search_filters import FilterScreen, choices
from localcounsel.tui.screens.search_shown import ShownSearch
from localcounsel.tui.searches import POSITION, RELEVANCE, Search
from localcounsel.tui.widgets.banner import Banner
from localcounsel.tui.widgets.rows import Rows
from localcounsel.tui.widgets.search_results import Item, Shown
from localcounsel.tui.workers import as_error, background

if TYPE_CHECKING:
    from localcounsel.flows.events import Found
    from localcounsel.flows.occurring import Spot

PAUSE = 0.12
"""Seconds without a key before a search begins."""


class SearchScreen(ShownSearch):
    """A line to type in, what was understood, and the places by document; beside them the page of the one chosen."""

    HELP = _("Search")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f4,ctrl+t", "meaning", _("By meaning"), key_display="F4", id="search.meaning"),
        Binding("f5", "sort", _("Sort"), key_display="F5", id="search.sort"),
        Binding("f6", "narrow", _("Filter"), key_display="F6", id="search.filter"),
        Binding("slash", "type", _("Search line"), key_display="/", show=False, id="search.line"),
        Binding("down", "results", _("To the results"), show=False, id="search.results"),
        Binding("escape", "close", _("Back"), key_display="Esc", id="search.back"),
    ]

    def __init__(self, ports: ReadingPorts, desk: Desk, filters: Filters | None = None, text: str = "") -> None:
        super().__init__(desk, filters, text)
        self._ports = ports
        self._turn = 0
        self._waiting: Timer | None = None

    def on_mount(self) -> None:
        banner = self.query_one(Banner)
        banner.place, banner.note = (
            _("Search in {matter}").format(matter=self._desk.matter.name),
            counsel(self).containment,
        )
        self._show_mode()
        self._show()
        self.line.focus()
        if self._begun:
            self._begin()

    # Searching

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._begin(PAUSE)

    def _begin(self, after: float = 0.0) -> None:
        """Search for what is typed; what was under way for something else is dropped."""
        self._turn += 1
        if self._waiting is not None:
            self._waiting.stop()
        self._waiting = self.set_timer(after, self._start) if after else None
        if not after:
            self._start()

    def _start(self) -> None:
        text, turn = self.line.value.strip(), self._turn
        if not text:
            self._search = Search()
            self._show()
        elif self._meaning:
            work = partial(self._ports.alike, self._desk, text, self._filters)
            background(self, work, partial(self._alike, turn, text), partial(self._failed, turn), group="search")
        else:
            job = partial(self._work, turn, text)
            self.run_worker(job, thread=True, group="search", exclusive=True, exit_on_error=False)

    def _work(self, turn: int, text: str) -> None:
        """In a thread: hand on what is found as it is found, until something else is wanted."""
        try:
            for event in self._ports.search(self._desk, text, self._filters):
                if self._turn != turn:
                    return
                self.call_later(self._reported, turn, text, event)
        except CounselError as problem:
            self.call_later(self._failed, turn, problem)
        except Exception as fault:  # shown like any error: the search can be used on
            self.call_later(self._failed, turn, as_error(fault))

    def _reported(self, turn: int, text: str, event: SearchEvent) -> None:
        if turn != self._turn:
            return
        match event:
            case Understood(words):
                self._search = Search(text, words)
            case Progress():
                self._search.take(event)
            case Counted():
                self._search.counted = event
        self._show(keep=bool(self._search.groups) and self.results.has_focus)

    def _alike(self, turn: int, text: str, found: Found) -> None:
        if turn == self._turn:
            self._search = searches.by_meaning(text, found)
            self._show()

    def _failed(self, turn: int, problem: CounselError) -> None:
        if turn != self._turn:
            return
        if not isinstance(problem, QueryMistake):
            counsel(self).report(problem)
            return
        left = self.line.content_region.x - 2 + problem.start - round(self.line.scroll_offset.x)
        lead = len(self.line.value) - len(self.line.value.lstrip())
        self.show_mistake(max(0, left + lead), min(problem.end - problem.start, 60), said(problem.message))

    # Opening

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._search.groups and self._search.text == self.line.value.strip():
            self.results.focus()
        else:
            self._begin()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        event.stop()
        item: Item = event.item
        line = item.line if isinstance(item, Shown) else item.group.lines[0]
        document = (item.group.document_id, item.group.name)
        if self._search.by_meaning:
            self._open_passage(document[0], line.start, line.page)
            return
        work = partial(self._ports.places, self._desk, self._search.text, document[0])
        then = partial(self._open_places, document, line.page, line.start)
        background(self, work, then, counsel(self).report, group="open")

    def _open_places(self, document: tuple[str, str], page: int, start: int, spots: Sequence[Spot]) -> None:
        from localcounsel.tui.screens.viewer import ViewerScreen

        index = next((at for at, spot in enumerate(spots) if (spot.page, spot.start) >= (page, start)), 0)
        self.app.push_screen(ViewerScreen.at_spot(self._desk, document, spots, index))

    def _open_passage(self, document_id: str, start: int, page: int) -> None:
        from localcounsel.tui.screens.viewer import ViewerScreen

        hits = self._search.by_meaning
        place = next(
            hit
            for hit in hits
            if (hit.passage.document_id, hit.passage.page, hit.passage.start) == (document_id, page, start)
        )
        self.app.push_screen(ViewerScreen.at(self._desk, place, hits))

    # Keys

    def action_meaning(self) -> None:
        """By words, or by meaning."""
        self._meaning = not self._meaning
        self._search = Search()
        self._show_mode()
        self._begin()

    def action_sort(self) -> None:
        """Best first, or by name."""
        self._order = POSITION if self._order == RELEVANCE else RELEVANCE
        self._show_mode()
        self.results.show_groups(self._search.ordered(self._order), keep=False)

    def action_narrow(self) -> None:
        """Choose which documents are searched."""
        background(self, self._choices, self._ask_filters, counsel(self).report, group="filters")

    def _choices(self) -> FilterScreen:
        return FilterScreen(self._filters, choices(self._desk.store.documents(), self._ports.markings(self._desk)))

    def _ask_filters(self, screen: FilterScreen) -> None:
        self.app.push_screen(screen, self._filtered)

    def _filtered(self, filters: Filters | None) -> None:
        if filters is not None:
            self._filters = filters
            self._begin()
            self._show_said()

    def action_type(self) -> None:
        self.line.focus()

    def action_results(self) -> None:
        if self.results.display:
            self.results.focus()

    def action_close(self) -> None:
        """From the results back to the line; from there, away."""
        if self.results.has_focus:
            self.line.focus()
        else:
            self._turn += 1
            self.dismiss()
