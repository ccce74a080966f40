"""Which passages of a matter change what a found passage says, the latest amendment first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from localcounsel.core.amending import plain_number, same_agreement
from localcounsel.core.companions import cited, clauses_at, concerned, short_name
from localcounsel.flows.agreements import Agreements
from localcounsel.records import Document, Passage
from localcounsel.store.matter import MatterStore

OUTLINED = 3
"""Hits of which all clauses are known that begin in them; of those below the first."""


@dataclass(frozen=True, slots=True)
class _Subject:
    """The clauses of one agreement that a passage states or changes."""

    passage: Passage
    clauses: Sequence[str]

    @property
    def written(self) -> frozenset[str]:
        """What a passage that changes one of them must hold, in small letters: the outermost number or label."""
        outer = (re.split(r"[.(,]", each)[0].strip().casefold() for each in self.clauses)
        return frozenset(
            {*outer, *(plain_number(each).split(".")[0].partition("(")[0] for each in self.clauses)} - {""}
        )


def amending(
    store: MatterStore, agreements: Agreements, passage: Passage, *, outlined: bool
) -> Iterator[tuple[Passage, str]]:
    """The passages that change what `passage` says, each with the reason to bring it.

    What an amendment says may have been changed by later ones, and stands in the agreement itself no more.
    `outlined`: look at every clause that begins in the passage, and not only at the first.
    """
    document = agreements.documents[passage.document_id]
    amended = agreements.amends(document)
    if amended:
        changed = [each.clause for each in agreements.changes(passage, amendment=True)]
        for base in amended:
            amendments = agreements.amended_by(base)
            later = amendments[: next((at for at, each in enumerate(amendments) if each.id == document.id), 0)]
            for each in later if changed else ():
                yield from _in_document(store, agreements, each, base, _Subject(passage, changed))
        return
    clauses = agreements.clauses(document.id).standing(passage) if outlined else clauses_at(passage)
    for each in (*agreements.amended_by(document), document) if clauses else ():
        yield from _in_document(store, agreements, each, document, _Subject(passage, clauses))


def _in_document(
    store: MatterStore, agreements: Agreements, document: Document, base: Document, subject: _Subject
) -> Iterator[tuple[Passage, str]]:
    """Passages of one document that change one of the clauses of `base`, in reading order."""
    amendment = document.id != base.id
    for passage in agreements.changing(document, amendment=amendment):
        if passage.id == subject.passage.id or not any(each in passage.text.casefold() for each in subject.written):
            continue
        for change in agreements.changes(passage, amendment=amendment):
            clause = concerned(change.number, subject.clauses)
            if not clause or not same_agreement(change.of, base.outline.title):
                continue
            why = f"amends {cited(clause)} of {short_name(base.name)}"
            yield passage, why
            if passage.text.rstrip().endswith((":", "follows", "following")):
                (further,) = store.passages_at([(document.id, passage.page, passage.end)])
                if further is not None and further.id != subject.passage.id:
                    yield further, why
            break
