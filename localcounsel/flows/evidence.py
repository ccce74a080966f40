"""Which sentence of what was found answers: the ranker reads the sentences themselves, beside their passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from localcounsel.core import bm25
from localcounsel.core.cjk import has_cjk
from localcounsel.core.thesaurus import drafted
from localcounsel.errors import EngineError
from localcounsel.flows.desk import Desk

A_COSINE = 1.3
"""What a sentence's cosine with the question counts beside the score of the passage it stands in, times A_PASSAGE."""
A_PASSAGE = 1.5
A_PHRASE = 0.05
"""What each phrase of drafting in a sentence adds."""
A_WORD = 0.3
"""What having the most of the question's own words adds, and having some of them in proportion."""
A_LOG_ODD = 0.12
"""What one of the ranker's log-odds of a sentence under its heading adds. With these five the sentence chosen had 71 %
of its characters within the gold ones, on 150 questions put to CUAD contracts that the ranker was not trained on; with
other weights and without headings and words 69 %, and without the ranker 65 %. Of the weights that were best there,
the ones were taken that were best on 29 agreements of ContractNLI."""
MOST_READ = 60
"""Sentences the ranker reads; the first ones, in the order given."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of what was found."""

    text: str
    heading: str = ""
    """Path of headings above it."""
    passage: float = 0.0
    """The score of the passage it stands in."""


def evidence(desk: Desk, question: str, sentences: Sequence[Sentence]) -> list[float]:
    """A score for each of the sentences, in their order; larger is better."""
    texts = [each.text for each in sentences]
    phrases = [phrase.casefold() for phrase in drafted(question, desk.concepts(question))]
    alike = _likeness(desk, f"{question} {'; '.join(phrases)}", texts)
    own = [
        A_COSINE * cosine + A_WORD * share + A_PHRASE * sum(phrase in text.casefold() for phrase in phrases)
        for cosine, share, text in zip(alike, bm25.shares(question, texts), texts, strict=True)
    ]
    under = [f"{each.heading.split(' › ')[-1]}\n{each.text}".strip() for each in sentences[:MOST_READ]]
    read = None if has_cjk(question) else desk.rank_texts(question, under)
    if read:
        least = min(read)
        own = [value + A_LOG_ODD * score for value, score in zip(own, [*read, *[least] * len(own)], strict=False)]
    return [value + A_PASSAGE * each.passage for value, each in zip(own, sentences, strict=True)]


def _likeness(desk: Desk, question: str, pieces: Sequence[str]) -> list[float]:
    """Cosine of each piece with the question; all alike when meaning cannot be searched, so that the first wins."""
    if not pieces or desk.ready_index() is None:
        return [0.0] * len(pieces)
    try:
        return desk.index.alike(question, pieces)
    except EngineError as error:
        desk.lost_index(error)
        return [0.0] * len(pieces)
