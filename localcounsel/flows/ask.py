"""Ask: passages at once, then the model's draft, then the verified answer, stored and on record.

The model's words are a draft until every quotation in them has been located; only then are they an Answer.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from localcounsel.core.citations import Pages, PageText, claims, copied, standing
from localcounsel.core.prompts import QUOTING, SYSTEM, Budget, Turn, compose
from localcounsel.engine.door import Finished, LoadedModel, Locked, Reading, Sampling, Wrote
from localcounsel.errors import BadCall
from localcounsel.flows.desk import Desk
from localcounsel.flows.events import Answered, AskEvent, Found, LoadingModel
from localcounsel.flows.find import find
from localcounsel.flows.quoting import offered
from localcounsel.records import QUOTING as ONLY_QUOTES
from localcounsel.records import (
    Answer,
    ApprovedModel,
    Claim,
    Draft,
    Hit,
    Prompt,
    Question,
    Standing,
    Timing,
    Tokens,
)

SPARE_TOKENS = 64
"""Room kept between prompt and answer for what a chat template adds."""

FREE_PROSE_FROM = 1_000_000_000
"""Parameters below which a model may only quote: one of 135 million, asked freely, invents law."""

QUOTING_TOKENS = 800
"""Most tokens of passages for a model that may only quote: it is offered the best few, and reading is its wait."""

_LEANS_BACK = re.compile(
    r"^\s*(?:and|but|so|then|also|what about|how about|why|which one|who else)\b"
    r"|\b(?:it|its|that|those|these|they|their|them|he|she|his|her|this|same|such|there)\b",
    re.IGNORECASE,
)
FEW_WORDS = 5
"""A follow-up of at most so many words is searched together with the question before it."""


@dataclass(frozen=True, slots=True)
class Asking:
    """How a question is put, beside its words."""

    document_ids: tuple[str, ...] = ()
    wide: bool = False
    """Do not narrow to a document that the question names."""
    model: str = ""
    """Name of an approved chat model; empty for the one in the settings."""
    count: int = 0
    """Passages to find; 0 for the number in the settings."""


def ask(
    desk: Desk, text: str, *, document_ids: Sequence[str] = (), wide: bool = False, model: str = ""
) -> Iterator[AskEvent]:
    """Answer `text` from the matter: Found, LoadingModel, LoadedModel, Reading…, Wrote…, Answered.

    Closing the generator cancels the model within half a second; what it wrote by then is stored as cancelled.
    Raises NoModel, NotApproved, PromptTooLong, EngineDied.
    """
    return put(desk, text, Asking(tuple(document_ids), wide, model))


def put(desk: Desk, text: str, asking: Asking) -> Iterator[AskEvent]:
    """`ask` with everything that can be chosen."""
    began = time.monotonic()
    if not text.strip():
        raise BadCall("The question is empty", "Write a question.")
    found = find(
        desk,
        text,
        document_ids=asking.document_ids,
        count=asking.count or desk.settings.ask.passages,
        wide=asking.wide,
        context=_context(text, desk.turns),
    )
    yield found
    question = Question(text, found.scope, tuple((turn.question, turn.reply) for turn in desk.turns))
    if not found.hits:
        yield _nothing_to_read(desk, question, found, began)
        return
    approved = desk.approved_chat(asking.model or None)
    yield LoadingModel(approved.card.name)
    loaded = desk.load_model(approved)
    yield loaded
    quoting = _only_quotes(desk, approved)
    prompt = _compose(desk, text, found, loaded, QUOTING if quoting else SYSTEM)
    desk.audit.append("asked", model=approved.fingerprint, passages=str(len(prompt.hits)))
    locked = offered(desk, text, found.hits, prompt.hits) if quoting else None
    writing = _Writing(desk, question, found, _Order(prompt, approved, locked), began)
    yield from writing.events()


def _context(text: str, turns: Sequence[Turn]) -> str:
    """The earlier question, when this one leans on it."""
    if turns and (len(text.split()) <= FEW_WORDS or _LEANS_BACK.search(text)):
        return turns[-1].question
    return ""


def _only_quotes(desk: Desk, model: ApprovedModel) -> bool:
    """Whether this model's decoder is locked to the words of the passages."""
    prose = desk.settings.ask.prose
    return prose == "never" or (prose == "auto" and model.card.parameters < FREE_PROSE_FROM)


