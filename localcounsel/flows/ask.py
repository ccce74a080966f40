"""Ask: passages at once, then the model's draft, then the verified answer, stored and on record.

The model's words are a draft until every quotation in them has been located; only then are they an Answer. Where the
search finds it unlikely that the answer is there at all, no model is asked: the answer is "not found", with its record.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from localcounsel.core.prompts import NOT_FOUND, QUOTING, SYSTEM, Budget, Turn, compose
from localcounsel.engine.door import LoadedModel, Locked
from localcounsel.errors import BadCall
from localcounsel.flows import provenance
from localcounsel.flows.collection import is_collective, survey
from localcounsel.flows.companions import bring
from localcounsel.flows.desk import Desk
from localcounsel.flows.evaluation.earned import earned
from localcounsel.flows.events import Answered, AskEvent, Found, LoadingModel
from localcounsel.flows.find import find
from localcounsel.flows.quoting import offered
from localcounsel.flows.writing import Order, Writing, keep
from localcounsel.records import Answer, ApprovedModel, Draft, Prompt, Question, Recipe, Standing, Timing, Tokens

SPARE_TOKENS = 32
"""Left free between prompt and answer: counts are of texts by themselves, and joints can cost one or two."""
FEW_WORDS = 6
"""A follow-up as short as this ("And under New York law?") says too little to be searched by itself."""
QUOTING_TOKENS = 600
"""Most tokens of passages before a model that may only quote: its sources are chosen before it reads, so that
more of them would only be waited for."""
STATEMENTS = 3
"""Statements of an answer, each with its quotation."""

_LEANS_BACK = re.compile(
    r"^\s*(?:and|or|but|what about|how about)\b"
    r"|\b(?:it|they|them|that|this|those|these|its|their|he|she|his|her|same|there|former|latter)\b"
    r"|^(?:それ|これ|その|では)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asking:
    """What goes with a question."""

    document_ids: tuple[str, ...] = ()
    """Put it to these only; empty: to those that the question names, else to all."""
    wide: bool = False
    """Do not narrow to a document that the question names."""
    model: str = ""
    """Name of an approved chat model; empty for the one in the settings."""
    count: int = 0
    """Passages to find; 0 for the number in the settings."""
    narrow: bool = False
    """Answer from the best passages even where the question is about every document."""


def ask(
    desk: Desk, text: str, *, document_ids: Sequence[str] = (), wide: bool = False, model: str = ""
) -> Iterator[AskEvent]:
    """Answer `text` from the matter: Found, LoadingModel, LoadedModel, Reading…, Wrote…, Answered.

    A question about every document is put to each of them instead: Surveyed…, Answered. Closing the generator
    cancels the model within half a second; what it wrote by then is stored as cancelled.
    Raises NoModel, NotApproved, PromptTooLong, EngineDied.
    """
    return put(desk, text, Asking(tuple(document_ids), wide, model))


def put(desk: Desk, text: str, asking: Asking) -> Iterator[AskEvent]:
    """`ask` with everything that can be chosen."""
    if not text.strip():
        raise BadCall("The question is empty", "Write a question.")
    if not asking.narrow and is_collective(desk, text, asking.document_ids, wide=asking.wide) is not None:
        return survey(desk, text, document_ids=asking.document_ids)
    return _answered(desk, text, asking)


def _answered(desk: Desk, text: str, asking: Asking) -> Iterator[AskEvent]:
    """The answer from the best passages."""
    began = time.monotonic()
    found = find(
        desk,
        text,
        document_ids=asking.document_ids,
        count=asking.count or desk.settings.ask.passages,
        wide=asking.wide,
        context=_context(text, desk.turns),
    )
    most = desk.settings.ask.companions
    hits = bring(desk, found.hits, question=text, most=most, agreements=desk.agreements() if most else None)
    found = replace(found, hits=hits, seconds=time.monotonic() - began)
    yield found
    question = Question(text, found.scope, tuple((turn.question, turn.reply) for turn in desk.turns))
    if not found.hits or (desk.settings.ask.refuse and 0 <= found.record.likelihood < found.record.needed):
        recipe = provenance.searched(desk, asking.count or desk.settings.ask.passages)
        yield _not_found(desk, question, found, began, recipe)
        return
    approved = desk.approved_chat(asking.model or None)
    yield LoadingModel(approved.card.name)
    loaded = desk.load_model(approved)
    yield loaded
    why_quotes = _why_quotes(desk, approved)
    prompt = _compose(desk, text, found, loaded, QUOTING if why_quotes else SYSTEM)
    locked = offered(desk, text, found.hits, prompt.hits) if why_quotes else _statements(prompt)
    recipe = provenance.recipe(desk, found.hits, prompt, locked, loaded)
    desk.audit.append("asked", model=approved.fingerprint, **provenance.asked(desk, text, recipe, len(prompt.hits)))
    order = Order(prompt, approved, locked, why_quotes, recipe)
    yield from Writing(desk, question, found, order, began).events()


def _context(text: str, turns: Sequence[Turn]) -> str:
    """The earlier question, when this one leans on it."""
    return leans_on(text, turns[-1].question) if turns else ""


def leans_on(text: str, earlier: str) -> str:
    """The question before, when this one cannot be understood without it; else nothing."""
    return earlier if len(text.split()) <= FEW_WORDS or _LEANS_BACK.search(text) else ""


def _why_quotes(desk: Desk, model: ApprovedModel) -> str:
    """Why this model's decoder is locked to the words of the passages; empty for one that may write statements."""
    prose = desk.settings.ask.prose
    if prose == "never":
        return "the settings let no model write statements"
    if prose == "always":
        return ""
    leave = earned(desk.places, model.fingerprint)
    return "" if leave.free else leave.reason


def _statements(prompt: Prompt) -> Locked:
    """The locks of a model that may write statements: each with a quotation, copied from what it was shown."""
    texts = tuple(hit.passage.text for hit in prompt.hits)
    numbers = tuple(range(1, len(texts) + 1))
    return Locked(texts, numbers, NOT_FOUND, most_quotations=STATEMENTS, statements=True)


def _compose(desk: Desk, text: str, found: Found, loaded: LoadedModel, system: str) -> Prompt:
    """The prompt, fitted to the model's window with room for the answer."""
    most = desk.settings.model.most_tokens
    passages = desk.settings.ask.prompt_tokens
    if system is QUOTING:
        passages = min(passages, QUOTING_TOKENS)
    budget = Budget(loaded.context - most - SPARE_TOKENS, passages)
    earlier = desk.turns[-desk.settings.ask.turns :] if desk.settings.ask.turns else []
    return compose(text, found.hits, earlier, budget, desk.model.count, system)


def _not_found(desk: Desk, question: Question, found: Found, began: float, recipe: Recipe) -> Answered:
    """An answer that needs no model: nothing was found, or nothing that is likely to answer.

    What came nearest stays with it as its hits.
    """
    answer = Answer(
        id=uuid.uuid4().hex,
        question=question,
        claims=(),
        standing=Standing.NOT_FOUND,
        hits=found.hits,
        record=found.record,
        draft=Draft("", "end"),
        left_out=(),
        model="",
        model_sha256="",
        settings=desk.searched_with,
        timing=Timing(found.seconds, 0.0, time.monotonic() - began),
        tokens=Tokens(0, 0, 0),
        asked=datetime.now(UTC).isoformat(timespec="seconds"),
        conversation=desk.conversation,
        recipe=recipe,
    )
    desk.audit.append("asked", model="none", **provenance.asked(desk, question.text, recipe, 0))
    keep(desk, answer)
    return Answered(answer)
