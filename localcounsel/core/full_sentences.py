"""Which words of a passage a model that may only quote is offered: sentences with their enumerations, not crumbs."""

from __future__ import annotations

import itertools

from localcounsel.core.sentences import sentence_starts

FEWEST_WORDS = 6
"""A heading, a clause number or a fragment goes with the sentence after it."""


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of a passage as (start, end) without outer white space; short ones joined to the next."""
    starts = sorted({0, *sentence_starts(text)})
    found: list[tuple[int, int]] = []
    opened: int | None = None
    for start, end in itertools.pairwise([*starts, len(text)]):
        begin = start if opened is None else opened
        opened = None
        if len(text[begin:end].split()) < FEWEST_WORDS and end < len(text) and not _is_dense(text[begin:end]):
            opened = begin
            continue
        found.append(_trimmed(text, begin, end))
    return [(start, end) for start, end in found if start < end]


def _is_dense(text: str) -> bool:
    """Chinese, Japanese and Korean sentences have no spaces to count words by."""
    return sum(character > "\u2e80" for character in text) >= FEWEST_WORDS


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
