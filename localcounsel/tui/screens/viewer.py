"""The page viewer: any document at any page, and every way through it.

Text is shown exactly as it is in the document, with what was cited or found highlighted.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from localcounsel.core.passages import pinpoint_at
from localcounsel.core.sentences import sentence_starts
from localcounsel.records import Citation, Hit, Page, Verdict
from localcounsel.tui.language import _, said
from localcounsel.tui.ports import Desk
from localcounsel.tui.screens import counsel
from localcounsel.tui.screens.picturing import PicturingScreen
from localcounsel.tui.screens.prompts import LinePrompt
from localcounsel.tui.screens.stepping import located
from localcounsel.tui.stepping import At
from localcounsel.tui.widgets.evidence import Place, marked, where
from localcounsel.tui.widgets.page_text import PageText
from localcounsel.tui.workers import background

if TYPE_CHECKING:
    from localcounsel.core.going import Goal
    from localcounsel.flows.occurring import Spot
    from localcounsel.flows.viewing import Link


class ViewerScreen(PicturingScreen):
    """Adds going, following and copying."""

    HELP = _("Page viewer")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("g", "go", _("Go to"), id="viewer.go"),
        Binding("f", "follow", _("Follow"), id="viewer.follow"),
        Binding("v", "picture", _("Picture"), id="viewer.picture"),
        Binding("s", "sentence(1)", _("Select a sentence, and the next"), show=False, id="viewer.select"),
        Binding("S", "sentence(-1)", _("Select a sentence less"), show=False, id="viewer.select_less"),
        Binding("c", "copy", _("Copy"), id="viewer.copy"),
    ]

    _goals: tuple[Goal, ...] = ()

    @classmethod
    def at(cls, desk: Desk, place: Place, hits: tuple[Hit, ...], places: Sequence[Place] = ()) -> ViewerScreen:
        """Open at a citation or passage.

        `hits`: the passages that citations are numbered by. `places`: what `]` and `[` go through, else the hits.
        """
        document_id, number = where(place)
        name = place.document if isinstance(place, Citation) else place.document_name
        screen = cls(desk, document_id, name, number)
        screen._place, screen._hits = place, hits
        screen.places = located(places or hits)
        return screen

    @classmethod
    def at_spot(cls, desk: Desk, document: tuple[str, str], spots: Sequence[Spot], index: int = 0) -> ViewerScreen:
        """Open at a place that a search found. `document`: id and name; `spots`: all of its places there."""
        page = spots[index].page if spots else 1
        screen = cls(desk, *document, page)
        screen.follow_search(spots, index)
        return screen

    # Going somewhere that is typed

    def action_go(self) -> None:
        about = Content(
            _("A page or its printed label, a clause, a Bates number, lines (12:3), a heading. #3 counts pages.")
        )
        self.app.push_screen(LinePrompt(_("Go to"), about), self._go)

    def _go(self, typed: str | None) -> None:
        if typed is None:
            return
        work = partial(counsel(self).reading.go, self._desk, self.here.document_id, typed, self.here.page)
        background(self, work, self._gone, counsel(self).report, group="go")

    def _gone(self, goals: Sequence[Goal]) -> None:
        goal = goals[0]
        if len(goals) > 1:
            words = _("{goal}: the first of {count:,} places that are called so.")
            counsel(self).say(words.format(goal=said(goal.said), count=len(goals)))
        self._to_goal(goal)

    def _to_goal(self, goal: Goal) -> None:
        self._place = self._cited(goal.page, goal.start, goal.end, said(goal.said)) if goal.end > goal.start else None
        self._jump(At(self.here.document_id, self.here.name, goal.page, goal.start))

    def _cited(self, page: int, start: int, end: int, said: str) -> Citation:
        """Words of a page as a place."""
        return Citation("", Verdict.EXACT, self.here.document_id, self.here.name, page, str(page), start, end, said)

    # Following what leads elsewhere

    def action_follow(self) -> None:
        """A reference or defined term in view: the only one at once, of several the one that is chosen."""
        links = self._links(*self.text.in_view)
        if not links:
            counsel(self).say(_("No reference and no defined term is in view."))
        elif len(links) == 1:
            self._follow(links[0])
        else:
            from localcounsel.tui.screens.follow import FollowScreen

            self.app.push_screen(FollowScreen(links), self._follow)

    def on_page_text_pointed(self, event: PageText.Pointed) -> None:
        """A reference or term that is clicked twice is followed."""
        links = [link for link in self._links(event.offset, event.offset + 1) if link.goal is not None]
        if links:
            self._follow(links[0])

    def _links(self, first: int, last: int) -> list[Link]:
        """What leads elsewhere between two offsets, each once."""
        if self.document is None or self.page is None:
            return []
        found = counsel(self).reading.links(self.document.outline, self.page)
        inside = [link for link in found if link.start < last and link.end > first]
        once = {(link.kind, link.goal or link.text): link for link in reversed(inside)}
        return sorted(once.values(), key=lambda link: link.start)

    def _follow(self, link: Link | None) -> None:
        if link is None:
            return
        if link.goal is None:
            counsel(self).say(_("This document has no such clause."), severity="warning")
            return
        self._to_goal(link.goal)

    # Copying

    def action_sentence(self, by: int) -> None:
        """Mark the sentence at the top of the view, or what is marked and a sentence more (or less)."""
        page = self.page
        if page is None or not page.text.strip():
            return
        place = self._place
        starts = [*sentence_starts(page.text), len(page.text)]
        if isinstance(place, Citation) and not place.quote and where(place) == (self.here.document_id, page.number):
            first, last = place.start, bisect_right(starts, place.end) - 1 + by
        else:
            first = starts[max(0, bisect_right(starts, self.text.first_offset) - 1)]
            last = bisect_right(starts, first)
        stop = starts[max(bisect_right(starts, first), min(last, len(starts) - 1))]
        while stop > first and page.text[stop - 1].isspace():
            stop -= 1
        self._place = self._cited(page.number, first, stop, self._said(page, first, stop))
        self.text.mark(self.marks(page))
        self._headline()

    def _said(self, page: Page, start: int, end: int) -> str:
        outline = self.document.outline if self.document is not None else None
        return str(pinpoint_at(page, outline, start, end)) if outline is not None else f"p. {page.label or page.number}"

    def action_copy(self) -> None:
        """Selected words, what one came for, or else the passage at the top of the view, with its pinpoint."""
        page = self.page
        if page is None:
            return
        if self._copy_selection(page):
            return
        place = self._place
        if place is not None and where(place) == (self.here.document_id, page.number):
            counsel(self).copy_place(_with_words(place, page))
            return
        offset, number = self.text.first_offset, page.number
        background(self, lambda: self._passage(number, offset), self._copy, counsel(self).report, group="copy")

    def _copy_selection(self, page: Page) -> bool:
        """Words that the mouse selected on the page."""
        selected = self.text.selected_range
        if selected is None:
            return False
        start, end = selected
        while start < end and page.text[start].isspace():
            start += 1
        while end > start and page.text[end - 1].isspace():
            end -= 1
        if start == end:
            return False
        place = self._cited(page.number, start, end, self._said(page, start, end))
        counsel(self).copy_place(_with_words(place, page))
        return True

    def _passage(self, number: int, offset: int) -> Hit | None:
        """In a thread: the first passage of the page that reaches beyond `offset`."""
        for passage in self._desk.store.document_passages(self.here.document_id):
            if passage.page == number and passage.end > offset:
                return Hit(passage, 0.0, "words", self.here.name)
        return None

    def _copy(self, hit: Hit | None) -> None:
        if hit is None:
            counsel(self).say(_("There is no passage on this page to copy."), severity="warning")
            return
        self._place = hit
        if self.page is not None:
            self.text.mark(marked(hit, self.page))
            self._headline()
        counsel(self).copy_place(hit)


def _with_words(place: Place, page: Page) -> Place:
    """A place of our own making, with the words that stand there."""
    if isinstance(place, Citation) and not place.quote:
        return Citation(
            page.text[place.start : place.end],
            Verdict.EXACT,
            place.document_id,
            place.document,
            place.page,
            page.label,
            place.start,
            place.end,
            place.pinpoint,
        )
    return place
