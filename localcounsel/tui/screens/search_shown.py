"""What a search looks like: what was understood, how much was found, the places, and the page of the one chosen."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from localcounsel.flows.excerpts import Line
from localcounsel.flows.searching import Filters
from localcounsel.records import Page, Passage
from localcounsel.tui import searches, show, wording
from localcounsel.tui.language import _, ngettext
from localcounsel.tui.ports import Desk
from localcounsel.tui.screens import counsel
from localcounsel.tui.searches import RELEVANCE, Search
from localcounsel.tui.widgets.banner import Banner
from localcounsel.tui.widgets.key_line import KeyLine
from localcounsel.tui.widgets.line_input import LineInput
from localcounsel.tui.widgets.page_text import Marked, PageText
from localcounsel.tui.widgets.rows import Rows
from localcounsel.tui.widgets.search_results import Item, SearchResults, Shown
from localcounsel.tui.workers import background

EXAMPLES = (
    ('"change of control"', _("exactly these words")),
    ("terminat! w/5 notice", _("any ending; within 5 words of it")),
    ("indemnif! /s (loss OR damage)", _("in one sentence; /p in one paragraph")),
    ("assign! NOT w/10 consent", _("where the other word is not near")),
    ("lease -draft", _("documents without the second word")),
)


class ShownSearch(Screen[None]):
    """The base of the search screen: it shows a `Search` and looks nothing up but the page beside it."""

    def __init__(self, desk: Desk, filters: Filters | None = None, text: str = "") -> None:
        super().__init__()
        self._desk = desk
        self._filters = filters or Filters()
        self._begun = text
        self._meaning = False
        self._order = RELEVANCE
        self._search = Search()

    def compose(self) -> ComposeResult:
        yield Banner()
        with Horizontal(id="search-line-row"):
            yield Static(id="search-mode", markup=False)
            yield LineInput(self._begun, placeholder=_("Words, with operators"), id="search-line")
        yield Static(id="search-caret", markup=False)
        yield Static(id="search-understood", markup=False)
        yield Static(id="search-said", markup=False)
        with Horizontal(id="search-panes"):
            with Vertical(id="search-list-pane"):
                yield SearchResults(id="search-results")
                yield Static(id="search-empty", classes="empty", markup=False)
            with Vertical(id="search-preview"):
                yield Static(id="search-preview-place", markup=False)
                yield PageText(id="search-page")
        yield KeyLine()

    @property
    def line(self) -> LineInput:
        return self.query_one("#search-line", LineInput)

    @property
    def results(self) -> SearchResults:
        return self.query_one(SearchResults)

    def _show(self, *, keep: bool = False) -> None:
        search = self._search
        understood = Content("")
        if search.understood:
            understood = show.words((_("Looking for "), "$soft"), show.one_line(search.understood))
        self.query_one("#search-understood", Static).update(understood)
        self.query_one("#search-caret").display = False
        self._show_said()
        self.results.show_groups(search.ordered(self._order), keep=keep)
        empty = self.query_one("#search-empty", Static)
        empty.display = not search.groups
        self.results.display = bool(search.groups)
        if search.text:
            empty.update(_nothing(search) if search.over else "")
        else:
            empty.update(_examples(self._meaning))
        self._preview(self.results.item)

    def show_mistake(self, column: int, length: int, message: str) -> None:
        """What is wrong with what is typed, under its place. What was found before stays until it is mended."""
        caret = self.query_one("#search-caret", Static)
        caret.display = True
        caret.styles.padding = (0, 0, 0, column + 2)
        caret.update(show.words(("^" * length, "bold $warning")))
        self.query_one("#search-understood", Static).update(show.one_line(message, "$warning"))

    def _show_said(self) -> None:
        said = searches.said(self._search)
        limits = searches.limited(self._filters)
        if limits:
            said = show.words(said, "   ", (_("only in: "), "$soft"), show.one_line(limits, "$primary"))
        self.query_one("#search-said", Static).update(said)

    def _show_mode(self) -> None:
        mode = _("by meaning") if self._meaning else _("by words")
        order = _("best first") if self._order == RELEVANCE else _("by name")
        self.query_one("#search-mode", Static).update(show.words((mode, "bold $primary"), (f" · {order} ", "$soft")))
        self.line.placeholder = _("A question, in your own words") if self._meaning else _("Words, with operators")

    def on_rows_moved(self, event: Rows.Moved) -> None:
        event.stop()
        self._preview(event.item)

    def _preview(self, item: Item | None) -> None:
        """The page of the place under the cursor, where there is room for it."""
        pane = self.query_one("#search-preview")
        if item is None or not item.group.lines:
            pane.visible = False
            return
        pane.visible = True
        line = item.line if isinstance(item, Shown) else item.group.lines[0]
        name = item.group.name.rpartition("/")[2]
        page = _("p. {page}").format(page=line.label or line.page)
        place = show.words(show.one_line(name, "bold"), show.one_line(f"  {page}", "$soft"))
        self.query_one("#search-preview-place", Static).update(place)
        document_id, number = item.group.document_id, line.page
        background(
            self,
            lambda: self._desk.store.page(document_id, number),
            lambda page: self._previewed(page, line.start, item),
            counsel(self).report,
            group="preview",
        )

    def _previewed(self, page: Page, start: int, item: Item) -> None:
        if item is not self.results.item:
            return
        line = item.line if isinstance(item, Shown) else item.group.lines[0]
        passage = next((hit.passage for hit in self._search.by_meaning if _same(hit.passage, item, line)), None)
        marked = Marked((passage.start, passage.end)) if passage else Marked(here=line.words)
        self.query_one("#search-page", PageText).show(page.text, marked, start)


def _same(passage: Passage, item: Item, line: Line) -> bool:
    return (passage.document_id, passage.page, passage.start) == (item.group.document_id, line.page, line.start)


def _examples(meaning: bool) -> Content:
    """What can be typed, while nothing is."""
    if meaning:
        return show.words(
            (_("Ask in your own words: passages that mean the same are found, whatever they say."), "$soft")
        )
    width = max(len(example) for example, _words in EXAMPLES)
    lines = [
        show.words((f"{example:<{width}}   ", "bold $primary"), (wording.padded(words, 36), "$soft"))
        for example, words in EXAMPLES
    ]
    return Content("\n").join(lines)


def _nothing(search: Search) -> Content:
    nothing = ngettext(
        "Nothing in the text of {count:,} document.", "Nothing in the text of {count:,} documents.", search.searched
    )
    words: list[str | tuple[str, str]] = [(nothing.format(count=search.searched), "bold")]
    if search.record is None:
        hint = _("Quotation marks find only these very words; without them, other forms too.")
        words += ["\n", (hint, "$soft")]
    return show.words(*words)
