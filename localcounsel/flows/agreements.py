"""Which documents of a matter amend which, and what they hold: each read once, however many hits ask for it."""

from __future__ import annotations

from collections.abc import Sequence

from localcounsel.core.amending import OPENING, TITLED, UNMISTAKABLE, Change, Recital, changes, ordinal
from localcounsel.core.companions import Clauses
from localcounsel.records import Document, DocumentState, Outline, Passage
from localcounsel.store.matter import MatterStore

_SELF_AMENDING = 24
"""Passages of an agreement in which amendments of itself are looked for."""


class Agreements:
    """A matter's documents as agreements and their amendments. Good as long as no document comes or goes."""

    def __init__(self, store: MatterStore) -> None:
        self._store = store
        self.documents = {each.id: each for each in store.documents()}
        left_out = {id for id, marking in store.markings().items() if marking.excluded}
        readable = [
            each
            for each in self.documents.values()
            if each.state is not DocumentState.FAILED and each.id not in left_out
        ]
        self._amendments = {each.id: each for each in readable if _is_amendment(each)}
        self._bases = [each for each in readable if each.id not in self._amendments]
        self._outlines: dict[str, Outline] = {}
        self._clauses: dict[str, Clauses] = {}
        self._recitals: dict[str, Recital] = {}
        self._amends: dict[str, tuple[Document, ...]] = {}
        self._passages: dict[str, list[Passage]] = {}
        self._changes: dict[tuple[int, bool], tuple[Change, ...]] = {}

    def outline(self, document_id: str) -> Outline:
        """A document's whole outline."""
        if document_id not in self._outlines:
            self._outlines[document_id] = self._store.document(document_id).outline
        return self._outlines[document_id]

    def clauses(self, document_id: str) -> Clauses:
        """A document's numbered clauses."""
        if document_id not in self._clauses:
            self._clauses[document_id] = Clauses(self.outline(document_id))
        return self._clauses[document_id]

    def amends(self, document: Document) -> tuple[Document, ...]:
        """The agreement that a document amends, or several that its words fit equally; none when it amends none."""
        if document.id not in self._amends:
            self._amends[document.id] = self._kin(document) if document.id in self._amendments else ()
        return self._amends[document.id]

    def amended_by(self, base: Document) -> list[Document]:
        """The amendments of an agreement, the latest first."""
        near = [each for each in self._amendments.values() if self._recital(each).kinship(base.outline)]
        found = [each for each in near if base in self.amends(each)]
        return sorted(found, key=lambda each: (self._recital(each).latest, ordinal(each.outline.title)), reverse=True)

    def changing(self, document: Document, *, amendment: bool) -> list[Passage]:
        """The passages of a document that may change a clause: all of an amendment's, else the unmistakable."""
        if document.id not in self._passages:
            if amendment:
                told: Sequence[Passage] = self._store.document_passages(document.id)
            else:
                found = self._store.words(f"body : ({UNMISTAKABLE})", _SELF_AMENDING, [document.id])
                told = self._store.passages([id for id, _ in found])
            self._passages[document.id] = sorted(told, key=lambda each: (each.page, each.start))
        return self._passages[document.id]

    def changes(self, passage: Passage, *, amendment: bool) -> tuple[Change, ...]:
        """The clauses that a passage changes."""
        key = (passage.id, amendment)
        if key not in self._changes:
            self._changes[key] = changes(passage.text, amendment=amendment)
        return self._changes[key]

    def _kin(self, amendment: Document) -> tuple[Document, ...]:
        recital = self._recital(amendment)
        degrees = [(recital.kinship(base.outline), base) for base in self._bases]
        best = max((degree for degree, _ in degrees), default=0)
        return tuple(base for degree, base in degrees if best and degree == best)

    def _recital(self, document: Document) -> Recital:
        if document.id not in self._recitals:
            opening = self._store.opening(document.id, OPENING)
            self._recitals[document.id] = Recital(document.outline.title, opening)
        return self._recitals[document.id]


def _is_amendment(document: Document) -> bool:
    return document.outline.kind == "amendment" or bool(TITLED.search(document.outline.title))
