"""Make the meaning of passages searchable: batch after batch, resumable at any point, while other work goes on."""

from __future__ import annotations

import time
from collections.abc import Iterator

from localcounsel.core.passages import document_key, header
from localcounsel.engine.door import IndexItem
from localcounsel.errors import EngineDied, NoModel
from localcounsel.flows.desk import Desk
from localcounsel.flows.events import Indexing
from localcounsel.records import Document, Passage

TRIES = 10
"""How often a dying index child is started anew in one run."""


def index(desk: Desk) -> Iterator[Indexing]:
    """Embed what is not yet indexed, a batch at a time, until all is. Without an embedder it ends at once.

    An index child that dies is started anew; only when it dies again without any progress is that an error.
    """
    progress = _Progress(desk)
    for _ in range(TRIES):
        before = desk.store.index_counts()[0]
        try:
            yield from _index(desk, progress)
            return
        except EngineDied as error:
            desk.lost_index(error)
            if desk.store.index_counts()[0] == before and progress.stalled():
                raise


def _index(desk: Desk, progress: _Progress) -> Iterator[Indexing]:
    if desk.ready_index() is None:
        if desk.index_trouble is not None and not isinstance(desk.index_trouble, NoModel):
            raise desk.index_trouble
        return
    while batch := desk.store.to_index(desk.settings.index.batch):
        items = [_item(desk, progress.documents(passage.document_id), passage) for passage in batch]
        desk.index.add(items)
        desk.store.mark_indexed([item.id for item in items])
        yield progress.event()
    gone = desk.store.taken_out()
    if gone:
        desk.index.remove(gone)
        desk.store.forget_taken_out(gone)
    desk.index.settle()
    yield progress.event()


def _item(desk: Desk, document: Document, passage: Passage) -> IndexItem:
    text = f"{header(document.name, document.outline, passage)}\n{passage.text}"
    return IndexItem(passage.id, document_key(document.id), text)


class _Progress:
    """How far indexing is, how fast, and how long still."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._began = time.monotonic()
        self._first = desk.store.index_counts()[0]
        self._known = {document.id: document for document in desk.store.documents()}
        self._deaths = 0

    def documents(self, id: str) -> Document:
        """A document, remembered."""
        if id not in self._known:
            self._known[id] = self._desk.store.document(id)
        return self._known[id]

    def event(self) -> Indexing:
        indexed, whole = self._desk.store.index_counts()
        speed = (indexed - self._first) / max(time.monotonic() - self._began, 1e-6)
        return Indexing(indexed, whole, speed, (whole - indexed) / speed if speed > 0 else 0.0)

    def stalled(self) -> bool:
        """Counts a death without progress; the second one is one too many."""
        self._deaths += 1
        return self._deaths > 1
