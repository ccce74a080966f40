"""Sentences a model may be offered to quote: whole, with the heading before them."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from localcounsel.core.full_sentences import sentences

CLAUSE = "11.2 Cap. The liability of either party shall not exceed the Fees. This does not limit fraud by anybody."


def test_a_clause_number_and_heading_go_with_their_sentence() -> None:
    assert [CLAUSE[start:end] for start, end in sentences(CLAUSE)] == [
        "11.2 Cap. The liability of either party shall not exceed the Fees.",
        "This does not limit fraud by anybody.",
    ]


def test_japanese_sentences_are_not_joined_for_lack_of_spaces() -> None:
    text = "乙は秘密を保持する。期間は契約終了後三年間とする。"
    assert len(sentences(text)) == 2


@given(text=st.text(max_size=400))
def test_sentences_do_not_overlap_and_lose_nothing_but_space(text: str) -> None:
    found = sentences(text)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(found))
    assert "".join("".join(text[start:end] for start, end in found).split()) == "".join(text.split())
