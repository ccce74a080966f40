"""Pages and questions made of one thing over and over: nothing fails on them, and nothing grows beyond their length.

A quadratic expression shows on such texts alone, and takes minutes on a page of 300,000 characters.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from localcounsel.core import addressed, amending, authorities, collection, full_sentences, queries, thesaurus
from localcounsel.core.operators import Prepared, parse
from localcounsel.core.structure import outline
from localcounsel.records import Page, Reading

PIECES = [
    " ", "\n", "\r\n", " \n", "\t", "\xa0", ".", "-", "_", "(", "“", "」", "§", "/", "a", "X", "1", "契", "the ",
    "and ", "one hundred ", "A. ", "“A” ", "(the “", "1.1 ", "Section ", "§ 1 ", "Aa-", "ABC0001", "January 1, ", "IV.",
    "（1）",
]  # fmt: skip
"""Runs that cost some expression more than a look, or might."""
NOTHING = 0.5
"""Seconds of the processor that do not matter; what takes more is held against a quarter of the same text."""
LINEAR = 9
"""Four times the text may cost this many times as much: it would be 4, and 16 for a quadratic expression."""


def _outline(text: str) -> Any:
    return outline(Reading("d" * 64, "txt", (Page(1, "1", text),)), "file.txt")


READERS: dict[str, tuple[Callable[[str], Any], int]] = {
    "outline": (_outline, 150_000),
    "addressed": (addressed.addressed, 150_000),
    "changes": (lambda text: amending.changes(text, amendment=True), 20_000),
    "sentences": (full_sentences.sentences, 100_000),
    "operators": (lambda text: Prepared(text).matches(parse('"lease term" w/5 terminat!').root), 100_000),
    "statutes": (lambda text: list(authorities.statutes(text)), 20_000),
    "decisions": (lambda text: list(authorities.decisions(text)), 20_000),
    "words": (queries.words_query, 10_000),
    "concepts": (thesaurus.drafted, 10_000),
    "collection": (collection.asks_for_all, 10_000),
}


def _cost(read: Callable[[str], Any], text: str) -> float:
    began = time.process_time()
    read(text)
    return time.process_time() - began


@pytest.mark.parametrize("name", READERS)
def test_runs_of_one_thing_cost_what_their_length_does(name: str) -> None:
    read, size = READERS[name]
    read("The tenant shall pay.")
    for piece in PIECES:
        whole = piece * (size // len(piece)) + "\x01"
        cost = _cost(read, whole)
        if cost > NOTHING:
            assert cost < LINEAR * _cost(read, whole[-len(whole) // 4 :]), (piece, cost)
