"""The head of a log as twelve words: the same words for the same head, and a slip of the pen shows."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcounsel.core.anchor import COUNT, Misread, beginning, words
from localcounsel.core.anchor_words import WORDS

_digests = st.binary(min_size=32, max_size=32).map(bytes.hex)


def test_the_list_is_2048_plain_words_told_apart_by_four_letters() -> None:
    assert len(WORDS) == 2048
    assert list(WORDS) == sorted(WORDS)
    assert all(word.isascii() and word.islower() and word.isalpha() and 4 <= len(word) <= 8 for word in WORDS)
    assert len({word[:4] for word in WORDS}) == 2048


@given(_digests)
def test_words_say_the_beginning_of_a_digest(digest: str) -> None:
    said = words(digest)
    assert len(said.split()) == COUNT
    assert beginning(said) == digest[:32]
    assert beginning(digest) == digest[:32]


@given(_digests)
def test_case_numbers_hyphens_and_worn_endings_do_not_matter(digest: str) -> None:
    said = words(digest).split()
    assert beginning("-".join(word.upper() for word in said)) == digest[:32]
    assert beginning("\n".join(f"{number}. {word}" for number, word in enumerate(said, start=1))) == digest[:32]
    assert beginning(" ".join(word[:4] for word in said)) == digest[:32]


@pytest.mark.parametrize("said", ["", "acorn", " ".join(["acorn"] * 13), "g" * 32])
def test_what_is_no_anchor_is_not_taken_for_one(said: str) -> None:
    with pytest.raises(Misread):
        beginning(said)


def test_a_word_that_is_not_in_the_list_is_named() -> None:
    said = words("0" * 64).split()
    said[3] = "zzzz"
    with pytest.raises(Misread, match="word 4"):
        beginning(" ".join(said))


def test_fifteen_of_sixteen_exchanged_words_show() -> None:
    chance = random.Random(7)
    shown = 0
    for _ in range(2000):
        digest = chance.randbytes(32).hex()
        said = words(digest).split()
        at = chance.randrange(COUNT)
        said[at] = chance.choice([word for word in WORDS if word != said[at]])
        try:
            assert beginning(" ".join(said)) != digest[:32]
        except Misread:
            shown += 1
    assert shown > 1800
