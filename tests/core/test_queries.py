"""From a lawyer's question to an expression for the index of words."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcounsel.core.exact import exact_terms
from localcounsel.core.queries import MOST_TERMS, clauses_asked, stamps_asked, words_query


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


@pytest.fixture
def stored() -> sqlite3.Connection:
    """One text a row, in a table that parts words as a matter's does."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE words USING fts5(body, tokenize = 'porter unicode61 remove_diacritics 2')")
    return connection


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("$1.5 million", ["$1,500,000", "1.5 million dollars", "one million five hundred thousand dollars"]),
        ("$2,000,000", ["US$ 2 million", "two million dollars ($2,000,000)"]),
        (
            "May 3, 2020",
            ["3 May 2020", "2020-05-03", "the 3rd day of May, 2020", "the third day of May, 2020", "5/3/2020"],
        ),
        ("2020-05-03", ["May 3, 2020", "3rd May 2020"]),
        ("30 days", ["thirty (30) days", "thirty days"]),
        ("15 U.S.C. § 78", ["15 USC 78", "15 U.S.C. Section 78", "15 U.S.C. §78"]),
        ("28 CFR 0.5", ["28 C.F.R. § 0.5", "28 CFR Part 0.5"]),
        ("410 U.S. 113", ["410 US 113"]),
        ("j.smith@acme.com", ["to: J.Smith@Acme.com"]),
        ("Section 4.2(a)", ["4.2(a) Price", "Section 4.2 (a)"]),
    ],
)
def test_what_stands_for_itself_is_found_however_it_is_printed(
    stored: sqlite3.Connection, question: str, texts: list[str]
) -> None:
    stored.executemany("INSERT INTO words (body) VALUES (?)", [(text,) for text in texts])
    (exact,) = exact_terms(f"What of {question} then?")
    found = stored.execute("SELECT body FROM words WHERE words MATCH ?", (exact.expression,)).fetchall()
    assert {text for (text,) in found} == set(texts)
    assert exact.expression in words_query(f"What of {question} then?").expression


def test_terms_with_capitals_are_phrases_and_questions_in_capitals_are_not() -> None:
    expression = words_query("Does Net Sales in the Master Services Agreement include a Change of Control?").expression
    for phrase in ("Net Sales", "Master Services Agreement", "Change of Control"):
        assert f'"{phrase}"' in expression
    assert '"NET SALES"' not in words_query("WHAT ARE NET SALES HERE").expression


def test_other_forms_are_told() -> None:
    assert "$1.5 million (1,500,000, 1500000, …)" in words_query("Is it $1.5 million?").terms
    assert "May 3, 2020 (3 May 2020, 2020-05-03, …)" in words_query("Was it May 3, 2020?").terms


@pytest.mark.parametrize(
    ("question", "clauses"),
    [
        ("What does Section 4.2(a) say?", ("4.2(a)",)),
        ("cl. 12 and Article IV of the Lease", ("12", "IV")),
        ("Sections 4.2 and 4.3, and Exhibit b", ("4.2", "4.3", "Exhibit B")),
        ("What does 4.2 say?", ("4.2",)),
        ("§ 7.1", ("7.1",)),
        ("Is it within 2.5 percent of 4.5 million?", ()),
        ("Section 365 of the Bankruptcy Code, and 15 U.S.C. § 78", ()),
        ("Is there a schedule of the payments?", ()),
    ],
)
def test_clauses_that_a_question_names(question: str, clauses: tuple[str, ...]) -> None:
    assert clauses_asked(question) == clauses


def test_bates_numbers_that_a_question_names() -> None:
    assert stamps_asked("What is on TESS-000138 and HL0000123?") == ("TESS-000138", "HL0000123")
    assert stamps_asked("Was USD 5000 paid in MAY 2020?") == ()


def test_a_possessive_is_looked_up_as_the_word_itself() -> None:
    terms = words_query("What is Tessellate's cap, and the parties’ insurance?").terms
    assert "Tessellate" in terms
    assert "parties" in [term.casefold() for term in terms] or "insurance" in terms
    assert not [term for term in terms if term.endswith(("'s", "’s", "'", "’"))]
