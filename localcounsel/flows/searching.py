"""Search a matter by words with operators: every place counted, grouped by document, the first ones at once.

No model and no index of meaning is asked. What was left out, and why, is always part of the result.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import log

from localcounsel.core.checks.dates import dates
from localcounsel.core.language import ENGLISH, Language
from localcounsel.core.operators import Node, Phrase, Query, Word, leaves, parse, spoken
from localcounsel.flows import exclusion
from localcounsel.flows.desk import Desk
from localcounsel.flows.excerpts import AFTER, Line, line_of
from localcounsel.flows.occurring import Looked, Spot, look, read_pages, words_of
from localcounsel.records import Document, DocumentState
from localcounsel.store.occurrences import Occurrences, Pages

MOST_PAGES = 200_000
"""Pages one search reads before it stops and says so: minutes of work, and no search that anybody reads through."""
SHOWN_LINES = 3
"""Places of a document that are shown before it is opened."""
BATCH_SECONDS = 0.1
SATURATION = 1.2
"""How fast more of the same word counts less; k1 of Okapi BM25 (Robertson and Zaragoza, 2009)."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which documents are searched. Empty: all."""

    document_ids: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    """Of the outline (`agreement`, `transcript`, …) or of the file (`pdf`, `eml`, …)."""
    since: str = ""
    """ISO date or its beginning (`2019`, `2019-06`). Documents whose date is not known are left out when given."""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """One document's places."""

    document_id: str
    name: str
    count: int
    lines: tuple[Line, ...]
    score: float
    kind: str = ""
    date: str = ""
    order: int = 0
    """The document's place in the matter."""


@dataclass(frozen=True, slots=True)
class Understood:
    """How the query was read, and in how many documents it is looked for."""

    words: str
    documents: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Documents with places, those found since the last report."""

    groups: tuple[Group, ...]
    hits: int
    done: int
    of: int
    """Documents that may have places."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The search is over."""

    hits: int
    documents: int
    """With at least one place."""
    searched: int
    unread_pages: int
    """Of the whole matter: nothing could be looked for there."""
    unreadable: tuple[str, ...]
    """Documents in scope that could not be read at all."""
    excluded: tuple[str, ...]
    """Documents that no search goes to."""
    stopped: str
    """Why not everything was looked at, or empty."""
    seconds: float


SearchEvent = Understood | Progress | Counted


class Searcher:
    """Searches one open matter. Documents are listed once; make another one when they have changed."""

    def __init__(self, desk: Desk, filters: Filters | None = None, language: Language = ENGLISH) -> None:
        self._desk, self._language = desk, language
        self._filters = filters or Filters()

    def search(self, text: str) -> Iterator[SearchEvent]:
        """Look for `text`, a query with operators. Raises QueryMistake before anything is looked at."""
        began = time.monotonic()
        query = parse(text)
        yield Understood(spoken(query.root, self._language), len(self._readable))
        work = _Work(self._desk.store.occurrences, query)
        pages = {row: work.pages(row) for row in self._readable}
        pages = {row: some for row, some in pages.items() if some}
        rarity = _rarity(query.root, work, len(self._readable))
        tally = _Tally()
        for row, some in pages.items():
            if tally.read + len(some) > MOST_PAGES:
                tally.stopped = f"stopped after {tally.read:,} pages: narrow the search for the rest"
                break
            tally.read += len(some)
            tally.done += 1
            group = self._group(work, row, some, rarity)
            if group is not None:
                tally.take(group)
            if tally.due:
                yield tally.report(len(pages))
        yield tally.report(len(pages))
        yield self._counted(tally, time.monotonic() - began)

    def places(self, text: str, document_id: str) -> tuple[Spot, ...]:
        """Every place of a query in one document, in reading order. Raises QueryMistake."""
        query = parse(text)
        work = _Work(self._desk.store.occurrences, query)
        row = next((row for row, id in self._ids.items() if id == document_id), None)
        if row is None:
            return ()
        return tuple(work.look(row, work.pages(row)).spots(query.root))

    def lines(self, text: str, document_id: str, most: int) -> tuple[Line, ...]:
        """The first places of a query in one document, each in a line. Raises QueryMistake."""
        query = parse(text)
        work = _Work(self._desk.store.occurrences, query)
        row = next((row for row, id in self._ids.items() if id == document_id), None)
        if row is None:
            return ()
        looked = work.look(row, work.pages(row))
        return tuple(line_of(spot, looked.pages[spot.page]) for spot in looked.spots(query.root)[:most])

    def document_ids(self) -> tuple[str, ...]:
        """The documents that the filters let through and that could be read."""
        return tuple(each.id for each in self._readable.values())

    def _group(self, work: _Work, row: int, pages: set[int], rarity: dict[Node, float]) -> Group | None:
        looked = work.look(row, pages)
        spots = looked.spots(work.query.root)
        if not spots:
            return None
        document = self._readable[row]
        lines = tuple(line_of(spot, looked.pages[spot.page]) for spot in _spread(spots))
        score = sum(worth * _tamed(looked, leaf) for leaf, worth in rarity.items())
        facts = document.outline
        return Group(
            document.id, document.name, len(spots), lines, score, facts.kind or document.media, facts.date, row
        )

    def _counted(self, tally: _Tally, seconds: float) -> Counted:
        return Counted(
            tally.hits,
            tally.documents,
            len(self._readable),
            self._desk.store.occurrences.unread(),
            tuple(each.name for each in self._chosen if each.state is DocumentState.FAILED),
            tuple(each.name for each in exclusion.excluded(self._desk.store)),
            tally.stopped,
            seconds,
        )

    @cached_property
    def _ids(self) -> dict[int, str]:
        return self._desk.store.occurrences.ids()

    @cached_property
    def _chosen(self) -> list[Document]:
        """The documents that the filters let through."""
        exclusion.refuse_excluded(self._desk.store, self._filters.document_ids)
        labels = self._desk.store.markings() if self._filters.labels else {}
        return [
            each
            for each in exclusion.askable(self._desk.store)
            if _fits(each, self._filters, labels[each.id].labels if each.id in labels else ())
        ]

    @cached_property
    def _readable(self) -> dict[int, Document]:
        rows = {id: row for row, id in self._ids.items()}
        return {rows[each.id]: each for each in self._chosen if each.state is not DocumentState.FAILED}


