"""What a model that may only quote is offered: of the best passages, the sentence that fits and what follows it."""

from __future__ import annotations

from collections.abc import Sequence

from localcounsel.core.full_sentences import sentences
from localcounsel.core.prompts import NOT_FOUND
from localcounsel.engine.door import Locked
from localcounsel.flows.desk import Desk
from localcounsel.flows.evidence import Sentence, evidence
from localcounsel.records import Hit

PASSAGES = 4
"""How many of the best passages may be quoted."""
NEARLY_AS_GOOD = 0.6
"""Share of the best score from which an amendment is quoted in place of what it amends."""
QUOTED_WHOLE = 90
"""Words up to which a passage is offered whole: half a clause can mislead."""


def offered(desk: Desk, question: str, found: Sequence[Hit], shown: Sequence[Hit]) -> Locked:
    """The locks for an answer: one quotation, from the passage that governs, numbered as it was `shown`."""
    numbers = {hit.passage.id: number for number, hit in enumerate(shown, start=1)}
    best = _governing_first(desk, [hit for hit in found if hit.passage.id in numbers and _may_open(hit)][:PASSAGES])
    texts = _fitting(desk, question, best)
    places = tuple(numbers[hit.passage.id] for hit in best)
    first = places[0] if places else 0
    return Locked(texts, places, NOT_FOUND, most_quotations=1, opening=first, from_its_start=True)


def _may_open(hit: Hit) -> bool:
    """Whether it may be the answer: found, or an amendment of what was found; not a definition brought along."""
    return not hit.brought or hit.brought.startswith("amends")


def _governing_first(desk: Desk, best: Sequence[Hit]) -> list[Hit]:
    """An amendment that was found nearly as good as the clause it may have changed goes before it."""
    kinds = {document.id: document.outline.kind for document in desk.store.documents()}
    least = best[0].score * NEARLY_AS_GOOD if best else 0.0
    return sorted(best, key=lambda hit: kinds.get(hit.passage.document_id) != "amendment" or hit.score < least)


def _fitting(desk: Desk, question: str, best: Sequence[Hit]) -> tuple[str, ...]:
    """Each text whole when it can be quoted whole, otherwise from the sentence on that fits the question best."""
    texts = [hit.passage.text for hit in best]
    spans = [sentences(text) if len(text.split()) > QUOTED_WHOLE else [] for text in texts]
    pieces = [
        Sentence(hit.passage.text[start:end], hit.passage.heading)
        for hit, each in zip(best, spans, strict=True)
        for start, end in each
    ]
    fit = iter(evidence(desk, question, pieces))
    chosen = []
    for text, each in zip(texts, spans, strict=True):
        scored = [(next(fit), -start) for start, _ in each]
        chosen.append(text[-max(scored)[1] :] if scored else text)
    return tuple(chosen)
