"""The stems are those of SQLite's index of words, for every word it may hold."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcounsel.core.porter import stem

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "cuad" / "txt"
SUFFIXES = """s es ies sses ed eed ing ational tional enci anci izer abli alli entli eli ousli ization ation ator alism
    iveness fulness ousness aliti iviti biliti icate ative alize iciti ical ful ness al ance ence er ic able ible ant
    ement ment ent ion ou ism ate iti ous ive ize e y ll logi bli""".split()


def by_sqlite(words: Iterable[str]) -> dict[str, str]:
    """What SQLite keeps each word under."""
    rows = list(enumerate(sorted(set(words))))
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE t USING fts5(a, tokenize='porter unicode61 remove_diacritics 2')")
        connection.executemany("INSERT INTO t(rowid, a) VALUES (?, ?)", rows)
        connection.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, instance)")
        kept = {row: term for term, row in connection.execute("SELECT term, doc FROM v")}
    finally:
        connection.close()
    return {word: kept[row] for row, word in rows}


@given(st.lists(st.from_regex(r"[a-z]{1,14}", fullmatch=True), min_size=1, max_size=60))
def test_any_letters(words: list[str]) -> None:
    assert {word: stem(word) for word in words} == by_sqlite(words)


@given(st.lists(st.tuples(st.from_regex(r"[a-z]{1,6}", fullmatch=True), st.sampled_from(SUFFIXES)), min_size=1))
def test_every_ending(parts: list[tuple[str, str]]) -> None:
    words = [start + ending for start, ending in parts]
    assert {word: stem(word) for word in words} == by_sqlite(words)


def test_words_of_contracts() -> None:
    assert stem("termination") == stem("terminated") == stem("terminates") == "termin"
    assert stem("indemnification") == stem("indemnifications") != stem("indemnity")
    assert stem("a" * 65 + "ing") == "a" * 65 + "ing"


@pytest.mark.shared
def test_the_words_of_real_contracts() -> None:
    words = {
        word
        for path in sorted(SHARED.iterdir())[:40]
        for word in re.findall(r"[a-z0-9]+", path.read_text("utf-8", "replace").lower())
    }
    assert len(words) > 5000
    assert {word: stem(word) for word in words} == by_sqlite(words)
