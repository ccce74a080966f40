"""Why a passage was found: its place among what was found by words and by meaning, which words of the question stand
in it, which concept of drafting the question was recognised as, or what it was brought along for.

Nothing of it is kept with an answer: it is looked up again in the matter as it is now.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from localcounsel.core.passages import document_key
from localcounsel.core.queries import words_query
from localcounsel.core.thesaurus import drafted, recognised
from localcounsel.errors import EngineError
from localcounsel.flows.desk import Desk
from localcounsel.records import Answer, Hit
from localcounsel.store.words import Weights

OF_DOCUMENT = 400
"""Passages of its document among which a term is looked for."""


@dataclass(frozen=True, slots=True)
class Why:
    """How one passage came among the passages of an answer. Ranks count from 1; 0: not among the candidates."""

    rank: int
    of: int
    found_by: str
    """`words`, `meaning` or `both`; how what it came with was found, where it was brought along."""
    brought: str
    """Why it came along; empty when it was found."""
    by_words: int
    by_drafting: int
    by_meaning: int
    candidates: int
    """How many passages each way of finding brings."""
    terms: tuple[str, ...]
    """Words of the question that stand in the passage or in the headings above it."""
    missing: tuple[str, ...]
    """Words of the question that do not."""
    phrases: tuple[str, ...]
    """Phrases of drafting, looked for beside the question's own words, that stand in it."""
    concepts: tuple[str, ...]
    """What the question was recognised as."""
    ranker: str
    """Which model put the candidates in their order; empty where none did."""
    meaning_searched: bool


def why(desk: Desk, answer: Answer, hit: Hit) -> Why:
    """Why `hit` is among the passages of `answer`. Words are compared as the index of words compares them."""
    question = _sought(answer)
    scope = answer.question.scope.document_ids
    asked, phrases = words_query(question), drafted(question)
    expected = words_query(" ".join(f'"{phrase}"' for phrase in phrases))
    meaning = _nearest(desk, f"{question} {'; '.join(phrases)}".strip(), scope)
    own = [(term, _stands_in(desk, term, hit)) for term in asked.terms]
    return Why(
        rank=answer.hits.index(hit) + 1 if hit in answer.hits else 0,
        of=len(answer.hits),
        found_by=hit.found_by,
        brought=hit.brought,
        by_words=_rank(_words(desk, asked.expression, scope), hit),
        by_drafting=_rank(_words(desk, expected.expression, scope), hit),
        by_meaning=_rank(meaning or [], hit),
        candidates=desk.settings.search.candidates,
        terms=tuple(term for term, there in own if there),
        missing=tuple(term for term, there in own if not there),
        phrases=tuple(phrase for phrase in phrases if _stands_in(desk, phrase, hit)),
        concepts=tuple(each.name for each in recognised(question)),
        ranker=answer.record.judged_by,
        meaning_searched=meaning is not None,
    )


def _sought(answer: Answer) -> str:
    """The question as it was searched: without the words that named a document, with a question it leans on."""
    question = answer.question
    text = question.text.replace(question.scope.recognised, " ") if question.scope.recognised else question.text
    return " ".join(text.split()) or question.text


def _words(desk: Desk, expression: str, scope: Sequence[str]) -> list[int]:
    if not expression:
        return []
    wanted = desk.settings.search
    weights = Weights(wanted.caption_weight, wanted.heading_weight, wanted.body_weight, wanted.cjk_weight)
    return [id for id, _ in desk.store.words(expression, wanted.candidates, tuple(scope), weights)]


def _nearest(desk: Desk, sought: str, scope: Sequence[str]) -> list[int] | None:
    """Ids by meaning, nearest first; None when meaning cannot be searched now."""
    if desk.ready_index() is None:
        return None
    try:
        keys = [document_key(each) for each in scope]
        return [id for id, _ in desk.index.nearest(sought, desk.settings.search.candidates, keys)]
    except EngineError as error:
        desk.lost_index(error)
        return None


def _rank(ids: Sequence[int], hit: Hit) -> int:
    return ids.index(hit.passage.id) + 1 if hit.passage.id in ids else 0


def _stands_in(desk: Desk, term: str, hit: Hit) -> bool:
    """Whether the index of words finds the term in this very passage, in any of its forms."""
    expression = words_query(term).expression or words_query(f'"{term}"').expression
    if not expression:
        return False
    found = desk.store.words(expression, OF_DOCUMENT, (hit.passage.document_id,))
    return any(id == hit.passage.id for id, _ in found)


def vocabulary(desk: Desk, most: int = 300) -> Iterator[str]:
    """The parties' names and the defined terms of the matter, the latter of its first `most` documents; unsorted."""
    for number, document in enumerate(desk.store.documents()):
        yield from document.outline.parties
        if number < most:
            yield from (each.term for each in desk.store.document(document.id).outline.terms)
