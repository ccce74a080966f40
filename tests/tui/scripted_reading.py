"""Scripted searches and pictures; finding, going and following are the real ones, over the scripted pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from localcounsel.core.operators import Prepared, leaves, parse, spoken
from localcounsel.core.operators.nodes import in_one_place
from localcounsel.errors import CounselError
from localcounsel.flows import viewing
from localcounsel.flows.events import Found
from localcounsel.flows.excerpts import line_of
from localcounsel.flows.occurring import Spot
from localcounsel.flows.picturing import Raster, Wanted
from localcounsel.flows.searching import Counted, Filters, Group, Progress, SearchEvent, Understood
from localcounsel.records import Marking, Scope, SearchRecord
from localcounsel.store.occurrences import SearchedPage
from localcounsel.tui.ports_reading import Find, ReadingPorts


@dataclass
class ScriptedReading:
    """What was searched and pictured, and what comes of it."""

    calls: list[tuple[Any, ...]] = field(default_factory=list)
    picturing: Callable[[Wanted], Raster] = lambda wanted: Raster(4, 4, bytes(range(48)))
    trouble: CounselError | None = None
    """Raised by the next picture."""
    unreadable: tuple[str, ...] = ()
    stopped: str = ""
    labels: dict[str, Marking] = field(default_factory=dict)
    found: Callable[[str], Found] = lambda text: Found((), Scope(), SearchRecord((), 0, 0, (), 0), 0.0)

    def ports(self) -> ReadingPorts:
        return ReadingPorts(
            finder=self._finder,
            go=lambda desk, id, typed, at: viewing.go(desk.store, id, typed, at),
            links=viewing.links,
            picture=self._picture,
            search=self._search,
            places=lambda desk, text, id: _spots(desk, text, id),
            alike=self._alike,
            markings=lambda desk: self.labels,
        )

    def _finder(self, desk: Any, document_id: str) -> Find:
        return viewing.Finder(desk.store, document_id).find

    def _picture(self, desk: Any, document_id: str, wanted: Wanted) -> Raster:
        self.calls.append(("picture", document_id, wanted.page, wanted.width))
        if self.trouble is not None:
            raise self.trouble
        return self.picturing(wanted)

    def _search(self, desk: Any, text: str, filters: Filters) -> Iterator[SearchEvent]:
        """A search over the scripted pages, one page at a time: no word is near another one across pages."""
        self.calls.append(("search", text, filters))
        query = parse(text)
        documents = [
            each for each in desk.store.documents() if not filters.document_ids or each.id in filters.document_ids
        ]
        yield Understood(spoken(query.root), len(documents))
        groups = []
        for order, document in enumerate(documents):
            spots = _spots(desk, text, document.id)
            if spots:
                pages = {page.number: page for page in desk.store.pages(document.id)}
                lines = tuple(
                    line_of(spot, SearchedPage(spot.page, pages[spot.page].label, pages[spot.page].text, ""))
                    for spot in spots[:3]
                )
                groups.append(Group(document.id, document.name, len(spots), lines, float(len(spots)), order=order))
        hits = sum(group.count for group in groups)
        yield Progress(tuple(groups), hits, len(documents), len(documents))
        yield Counted(hits, len(groups), len(documents), 1, self.unreadable, (), self.stopped, 0.01)

    def _alike(self, desk: Any, text: str, filters: Filters) -> Found:
        self.calls.append(("alike", text, filters))
        return self.found(text)


def _spots(desk: Any, text: str, document_id: str) -> tuple[Spot, ...]:
    root = parse(text).root
    wanted = [root] if in_one_place(root) else list(leaves(root))
    found = []
    for page in desk.store.pages(document_id):
        prepared = Prepared(page.text)
        matches = sorted({match for node in wanted for match in prepared.matches(node)})
        found += [Spot(tuple((page.number, start, end) for start, end in match.words)) for match in matches]
    return tuple(found)
