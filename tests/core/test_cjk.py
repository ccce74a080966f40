"""Chinese, Japanese and Korean text in pairs: index and query agree, and nothing else is touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcounsel.core.cjk import bigrams, bigrams_to_index, has_cjk, query_pairs, without_cjk

_runs = st.text("契約書第条甲乙一ガバナンスー계약0123456789", min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("契約書", "契約 約書"),
        ("甲", "甲"),
        ("第12条", "第12 12条"),
        ("第１２条", "第12 12条"),
        ("第十二条", "第12 12条"),
        ("ガバナンス", "ガバ バナ ナン ンス"),
        ("ｶﾞﾊﾞﾅﾝｽ", "ガバ バナ ナン ンス"),
        ("本契約はABC株式会社", "本契 契約 約は 株式 式会 会社"),
        ("계약서", "계약 약서"),
        ("plain English, 12 May", ""),
        ("", ""),
    ],
)
def test_pairs(text: str, pairs: str) -> None:
    assert bigrams(text) == pairs


def test_each_run_ends_with_its_last_character_in_the_index() -> None:
    assert bigrams_to_index("契約、甲") == "契約 約 甲"


def test_articles_are_terms_of_their_own_in_the_index() -> None:
    tokens = bigrams_to_index("法第五条の二第３項及び第12条").split()
    assert {"第5条の2", "第5条の2第3項", "法第5条の2", "第12条"} <= set(tokens)
    assert "第5条" not in tokens


def test_pairs_of_a_query_are_subject_and_not_grammar() -> None:
    assert query_pairs("契約書について契約") == ["契約", "約書", "書に", "て契"]


def test_what_is_left_is_words() -> None:
    assert without_cjk("本契約はABC株式会社 Section ４").split() == ["ABC", "Section", "4"]


@given(st.text(st.characters(max_codepoint=0x10FF)))
def test_text_without_such_characters_has_no_pairs(text: str) -> None:
    assert not has_cjk(text)
    assert bigrams(text) == ""


@given(_runs, _runs)
def test_a_run_is_a_phrase_of_any_run_that_holds_it(inner: str, around: str) -> None:
    if not has_cjk(inner) or len(inner) < 2:
        return
    whole = bigrams_to_index(f"{around}契{inner}約{around}")
    assert f" {bigrams(inner)} " in f" {whole} "
