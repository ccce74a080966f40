"""What is looked up for a Japanese, Chinese or Korean question, in the index that the product makes."""

from __future__ import annotations

import sqlite3

import pytest

from localcounsel.core.cjk_query import MOST_EXPRESSIONS, sought, spaced
from localcounsel.core.queries import words_query
from localcounsel.core.thesaurus_ja import drafted_ja
from localcounsel.store import words

PASSAGES = (
    "第五条　届出書を提出しなければならない。",
    "第五条の二　借地権の存続期間は、三十年とする。",
    "法第五条第六項に規定する政令で定める期間は、令和二年五月三日までとする。",
    "本契約は、甲が乙に書面により通知することにより、解約することができる。",
    "本合同自双方签字之日起生效,有效期为三年。",
    "계약의 해지는 서면으로 통지하여야 한다.",
)


@pytest.fixture
def index() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE words USING fts5 (caption, heading, body, cjk, content = '',"
        " tokenize = 'porter unicode61 remove_diacritics 2')"
    )
    words.put(connection, "", [words.Entry(row, "", text) for row, text in enumerate(PASSAGES, start=1)])
    return connection


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("第5条第6項の期間を教えてください", 3),
        ("第5条の2は何を定めていますか", 2),
        ("借地権は30年ですか", 2),
        ("2020年5月3日", 3),
        ("令和2年5月3日までの期間", 3),
        ("届け出書の提出", 1),
        ("通知による解約", 4),
        ("合同有效期", 5),
        ("계약 해지 통지", 6),
    ],
)
def test_the_right_passage_comes_first(index: sqlite3.Connection, question: str, first: int) -> None:
    found = index.execute(
        "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank", (words_query(question).expression,)
    )
    assert next(found)[0] == first


def test_terms_read_as_a_person_writes_them() -> None:
    terms = words_query("金商法第5条の「有価証券」の定義は? Section 4.2").terms
    assert terms[:2] == ("金融商品取引法第5条", "「有価証券」")
    assert {"4.2", "Section"} <= set(terms)
    assert "5" not in terms


def test_hiragana_alone_is_looked_up_when_there_is_nothing_else() -> None:
    assert 'cjk : "おそ"' in words_query("おそれ").expression
    assert 'cjk : "につ"' not in words_query("契約について").expression


def test_a_pasted_page_stays_bounded() -> None:
    page = "".join(chr(0x4E00 + number) for number in range(5000))
    assert sum(len(each.expressions) for each in sought(page)) <= MOST_EXPRESSIONS
    assert sought("plain English") == ()


def test_numbers_of_clauses_are_no_words_of_their_own() -> None:
    assert spaced("第5条第6項と2020年 Section 4.2").split() == ["Section", "4.2"]


def test_drafting_for_what_is_asked() -> None:
    assert "解約することができる" in drafted_ja("中途解約はできますか")
    assert "専属的合意管轄" in drafted_ja("裁判所はどこですか")
    assert drafted_ja("第5条は損害賠償について何と") == ()
    assert drafted_ja("Can it be terminated?") == ()
