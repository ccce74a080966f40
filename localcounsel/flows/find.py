"""Find the passages for a question: words ∪ meaning, fused, ranked, within a scope that is always shown."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from localcounsel.core import presence
from localcounsel.core.cjk import has_cjk
from localcounsel.core.fusion import Fused, Ranking, fuse, ranked
from localcounsel.core.passages import document_key
from localcounsel.core.queries import WordsQuery, clauses_asked, stamps_asked, words_query
from localcounsel.core.thesaurus import called_by_name, drafted, drafting_of_named
from localcounsel.errors import EngineError
from localcounsel.flows import exclusion, spelling, statutes
from localcounsel.flows.companions import clause_passages, stamped_passages
from localcounsel.flows.desk import Desk
from localcounsel.flows.events import Found
from localcounsel.records import Document, DocumentState, Hit, Passage, Scope, SearchRecord
from localcounsel.store.words import Weights

OWN_WORDS_BESIDE_DRAFTING = 0.3
MEANING_BESIDE_DRAFTING = 0.6
"""What the question's own words and its meaning count beside the vocabulary of drafting, where the question calls a
concept by its name; elsewhere they count alike. Chosen on CUAD contracts by `scripts/evaluate.py`."""
LIKELY_DRAFTING = 0.7
"""What the vocabulary of drafting counts beside both when the question is only like known wordings of a concept."""
MEANING_OF_CJK = 0.0
"""What meaning counts for a question in Chinese, Japanese or Korean when the embedder knows English only."""
MOST_BY_NUMBER = 8
"""Passages of clauses that the question names by number."""
RANKED_OF_EACH = 12
"""Candidates of each document that are ranked when a question is put to every document: a tenth of a second's work."""
LEAST_MEANING_ALONE = 0.35
"""Cosine below which a passage that shares no word with the question is not worth reading: with all-MiniLM-L6-v2,
questions that have nothing to do with a matter come to 0.17 to 0.32. Other embedders lie higher, and pass."""

WORDS_AND_MEANING = "words and meaning"
"""Who judged when the ranker's view did not count."""


@dataclass(slots=True)
class _Search:
    """One question on its way through the ways of finding."""

    desk: Desk
    sought: str
    scope: Scope
    documents: dict[str, Document]
    ranked: int
    """Candidates the ranker reads."""
    phrases: tuple[str, ...] = ()
    named: bool = False
    """The question calls a concept of drafting by its name."""
    worded: tuple[str, ...] = ()
    """The phrases in which that concept is drafted."""
    asked: WordsQuery = field(default_factory=lambda: WordsQuery("", ()))
    by_meaning: bool = False
    nearest: float = 1.0
    """Cosine of the passage that is nearest in meaning."""
    judged: presence.Judged | None = None

    def candidates(self, count: int) -> tuple[list[Fused], dict[int, Passage]]:
        """At least `count` candidates, best first, and their passages by id."""
        fused = fuse(self._rankings())
        most = max(count, self.ranked)
        fused = fused[:most]
        passages = self._passages([one.id for one in fused])
        fused = self._ranked([one for one in fused if one.id in passages], passages)
        return self._asked_by_number(fused, passages), passages

    def _asked_by_number(self, fused: list[Fused], passages: dict[int, Passage]) -> list[Fused]:
        """Clauses and Bates numbers that the question names go before what it says of them.

        In a whole collection a clause's number stands in too many documents: there only candidates are moved.
        """
        ids = stamped_passages(self.desk, stamps_asked(self.sought), self.scope.document_ids)[:MOST_BY_NUMBER]
        clauses = clause_passages(self.desk, clauses_asked(self.sought), self.scope.document_ids)
        if len(clauses) > MOST_BY_NUMBER:
            clauses = [one.id for one in fused if one.id in set(clauses)]
        ids += [id for id in clauses if id not in ids]
        missing = [id for id in ids if id not in passages]
        passages.update(self._passages(missing))
        best = max((one.score for one in fused), default=0.0)
        first = [Fused(id, best + 1.0, "words") for id in ids if id in passages]
        return first + [one for one in fused if one.id not in ids]

    def _passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """By id, those of the documents that are asked."""
        return {each.id: each for each in self.desk.store.passages(ids) if each.document_id in self.documents}

    def _rankings(self) -> list[Ranking]:
        self.asked = words_query(self.sought)
        alike = self.desk.concepts(self.sought)
        self.phrases = drafted(self.sought, alike)
        expected = words_query(" ".join(f'"{phrase}"' for phrase in self.phrases))
        self.named = bool(self.phrases) and not has_cjk(self.sought) and called_by_name(self.sought, alike)
        self.worded = drafting_of_named(self.sought) if self.named else ()
        own = OWN_WORDS_BESIDE_DRAFTING if self.named else 1.0
        rankings = [Ranking("words", _words(self.desk, self.asked, self.scope), own)]
        if self.phrases:
            weight = 1.0 if self.named else LIKELY_DRAFTING
            rankings.append(Ranking("words", _words(self.desk, expected, self.scope), weight))
        meaning = _meaning(self.desk, f"{self.sought} {'; '.join(self.phrases)}".strip(), self.scope)
        self.by_meaning = meaning is not None
        self.nearest = meaning[0][1] if meaning else 1.0
        if meaning and not any(ranking.found for ranking in rankings) and meaning[0][1] < LEAST_MEANING_ALONE:
            meaning = []
        weight = self._weight_of_meaning()
        if meaning and weight:
            rankings.append(Ranking("meaning", meaning, weight))
        return rankings + statutes.rankings(self.desk, self.sought, rankings, self.documents, self.scope.document_ids)

    def _weight_of_meaning(self) -> float:
        """What meaning counts beside words."""
        if has_cjk(self.sought) and self.desk.reads_english_only:
            return MEANING_OF_CJK
        return MEANING_BESIDE_DRAFTING if self.named else 1.0

    def _ranked(self, fused: list[Fused], passages: dict[int, Passage]) -> list[Fused]:
        """The candidates in the ranker's order, joined with the fusion's; as they are without a ranker."""
        first = fused[: self.ranked]
        scores = None if has_cjk(self.sought) else self.desk.rank(self.sought, [passages[one.id] for one in first])
        if scores is None:
            return fused
        self.judged = presence.judge(scores, [one.score for one in first])
        return ranked(first, scores) + fused[len(first) :]


