"""The definitions and clauses that explain a found passage, those that matter most first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from localcounsel.core.amending import plain_number, touches
from localcounsel.core.companions import (
    POINTING,
    Pointer,
    cited,
    is_short_name,
    pointers,
    points_on,
    short_name,
    terms_used,
)
from localcounsel.flows.agreements import Agreements
from localcounsel.records import Document, Hit, Passage
from localcounsel.store.matter import MatterStore

EXPLAINED = 3
"""Hits whose terms and references are followed."""
_TERMS_WEIGHED = 8
"""Terms of one passage whose rarity is looked up."""
_COMMON_TERM = 60
"""Passages of a document from which on a term counts as being in every clause."""
_ASKED = 2.0
_REFERRED, _DEPENDED, _PARTLY_CHANGED = 0.4, 0.7, 1.0
"""What makes a companion matter, on the scale on which a rare term's definition weighs 1."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A passage that could come along with a hit, and why."""

    hit: Hit
    passage: Passage
    why: str
    weight: float


def explanations(store: MatterStore, agreements: Agreements, hits: Sequence[Hit], question: str) -> list[Explanation]:
    """What explains the first hits, the weightiest first; the lower a hit stands, the less its explanations weigh."""
    found: list[tuple[float, Explanation]] = []
    for rank, hit in enumerate(hits[:EXPLAINED]):
        explaining = _Explaining(store, agreements, hit, question)
        found += [(each.weight / (1 + 0.5 * rank), each) for each in (*explaining.terms(), *explaining.references())]
    return [each for _, each in sorted(found, key=lambda pair: -pair[0])]


class _Explaining:
    """One hit, while what explains it is looked for."""

    def __init__(self, store: MatterStore, agreements: Agreements, hit: Hit, question: str) -> None:
        self._store, self._agreements = store, agreements
        self._hit, self._passage, self._question = hit, hit.passage, question
        self._document = agreements.documents[hit.passage.document_id]
        self._amended = agreements.amends(self._document)

    def terms(self) -> Iterator[Explanation]:
        """The definitions of the terms it uses, from its own document, else from the agreement that it amends."""
        told: set[str] = set()
        for source in (self._document, *self._amended):
            outline = self._agreements.outline(source.id)
            used = [term for term in terms_used(self._passage, outline, self._question) if term not in told]
            for term in used[:_TERMS_WEIGHED]:
                passage = self._defining(source, term)
                if passage is not None and passage.id != self._passage.id:
                    weight = self._rarity(source, term) + _ASKED * (term.casefold() in self._question.casefold())
                    yield Explanation(self._hit, passage, f"definition of “{term}”", weight)
            told.update(each.term for each in outline.terms)

    def _rarity(self, document: Document, term: str) -> float:
        """From 1 for a term that hardly any clause uses to 0 for one that most do."""
        phrase = " ".join("".join(letter if letter.isalnum() else " " for letter in term).split())
        if not phrase:
            return 0.0
        return 1 - len(self._store.words(f'body : "{phrase}"', _COMMON_TERM, [document.id])) / _COMMON_TERM

    def _defining(self, document: Document, term: str) -> Passage | None:
        """The passage that says what a term means; where one only points to a section, that section."""
        places = [each for each in self._agreements.outline(document.id).terms if each.term == term][:4]
        passages = self._store.passages_at([(document.id, each.page, each.start) for each in places])
        pointing: Passage | None = None
        for place, passage in zip(places, passages, strict=True):
            if passage is None:
                continue
            before, following = passage.text[: place.start - passage.start], passage.text[place.end - passage.start :]
            if not points_on(following):
                return None if is_short_name(term, before, following) else passage
            pointing = pointing or self._pointed_at(document, passage, place.end) or passage
        return pointing

    def _pointed_at(self, document: Document, passage: Passage, after: int) -> Passage | None:
        """The clause in which a term "has the meaning set forth", if it is one of this document's."""
        outline = self._agreements.outline(document.id)
        for each in outline.references:
            if each.page == passage.page and after <= each.start < after + POINTING:
                return None if each.target is None else self._clause(document, each.target)
        return None

    def _clause(self, document: Document, heading: int) -> Passage | None:
        place = self._agreements.outline(document.id).headings[heading]
        return self._store.passages_at([(document.id, place.page, place.start)])[0]

    def references(self) -> Iterator[Explanation]:
        """The clauses that it refers to; in an amendment those of the agreement it amends.

        What a passage replaces whole is not brought: the new wording stands in it.
        """
        changed = {each.number: each.whole for each in self._agreements.changes(self._passage, amendment=True)}
        own = plain_number(self._passage.pinpoint.clause)
        said = cited(self._passage.pinpoint.clause) or "the passage"
        for pointer in pointers(self._passage, self._agreements.outline(self._document.id)):
            number = plain_number(pointer.reference.text)
            if self._amended and changed.get(number):
                continue
            source, heading = self._target(pointer)
            if source is None or heading is None or (source.id == self._document.id and touches(number, own)):
                continue
            passage = self._clause(source, heading)
            if passage is not None and passage.id != self._passage.id:
                clause = cited(self._agreements.clauses(source.id).name(heading))
                if source.id != self._document.id:
                    why = f"{clause} of {short_name(source.name)}, to which {said} refers"
                else:
                    why = f"{clause}, to which {said} refers"
                partly = self._amended and number in changed
                weight = _REFERRED + _DEPENDED * pointer.weight + (_PARTLY_CHANGED if partly else 0.0)
                yield Explanation(self._hit, passage, why, weight)

    def _target(self, pointer: Pointer) -> tuple[Document | None, int | None]:
        """The document and the heading that a reference means; in an amendment mostly not its own."""
        if not pointer.own:
            for base in self._amended:
                index = self._agreements.clauses(base.id).index(pointer.number)
                if index is not None and pointer.means(base.outline.title):
                    return base, index
        if self._amended and not pointer.own and pointer.named:
            return None, None
        if not pointer.means(self._document.outline.title):
            return None, None
        return self._document, pointer.reference.target
