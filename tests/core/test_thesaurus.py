"""From the words of a question to the phrases of drafting."""

from __future__ import annotations

import pytest

from localcounsel.core.thesaurus import CONCEPTS, CONCEPTS_AT_MOST, drafted


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        ("Which state's law governs?", "governed by"),
        ("What law applies to this contract, i.e. what is the governing law?", "laws of the State of"),
        ("Can either side walk away without cause?", "may terminate this Agreement"),
        ("How much can we be liable for at most? Is there a liability cap?", "shall not exceed"),
        ("May the tenant assign the lease?", "may not assign"),
        ("When does the licence expire?", "shall expire"),
        ("Who has to keep the premises in repair?", "keep in good repair"),
        ("Is poaching our employees forbidden?", "shall not solicit"),
    ],
)
def test_a_question_finds_its_drafting(question: str, phrase: str) -> None:
    assert phrase in drafted(question)


@pytest.mark.parametrize("question", ["", "What did Ms Ito eat?", "Who is Jane Miller?", "第3条の趣旨は何ですか"])
def test_most_words_bring_nothing_up(question: str) -> None:
    assert drafted(question) == ()


def test_a_question_about_everything_stays_bounded() -> None:
    everything = " ".join(concept.asked.pattern for concept in CONCEPTS) + " renewal expiry audit insurance warranty"
    longest = sorted((len(concept.drafted) for concept in CONCEPTS), reverse=True)[:CONCEPTS_AT_MOST]
    assert 0 < len(drafted(everything)) <= sum(longest)


def test_the_table_was_read_whole() -> None:
    assert all(concept.drafted and all(concept.drafted) for concept in CONCEPTS)
    assert len({concept.asked.pattern for concept in CONCEPTS}) == len(CONCEPTS) > 40
