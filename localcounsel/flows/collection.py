"""A question to the whole collection, answered document by document: what stands in each, where nothing was
located, and which documents could not be covered. No model takes part; every count is the application's own.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from localcounsel.core.collection import Collective, asks_for_all, every
from localcounsel.core.collection_scope import called
from localcounsel.core.collection_words import Tally, counted
from localcounsel.core.conditions import without_parties
from localcounsel.core.prompts import Turn
from localcounsel.errors import BadCall
from localcounsel.flows import exclusion, provenance
from localcounsel.flows.desk import Desk
from localcounsel.flows.events import Answered, Surveyed
from localcounsel.flows.looking import Look, look_into
from localcounsel.records import (
    Answer,
    Claim,
    Coverage,
    Covered,
    Document,
    DocumentState,
    Draft,
    Question,
    Scope,
    SearchRecord,
    Standing,
    Support,
    Timing,
    Tokens,
)

__all__ = ["Collective", "every", "is_collective", "survey"]

COUNTED = "counted by the application from the documents listed; no model wrote it"
"""The reason that the first statement of such an answer carries in place of a quotation."""
STOPPED = "the question was stopped before its turn"


def is_collective(desk: Desk, text: str, document_ids: Sequence[str] = (), *, wide: bool = False) -> Collective | None:
    """The question taken apart when it is to be put to every document; None when it concerns one, or passages.

    A document that the question names makes it one about that document, unless `wide`.
    """
    asked = asks_for_all(text)
    if asked is None or len(set(document_ids) or exclusion.askable(desk.store)) < 2:
        return None
    named = False if document_ids or wide else _names_one(desk, text, asked)
    return None if named else asked


def _names_one(desk: Desk, text: str, asked: Collective) -> bool:
    """Whether the question is about a document that it names, before the words for all of them or with capitals.

    "Which agreements assign intellectual property" names no "Intellectual Property Agreement".
    """
    register = desk.register()
    if not register.named(without_parties(text)).document_ids:
        return False
    before = text.partition(asked.words)[0]
    return any(word[:1].isupper() for word in asked.subject.split()) or bool(register.named(before).document_ids)


def survey(desk: Desk, question: str, *, document_ids: Sequence[str] = ()) -> Iterator[Surveyed | Answered]:
    """Put `question` to every document in scope, in order of name: Surveyed for each, at the end Answered.

    In scope are `document_ids` if given, else the documents of the kind that the question speaks of, else all.
    Closing the generator stops; what was surveyed by then is stored as cancelled, the rest as not covered.
    """
    if not question.strip():
        raise BadCall("The question is empty", "Write a question.")
    return _Survey(desk, question.strip(), document_ids).events()


class _Survey:
    """One question on its way through the documents, to the stored answer."""

    def __init__(self, desk: Desk, text: str, document_ids: Sequence[str]) -> None:
        self.desk, self.text, self.began = desk, text, time.monotonic()
        self.asked = datetime.now(UTC).isoformat(timespec="seconds")
        self.collective = every(text)
        exclusion.refuse_excluded(desk.store, document_ids)
        everything = exclusion.askable(desk.store)
        chosen = [each for each in everything if each.id in set(document_ids)] if document_ids else everything
        of_kind = [] if document_ids else called(self.collective, chosen)
        self.documents = sorted(of_kind or chosen, key=lambda each: (each.name.casefold(), each.name))
        self.narrowed = self.collective.words if of_kind and len(of_kind) < len(chosen) else ""
        self.outside = len(chosen) - len(self.documents)
        self.scoped = bool(document_ids or self.narrowed)
        self.looks: list[Look] = []
        self.recipe = provenance.searched(desk, 0)

    def events(self) -> Iterator[Surveyed | Answered]:
        details = provenance.asked(self.desk, self.text, self.recipe, 0)
        self.desk.audit.append("asked", model="none", documents=str(len(self.documents)), **details)
        stored = False
        try:
            for document in self.documents:
                look = look_into(self.desk, self.collective, document)
                self.looks.append(look)
                yield self._surveyed(document, look)
            answer = self._answer("end")
            stored = True
            yield Answered(answer)
        except GeneratorExit:
            if not stored:
                self._answer("cancelled")
            raise
        except BaseException:
            if not stored:
                self._answer("died")
            raise

    def _surveyed(self, document: Document, look: Look) -> Surveyed:
        done, of = len(self.looks), len(self.documents)
        left = (time.monotonic() - self.began) / done * (of - done)
        number = sum(each.claim is not None for each in self.looks)
        return Surveyed(document.name, look.coverage, _numbered(look.claim, number), done, of, left, look.note)

    def _answer(self, stopped: str) -> Answer:
        """Count, store and put on record."""
        found = [look for look in self.looks if look.claim is not None and look.hit is not None]
        quoted = [_numbered(look.claim, number) for number, look in enumerate(found, start=1)]
        covered = self._covered()
        tally = Tally(
            found=len(found),
            not_found=sum(each.coverage is Coverage.NOT_FOUND for each in covered),
            not_covered=sum(each.coverage is Coverage.NOT_COVERED for each in covered),
            unsure=sum(look.claim is not None and look.claim.support is Support.CHECK for look in found),
            outside=self.outside,
        )
        count = Claim(counted(self.collective, tally), (), Support.SUPPORTED, (COUNTED,))
        claims = (count, *(claim for claim in quoted if claim is not None))
        total = time.monotonic() - self.began
        answer = Answer(
            id=uuid.uuid4().hex,
            question=Question(self.text, self._scope(), self._earlier()),
            claims=claims,
            standing=_standing(tally),
            hits=tuple(look.hit for look in found if look.hit is not None),
            record=self._record(),
            draft=Draft("\n".join(claim.text for claim in claims), stopped),
            left_out=(),
            model="",
            model_sha256="",
            settings=(("writes", "document by document"), ("asked as", self.collective.form)),
            timing=Timing(total, 0.0, total),
            tokens=Tokens(0, 0, 0),
            asked=self.asked,
            conversation=self.desk.conversation,
            covered=covered,
            recipe=self.recipe,
        )
        self.desk.store.save_answer(answer)
        self.desk.audit.append("answered", **provenance.answered(answer))
        if stopped != "died":
            self.desk.turns.append(Turn(self.text, (), count.text))
        return answer

    def _scope(self) -> Scope:
        if not self.scoped:
            return Scope()
        ids, names = (each.id for each in self.documents), (each.name for each in self.documents)
        return Scope(tuple(ids), tuple(names), self.narrowed)

    def _earlier(self) -> tuple[tuple[str, str], ...]:
        return tuple((turn.question, turn.reply) for turn in self.desk.turns)

    def _covered(self) -> tuple[Covered, ...]:
        """Every document in scope; those whose turn did not come are not covered."""
        looks = [*self.looks, *[Look(Coverage.NOT_COVERED, STOPPED)] * (len(self.documents) - len(self.looks))]
        return tuple(
            Covered(document.id, document.name, look.coverage, look.note)
            for document, look in zip(self.documents, looks, strict=True)
        )

    def _record(self) -> SearchRecord:
        """What was searched, over all documents whose turn came."""
        reached = self.documents[: len(self.looks)]
        readable = [each for each in reached if each.state is not DocumentState.FAILED]
        terms = dict.fromkeys(term for look in self.looks for term in look.terms)
        unread = [page for look in self.looks for page in look.unread]
        indexed, whole = self.desk.store.index_counts()
        judged = next((look.judged_by for look in self.looks if look.judged_by), "")
        return SearchRecord(
            terms=tuple(terms),
            documents=len(readable),
            pages=sum(each.page_count for each in readable),
            unread=tuple(unread),
            not_indexed=whole - indexed,
            judged_by=judged,
            excluded=tuple(each.name for each in exclusion.excluded(self.desk.store)),
        )


def _numbered(claim: Claim | None, number: int) -> Claim | None:
    """The claim as the `number`th of the answer."""
    if claim is None:
        return None
    (citation,) = claim.citations
    return replace(claim, text=f"“{citation.quote}” [{number}]", citations=(replace(citation, hit=number),))


def _standing(tally: Tally) -> Standing:
    if not tally.found:
        return Standing.NOT_FOUND
    return Standing.PARTLY if tally.not_covered or tally.unsure else Standing.SUPPORTED
