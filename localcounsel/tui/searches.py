"""A search as it is shown: what was typed, what has come in, in which order, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textual.content import Content

from localcounsel.flows.excerpts import Line
from localcounsel.flows.searching import Counted, Filters, Group, Progress
from localcounsel.records import Hit, SearchRecord
from localcounsel.tui import show
from localcounsel.tui.language import _, ngettext

if TYPE_CHECKING:
    from localcounsel.flows.events import Found

RELEVANCE, POSITION = "relevance", "position"
FIRST_CHARACTERS = 240
"""Of a passage found by meaning, shown in its line."""


@dataclass(slots=True)
class Search:
    """One search and what came of it so far."""

    text: str = ""
    understood: str = ""
    groups: list[Group] = field(default_factory=list)
    hits: int = 0
    done: int = 0
    of: int = 0
    counted: Counted | None = None
    by_meaning: tuple[Hit, ...] = ()
    record: SearchRecord | None = None
    """What was searched by meaning; None for a search by words."""

    @property
    def over(self) -> bool:
        """Whether all that there is was looked at."""
        return self.counted is not None or self.record is not None

    @property
    def searched(self) -> int:
        """Documents that were searched, once it is over."""
        if self.counted is not None:
            return self.counted.searched
        return self.record.documents if self.record is not None else 0

    def take(self, progress: Progress) -> None:
        """What was reported since."""
        self.groups += progress.groups
        self.hits, self.done, self.of = progress.hits, progress.done, progress.of

    def ordered(self, order: str) -> list[Group]:
        """Best first, or as the documents are named."""
        if order == POSITION:
            return sorted(self.groups, key=lambda group: group.name.casefold())
        return sorted(self.groups, key=lambda group: (-group.score, group.name.casefold()))


def said(search: Search) -> Content:
    """How much was found, and what could not be searched: shown at all times."""
    counted = search.counted
    if search.record is not None:
        return _said_of_meaning(search, search.record)
    if counted is None:
        if not search.of:
            return Content("")
        words = ngettext(
            "{hits:,} so far, {done:,} of {of:,} document looked at",
            "{hits:,} so far, {done:,} of {of:,} documents looked at",
            search.of,
        )
        return show.words((words.format(hits=search.hits, done=search.done, of=search.of), "$soft"))
    places = ngettext("{count:,} place", "{count:,} places", counted.hits).format(count=counted.hits)
    where = _of(counted.documents, counted.searched)
    parts: list[Content | tuple[str, str]] = [(f"{places} {where}", "bold")]
    for warning in _warnings(counted):
        parts.append(show.one_line(f"  ▲ {warning}", "$warning"))
    return show.words(*parts)


def _of(documents: int, searched: int) -> str:
    """In how many of the documents that were searched."""
    words = ngettext(
        "in {documents:,} of {searched:,} document", "in {documents:,} of {searched:,} documents", searched
    )
    return words.format(documents=documents, searched=searched)


def _said_of_meaning(search: Search, record: SearchRecord) -> Content:
    """How many passages, of how much; a search by meaning has no end, so there is no count of places."""
    hits, documents = len(search.by_meaning), len(search.groups)
    words = ngettext("the {count:,} passage nearest in meaning", "the {count:,} passages nearest in meaning", hits)
    of = _of(documents, record.documents)
    parts: list[Content | tuple[str, str]] = [(f"{words.format(count=hits)} {of}" if hits else "", "bold")]
    if record.not_indexed:
        waiting = ngettext(
            "{count:,} passage not indexed yet", "{count:,} passages not indexed yet", record.not_indexed
        )
        parts.append(show.one_line(f"  ▲ {waiting.format(count=record.not_indexed)}", "$warning"))
    pages = sum(page > 0 for _name, page, _reason in record.unread)
    if pages:
        unread = ngettext("{count:,} unread page", "{count:,} unread pages", pages)
        parts.append(show.one_line(f"  ▲ {unread.format(count=pages)}", "$warning"))
    return show.words(*parts)


def _warnings(counted: Counted) -> list[str]:
    found = [counted.stopped] if counted.stopped else []
    if counted.unread_pages:
        words = ngettext("{count:,} unread page", "{count:,} unread pages", counted.unread_pages)
        found.append(words.format(count=counted.unread_pages))
    if counted.unreadable:
        words = ngettext("{count:,} unreadable document", "{count:,} unreadable documents", len(counted.unreadable))
        found.append(words.format(count=len(counted.unreadable)))
    if counted.excluded:
        words = ngettext("{count:,} excluded", "{count:,} excluded", len(counted.excluded))
        found.append(words.format(count=len(counted.excluded)))
    return found


def by_meaning(text: str, found: Found) -> Search:
    """Passages by likeness as a search: as many lines as passages, best document first."""
    groups: dict[str, list[Hit]] = {}
    for hit in found.hits:
        groups.setdefault(hit.passage.document_id, []).append(hit)
    made = [
        Group(id, hits[0].document_name, len(hits), tuple(map(_line, hits)), max(hit.score for hit in hits), order=at)
        for at, (id, hits) in enumerate(groups.items())
    ]
    return Search(text, "", made, len(found.hits), by_meaning=found.hits, record=found.record)


def _line(hit: Hit) -> Line:
    words = " ".join(hit.passage.text.split())
    return Line(hit.passage.page, hit.passage.pinpoint.page_label, words[:FIRST_CHARACTERS], (), hit.passage.start)


def limited(filters: Filters) -> str:
    """The filters in force, in words; empty when there are none."""
    parts = []
    if filters.document_ids:
        count = len(filters.document_ids)
        parts.append(ngettext("{count:,} chosen document", "{count:,} chosen documents", count).format(count=count))
    if filters.kinds:
        parts.append(_("type {kinds}").format(kinds=_either(filters.kinds)))
    if filters.labels:
        parts.append(_("label {labels}").format(labels=_either(filters.labels)))
    if filters.since:
        parts.append(_("from {date}").format(date=filters.since))
    if filters.until:
        parts.append(_("to {date}").format(date=filters.until))
    return ", ".join(parts)


def _either(values: Sequence[str]) -> str:
    return _(" or ").join(values)
