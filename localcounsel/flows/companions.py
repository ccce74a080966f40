"""What must be read with a found passage: amendments that change it, definitions it uses, clauses it points to.

Nothing here is found by the question: everything that comes along says why in `Hit.brought`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from localcounsel.core.companions import arranged
from localcounsel.flows.agreements import Agreements
from localcounsel.flows.amended import OUTLINED, amending
from localcounsel.flows.desk import Desk
from localcounsel.flows.explained import explanations
from localcounsel.records import Hit, Passage

AMENDED = 6
"""Hits for which amendments are looked for; those below are hardly read."""
_A_STEP_BELOW = 0.999
"""A companion's score, as a share of the score of the hit it comes with."""
_FEW = 3
"""Documents whose outlines are read for a question that names clauses."""


def bring(
    desk: Desk, hits: Sequence[Hit], *, question: str = "", most: int = 4, agreements: Agreements | None = None
) -> tuple[Hit, ...]:
    """The hits with what belongs to them, at most `most` passages more.

    An amending passage stands before the clause it changes, the later amendment first; one that was itself
    found is moved there and marked. Definitions of the terms a hit uses, above all those in `question`, and
    the clauses it refers to stand after it. No hit is left out. `agreements` kept from an earlier question save
    reading the outlines again; they must be of the matter as it is now.
    """
    if not hits or most < 1:
        return tuple(hits)
    agreements = agreements or Agreements(desk.store)
    before = _before(desk, agreements, hits, most)
    found = {hit.passage.id for hit in hits}
    taken = found | {hit.passage.id for row in before.values() for hit in row}
    after: dict[int, list[Hit]] = {}
    for each in explanations(desk.store, agreements, hits, question):
        if len(taken) - len(found) >= most:
            break
        if each.passage.id not in taken:
            taken.add(each.passage.id)
            after.setdefault(each.hit.passage.id, []).append(_hit(agreements, each.hit, each.passage, each.why))
    return arranged(hits, before, after)


def clause_passages(desk: Desk, numbers: Sequence[str], document_ids: Sequence[str] = ()) -> list[int]:
    """Ids of the passages in which the clauses of these numbers stand, each clause's first passage first.

    What is below a number counts as in it: `4.2` brings `4.2(a)`. Within `document_ids` unless empty; in up to
    three documents clauses that begin inside a passage, or whose number is part of a title, are found as well.
    """
    first: list[int] = []
    if 0 < len(document_ids) <= _FEW:
        agreements = Agreements(desk.store)
        places = [
            (document_id, heading.page, heading.start)
            for document_id in document_ids
            for number in numbers
            if (heading := agreements.clauses(document_id).find(number)) is not None
        ]
        first = [each.id for each in desk.store.passages_at(places) if each is not None]
    return list(dict.fromkeys((*first, *desk.store.with_clause(numbers, document_ids))))


def stamped_passages(desk: Desk, values: Sequence[str], document_ids: Sequence[str] = ()) -> list[int]:
    """Ids of the passages on the sheets that bear these Bates numbers, in reading order."""
    return desk.store.with_stamp(values, document_ids)


def _before(desk: Desk, agreements: Agreements, hits: Sequence[Hit], most: int) -> dict[int, list[Hit]]:
    """For each hit, by its passage's id, the passages that change it, the latest first."""
    found = {hit.passage.id: hit for hit in hits}
    before: dict[int, list[Hit]] = {}
    brought: set[int] = set()
    for rank, hit in enumerate(hits[:AMENDED]):
        for passage, why in amending(desk.store, agreements, hit.passage, outlined=rank < OUTLINED):
            itself = found.get(passage.id)
            if itself is None:
                if passage.id not in brought and len(brought) >= most:
                    continue
                brought.add(passage.id)
            companion = replace(itself, brought=why) if itself else _hit(agreements, hit, passage, why)
            before.setdefault(hit.passage.id, []).append(companion)
    return before


def _hit(agreements: Agreements, hit: Hit, passage: Passage, why: str) -> Hit:
    document = agreements.documents[passage.document_id]
    others = tuple(copy.name for copy in document.copies[1:])
    return Hit(passage, hit.score * _A_STEP_BELOW, hit.found_by, document.name, others, why)
