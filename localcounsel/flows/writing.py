"""One generation, from the first token to the verified, stored answer."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from localcounsel.core.addressed import distrusted
from localcounsel.core.citations import Pages, PageText, claims, copied, standing
from localcounsel.core.prompts import Turn
from localcounsel.engine.door import Finished, Locked, Reading, Sampling, Wrote
from localcounsel.errors import EngineError
from localcounsel.flows import provenance
from localcounsel.flows.desk import Desk
from localcounsel.flows.events import Answered, Composed, Found
from localcounsel.records import QUOTING as ONLY_QUOTES
from localcounsel.records import Answer, ApprovedModel, Claim, Draft, Hit, Prompt, Question, Recipe, Timing, Tokens

WHY_QUOTES = "why quotations only"
"""The setting recorded with an answer that may only quote, when there is a reason to give."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a model is given to do."""

    prompt: Prompt
    approved: ApprovedModel
    locked: Locked
    """What it may write."""
    why_quotes: str = ""
    """Why it may only quote, in words; empty for a model that writes statements."""
    recipe: Recipe | None = None
    """From what it can be made again."""


class Writing:
    """One generation, from the first token to the stored answer."""

    def __init__(self, desk: Desk, question: Question, found: Found, order: Order, began: float) -> None:
        self.desk, self.question, self.found, self.began = desk, question, found, began
        self.prompt, self.approved = order.prompt, order.approved
        self.locked, self.why_quotes, self.recipe = order.locked, order.why_quotes, order.recipe
        self.asked = datetime.now(UTC).isoformat(timespec="seconds")
        self.text: list[str] = []
        self.first_token = 0.0
        self.finished: Finished | None = None
        model = desk.settings.model
        self.sampling = Sampling(most_tokens=model.most_tokens, temperature=model.temperature, seed=model.seed)

    def events(self) -> Iterator[Composed | Reading | Wrote | Answered]:
        generation = self.desk.model.generate(self.prompt.messages, self.sampling, self.locked)
        stored = False
        try:
            yield Composed(_ends(self.prompt))
            for event in generation:
                if isinstance(event, Finished):
                    self.finished = event
                    continue
                if isinstance(event, Wrote):
                    self.first_token = self.first_token or time.monotonic() - self.began
                    self.text.append(event.text)
                yield event
            answer = self.answer(self.finished.stopped if self.finished else "died")
            stored = True
            yield Answered(answer)
        except GeneratorExit:
            _close(generation)
            if not stored:
                self.answer("cancelled")
            raise
        except BaseException:
            self.answer("died")
            raise
        finally:
            _close(generation)

    def answer(self, stopped: str) -> Answer:
        """Verify what was written, store it and put it on record."""
        draft = Draft("".join(self.text).strip(), stopped)
        hits = self.prompt.hits
        pages = _pages(self.desk, hits)
        if self.locked.statements:
            made = claims(draft, hits, pages, self.question.text, self.likeness)
        else:
            made = copied(draft, hits, pages)
        made = distrusted(made, {key: page.text for key, page in pages.items()})
        statements = _renumbered(made, hits, self.found.hits)
        finished = self.finished
        answer = Answer(
            id=uuid.uuid4().hex,
            question=self.question,
            claims=statements,
            standing=standing(statements, draft),
            hits=self.found.hits,
            record=self.found.record,
            draft=draft,
            left_out=self.prompt.left_out,
            model=self.approved.card.name,
            model_sha256=self.approved.fingerprint,
            settings=(*_recorded(self.sampling, self.locked, self.why_quotes), *self.desk.searched_with),
            timing=Timing(self.found.seconds, self.first_token, time.monotonic() - self.began),
            tokens=Tokens(
                finished.prompt_tokens if finished else 0,
                finished.reused_tokens if finished else 0,
                finished.written_tokens if finished else 0,
            ),
            asked=self.asked,
            conversation=self.desk.conversation,
            recipe=self.recipe,
        )
        keep(self.desk, answer)
        if stopped != "died":
            before = {hit.passage.id for turn in self.desk.turns for hit in turn.shown}
            shown = tuple(hit for hit in hits if hit.passage.id not in before)
            self.desk.turns.append(Turn(self.question.text, shown, draft.text))
        return answer

    def likeness(self, statement: str, passages: Sequence[str]) -> float | None:
        """The greatest cosine of a statement with what it cites; None when meaning cannot be compared."""
        if not passages or self.desk.ready_index() is None:
            return None
        try:
            return max(self.desk.index.alike(statement, passages))
        except EngineError as error:
            self.desk.lost_index(error)
            return None


def _ends(prompt: Prompt) -> tuple[float, ...]:
    """Where each passage ends in the prompt, as a share of its characters."""
    whole = sum(len(span.text) for message in prompt.messages for span in message.spans) or 1
    passages = {hit.passage.text.strip() for hit in prompt.hits}
    ends: list[float] = []
    done = 0
    for message in prompt.messages:
        for span in message.spans:
            done += len(span.text)
            if message.role == "user" and span.foreign and span.text.strip().partition("\n")[2] in passages:
                ends.append(done / whole)
    return tuple(ends)


def _renumbered(made: tuple[Claim, ...], shown: Sequence[Hit], found: Sequence[Hit]) -> tuple[Claim, ...]:
    """Citations numbered by the passages found for this question; in a follow-up the prompt counts differently."""
    place = {hit.passage.id: number for number, hit in enumerate(found, start=1)}
    numbers = {0: 0, **{n: place.get(hit.passage.id, 0) for n, hit in enumerate(shown, start=1)}}
    return tuple(
        replace(claim, citations=tuple(replace(each, hit=numbers[each.hit]) for each in claim.citations))
        for claim in made
    )


def _close(generation: Iterator[object]) -> None:
    """Closing a generation cancels it in the child; a plain iterator has nothing to close."""
    close = getattr(generation, "close", None)
    if close is not None:
        close()


def keep(desk: Desk, answer: Answer) -> None:
    """Store an answer and put it on record."""
    desk.store.save_answer(answer)
    desk.audit.append("answered", **provenance.answered(answer))


def _pages(desk: Desk, hits: Sequence[Hit]) -> Pages:
    """The pages of the prompt's passages with the page after each, and the first two of every document.

    A quotation may stand outside its passage, and parties are given their short names at the beginning.
    """
    wanted = {(hit.passage.document_id, hit.passage.page + step) for hit in hits for step in (0, 1)}
    wanted |= {(hit.passage.document_id, page) for hit in hits for page in (1, 2)}
    documents = {document_id: desk.store.document(document_id) for document_id, _ in wanted}
    return {
        (document_id, number): PageText(desk.store.page(document_id, number), documents[document_id].outline)
        for document_id, number in sorted(wanted)
        if number <= documents[document_id].page_count
    }


def _recorded(sampling: Sampling, locked: Locked, why_quotes: str) -> tuple[tuple[str, str], ...]:
    """Everything needed to replay the generation."""
    why = ((WHY_QUOTES, why_quotes),) if why_quotes else ()
    return (
        ("most_tokens", str(sampling.most_tokens)),
        ("temperature", str(sampling.temperature)),
        ("top_p", str(sampling.top_p)),
        ("repeat_penalty", str(sampling.repeat_penalty)),
        ("seed", str(sampling.seed)),
        ("writes", "statements") if locked.statements else ONLY_QUOTES,
        *why,
    )
