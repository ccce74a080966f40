"""From a lawyer's question to an expression for the index of words."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcounsel.core.queries import MOST_TERMS, words_query


def test_fillers_are_left_out_and_the_subject_stays() -> None:
    assert words_query("What is the governing law?").terms == ("governing", "law")


def test_a_question_of_fillers_only_is_still_looked_up() -> None:
    assert words_query("what is it").expression


def test_clause_numbers_amounts_and_dates_stay_together() -> None:
    terms = words_query("Does section 4.2(a) cap it at $1,500.00 before 12/05/2020?").terms
    assert "4.2(a)" in terms
    assert "$1,500.00" in terms
    assert "12/05/2020" in terms


def test_quoted_words_are_a_phrase() -> None:
    assert '"change of control"' in words_query("Is there a “change of control” clause?").expression


def test_japanese_is_looked_up_as_bigrams() -> None:
    expression = words_query("秘密保持の期間は何年ですか").expression
    assert 'cjk : "秘密"' in expression
    assert 'cjk : "ですか"' not in expression


def test_a_single_character_and_full_width_forms_are_looked_up() -> None:
    assert words_query("甲").expression == "cjk : 甲*"
    assert "4.2" in words_query("第４.２ Ｓｅｃｔｉｏｎ").terms


def test_a_pasted_page_does_not_become_thousands_of_terms() -> None:
    assert len(words_query(" ".join(f"word{number}" for number in range(5000))).terms) == MOST_TERMS


@pytest.fixture(scope="module")
def words_table() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE words USING fts5(heading, body, cjk)")
    return connection


@given(question=st.text(max_size=200))
def test_any_question_is_valid_for_the_index(words_table: sqlite3.Connection, question: str) -> None:
    expression = words_query(question).expression
    if expression:
        words_table.execute("SELECT rowid FROM words WHERE words MATCH ?", (expression,)).fetchall()