def _compose(desk: Desk, text: str, found: Found, loaded: LoadedModel, system: str) -> Prompt:
    """The prompt, fitted to the model's window with room for the answer."""
    most = desk.settings.model.most_tokens
    passages = desk.settings.ask.prompt_tokens
    if system is QUOTING:
        passages = min(passages, QUOTING_TOKENS)
    budget = Budget(loaded.context - most - SPARE_TOKENS, passages)
    earlier = desk.turns[-desk.settings.ask.turns :] if desk.settings.ask.turns else []
    return compose(text, found.hits, earlier, budget, desk.model.count, system)


@dataclass(frozen=True, slots=True)
class _Order:
    """What a model is given to do."""

    prompt: Prompt
    approved: ApprovedModel
    locked: Locked | None
    """The only words it may write; None for a model that writes sentences."""


class _Writing:
    """One generation, from the first token to the stored answer."""

    def __init__(self, desk: Desk, question: Question, found: Found, order: _Order, began: float) -> None:
        self.desk, self.question, self.found, self.began = desk, question, found, began
        self.prompt, self.approved = order.prompt, order.approved
        self.locked = order.locked
        self.asked = datetime.now(UTC).isoformat(timespec="seconds")
        self.text: list[str] = []
        self.first_token = 0.0
        self.finished: Finished | None = None
        model = desk.settings.model
        self.sampling = Sampling(most_tokens=model.most_tokens, temperature=model.temperature, seed=model.seed)

    def events(self) -> Iterator[Reading | Wrote | Answered]:
        generation = self.desk.model.generate(self.prompt.messages, self.sampling, self.locked)
        stored = False
        try:
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
        read = copied if self.locked is not None else claims
        statements = _renumbered(read(draft, hits, _pages(self.desk, hits)), hits, self.found.hits)
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
            settings=_recorded(self.sampling, self.locked is not None),
            timing=Timing(self.found.seconds, self.first_token, time.monotonic() - self.began),
            tokens=Tokens(
                finished.prompt_tokens if finished else 0,
                finished.reused_tokens if finished else 0,
                finished.written_tokens if finished else 0,
            ),
            asked=self.asked,
            conversation=self.desk.conversation,
        )
        _keep(self.desk, answer)
        if stopped != "died":
            before = {hit.passage.id for turn in self.desk.turns for hit in turn.shown}
            shown = tuple(hit for hit in hits if hit.passage.id not in before)
            self.desk.turns.append(Turn(self.question.text, shown, draft.text))
        return answer


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


def _nothing_to_read(desk: Desk, question: Question, found: Found, began: float) -> Answered:
    """No passage holds any word of the question: an answer that needs no model."""
    answer = Answer(
        id=uuid.uuid4().hex,
        question=question,
        claims=(),
        standing=Standing.NOT_FOUND,
        hits=(),
        record=found.record,
        draft=Draft("", "end"),
        left_out=(),
        model="",
        model_sha256="",
        settings=(),
        timing=Timing(found.seconds, 0.0, time.monotonic() - began),
        tokens=Tokens(0, 0, 0),
        asked=datetime.now(UTC).isoformat(timespec="seconds"),
        conversation=desk.conversation,
    )
    desk.audit.append("asked", model="none", passages="0")
    _keep(desk, answer)
    return Answered(answer)


def _keep(desk: Desk, answer: Answer) -> None:
    desk.store.save_answer(answer)
    desk.audit.append("answered", answer=answer.id, standing=answer.standing.value, stopped=answer.draft.stopped)


def _pages(desk: Desk, hits: Sequence[Hit]) -> Pages:
    """The pages of the prompt's passages with the page after each: a quotation may stand outside the passage."""
    wanted = {(hit.passage.document_id, hit.passage.page + step) for hit in hits for step in (0, 1)}
    documents = {document_id: desk.store.document(document_id) for document_id, _ in wanted}
    return {
        (document_id, number): PageText(desk.store.page(document_id, number), documents[document_id].outline)
        for document_id, number in sorted(wanted)
        if number <= documents[document_id].page_count
    }


def _recorded(sampling: Sampling, quoting: bool) -> tuple[tuple[str, str], ...]:
    """Everything needed to replay the generation."""
    return (
        ("most_tokens", str(sampling.most_tokens)),
        ("temperature", str(sampling.temperature)),
        ("top_p", str(sampling.top_p)),
        ("repeat_penalty", str(sampling.repeat_penalty)),
        ("seed", str(sampling.seed)),
        ONLY_QUOTES if quoting else ("writes", "sentences"),
    )