def find(
    desk: Desk, text: str, *, document_ids: Sequence[str] = (), count: int = 8, wide: bool = False, context: str = ""
) -> Found:
    """The best `count` passages for `text`.

    The scope is `document_ids` if given, else the documents that the text names (unless `wide`), else the
    matter. `context` is an earlier question that a follow-up leans on: it is searched along, not shown.
    """
    began = time.monotonic()
    exclusion.refuse_excluded(desk.store, document_ids)
    documents = {each.id: each for each in exclusion.askable(desk.store)}
    scope, rest = _scope(desk, text, document_ids, wide, documents)
    search = _Search(desk, f"{rest} {context}".strip(), scope, documents, desk.settings.search.ranked)
    found = _found(search, count, began)
    alike = spelling.similar(desk.store, found.record.unknown, scope.document_ids)
    return replace(found, record=replace(found.record, similar=alike), seconds=time.monotonic() - began)


def find_in(desk: Desk, text: str, document: Document, count: int) -> Found:
    """The best `count` passages of one document, for a question that is put to every document: fewer are ranked."""
    began = time.monotonic()
    ranked = min(desk.settings.search.ranked, RANKED_OF_EACH)
    scope = Scope((document.id,), (document.name,))
    return _found(_Search(desk, text, scope, {document.id: document}, ranked), count, began)


def _found(search: _Search, count: int, began: float) -> Found:
    fused, passages = search.candidates(count)
    hits = tuple(_hit(each.score, each.found_by, passages[each.id], search.documents) for each in fused[:count])
    searched = [search.documents[each] for each in search.scope.document_ids] or list(search.documents.values())
    return Found(hits, search.scope, _record(search, searched, hits), time.monotonic() - began)


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
            return exclusion.nearest(desk, sought, desk.settings.search.candidates, keys)
        except EngineError as error:
            desk.lost_index(error)
    return None


def _hit(score: float, found_by: str, passage: Passage, documents: dict[str, Document]) -> Hit:
    document = documents[passage.document_id]
    return Hit(passage, score, found_by, document.name, tuple(copy.name for copy in document.copies[1:]))


def _occurs_nowhere(search: _Search, term: str) -> bool:
    """Whether the words of a term are in no passage in scope, in any of their forms."""
    expression = words_query(term).expression
    return bool(expression) and not search.desk.store.words(expression, 1, search.scope.document_ids)


def _record(search: _Search, searched: Sequence[Document], hits: Sequence[Hit]) -> SearchRecord:
    """What was searched, and what of it could not be."""
    store = search.desk.store
    readable = [each for each in searched if each.state is not DocumentState.FAILED]
    unread = [(document.name, page.number, page.reason) for document in readable for page in store.unread(document.id)]
    unread += [(each.name, 0, each.reason) for each in searched if each.state is DocumentState.FAILED]
    indexed, whole = store.index_counts()
    unknown = tuple(term for term in search.asked.terms if _occurs_nowhere(search, term))
    judged, judge = search.judged, search.desk.ranker_name
    known = bool(search.phrases) or indexed < whole
    if judged and not known and presence.elsewhere(search.nearest, len(unknown), len(search.asked.terms)):
        judged, judge = presence.Judged(0.0), WORDS_AND_MEANING
    return SearchRecord(
        terms=(*search.asked.terms, *search.phrases),
        documents=len(readable),
        pages=sum(each.page_count for each in readable),
        unread=tuple(unread),
        unknown=unknown,
        not_indexed=whole - indexed if search.by_meaning else whole,
        likelihood=judged.likelihood if judged else -1.0,
        needed=presence.needed(search.named, search.worded, [hit.passage.text for hit in hits]) if judged else 0.0,
        judged_by=judge if judged else "",
        excluded=tuple(each.name for each in exclusion.excluded(store)),
    )
