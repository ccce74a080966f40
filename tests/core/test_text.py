"""Hostile characters at the door, and the form in which quotations are compared."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcounsel.core.text import clean, fold

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=300)
LEGAL_TEXT = st.text(st.sampled_from(list("abcXYZ 019.,-/%$€§\n\t“”’—ﬁ１Ａガｶﾞéß½²·…()[]甲契約﻿­")), max_size=120)
KEPT_FORMATS = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x200C, 0x200D, 0x110BD, 0x110CD}


def test_every_code_point_is_harmless_after_cleaning() -> None:
    for code in range(0x110000):
        cleaned = clean(chr(code))
        assert len(cleaned) == 1
        if cleaned in "\t\n" or code in KEPT_FORMATS:
            continue
        assert unicodedata.category(cleaned) not in ("Cc", "Cf", "Cs", "Zl", "Zp"), hex(code)


def test_every_other_code_point_is_left_alone() -> None:
    for code in range(0x110000):
        if unicodedata.category(chr(code)) not in ("Cc", "Cf", "Cs", "Zl", "Zp", "Cn"):
            assert clean(chr(code)) == chr(code), hex(code)


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("a\x1b[31mb", "a␛[31mb"),
        ("a\rb", "a b"),
        ("a\x85b\u2028c\u2029d", "a\nb\nc\nd"),
        ("agree\xadment", "agree-ment"),
        ("a\u200bb", "a b"),
        ("\ufeffa\u202eb\U000e0041", "\ufffda\ufffdb\ufffd"),
        ("\x00\x7f\x9b", "␀\ufffd\ufffd"),
        ("tab\tline\n", "tab\tline\n"),
        ("葛\U000e0100", "葛\U000e0100"),
        ("\ud800", "\ufffd"),
    ],
)
def test_clean(hostile: str, harmless: str) -> None:
    assert clean(hostile) == harmless


@given(ANY_TEXT)
def test_clean_keeps_length_and_is_idempotent(text: str) -> None:
    assert len(clean(text)) == len(text)
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the “Agreement”", 'THE "agreement"'),
        ("agree-\nment", "agreement"),
        ("Loui␂siana", "Louisiana"),
        ("the ﬁrst oﬃce", "the first office"),
        ("１２０日以内", "120日以内"),
        ("ｶﾞｲﾄﾞ", "ガイド"),
        ("cafe\u0301", "café"),
        ("2019–2020", "2019-2020"),
        ("㈱青空", "（株）青空"),
        ("10 ％", "10%"),
        ("1,\n000", "1,000"),
        ("Widget™", "Widget"),
        ("Straße", "STRASSE"),
    ],
)
def test_layout_and_type_do_not_count(one: str, other: str) -> None:
    assert fold(one).text == fold(other).text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.5", "15"),
        ("1,000", "1000"),
        ("1/2/2020", "12/2020"),
        ("5-10", "510"),
        ("1 2", "12"),
        ("$5", "€5"),
        ("5%", "5"),
        ("10²", "102"),
        ("2½", "21/2"),
        ("shall not", "shall"),
        ("カキ", "ガキ"),
        ("≥ 5", "5"),
        ("> 5%", "5%"),
    ],
)
def test_meaning_counts(one: str, other: str) -> None:
    assert fold(one).text != fold(other).text


def test_furniture_is_skipped() -> None:
    text = "The first\n\nPage 3 of 12\n\npayment is due."
    start = text.index("Page")
    assert fold(text, [(start, start + 12)]).text == "thefirstpaymentisdue"


@given(LEGAL_TEXT | ANY_TEXT)
def test_every_folded_character_comes_from_somewhere(text: str) -> None:
    folded = fold(text)
    last = 0
    for index in range(len(folded.text)):
        start, end = folded.span(index, index + 1)
        assert 0 <= start < end <= len(text)
        assert start >= last or folded.splits_character(index)
        last = start


@given(LEGAL_TEXT, st.data())
def test_slices_come_back(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    if not folded.text:
        return
    start = data.draw(st.integers(0, len(folded.text) - 1))
    end = data.draw(st.integers(start + 1, len(folded.text)))
    if folded.splits_character(start) or folded.splits_character(end):
        return
    first, last = folded.span(start, end)
    again = fold(text[first:last]).text
    assert again == folded.text[start:end] or not folded.text[start].isalnum() or not folded.text[end - 1].isalnum()


@given(LEGAL_TEXT, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4))
def test_nothing_folded_comes_from_furniture(text: str, pairs: list[tuple[int, int]]) -> None:
    furniture = [(min(pair), min(max(pair), len(text))) for pair in pairs if min(pair) < len(text)]
    folded = fold(text, furniture)
    for index, character in enumerate(folded.text):
        start, end = folded.span(index, index + 1)
        if character.isalnum():
            assert not any(start < right and end > left for left, right in furniture)
