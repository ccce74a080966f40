"""Documents that are excluded from questions: no search, no answer and no amendment comes out of them.

Every way of finding asks here which documents there are; the index of words leaves excluded ones out itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from localcounsel.errors import BadCall
from localcounsel.flows.desk import Desk
from localcounsel.records import Document
from localcounsel.store.matter import MatterStore

WIDEST = 8
"""How many times more passages are asked of the index of meaning, at most, when excluded ones stand in the way."""


def askable(store: MatterStore) -> list[Document]:
    """The documents that questions are put to, in the order they came."""
    marked = store.markings()
    return [each for each in store.documents() if not (each.id in marked and marked[each.id].excluded)]


def counted(store: MatterStore) -> tuple[list[Document], int]:
    """The documents that questions are put to, and how many others there are."""
    asked = askable(store)
    return asked, store.counts().documents - len(asked)


def excluded(store: MatterStore) -> list[Document]:
    """The documents that are excluded, in the order they came."""
    marked = {id for id, marking in store.markings().items() if marking.excluded}
    return [each for each in store.documents() if each.id in marked] if marked else []


def refuse_excluded(store: MatterStore, document_ids: Sequence[str]) -> None:
    """Raises BadCall when a question is to be put to a document that is excluded."""
    marked = store.markings()
    for document_id in document_ids:
        if document_id in marked and marked[document_id].excluded:
            name = store.document(document_id).name
            raise BadCall(f"“{name}” is excluded from questions.", "Include it again, or leave it out of the scope.")


def nearest(desk: Desk, sought: str, count: int, keys: Sequence[int]) -> list[tuple[int, float]]:
    """The nearest passages by meaning, of documents that questions are put to. Raises EngineError."""
    wanted = count
    while True:
        found = desk.index.nearest(sought, wanted, keys)
        kept = set(desk.store.askable([id for id, _ in found]))
        near = [each for each in found if each[0] in kept][:count]
        if len(near) == count or len(found) < wanted or wanted >= count * WIDEST:
            return near
        wanted = min(wanted * 4, count * WIDEST)
