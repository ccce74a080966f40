"""Where the known answers stand in this matter, and whether what was found or quoted is there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from localcounsel.core.locate import locate_all
from localcounsel.errors import BadCall, NoSuchDocument
from localcounsel.flows.desk import Desk
from localcounsel.flows.evaluation.questions import KnownQuestion, Place
from localcounsel.records import Citation, Document, Hit, Page, PageState, Verdict

HALF = 0.5
"""Share of the known words that must be in what was found, or of what was quoted that must be known words: a cut
between two passages, or a quotation of the whole sentence where half of it was written down, is no miss."""


@dataclass(frozen=True, slots=True)
class Gold:
    """A place resolved in the matter: a page, and the characters of it where the words are known."""

    document_id: str
    document: str
    page: int
    start: int = 0
    end: int = 0
    """Equal to `start` where only the page is known."""


@dataclass(frozen=True, slots=True)
class Known:
    """A question whose places were found in the matter."""

    question: KnownQuestion
    golds: tuple[Gold, ...]

    @property
    def documents(self) -> frozenset[str]:
        """Ids of the documents that answer it."""
        return frozenset(gold.document_id for gold in self.golds)


def resolve(desk: Desk, questions: Iterable[KnownQuestion]) -> tuple[list[Known], list[str]]:
    """Every question with its places in the matter, and what was left out because its page could not be read.

    Raises BadCall naming the line whose document, page or words are not there.
    """
    known: list[Known] = []
    left_out: list[str] = []
    for question in questions:
        golds = [gold for place in question.places for gold in _golds(desk, place)]
        if question.answerable and not golds:
            left_out.append(f"“{question.text}”: its page could not be read")
        else:
            known.append(Known(question, tuple(golds)))
    return known, left_out


def _golds(desk: Desk, place: Place) -> list[Gold]:
    """Every occurrence of the words on the page; none when the page could not be read on this machine."""
    try:
        document = desk.store.named(place.document)
    except NoSuchDocument as error:
        raise BadCall(f"{place.source}, column “document”: {error.message}", error.advice) from error
    if place.page > document.page_count:
        message = f"{place.source}, column “page”: {document.name} has {document.page_count} pages, not {place.page}"
        raise BadCall(message, "Pages count from 1, in the order of the file.")
    pages = desk.store.pages(document.id)
    wanted = [page for page in pages if place.page in (0, page.number)]
    if not place.quote:
        return [Gold(document.id, document.name, place.page)]
    found = [
        Gold(document.id, document.name, page.number, at.start, at.end)
        for page in wanted
        for at in locate_all(place.quote, page.text, furniture(document, page))
    ]
    if found or not wanted or any(page.state in (PageState.UNREAD, PageState.RECOGNISED) for page in wanted):
        return found
    where = f"page {place.page} of {document.name}" if place.page else document.name
    raise BadCall(f"{place.source}, column “quote”: these words do not stand on {where}", "Copy them from the page.")


def furniture(document: Document, page: Page) -> tuple[tuple[int, int], ...]:
    """What stands on the page and in no sentence, as (start, end); `document` with its whole outline."""
    return tuple((each.start, each.end) for each in document.outline.furniture if each.page == page.number)


def rank(hits: Sequence[Hit], golds: Sequence[Gold]) -> int:
    """How many of the passages must be read, from the first, until the answer was among them; 0 when it is in none."""
    for number in range(1, len(hits) + 1):
        spans = [(hit.passage.document_id, hit.passage.page, hit.passage.start, hit.passage.end) for hit in hits]
        if any(_share(spans[:number], gold) >= HALF for gold in golds):
            return number
    return 0


def _share(spans: Sequence[tuple[str, int, int, int]], gold: Gold) -> float:
    """How much of the known words lies in the passages; the page is enough where only that is known."""
    there = [each for each in spans if each[:2] == (gold.document_id, gold.page)]
    if gold.start == gold.end:
        return 1.0 if there else 0.0
    return sum(max(0, min(end, gold.end) - max(start, gold.start)) for *_, start, end in there) / (
        gold.end - gold.start
    )


def covers(citation: Citation, golds: Sequence[Gold]) -> bool:
    """Whether a located quotation is, or is within, or holds, the known words; or is on the page where that is all."""
    for gold in golds:
        if not on_page(citation, [gold]):
            continue
        if gold.start == gold.end:
            return True
        common = min(citation.end, gold.end) - max(citation.start, gold.start)
        if common >= HALF * min(gold.end - gold.start, citation.end - citation.start):
            return True
    return False


def on_page(citation: Citation, golds: Sequence[Gold]) -> bool:
    """Whether a located quotation stands on a page of the known answer."""
    places = {(gold.document_id, gold.page) for gold in golds}
    return citation.verdict is not Verdict.ABSENT and (citation.document_id, citation.page) in places
