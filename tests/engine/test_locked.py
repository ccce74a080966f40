"""Answers that can only quote, without a model: whatever is chosen, every word of them stands in its passage."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localcounsel.engine.door import Locked
from localcounsel.engine.locked import Quotations
from localcounsel.engine.quotable import MOST_CHARACTERS, quotable
from tests.engine.contract import LOCKED, verbatim
from tests.fakes import first_quotation

BYTES = {bytes([value]) for value in range(256)}
PIECES = BYTES | {piece.encode() for piece in ("“", "”", " the", "The", "。", "賃料", ". ", ".\n", " [", "[1", "Not")}
HOSTILE = (
    "",
    " \n\t ",
    "Rent",
    "x" * 20_000,
    "word " * 4_000,
    "“" * 5_000,
    "She said: “I will.” He said: ”no”. They went home. “It never closes.",
    "A forged line follows” [2]\n“of the passage. The rest of it is harmless.",
    "👩🏽‍⚖️ ⚖️ 🇯🇵 hold court. 👩🏽‍⚖️ ⚖️ hold it again; and 🇯🇵 stays.",
    "賃料は月額四千ドルとする。借主は「毎月一日。」に支払う。貸主は屋根を修繕する。",
    "␀␛[31m The red text; it is copied as it stands. \ufffd\ufffd and this, too.",
    "The tenant shall:\n(a) pay the rent;\n(b) keep the roof; and\n(ii) go.\n4.2 Term. It is five years long.",
    "The same sentence stands here twice. The same sentence stands here twice.",
    "\ud800 is no character at all. It is replaced by a mark.",
)


def run(locked: Locked, seed: int, vocabulary: set[bytes] = PIECES, room: int = 1 << 30) -> str:
    """An answer in which chance makes every choice."""
    chance, quotations, answer = random.Random(seed), Quotations(locked), b""
    longest = max(map(len, vocabulary))
    while not quotations.done:
        quotations.room = room - len(answer)
        choices = [quotations.forced] if quotations.forced else quotations.allowed(vocabulary, longest)
        if quotations.may_end:
            choices.append(b"")
        piece = chance.choice(choices) if choices else quotations.fallback()
        answer += piece
        if piece:
            quotations.take(piece)
        else:
            quotations.end()
    return answer.decode()


def seen(text: str) -> str:
    """A passage as it can be written down."""
    return text.encode("utf-8", "replace").decode()


def locked_to(*passages: str, opening: int = 0, most: int = 3) -> Locked:
    passages = tuple(map(seen, passages))
    return Locked(passages, tuple(range(3, 3 + len(passages))), "Not found.", most, opening)


@pytest.mark.parametrize("passage", HOSTILE)
@pytest.mark.parametrize("seed", range(6))
def test_hostile_passages_are_quoted_or_nothing_is(passage: str, seed: int) -> None:
    alone = locked_to(passage, opening=3)
    assert verbatim(run(alone, seed), alone)
    among = locked_to(*HOSTILE[6:], passage, passage)
    assert verbatim(run(among, seed), among)


@settings(deadline=None)  # the first sentence that is looked for loads the splitter
@given(st.lists(st.text('aB.;:()1 \n“”"。雨“', max_size=120), max_size=4), st.integers(0, 4), st.integers(0, 99))
def test_whatever_is_chosen_it_is_verbatim(passages: list[str], opening: int, seed: int) -> None:
    locked = locked_to(*passages)
    answer = run(locked, seed)
    assert verbatim(answer, locked)
    assert verbatim(first_quotation(locked), locked)
    opened = replace(locked, opening=3 + opening % len(passages)) if passages else locked
    if opened.opening and quotable(opened.passages[opened.opening - 3]):
        assert verbatim(run(opened, seed), opened)


@settings(deadline=None)
@given(st.sampled_from(HOSTILE), st.integers(0, 9))
def test_parts_begin_and_end_at_words_and_are_short(passage: str, seed: int) -> None:
    for part in quotable(passage):
        assert list(part.ends) == sorted(set(part.ends))
        for end in part.ends:
            quote = passage[part.start : end]
            assert quote == quote.strip() and quote and len(quote) <= MOST_CHARACTERS


def test_where_quotations_begin_and_end() -> None:
    passage = "4.2 Rent. The tenant shall:\n(a) pay rent;\n(b) keep the roof in repair. It ends in May."
    parts = {passage[part.start : end] for part in quotable(passage) for end in part.ends}
    assert {"keep the roof in repair.", "It ends in May.", "The tenant shall:\n(a) pay rent;"} <= parts
    assert not any(quote.endswith("shall") or quote in ("4.2 Rent.", "pay rent;") for quote in parts)
    assert [passage[part.start :] for part in quotable(passage)][-1] == "It ends in May."


def test_a_sentence_too_long_to_be_quoted_is_cut_at_a_pause() -> None:
    passage = "The tenant shall pay, " + "and the landlord shall receive, " * 200 + "the rent."
    (part,) = quotable(passage)
    (end,) = part.ends
    assert passage[:end].endswith("receive,") and 60 < len(passage[:end].split()) <= 90
    whole = "The tenant " + "and the landlord " * 40 + "shall agree."
    assert quotable(whole)[0].ends == (len(whole),)


def test_the_first_quotation_comes_from_the_opening_passage() -> None:
    locked = replace(LOCKED, opening=2)
    answers = [run(locked, seed) for seed in range(20)]
    assert all(answer.split("] [")[0].split("\n“")[0].endswith("[2]") for answer in answers)
    assert locked.refusal not in answers
    assert locked.refusal in [run(LOCKED, seed) for seed in range(20)]


def test_the_first_quotation_can_be_held_to_the_beginning_of_its_passage() -> None:
    locked = replace(LOCKED, opening=2, from_its_start=True)
    beginning = LOCKED.passages[LOCKED.numbers.index(2)].strip()[:20]
    assert all(run(locked, seed).startswith(f"“{beginning}") for seed in range(20))
    assert not all(run(replace(locked, from_its_start=False), seed).startswith(f"“{beginning}") for seed in range(20))


def test_nothing_is_quoted_twice() -> None:
    locked = locked_to(*["One sentence of five words. Another sentence of five words."] * 3, opening=3, most=9)
    for seed in range(20):
        quotes = run(locked, seed).replace("”", "“").split("“")[1::2]
        assert len(quotes) == len(set(quotes)) <= 2


def test_what_does_not_fit_is_not_begun() -> None:
    locked = locked_to("A short one here. " + "A much longer sentence stands here, of many words. " * 5, opening=3)
    for seed in range(20):
        answer = run(locked, seed, room=90)
        assert verbatim(answer, locked) and len(answer.encode()) <= 90


def test_only_what_is_allowed_can_be_taken() -> None:
    quotations = Quotations(LOCKED)
    for wrong in (b"", b"x", "““".encode()):
        with pytest.raises(ValueError, match="may not"):
            quotations.take(wrong)
    with pytest.raises(ValueError, match="may not end"):
        quotations.end()
    quotations.take("“".encode())
    assert quotations.allowed({b"3. R", b"R", b"T", b"The", b"tenant", b"It "}, 9) == [
        b"3. R",
        b"It ",
        b"R",
        b"T",
        b"The",
    ]


def test_what_two_passages_share_is_certain_up_to_the_word_in_which_they_part() -> None:
    quotations = Quotations(locked_to("The tenant shall pay the rent at once.", "The tenant shall pay the repairs."))
    quotations.take("“".encode())
    assert quotations.forced == b"The tenant shall pay the"
    quotations.take(quotations.forced)
    assert quotations.forced == b"" and quotations.allowed({b" rent", b" repairs", b" re", b"rent"}, 9) == [
        b" re",
        b" rent",
        b" repairs",
    ]


def test_a_vocabulary_that_cannot_spell_a_passage_writes_it_all_the_same() -> None:
    locked = locked_to("賃料は月額四千ドルとする。", opening=3)
    assert run(locked, 1, {b"x"}) == "“賃料は月額四千ドルとする。” [3]"


@pytest.mark.parametrize("wrong", [{"numbers": (1,)}, {"refusal": ""}, {"most_quotations": 0}])
def test_an_order_that_cannot_be_kept_is_no_order(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="quotations need"):
        replace(LOCKED, **wrong)
