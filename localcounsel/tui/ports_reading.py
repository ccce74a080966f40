"""What the page viewer and the search ask of the flows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from localcounsel.tui.language import spoken

if TYPE_CHECKING:
    from localcounsel.core.going import Goal
    from localcounsel.flows.events import Found
    from localcounsel.flows.occurring import Spot
    from localcounsel.flows.picturing import Raster, Wanted
    from localcounsel.flows.searching import Filters, SearchEvent
    from localcounsel.flows.viewing import FoundInDocument, Link
    from localcounsel.records import Marking, Outline, Page

Find = Callable[[str, Callable[[], bool]], "FoundInDocument"]
"""Words, and whether nobody wants to know any more → every place in the document."""


@dataclass(frozen=True, slots=True)
class ReadingPorts:
    """`Any` stands for a desk: each only takes its own kind."""

    finder: Callable[[Any, str], Find]
    """Desk and document id: what finds words in it."""
    go: Callable[[Any, str, str, int], Sequence[Goal]]
    """Desk, document id, what was typed, the page one stands on. Raises NoSuchDocument when it leads nowhere."""
    links: Callable[[Outline, Page], Sequence[Link]]
    picture: Callable[[Any, str, Wanted], Raster]
    """Raises a DocumentError that says why a page cannot be pictured."""
    search: Callable[[Any, str, Filters], Iterator[SearchEvent]]
    """By words. Raises QueryMistake."""
    places: Callable[[Any, str, str], Sequence[Spot]]
    """Every place of a search in one document: desk, search, document id."""
    alike: Callable[[Any, str, Filters], Found]
    """By meaning and words, in the documents that the filters let through."""
    markings: Callable[[Any], Mapping[str, Marking]]
    """Labels by document id."""


def flows() -> ReadingPorts:
    """The real flows."""

    def finder(desk: Any, document_id: str) -> Find:
        from localcounsel.flows.viewing import Finder

        return Finder(desk.store, document_id).find

    def go(desk: Any, document_id: str, typed: str, at: int) -> Sequence[Goal]:
        from localcounsel.flows import viewing

        return viewing.go(desk.store, document_id, typed, at)

    def links(outline: Outline, page: Page) -> Sequence[Link]:
        from localcounsel.flows import viewing

        return viewing.links(outline, page)

    def picture(desk: Any, document_id: str, wanted: Wanted) -> Raster:
        from localcounsel.flows import picturing

        return picturing.picture(desk.store, document_id, wanted)

    def search(desk: Any, text: str, filters: Filters) -> Iterator[SearchEvent]:
        from localcounsel.flows.searching import Searcher

        return Searcher(desk, filters, spoken()).search(text)

    def places(desk: Any, text: str, document_id: str) -> Sequence[Spot]:
        from localcounsel.flows.searching import Searcher

        return Searcher(desk).places(text, document_id)

    return ReadingPorts(finder, go, links, picture, search, places, _alike, lambda desk: desk.store.markings())


def _alike(desk: Any, text: str, filters: Filters) -> Found:
    from localcounsel.flows.events import Found
    from localcounsel.flows.find import find
    from localcounsel.flows.searching import Filters, Searcher
    from localcounsel.records import Scope, SearchRecord

    ids = Searcher(desk, filters).document_ids() if filters != Filters() else ()
    if filters != Filters() and not ids:  # to `find`, no document at all means every one
        return Found((), Scope(), SearchRecord((), 0, 0, (), 0), 0.0)
    return find(desk, text, document_ids=ids, count=MOST_ALIKE, wide=True)


MOST_ALIKE = 60
"""Passages shown of a search by meaning: it orders all of them and has no end of its own."""
