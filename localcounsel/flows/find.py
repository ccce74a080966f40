"""Find the passages for a question: words ∪ meaning, fused, within a scope that is always shown."""

from __future__ import annotations

import time
from collections.abc import Sequence

from localcounsel.core.fusion import Ranking, fuse
from localcounsel.core.passages import document_key
from localcounsel.core.queries import WordsQuery, words_query
from localcounsel.core.thesaurus import drafted
from localcounsel.errors import EngineError
from localcounsel.flows.desk import Desk
from localcounsel.flows.events import Found
from localcounsel.records import Document, DocumentState, Hit, Passage, Scope, SearchRecord
from localcounsel.store.words import Weights

OWN_WORDS_BESIDE_DRAFTING = 0.3
MEANING_BESIDE_DRAFTING = 0.6
"""What the question's own words and its meaning count beside the vocabulary of drafting, where that is known;
where it is not, they count alike. Chosen on CUAD contracts by `scripts/evaluate.py`."""


LEAST_MEANING_ALONE = 0.35
"""Cosine below which a passage that shares no word with the question is not worth reading: with all-MiniLM-L6-v2,
questions that have nothing to do with a matter come to 0.17 to 0.32. Other embedders lie higher, and pass."""


def find(
    desk: Desk, text: str, *, document_ids: Sequence[str] = (), count: int = 8, wide: bool = False, context: str = ""
) -> Found:
    """The best `count` passages for `text`.

    The scope is `document_ids` if given, else the documents that the text names (unless `wide`), else the
    matter. `context` is an earlier question that a follow-up leans on: it is searched along, not shown.
    """
    began = time.monotonic()
    documents = {each.id: each for each in desk.store.documents()}
    scope, rest = _scope(desk, text, document_ids, wide, documents)
    sought = f"{rest} {context}".strip()
    asked = words_query(sought)
    phrases = drafted(sought)
    expected = words_query(" ".join(f'"{phrase}"' for phrase in phrases))
    rankings = [Ranking("words", _words(desk, asked, scope), OWN_WORDS_BESIDE_DRAFTING if phrases else 1.0)]
    if phrases:
        rankings.append(Ranking("words", _words(desk, expected, scope)))
    meaning = _meaning(desk, f"{sought} {'; '.join(phrases)}".strip(), scope)
    if meaning and not any(ranking.found for ranking in rankings) and meaning[0][1] < LEAST_MEANING_ALONE:
        meaning = []
    if meaning is not None:
        rankings.append(Ranking("meaning", meaning, MEANING_BESIDE_DRAFTING if phrases else 1.0))
    fused = fuse(rankings)[:count]
    passages = {passage.id: passage for passage in desk.store.passages([each.id for each in fused])}
    hits = tuple(_hit(each.score, each.found_by, passages[each.id], documents) for each in fused if each.id in passages)
    searched = [documents[each] for each in scope.document_ids] or list(documents.values())
    record = _record(desk, (*asked.terms, *phrases), searched, meaning is not None)
    return Found(hits, scope, record, time.monotonic() - began)


def _scope(
    desk: Desk, text: str, document_ids: Sequence[str], wide: bool, documents: dict[str, Document]
) -> tuple[Scope, str]:
    """The scope, and the text without the words that name it."""
    if document_ids:
        return Scope(tuple(document_ids), tuple(documents[each].name for each in document_ids)), text
    if wide:
        return Scope(), text
    named = desk.register().named(text)
    if not named.document_ids:
        return Scope(), text
    names = tuple(documents[each].name for each in named.document_ids)
    return Scope(named.document_ids, names, named.words), named.rest or text


def _words(desk: Desk, query: WordsQuery, scope: Scope) -> list[tuple[int, float]]:
    """Found by words, as many as the settings bring to the fusion."""
    if not query.expression:
        return []
    wanted = desk.settings.search
    weights = Weights(wanted.caption_weight, wanted.heading_weight, wanted.body_weight, wanted.cjk_weight)
    return desk.store.words(query.expression, wanted.candidates, scope.document_ids, weights)


def _meaning(desk: Desk, sought: str, scope: Scope) -> list[tuple[int, float]] | None:
    """Found by meaning; None when meaning cannot be searched now, which `Desk.health` explains.

    A child that died is opened anew, once.
    """
    keys = [document_key(each) for each in scope.document_ids]
    for _ in range(2):
        if desk.ready_index() is None:
            return None
        try:
            return desk.index.nearest(sought, desk.settings.search.candidates, keys)
        except EngineError as error:
            desk.lost_index(error)
    return None


def _hit(score: float, found_by: str, passage: Passage, documents: dict[str, Document]) -> Hit:
    document = documents[passage.document_id]
    return Hit(passage, score, found_by, document.name, tuple(copy.name for copy in document.copies[1:]))


def _record(desk: Desk, terms: tuple[str, ...], searched: Sequence[Document], by_meaning: bool) -> SearchRecord:
    """What was searched, and what of it could not be."""
    readable = [each for each in searched if each.state is not DocumentState.FAILED]
    unread = [
        (document.name, page.number, page.reason) for document in readable for page in desk.store.unread(document.id)
    ]
    unread += [(each.name, 0, each.reason) for each in searched if each.state is DocumentState.FAILED]
    indexed, whole = desk.store.index_counts()
    pages = sum(each.page_count for each in readable)
    return SearchRecord(terms, len(readable), pages, tuple(unread), whole - indexed if by_meaning else whole)