@dataclass(slots=True)
class _Tally:
    """What has been found so far."""

    hits: int = 0
    documents: int = 0
    done: int = 0
    read: int = 0
    stopped: str = ""
    _new: list[Group] = field(default_factory=list)
    _reported: float = field(default_factory=time.monotonic)

    def take(self, group: Group) -> None:
        self.hits += group.count
        self.documents += 1
        self._new.append(group)

    @property
    def due(self) -> bool:
        return time.monotonic() - self._reported > BATCH_SECONDS

    def report(self, of: int) -> Progress:
        groups, self._new, self._reported = tuple(self._new), [], time.monotonic()
        return Progress(groups, self.hits, self.done, of)


class _Work:
    """One query over one matter."""

    def __init__(self, occurrences: Occurrences, query: Query) -> None:
        self.query = query
        self._occurrences = occurrences
        self.candidates = occurrences.pages(words_of(query.root))

    @cached_property
    def _everywhere(self) -> Pages:
        return self._occurrences.all_pages()

    def pages(self, row: int) -> set[int]:
        """The pages of a document that must be read; none when it cannot have what is sought."""
        return read_pages(self.query.root, row, self.candidates, lambda: self._everywhere)

    def look(self, row: int, pages: set[int]) -> Looked:
        return look(self.query.root, pages, lambda wanted: self._occurrences.texts(row, wanted))


def _fits(document: Document, filters: Filters, labels: Sequence[str]) -> bool:
    if filters.document_ids and document.id not in filters.document_ids:
        return False
    if filters.labels and not set(filters.labels) & set(labels):
        return False
    if filters.kinds and not {document.outline.kind, document.media} & set(filters.kinds):
        return False
    if not (filters.since or filters.until):
        return True
    date = iso_date(document.outline.date)
    return bool(date) and date >= filters.since and (not filters.until or date[: len(filters.until)] <= filters.until)


def iso_date(printed: str) -> str:
    """A printed date as `2019-06-30`; empty when there is none, or when day and month cannot be told apart."""
    for date in dates(printed):
        if len(date.readings) == 1:
            (year, month, day) = next(iter(date.readings))
            if year is not None:
                return "-".join(f"{part:02}" for part in (year, month, day) if part is not None)
    return ""


def _rarity(root: Node, work: _Work, documents: int) -> dict[Node, float]:
    """What each word or phrase of the query is worth: the fewer documents can have it, the more."""
    worth: dict[Node, float] = {}
    for leaf in leaves(root):
        known = [work.candidates[word] for word in words_of(leaf) if word in work.candidates]
        having = min((len(pages) for pages in known), default=documents)
        worth[leaf] = log(1 + (documents - having + 0.5) / (having + 0.5)) if having <= documents else 0.0
    return worth


def _tamed(looked: Looked, leaf: Node) -> float:
    assert isinstance(leaf, Word | Phrase)
    count = looked.count(leaf)
    return count * (1 + SATURATION) / (count + SATURATION)


def _spread(spots: Sequence[Spot]) -> list[Spot]:
    """The first places that do not stand in the same words as the one before."""
    shown: list[Spot] = []
    for spot in spots:
        if shown and spot.page == shown[-1].page and spot.start < shown[-1].start + AFTER:
            continue
        shown.append(spot)
        if len(shown) == SHOWN_LINES:
            break
    return shown
