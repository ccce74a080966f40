"""Articles of Japanese laws that belong to a question: those it names, those that cite what was found, and those cited.

A law leaves the particulars to an order under it, the order names the article it fills in, and a question seldom says
which of them holds the answer. What this finds is fused with what the words found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import PurePath

from localcounsel.core.fusion import Ranking, fuse
from localcounsel.core.japanese import (
    Asked,
    articles_asked,
    articles_cited,
    is_law,
    is_statute,
    own_article,
    same_clause,
    spellings,
)
from localcounsel.flows.desk import Desk
from localcounsel.records import Document, Passage
from localcounsel.store.words import EVEN

NAMED_WEIGHT = 2.0
"""What an article named in the question counts beside the words' best: it goes first."""
FOLLOWED_WEIGHT = 0.4
"""What counts, beside the words' best, that a passage cites the best passages or is cited by them."""
FOLLOWED = 3
"""Passages whose citations are followed, the best ones."""
CITING = 5
"""Passages that cite one article which are taken."""


def rankings(
    desk: Desk, question: str, so_far: Sequence[Ranking], documents: Mapping[str, Document], scope: Sequence[str] = ()
) -> list[Ranking]:
    """Further rankings for `fuse`, best first; empty where no article of a Japanese law plays a part.

    Args:
        so_far: what was found already.
        documents: all documents of the matter, by id.
        scope: ids of the documents to stay within; empty for all.
    """
    supplementary = _SUPPLEMENTARY in question
    laws = _Laws(desk, {id: each for id, each in documents.items() if not scope or id in scope})
    named = laws.named(articles_asked(question), so_far, supplementary)
    found = [Ranking("words", named, NAMED_WEIGHT)] if named else []
    followed = laws.followed([*so_far, *found], tuple(scope))
    return [*found, Ranking("words", followed, FOLLOWED_WEIGHT)] if followed else found


_SUPPLEMENTARY = "附則"


class _Laws:
    """The documents by the names of the laws they are."""

    def __init__(self, desk: Desk, documents: Mapping[str, Document]) -> None:
        self.desk = desk
        self.names = {id: _names(each) for id, each in documents.items()}

    def named(self, asked: Sequence[Asked], so_far: Sequence[Ranking], supplementary: bool) -> list[tuple[int, float]]:
        """The passages of the articles named: the very paragraph first, within it the order of the words.

        `supplementary`: of the articles that are numbered anew in 附則, otherwise of those before it.
        """
        scores: dict[int, float] = {}
        by_words = {one.id: one.score for one in fuse(so_far)}
        best = max(by_words.values(), default=1.0)
        for each in asked:
            for passage in self._passages(each):
                if (_SUPPLEMENTARY in passage.heading) is not supplementary:
                    continue
                exact = same_clause(passage.pinpoint.clause, each)
                score = (2.0 if exact else 1.0) + by_words.get(passage.id, 0.0) / best
                scores[passage.id] = max(scores.get(passage.id, 0.0), score)
        return _sorted(scores)

    def followed(self, so_far: Sequence[Ranking], scope: tuple[str, ...]) -> list[tuple[int, float]]:
        """Passages that cite the best ones found, and passages that these cite."""
        first = fuse(so_far)[:FOLLOWED]
        scores: dict[int, float] = {}
        found = {each.id: each.score for each in first}
        for passage in self.desk.store.passages(list(found)):  # without those that are gone by now
            share = found[passage.id] / first[0].score
            for id, score in (*self._citing(passage, scope), *self._cited(passage)):
                scores[id] = scores.get(id, 0.0) + share * score
        return _sorted(scores)

    def _passages(self, asked: Asked) -> list[Passage]:
        """The passages of an article, in the laws of that name or, where none is named, in any document."""
        ids = [
            id for id, names in self.names.items() if not asked.law or any(is_law(asked.law, each) for each in names)
        ]
        if not ids:
            return []
        whole = asked._replace(paragraph="", item="")
        found = self.desk.store.passages(self.desk.store.with_clause(spellings(asked.article), ids))
        return [passage for passage in found if same_clause(passage.pinpoint.clause, whole)]

    def _citing(self, passage: Passage, scope: tuple[str, ...]) -> list[tuple[int, float]]:
        """Passages of orders and guidelines that say 法第5条 of this passage of a law, with their share of the best."""
        law = next(filter(is_statute, self.names.get(passage.document_id, ())), "")
        terms = own_article(passage.pinpoint.clause)
        if not law or not terms:
            return []
        expression = " OR ".join(f'cjk : "法{term}"' for term in terms)
        found = self.desk.store.words(expression, CITING, scope, EVEN)
        return [(id, score / found[0][1]) for id, score in found if found[0][1] > 0]

    def _cited(self, passage: Passage) -> list[tuple[int, float]]:
        """The articles of its law that a passage of an order cites as 法第5条."""
        own = self.names.get(passage.document_id, ())
        above = {name for names in self.names.values() for name in names if name not in own and _under(own, name)}
        return [
            (target.id, 1.0)
            for cited in articles_cited(passage.text)
            for law in above
            if is_statute(law) == (cited.law == "法")
            for target in self._passages(cited._replace(law=law))[:2]
        ]


def _under(own: Sequence[str], law: str) -> bool:
    """Whether a document of these names is an order under the law."""
    return len(law) > 2 and any(name.startswith(law) for name in own)


def _names(document: Document) -> tuple[str, ...]:
    """What a document is called: its title, and its files' names without ending."""
    stems = (PurePath(copy.name.replace("\\", "/")).stem for copy in document.copies)
    names = (unicodedata.normalize("NFKC", each).strip(" #") for each in (document.outline.title, *stems))
    return tuple(dict.fromkeys(re.sub(r"[ _]?第[0-9]+条.*\Z", "", name) or name for name in names))


def _sorted(scores: Mapping[int, float]) -> list[tuple[int, float]]:
    return sorted(scores.items(), key=lambda each: (-each[1], each[0]))
